// Package when reads the times that people and models write.
package when

import (
	"fmt"
	"strings"
	"time"
)

// Parser reads times, relative ones against Now. It is not safe for concurrent use.
type Parser struct {
	Now time.Time
	// Zone finds the zone for times without an offset. It may send a request, so it is called only if it is needed, and once.
	Zone func() (*time.Location, error)
	// Plans is for calls that plan something: a weekday is the coming one, and times far ahead are refused, since the year is probably
	// mistyped.
	Plans bool

	zone  *time.Location
	notes []string
}

// The forms that Parse and ParseMoment accept, for errors.
const (
	forms       = "RFC 3339, a date, a local time such as 2026-11-23T09:00 or tomorrow 09:00, now, today, yesterday, tomorrow, or -24h, -7d, +8h"
	momentForms = "RFC 3339, a local time such as 2026-11-23T09:00, tomorrow 09:00 or monday 09:00, or +8h"
)

// Parse reads one time, in whole seconds as PagerDuty keeps them. argument is the name of the argument, for the error.
func (p *Parser) Parse(argument, text string) (time.Time, error) {
	moment, err := p.parse(argument, strings.TrimSpace(text), false)
	return p.checked(argument, moment, err)
}

// ParseMoment is Parse for a time that bounds no span. It refuses a day without an hour, which would mean midnight. A weekday is the
// coming one.
func (p *Parser) ParseMoment(argument, text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	if isDay(text) {
		return time.Time{}, fmt.Errorf("%s: give an hour, such as %.40s 09:00", argument, text)
	}
	moment, err := p.parse(argument, text, true)
	return p.checked(argument, moment, err)
}

// yearsAhead is how far ahead anybody plans.
const yearsAhead = 2

// checked returns what parse returned, in whole seconds. It refuses a time that nobody plans.
func (p *Parser) checked(argument string, moment time.Time, err error) (time.Time, error) {
	if latest := p.Now.AddDate(yearsAhead, 0, 0); err == nil && p.Plans && moment.After(latest) {
		err = fmt.Errorf("%s: %s is more than %d years ahead; is that the year you mean? Give a time before %s", argument, moment.Format(time.DateOnly), yearsAhead, latest.Format(time.DateOnly))
	}
	return moment.Truncate(time.Second), err
}

// parse is Parse, or ParseMoment without the refusal of days.
func (p *Parser) parse(argument, text string, isMoment bool) (time.Time, error) {
	if moment, ok := p.relative(text); ok {
		return moment, nil
	}
	if moment, ok := readOffset(text); ok {
		return moment, nil
	}
	if local, ok := cutUTC(text); ok {
		if at, isBare := readClock(local); isBare {
			return time.Time{}, noDay(argument, text, clockText(at)+" UTC")
		}
		utc := Parser{Now: p.Now, Plans: p.Plans, zone: time.UTC}
		moment, err := utc.parse(argument, local, isMoment)
		p.notes = append(p.notes, utc.notes...)
		return moment, err
	}
	shift, isWord := dayShift(text)
	local, isDay, isLocal := readLocal(text)
	clock, clockShift, isClock := clockOfDay(text)
	if at, isBare := readClock(text); isBare {
		return time.Time{}, noDay(argument, text, clockText(at))
	}
	weekday, hour, isWeekday := weekdayClock(text)
	if _, _, isLength := readLength(strings.ToLower(text)); isLength {
		return time.Time{}, fmt.Errorf("%s: %.40q has no sign; write -%s for a time ago, or +%s for one to come", argument, text, text, text)
	}
	if !isWord && !isLocal && !isClock && !isWeekday { // before the zone is looked up
		accepted := forms
		if isMoment {
			accepted = momentForms
		}
		return time.Time{}, fmt.Errorf("%s: %.40q is not a time; write %s", argument, text, accepted)
	}
	zone, err := p.location()
	switch {
	case err != nil:
		return time.Time{}, err
	case isWord:
		return dateOf(p.Now.In(zone)).addDays(shift).startOfDay(zone), nil
	case isDay:
		return local.startOfDay(zone), nil
	case isClock:
		local = localTime{dateOf(p.Now.In(zone)).addDays(clockShift).Add(clock)}
	case isWeekday:
		return p.next(argument, text, weekday, hour, zone, isMoment || p.Plans)
	}
	return p.resolve(argument, local, zone)
}

func noDay(argument, text, clock string) error {
	return fmt.Errorf("%s: %.40q has no day; write today %s, tomorrow %s or another day", argument, text, clock, clock)
}

// ParseEnd is Parse for the end of a span: a day without a time means the end of that day.
func (p *Parser) ParseEnd(argument, text string) (time.Time, error) {
	moment, err := p.Parse(argument, text)
	if err == nil && p.zone != nil && isDay(strings.TrimSpace(text)) {
		moment = dateOf(moment.In(p.zone)).addDays(1).startOfDay(p.zone)
	}
	return moment, err
}

func isDay(text string) bool {
	_, isWord := dayShift(text)
	_, err := time.Parse(time.DateOnly, text)
	return isWord || err == nil
}

// ZoneName returns the zone in which times without an offset were read; "" if there were none.
func (p *Parser) ZoneName() string {
	if p.zone == nil {
		return ""
	}
	return p.zone.String()
}

func (p *Parser) location() (*time.Location, error) {
	if p.zone == nil {
		zone, err := p.Zone()
		if err != nil {
			return nil, err
		}
		p.zone = zone
	}
	return p.zone, nil
}

// Notes returns notes on how times were read, for the result.
func (p *Parser) Notes() []string { return p.notes }

// readOffset reads a time with an offset. A space may stand before the hour, and before the offset.
func readOffset(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05 Z07:00", "2006-01-02T15:04 Z07:00"} {
		for _, layout := range []string{layout, strings.Replace(layout, "T", " ", 1)} {
			if moment, err := time.Parse(layout, strings.ToUpper(text)); err == nil {
				return moment, true
			}
		}
	}
	return time.Time{}, false
}

// cutUTC returns the local time of a text such as "tomorrow 09:00 UTC".
func cutUTC(text string) (local string, ok bool) {
	for _, zone := range []string{" utc", " z"} {
		if at := len(text) - len(zone); at > 0 && strings.EqualFold(text[at:], zone) {
			local = strings.TrimSpace(text[:at])
			return local, !isDay(local)
		}
	}
	return "", false
}

// readLocal reads a date, or a time without an offset.
func readLocal(text string) (local localTime, isDay, ok bool) {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateTime} {
		if moment, err := time.Parse(layout, text); err == nil {
			return localTime{moment}, layout == time.DateOnly, true
		}
	}
	return localTime{}, false, false
}

// dayShift returns the number of days from today that a word means.
func dayShift(word string) (int, bool) {
	switch strings.ToLower(word) {
	case "yesterday":
		return -1, true
	case "today":
		return 0, true
	case "tomorrow":
		return 1, true
	}
	return 0, false
}
