package pagerduty_test

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// everyPartOfASchedule returns a schedule with all values set; the layers have ids or are new.
func everyPartOfASchedule(layerID string) pagerduty.ScheduleChange {
	return pagerduty.ScheduleChange{
		Name: new("Payments"), TimeZone: "Europe/Berlin", Description: new("Primary."), TeamIDs: []string{"PTEAM"},
		Layers: []pagerduty.LayerChange{{
			ID: layerID, Name: "Day", Start: since(), End: since().Add(time.Hour), VirtualStart: since(), TurnLength: 7 * 24 * time.Hour,
			UserIDs: []string{"PADA", "PBOB"}, Restrictions: []pagerduty.Restriction{
				{Type: "daily_restriction", StartTimeOfDay: "09:00:00", DurationSeconds: 3600},
				{Type: "weekly_restriction", StartTimeOfDay: "10:00:00", DurationSeconds: 7200, StartDayOfWeek: 7},
			},
		}},
	}
}

func scheduleChanges() map[string]method {
	const schedule = `{"schedule":{"id":"PID"}}`
	window := pagerduty.ScheduleWindow{Since: since(), Until: since().Add(time.Hour), Overflow: true}
	return map[string]method{
		"Schedules.Create": writes(schedule, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Schedules.Create(ctx, everyPartOfASchedule("")))
		}),
		"Schedules.Update": writes(schedule, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Schedules.Update(ctx, id, everyPartOfASchedule("PLAY")))
		}),
		"Schedules.Delete": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.Schedules.Delete(ctx, id)
		}),
		"Schedules.Preview": reads(`{"schedule":{"time_zone":"Etc/UTC"}}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Schedules.Preview(ctx, everyPartOfASchedule(""), window))
		}).posting(),
		"Schedules.Overrides": reads(`{"overrides":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Schedules.Overrides(ctx, id, pagerduty.ListOverridesOptions{Since: window.Since, Until: window.Until, Editable: true, Overflow: true}))
		}),
		"Schedules.DeleteOverride": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.Schedules.DeleteOverride(ctx, id, id)
		}),
	}
}

func shiftScheduleMethods() map[string]method {
	const page, schedule = `{"schedules":[]}`, `{"schedule":{"id":"PID","type":"schedule_v3"}}`
	options := pagerduty.ListShiftSchedulesOptions{
		PageOptions: pagerduty.PageOptions{PageSize: 1000, Offset: 100, Total: true}, Query: "pay", TeamIDs: someIDs(),
	}
	window := pagerduty.ScheduleWindow{Since: since(), Until: since().Add(time.Hour), TimeZone: "Europe/Berlin", Overflow: true}
	return map[string]method{
		"ShiftSchedules.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.ShiftSchedules.List(ctx, options))
		}),
		"ShiftSchedules.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.ShiftSchedules.Pages(ctx, options)))
		}),
		"ShiftSchedules.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.ShiftSchedules.All(ctx, options)))
		}),
		"ShiftSchedules.Get": reads(schedule, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.Get(ctx, id, window))
		}),
		"ShiftSchedules.Create": writes(schedule, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.ShiftSchedules.Create(ctx, pagerduty.NewShiftSchedule{Name: "Pay", TimeZone: "Etc/UTC", Description: "x", TeamIDs: someIDs()}))
		}),
		"ShiftSchedules.Update": writes(schedule, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.Update(ctx, id, pagerduty.ShiftScheduleChange{Name: "Pay", TimeZone: "Etc/UTC", Description: new("")}))
		}),
		"ShiftSchedules.Delete": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.ShiftSchedules.Delete(ctx, id)
		}),
		"ShiftSchedules.Rotations": reads(`{"rotations":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.Rotations(ctx, id, everyPageOption()))
		}),
		"ShiftSchedules.AllRotations": reads(`{"rotations":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(drain(c.ShiftSchedules.AllRotations(ctx, id, everyPageOption())))
		}),
		"ShiftSchedules.GetRotation": reads(`{"rotation":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.GetRotation(ctx, id, id, window.Since, window.Until))
		}),
		"ShiftSchedules.CreateRotation": writes(`{"rotation":{"id":"PNEW"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.CreateRotation(ctx, id))
		}),
		"ShiftSchedules.DeleteRotation": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.ShiftSchedules.DeleteRotation(ctx, id, id)
		}),
		"ShiftSchedules.Events": reads(`{"events":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.Events(ctx, id, id, everyPageOption()))
		}),
		"ShiftSchedules.AllEvents": reads(`{"events":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(drain(c.ShiftSchedules.AllEvents(ctx, id, id, everyPageOption())))
		}),
		"ShiftSchedules.GetEvent": reads(`{"event":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.GetEvent(ctx, id, id, id, window.Since, window.Until))
		}),
		"ShiftSchedules.CreateEvent": writes(`{"event":{"id":"PNEW"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.CreateEvent(ctx, id, id, everyPartOfAnEvent()))
		}),
		"ShiftSchedules.UpdateEvent": writes(`{"event":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			event := everyPartOfAnEvent()
			return second(c.ShiftSchedules.UpdateEvent(ctx, id, id, id, pagerduty.ShiftEventChange{
				Name: &event.Name, Start: &event.Start, End: &event.End, EffectiveSince: &event.EffectiveSince, EffectiveUntil: new(time.Time{}),
				Recurrence: event.Recurrence, Assignment: &event.Assignment,
			}))
		}),
		"ShiftSchedules.DeleteEvent": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.ShiftSchedules.DeleteEvent(ctx, id, id, id)
		}),
	}
}

func everyPartOfAnEvent() pagerduty.NewShiftEvent {
	at := func(t time.Time) pagerduty.ZonedTime {
		return pagerduty.ZonedTime{DateTime: pagerduty.Time{Time: t}, TimeZone: "Europe/Berlin"}
	}
	return pagerduty.NewShiftEvent{
		Name: "Day", Start: at(since()), End: at(since().Add(8 * time.Hour)), EffectiveSince: since(), EffectiveUntil: since().AddDate(1, 0, 0),
		Recurrence: []string{"RRULE:FREQ=WEEKLY;BYDAY=MO,TU"},
		Assignment: pagerduty.ShiftAssignmentStrategy{
			Type: pagerduty.AssignRotating, ShiftsPerMember: 2, Members: []pagerduty.ShiftMember{pagerduty.UserMember("PADA"), {Type: pagerduty.MemberEmpty}},
		},
	}
}

func shiftMethods() map[string]method {
	options := pagerduty.ListShiftsOptions{
		PageOptions:    everyPageOption(),
		ScheduleWindow: pagerduty.ScheduleWindow{Since: since(), Until: since().Add(time.Hour), TimeZone: "Europe/Berlin", Overflow: true},
	}
	ada, bob := pagerduty.UserMember("PADA"), pagerduty.UserMember("PBOB")
	return map[string]method{
		"ShiftSchedules.Overrides": reads(`{"overrides":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.Overrides(ctx, id, options))
		}),
		"ShiftSchedules.AllOverrides": reads(`{"overrides":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(drain(c.ShiftSchedules.AllOverrides(ctx, id, options)))
		}),
		"ShiftSchedules.CreateOverrides": writes(`{"overrides":[{"id":"PID"},{"id":"PTWO"}]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.CreateOverrides(ctx, id,
				pagerduty.NewShiftOverride{RotationID: id, Start: since(), End: since().Add(time.Hour), Overridden: ada, Overriding: bob},
				pagerduty.NewShiftOverride{CustomShiftID: id, Start: since(), End: since().Add(time.Hour), Overridden: bob, Overriding: pagerduty.ShiftMember{Type: pagerduty.MemberEmpty}}))
		}),
		"ShiftSchedules.GetOverride": reads(`{"override":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.GetOverride(ctx, id, id))
		}),
		"ShiftSchedules.UpdateOverride": writes(`{"override":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.UpdateOverride(ctx, id, id, pagerduty.ShiftOverrideChange{Start: new(since()), End: new(since().Add(time.Hour)), Overriding: &ada}))
		}),
		"ShiftSchedules.DeleteOverride": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.ShiftSchedules.DeleteOverride(ctx, id, id)
		}),
		"ShiftSchedules.CustomShifts": reads(`{"custom_shifts":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.CustomShifts(ctx, id, options))
		}),
		"ShiftSchedules.AllCustomShifts": reads(`{"custom_shifts":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(drain(c.ShiftSchedules.AllCustomShifts(ctx, id, options)))
		}),
		"ShiftSchedules.CreateCustomShifts": writes(`{"custom_shifts":[{"id":"PID"}]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.CreateCustomShifts(ctx, id, pagerduty.NewCustomShift{Start: since(), End: since().Add(time.Hour), Member: ada}))
		}),
		"ShiftSchedules.GetCustomShift": reads(`{"custom_shift":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.GetCustomShift(ctx, id, id))
		}),
		"ShiftSchedules.UpdateCustomShift": writes(`{"custom_shift":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.UpdateCustomShift(ctx, id, id, pagerduty.CustomShiftChange{Start: new(since()), End: new(since().Add(time.Hour)), Member: &bob}))
		}),
		"ShiftSchedules.DeleteCustomShift": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.ShiftSchedules.DeleteCustomShift(ctx, id, id)
		}),
	}
}
