package when

import (
	"fmt"
	"strings"
	"time"
)

// readClock reads a time of day such as 09:00, 9:30 pm or 9am: the time since midnight.
func readClock(text string) (time.Duration, bool) {
	text = strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(text)), " ", "")
	for _, layout := range []string{"15:04", "3PM", "3:04PM"} {
		if at, err := time.Parse(layout, text); err == nil {
			return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, true
		}
	}
	return 0, false
}

func clockText(clock time.Duration) string { return time.Time{}.Add(clock).Format("15:04") }

// dayAndClock splits "tomorrow at 9am" into its day and its time of day.
func dayAndClock(text string) (day string, clock time.Duration, ok bool) {
	day, rest, _ := strings.Cut(strings.ToLower(text), " ")
	rest = strings.TrimPrefix(strings.TrimSpace(rest), "at ")
	clock, ok = Clock(rest)
	return day, clock, ok
}

// Clock reads a time of day such as 09:00, 9am or 9: the time since midnight.
func Clock(text string) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	if text != "" && len(text) <= 2 && strings.Trim(text, "0123456789") == "" {
		text += ":00"
	}
	return readClock(text)
}

// clockOfDay reads "tomorrow 09:00" and "today at 6pm": the time since midnight, and the number of days from today.
func clockOfDay(text string) (clock time.Duration, shift int, ok bool) {
	day, clock, isClock := dayAndClock(text)
	shift, ok = dayShift(day)
	return clock, shift, ok && isClock
}

// weekdayClock reads "monday 09:00" and "next monday 09:00".
func weekdayClock(text string) (day time.Weekday, clock time.Duration, ok bool) {
	name, clock, isClock := dayAndClock(strings.TrimPrefix(strings.ToLower(text), "next "))
	for day = range time.Saturday + 1 {
		if full := strings.ToLower(day.String()); isClock && (name == full || name == full[:3]) {
			return day, clock, true
		}
	}
	return 0, 0, false
}

// next returns the time on the next day of this name, with a note. It refuses today's name. Unless the time is to come, it refuses all:
// the last day of this name may be meant.
func (p *Parser) next(argument, text string, day time.Weekday, clock time.Duration, zone *time.Location, toCome bool) (time.Time, error) {
	today := dateOf(p.Now.In(zone))
	ahead := (int(day) - int(today.Weekday()) + 7) % 7
	following := localTime{today.addDays(ahead).Add(clock)}
	form := "2006-01-02T15:04"
	if zone == time.UTC {
		form += "Z" // the text may end in UTC, and the caller's zone be another
	}
	if ahead == 0 {
		return time.Time{}, fmt.Errorf("%s: today is a %s; write %s or %s", argument, day, following.Format(form), following.addDays(7).Format(form))
	}
	if !toCome && !strings.HasPrefix(strings.ToLower(text), "next ") {
		return time.Time{}, fmt.Errorf("%s: %.40q may be past or to come; write %s or %s", argument, text, following.addDays(-7).Format(form), following.Format(form))
	}
	moment, err := p.resolve(argument, following, zone)
	if err == nil {
		p.note(fmt.Sprintf("%s: %.40q was read as %s.", argument, text, moment.Format(time.RFC3339)))
	}
	return moment, err
}
