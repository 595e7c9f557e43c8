package incidents

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// listWindow is the time in which the listed incidents were created, or touched. PagerDuty gets both ends or none: with one end missing it
// lists one month from the other.
type listWindow struct {
	since, until time.Time // zero for an open end, which only a window that is appliedHere has
	zone         string
	allTime      bool // PagerDuty is asked for all time
	appliedHere  bool // of what PagerDuty lists for all time, the window is cut here
	touched      bool // something happened to the incidents in it, whenever they were created
}

// window settles which time is listed. Open incidents, and those of one key, are few and matter however old they are: they have no
// window unless it is asked for, and then one of any length.
func (in listIncidentsInput) window(ctx context.Context, client *pagerduty.Client, now time.Time) (listWindow, error) {
	if in.UpdatedSince != "" {
		return in.touchedWindow(ctx, client, now)
	}
	w := listWindow{allTime: onlyOpen(in.Statuses) || in.IncidentKey != ""}
	if in.AllTime || w.allTime && in.Since == "" && in.Until == "" {
		return listWindow{allTime: true}, nil
	}
	times := when.Parser{Now: now, Zone: when.UserZone(ctx, client)}
	var err error
	if in.Since != "" {
		if w.since, err = times.Parse("since", in.Since); err != nil {
			return w, err
		}
	}
	if in.Until != "" {
		if w.until, err = times.ParseEnd("until", in.Until); err != nil {
			return w, err
		}
	}
	w.zone, w.appliedHere = times.ZoneName(), w.allTime
	return w.complete(now)
}

// complete gives the window its missing end where PagerDuty applies it, and refuses one that it would refuse.
func (w listWindow) complete(now time.Time) (listWindow, error) {
	if !w.appliedHere {
		if w.until.IsZero() {
			w.until = endOfMinute(now)
		}
		if w.since.IsZero() {
			w.since = w.until.AddDate(0, -1, 0)
		}
		if w.until.UTC().After(w.since.UTC().AddDate(0, 6, 0)) {
			return w, errors.New("PagerDuty lists at most 6 months at a time: bring since and until closer together, set all_time to true, or list open incidents only")
		}
	}
	if w.since.IsZero() || w.until.IsZero() {
		return w, nil
	}
	return w, when.CheckOrder("since", w.since, "until", w.until)
}

// endOfMinute is later than now even for a clock that is a little slow, so that what was created a moment ago is within.
func endOfMinute(now time.Time) time.Time { return now.Truncate(time.Minute).Add(time.Minute) }

func onlyOpen(statuses []pagerduty.IncidentStatus) bool {
	return len(statuses) > 0 && !slices.Contains(statuses, pagerduty.StatusResolved)
}

// set makes the options ask for the window.
func (w listWindow) set(options *pagerduty.ListIncidentsOptions) {
	options.AllTime = w.allTime
	if !w.allTime {
		options.Since, options.Until = w.since, w.until
	}
}

// shown is what the answer says about the window.
func (w listWindow) shown() *mcptools.Window {
	if w.allTime && !w.appliedHere {
		return &mcptools.Window{AllTime: true}
	}
	shown := &mcptools.Window{TimeZone: w.zone}
	if !w.since.IsZero() {
		shown.Since = w.since.Format(time.RFC3339)
	}
	if !w.until.IsZero() {
		shown.Until = w.until.Format(time.RFC3339)
	}
	return shown
}

// holds reports whether the window has the moment. What has no time that could be read is not hidden.
func (w listWindow) holds(moment pagerduty.Time) bool {
	return moment.IsZero() || !moment.Before(w.since) && (w.until.IsZero() || !moment.After(w.until))
}

// listWithin reads incidents of all time and keeps those in the window, as many as are wanted, or all where they are counted.
func (in listIncidentsInput) listWithin(ctx context.Context, client *pagerduty.Client, options pagerduty.ListIncidentsOptions, window listWindow,
	show func(pagerduty.Incident) summary,
) (mcptools.List[summary], error) {
	notes := []string{"PagerDuty was asked for all time, since its window spans 6 months at most; since and until were applied to what it listed."}
	newestFirst := strings.HasPrefix(options.SortBy[0], "created_at:desc")
	var kept []pagerduty.Incident
	cut := false
	for incident, err := range client.Incidents.All(ctx, options) {
		if cut = errors.Is(err, pagerduty.ErrWindow); cut {
			notes = append(notes, "Only the first 10,000 incidents of all time were looked at: narrow the list by other filters.")
			break
		}
		if err != nil {
			return mcptools.List[summary]{}, err
		}
		if window.holds(incident.CreatedAt) {
			kept = append(kept, incident)
		} else if newestFirst && incident.CreatedAt.Before(window.since) {
			break // all that follow are older
		}
		if !in.Total && len(kept) > in.End() {
			break
		}
	}
	views := make([]summary, len(kept))
	for i := in.Offset; i < min(in.End(), len(kept)); i++ { // those alone are returned
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
