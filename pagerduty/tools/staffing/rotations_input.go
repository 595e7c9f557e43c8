package staffing

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
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
			arguments = append(arguments, identify.OneOf(identify.User(), fmt.Sprintf("rotations[%d].user_ids[%d]", i, j), user, &p.users[i][j]))
		}
	}
	return p, arguments
}

// read reads the times of the rotations in the schedule's zone.
func (p *rotationsPlan) read(in []rotationInput, times *when.Parser) error {
	for i, one := range in {
		r, at := &p.rotations[i], fmt.Sprintf("rotations[%d]", i)
		r.Name = one.Name
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

// shiftLength reads a length such as 12h. Layers have turns of an hour to a year.
func shiftLength(argument, text string) (time.Duration, error) {
	if text == "" {
		return week, nil
	}
	parts := regexp.MustCompile(`^([1-9]\d{0,3})([hdw])$`).FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("%s: %.20q is not a length; write 12h, 1d or 1w", argument, text)
	}
	count, _ := strconv.Atoi(parts[1]) // at most four digits
	length := time.Duration(count) * map[string]time.Duration{"h": time.Hour, "d": day, "w": week}[parts[2]]
	if length > 365*day {
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
			weekday, err := readWeekday(at+".days", name)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(hours.Days, weekday) {
				hours.Days = append(hours.Days, weekday)
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

// readWeekday reads the name of a day, such as mon or Monday.
func readWeekday(argument, name string) (time.Weekday, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	for weekday := range time.Weekday(7) {
		if whole := strings.ToLower(weekday.String()); len(name) >= 2 && strings.HasPrefix(whole, name) {
			return weekday, nil
		}
	}
	return 0, fmt.Errorf("%s: %.20q is not a day; write mon, tue, wed, thu, fri, sat or sun", argument, name)
}

// timeOfDay reads a time such as 09:00 as the time since midnight. 24:00 is midnight.
func timeOfDay(argument, text string) (time.Duration, error) {
	if text == "24:00" {
		return 0, nil
	}
	for _, layout := range []string{"15:04", time.TimeOnly} {
		if clock, err := time.Parse(layout, text); err == nil {
			return clock.Sub(clock.Truncate(day)), nil
		}
	}
	return 0, fmt.Errorf("%s: %.20q is not a time of day; write one such as 09:00", argument, text)
}
