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
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
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

type overridesView struct {
	Schedule  view.Reference `json:"schedule"`
	TimeZone  string         `json:"time_zone,omitzero"`
	Created   int            `json:"created"`
	Refused   int            `json:"refused"`
	Note      string         `json:"note,omitzero"`
	Overrides []overrideView `json:"overrides"`
}

// overrideView is what became of one override.
type overrideView struct {
	Created bool   `json:"created"`
	ID      string `json:"id,omitzero"`
	entryView
	Replaces []entryView `json:"replaces,omitempty"`
	Errors   []string    `json:"errors,omitempty"`
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
	before, err := schedule.get(ctx, around(wanted))
	if err != nil {
		return nil, err
	}
	results, err := client.Schedules.CreateOverrides(ctx, before.ID, wanted...)
	if err != nil && (len(results) == 0 || !errors.Is(err, pagerduty.ErrAccepted)) {
		return nil, err
	}
	return showOverrides(before, cmp.Or(zone, before.TimeZone), wanted, results)
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

// around is the window that holds all overrides.
func around(overrides []pagerduty.NewOverride) pagerduty.ScheduleWindow {
	all := pagerduty.ScheduleWindow{Since: overrides[0].Start, Until: overrides[0].End}
	for _, o := range overrides {
		if o.Start.Before(all.Since) {
			all.Since = o.Start
		}
		if o.End.After(all.Until) {
			all.Until = o.End
		}
	}
	return all
}

// showOverrides says of each override what became of it and whom it replaces. It is an error if none was accepted.
func showOverrides(before *pagerduty.Schedule, zone string, wanted []pagerduty.NewOverride, results []pagerduty.OverrideResult) (*overridesView, error) {
	shown := &overridesView{Schedule: view.Reference{ID: before.ID, Name: before.Name}, TimeZone: zone}
	for i, override := range wanted {
		result := pagerduty.OverrideResult{Errors: []string{"PagerDuty's answer says nothing of this one: look at the schedule before repeating it."}}
		if i < len(results) {
			result = results[i]
		}
		shown.Overrides = append(shown.Overrides, showOverride(before, override, result))
		if result.Created() {
			shown.Created++
		} else {
			shown.Refused++
		}
	}
	switch {
	case shown.Created == 0:
		return nil, refusedOverrides(shown.Overrides)
	case shown.Refused > 0:
		shown.Note = fmt.Sprintf("Only %d of %d overrides were created. Do not repeat those; the others name their errors.", shown.Created, len(wanted))
	}
	return shown, nil
}

func showOverride(before *pagerduty.Schedule, wanted pagerduty.NewOverride, result pagerduty.OverrideResult) overrideView {
	shown := overrideView{
		Created: result.Created(), ID: result.Override.ID, Errors: result.Errors,
		entryView: entryView{wanted.Start.Format(time.RFC3339), wanted.End.Format(time.RFC3339), &view.Reference{ID: wanted.UserID}},
	}
	if user := view.Of(result.Override.User); user != nil {
		shown.User = user
	}
	if shown.Created {
		shown.Replaces = showEntries(replaced(before.Final.Entries, wanted))
	} else if len(shown.Errors) == 0 {
		shown.Errors = []string{fmt.Sprintf("PagerDuty refused it (%d).", result.Status)}
	}
	return shown
}

// replaced are the turns, or the parts of them, that others would have had during an override.
func replaced(turns []pagerduty.ScheduleEntry, override pagerduty.NewOverride) []pagerduty.ScheduleEntry {
	var parts []pagerduty.ScheduleEntry
	for _, turn := range turns {
		if turn.Start.Before(override.Start) {
			turn.Start.Time = override.Start
		}
		if turn.End.After(override.End) {
			turn.End.Time = override.End
		}
		if turn.Start.Before(turn.End.Time) && turn.User.ID != override.UserID {
			parts = append(parts, turn)
		}
	}
	return parts
}

// refusedOverrides tells that none was accepted.
func refusedOverrides(overrides []overrideView) error {
	var reasons []string
	for i, override := range overrides {
		reason := fmt.Sprintf("overrides[%d] (%s to %s): %s", i, override.Start, override.End, strings.Join(override.Errors, "; "))
		reasons = append(reasons, strings.TrimSuffix(reason, "."))
	}
	const most = 10
	if len(reasons) > most {
		reasons = append(slices.Clip(reasons[:most]), "and so on")
	}
	return errors.New("PagerDuty confirmed none of the overrides: " + strings.Join(reasons, ". ") + ". Correct them and try again")
}
