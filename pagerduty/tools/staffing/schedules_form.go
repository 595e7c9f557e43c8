package staffing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/rotation"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// scheduleForm describes a schedule of either kind.
type scheduleForm struct {
	Name        string          `json:"name" jsonschema:"minLength=1"`
	TimeZone    string          `json:"time_zone" jsonschema_description:"Such as Europe/Berlin."`
	Rotations   []rotationInput `json:"rotations" jsonschema:"minItems=1"`
	Kind        schedule.Kind   `json:"kind,omitempty" jsonschema:"enum=layered,enum=shift_based" jsonschema_description:"layered (default): the first rotation on duty wins. shift_based: each has somebody on call."`
	Description *string         `json:"description,omitempty"`
	TeamIDs     []string        `json:"team_ids,omitempty" jsonschema_description:"Ids, names."`
}

// schedulePlan is a schedule of a form, with everything that it names.
type schedulePlan struct {
	*rotationsPlan
	kind schedule.Kind
	zone *time.Location
	// zoneName is the name of the zone that is sent to PagerDuty.
	zoneName string
	now      time.Time
	teams    []string
	events   []pagerduty.NewShiftEvent // of a shift-based schedule
}

// plan reads the form and finds the users and teams that it names. Nothing else is asked of PagerDuty.
func (in scheduleForm) plan(ctx context.Context, source pagerduty.ClientSource) (*pagerduty.Client, *schedulePlan, error) {
	rotations, arguments := newRotationsPlan(in.Rotations)
	p := &schedulePlan{rotationsPlan: rotations, kind: schedule.Layered, now: when.Now(ctx)}
	if in.Kind != "" {
		p.kind = in.Kind
	}
	arguments = append(arguments, identify.Many(identify.Team(), "team_ids", in.TeamIDs, &p.teams))
	if err := identify.Check(arguments...); err != nil {
		return nil, nil, err
	}
	var err error
	if p.zone, err = when.Named("time_zone", in.TimeZone); err != nil {
		return nil, nil, err
	}
	p.zoneName = p.zone.String()
	if err := p.read(in.Rotations, &when.Parser{Now: p.now, Zone: func() (*time.Location, error) { return p.zone, nil }, Plans: true}); err != nil {
		return nil, nil, err
	}
	client, err := source.Client(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := identify.Resolve(ctx, client, arguments...); err != nil {
		return nil, nil, err
	}
	return client, p, p.complete()
}

// complete sets what depends on the users, once they are resolved.
func (p *schedulePlan) complete() (err error) {
	p.resolved()
	if p.kind == schedule.ShiftBased {
		p.events, err = shiftEvents(p.rotations, p.zone, p.now)
	}
	return err
}

// turns returns who is on call in a window.
func (p *schedulePlan) turns(window oncall.Window) []oncall.Turn {
	if p.kind == schedule.ShiftBased {
		return rotation.Together(p.rotations, p.zone, window)
	}
	return rotation.Layered(p.rotations, p.zone, window)
}

// outlook returns the next two weeks, and notes for the result.
func (p *schedulePlan) outlook() (*outlook, []string) {
	window := outlookWindow(p.now, p.start(), p.zone)
	shown, notes := newOutlook(p.turns(window), window, p.zone, p.names())
	return shown, slices.Concat(p.rotationsPlan.notes, p.laterTurns(shown), notes, p.onlyPerson())
}

// laterTurns returns a note on the people who have no turn in the outlook, as the rotations list them.
func (p *schedulePlan) laterTurns(shown *outlook) []string {
	names := p.names()
	var known, later []string
	for _, r := range p.rotations {
		for _, user := range r.UserIDs {
			if slices.Contains(known, user) {
				continue
			}
			known = append(known, user)
			if !slices.ContainsFunc(shown.Hours, func(share shareView) bool { return share.User.ID == user }) {
				later = append(later, cmp.Or(names[user], user))
			}
		}
	}
	if later == nil {
		return nil
	}
	return []string{fmt.Sprintf("%d of %d people have a turn in these two weeks; the others are %s.", len(known)-len(later), len(known), strings.Join(later, ", "))}
}

// onlyPerson returns a note if one person has every turn.
func (p *schedulePlan) onlyPerson() []string {
	var users []string
	for _, r := range p.rotations {
		users = append(users, r.UserIDs...)
	}
	if len(users) == 0 || slices.ContainsFunc(users, func(user string) bool { return user != users[0] }) {
		return nil
	}
	return []string{fmt.Sprintf("%s has every turn: nobody relieves them.", cmp.Or(p.names()[users[0]], users[0]))}
}

// layers returns the rotations as layers, the lowest first as PagerDuty wants them. Nothing that is past can be written, so that a rotation
// which has begun gets a layer from now on, in which the turns go on.
func (p *schedulePlan) layers() []pagerduty.LayerChange {
	var layers []pagerduty.LayerChange
	for i, r := range slices.Backward(p.rotations) {
		layer := pagerduty.LayerChange{Name: r.Name, Start: r.Start, VirtualStart: r.Start, TurnLength: r.Length, UserIDs: r.UserIDs}
		if layer.Name == "" {
			layer.Name = fmt.Sprintf("Rotation %d", i+1)
		}
		if layer.Start.Before(p.now) {
			layer.Start = p.now
		}
		for _, hours := range r.Hours {
			layer.Restrictions = append(layer.Restrictions, restrictions(hours)...)
		}
		layers = append(layers, layer)
	}
	return layers
}

// restrictions returns hours as the restrictions of a layer.
func restrictions(hours rotation.Hours) []pagerduty.Restriction {
	clock := time.Time{}.Add(hours.From).Format(time.TimeOnly)
	one := pagerduty.Restriction{Type: "daily_restriction", StartTimeOfDay: clock, DurationSeconds: int(hours.Duration() / time.Second)}
	if len(hours.Days) == 0 {
		return []pagerduty.Restriction{one}
	}
	var all []pagerduty.Restriction
	for _, weekday := range hours.Days {
		one.Type, one.StartDayOfWeek = "weekly_restriction", (int(weekday)+6)%7+1
		all = append(all, one)
	}
	return all
}

// rotationLabels returns the names of the users of rotations.
func (t *tools) rotationLabels(ctx context.Context, in []rotationInput) []string {
	var users []string
	for _, one := range in {
		users = append(users, one.UserIDs...)
	}
	return identify.Labels(ctx, t.source, identify.User().Name, users...)
}

// scheduleQuestion asks "Create schedule Payments (Europe/London) with Ada Lovelace, Charles Babbage?".
func (t *tools) scheduleQuestion(ctx context.Context, in scheduleForm) mcptools.Question {
	words := "Create schedule %s (%s) with %s?"
	if in.Kind == schedule.ShiftBased {
		words = strings.Replace(words, "schedule", "shift-based schedule", 1)
	}
	return mcptools.NewQuestion(words, []string{in.Name}, []string{in.TimeZone}, t.rotationLabels(ctx, in.Rotations))
}
