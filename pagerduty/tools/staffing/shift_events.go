package staffing

import (
	"fmt"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/rotation"
)

// In a shift-based schedule, a rotation of this form becomes an event for each of its hours. PagerDuty keeps the events of one of its own
// rotations apart in time, so that each needs one of those.

const (
	maxMembers   = 20 // of an event
	maxRanges    = 5  // of hours of a rotation
	maxRotations = 10 // of a schedule
)

// shiftEvents returns the events of rotations, or an error that says what a shift-based schedule cannot have.
func shiftEvents(rotations []rotation.Rotation, zone *time.Location, now time.Time) ([]pagerduty.NewShiftEvent, error) {
	var all []pagerduty.NewShiftEvent
	for i, r := range rotations {
		at := fmt.Sprintf("rotations[%d]", i)
		if err := checkShifts(at, r, zone, now); err != nil {
			return nil, err
		}
		ranges := r.Hours
		if len(ranges) == 0 {
			ranges = []rotation.Hours{wholeTurn(r, zone)}
		}
		for _, hours := range ranges {
			all = append(all, shiftEvent(r, hours, zone, fmt.Sprintf("Rotation %d", i+1)))
		}
	}
	if len(all) > maxRotations {
		return nil, fmt.Errorf("rotations: a shift-based schedule has at most %d rotations, and each range of hours needs one: these are %d. Use kind layered", maxRotations, len(all))
	}
	return all, nil
}

// checkShifts refuses a rotation that would have other turns in shifts than in layers, or that PagerDuty refuses.
func checkShifts(at string, r rotation.Rotation, zone *time.Location, now time.Time) error {
	const instead = "; use kind layered instead"
	switch {
	case r.Length != day && r.Length != week:
		return fmt.Errorf("%s.shift_length: this tool makes shift-based schedules only with shifts of 1d or 1w"+instead, at)
	case len(r.UserIDs) > maxMembers:
		return fmt.Errorf("%s.user_ids: a shift-based rotation has at most %d users, not %d"+instead, at, maxMembers, len(r.UserIDs))
	case len(r.Hours) > maxRanges:
		return fmt.Errorf("%s.hours: a shift-based rotation has at most %d ranges of hours, not %d"+instead, at, maxRanges, len(r.Hours))
	case !r.Start.After(now):
		return fmt.Errorf("%s.starts_at: %s is not in the future, and PagerDuty would move the start of a shift-based rotation to now: choose a later hand-over", at, timeIn(r.Start, zone))
	}
	handOver := clockOf(r.Start, zone)
	for i, hours := range r.Hours {
		at := fmt.Sprintf("%s.hours[%d]", at, i)
		if r.Length == day && len(hours.Days) > 0 {
			return fmt.Errorf("%s.days: with shifts of 1d, days off take no turn in a shift-based schedule, so that hours must be on all days; use shift_length 1w, or kind layered", at)
		}
		if within(hours, r, handOver, zone) {
			return fmt.Errorf("%s: the hand-over at %s falls within these hours, and a shift-based schedule hands over between shifts: move starts_at to their start or end"+instead,
				at, r.Start.In(zone).Format("15:04"))
		}
	}
	return nil
}

// clockOf returns the time since midnight.
func clockOf(at time.Time, zone *time.Location) time.Duration {
	local := at.In(zone)
	return time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute + time.Duration(local.Second())*time.Second
}

// within reports whether the hand-over falls within hours.
func within(hours rotation.Hours, r rotation.Rotation, handOver time.Duration, zone *time.Location) bool {
	weekday := r.Start.In(zone).Weekday()
	daily := r.Length == day
	today := (daily || hours.On(weekday)) && handOver > hours.From && handOver < hours.From+hours.Duration()
	overnight := (daily || hours.On((weekday+6)%7)) && handOver+day > hours.From && handOver+day < hours.From+hours.Duration()
	return today || overnight
}

// wholeTurn returns hours that last as long as a day's turn. A week's turn is one shift: see shiftEvent.
func wholeTurn(r rotation.Rotation, zone *time.Location) rotation.Hours {
	clock := clockOf(r.Start, zone)
	return rotation.Hours{From: clock, To: clock}
}

// shiftEvent returns the event for hours of a rotation.
func shiftEvent(r rotation.Rotation, hours rotation.Hours, zone *time.Location, name string) pagerduty.NewShiftEvent {
	start, length := firstOn(hours, r.Start, zone), hours.Duration()
	rule, perMember := "FREQ=DAILY", 1
	switch {
	case r.Length == week && len(r.Hours) == 0:
		rule, length = "FREQ=WEEKLY", week
	case r.Length == week && len(hours.Days) == 0:
		perMember = 7
	case r.Length == week:
		rule, perMember = "FREQ=WEEKLY;BYDAY="+byDay(hours), len(hours.Days)
	}
	if r.Name != "" {
		name = r.Name
	}
	event := pagerduty.NewShiftEvent{
		Name: name, Start: zoned(start, zone), End: zoned(onClock(start, length, zone), zone), EffectiveSince: r.Start, Recurrence: []string{"RRULE:" + rule},
		Assignment: pagerduty.ShiftAssignmentStrategy{Type: pagerduty.AssignRotating, ShiftsPerMember: perMember},
	}
	for _, user := range r.UserIDs {
		event.Assignment.Members = append(event.Assignment.Members, pagerduty.UserMember(user))
	}
	return event
}

// firstOn returns the first begin of hours that is not before a moment.
func firstOn(hours rotation.Hours, from time.Time, zone *time.Location) time.Time {
	local := from.In(zone)
	for days := 0; ; days++ {
		midnight := time.Date(local.Year(), local.Month(), local.Day()+days, 0, 0, 0, 0, zone)
		begin := onClock(midnight, hours.From, zone)
		if hours.On(midnight.Weekday()) && !begin.Before(from) {
			return begin
		}
	}
}

// onClock returns the moment at which the clock shows a later time.
func onClock(at time.Time, later time.Duration, zone *time.Location) time.Time {
	local := at.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second()+int(later/time.Second), 0, zone)
}

func zoned(at time.Time, zone *time.Location) pagerduty.ZonedTime {
	return pagerduty.ZonedTime{DateTime: pagerduty.Time{Time: at.In(zone)}, TimeZone: zone.String()}
}

// byDay returns the days of hours as a recurrence rule has them.
func byDay(hours rotation.Hours) string {
	var days []string
	for _, name := range []time.Weekday{1, 2, 3, 4, 5, 6, 0} {
		if hours.On(name) {
			days = append(days, strings.ToUpper(name.String()[:2]))
		}
	}
	return strings.Join(days, ",")
}
