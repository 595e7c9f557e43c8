package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

func shiftOverrideRoutes() []route {
	const overrides = "/v3/schedules/{id}/overrides"
	return []route{
		{method: "GET", path: overrides, handle: listShiftOverrides},
		{method: "POST", path: overrides, status: http.StatusCreated, handle: createShiftOverrides},
		{method: "GET", path: overrides + "/{override_id}", handle: getShiftOverride},
		{method: "PUT", path: overrides + "/{override_id}", handle: updateShiftOverride},
		{method: "DELETE", path: overrides + "/{override_id}", status: http.StatusNoContent, handle: deleteShiftOverride},
	}
}

// shiftWindow returns the window of a list of overrides or custom shifts, which needs both ends.
func (c *call) shiftWindow() window {
	if c.text("since") == "" || c.text("until") == "" {
		c.problem("since and until are required")
	}
	return c.scheduleWindow()
}

// times renders the start and the end of a part of a schedule, cut to the window of a list.
func (r *renderer) times(start, end time.Time, w window) map[string]any {
	if !w.until.IsZero() && !w.overflow {
		start, end = later(start, w.since), earlier(end, w.until)
	}
	return map[string]any{"start_time": r.time(start), "end_time": r.time(end)}
}

func listShiftOverrides(c *call) (any, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, err
	}
	r, w := c.renderer(), c.shiftWindow()
	found := filter(s.shifts.overrides, func(o *shiftOverride) bool { return o.start.Before(w.until) && o.end.After(w.since) })
	slices.SortStableFunc(found, func(a, b *shiftOverride) int { return a.start.Compare(b.start) })
	return paginateShifts(c, "overrides", found, pageSizes{defaultLimit, maxLimit}, func(o *shiftOverride) any { return r.shiftOverride(s, o, w) })
}

// shiftOverride returns the override in the call's path and its schedule.
func (c *call) shiftOverride() (*schedule, *shiftOverride, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(s.shifts.overrides, func(o *shiftOverride) bool { return o.id == c.path["override_id"] })
	if at < 0 {
		return nil, nil, notFound("no override of the schedule has the id " + c.path["override_id"])
	}
	return s, s.shifts.overrides[at], nil
}

func getShiftOverride(c *call) (any, error) {
	s, o, err := c.shiftOverride()
	if err != nil {
		return nil, err
	}
	return map[string]any{"override": c.renderer().shiftOverride(s, o, window{})}, nil
}

type shiftOverrideInput struct {
	Type          string            `json:"type"`
	RotationID    string            `json:"rotation_id"`
	CustomShiftID string            `json:"custom_shift_id"`
	Start         *string           `json:"start_time"`
	End           *string           `json:"end_time"`
	Overridden    *shiftMemberInput `json:"overridden_member"`
	Overriding    *shiftMemberInput `json:"overriding_member"`
}

// createShiftOverrides adds all overrides of the body, or none if any is wrong.
func createShiftOverrides(c *call) (any, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, err
	}
	var body struct {
		Overrides []*shiftOverrideInput `json:"overrides"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if len(body.Overrides) == 0 {
		return nil, invalid("overrides must contain at least one override")
	}
	var created []*shiftOverride
	for n, in := range withoutNull(c, "overrides", body.Overrides) {
		created = append(created, c.newShiftOverride(s.shifts, fmt.Sprintf("overrides.%d", n), in))
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	for _, o := range created {
		o.id = c.account.newShiftID()
	}
	s.shifts.overrides = append(s.shifts.overrides, created...)
	r := c.renderer()
	return map[string]any{"overrides": each(created, func(o *shiftOverride) any { return r.shiftOverride(s, o, window{}) })}, nil
}

func (c *call) newShiftOverride(p *shiftPlan, member string, in *shiftOverrideInput) *shiftOverride {
	o := &shiftOverride{
		start: c.requiredTime(member+".start_time", valueOr(in.Start, "")), end: c.requiredTime(member+".end_time", valueOr(in.End, "")),
		overridden: c.shiftMember(member+".overridden_member", in.Overridden), overriding: c.shiftMember(member+".overriding_member", in.Overriding),
	}
	c.checkType(member, in.Type, "override_shift")
	if (in.RotationID == "") == (in.CustomShiftID == "") {
		c.problem("%s must have either a rotation_id or a custom_shift_id", member)
		return o
	}
	for _, r := range p.shownRotations() {
		if r.id == in.RotationID {
			o.rotation = r
		}
	}
	for _, custom := range p.customs {
		if custom.id == in.CustomShiftID {
			o.custom = custom
		}
	}
	if o.rotation == nil && o.custom == nil {
		c.problem("%s: the schedule has no rotation and no custom shift with the id %q", member, in.RotationID+in.CustomShiftID)
		return o
	}
	c.checkTimes(member, o.start, o.end)
	if c.problems == nil && !p.hasShiftFor(o) {
		c.problem("%s.overridden_member has no shift there between start_time and end_time", member)
	}
	return o
}

// checkTimes refuses an override or a custom shift that is past or ends before it begins.
func (c *call) checkTimes(member string, start, end time.Time) {
	switch {
	case start.IsZero() || end.IsZero():
	case !end.After(start):
		c.problem("%s.end_time must be after start_time", member)
	case !end.After(c.now):
		c.problem("%s.end_time must not be in the past", member)
	}
}

func updateShiftOverride(c *call) (any, error) {
	s, o, err := c.shiftOverride()
	if err != nil {
		return nil, err
	}
	var body struct {
		Override *shiftOverrideInput `json:"override"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	in := body.Override
	if in == nil {
		return nil, invalid("the body must have the member override, an object")
	}
	if !o.end.After(c.now) {
		return nil, invalid("the override is in the past and cannot be changed")
	}
	changed := *o
	changed.start, changed.end = c.givenTime("override.start_time", in.Start, o.start), c.givenTime("override.end_time", in.End, o.end)
	if in.Overriding != nil {
		changed.overriding = c.shiftMember("override.overriding_member", in.Overriding)
	}
	c.checkTimes("override", changed.start, changed.end)
	if err := c.refusal(); err != nil {
		return nil, err
	}
	*o = changed
	return map[string]any{"override": c.renderer().shiftOverride(s, o, window{})}, nil
}

// deleteShiftOverride deletes a future override and ends an ongoing one.
func deleteShiftOverride(c *call) (any, error) {
	s, o, err := c.shiftOverride()
	if err != nil {
		return nil, err
	}
	if !o.end.After(c.now) {
		return nil, invalid("the override is in the past and cannot be deleted")
	}
	s.shifts.endOverrides(c.second(), func(other *shiftOverride) bool { return other == o })
	return nil, nil
}

func (r *renderer) shiftOverride(s *schedule, o *shiftOverride, w window) map[string]any {
	v := r.times(o.start, o.end, w)
	v["overridden_member"], v["overriding_member"] = o.overridden.view(), o.overriding.view()
	if o.rotation != nil {
		v["rotation_id"] = o.rotation.id
	} else {
		v["custom_shift_id"] = o.custom.id
	}
	return s.partLinks(v, "override_shift", "/overrides", o.id)
}
