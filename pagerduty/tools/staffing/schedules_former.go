package staffing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

// formerRotations describes the rotations before a change: their names, lengths, hours and users.
func formerRotations(s *schedule.Schedule) []string {
	names := s.Names()
	var all []string
	add := func(users []string, parts ...string) {
		for i, user := range users {
			users[i] = cmp.Or(names[user], user, "nobody")
		}
		parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
		all = append(all, strings.Join(parts, ", ")+": "+strings.Join(users, ", "))
	}
	for _, l := range s.Layers {
		var users []string
		for _, member := range l.Users {
			users = append(users, member.User.ID)
		}
		add(users, l.Name, lengthText(time.Duration(l.RotationTurnLengthSeconds)*time.Second)+" each", restrictionsText(l.Restrictions))
	}
	if s.Shifts == nil {
		return all
	}
	for _, r := range s.Shifts.Rotations {
		for _, event := range r.Events {
			var users []string
			for _, member := range event.Assignment.Members {
				users = append(users, member.UserID)
			}
			add(users, event.Name, shiftsText(event, s.TimeZone), turnsText(event.Assignment))
		}
	}
	return all
}

// lengthText returns a length as shift_length takes it, such as 12h, 1d or 1w.
func lengthText(length time.Duration) string {
	switch {
	case length > 0 && length%week == 0:
		return fmt.Sprintf("%dw", length/week)
	case length > 0 && length%day == 0:
		return fmt.Sprintf("%dd", length/day)
	}
	return fmt.Sprintf("%gh", length.Hours())
}

// restrictionsText returns the hours of a layer, such as "09:00-17:00 on mon, tue".
func restrictionsText(all []pagerduty.Restriction) string {
	var texts []string
	for i, r := range all {
		same := func(other pagerduty.Restriction) bool {
			return other.Type == r.Type && other.StartTimeOfDay == r.StartTimeOfDay && other.DurationSeconds == r.DurationSeconds
		}
		if slices.ContainsFunc(all[:i], same) {
			continue
		}
		days := "every day"
		if r.Type != "daily_restriction" {
			var names []string
			for _, other := range all[i:] {
				if same(other) {
					names = append(names, dayText(time.Weekday(other.StartDayOfWeek%7)))
				}
			}
			days = "on " + strings.Join(names, ", ")
		}
		length := time.Duration(r.DurationSeconds) * time.Second
		hours := fmt.Sprintf("from %s for %gh", r.StartTimeOfDay, length.Hours())
		if from, err := timeOfDay("", r.StartTimeOfDay); err == nil {
			hours = hoursText(from, length)
		}
		texts = append(texts, hours+" "+days)
	}
	return strings.Join(texts, " and ")
}

// hoursText returns hours such as "09:00-17:00", or "from 09:00 for 60h" if they last longer than a day.
func hoursText(from, length time.Duration) string {
	clock := func(since time.Duration) string { return time.Time{}.Add(since).Format("15:04") }
	if length > day {
		return fmt.Sprintf("from %s for %gh", clock(from), length.Hours())
	}
	return clock(from) + "-" + clock(from+length)
}

// shiftsText returns the hours and days of an event's shifts. It names the zone if that is not the schedule's.
func shiftsText(event pagerduty.ShiftEvent, scheduleZone string) string {
	zone, err := time.LoadLocation(event.Start.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	start, end := event.Start.DateTime.In(zone), event.End.DateTime.In(zone)
	length := onUTCClock(end).Sub(onUTCClock(start))
	text := hoursText(clockOf(start, zone), length)
	if event.Start.TimeZone != scheduleZone {
		text += " " + event.Start.TimeZone
	}
	return text + " " + recurrenceText(strings.Join(event.Recurrence, " "), start.Weekday())
}

// onUTCClock returns the moment at which clocks in UTC show what they show in the zone of at, so that lengths are those of the clock.
func onUTCClock(at time.Time) time.Time {
	_, offset := at.Zone()
	return at.Add(time.Duration(offset) * time.Second)
}

// recurrenceText returns a recurrence rule in words, such as "on mon, tue every 2 weeks". A rule with other parts stays as it is.
func recurrenceText(rule string, first time.Weekday) string {
	parts := map[string]string{}
	for part := range strings.SplitSeq(strings.TrimPrefix(rule, "RRULE:"), ";") {
		name, value, _ := strings.Cut(part, "=")
		if !slices.Contains([]string{"FREQ", "INTERVAL", "BYDAY", "WKST"}, name) {
			return "by " + rule
		}
		parts[name] = value
	}
	days := dayText(first)
	if parts["BYDAY"] != "" {
		var names []string
		for weekday := range time.Weekday(7) {
			if weekday = (weekday + 1) % 7; slices.Contains(strings.Split(parts["BYDAY"], ","), strings.ToUpper(dayText(weekday)[:2])) {
				names = append(names, dayText(weekday))
			}
		}
		days = strings.Join(names, ", ")
	}
	several := parts["INTERVAL"] != "" && parts["INTERVAL"] != "1"
	switch {
	case parts["FREQ"] == "DAILY" && parts["BYDAY"] == "" && several:
		return "every " + parts["INTERVAL"] + " days"
	case parts["FREQ"] == "DAILY" && parts["BYDAY"] == "":
		return "every day"
	case parts["FREQ"] == "WEEKLY" && several:
		return "on " + days + " every " + parts["INTERVAL"] + " weeks"
	case parts["FREQ"] == "WEEKLY":
		return "on " + days
	}
	return "by " + rule
}

func dayText(weekday time.Weekday) string { return strings.ToLower(weekday.String()[:3]) }

// turnsText returns how many shifts in a row a member has.
func turnsText(assignment pagerduty.ShiftAssignmentStrategy) string {
	if assignment.Type == pagerduty.AssignEvery {
		return "all at once"
	}
	return ask.Count(assignment.ShiftsPerMember, "shift") + " each"
}
