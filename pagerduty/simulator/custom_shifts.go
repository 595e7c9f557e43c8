package simulator

import (
	"fmt"
	"net/http"
	"slices"
)

func customShiftRoutes() []route {
	const shifts = "/v3/schedules/{id}/custom_shifts"
	return []route{
		{method: "GET", path: shifts, handle: listCustomShifts},
		{method: "POST", path: shifts, status: http.StatusCreated, handle: createCustomShifts},
		{method: "GET", path: shifts + "/{custom_shift_id}", handle: getCustomShift},
		{method: "PUT", path: shifts + "/{custom_shift_id}", handle: updateCustomShift},
		{method: "DELETE", path: shifts + "/{custom_shift_id}", status: http.StatusNoContent, handle: deleteCustomShift},
	}
}

func listCustomShifts(c *call) (any, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, err
	}
	r, w := c.renderer(), c.shiftWindow()
	found := filter(s.shifts.customs, func(one *customShift) bool { return one.start.Before(w.until) && one.end.After(w.since) })
	slices.SortStableFunc(found, func(a, b *customShift) int { return a.start.Compare(b.start) })
	return paginateShifts(c, "custom_shifts", found, pageSizes{defaultLimit, maxLimit}, func(one *customShift) any { return r.customShift(s, one, w) })
}

// customShift returns the custom shift in the call's path and its schedule.
func (c *call) customShift() (*schedule, *customShift, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(s.shifts.customs, func(one *customShift) bool { return one.id == c.path["custom_shift_id"] })
	if at < 0 {
		return nil, nil, notFound("no custom shift of the schedule has the id " + c.path["custom_shift_id"])
	}
	return s, s.shifts.customs[at], nil
}

func getCustomShift(c *call) (any, error) {
	s, one, err := c.customShift()
	if err != nil {
		return nil, err
	}
	return map[string]any{"custom_shift": c.renderer().customShift(s, one, window{})}, nil
}

type customShiftInput struct {
	Type        string                  `json:"type"`
	Start       *string                 `json:"start_time"`
	End         *string                 `json:"end_time"`
	Assignments []*shiftAssignmentInput `json:"assignments"`
}

type shiftAssignmentInput struct {
	Type   string            `json:"type"`
	Member *shiftMemberInput `json:"member"`
}

// createCustomShifts adds all custom shifts of the body, or none if any is wrong.
func createCustomShifts(c *call) (any, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, err
	}
	var body struct {
		Shifts []*customShiftInput `json:"custom_shifts"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if len(body.Shifts) == 0 {
		return nil, invalid("custom_shifts must contain at least one shift")
	}
	var created []*customShift
	for n, in := range withoutNull(c, "custom_shifts", body.Shifts) {
		member, one := fmt.Sprintf("custom_shifts.%d", n), &customShift{}
		c.checkType(member, in.Type, "custom_shift")
		if in.Start == nil || in.End == nil || in.Assignments == nil {
			c.problem("%s must have start_time, end_time and assignments", member)
		}
		c.applyToCustomShift(member, in, one)
		created = append(created, one)
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	for _, one := range created {
		one.id, one.assignment = c.account.newShiftID(), c.account.newShiftID()
	}
	s.shifts.customs = append(s.shifts.customs, created...)
	r := c.renderer()
	return map[string]any{"custom_shifts": each(created, func(one *customShift) any { return r.customShift(s, one, window{}) })}, nil
}

func (c *call) applyToCustomShift(member string, in *customShiftInput, one *customShift) {
	one.start, one.end = c.givenTime(member+".start_time", in.Start, one.start), c.givenTime(member+".end_time", in.End, one.end)
	c.checkTimes(member, one.start, one.end)
	if in.Assignments == nil {
		return
	}
	if len(in.Assignments) != 1 || in.Assignments[0] == nil {
		c.problem("%s.assignments must have exactly one assignment", member)
		return
	}
	c.checkType(member+".assignments.0", in.Assignments[0].Type, "shift_assignment")
	one.member = c.shiftMember(member+".assignments.0.member", in.Assignments[0].Member)
}

func updateCustomShift(c *call) (any, error) {
	s, one, err := c.customShift()
	if err != nil {
		return nil, err
	}
	var body struct {
		Shift *customShiftInput `json:"custom_shift"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if body.Shift == nil {
		return nil, invalid("the body must have the member custom_shift, an object")
	}
	if !one.end.After(c.now) {
		return nil, invalid("the custom shift is in the past and cannot be changed")
	}
	changed := *one
	c.applyToCustomShift("custom_shift", body.Shift, &changed)
	if err := c.refusal(); err != nil {
		return nil, err
	}
	*one = changed
	return map[string]any{"custom_shift": c.renderer().customShift(s, one, window{})}, nil
}

// deleteCustomShift deletes a future custom shift and ends an ongoing one.
func deleteCustomShift(c *call) (any, error) {
	s, one, err := c.customShift()
	if err != nil {
		return nil, err
	}
	now := c.second()
	switch {
	case !one.end.After(c.now):
		return nil, invalid("the custom shift is in the past and cannot be deleted")
	case one.start.Before(now):
		one.end = now
	default:
		s.shifts.customs = slices.DeleteFunc(s.shifts.customs, func(other *customShift) bool { return other == one })
	}
	s.shifts.endOverrides(now, func(o *shiftOverride) bool { return o.custom == one })
	return nil, nil
}

func (r *renderer) customShift(s *schedule, one *customShift, w window) map[string]any {
	v := r.times(one.start, one.end, w)
	v["assignments"] = []any{map[string]any{"id": one.assignment, "type": "shift_assignment", "member": one.member.view()}}
	return s.partLinks(v, "custom_shift", "/custom_shifts", one.id)
}
