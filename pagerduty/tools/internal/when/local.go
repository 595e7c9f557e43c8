package when

import (
	"fmt"
	"slices"
	"time"
)

// localTime is a time without a zone, stored in UTC.
type localTime struct{ time.Time }

// in returns the moments of a local time in a zone: one, two if the clocks go back over it, or none if they go forward over it. around
// are the moments with the offsets before and after.
func (l localTime) in(zone *time.Location) (moments, around []time.Time) {
	near := time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), l.Nanosecond(), zone)
	for _, hours := range []time.Duration{-12, 12} { // no zone changes its clocks twice in a day
		_, offset := near.Add(hours * time.Hour).Zone()
		moment := l.Add(-time.Duration(offset) * time.Second).In(zone)
		around = append(around, moment)
		if l.matches(moment) && !slices.ContainsFunc(moments, moment.Equal) {
			moments = append(moments, moment)
		}
	}
	slices.SortFunc(around, time.Time.Compare)
	return moments, around
}

func (l localTime) matches(moment time.Time) bool {
	return moment.Format(time.DateTime) == l.Format(time.DateTime)
}

// dateOf returns the start of a moment's day, in the moment's own zone.
func dateOf(moment time.Time) localTime {
	year, month, day := moment.Date()
	return localTime{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

func (l localTime) addDays(n int) localTime { return localTime{l.AddDate(0, 0, n)} }

// startOfDay returns the first moment of the day in a zone: midnight, or later if the clocks skip midnight.
func (l localTime) startOfDay(zone *time.Location) time.Time {
	moments, around := localTime{l.Truncate(24 * time.Hour)}.in(zone)
	if len(moments) == 0 {
		return around[len(around)-1]
	}
	return moments[0]
}

// resolve returns the moment of a local time in a zone. It refuses a time that the clocks skip. Of a time that occurs twice it returns
// the first, and adds a note.
func (p *Parser) resolve(argument string, local localTime, zone *time.Location) (time.Time, error) {
	const minute = "2006-01-02T15:04"
	moments, around := local.in(zone)
	switch len(moments) {
	case 0:
		return time.Time{}, fmt.Errorf("%s: %s does not exist in %s, where the clocks go forward then: write %s or %s",
			argument, local.Format(minute), zone, around[0].Format(time.RFC3339), around[1].Format(time.RFC3339))
	case 2:
		note := fmt.Sprintf("%s: %s occurs twice in %s, where the clocks go back then. The first was used, %s; the second is %s.",
			argument, local.Format(minute), zone, moments[0].Format(time.RFC3339), moments[1].Format(time.RFC3339))
		p.note(note)
	}
	return moments[0], nil
}

// note adds a note once.
func (p *Parser) note(text string) {
	if !slices.Contains(p.notes, text) {
		p.notes = append(p.notes, text)
	}
}
