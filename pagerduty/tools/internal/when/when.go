// Package when reads the times that people and models write.
package when

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Parser reads times, relative ones against Now. It is not safe for concurrent use.
type Parser struct {
	Now time.Time
	// Zone finds the zone for times without an offset. It may send a request, so it is called only if it is needed, and once.
	Zone func() (*time.Location, error)

	zone  *time.Location
	notes []string
}

// forms lists the forms that Parse accepts.
const forms = "RFC 3339, a date, a local time such as 2026-11-23T09:00 or tomorrow 09:00, now, today, yesterday, tomorrow, or -24h, -7d, +8h"

// Parse reads one time, in whole seconds as PagerDuty keeps them. argument is the name of the argument, for the error.
func (p *Parser) Parse(argument, text string) (time.Time, error) {
	moment, err := p.parse(argument, strings.TrimSpace(text))
	return moment.Truncate(time.Second), err
}

func (p *Parser) parse(argument, text string) (time.Time, error) {
	if moment, ok := p.relative(text); ok {
		return moment, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if moment, err := time.Parse(layout, strings.ToUpper(text)); err == nil {
			return moment, nil
		}
	}
	shift, isWord := dayShift(text)
	local, isDay, isLocal := readLocal(text)
	clock, clockShift, isClock := clockOfDay(text)
	if at, isBare := readClock(text); isBare {
		return time.Time{}, fmt.Errorf("%s: %.40q has no day; write today %s, tomorrow %s or another day", argument, text, clockText(at), clockText(at))
	}
	weekday, hour, isWeekday := weekdayClock(text)
	if !isWord && !isLocal && !isClock && !isWeekday { // before the zone is looked up
		return time.Time{}, fmt.Errorf("%s: %.40q is not a time; write %s", argument, text, forms)
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
		return p.next(argument, text, weekday, hour, zone)
	}
	return p.resolve(argument, local, zone)
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

var relativeTime = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([+-]) ?(\d{1,5}) ?([mhdwHDW])$`) }) // without M, which could mean months

// relative reads "now" and "-24h", "-7d", "+2w", "-30m".
func (p *Parser) relative(text string) (time.Time, bool) {
	if strings.EqualFold(text, "now") {
		return p.Now, true
	}
	parts := relativeTime().FindStringSubmatch(text)
	if parts == nil {
		return time.Time{}, false
	}
	count, _ := strconv.Atoi(parts[2]) // at most five digits
	if parts[1] == "-" {
		count = -count
	}
	switch strings.ToLower(parts[3]) {
	case "m":
		return p.Now.Add(time.Duration(count) * time.Minute), true
	case "h":
		return p.Now.Add(time.Duration(count) * time.Hour), true
	case "d":
		return p.Now.AddDate(0, 0, count), true
	}
	return p.Now.AddDate(0, 0, 7*count), true
}
