package incidents

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// listWindow is the window in which the listed incidents were created or updated. PagerDuty gets both ends or none: with one end it lists
// one month from there.
type listWindow struct {
	when.Window      // open only if it is clientSide
	allTime     bool // PagerDuty lists all time
	clientSide  bool // the window is applied to that list here
	updated     bool // the window is that of updated_since
}

// window returns the window of the list. Open incidents and those of one key are few and matter at any age: by default they have no window,
// and a given window may have any length.
func (in listIncidentsInput) window(ctx context.Context, client *pagerduty.Client, now time.Time) (listWindow, error) {
	if in.UpdatedSince != "" {
		return in.updatedWindow(ctx, client, now)
	}
	w := listWindow{allTime: onlyOpen(in.Statuses) || in.IncidentKey != ""}
	if in.AllTime || w.allTime && in.Since == "" && in.Until == "" {
		return listWindow{allTime: true}, nil
	}
	times := when.Parser{Now: now, Zone: when.UserZone(ctx, client)}
	var err error
	if w.Since, w.Until, err = times.PastBounds(in.Since, in.Until, time.Time{}, time.Time{}); err != nil {
		return w, err
	}
	w.Zone, w.clientSide = times.ZoneName(), w.allTime
	return w.complete(now)
}

// complete sets the missing ends of a window that PagerDuty applies, and refuses a window that PagerDuty would refuse.
func (w listWindow) complete(now time.Time) (listWindow, error) {
	if !w.clientSide {
		if w.Until.IsZero() {
			w.Until = endOfMinute(now)
		}
		if w.Since.IsZero() {
			w.Since = when.EarlierOf(w.Until, endOfMinute(now)).AddDate(0, -1, 0)
		}
		if w.Until.UTC().After(w.Since.UTC().AddDate(0, 6, 0)) {
			return w, errors.New("PagerDuty lists at most 6 months at a time: bring since and until closer together, set all_time to true, or list open incidents only")
		}
	}
	if w.Since.IsZero() || w.Until.IsZero() {
		return w, nil
	}
	return w, when.CheckOrder("since", w.Since, "until", w.Until)
}

// endOfMinute returns a time that is later than now even if the clock is a little slow, so that the newest incidents are in the window.
func endOfMinute(now time.Time) time.Time { return now.Truncate(time.Minute).Add(time.Minute) }

func onlyOpen(statuses []pagerduty.IncidentStatus) bool {
	return len(statuses) > 0 && !slices.Contains(statuses, pagerduty.StatusResolved)
}

// set sets the window in the options.
func (w listWindow) set(options *pagerduty.ListIncidentsOptions) {
	options.AllTime = w.allTime
	if !w.allTime {
		options.Since, options.Until = w.Since, w.Until
	}
}

// shown returns the window for the result.
func (w listWindow) shown() *mcptools.Window {
	if w.allTime && !w.clientSide {
		return &mcptools.Window{AllTime: true}
	}
	return w.Shown()
}

// listWithin reads incidents of all time and keeps those in the window: as many as the limit needs, or all if the total is wanted.
func (in listIncidentsInput) listWithin(ctx context.Context, client *pagerduty.Client, options pagerduty.ListIncidentsOptions, window listWindow,
	show func(pagerduty.Incident) incident.Summary,
) (mcptools.List[incident.Summary], error) {
	notes := []string{"PagerDuty's own window is limited to 6 months, so since and until were applied to its list of all time."}
	newestFirst := strings.HasPrefix(options.SortBy[0], "created_at:desc")
	var kept []pagerduty.Incident
	cut := false
	for found, err := range client.Incidents.All(ctx, options) {
		if cut = errors.Is(err, pagerduty.ErrWindow); cut {
			notes = append(notes, "Only the first 10,000 incidents of all time were read: narrow the list with other filters.")
			break
		}
		if err != nil {
			return mcptools.List[incident.Summary]{}, err
		}
		if window.Holds(found.CreatedAt) {
			kept = append(kept, found)
		} else if newestFirst && found.CreatedAt.Before(window.Since) {
			break // the rest is older
		}
		if !in.Total && len(kept) > in.End() {
			break
		}
	}
	views := make([]incident.Summary, len(kept))
	for i := in.Offset; i < min(in.End(), len(kept)); i++ { // the others are not returned
		views[i] = show(kept[i])
	}
	list, err := paging.Slice(ctx, in.Arguments, views)
	if in.Total && !cut {
		list.Total = new(len(kept))
	}
	list.More = list.More || cut
	list.Notes = append(list.Notes, notes...)
	return list, err
}
