package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) overrides() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_schedule_override", "Puts people on call in a schedule instead of the scheduled users. Each override is accepted or refused separately.",
			t.createScheduleOverride, mcptools.WithQuestion(t.askOverride),
			mcptools.WithMarks(marks.Quiet, marks.Duty), mcptools.WithExample(`{"schedule_id":"Checkout Primary","overrides":[{"start":"tomorrow","end":"+2d","user_id":"Diego Ferreyra"}]}`)),
	}
}

type createScheduleOverrideInput struct {
	ScheduleID string          `json:"schedule_id" jsonschema_description:"Id or name."`
	Overrides  []overrideInput `json:"overrides" jsonschema:"minItems=1" alias:"override"`
	TimeZone   string          `json:"time_zone,omitempty" jsonschema_description:"For times without an offset. Default: the schedule's."`
}

type overrideInput struct {
	Start  string `json:"start"`
	End    string `json:"end" jsonschema_description:"A date means the end of the day."`
	UserID string `json:"user_id" jsonschema_description:"Id, name or e-mail."`

	ReplacesUserID *string `json:"replaces_user_id,omitempty" jsonschema_description:"If several are on call."`
}

func (t *tools) createScheduleOverride(ctx context.Context, in createScheduleOverrideInput) (*overridesView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	lookup := schedule.NewLookup(client, "schedule_id", in.ScheduleID)
	plan, err := in.plan(ctx, lookup)
	if err != nil {
		return nil, err
	}
	before, err := plan.lookUp(ctx, lookup)
	if err != nil {
		return nil, err
	}
	existing := plan.existing(ctx, client, before)
	if err := plan.checkReplaced(before, existing); err != nil {
		return nil, err
	}
	if before.schedule.Shifts != nil {
		return plan.createInShifts(ctx, client, before)
	}
	results, err := plan.create(ctx, client, before.schedule.ID, existing)
	if err != nil {
		return nil, err
	}
	shown, err := plan.showOverrides(before, existing, results)
	if err == nil {
		shown.Notes = slices.Concat(shown.Notes, plan.notes, before.notes, before.schedule.UnusedNote())
	}
	return shown, err
}

// create creates the overrides that do not exist, in a schedule made of layers. It returns the result of each; nil for one that was not
// sent, or has none.
func (p *overridePlan) create(ctx context.Context, client *pagerduty.Client, scheduleID string, existing []*pagerduty.Override) ([]*pagerduty.OverrideResult, error) {
	var missing []pagerduty.NewOverride
	var indexes []int
	for i, override := range p.overrides {
		if existing[i] == nil {
			missing, indexes = append(missing, override), append(indexes, i)
		}
	}
	results := make([]*pagerduty.OverrideResult, len(p.overrides))
	if missing == nil {
		return results, nil
	}
	created, err := client.Schedules.CreateOverrides(ctx, scheduleID, missing...)
	if err != nil && (len(created) == 0 || !errors.Is(err, pagerduty.ErrUndecided)) {
		return nil, err
	}
	for n, result := range matchResults(missing, created) {
		results[indexes[n]] = result
	}
	return results, nil
}

// overridePlan has the overrides to create, and how their times were read.
type overridePlan struct {
	overrides []pagerduty.NewOverride
	who       []identify.Candidate // on call in each override, once they are resolved
	replaced  []string             // id of the user whom each override replaces; "" for whoever is on call
	users     []identify.Argument  // go into who and replaced
	zone      string
	notes     []string
}

// plan reads the times of the overrides.
func (in createScheduleOverrideInput) plan(ctx context.Context, lookup *schedule.Lookup) (*overridePlan, error) {
	p := &overridePlan{
		overrides: make([]pagerduty.NewOverride, len(in.Overrides)), who: make([]identify.Candidate, len(in.Overrides)), replaced: make([]string, len(in.Overrides)),
	}
	for i, override := range in.Overrides {
		name := fmt.Sprintf("overrides[%d]", i)
		p.users = append(p.users, identify.OneOf(identify.Responder(), name+".user_id", override.UserID, &p.who[i]),
			identify.One(identify.User(), name+".replaces_user_id", override.ReplacesUserID, &p.replaced[i]))
	}
	if err := identify.Check(append(p.users, identify.One(identify.Schedule(), "schedule_id", &in.ScheduleID, nil))...); err != nil {
		return nil, err
	}
	if err := when.Spell(&in.TimeZone); err != nil {
		return nil, err
	}
	zone, err := when.ZoneOf(in.TimeZone, lookup.Zone(ctx))
	if err != nil {
		return nil, err
	}
	times := when.Parser{Now: when.Now(ctx), Zone: zone, Plans: true}
	for i, override := range in.Overrides {
		if err := override.read(&times, fmt.Sprintf("overrides[%d]", i), &p.overrides[i]); err != nil {
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
	if err := when.CheckOrder(name+".start", to.Start, name+".end", to.End); err != nil {
		return err
	}
	return when.CheckLength(name, to.Start, to.End, "one person would be on call for all of it")
}

// lookUp finds the users, and reads the schedule and the users' other shifts as they are before the change.
func (p *overridePlan) lookUp(ctx context.Context, lookup *schedule.Lookup) (scheduleSnapshot, error) {
	var snapshot scheduleSnapshot
	var otherShifts []pagerduty.OnCall
	var notes []string
	windows := windowsOf(p.overrides)
	err := parallel.Do(ctx,
		func(ctx context.Context) error {
			if err := identify.Resolve(ctx, lookup.Client, p.users...); err != nil {
				return err
			}
			for i, user := range p.who {
				p.overrides[i].UserID = user.ID
			}
			otherShifts, notes = p.otherShifts(ctx, lookup.Client)
			return ctx.Err()
		},
		func(ctx context.Context) (err error) { snapshot, err = readSnapshot(ctx, lookup, windows); return err },
	)
	snapshot.otherShifts, snapshot.notes = otherShifts, notes
	return snapshot, err
}

// otherShifts reads when the users are on call during the overrides, and returns notes on what it could not read.
func (p *overridePlan) otherShifts(ctx context.Context, client *pagerduty.Client) ([]pagerduty.OnCall, []string) {
	options := pagerduty.ListOnCallsOptions{}
	latest := when.Now(ctx).AddDate(0, 0, shiftDays)
	var far []string
	for i, override := range p.overrides {
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
		notes = append(notes, fmt.Sprintf("The users' other shifts are known %d days ahead, so not for all of %s.", shiftDays, strings.Join(far, ", ")))
	}
	if options.Until.After(latest) {
		options.Until = latest
	}
	if !options.Since.Before(options.Until) {
		return nil, notes
	}
	onCalls, err := paging.First(client.OnCalls.All(ctx, options), maxOnCalls)
	if err != nil {
		return nil, append(notes, "The users' other shifts could not be read.")
	}
	return onCalls, notes
}

// askOverride asks "Put on call in schedule Database: Ada Lovelace 2026-12-01 09:00–17:00?".
func (t *tools) askOverride(ctx context.Context, in createScheduleOverrideInput) mcptools.Question {
	var shifts []string
	for _, override := range in.Overrides {
		shifts = append(shifts, override.UserID)
	}
	shifts = identify.Labels(ctx, t.source, identify.User().Name, shifts...)
	for i, override := range in.Overrides {
		shifts[i] += " " + shortPeriod(override.Start, override.End)
	}
	return mcptools.NewQuestion("Put on call in schedule %s: %s?", identify.Labels(ctx, t.source, identify.Schedule().Name, in.ScheduleID), shifts)
}

// shortPeriod returns "2026-12-01 09:00–17:00" for a period within a day, so that several fit into a question.
func shortPeriod(start, end string) string {
	day, _, timed := strings.Cut(start, "T")
	if same, isSame := strings.CutPrefix(end, day+"T"); timed && isSame {
		end = same
	}
	return strings.Replace(start, "T", " ", 1) + "–" + strings.Replace(end, "T", " ", 1)
}
