package pcl

import (
	"strings"
	"time"
)

// schedule is a weekly schedule.
type schedule struct {
	days       [7]bool       // on which it begins, by time.Weekday
	start, end time.Duration // since midnight by the wall clock
	zone       zone
}

// zone is a time zone. Its location is nil if this machine has no time zones.
type zone struct {
	name     string
	location *time.Location
}

// holds returns whether a time is within the schedule by the wall clock of its zone, or NotKnown. The end belongs to the schedule, and
// may be on the day after a start that is not before it.
func (s *schedule) holds(moment time.Time) any {
	if s.zone.location == nil {
		return NotKnown{noZones}
	}
	moment = moment.In(s.zone.location)
	clock := time.Duration(moment.Hour())*time.Hour + time.Duration(moment.Minute())*time.Minute +
		time.Duration(moment.Second())*time.Second + time.Duration(moment.Nanosecond())
	today, yesterday := s.days[moment.Weekday()], s.days[(moment.Weekday()+6)%7]
	if s.start < s.end {
		return today && clock >= s.start && clock <= s.end
	}
	return today && clock >= s.start || yesterday && clock <= s.end
}

// isSame reports whether both schedules are written alike, whatever the order of their days.
func (s *schedule) isSame(other *schedule) bool {
	return s.days == other.days && s.start == other.start && s.end == other.end && s.zone.name == other.zone.name
}

const noZones = "this machine has no time zones"

// findZone returns the time zone with a name. The case of its letters may differ: PagerDuty's own page has Etc/Utc.
func findZone(name string) (found zone, exists bool) {
	if strings.EqualFold(name, "Local") { // which Go reads as the zone of the machine
		return zone{}, false
	}
	for _, spelling := range []string{name, titled(name, false), titled(name, true), strings.ToUpper(name)} {
		if location, err := time.LoadLocation(spelling); err == nil {
			return zone{spelling, location}, true
		}
	}
	if _, err := time.LoadLocation("America/New_York"); err != nil {
		return zone{name: name}, true
	}
	return zone{}, false
}

// titled returns the name of a zone with its usual capitals: as in America/New_York, or, with upperLast, as in Etc/UTC.
func titled(name string, upperLast bool) string {
	letters := []byte(strings.ToLower(name))
	last := strings.LastIndexByte(name, '/')
	for i, char := range letters {
		isFirst := i == 0 || strings.IndexByte("/_-", letters[i-1]) >= 0
		if char >= 'a' && char <= 'z' && (isFirst || upperLast && i > last) {
			letters[i] = char - 'a' + 'A'
		}
	}
	return string(letters)
}
