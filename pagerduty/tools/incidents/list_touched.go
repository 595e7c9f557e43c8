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
	return w, when.Ordered(w.since, w.until)
}

// touch is the latest thing that happened to an incident.
type touch struct {
	incident string
	at       pagerduty.Time
}

// listTouched lists what the log entries in the window are about, the latest first.
func (in listIncidentsInput) listTouched(ctx context.Context, client *pagerduty.Client, options pagerduty.ListIncidentsOptions, window listWindow,
	show func(pagerduty.Incident) summary,
) (mcptools.List[summary], error) {
	touches, more, err := touched(ctx, client, options, window)
	if err != nil {
		return mcptools.List[summary]{}, err
	}
	var views []summary
	read := 0
	for ; read < len(touches) && len(views) <= in.End(); read += touchedAtOnce {
		some := touches[read:min(read+touchedAtOnce, len(touches))]
		incidents, err := getTouched(ctx, client, some)
		if err != nil {
			return mcptools.List[summary]{}, err
		}
		for i, incident := range incidents {
			if incident != nil && matches(options, incident) {
				shown := summary{} // in front of what is wanted
				if len(views) >= in.Offset {
					shown = show(*incident)
					shown.UpdatedAt = view.Time(some[i].at)
				}
				views = append(views, shown)
			}
		}
	}
	list, err := paging.Slice(ctx, in.Arguments, views)
	list.Notes = []string{"These are incidents to which something happened in the window, whenever they were created."}
	if more && !list.More {
		list.More = true
		list.Notes = append(list.Notes, fmt.Sprintf("Only the %d that were touched last were looked at: to go on, set until to %s and leave out offset.",
			len(touches), view.Time(touches[len(touches)-1].at)))
	}
	return list, err
}

// touched finds the incidents that the log entries in the window are about, the latest first, and reports whether there are more.
func touched(ctx context.Context, client *pagerduty.Client, options pagerduty.ListIncidentsOptions, window listWindow) ([]touch, bool, error) {
	var touches []touch
	seen := map[string]bool{}
	entries := client.LogEntries.All(ctx, pagerduty.ListAccountLogEntriesOptions{
		ListLogEntriesOptions: pagerduty.ListLogEntriesOptions{Since: window.since, Until: window.until}, TeamIDs: options.TeamIDs,
	})
	for entry, err := range entries {
		switch {
		case errors.Is(err, pagerduty.ErrWindow) && len(touches) > 0:
			return touches, true, nil
		case err != nil:
			return nil, false, err
		}
		id := entry.Incident.ID
		ofOthers := len(options.ServiceIDs) > 0 && entry.Service.ID != "" && !slices.Contains(options.ServiceIDs, entry.Service.ID)
		if id == "" || seen[id] || ofOthers {
			continue
		}
		if len(touches) == mostTouched {
			return touches, true, nil
		}
		seen[id] = true
		touches = append(touches, touch{id, entry.CreatedAt})
	}
	return touches, false, nil
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
