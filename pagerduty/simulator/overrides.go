package simulator

import (
	"net/http"
	"slices"
	"time"
)

// override puts a user on call instead of whom the layers say.
type override struct {
	id         string
	start, end time.Time
	user       *user
}

func overrideRoutes() []route {
	return []route{{method: "POST", path: "/schedules/{id}/overrides", status: http.StatusCreated, handle: createScheduleOverrides}}
}

type overrideInput struct {
	Start string          `json:"start"`
	End   string          `json:"end"`
	User  *referenceInput `json:"user"`
}

// overrideResult is the answer to one of several overrides: it has the override or what was wrong with it.
type overrideResult struct {
	Status   int           `json:"status"`
	Override *overrideView `json:"override,omitempty"`
	Errors   []string      `json:"errors,omitempty"`
}

type overrideView struct {
	ID string `json:"id"`
	entryView
}

// createScheduleOverrides adds those overrides that are right and says of each of the others why it is not.
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
		return nil, invalid("overrides must hold at least one override")
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

// createSingleOverride is the form that PagerDuty has deprecated.
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
	o := &override{start: c.overrideTime("start", in.Start), end: c.overrideTime("end", in.End)}
	if in.User == nil {
		c.problem("user is required")
	}
	o.user = resolve(c, &c.account.users, "user", in.User, "user_reference")
	switch {
	case o.start.IsZero() || o.end.IsZero():
	case !o.end.After(o.start):
		c.problem("end must be after start")
	case !o.end.After(c.now):
		c.problem("the override must not be in the past: its end, %s, has gone by", in.End)
	}
	if problems := c.takeProblems(); problems != nil {
		return nil, problems
	}
	o.id = c.account.newLongID()
	s.overrides = append(slices.Clip(s.overrides), o)
	r := &renderer{account: c.account, zone: c.account.mustLocation(s.timeZone)}
	return &overrideView{o.id, r.entry(entry{o.start, o.end, o.user})}, nil
}

func (c *call) overrideTime(member, text string) time.Time {
	t, ok := parseTime(text)
	if !ok {
		c.problem("%s must be an ISO 8601 time, not %q", member, text)
	}
	return t
}
