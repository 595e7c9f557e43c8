package conditions

import "time"

// schedule is a range of the day that begins on some days of the week, by the clock on the wall.
type schedule struct {
	text       string
	days       [7]bool // on which it begins, from Sunday
	start, end int     // seconds after midnight; an end that is not after the start is on the next day
	zone       *time.Location
}

// contains reports whether a moment is within the schedule: by what the clock shows, so that an hour that the clock repeats counts both times.
func (s schedule) contains(moment time.Time) bool {
	local := moment.In(s.zone)
	hour, minute, second := local.Clock()
	shown := hour*3600 + minute*60 + second
	today, yesterday := s.days[local.Weekday()], s.days[(local.Weekday()+6)%7]
	if s.start < s.end {
		return today && s.start <= shown && shown < s.end
	}
	return today && s.start <= shown || yesterday && shown < s.end
}
