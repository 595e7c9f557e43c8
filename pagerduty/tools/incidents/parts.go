package incidents

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// part is something about an incident that takes a request of its own.
type part string

const (
	partAlerts   part = "alerts"
	partNotes    part = "notes"
	partTimeline part = "timeline"
	partChanges  part = "changes"
)

// newest is how many of each part are shown.
const newest = 20

// parts are shown with the incident, newest first.
type parts struct {
	Alerts   []alertView  `json:"-"` // shown by detail, in place of the summary's number
	Notes    []noteView   `json:"notes,omitempty"`
	Timeline []entryView  `json:"timeline,omitempty"`
	Changes  []changeView `json:"changes,omitempty"`
	// More names the parts that have more than is shown, Missing those that could not be fetched.
	More    []part          `json:"more,omitempty"`
	Missing map[part]string `json:"missing,omitempty"`
}

type alertView struct {
	ID        string          `json:"id"`
	Status    string          `json:"status,omitzero"`
	Severity  string          `json:"severity,omitzero"`
	Summary   string          `json:"summary,omitzero"`
	CreatedAt string          `json:"created_at,omitzero"`
	Source    string          `json:"source,omitzero"`
	Details   json.RawMessage `json:"details,omitempty"`
}

type noteView struct {
	At   string `json:"at,omitzero"`
	By   string `json:"by,omitzero"`
	Text string `json:"text,omitzero"`
	Note string `json:"note,omitzero"` // such as how the incident was resolved
}

type entryView struct {
	At   string `json:"at,omitzero"`
	What string `json:"what"`
	By   string `json:"by,omitzero"`
	Text string `json:"text,omitzero"`
	Note string `json:"note,omitzero"` // such as how the incident was resolved
}

type changeView struct {
	ID       string           `json:"id"`
	At       string           `json:"at,omitzero"`
	Summary  string           `json:"summary,omitzero"`
	Source   string           `json:"source,omitzero"`
	Services []view.Reference `json:"services,omitempty"`
	Links    []string         `json:"links,omitempty"`
	Reason   string           `json:"reason,omitzero"`
	Details  json.RawMessage  `json:"details,omitempty"`
}

// fetching is parts under way, in parallel.
type fetching struct {
	running sync.WaitGroup
	mu      sync.Mutex
	parts   parts
}

func startParts(ctx context.Context, client *pagerduty.Client, id string, wanted []part) *fetching {
	f := &fetching{}
	fetch := map[part]func() (bool, error){
		partAlerts:   func() (bool, error) { return f.alerts(ctx, client, id) },
		partNotes:    func() (bool, error) { return f.notes(ctx, client, id) },
		partTimeline: func() (bool, error) { return f.timeline(ctx, client, id) },
		partChanges:  func() (bool, error) { return f.changes(ctx, client, id) },
	}
	slices.Sort(wanted)
	for _, name := range slices.Compact(wanted) {
		f.running.Go(func() {
			more := false
			err := parallel.Safely(func() (err error) {
				more, err = fetch[name]()
				return err
			})
			f.mu.Lock()
			defer f.mu.Unlock()
			if more {
				f.parts.More = append(f.parts.More, name)
			}
			if err != nil {
				if f.parts.Missing == nil {
					f.parts.Missing = map[part]string{}
				}
				f.parts.Missing[name] = cmp.Or(explain.Sentence(err), err.Error())
			}
		})
	}
	return f
}

// wait gives the parts once all are there. A part that failed is named, never fatal.
func (f *fetching) wait() parts {
	f.running.Wait()
	slices.Sort(f.parts.More)
	return f.parts
}

func (f *fetching) alerts(ctx context.Context, client *pagerduty.Client, id string) (bool, error) {
	page, err := client.Incidents.Alerts(ctx, id, pagerduty.ListAlertsOptions{
		PageOptions: pagerduty.PageOptions{PageSize: newest}, SortBy: "created_at:desc",
	})
	if err != nil {
		return false, err
	}
	for _, a := range page.Items {
		f.parts.Alerts = append(f.parts.Alerts, alertView{
			ID: a.ID, Status: a.Status, Severity: a.Severity, Summary: a.Summary,
			CreatedAt: view.Time(a.CreatedAt), Source: a.Integration.Label(), Details: view.Raw(a.Body.Details),
		})
	}
	return page.More, nil
}

func (f *fetching) notes(ctx context.Context, client *pagerduty.Client, id string) (bool, error) {
	notes, err := client.Incidents.Notes(ctx, id)
	slices.SortStableFunc(notes, func(a, b pagerduty.Note) int { return b.CreatedAt.Compare(a.CreatedAt.Time) })
	for _, n := range notes[:min(newest, len(notes))] {
		f.parts.Notes = append(f.parts.Notes, noteView{At: view.Time(n.CreatedAt), By: n.User.Label(), Text: n.Content})
	}
	return len(notes) > newest, err
}

func (f *fetching) timeline(ctx context.Context, client *pagerduty.Client, id string) (bool, error) {
	page, err := client.Incidents.LogEntries(ctx, id, pagerduty.ListLogEntriesOptions{
		PageOptions: pagerduty.PageOptions{PageSize: newest},
	})
	if err != nil {
		return false, err
	}
	for _, e := range page.Items {
		f.parts.Timeline = append(f.parts.Timeline, entryView{
			At: view.Time(e.CreatedAt), What: strings.TrimSuffix(e.Type, "_log_entry"), By: e.Agent.Label(), Text: e.Summary, Note: e.Note,
		})
	}
	return page.More, nil
}

func (f *fetching) changes(ctx context.Context, client *pagerduty.Client, id string) (bool, error) {
	changes, err := client.Incidents.RelatedChanges(ctx, id, newest)
	for _, c := range changes[:min(newest, len(changes))] {
		shown := changeView{
			ID: c.ID, At: view.Time(c.Timestamp), Summary: c.Summary, Source: c.Source,
			Services: view.References(c.Services), Reason: c.Correlation.Reason, Details: view.Raw(c.CustomDetails),
		}
		for _, link := range c.Links {
			shown.Links = append(shown.Links, link.Href)
		}
		f.parts.Changes = append(f.parts.Changes, shown)
	}
	return len(changes) > newest, err
}
