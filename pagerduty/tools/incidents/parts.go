package incidents

import (
	"context"
	"encoding/json"
	"slices"
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

	// partResolution is shown unasked of an incident that is resolved.
	partResolution part = "resolution"
)

// newest is how many of each part are shown.
const newest = 20

// parts are shown with the incident, newest first. One that was asked for is there, empty if there is none.
type parts struct {
	Alerts   []alertView  `json:"-"` // shown by detail, in place of the summary's number
	Notes    []noteView   `json:"notes,omitzero"`
	Timeline []entryView  `json:"timeline,omitzero"`
	Changes  []changeView `json:"changes,omitzero"`
	// More names the parts that have more than is shown, Missing those that could not be fetched.
	More    []part          `json:"more,omitempty"`
	Missing map[part]string `json:"missing,omitempty"`
}

type noteView struct {
	At   string `json:"at,omitzero"`
	By   string `json:"by,omitzero"`
	Text string `json:"text,omitzero"`
}

func showNote(n pagerduty.Note) noteView {
	return noteView{At: view.Time(n.CreatedAt), By: name(n.User), Text: n.Content}
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
	entries []pagerduty.LogEntry // behind the timeline
}

func startParts(ctx context.Context, client *pagerduty.Client, id string, wanted []part) *fetching {
	f := &fetching{}
	fetch := map[part]func() (bool, error){
		partAlerts:   func() (bool, error) { return f.alerts(ctx, client, id) },
		partNotes:    func() (bool, error) { return f.notes(ctx, client, id) },
		partTimeline: func() (bool, error) { return f.timeline(ctx, client, id) },
		partChanges:  func() (bool, error) { return f.changes(ctx, client, id) },
	}
	for name := range fetch {
		if !slices.Contains(wanted, name) { // what the incident holds in any case may be asked for, too
			continue
		}
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
			f.parts.miss(name, err)
		})
	}
	return f
}

// miss names a part that failed, which is never fatal.
func (p *parts) miss(name part, err error) {
	if err == nil {
		return
	}
	if p.Missing == nil {
		p.Missing = map[part]string{}
	}
	p.Missing[name] = explain.Text(err)
}

// wait returns the parts once all are there.
func (f *fetching) wait() parts {
	f.running.Wait()
	slices.Sort(f.parts.More)
	f.parts.sayNotesOnce()
	return f.parts
}

func (f *fetching) notes(ctx context.Context, client *pagerduty.Client, id string) (bool, error) {
	notes, err := client.Incidents.Notes(ctx, id)
	if err != nil {
		return false, err
	}
	f.parts.Notes = []noteView{}
	slices.SortStableFunc(notes, func(a, b pagerduty.Note) int { return b.CreatedAt.Compare(a.CreatedAt.Time) })
	for _, n := range notes[:min(newest, len(notes))] {
		f.parts.Notes = append(f.parts.Notes, showNote(n))
	}
	return len(notes) > newest, nil
}

func (f *fetching) changes(ctx context.Context, client *pagerduty.Client, id string) (bool, error) {
	changes, err := client.Incidents.RelatedChanges(ctx, id, newest+1) // one more tells whether there are more
	if err != nil {
		return false, err
	}
	f.parts.Changes = []changeView{}
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
	return len(changes) > newest, nil
}
