package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) overrides() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_schedule_override", "Puts people on call in a schedule instead of whoever has the turn. Each override is accepted or refused by itself.",
			t.createScheduleOverride),
	}
}

type createScheduleOverrideInput struct {
	ScheduleID string          `json:"schedule_id" jsonschema_description:"Id or name."`
	Overrides  []overrideInput `json:"overrides" jsonschema:"minItems=1" alias:"override"`
}

type overrideInput struct {
	Start  string `json:"start" jsonschema_description:"Without an offset: in the schedule's time zone."`
	End    string `json:"end" jsonschema_description:"A date means its end."`
	UserID string `json:"user_id" jsonschema_description:"Id, name or e-mail."`
}

func (t *tools) createScheduleOverride(ctx context.Context, in createScheduleOverrideInput) (*overridesView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	schedule := &namedSchedule{client, "schedule_id", in.ScheduleID}
	wanted, zone, err := t.wantedOverrides(ctx, schedule, in)
	if err != nil {
		return nil, err
	}
	before, err := schedule.before(ctx, wanted)
	if err != nil {
		return nil, err
	}
	results, err := client.Schedules.CreateOverrides(ctx, before.schedule.ID, wanted...)
	if err != nil && (len(results) == 0 || !errors.Is(err, pagerduty.ErrUndecided)) {
		return nil, err
	}
	return showOverrides(before, cmp.Or(zone, before.schedule.TimeZone), wanted, results)
}

// wantedOverrides reads the times and finds the users. Nobody is put on call on a guess: ids are looked up too.
func (t *tools) wantedOverrides(ctx context.Context, schedule *namedSchedule, in createScheduleOverrideInput) (wanted []pagerduty.NewOverride, zone string, err error) {
	wanted = make([]pagerduty.NewOverride, len(in.Overrides))
	users := []identify.Wanted{identify.One(identify.Schedule(), "schedule_id", &in.ScheduleID, nil)}
	for i, override := range in.Overrides {
		users = append(users, identify.One(identify.User(), fmt.Sprintf("overrides[%d].user_id", i), &override.UserID, &wanted[i].UserID))
	}
	if err := identify.Check(users...); err != nil {
		return nil, "", err
	}
	times := when.Parser{Now: when.Now(ctx), Zone: schedule.zone(ctx)}
	for i, override := range in.Overrides {
		name := fmt.Sprintf("overrides[%d]", i)
		if wanted[i].Start, err = times.Parse(name+".start", override.Start); err != nil {
			return nil, "", err
		}
		if wanted[i].End, err = times.ParseEnd(name+".end", override.End); err != nil {
			return nil, "", err
		}
		if !wanted[i].Start.Before(wanted[i].End) {
			return nil, "", fmt.Errorf("%s: start (%s) is not before end (%s). Nothing was changed",
				name, wanted[i].Start.Format(time.RFC3339), wanted[i].End.Format(time.RFC3339))
		}
	}
	names := identify.NewNames(schedule.client)
	names.Verify()
	return wanted, times.ZoneName(), names.Resolve(ctx, users[1:]...)
}
