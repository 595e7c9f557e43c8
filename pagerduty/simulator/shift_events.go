package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

func shiftEventRoutes() []route {
	const events = "/v3/schedules/{id}/rotations/{rotation_id}/events"
	return []route{
		{method: "GET", path: events, handle: listShiftEvents},
		{method: "POST", path: events, status: http.StatusCreated, handle: createShiftEvent},
		{method: "GET", path: events + "/{event_id}", handle: getShiftEvent},
		{method: "PUT", path: events + "/{event_id}", handle: updateShiftEvent},
		{method: "DELETE", path: events + "/{event_id}", status: http.StatusNoContent, handle: deleteShiftEvent},
	}
}

func listShiftEvents(c *call) (any, error) {
	s, rotation, err := c.shiftRotation()
	if err != nil {
		return nil, err
	}
	r := c.renderer()
	return paginateShifts(c, "events", rotation.events, pageSizes{defaultLimit, maxLimit}, func(e *shiftEvent) any {
		return r.shiftEvent(s, rotation, e)
	})
}

// shiftEvent returns the event in the call's path, its rotation and its schedule.
func (c *call) shiftEvent() (*schedule, *shiftRotation, *shiftEvent, error) {
	s, rotation, err := c.shiftRotation()
	if err != nil {
		return nil, nil, nil, err
	}
	at := slices.IndexFunc(rotation.events, func(e *shiftEvent) bool { return e.id == c.path["event_id"] })
	if at < 0 {
		return nil, nil, nil, notFound("no event of the rotation has the id " + c.path["event_id"])
	}
	return s, rotation, rotation.events[at], nil
}

func getShiftEvent(c *call) (any, error) {
	s, rotation, e, err := c.shiftEvent()
	if err != nil {
		return nil, err
	}
	c.span()
	return map[string]any{"event": c.renderer().shiftEvent(s, rotation, e)}, nil
}

type zonedTimeInput struct {
	DateTime string `json:"date_time"`
	TimeZone string `json:"time_zone"`
}

type strategyInput struct {
	Type            string              `json:"type"`
	ShiftsPerMember *int                `json:"shifts_per_member"`
	Members         []*shiftMemberInput `json:"members"`
}

type shiftEventInput struct {
	Name       *string          `json:"name"`
	Start      *zonedTimeInput  `json:"start_time"`
	End        *zonedTimeInput  `json:"end_time"`
	Since      *string          `json:"effective_since"`
	Until      optional[string] `json:"effective_until"`
	Recurrence []string         `json:"recurrence"`
	Strategy   *strategyInput   `json:"assignment_strategy"`
}

func (c *call) readShiftEvent() (*shiftEventInput, error) {
	var body struct {
		Event *shiftEventInput `json:"event"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if body.Event == nil {
		return nil, invalid("the body must have the member event, an object")
	}
	return body.Event, nil
}

func createShiftEvent(c *call) (any, error) {
	s, rotation, err := c.shiftRotation()
	if err != nil {
		return nil, err
	}
	in, err := c.readShiftEvent()
	if err != nil {
		return nil, err
	}
	e := &shiftEvent{}
	for member, missing := range map[string]bool{
		"name": in.Name == nil, "start_time": in.Start == nil, "end_time": in.End == nil, "effective_since": in.Since == nil,
		"recurrence": in.Recurrence == nil, "assignment_strategy": in.Strategy == nil,
	} {
		if missing {
			c.problem("event.%s is required", member)
		}
	}
	slices.Sort(c.problems)
	if err := c.refusal(); err != nil {
		return nil, err
	}
	c.applyToEvent(in, e)
	if err := c.checkEvent(rotation, e); err != nil {
		return nil, err
	}
	e.id = c.account.newShiftID()
	rotation.place(e)
	return map[string]any{"event": c.renderer().shiftEvent(s, rotation, e)}, nil
}

// updateShiftEvent changes an event. As in PagerDuty, only the end of an effective event can change, and nothing of a past one.
func updateShiftEvent(c *call) (any, error) {
	s, rotation, e, err := c.shiftEvent()
	if err != nil {
		return nil, err
	}
	in, err := c.readShiftEvent()
	if err != nil {
		return nil, err
	}
	if e.isPast(c.now) {
		return nil, invalid("the event is in the past and cannot be changed")
	}
	changed := *e
	c.applyToEvent(in, &changed)
	if active := e.since.Before(c.now); active {
		changed.since = e.since
		if in.Since != nil && !c.requiredTime("event.effective_since", *in.Since).Equal(e.since) || !changed.sameShifts(e) {
			if !c.lenient {
				c.problem("the event is active: only its effective_until can be changed")
			}
			until := changed.until
			changed = *e
			changed.until = until
		}
	}
	if err := c.checkEvent(rotation, &changed); err != nil {
		return nil, err
	}
	*e = changed
	rotation.place(e)
	return map[string]any{"event": c.renderer().shiftEvent(s, rotation, e)}, nil
}

// sameShifts reports whether two events differ in nothing but their effective time.
func (e *shiftEvent) sameShifts(other *shiftEvent) bool {
	return e.name == other.name && e.zoneName == other.zoneName && e.start.Equal(other.start) && e.end.Equal(other.end) &&
		e.rule != nil && e.rule.text == other.rule.text && e.every == other.every && e.shiftsPerMember == other.shiftsPerMember &&
		slices.Equal(e.members, other.members)
}

// deleteShiftEvent removes a future event and ends an effective one.
func deleteShiftEvent(c *call) (any, error) {
	_, rotation, e, err := c.shiftEvent()
	if err != nil {
		return nil, err
	}
	if e.isPast(c.now) {
		return nil, invalid("the event is in the past and cannot be deleted")
	}
	rotation.end(e, c.second())
	return nil, nil
}

// applyToEvent sets the members of the body in an event.
func (c *call) applyToEvent(in *shiftEventInput, e *shiftEvent) {
	if in.Name != nil {
		e.name = *in.Name
		rules{required: true, longest: 255}.hold(c, "event.name", e.name)
	}
	if in.Start != nil {
		e.start, e.zoneName = c.zonedTime("event.start_time", in.Start), in.Start.TimeZone
	}
	if in.End != nil {
		e.end = c.zonedTime("event.end_time", in.End)
		if in.End.TimeZone != e.zoneName {
			c.problem("event.end_time.time_zone must be that of start_time, %q", e.zoneName)
		}
	}
	if in.Since != nil { // PagerDuty moves a past one to now
		e.since = later(c.requiredTime("event.effective_since", *in.Since), c.second())
	}
	if in.Until.given {
		e.until = time.Time{}
		if !in.Until.null {
			e.until = c.requiredTime("event.effective_until", in.Until.value)
		}
	}
	if in.Strategy != nil {
		c.applyStrategy(in.Strategy, e)
	}
	zone, err := c.account.location(e.zoneName)
	if err != nil { // zonedTime has reported it
		return
	}
	e.zone = zone
	lines := in.Recurrence
	if lines == nil && e.rule != nil {
		lines = []string{e.rule.text}
	}
	rule, err := parseRecurrence(lines, e.start.In(zone).Weekday())
	if err != nil {
		c.problem("event.recurrence %v", err)
		return
	}
	e.rule = rule
}

func (c *call) zonedTime(member string, in *zonedTimeInput) time.Time {
	checkZone(c, member+".time_zone", in.TimeZone)
	return c.requiredTime(member+".date_time", in.DateTime)
}

func (c *call) applyStrategy(in *strategyInput, e *shiftEvent) {
	const member = "event.assignment_strategy"
	e.every, e.shiftsPerMember, e.members = in.Type == "every_member_assignment_strategy", 1, nil
	switch {
	case !e.every && in.Type != "rotating_member_assignment_strategy":
		c.problem("%s.type must be rotating_member_assignment_strategy or every_member_assignment_strategy, not %q", member, in.Type)
	case !e.every && in.ShiftsPerMember == nil && !c.lenient:
		c.problem("%s.shifts_per_member is required", member)
	case e.every && in.ShiftsPerMember != nil && !c.lenient:
		c.problem("%s.shifts_per_member is only for a rotating_member_assignment_strategy", member)
	case in.ShiftsPerMember != nil:
		e.shiftsPerMember = *in.ShiftsPerMember
	}
	if e.shiftsPerMember < 1 {
		c.problem("%s.shifts_per_member must be at least 1, not %d", member, e.shiftsPerMember)
	}
	for n, one := range withoutNull(c, member+".members", in.Members) {
		e.members = append(e.members, c.shiftMember(fmt.Sprintf("%s.members.%d", member, n), one))
	}
	if len(e.members) < 1 || len(e.members) > maxMembers {
		c.problem("%s.members must have 1 to %d members, not %d", member, maxMembers, len(e.members))
	}
}

// checkEvent refuses an event that does not fit into its rotation.
func (c *call) checkEvent(rotation *shiftRotation, e *shiftEvent) error {
	others := filter(rotation.events, func(other *shiftEvent) bool { return other.id != e.id })
	open := filter(others, func(other *shiftEvent) bool { return !other.isPast(c.now) })
	overlaps := func(other *shiftEvent) bool {
		return (other.until.IsZero() || e.since.Before(other.until)) && (e.until.IsZero() || other.since.Before(e.until))
	}
	switch {
	case !e.end.After(e.start):
		c.problem("event.end_time must be after start_time")
	case e.end.Sub(e.start) > 366*day:
		c.problem("event.end_time must not be more than a year after start_time")
	case !e.until.IsZero() && (!e.until.After(e.since) || e.until.Before(c.second())):
		c.problem("event.effective_until must be after effective_since, and not in the past")
	case slices.ContainsFunc(others, overlaps):
		c.problem("the effective time of the event overlaps that of another in the rotation: a rotation has one at a time")
	case len(open) >= maxEvents:
		c.problem("a rotation has at most %d events that are not past", maxEvents)
	}
	return c.refusal()
}

// place puts an event at its place in the order of effective times.
func (r *shiftRotation) place(e *shiftEvent) {
	if !slices.Contains(r.events, e) {
		r.events = append(r.events, e)
	}
	slices.SortStableFunc(r.events, func(a, b *shiftEvent) int { return a.since.Compare(b.since) })
}

func (r *renderer) shiftEvent(s *schedule, rotation *shiftRotation, e *shiftEvent) map[string]any {
	zoned := func(t time.Time) map[string]any {
		return map[string]any{"date_time": t.UTC().Format(time.RFC3339), "time_zone": e.zoneName}
	}
	strategy := map[string]any{"type": "rotating_member_assignment_strategy", "shifts_per_member": e.shiftsPerMember, "members": each(e.members, shiftMember.view)}
	if e.every {
		strategy["type"] = "every_member_assignment_strategy"
		delete(strategy, "shifts_per_member")
	}
	return s.partLinks(map[string]any{
		"name": e.name, "start_time": zoned(e.start), "end_time": zoned(e.end), "effective_since": r.time(e.since), "effective_until": r.timeOrNull(e.until),
		"recurrence": []string{e.rule.text}, "assignment_strategy": strategy,
	}, "schedule_event", "/rotations/"+rotation.id+"/events", e.id)
}
