package staffing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/rotation"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// rotationInput is users who take turns. It describes both a layer and a rotation of shifts.
type rotationInput struct {
	Name        string       `json:"name,omitempty"`
	UserIDs     []string     `json:"user_ids" jsonschema:"minItems=1" jsonschema_description:"In turn order."`
	ShiftLength string       `json:"shift_length,omitempty" jsonschema_description:"12h, 1d or 1w (default)."`
	StartsAt    string       `json:"starts_at" jsonschema_description:"First hand-over."`
	Hours       []hoursInput `json:"hours,omitempty" jsonschema_description:"Default: always."`
}

type hoursInput struct {
	Days []string `json:"days,omitempty" split:"," jsonschema_description:"mon, tue, … Default: all."`
	From string   `json:"from" jsonschema_description:"09:00"`
	To   string   `json:"to" jsonschema_description:"Next day if not after from."`
}

// rotationsPlan is rotations, whose users are known once they are resolved.
type rotationsPlan struct {
	rotations []rotation.Rotation
	users     [][]identify.Candidate // of each rotation
	notes     []string               // on how times were read
}

// newRotationsPlan returns the plan of rotations, and the arguments that name their users.
func newRotationsPlan(in []rotationInput) (*rotationsPlan, []identify.Argument) {
	p := &rotationsPlan{rotations: make([]rotation.Rotation, len(in)), users: make([][]identify.Candidate, len(in))}
	var arguments []identify.Argument
	for i, one := range in {
		p.users[i] = make([]identify.Candidate, len(one.UserIDs))
		for j, user := range one.UserIDs { // one by one: a user may have several turns
			arguments = append(arguments, identify.OneOf(identify.Responder(), fmt.Sprintf("rotations[%d].user_ids[%d]", i, j), user, &p.users[i][j]))
		}
	}
	return p, arguments
}

// read reads the times of the rotations in the schedule's zone.
func (p *rotationsPlan) read(in []rotationInput, times *when.Parser) error {
	for i, one := range in {
		r, at := &p.rotations[i], fmt.Sprintf("rotations[%d]", i)
		r.Name = strings.TrimSpace(one.Name)
		var err error
		if r.Length, err = shiftLength(at+".shift_length", one.ShiftLength); err != nil {
			return err
		}
		if r.Start, err = times.Parse(at+".starts_at", one.StartsAt); err != nil {
			return err
		}
		if r.Hours, err = readHours(at, one.Hours); err != nil {
			return err
		}
	}
	p.notes = times.Notes()
	return nil
}

// resolved sets the users of the rotations, once they are resolved.
func (p *rotationsPlan) resolved() {
	for i, users := range p.users {
		p.rotations[i].UserIDs = nil
		for _, user := range users {
			p.rotations[i].UserIDs = append(p.rotations[i].UserIDs, user.ID)
		}
	}
}

// names returns the names of the users, by id.
func (p *rotationsPlan) names() map[string]string {
	names := map[string]string{}
	for _, users := range p.users {
		for _, user := range users {
			names[user.ID] = user.Name
		}
	}
	return names
}

// start returns when the first turn of all begins.
func (p *rotationsPlan) start() time.Time {
	var first time.Time
	for _, r := range p.rotations {
		if first.IsZero() || r.Start.Before(first) {
			first = r.Start
		}
	}
	return first
}

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// shiftLength reads a length such as 12h, 2 weeks or daily. Layers have turns of an hour to a year.
func shiftLength(argument, text string) (time.Duration, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "", "weekly":
		return week, nil
	case "daily":
		return day, nil
	}
	length, err := when.Length(argument, text)
	switch {
	case err != nil || length%time.Hour != 0:
		return 0, fmt.Errorf("%s: %.20q is not a length; write 12h, 1d or 1w", argument, text)
	case length > 365*day:
		return 0, fmt.Errorf("%s: %s is longer than a year", argument, text)
	}
	return length, nil
}

func readHours(at string, in []hoursInput) ([]rotation.Hours, error) {
	var all []rotation.Hours
	for i, one := range in {
		at := fmt.Sprintf("%s.hours[%d]", at, i)
		hours := rotation.Hours{}
		for _, name := range one.Days {
			weekdays, err := readWeekdays(at+".days", name)
			if err != nil {
				return nil, err
			}
			for _, weekday := range weekdays {
				if !slices.Contains(hours.Days, weekday) {
					hours.Days = append(hours.Days, weekday)
				}
			}
		}
		if len(hours.Days) == 7 {
			hours.Days = nil
		}
		var errFrom, errTo error
		hours.From, errFrom = timeOfDay(at+".from", one.From)
		hours.To, errTo = timeOfDay(at+".to", one.To)
		if err := errors.Join(errFrom, errTo); err != nil {
			return nil, err
		}
		if hours.Days == nil && hours.Duration() == day { // always
			return nil, nil
		}
		all = append(all, hours)
	}
	return all, nil
}

// readWeekdays reads the name of a day, such as mon or Monday, or of several: mon-fri, weekdays, weekend.
func readWeekdays(argument, name string) ([]time.Weekday, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "weekdays":
		name = "mon-fri"
	case "weekend", "weekends":
		name = "sat-sun"
	}
	first, last, isRange := strings.Cut(strings.ReplaceAll(name, "–", "-"), "-")
	if !isRange {
		last = first
	}
	from, isDay := weekdayNamed(first)
	to, isOther := weekdayNamed(last)
	if !isDay || !isOther {
		return nil, fmt.Errorf("%s: %.20q is not a day; write mon, tue, wed, thu, fri, sat or sun, or mon-fri", argument, name)
	}
	days := []time.Weekday{from}
	for from != to {
		from = (from + 1) % 7
		days = append(days, from)
	}
	return days, nil
}

func weekdayNamed(name string) (time.Weekday, bool) {
	name = strings.TrimSpace(name)
	for weekday := range time.Weekday(7) {
		if whole := strings.ToLower(weekday.String()); len(name) >= 2 && strings.HasPrefix(whole, name) {
			return weekday, true
		}
	}
	return 0, false
}

// timeOfDay reads a time such as 09:00, 9am or 9 as the time since midnight. 24:00 is midnight.
func timeOfDay(argument, text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	if text == "24:00" || text == "24" {
		return 0, nil
	}
	if clock, err := time.Parse(time.TimeOnly, text); err == nil { // as PagerDuty writes it
		return clock.Sub(clock.Truncate(day)), nil
	}
	if clock, ok := when.Clock(text); ok {
		return clock, nil
	}
	return 0, fmt.Errorf("%s: %.20q is not a time of day; write one such as 09:00", argument, text)
}
