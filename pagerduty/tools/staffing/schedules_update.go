package staffing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) scheduleUpdate() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("update_schedule", "Updates a schedule; omitted fields are unchanged. rotations replace all, which end when the new ones start. Returns who gains and loses turns.", t.updateSchedule,
			mcptools.WithQuestion(t.askUpdateSchedule), mcptools.WithMarks(marks.Quiet), mcptools.WithMarkCount(marks.Duty, updateScheduleInput.duties),
			mcptools.WithExample(`{"schedule_id":"PSDATA1","rotations":[{"user_ids":["PULIAMO","PUFARID","PUDIEGO"],"shift_length":"1w","starts_at":"+1d"}]}`)),
	}
}

type updateScheduleInput struct {
	ScheduleID  string          `json:"schedule_id" jsonschema_description:"Id or name."`
	Name        *string         `json:"name,omitempty" jsonschema:"minLength=1"`
	TimeZone    *string         `json:"time_zone,omitempty" blank:"omitted"`
	Rotations   []rotationInput `json:"rotations,omitempty" jsonschema:"minItems=1"`
	Description *string         `json:"description,omitempty"`
	TeamIDs     []string        `json:"team_ids,omitempty" jsonschema_description:"Ids, names."`
}

// duties counts the changes of who is on call.
func (in updateScheduleInput) duties() int {
	if in.Rotations == nil && in.TimeZone == nil {
		return 0
	}
	return 1
}

func (t *tools) updateSchedule(ctx context.Context, in updateScheduleInput) (*updatedSchedule, error) {
	if in.Name == nil && in.TimeZone == nil && in.Rotations == nil && in.Description == nil && in.TeamIDs == nil {
		return nil, errors.New("nothing to change: give at least one of name, time_zone, rotations, description and team_ids")
	}
	rotations, arguments := newRotationsPlan(in.Rotations)
	plan := &schedulePlan{rotationsPlan: rotations, now: when.Now(ctx)}
	arguments = append(arguments, identify.Many(identify.Team(), "team_ids", in.TeamIDs, &plan.teams))
	if err := identify.Check(append(arguments, identify.One(identify.Schedule(), "schedule_id", &in.ScheduleID, nil))...); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	lookup := schedule.NewLookup(client, "schedule_id", in.ScheduleID)
	window := outlookWindow(plan.now, time.Time{}, time.UTC)
	before, err := lookup.Get(ctx, pagerduty.ScheduleWindow{Since: window.Since, Until: window.Until})
	if err != nil {
		return nil, err
	}
	if err := plan.readUpdate(in, before); err != nil {
		return nil, err
	}
	if err := identify.Resolve(ctx, client, arguments...); err != nil {
		return nil, err
	}
	if err := plan.complete(); err != nil {
		return nil, err
	}
	if later := outlookWindow(plan.now, plan.start(), plan.zone); plan.start().After(plan.now) {
		window.Until = later.Until
		if before, err = lookup.Again(ctx, pagerduty.ScheduleWindow{Since: window.Since, Until: window.Until}); err != nil {
			return nil, err
		}
	}
	if err := plan.update(ctx, client, before, in); err != nil {
		return nil, err
	}
	return plan.showUpdated(ctx, lookup, before, window, in), nil
}

// readUpdate reads an update of a schedule, and refuses what its kind cannot have.
func (p *schedulePlan) readUpdate(in updateScheduleInput, before *schedule.Schedule) (err error) {
	p.kind, p.zoneName = before.Kind(), before.TimeZone
	if in.TimeZone != nil {
		p.zoneName = *in.TimeZone
	}
	if p.zone, err = when.Named("time_zone", p.zoneName); err != nil {
		return err
	}
	p.zoneName = p.zone.String()
	if p.kind == schedule.ShiftBased && in.TeamIDs != nil {
		return errors.New("team_ids: PagerDuty changes no teams of a shift-based schedule")
	}
	if err := p.read(in.Rotations, &when.Parser{Now: p.now, Zone: func() (*time.Location, error) { return p.zone, nil }, Plans: true}); err != nil {
		return err
	}
	for i, r := range p.rotations {
		if r.Start.After(p.now.Add(maxAhead)) {
			return fmt.Errorf("rotations[%d].starts_at: %s is more than %d days ahead; make the change nearer to it", i, timeIn(r.Start, p.zone), maxAhead/day)
		}
	}
	return nil
}

// maxAhead is how far ahead an update may begin: PagerDuty renders a year.
const maxAhead = 300 * day

func (p *schedulePlan) update(ctx context.Context, client *pagerduty.Client, before *schedule.Schedule, in updateScheduleInput) error {
	if p.kind == schedule.ShiftBased {
		return p.updateShiftBased(ctx, client, before, in)
	}
	change := pagerduty.ScheduleChange{Name: identify.NewName(in.Name), TimeZone: p.zoneName, Description: in.Description, TeamIDs: p.teams}
	if in.Rotations != nil {
		change.Layers = append(endedLayers(before.Layers, p.start(), p.now), p.layers()...)
	}
	_, err := client.Schedules.Update(ctx, before.ID, change)
	return err
}

// endedLayers returns the layers that are in force until new ones begin, the lowest first, with that end. Layers that are left out of a
// change end now.
func endedLayers(layers []pagerduty.ScheduleLayer, start, now time.Time) []pagerduty.LayerChange {
	if !start.After(now) {
		return nil
	}
	var kept []pagerduty.LayerChange
	for _, l := range slices.Backward(layers) {
		ends := l.End.Time
		if !l.Start.Before(start) || !ends.IsZero() && !ends.After(now) {
			continue
		}
		if ends.IsZero() || ends.After(start) {
			ends = start
		}
		layer := pagerduty.LayerChange{
			ID: l.ID, Name: l.Name, Start: l.Start.Time, End: ends, VirtualStart: l.RotationVirtualStart.Time,
			TurnLength: time.Duration(l.RotationTurnLengthSeconds) * time.Second, Restrictions: l.Restrictions,
		}
		for _, member := range l.Users {
			layer.UserIDs = append(layer.UserIDs, member.User.ID)
		}
		kept = append(kept, layer)
	}
	return kept
}

func (t *tools) askUpdateSchedule(ctx context.Context, in updateScheduleInput) mcptools.Question {
	var changes []ask.Change
	if in.Rotations != nil {
		changes = append(changes, ask.ToAll("rotations", t.rotationLabels(ctx, in.Rotations)))
	}
	var teams []string
	if in.TeamIDs != nil {
		teams = identify.Labels(ctx, t.source, identify.Team().Name, in.TeamIDs...)
	}
	changes = append(changes, ask.To("time zone", in.TimeZone), ask.To("name", in.Name), ask.ToAll("teams", teams), ask.To("description", in.Description))
	return ask.Of("schedule", identify.Labels(ctx, t.source, identify.Schedule().Name, in.ScheduleID), changes...)
}
