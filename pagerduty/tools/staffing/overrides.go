package staffing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) overrides() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_schedule_overrides", "Lists a schedule's overrides with their ids, and whom each replaces.", t.listOverrides,
			mcptools.WithExample(`{"schedule_id":"Platform Follow the Sun"}`)),
	}
}

type listOverridesInput struct {
	ScheduleID string `json:"schedule_id" jsonschema_description:"Id or name."`
	Since      string `json:"since,omitempty" jsonschema_description:"Default: now."`
	Until      string `json:"until,omitempty" jsonschema_description:"Default: 30 days after since."`
}

// overrideView is an override. Its user is on call.
type overrideView struct {
	ID string `json:"id"`
	schedule.Shift
	Replaces []schedule.Shift `json:"replaces,omitempty"`
}

const overrideDays = 30

func (t *tools) listOverrides(ctx context.Context, in listOverridesInput) (mcptools.List[overrideView], error) {
	var list mcptools.List[overrideView]
	if err := identify.Check(identify.One(identify.Schedule(), "schedule_id", &in.ScheduleID, nil)); err != nil {
		return list, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return list, err
	}
	lookup := schedule.NewLookup(client, "schedule_id", in.ScheduleID)
	times := when.Parser{Now: when.Now(ctx), Zone: lookup.Zone(ctx)}
	window := schedule.Window{}
	if window.Since, window.Until, err = times.Span(in.Since, in.Until, overrideDays*day); err != nil {
		return list, err
	}
	found, err := lookup.Get(ctx, pagerduty.ScheduleWindow{Since: window.Since, Until: window.Until})
	if err != nil {
		return list, err
	}
	window.Notes = times.Notes()
	window = window.In(found.TimeZone)
	overrides, err := readOverrides(ctx, client, found, oncall.Window{Since: window.Since, Until: window.Until})
	if err != nil {
		return list, err
	}
	list.Window, list.Notes, list.More = window.View(), window.Notes, len(overrides) > maxOverrides
	list.Items = showOverrides(found, overrides[:min(maxOverrides, len(overrides))])
	if list.More {
		list.Notes = append(list.Notes, fmt.Sprintf("There are more than %d overrides; these are the first. Use a shorter window to list the rest.", maxOverrides))
	}
	return list, nil
}

// maxOverrides limits the overrides that one call shows.
const maxOverrides = 1000

// override is an override in a schedule of either kind.
type override struct {
	id         string
	turn       oncall.Turn
	overridden string // id of the user whom it replaces; "" in layers, where it replaces whoever is on call
}

// readOverrides reads the overrides in a window, by start: at most one more than a call shows.
func readOverrides(ctx context.Context, client *pagerduty.Client, s *schedule.Schedule, window oncall.Window) ([]override, error) {
	var overrides []override
	if s.Shifts == nil {
		listed, err := client.Schedules.Overrides(ctx, s.ID, pagerduty.ListOverridesOptions{Since: window.Since, Until: window.Until, Overflow: true})
		if err != nil {
			return nil, err
		}
		for _, o := range listed[:min(maxOverrides+1, len(listed))] {
			overrides = append(overrides, override{o.ID, oncall.Turn{UserID: o.User.ID, Start: o.Start.Time, End: o.End.Time}, ""})
			s.Users = append(s.Users, o.User)
		}
	} else {
		options := pagerduty.ListShiftsOptions{ScheduleWindow: pagerduty.ScheduleWindow{Since: window.Since, Until: window.Until, Overflow: true}}
		listed, err := paging.First(client.ShiftSchedules.AllOverrides(ctx, s.ID, options), maxOverrides+1)
		if err != nil {
			return nil, err
		}
		for _, o := range listed {
			overrides = append(overrides, fromShiftOverride(o))
		}
		nameUsers(ctx, client, s, overrides)
	}
	slices.SortStableFunc(overrides, func(a, b override) int { return cmp.Compare(a.turn.Start.Unix(), b.turn.Start.Unix()) })
	return overrides, ctx.Err()
}

func fromShiftOverride(o pagerduty.ShiftOverride) override {
	return override{o.ID, oncall.Turn{UserID: o.Overriding.UserID, Start: o.Start.Time, End: o.End.Time}, o.Overridden.UserID}
}

// nameUsers looks up the users of overrides who are not among those of the schedule.
func nameUsers(ctx context.Context, client *pagerduty.Client, s *schedule.Schedule, overrides []override) {
	names, unknown := s.Names(), []string(nil)
	for _, o := range overrides {
		for _, id := range []string{o.turn.UserID, o.overridden} {
			if id != "" && names[id] == "" {
				unknown = append(unknown, id)
			}
		}
	}
	for id, name := range identify.NamesOf(ctx, client, identify.User().Name, unknown) {
		s.Users = append(s.Users, pagerduty.Reference{ID: id, Name: name})
	}
}

// showOverrides returns overrides, and whom each replaces.
func showOverrides(s *schedule.Schedule, overrides []override) []overrideView {
	names, without := s.Names(), s.WithoutOverrides()
	var shown []overrideView
	for _, o := range overrides {
		one := overrideView{ID: o.id, Shift: s.ShowTurns([]oncall.Turn{o.turn}, names)[0]}
		if o.turn.UserID == "" {
			one.User = nil // nobody is on call instead
		}
		if s.Shifts != nil && o.overridden != "" {
			one.Replaces = s.ShowTurns([]oncall.Turn{{UserID: o.overridden, Start: o.turn.Start, End: o.turn.End}}, names)
		}
		if s.Shifts == nil {
			one.Replaces = s.ShowTurns(oncall.Cut(without, oncall.Window{Since: o.turn.Start, Until: o.turn.End}), names)
		}
		shown = append(shown, one)
	}
	return shown
}

// isPast reports whether a turn has ended.
func isPast(turn oncall.Turn, now time.Time) bool { return !turn.End.After(now) }
