package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) overrides() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_schedule_override", "Puts people on call in a schedule instead of whoever has the turn. Each override is accepted or refused by itself.",
			t.createScheduleOverride, mcptools.WithQuestion(t.askOverride),
			mcptools.WithMarks(marks.Quiet), mcptools.WithExample(`{"schedule_id":"Checkout Primary","overrides":[{"start":"tomorrow","end":"+2d","user_id":"Diego Ferreyra"}]}`)),
	}
}

type createScheduleOverrideInput struct {
	ScheduleID string          `json:"schedule_id" jsonschema_description:"Id or name."`
	Overrides  []overrideInput `json:"overrides" jsonschema:"minItems=1" alias:"override"`
	TimeZone   string          `json:"time_zone,omitempty" jsonschema_description:"Of times without an offset. Default: the schedule's."`
}

type overrideInput struct {
	Start  string `json:"start"`
	End    string `json:"end" jsonschema_description:"A date means its end."`
	UserID string `json:"user_id" jsonschema_description:"Id, name or e-mail."`
}

func (t *tools) createScheduleOverride(ctx context.Context, in createScheduleOverrideInput) (*overridesView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	schedule := &namedSchedule{client, "schedule_id", in.ScheduleID}
	plan, err := in.plan(ctx, schedule)
	if err != nil {
		return nil, err
	}
	before, err := plan.lookUp(ctx, schedule)
	if err != nil {
		return nil, err
	}
	results, err := client.Schedules.CreateOverrides(ctx, before.schedule.ID, plan.wanted...)
	if err != nil && (len(results) == 0 || !errors.Is(err, pagerduty.ErrUndecided)) {
		return nil, err
	}
	shown, err := showOverrides(before, cmp.Or(plan.zone, before.schedule.TimeZone), plan.wanted, results)
	if err == nil {
		shown.Notes = slices.Concat(shown.Notes, plan.notes, before.notes)
	}
	return shown, err
}

// overridePlan are the overrides that are wanted, and how their times were read.
type overridePlan struct {
	wanted []pagerduty.NewOverride
	users  []identify.Argument // whose ids go into wanted
	zone   string
	notes  []string
}

// plan reads the times of the overrides.
func (in createScheduleOverrideInput) plan(ctx context.Context, schedule *namedSchedule) (*overridePlan, error) {
	p := &overridePlan{wanted: make([]pagerduty.NewOverride, len(in.Overrides))}
	for i, override := range in.Overrides {
		p.users = append(p.users, identify.One(identify.User(), fmt.Sprintf("overrides[%d].user_id", i), &override.UserID, &p.wanted[i].UserID))
	}
	if err := identify.Check(append(p.users, identify.One(identify.Schedule(), "schedule_id", &in.ScheduleID, nil))...); err != nil {
		return nil, err
	}
	zone, err := when.ZoneOf(in.TimeZone, schedule.zone(ctx))
	if err != nil {
		return nil, err
	}
	times := when.Parser{Now: when.Now(ctx), Zone: zone}
	for i, override := range in.Overrides {
		if err := override.read(&times, fmt.Sprintf("overrides[%d]", i), &p.wanted[i]); err != nil {
			return nil, err
		}
	}
	p.zone, p.notes = cmp.Or(in.TimeZone, times.ZoneName()), times.Notes()
	return p, nil
}

func (in overrideInput) read(times *when.Parser, name string, to *pagerduty.NewOverride) (err error) {
	if to.Start, err = times.Parse(name+".start", in.Start); err != nil {
		return err
	}
	if to.End, err = times.ParseEnd(name+".end", in.End); err != nil {
		return err
	}
	if !to.Start.Before(to.End) {
		return fmt.Errorf("%s: start (%s) is not before end (%s)", name, to.Start.Format(time.RFC3339), to.End.Format(time.RFC3339))
	}
	return nil
}

// lookUp finds the users, where else they are on call, and whom they replace, as far as each can be read. Nobody is put on call on
// a guess: ids are looked up too.
func (p *overridePlan) lookUp(ctx context.Context, schedule *namedSchedule) (before, error) {
	var b before
	var elsewhere []pagerduty.OnCall
	var notes []string
	windows := windowsOf(p.wanted)
	err := parallel.Do(ctx,
		func(ctx context.Context) error {
			if err := identify.Resolve(ctx, schedule.client, p.users...); err != nil {
				return err
			}
			elsewhere, notes = p.elsewhere(ctx, schedule.client)
			return ctx.Err()
		},
		func(ctx context.Context) (err error) { b, err = schedule.before(ctx, windows); return err },
	)
	b.elsewhere, b.notes = elsewhere, notes
	return b, err
}

// elsewhere are the turns of the users while they are to take over.
func (p *overridePlan) elsewhere(ctx context.Context, client *pagerduty.Client) ([]pagerduty.OnCall, []string) {
	options := pagerduty.ListOnCallsOptions{}
	latest := when.Now(ctx).AddDate(0, 0, turnDays)
	var far []string
	for i, override := range p.wanted {
		if !slices.Contains(options.UserIDs, override.UserID) {
			options.UserIDs = append(options.UserIDs, override.UserID)
		}
		if options.Since.IsZero() || override.Start.Before(options.Since) {
			options.Since = override.Start
		}
		if override.End.After(options.Until) {
			options.Until = override.End
		}
		if override.End.After(latest) {
			far = append(far, fmt.Sprintf("overrides[%d]", i))
		}
	}
	var notes []string
	if far != nil {
		notes = append(notes, fmt.Sprintf("Where else they are on call is known for %d days ahead, so not for all of %s.", turnDays, strings.Join(far, ", ")))
	}
	if options.Until.After(latest) {
		options.Until = latest
	}
	if !options.Since.Before(options.Until) {
		return nil, notes
	}
	turns, err := allTurns(ctx, client, options)
	if err != nil {
		return nil, append(notes, "Where else they are on call could not be read.")
	}
	return turns, notes
}

// askOverride asks "Put Ada Lovelace (from 2026-12-01 to 2026-12-02) on call in schedule Database?".
func (t *tools) askOverride(ctx context.Context, in createScheduleOverrideInput) mcptools.Question {
	var turns []string
	for _, override := range in.Overrides {
		turns = append(turns, override.UserID)
	}
	turns = identify.Labels(ctx, t.source, identify.User().Name, turns...)
	for i, override := range in.Overrides {
		turns[i] += " " + shortTurn(override.Start, override.End)
	}
	return mcptools.NewQuestion("Put on call in schedule %s: %s?", identify.Labels(ctx, t.source, identify.Schedule().Name, in.ScheduleID), turns)
}

// shortTurn writes a turn as short as can be, so that several fit into a question: "2026-12-01 09:00–17:00" within a day.
func shortTurn(start, end string) string {
	day, _, timed := strings.Cut(start, "T")
	if same, isSame := strings.CutPrefix(end, day+"T"); timed && isSame {
		end = same
	}
	return strings.Replace(start, "T", " ", 1) + "–" + strings.Replace(end, "T", " ", 1)
}
