package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

const (
	maxRotations = 10 // of a schedule
	maxEvents    = 5  // of a rotation, without past ones
	maxMembers   = 20 // of an event
)

func shiftRotationRoutes() []route {
	const rotations = "/v3/schedules/{id}/rotations"
	return []route{
		{method: "GET", path: rotations, handle: listRotations},
		{method: "POST", path: rotations, status: http.StatusCreated, handle: createRotation},
		{method: "GET", path: rotations + "/{rotation_id}", handle: getRotation},
		{method: "DELETE", path: rotations + "/{rotation_id}", status: http.StatusNoContent, handle: deleteRotation},
	}
}

func (p *shiftPlan) shownRotations() []*shiftRotation {
	return filter(p.rotations, func(r *shiftRotation) bool { return !r.deleted })
}

// shiftRotation returns the schedule and the rotation in the call's path.
func (c *call) shiftRotation() (*schedule, *shiftRotation, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, nil, err
	}
	for _, r := range s.shifts.shownRotations() {
		if r.id == c.path["rotation_id"] {
			return s, r, nil
		}
	}
	return nil, nil, notFound("no rotation of the schedule has the id " + c.path["rotation_id"])
}

func listRotations(c *call) (any, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, err
	}
	r := c.renderer()
	return paginateShifts(c, "rotations", s.shifts.shownRotations(), pageSizes{defaultLimit, maxLimit}, func(rotation *shiftRotation) any {
		return r.shiftRotation(s, rotation, span{})
	})
}

func createRotation(c *call) (any, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, err
	}
	if len(c.body) > 0 {
		var body map[string]any
		if err := c.decode(&body); err != nil {
			return nil, err
		}
		if len(body) > 0 && !c.lenient {
			return nil, invalid("the body must be {}: create the events of the rotation one by one")
		}
	}
	if len(s.shifts.shownRotations()) >= maxRotations {
		return nil, badRequest(2019, "Product Limit Reached", fmt.Sprintf("a schedule has at most %d rotations", maxRotations))
	}
	rotation := &shiftRotation{id: c.account.newShiftID()}
	s.shifts.rotations = append(s.shifts.rotations, rotation)
	return map[string]any{"rotation": c.renderer().shiftRotation(s, rotation, span{})}, nil
}

func getRotation(c *call) (any, error) {
	s, rotation, err := c.shiftRotation()
	if err != nil {
		return nil, err
	}
	return map[string]any{"rotation": c.renderer().shiftRotation(s, rotation, c.span())}, nil
}

// deleteRotation ends a rotation. The shifts that it has produced remain.
func deleteRotation(c *call) (any, error) {
	s, rotation, err := c.shiftRotation()
	if err != nil {
		return nil, err
	}
	now := c.second()
	for _, e := range slices.Clone(rotation.events) {
		rotation.end(e, now)
	}
	s.shifts.endOverrides(now, func(o *shiftOverride) bool { return o.rotation == rotation })
	rotation.deleted = true
	return nil, nil
}

// end ends an event now, and removes it if it has not begun.
func (r *shiftRotation) end(e *shiftEvent, now time.Time) {
	switch {
	case e.isPast(now):
	case e.since.Before(now):
		e.until = now
	default:
		r.events = slices.DeleteFunc(r.events, func(other *shiftEvent) bool { return other == e })
	}
}

// endOverrides ends the overrides that meet a condition, and removes those that have not begun.
func (p *shiftPlan) endOverrides(now time.Time, ended func(*shiftOverride) bool) {
	p.overrides = slices.DeleteFunc(p.overrides, func(o *shiftOverride) bool { return ended(o) && !o.start.Before(now) })
	for _, o := range p.overrides {
		if ended(o) {
			o.end = earlier(o.end, now)
		}
	}
}

// shiftRotation renders a rotation with the events that are effective in a window, or from now on.
func (r *renderer) shiftRotation(s *schedule, rotation *shiftRotation, window span) map[string]any {
	if window.since.IsZero() {
		window.since = r.now
	}
	events := filter(rotation.events, func(e *shiftEvent) bool {
		return (window.until.IsZero() || e.since.Before(window.until)) && !e.isPast(window.since)
	})
	return s.partLinks(map[string]any{"events": each(events, func(e *shiftEvent) any { return r.shiftEvent(s, rotation, e) })},
		"schedule_rotation", "/rotations", rotation.id)
}
