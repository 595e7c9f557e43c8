package pcl

import (
	"slices"
	"strings"
	"time"
)

var dayNames = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

var (
	// schedulePattern is the beginning of a schedule, even of one that is written wrongly.
	schedulePattern = pattern(`(?i)^(sun|mon|tue|wed|thu|fri|sat)[a-z]*([ \t\r\n]+[0-9]|[ \t\r\n]*[,-])`)
	timePattern     = pattern(`^[0-9]{2}:[0-9]{2}:[0-9]{2}\b`)
)

const scheduleLike = "write a schedule like Mon,Tue,Wed 09:00:00 to 17:00:00 America/New_York."

func (p *parser) isSchedule() bool { return schedulePattern().MatchString(p.rest()) }

// schedule reads a schedule.
func (p *parser) schedule() (*schedule, *fault) {
	var s schedule
	wrong := p.days(&s)
	if wrong == nil {
		s.start, wrong = p.clock()
	}
	if wrong == nil && !p.take("to") {
		wrong = p.wrong("Between the times of a schedule stands to: " + scheduleLike)
	}
	if wrong == nil {
		s.end, wrong = p.clock()
	}
	if wrong == nil {
		p.skip()
		s.zone, wrong = p.zone()
	}
	if wrong != nil {
		return nil, wrong
	}
	return &s, nil
}

// days reads the days of a schedule.
func (p *parser) days(s *schedule) *fault {
	for {
		word := leadingWord(p.rest())
		day := slices.Index(dayNames, word)
		switch {
		case word == "":
			return p.wrong("Here a day is missing: " + scheduleLike)
		case day < 0:
			return p.wrong("The days are Mon, Tue, Wed, Thu, Fri, Sat and Sun: " + scheduleLike)
		}
		s.days[day] = true
		p.offset += len(word)
		if !p.begins(",") {
			break
		}
		p.offset++
		if p.offset == len(p.text) || strings.ContainsRune(" \t\r\n", rune(p.text[p.offset])) {
			return p.wrong("There are no spaces beside the commas: " + scheduleLike)
		}
	}
	if p.skip(); p.begins(",") {
		return p.wrong("There are no spaces beside the commas: " + scheduleLike)
	}
	if p.begins("-") {
		return p.wrong("There are no ranges of days. List each one: " + scheduleLike)
	}
	return nil
}

// clock reads a time of day.
func (p *parser) clock() (time.Duration, *fault) {
	p.skip()
	digits := timePattern().FindString(p.rest())
	moment, err := time.Parse(time.TimeOnly, digits)
	if err != nil {
		return 0, p.wrong("Here a time from 00:00:00 to 23:59:59 is missing: " + scheduleLike)
	}
	p.offset += len(digits)
	return moment.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), nil
}
