package simulator

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// recurrence is the rule by which an event repeats, on days that are counted from the day of its first shift. The days on which it
// occurs repeat after a period.
type recurrence struct {
	text    string // as it was given
	period  int    // days
	offsets []int  // days in the first period, in order; never empty
	count   int    // of occurrences; 0 for no limit
	until   ruleEnd
}

// ruleEnd is the last time at which a rule allows an occurrence to begin: an instant, a local date, or neither.
type ruleEnd struct {
	instant time.Time
	date    time.Time // midnight in UTC
}

// day returns the day of occurrence n, and reports whether the rule has that many.
func (r *recurrence) day(n int) (day int, ok bool) {
	day = n/len(r.offsets)*r.period + r.offsets[n%len(r.offsets)]
	return day, r.count == 0 || n < r.count
}

// from returns the number of the first occurrence on a day or later.
func (r *recurrence) from(day int) int {
	if day <= 0 {
		return 0
	}
	return day/r.period*len(r.offsets) + sort.SearchInts(r.offsets, day%r.period)
}

// ruleWeekdays are the names of weekdays in a rule, from Sunday as in time.Weekday.
var ruleWeekdays = []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// ruleParts are the parts of a rule before they are combined.
type ruleParts struct {
	daily     bool
	interval  int
	days      []time.Weekday
	weekStart time.Weekday
	count     int
	until     ruleEnd
}

// parseRecurrence parses the rule of an event whose first shift is on a weekday. It knows the part of RFC 5545 that schedules need:
// FREQ=DAILY and WEEKLY with INTERVAL, BYDAY, WKST, COUNT and UNTIL.
func parseRecurrence(lines []string, first time.Weekday) (*recurrence, error) {
	if len(lines) != 1 {
		return nil, fmt.Errorf("must have exactly one RRULE, not %d entries: the simulator has no EXDATE and RDATE", len(lines))
	}
	text, ok := strings.CutPrefix(lines[0], "RRULE:")
	if !ok {
		return nil, fmt.Errorf("must begin with RRULE:, which %q does not", lines[0])
	}
	parts, err := parseRuleParts(text)
	if err != nil {
		return nil, err
	}
	r := &recurrence{text: lines[0], period: 7 * parts.interval, offsets: parts.offsets(first), count: parts.count, until: parts.until}
	if len(r.offsets) == 0 {
		return nil, fmt.Errorf("%q never occurs", lines[0])
	}
	return r, nil
}

func parseRuleParts(text string) (*ruleParts, error) {
	parts, seen := &ruleParts{interval: 1, weekStart: time.Monday}, map[string]bool{}
	for part := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(part, "=")
		if seen[name] {
			return nil, fmt.Errorf("has %s twice", name)
		}
		seen[name] = true
		if err := parts.set(name, value); err != nil {
			return nil, err
		}
	}
	switch {
	case !seen["FREQ"]:
		return nil, fmt.Errorf("lacks FREQ: %q", text)
	case seen["COUNT"] && seen["UNTIL"]:
		return nil, fmt.Errorf("has COUNT and UNTIL, which exclude each other: %q", text)
	}
	return parts, nil
}

func (p *ruleParts) set(name, value string) (err error) {
	const most = 1000
	switch name {
	case "FREQ":
		p.daily = value == "DAILY"
		if !p.daily && value != "WEEKLY" {
			return fmt.Errorf("has FREQ=%s; the simulator has DAILY and WEEKLY", value)
		}
	case "INTERVAL":
		p.interval, err = ruleNumber(name, value, most)
	case "COUNT":
		p.count, err = ruleNumber(name, value, most*most)
	case "WKST":
		p.weekStart, err = ruleWeekday(name, value)
	case "BYDAY":
		for day := range strings.SplitSeq(value, ",") {
			weekday, err := ruleWeekday(name, day)
			if err != nil {
				return err
			}
			p.days = append(p.days, weekday)
		}
	case "UNTIL":
		p.until, err = parseRuleEnd(value)
	default:
		return fmt.Errorf("has %q; the simulator has FREQ, INTERVAL, BYDAY, WKST, COUNT and UNTIL", name)
	}
	return err
}

func ruleNumber(name, value string, most int) (int, error) {
	number, err := strconv.Atoi(value)
	if err != nil || number < 1 || number > most {
		return 0, fmt.Errorf("has %s=%s, which must be 1 to %d", name, value, most)
	}
	return number, nil
}

func ruleWeekday(name, value string) (time.Weekday, error) {
	at := slices.Index(ruleWeekdays, value)
	if at < 0 {
		return 0, fmt.Errorf("has %s=%s, which must be one of %s", name, value, strings.Join(ruleWeekdays, ", "))
	}
	return time.Weekday(at), nil
}

func parseRuleEnd(value string) (ruleEnd, error) {
	if instant, err := time.Parse("20060102T150405Z", value); err == nil {
		return ruleEnd{instant: instant}, nil
	}
	if date, err := time.Parse("20060102", value); err == nil {
		return ruleEnd{date: date}, nil
	}
	return ruleEnd{}, fmt.Errorf("has UNTIL=%s, which must be a date, or a time in UTC such as 20261231T000000Z", value)
}

// offsets returns the days of the first period on which an event occurs whose first shift is on a weekday.
func (p *ruleParts) offsets(first time.Weekday) []int {
	days := p.days
	if days == nil && !p.daily {
		days = []time.Weekday{first}
	}
	intoWeek := (int(first-p.weekStart) + 7) % 7
	var offsets []int
	for day := range 7 * p.interval {
		step := (day + intoWeek) / 7 // weeks since the first
		if p.daily {
			step = day
		}
		if step%p.interval == 0 && (days == nil || slices.Contains(days, (first+time.Weekday(day%7))%7)) {
			offsets = append(offsets, day)
		}
	}
	return offsets
}
