package incidents

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// PagerDuty cannot list incidents by the time of their latest update. So the account's log entries are read first, and then the incidents
// that they belong to.

const (
	maxUpdated      = 200 // incidents that one call reads
	updatedPerRound = 40
)

// checkUpdatedSince refuses arguments that updated_since excludes.
func (in listIncidentsInput) checkUpdatedSince() error {
	if in.UpdatedSince == "" {
		return nil
	}
	if in.Since != "" || in.AllTime || len(in.SortBy) > 0 || in.Total {
		return errors.New("updated_since excludes since, all_time, sort_by and total: its list is sorted by the latest activity, and PagerDuty cannot count it")
	}
	return nil
}

// updatedWindow returns the window of the log entries.
func (in listIncidentsInput) updatedWindow(ctx context.Context, client *pagerduty.Client, now time.Time) (listWindow, error) {
	w := listWindow{updated: true}
	times := when.Parser{Now: now, Zone: when.UserZone(ctx, client)}
	since, err := times.Parse("updated_since", in.UpdatedSince)
	if err == nil {
		err = times.CheckPast("updated_since", since)
	}
	if err != nil {
		return w, err
	}
	if w.Since, w.Until, err = times.Bounds("", in.Until, since, endOfMinute(now)); err != nil {
		return w, err
	}
	w.Zone = times.ZoneName()
	return w, when.CheckOrder("updated_since", w.Since, "until", w.Until)
}

// update is the latest update of an incident.
type update struct {
	incident string
	at       pagerduty.Time
}

// listUpdated lists the incidents with log entries in the window, the latest first. The offset counts all updated incidents, including those
// that do not match the filters, so that the next page does not read them again.
func (in listIncidentsInput) listUpdated(ctx context.Context, client *pagerduty.Client, options pagerduty.ListIncidentsOptions, window listWindow,
	show func(pagerduty.Incident) incident.Summary,
) (mcptools.List[incident.Summary], error) {
	updates, end, err := findUpdates(ctx, client, options, window, in.Offset+maxUpdated)
	if err != nil {
		return mcptools.List[incident.Summary]{}, err
	}
	reader := updatedReader{client: client, options: options, show: show, updates: updates[min(in.Offset, len(updates)):]}
	list, err := paging.Read(ctx, in.Arguments, reader.next)
	if err != nil {
		return list, err
	}
	list.Notes = []string{"These incidents had activity in the window, whenever they were created."}
	next := in.Offset + reader.offsetAfter(len(list.Items))
	list.More, list.NextOffset = next < len(updates) || end.more || end.cut, 0
	switch {
	case next < len(updates) || end.more:
		list.NextOffset = next
		list.Notes = append(list.Notes, fmt.Sprintf("One call reads at most %d incidents. To continue this list, pass offset %d and until %s, with the other arguments unchanged.",
			maxUpdated, next, view.Time(in.sameUntil(window, updates))))
	case end.cut:
		list.Notes = append(list.Notes, fmt.Sprintf("PagerDuty lists only the latest 10,000 log entries, back to %s: incidents without activity since then are missing. "+
			"To list them, set until to that time and omit offset; that list may repeat incidents.", view.Time(end.oldest)))
	}
	return list, nil
}

// sameUntil returns an end of the window for the next page, so that new activity does not shift the list.
func (in listIncidentsInput) sameUntil(window listWindow, updates []update) pagerduty.Time {
	if in.Until == "" && len(updates) > 0 && !updates[0].at.IsZero() {
		return pagerduty.Time{Time: updates[0].at.Truncate(time.Second).Add(time.Second)}
	}
	return pagerduty.Time{Time: window.Until}
}

// updatedEnd is why a search for updates ended.
type updatedEnd struct {
	more   bool           // it found as many as wanted, and there are more
	cut    bool           // PagerDuty lists no further log entries
	oldest pagerduty.Time // the time of the last one
}

// findUpdates finds up to most incidents with log entries in the window, the latest first.
func findUpdates(ctx context.Context, client *pagerduty.Client, options pagerduty.ListIncidentsOptions, window listWindow, most int) ([]update, updatedEnd, error) {
	var updates []update
	var end updatedEnd
	seen := map[string]bool{}
	entries := client.LogEntries.All(ctx, pagerduty.ListAccountLogEntriesOptions{
		ListLogEntriesOptions: pagerduty.ListLogEntriesOptions{Since: window.Since, Until: window.Until}, TeamIDs: options.TeamIDs,
	})
	for entry, err := range entries {
		if end.cut = errors.Is(err, pagerduty.ErrWindow) && len(updates) > 0; end.cut {
			return updates, end, nil
		}
		if err != nil {
			return nil, end, err
		}
		end.oldest = entry.CreatedAt
		id := entry.Incident.ID
		ofOthers := len(options.ServiceIDs) > 0 && entry.Service.ID != "" && !slices.Contains(options.ServiceIDs, entry.Service.ID)
		if id == "" || seen[id] || ofOthers {
			continue
		}
		if end.more = len(updates) == most; end.more {
			return updates, end, nil
		}
		seen[id] = true
		updates = append(updates, update{id, entry.CreatedAt})
	}
	return updates, end, nil
}

// updatedReader reads updated incidents in order and keeps those that match the filters.
type updatedReader struct {
	client  *pagerduty.Client
	options pagerduty.ListIncidentsOptions
	show    func(pagerduty.Incident) incident.Summary
	updates []update

	read int   // number of updates so far
	ends []int // for each match, the number of updates up to and including it
}

// next returns the next incidents that match, and whether there may be more.
func (r *updatedReader) next(ctx context.Context) ([]incident.Summary, bool, error) {
	var views []incident.Summary
	for len(views) == 0 && r.more() {
		some := r.updates[r.read:min(r.read+updatedPerRound, len(r.updates))]
		incidents, err := getUpdated(ctx, r.client, some)
		if err != nil {
			return nil, false, err
		}
		for i, found := range incidents {
			if found != nil && matches(r.options, found) {
				shown := r.show(*found)
				shown.UpdatedAt = view.Time(some[i].at)
				views, r.ends = append(views, shown), append(r.ends, r.read+i+1)
			}
		}
		r.read += len(some)
	}
	return views, len(views) > 0 && r.more(), nil
}

func (r *updatedReader) more() bool { return r.read < min(maxUpdated, len(r.updates)) }

// offsetAfter returns the offset of the next page after the first count matches.
func (r *updatedReader) offsetAfter(count int) int {
	if count < len(r.ends) {
		return r.ends[count] - 1
	}
	return r.read
}

// getUpdated reads incidents in parallel. An incident that does not exist, or that the key must not read, is nil.
func getUpdated(ctx context.Context, client *pagerduty.Client, updates []update) ([]*pagerduty.Incident, error) {
	incidents := make([]*pagerduty.Incident, len(updates))
	err := parallel.Each(ctx, len(updates), func(ctx context.Context, i int) error {
		found, err := client.Incidents.Get(ctx, updates[i].incident)
		if errors.Is(err, pagerduty.ErrNotFound) || errors.Is(err, pagerduty.ErrForbidden) {
			return nil
		}
		incidents[i] = found
		return err
	})
	return incidents, err
}

// matches applies the filters as PagerDuty does, except teams, by which the log entries were filtered.
func matches(options pagerduty.ListIncidentsOptions, i *pagerduty.Incident) bool {
	priority := ""
	if i.Priority != nil {
		priority = i.Priority.ID
	}
	assigned := len(options.UserIDs) == 0 || slices.ContainsFunc(i.Assignments, func(a pagerduty.Assignment) bool {
		return slices.Contains(options.UserIDs, a.Assignee.ID)
	})
	return assigned && among(options.Statuses, i.Status) && among(options.Urgencies, i.Urgency) && among(options.ServiceIDs, i.Service.ID) &&
		among(options.PriorityIDs, priority) && (options.IncidentKey == "" || options.IncidentKey == i.IncidentKey)
}

// among reports whether a value is wanted; without wanted values, any is.
func among[T comparable](wanted []T, value T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}
