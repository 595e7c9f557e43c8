package incidents

import (
	"context"
	"slices"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// part names a part of an incident that needs its own request.
type part string

// maxPerPart is the number of items of each part.
const maxPerPart = 20

// parts are shown with the incident, newest first. A part that was asked for is present, even if it is empty.
type parts struct {
	Alerts   []incident.Alert  `json:"-"` // shown by detail, in place of the summary's number
	Notes    []note            `json:"notes,omitzero"`
	Timeline []incident.Entry  `json:"timeline,omitzero"`
	Changes  []incident.Change `json:"changes,omitzero"`
	More     []part            `json:"more,omitempty"` // the parts with more items
	Missing  incident.Missing  `json:"missing,omitempty"`
}

// note is a note with its id, by which other tools change it.
type note struct {
	ID string `json:"id,omitzero"`
	incident.Note
}

// partFetcher fetches parts of an incident.
type partFetcher struct {
	client *pagerduty.Client
	id     string

	mu      sync.Mutex
	parts   parts
	entries []pagerduty.LogEntry // of the timeline
}

// wantedParts returns the parts in include, each once. The other values of include are in every result.
func wantedParts(include []part) []part {
	return slices.DeleteFunc([]part{"alerts", "changes", "notes", "timeline"}, func(p part) bool { return !slices.Contains(include, p) })
}

// fetch fetches parts in parallel. A part that fails goes to Missing.
func (f *partFetcher) fetch(ctx context.Context, wanted []part) {
	fetch := map[part]func(context.Context) (more bool, err error){"alerts": f.alerts, "notes": f.notes, "timeline": f.timeline, "changes": f.changes}
	_ = parallel.Each(ctx, len(wanted), func(ctx context.Context, i int) error {
		more := false
		err := parallel.Safely(func() (err error) { more, err = fetch[wanted[i]](ctx); return err })
		f.mu.Lock()
		defer f.mu.Unlock()
		if more {
			f.parts.More = append(f.parts.More, wanted[i])
		}
		f.parts.Missing.Add(string(wanted[i]), err)
		return nil
	})
	slices.Sort(f.parts.More)
	f.parts.dropRepeatedNotes()
}

func (f *partFetcher) notes(ctx context.Context) (more bool, err error) {
	notes, err := f.client.Incidents.Notes(ctx, f.id)
	if err != nil {
		return false, err
	}
	f.parts.Notes = []note{}
	slices.SortStableFunc(notes, func(a, b pagerduty.Note) int { return b.CreatedAt.Compare(a.CreatedAt.Time) })
	for _, n := range notes[:min(maxPerPart, len(notes))] {
		f.parts.Notes = append(f.parts.Notes, note{n.ID, incident.ShowNote(n)})
	}
	return len(notes) > maxPerPart, nil
}

func (f *partFetcher) changes(ctx context.Context) (more bool, err error) {
	changes, err := f.client.Incidents.RelatedChanges(ctx, f.id, maxPerPart+1) // one more shows whether there are more
	if err != nil {
		return false, err
	}
	f.parts.Changes = []incident.Change{}
	for _, c := range changes[:min(maxPerPart, len(changes))] {
		f.parts.Changes = append(f.parts.Changes, incident.ShowChange(c))
	}
	return len(changes) > maxPerPart, nil
}
