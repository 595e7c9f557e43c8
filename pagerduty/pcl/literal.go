package pcl

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// string reads a string in single quotes. A backslash before anything but a quote or a backslash stands for itself.
func (p *parser) string() (string, *fault) {
	from := p.offset
	var b strings.Builder
	for p.offset++; p.offset < len(p.text); p.offset++ {
		switch char := p.text[p.offset]; {
		case char == '\'':
			p.offset++
			if b.Len() > mostLiteral {
				return "", wrongAt(from, fmt.Sprintf("This string has %d bytes. PagerDuty takes %d.", b.Len(), mostLiteral))
			}
			return b.String(), nil
		case char == '\\' && p.offset+1 < len(p.text) && strings.IndexByte(`'\`, p.text[p.offset+1]) >= 0:
			p.offset++
			b.WriteByte(p.text[p.offset])
		default:
			b.WriteByte(char)
		}
	}
	return "", wrongAt(from, `The string that begins here is not closed. Write \' for a quote within a string.`)
}

var (
	numberPattern   = pattern(`^-?[0-9]+(\.[0-9]+(e[+-]?[0-9]+)?)?`)
	datePattern     = pattern(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}`)
	datetimePattern = pattern(`^([0-9]{4}-[0-9]{2}-[0-9]{2})[ \t\r\n]+([0-9]{2}:[0-9]{2}:[0-9]{2})[ \t\r\n]+`)
	zonePattern     = pattern(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*`)
)

func (p *parser) rest() string { return p.text[p.offset:] }

func (p *parser) isNumber() bool { return numberPattern().MatchString(p.rest()) }

func (p *parser) isDatetime() bool { return datePattern().MatchString(p.rest()) }

// numberOrDuration reads an int64, a float64 or a time.Duration.
func (p *parser) numberOrDuration() (any, *fault) {
	digits := numberPattern().FindString(p.rest())
	if p.isDuration() {
		return p.duration()
	}
	p.offset += len(digits)
	if after := p.rest(); after != "" && (after[0] == '.' || leadingWord(after) != "" || after[0] == ':') {
		p.offset -= len(digits)
		return nil, p.wrong("This is no number. PagerDuty takes integers such as 42, and floats with digits on both sides of the point, such as 0.5 or 4.5e10.")
	}
	if !strings.Contains(digits, ".") {
		integer, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			p.offset -= len(digits)
			return nil, p.wrong("This integer is beyond 64 bits.")
		}
		return integer, nil
	}
	float, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(float, 0) {
		p.offset -= len(digits)
		return nil, p.wrong("This float is beyond 64 bits.")
	}
	return float, nil
}

// datetime reads a date, a time and a zone. The result is a NotKnown if this machine has no time zones.
func (p *parser) datetime() (any, *fault) {
	from := p.offset
	parts := datetimePattern().FindStringSubmatch(p.rest())
	if parts == nil {
		return nil, p.wrong("A datetime consists of date, time and time zone: write it like 2021-12-04 19:00:42 America/Los_Angeles.")
	}
	if _, err := time.Parse(time.DateTime, parts[1]+" "+parts[2]); err != nil {
		return nil, p.wrong("There is no such date or time.")
	}
	p.offset += len(parts[0])
	zone, wrong := p.zone()
	if wrong != nil {
		return nil, wrong
	}
	if zone.location == nil {
		return NotKnown{noZones}, nil
	}
	moment, err := time.ParseInLocation(time.DateTime, parts[1]+" "+parts[2], zone.location)
	if err != nil {
		return nil, wrongAt(from, "There is no such date or time.")
	}
	return moment, nil
}

// zone reads the name of a time zone.
func (p *parser) zone() (zone, *fault) {
	name := zonePattern().FindString(p.rest())
	if name == "" {
		return zone{}, p.wrong("Here a time zone is missing: write one like America/New_York.")
	}
	found, exists := findZone(name)
	if !exists {
		return zone{}, &fault{
			offset:  p.offset,
			message: "There is no such time zone: write one of the tz database, such as America/New_York.",
			unsure:  strings.Contains(name, "/"), // it may be newer than this machine's database
		}
	}
	p.offset += len(name)
	return found, nil
}

// units are the units of durations.
var units = map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}

// isDuration reports whether digits with a unit come next.
func (p *parser) isDuration() bool {
	digits := leadingDigits(p.rest())
	after := &parser{text: p.text, offset: p.offset + len(digits)}
	_, isUnit := units[strings.TrimSuffix(after.word(), "s")]
	return digits != "" && isUnit
}

// duration reads a duration.
func (p *parser) duration() (time.Duration, *fault) {
	var total time.Duration
	seen := map[string]bool{}
	for p.skip(); p.isDuration(); p.skip() {
		at := p.offset
		digits := leadingDigits(p.rest())
		p.offset += len(digits)
		word := p.word()
		unit := strings.TrimSuffix(word, "s")
		p.offset += len(word)
		count, err := strconv.ParseInt(digits, 10, 64)
		switch longest := int64(math.MaxInt64-total) / int64(units[unit]); {
		case err != nil || count > longest:
			return 0, unsureAt(at, "This duration is too long.")
		case count == 0:
			return 0, wrongAt(at, "The parts of a duration are positive integers: leave out what is 0.")
		case seen[unit]:
			return 0, wrongAt(at, "A duration has each unit once at most.")
		}
		seen[unit] = true
		total += time.Duration(count) * units[unit]
	}
	p.unskip()
	return total, nil
}

// unskip goes back over white space.
func (p *parser) unskip() { p.offset = len(strings.TrimRight(p.text[:p.offset], " \t\r\n")) }

// over reads "over" and a duration.
func (p *parser) over(function string) (time.Duration, *fault) {
	if !p.take("over") {
		return 0, p.wrong(function + " needs a period: write " + function + " over 10 minutes > 5.")
	}
	if p.skip(); !p.isDuration() {
		return 0, p.wrong("Here a duration is missing: write one like 1 hour 30 minutes, in seconds, minutes, hours and days.")
	}
	return p.duration()
}
