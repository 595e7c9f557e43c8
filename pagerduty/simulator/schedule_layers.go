package simulator

import (
	"fmt"
	"slices"
	"time"
)

type layerInput struct {
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	Start        string            `json:"start"`
	End          *string           `json:"end"`
	VirtualStart string            `json:"rotation_virtual_start"`
	TurnSeconds  int               `json:"rotation_turn_length_seconds"`
	Users        []*layerUserInput `json:"users"`
	Restrictions []*restriction    `json:"restrictions"`
}

type layerUserInput struct {
	User *referenceInput `json:"user"`
}

// setLayers replaces the layers of a schedule. Layers with an id keep it and their rank, and new ones come on top. As in PagerDuty,
// nothing that is past changes: a layer that is missing ends now, and a changed one begins again now.
func setLayers(c *call, s *schedule, member string, in []*layerInput) {
	if len(in) == 0 && !c.lenient {
		c.problem("%s must have at least one layer", member)
	}
	given, added := map[string]*layer{}, []*layer(nil)
	for n, one := range withoutNull(c, member, in) {
		at := fmt.Sprintf("%s.%d", member, n)
		l := c.layer(at, one)
		known := one.ID != "" && slices.ContainsFunc(s.layers, func(known *layer) bool { return known.id == one.ID })
		switch {
		case known && given[one.ID] != nil:
			c.problem("%s.id is given twice: %q", at, one.ID)
		case known:
			given[one.ID] = l
		case one.ID != "" && s.id != "" && !c.lenient:
			c.problem("%s.id: the schedule has no layer with the id %q", at, one.ID)
		default:
			l.id, l.start = "", later(l.start, c.second())
			added = append(added, l)
		}
	}
	var layers []*layer
	for _, old := range s.layers {
		if old.replaced {
			layers = append(layers, old)
		} else {
			layers = append(layers, old.followedBy(given[old.id], c.second())...)
		}
	}
	s.layers = append(layers, added...)
}

// second returns the current time without a fraction of a second.
func (c *call) second() time.Time { return c.now.Truncate(time.Second) }

// followedBy returns the layers in place of l after a change: next is its new state, or nil if it is to end.
func (l *layer) followedBy(next *layer, now time.Time) []*layer {
	begun, ended := l.start.Before(now), !l.end.IsZero() && !l.end.After(now)
	if next == nil {
		switch {
		case ended:
			return []*layer{l}
		case !begun:
			return nil
		}
		last := *l
		last.end = now
		return []*layer{&last}
	}
	next.id = l.id
	if l.turnsAs(next) && (next.start.Equal(l.start) || begun && next.start.Before(now)) {
		next.start = l.start
		if !next.end.IsZero() && !next.end.Equal(l.end) {
			next.end = later(next.end, now)
		}
		return []*layer{next}
	}
	next.start = later(next.start, now)
	if !begun {
		return []*layer{next}
	}
	before := *l
	before.replaced = true
	if !ended {
		before.end = now
	}
	return []*layer{&before, next}
}

// turnsAs reports whether two layers have the same turns between their start and end.
func (l *layer) turnsAs(other *layer) bool {
	return l.virtualStart.Equal(other.virtualStart) && l.turn == other.turn && slices.Equal(l.users, other.users) &&
		slices.Equal(l.restrictions, other.restrictions)
}

// layer reads a layer in the body.
func (c *call) layer(member string, in *layerInput) *layer {
	const shortest, longest = 3600, 365 * daySeconds
	l := &layer{
		name: in.Name, start: c.requiredTime(member+".start", in.Start), virtualStart: c.requiredTime(member+".rotation_virtual_start", in.VirtualStart),
		turn: time.Duration(in.TurnSeconds) * time.Second,
	}
	if in.End != nil && *in.End != "" {
		l.end = c.requiredTime(member+".end", *in.End)
		if !l.end.After(l.start) && !c.lenient { // a layer that ends before it begins has no turns
			c.problem("%s.end must be after start", member)
		}
	}
	if in.TurnSeconds < shortest || in.TurnSeconds > longest {
		c.problem("%s.rotation_turn_length_seconds must be %d to %d, not %d", member, shortest, longest, in.TurnSeconds)
	}
	for n, one := range withoutNull(c, member+".users", in.Users) {
		at := fmt.Sprintf("%s.users.%d.user", member, n)
		if one.User == nil {
			c.problem("%s is required", at)
		} else if u := resolve(c, &c.account.users, at, one.User, "user_reference", "user"); u != nil {
			l.users = append(l.users, u)
		}
	}
	if len(in.Users) == 0 {
		c.problem("%s.users must have at least one user", member)
	}
	for n, one := range withoutNull(c, member+".restrictions", in.Restrictions) {
		c.checkRestriction(fmt.Sprintf("%s.restrictions.%d", member, n), one)
		l.restrictions = append(l.restrictions, *one)
	}
	return l
}

// checkRestriction refuses a restriction that is no part of its period.
func (c *call) checkRestriction(member string, r *restriction) {
	period := daySeconds
	switch r.Type {
	case "daily_restriction":
		if r.StartDay != 0 {
			c.problem("%s.start_day_of_week is only for a weekly_restriction", member)
		}
	case "weekly_restriction":
		period = weekSeconds
		if r.StartDay < 1 || r.StartDay > 7 {
			c.problem("%s.start_day_of_week must be 1, Monday, to 7, not %d", member, r.StartDay)
		}
	default:
		c.problem("%s.type must be daily_restriction or weekly_restriction, not %q", member, r.Type)
	}
	if !isTimeOfDay(r.StartTime) {
		c.problem("%s.start_time_of_day must be a time such as 09:00:00, not %q", member, r.StartTime)
	}
	if r.Seconds < 1 || r.Seconds >= period {
		c.problem("%s.duration_seconds must be 1 to %d, not %d: a %s is shorter than its period", member, period-1, r.Seconds, r.Type)
	}
}

// requiredTime reads a time in the body.
func (c *call) requiredTime(member, text string) time.Time {
	t, ok := c.readTime(text)
	if !ok {
		c.problem("%s must be an ISO 8601 time, not %q", member, text)
	}
	return t
}
