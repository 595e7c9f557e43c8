package simulator

import (
	"net/http"
	"slices"
	"time"
)

// override puts a user on call instead of the user of the layers.
type override struct {
	id         string
	start, end time.Time
	user       *user
}

func overrideRoutes() []route {
	return []route{
		{method: "GET", path: "/schedules/{id}/overrides", handle: listOverrides},
		{method: "POST", path: "/schedules/{id}/overrides", also: []string{"override", "overrides.time_zone"}, status: http.StatusCreated, handle: createScheduleOverrides},
		{method: "DELETE", path: "/schedules/{id}/overrides/{override_id}", status: http.StatusNoContent, handle: deleteOverride},
	}
}

// listOverrides lists the overrides in a window. PagerDuty requires since and until.
func listOverrides(c *call) (any, error) {
	s, err := c.schedule()
	if err != nil {
		return nil, err
	}
	if c.text("since") == "" || c.text("until") == "" {
		c.problem("since and until are required")
	}
	w, editable := c.scheduleWindow(), c.boolean("editable")
	if err := c.refusal(); err != nil {
		return nil, err
	}
	found := filter(s.overrides, func(o *override) bool {
		return o.start.Before(w.until) && o.end.After(w.since) && (!editable || o.end.After(c.now))
	})
	return map[string]any{"overrides": each(found, func(o *override) overrideView {
		e := entry{o.start, o.end, o.user}
		if !w.overflow {
			e.start, e.end = later(e.start, w.since), earlier(e.end, w.until)
		}
		return c.overrideView(s, o.id, e)
	})}, nil
}

// deleteOverride deletes a future override and ends an ongoing one.
func deleteOverride(c *call) (any, error) {
	s, err := c.schedule()
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(s.overrides, func(o *override) bool { return o.id == c.path["override_id"] })
	switch {
	case at < 0:
		return nil, notFound("no override of the schedule has the id " + c.path["override_id"])
	case !s.overrides[at].end.After(c.now):
		return nil, badRequest(4004, "Override Is Invalid", "the override is in the past")
	case s.overrides[at].start.Before(c.now):
		s.overrides[at].end, c.status = c.now, http.StatusOK
	default:
		s.overrides = slices.Delete(s.overrides, at, at+1)
	}
	return nil, nil
}

type overrideInput struct {
	Start string          `json:"start"`
	End   string          `json:"end"`
	User  *referenceInput `json:"user"`
}

// overrideResult is the answer for one of several overrides: the override, or its problems.
type overrideResult struct {
	Status   int           `json:"status"`
	Override *overrideView `json:"override,omitempty"`
	Errors   []string      `json:"errors,omitempty"`
}

type overrideView struct {
	ID string `json:"id"`
	entryView
}

// createScheduleOverrides adds the valid overrides. It answers with the problems of the others.
func createScheduleOverrides(c *call) (any, error) {
	s, err := c.schedule()
	if err != nil {
		return nil, err
	}
	var in struct {
		Overrides []overrideInput `json:"overrides"`
		Override  *overrideInput  `json:"override"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Override != nil {
		return c.createSingleOverride(s, in.Override)
	}
	if len(in.Overrides) == 0 {
		return nil, invalid("overrides must contain at least one override")
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	return each(in.Overrides, func(one overrideInput) overrideResult {
		view, problems := c.createOverride(s, &one)
		if problems != nil {
			return overrideResult{Status: http.StatusBadRequest, Errors: problems}
		}
		return overrideResult{Status: http.StatusCreated, Override: view}
	}), nil
}

// createSingleOverride is the deprecated form of PagerDuty.
func (c *call) createSingleOverride(s *schedule, in *overrideInput) (any, error) {
	if !c.lenient {
		return nil, invalid(`{"override":{…}} is deprecated: send {"overrides":[{…}]}`)
	}
	view, problems := c.createOverride(s, in)
	if problems != nil {
		return nil, badRequest(4004, "Override Is Invalid", problems...)
	}
	return map[string]any{"override": view}, nil
}

func (c *call) createOverride(s *schedule, in *overrideInput) (*overrideView, []string) {
	o := &override{start: c.requiredTime("start", in.Start), end: c.requiredTime("end", in.End)}
	if in.User == nil {
		c.problem("user is required")
	}
	o.user = resolve(c, &c.account.users, "user", in.User, "user_reference")
	switch {
	case o.start.IsZero() || o.end.IsZero():
	case !o.end.After(o.start):
		c.problem("end must be after start")
	case !o.end.After(c.now):
		c.problem("the override must not be in the past: it ended at %s", in.End)
	}
	if problems := c.takeProblems(); problems != nil {
		return nil, problems
	}
	o.id = c.account.newLongID()
	s.overrides = append(slices.Clip(s.overrides), o)
	return new(c.overrideView(s, o.id, entry{o.start, o.end, o.user})), nil
}

func (c *call) overrideView(s *schedule, id string, e entry) overrideView {
	r := &renderer{account: c.account, zone: c.account.mustLocation(s.timeZone)}
	return overrideView{id, r.entry(e)}
}
