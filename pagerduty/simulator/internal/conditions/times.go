package conditions

import (
	"strconv"
	"strings"
	"time"
)

var units = map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}

// maxAmount keeps durations far from overflow.
const maxAmount = 1_000_000

// duration parses a duration such as 1 hour 30 minutes. Each unit occurs at most once.
func (p *parser) duration() time.Duration {
	var total time.Duration
	used := map[time.Duration]bool{}
	for p.err == nil && (len(used) == 0 || p.token().kind == numberToken) {
		number := p.take()
		amount, err := strconv.Atoi(number.text)
		if number.kind != numberToken || err != nil || amount < 1 || amount > maxAmount {
			p.fail(number.at, "a duration is wanted, such as 1 hour 30 minutes")
			return 0
		}
		word := p.take()
		unit, known := units[strings.TrimSuffix(word.text, "s")]
		switch {
		case word.kind != wordToken || !known:
			p.fail(word.at, "second, minute, hour or day is wanted, not %q", word.text)
		case used[unit]:
			p.fail(word.at, "%s occurs twice", word.text)
		}
		used[unit] = true
		total += time.Duration(amount) * unit
	}
	return total
}

var weekdays = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// schedule parses a schedule such as Mon,Tue 09:00:00 to 17:00:00 America/New_York. There are no spaces round the commas.
func (p *parser) schedule() schedule {
	var s schedule
	first := p.token().at
	for after := -1; p.err == nil; {
		next := p.take()
		day := -1
		for n, name := range weekdays {
			if next.kind == wordToken && next.text == name {
				day = n
			}
		}
		if day < 0 || after >= 0 && next.at != after {
			p.fail(next.at, "a day such as Mon is wanted, and no space round the commas")
			return s
		}
		s.days[day] = true
		comma := p.token()
		if comma.kind != symbolToken || comma.text != "," {
			break
		}
		if comma.at != next.next {
			p.fail(comma.at, "no space is allowed round the commas")
		}
		after = p.take().next
	}
	s.start = p.timeOfDay()
	p.expect("to")
	s.end = p.timeOfDay()
	if s.zone = p.zone(); p.err == nil {
		s.text = p.lexer.text[first:p.at]
	}
	return s
}

// timeOfDay parses a time such as 09:00:00, in seconds after midnight.
func (p *parser) timeOfDay() int {
	next := p.take()
	at, err := time.Parse(time.TimeOnly, next.text)
	if next.kind != timeToken || err != nil {
		p.fail(next.at, "a time of day such as 09:00:00 is wanted, not %q", next.text)
	}
	return at.Hour()*3600 + at.Minute()*60 + at.Second()
}
