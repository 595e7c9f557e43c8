package incidents

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// PagerDuty cannot list incidents by when they were touched. Their log entries tell which they are; then each is read.

const (
	mostTouched   = 200 // incidents that are read for one list
	touchedAtOnce = 40
)

// checkTouched refuses what does not go with updated_since.
func (in listIncidentsInput) checkTouched() error {
	if in.UpdatedSince == "" {
		return nil
	}
	if in.Since != "" || in.AllTime || len(in.SortBy) > 0 || in.Total {
		return errors.New("updated_since excludes since, all_time, sort_by and total: it lists by what happened last, and PagerDuty does not count that")
	}
	return nil
}

// touchedWindow is the window of the log entries.
func (in listIncidentsInput) touchedWindow(ctx context.Context, client *pagerduty.Client, now time.Time) (listWindow, error) {
	w := listWindow{touched: true, until: endOfMinute(now)}
	times := when.Parser{Now: now, Zone: when.UserZone(ctx, client)}
	var err error
	if w.since, err = times.Parse("updated_since", in.UpdatedSince); err != nil {
		return w, err
	}
	if in.Until != "" {
		if w.until, err = times.ParseEnd("until", in.Until); err != nil {
			return w, err
		}
	}
	w.zone = times.ZoneName()
	return w, when.CheckOrder("since", w.since, "until", w.until)
}

// touch is the latest thing that happened to an incident.
type touch struct {
	incident string
	at       pagerduty.Time
}

// listTouched lists what the log entries in the window are about, the latest first. The offset counts the incidents that were
// touched, whether they match the filters or not: only so can a list go on without reading again what it has looked at.
func (in listIncidentsInput) listTouched(ctx context.Context, client *pagerduty.Client, options pagerduty.ListIncidentsOptions, window listWindow,
	show func(pagerduty.Incident) summary,
) (mcptools.List[summary], error) {
	touches, end, err := touched(ctx, client, options, window, in.Offset+mostTouched)
	if err != nil {
		return mcptools.List[summary]{}, err
	}
	reader := touchReader{client: client, options: options, show: show, touches: touches[min(in.Offset, len(touches)):]}
	list, err := paging.Read(ctx, in.Arguments, reader.next)
	if err != nil {
		return list, err
	}
	list.Notes = []string{"These are incidents to which something happened in the window, whenever they were created."}
	next := in.Offset + reader.behind(len(list.Items))
	list.More, list.NextOffset = next < len(touches) || end.more || end.cut, 0
	switch {
	case next < len(touches) || end.more:
		list.NextOffset = next
		list.Notes = append(list.Notes, fmt.Sprintf("At most %d incidents are looked at in one call. To go on where this list ends, give offset %d and until %s, and all else as before.",
			mostTouched, next, view.Time(in.sameUntil(window, touches))))
	case end.cut:
		list.Notes = append(list.Notes, fmt.Sprintf("PagerDuty lists the latest 10,000 log entries, which reach back to %s: what was touched before and not since is missing. "+
			"Set until to that time, without offset, to list what was touched until then; incidents of this list may be in it.", view.Time(end.oldest)))
	}
	return list, nil
}

// sameUntil is an end of the window with which the same is listed later: what happens meanwhile would move the list on.
func (in listIncidentsInput) sameUntil(window listWindow, touches []touch) pagerduty.Time {
	if in.Until == "" && len(touches) > 0 && !touches[0].at.IsZero() {
		return pagerduty.Time{Time: touches[0].at.Truncate(time.Second).Add(time.Second)}
	}
	return pagerduty.Time{Time: window.until}
}

// touchesEnd says why a search for what was touched ended.
type touchesEnd struct {
	more   bool           // there are as many as were wanted, and more
	cut    bool           // PagerDuty lists no more log entries
	oldest pagerduty.Time // the time of the last one
}

// touched finds up to most incidents that the log entries in the window are about, the latest first.
func touched(ctx context.Context, client *pagerduty.Client, options pagerduty.ListIncidentsOptions, window listWindow, most int) ([]touch, touchesEnd, error) {
	var touches []touch
	var end touchesEnd
	seen := map[string]bool{}
	entries := client.LogEntries.All(ctx, pagerduty.ListAccountLogEntriesOptions{
		ListLogEntriesOptions: pagerduty.ListLogEntriesOptions{Since: window.since, Until: window.until}, TeamIDs: options.TeamIDs,
	})
	for entry, err := range entries {
		if end.cut = errors.Is(err, pagerduty.ErrWindow) && len(touches) > 0; end.cut {
			return touches, end, nil
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
		if end.more = len(touches) == most; end.more {
			return touches, end, nil
		}
		seen[id] = true
		touches = append(touches, touch{id, entry.CreatedAt})
	}
	return touches, end, nil
}

// touchReader reads touched incidents in turn and keeps those that match.
type touchReader struct {
	client  *pagerduty.Client
	options pagerduty.ListIncidentsOptions
	show    func(pagerduty.Incident) summary
	touches []touch

	read int   // how many of them
	ends []int // behind which of them each that matches stands
}

// next returns the next incidents that match, and whether there may be more.
func (r *touchReader) next(ctx context.Context) ([]summary, bool, error) {
	var views []summary
	for len(views) == 0 && r.more() {
		some := r.touches[r.read:min(r.read+touchedAtOnce, len(r.touches))]
		incidents, err := getTouched(ctx, r.client, some)
		if err != nil {
			return nil, false, err
		}
		for i, incident := range incidents {
			if incident != nil && matches(r.options, incident) {
				shown := r.show(*incident)
				shown.UpdatedAt = view.Time(some[i].at)
				views, r.ends = append(views, shown), append(r.ends, r.read+i+1)
			}
		}
		r.read += len(some)
	}
	return views, len(views) > 0 && r.more(), nil
}

func (r *touchReader) more() bool { return r.read < min(mostTouched, len(r.touches)) }

// behind is where the list goes on after the first count that match.
func (r *touchReader) behind(count int) int {
	if count < len(r.ends) {
		return r.ends[count] - 1
	}
	return r.read
}

// getTouched reads incidents in parallel. One that is gone, or that the key may not see, is nil.
func getTouched(ctx context.Context, client *pagerduty.Client, touches []touch) ([]*pagerduty.Incident, error) {
	incidents := make([]*pagerduty.Incident, len(touches))
	err := parallel.Each(ctx, len(touches), func(ctx context.Context, i int) error {
		incident, err := client.Incidents.Get(ctx, touches[i].incident)
		if errors.Is(err, pagerduty.ErrNotFound) || errors.Is(err, pagerduty.ErrForbidden) {
			return nil
		}
		incidents[i] = incident
		return err
	})
	return incidents, err
}

// matches applies the filters as PagerDuty does; the teams chose the log entries.
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

// among reports whether a value is one of the wanted; none wanted means any.
func among[T comparable](wanted []T, value T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}
