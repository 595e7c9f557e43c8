package simulator

import (
	"net/http"
	"time"
)

func shiftScheduleRoutes() []route {
	return []route{
		{method: "GET", path: "/v3/schedules", handle: listShiftSchedules},
		{method: "POST", path: "/v3/schedules", status: http.StatusCreated, handle: createShiftSchedule},
		{method: "GET", path: "/v3/schedules/{id}", handle: getShiftSchedule},
		{method: "PUT", path: "/v3/schedules/{id}", handle: updateShiftSchedule},
		{method: "DELETE", path: "/v3/schedules/{id}", status: http.StatusNoContent, handle: deleteShiftSchedule},
	}
}

// shiftSchedule returns the shift-based schedule in the call's path. It refuses a layered one, which needs another API.
func (c *call) shiftSchedule() (*schedule, error) {
	s, err := named(c, &c.account.schedules, "schedule")
	if err != nil {
		return nil, err
	}
	if s.shifts == nil {
		return nil, badRequest(2001, "This is a layer-based schedule. Use the v2 Schedules API to access it.")
	}
	return s, nil
}

func listShiftSchedules(c *call) (any, error) {
	query, teams := c.text("query"), c.list("team_ids[]")
	c.boolean("total") // PagerDuty counts nothing here
	found := filter(c.account.schedules.order,
		func(s *schedule) bool { return s.shifts != nil },
		func(s *schedule) bool { return contains(s.name, query) },
		func(s *schedule) bool { return len(teams) == 0 || inTeams(s.teams, teams) })
	sortByName(c, found, func(s *schedule) string { return s.name })
	return paginateShifts(c, "schedules", found, pageSizes{100, 1000}, (*schedule).reference)
}

// pageSizes are the default and the largest limit of a list.
type pageSizes struct{ usual, most int }

// paginateShifts is paginate for the API of shift-based schedules, which has other page sizes and no total.
func paginateShifts[T, V any](c *call, name string, items []T, sizes pageSizes, view func(T) V) (any, error) {
	limit, offset := c.integer("limit", sizes.usual), c.integer("offset", 0)
	if limit < 1 || limit > sizes.most {
		c.problem("limit must be 1 to %d, not %d", sizes.most, limit)
	}
	if offset < 0 || offset > maxRecords {
		c.problem("offset must be 0 to %d, not %d", maxRecords, offset)
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	page, more := cut(items, limit, offset, c.pages)
	return map[string]any{name: each(page, view), "limit": limit, "offset": offset, "more": more}, nil
}

func getShiftSchedule(c *call) (any, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, err
	}
	r, w := c.renderer(), c.scheduleWindow()
	v := r.shiftSchedule(s)
	switch {
	case !r.include["final_schedule"]:
	case w.until.IsZero():
		c.problem("include[]=final_schedule needs since and until")
	default:
		v["final_schedule"] = r.finalShifts(s.shifts, w)
	}
	return map[string]any{"schedule": v}, nil
}

type shiftScheduleInput struct {
	Name        string            `json:"name"`
	TimeZone    string            `json:"time_zone"`
	Description optional[string]  `json:"description"`
	Teams       []*referenceInput `json:"teams"`
	Rotations   []any             `json:"rotations"`
}

// readShiftSchedule sets the members of the body in a schedule. Name and time zone are needed also in a change.
func (c *call) readShiftSchedule(s *schedule) error {
	var body struct {
		Schedule *shiftScheduleInput `json:"schedule"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	in := body.Schedule
	if in == nil {
		return invalid("the body must have the member schedule, an object")
	}
	if len(in.Rotations) > 0 { // go-pagerduty sends an empty list
		c.problem("schedule.rotations cannot be written with a schedule: create them one by one")
	}
	name := schedules().fields[0]
	rules{required: true, longest: 255, name: true}.hold(c, "Name", in.Name)
	name.checkUnique(c, &c.account.schedules, &schedule{name: in.Name}, s)
	if in.TimeZone == "" {
		c.problem("Time zone cannot be empty")
	} else {
		checkZone(c, "Time zone", in.TimeZone)
	}
	rules{longest: 1024}.hold(c, "Description", in.Description.value)
	teams := resolveAll(c, &c.account.teams, "schedule.teams", in.Teams, "team_reference")
	if err := c.refusal(); err != nil {
		return err
	}
	s.name, s.timeZone = in.Name, in.TimeZone
	in.Description.apply(&s.description)
	if in.Teams != nil {
		s.teams = teams
	}
	return nil
}

func createShiftSchedule(c *call) (any, error) {
	s := &schedule{shifts: &shiftPlan{}}
	if err := c.readShiftSchedule(s); err != nil {
		return nil, err
	}
	s.id = c.account.newShortID()
	c.account.schedules.add(s.id, s)
	return map[string]any{"schedule": c.renderer().shiftSchedule(s)}, nil
}

func updateShiftSchedule(c *call) (any, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, err
	}
	if err := c.readShiftSchedule(s); err != nil {
		return nil, err
	}
	return map[string]any{"schedule": c.renderer().shiftSchedule(s)}, nil
}

func deleteShiftSchedule(c *call) (any, error) {
	s, err := c.shiftSchedule()
	if err != nil {
		return nil, err
	}
	if err := removeSchedule(c, s); err != nil {
		return nil, err
	}
	c.account.schedules.remove(s.id)
	return nil, nil
}

func (r *renderer) shiftSchedule(s *schedule) map[string]any {
	v := refer("schedule_v3", s.id, s.name, "/v3/schedules/"+s.id, "/schedules/"+s.id).members()
	delete(v, "summary")
	v["name"], v["description"], v["time_zone"] = s.name, s.description, s.timeZone
	v["teams"], v["users"] = each(s.teams, (*team).reference), each(s.users(r.now), (*user).reference)
	v["escalation_policies"] = each(r.account.policiesWith(s), (*escalationPolicy).reference)
	v["http_cal_url"] = webURL + "/private/not-a-real-calendar-secret/" + s.id + ".ics"
	v["web_cal_url"] = "webcal" + webURL[len("https"):] + "/private/not-a-real-calendar-secret/" + s.id + ".ics"
	v["rotations"] = each(s.shifts.shownRotations(), func(rotation *shiftRotation) any { return r.shiftRotation(s, rotation, span{}) })
	return v
}

// finalShifts renders the shifts in a window.
func (r *renderer) finalShifts(p *shiftPlan, w window) map[string]any {
	return map[string]any{
		"type": "final_schedule", "rendered_coverage_percentage": coverageOfAll(p.entries(w.span), w.span),
		"computed_shift_assignments": each(p.shifts(w.span), func(s memberShift) any {
			if !w.overflow {
				s.start, s.end = later(s.start, w.since), earlier(s.end, w.until)
			}
			return map[string]any{
				"type": "computed_shift_assignment", "start_time": r.time(s.start), "end_time": r.time(s.end),
				"member": s.member.view(), "source": s.source(),
			}
		}),
	}
}

// coverageOfAll is coverage for entries that may overlap, in the order of their start. It is 0 for an empty window.
func coverageOfAll(entries []entry, w span) float64 {
	var apart []entry
	for _, e := range entries {
		if last := len(apart) - 1; last >= 0 && !e.start.After(apart[last].end) {
			apart[last].end = later(apart[last].end, e.end)
			continue
		}
		apart = append(apart, e)
	}
	return valueOr(coverage(apart, w), 0)
}

func (m shiftMember) view() map[string]any {
	if m.user == nil {
		return map[string]any{"type": "empty_member"}
	}
	return map[string]any{"type": "user_member", "user_id": m.user.id}
}

// source renders what a shift comes from.
func (s memberShift) source() map[string]any {
	v := map[string]any{"type": "schedule_rotation"}
	if s.custom != nil {
		v["type"], v["shift_id"] = "custom_shift", s.custom.id
	} else {
		v["rotation_id"] = s.rotation.id
	}
	if s.override != nil {
		v["type"], v["override_id"] = v["type"].(string)+"_override", s.override.id
	}
	return v
}

// partLinks adds the type and the links of a part of a schedule to its view.
func (s *schedule) partLinks(v map[string]any, kind, path, id string) map[string]any {
	v["id"], v["type"] = id, kind
	v["self"], v["html_url"] = apiURL+"/v3/schedules/"+s.id+path+"/"+id, webURL+"/schedules/"+s.id
	return v
}

type shiftMemberInput struct {
	Type   string `json:"type"`
	UserID string `json:"user_id"`
}

// shiftMember reads a member in the body.
func (c *call) shiftMember(at string, in *shiftMemberInput) shiftMember {
	switch {
	case in == nil:
		c.problem("%s is required", at)
	case in.Type == "empty_member" && in.UserID != "":
		c.problem("%s.user_id must not be given for an empty_member", at)
	case in.Type == "user_member":
		u := c.account.users.byID[in.UserID]
		if u == nil {
			c.problem("%s.user_id: no user has the id %q", at, in.UserID)
		}
		return shiftMember{u}
	case in.Type != "empty_member":
		c.problem("%s.type must be user_member or empty_member, not %q", at, in.Type)
	}
	return shiftMember{}
}

// givenTime reads a time in the body that may be absent. It returns fallback then.
func (c *call) givenTime(member string, in *string, fallback time.Time) time.Time {
	if in == nil {
		return fallback
	}
	return c.requiredTime(member, *in)
}
