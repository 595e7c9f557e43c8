package oncall

import "time"

// The hours of the night in a person's local time. A night belongs to the day on which it begins.
const (
	NightBegins = 22
	NightEnds   = 7
)

// IsNight reports whether a moment is at night in a zone: from 22:00 to 07:00.
func IsNight(moment time.Time, zone *time.Location) bool {
	hour := moment.In(zone).Hour()
	return hour >= NightBegins || hour < NightEnds
}

// IsWeekend reports whether a moment is on a Saturday or Sunday in a zone.
func IsWeekend(moment time.Time, zone *time.Location) bool {
	day := moment.In(zone).Weekday()
	return day == time.Saturday || day == time.Sunday
}

// NightOf returns the date on which the night of a moment begins, such as 2026-11-21 for 03:00 on 2026-11-22.
func NightOf(moment time.Time, zone *time.Location) string {
	local := moment.In(zone)
	if local.Hour() < NightEnds {
		local = time.Date(local.Year(), local.Month(), local.Day()-1, 12, 0, 0, 0, zone)
	}
	return local.Format(time.DateOnly)
}
