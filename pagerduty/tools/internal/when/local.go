package when

import (
	"fmt"
	"slices"
	"time"
)

// wallClock is what a clock on the wall shows, kept as a time in UTC.
type wallClock struct{ time.Time }

// in returns the moments at which clocks in a zone show it: one, or two where the clocks go back over it. Where they go forward
// over it there is none, and around are the moments that it means on the clock before the change and on the one after it.
func (w wallClock) in(zone *time.Location) (moments, around []time.Time) {
	near := time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), w.Nanosecond(), zone)
	for _, hours := range []time.Duration{-12, 12} { // no zone changes its clocks twice in a day
		_, offset := near.Add(hours * time.Hour).Zone()
		moment := w.Add(-time.Duration(offset) * time.Second).In(zone)
		around = append(around, moment)
		if w.is(moment) && !slices.ContainsFunc(moments, moment.Equal) {
			moments = append(moments, moment)
		}
	}
	slices.SortFunc(around, time.Time.Compare)
	return moments, around
}

func (w wallClock) is(moment time.Time) bool {
	return moment.Format(time.DateTime) == w.Format(time.DateTime)
}

// dayOf is the day of a moment, where its clock is.
func dayOf(moment time.Time) wallClock {
	year, month, day := moment.Date()
	return wallClock{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// day is the same time so many days later.
func (w wallClock) day(later int) wallClock { return wallClock{w.AddDate(0, 0, later)} }

// dayIn returns the first moment of the day in a zone: midnight, or the end of the hour that is left out there.
func (w wallClock) dayIn(zone *time.Location) time.Time {
	moments, around := wallClock{w.Truncate(24 * time.Hour)}.in(zone)
	if len(moments) == 0 {
		return around[len(around)-1]
	}
	return moments[0]
}

// local reads a time of day in a zone. It refuses one that clocks leave out there, and notes which it took of two.
func (p *Parser) local(argument string, wall wallClock, zone *time.Location) (time.Time, error) {
	const minute = "2006-01-02T15:04"
	moments, around := wall.in(zone)
	switch len(moments) {
	case 0:
		return time.Time{}, fmt.Errorf("%s: %s does not exist in %s, where the clocks go forward then: write %s or %s",
			argument, wall.Format(minute), zone, around[0].Format(time.RFC3339), around[1].Format(time.RFC3339))
	case 2:
		note := fmt.Sprintf("%s: %s comes twice in %s, where the clocks go back then. The first was taken, %s; the second is %s.",
			argument, wall.Format(minute), zone, moments[0].Format(time.RFC3339), moments[1].Format(time.RFC3339))
		if !slices.Contains(p.notes, note) {
			p.notes = append(p.notes, note)
		}
	}
	return moments[0], nil
}

// Notes says what the reader of the answer has to know about the times that were read.
func (p *Parser) Notes() []string { return p.notes }
