package simulator

import (
	"net/http"
	"slices"
	"time"
)

// schedule is an on-call schedule of either kind. Its layers are ordered from the lowest: a later one wins.
type schedule struct {
	id, name, description, timeZone string
	layers                          []*layer
	overrides                       []*override
	teams                           []*team
	shifts                          *shiftPlan // of a shift-based schedule, which has no layers and no overrides; otherwise nil
}

// layer is a rotation. Its users take turns of the same length, from the virtual start on, at the times of the restrictions.
type layer struct {
	id, name     string
	start, end   time.Time // end is zero if it has no end
	virtualStart time.Time
	turn         time.Duration
	users        []*user
	restrictions []restriction
	replaced     bool // an earlier state of the layer after it, which has the same id. It is not shown
}

// restriction is a daily or weekly time on call, in the schedule's zone.
type restriction struct {
	Type      string `json:"type"` // daily_restriction or weekly_restriction
	StartTime string `json:"start_time_of_day"`
	Seconds   int    `json:"duration_seconds"`
	StartDay  int    `json:"start_day_of_week,omitempty"` // 1, Monday, to 7; only weekly
}

func scheduleRoutes() []route {
	return []route{
		{method: "GET", path: "/schedules", handle: listSchedules},
		{method: "GET", path: "/schedules/{id}", handle: getSchedule},
		{method: "GET", path: "/schedules/{id}/users", handle: listScheduleUsers},
		{method: "POST", path: "/schedules", status: http.StatusCreated, handle: createSchedule},
		{method: "PUT", path: "/schedules/{id}", handle: updateSchedule},
		{method: "DELETE", path: "/schedules/{id}", status: http.StatusNoContent, handle: deleteSchedule},
		{method: "POST", path: "/schedules/preview", handle: previewSchedule},
	}
}

func listSchedules(c *call) (any, error) {
	query, teams := c.text("query"), c.list("team_ids[]")
	found := filter(c.account.schedules.order,
		func(s *schedule) bool { return s.shifts == nil },
		func(s *schedule) bool { return contains(s.name, query) },
		func(s *schedule) bool { return len(teams) == 0 || inTeams(s.teams, teams) })
	sortByName(c, found, func(s *schedule) string { return s.name })
	r, w := c.renderer(), c.scheduleWindow()
	return paginate(c, "schedules", found, func(s *schedule) scheduleView {
		v := r.schedule(s)
		if r.include["schedule_layers"] {
			v.Layers = r.layers(s, w)
		}
		if r.include["overrides_subschedule"] {
			v.Overrides = r.overrides(s, w)
		}
		if r.include["final_schedule"] {
			v.Final = r.final(s, w)
		}
		return v
	})
}

// schedule returns the schedule in the call's path. It refuses a shift-based one, which needs another API.
func (c *call) schedule() (*schedule, error) {
	s, err := named(c, &c.account.schedules, "schedule")
	if err != nil {
		return nil, err
	}
	if s.shifts != nil {
		return nil, badRequest(2001, "This is a shift-based schedule. Use the v3 Schedules API (/v3/schedules) to access it.")
	}
	return s, nil
}

func getSchedule(c *call) (any, error) {
	s, err := c.schedule()
	if err != nil {
		return nil, err
	}
	return map[string]any{"schedule": c.wholeSchedule(s)}, nil
}

// wholeSchedule renders a schedule with its layers, and with its entries in the window of the query.
func (c *call) wholeSchedule(s *schedule) scheduleView {
	r, w := c.renderer(), c.scheduleWindow()
	if c.text("time_zone") == "" {
		r.zone = c.account.mustLocation(s.timeZone)
	}
	v := r.schedule(s)
	v.Layers, v.Overrides, v.Final = r.layers(s, w), r.overrides(s, w), r.final(s, w)
	return v
}

// scheduleWindow returns the window for rendered entries. It is empty without since and until. With only one of them it is two weeks long.
func (c *call) scheduleWindow() window {
	const beside, longest = 14 * 24 * time.Hour, 366 * 24 * time.Hour
	w := window{c.span(), c.boolean("overflow")}
	switch since, until := c.text("since") != "", c.text("until") != ""; {
	case until && !since:
		w.since = w.until.Add(-beside)
	case since && !until:
		w.until = w.since.Add(beside)
	}
	if w.until.Before(w.since) {
		c.problem("until must not be before since")
	}
	if w.until.Sub(w.since) > longest {
		c.problem("since and until must not be more than a year apart")
		return window{}
	}
	return w
}

// window is the window for rendered entries.
type window struct {
	span
	overflow bool // entries beyond the window are not cut
}

func (w window) entries(render func(span) []entry) []entry {
	if w.overflow {
		return whole(w.span, render)
	}
	return render(w.span)
}

// listScheduleUsers lists the users on call in a window. Without a window it lists all users of the layers.
func listScheduleUsers(c *call) (any, error) {
	s, err := c.schedule()
	if err != nil {
		return nil, err
	}
	users, w := s.users(c.now), c.scheduleWindow()
	if !w.until.IsZero() {
		users = nil
		for _, e := range s.entries(w.span, c.account.mustLocation(s.timeZone)) {
			if !slices.Contains(users, e.user) {
				users = append(users, e.user)
			}
		}
	}
	return map[string]any{"users": each(users, c.renderer().user)}, nil
}

// users returns the users who are on call at some time from now on, except by an override; each once.
func (s *schedule) users(now time.Time) []*user {
	var all []*user
	if s.shifts != nil {
		all = s.shifts.users(now)
	}
	for _, l := range s.layers {
		if l.end.IsZero() || l.end.After(now) {
			all = append(all, l.users...)
		}
	}
	var users []*user
	for _, u := range all {
		if !slices.Contains(users, u) {
			users = append(users, u)
		}
	}
	return users
}

func (s *schedule) head(kind string) reference {
	return refer(kind, s.id, s.name, "/schedules/"+s.id, "/schedules/"+s.id)
}

func (s *schedule) reference() reference {
	if s.shifts != nil {
		return refer("schedule_v3_reference", s.id, s.name, "/v3/schedules/"+s.id, "/schedules/"+s.id)
	}
	return s.head("schedule_reference")
}

type scheduleView struct {
	reference
	Name               string           `json:"name"`
	TimeZone           string           `json:"time_zone"`
	Description        string           `json:"description"`
	EscalationPolicies []reference      `json:"escalation_policies"`
	Users              []reference      `json:"users"`
	Teams              []reference      `json:"teams"`
	Layers             []layerView      `json:"schedule_layers,omitempty"`
	Overrides          *subScheduleView `json:"overrides_subschedule,omitempty"`
	Final              *subScheduleView `json:"final_schedule,omitempty"`
}

type layerView struct {
	ID           *string         `json:"id"`
	Name         string          `json:"name"`
	Start        string          `json:"start"`
	End          *string         `json:"end,omitempty"`
	VirtualStart string          `json:"rotation_virtual_start"`
	TurnSeconds  int             `json:"rotation_turn_length_seconds"`
	Users        []layerUserView `json:"users"`
	Restrictions []restriction   `json:"restrictions"`
	Entries      []entryView     `json:"rendered_schedule_entries"`
	Coverage     *float64        `json:"rendered_coverage_percentage,omitempty"`
}

type layerUserView struct {
	User reference `json:"user"`
}

type subScheduleView struct {
	Name     string      `json:"name"`
	Entries  []entryView `json:"rendered_schedule_entries"`
	Coverage *float64    `json:"rendered_coverage_percentage,omitempty"`
}

type entryView struct {
	Start string    `json:"start"`
	End   string    `json:"end"`
	User  reference `json:"user"`
}

func (r *renderer) schedule(s *schedule) scheduleView {
	return scheduleView{
		reference: s.head("schedule"), Name: s.name, TimeZone: s.timeZone, Description: s.description,
		EscalationPolicies: each(r.account.policiesWith(s), (*escalationPolicy).reference),
		Users:              each(s.users(r.now), (*user).reference), Teams: each(s.teams, (*team).reference),
	}
}

// policiesWith returns the escalation policies that use a schedule.
func (a *account) policiesWith(s *schedule) []*escalationPolicy {
	return filter(a.escalationPolicies.order, func(p *escalationPolicy) bool {
		return slices.ContainsFunc(p.targets(), func(t target) bool { return t.schedule == s })
	})
}

// scheduleOr renders a schedule in full if include[] contains name, and as a reference otherwise.
func (r *renderer) scheduleOr(s *schedule, include string) any {
	if r.include[include] && s.shifts == nil {
		return r.bare().schedule(s)
	}
	return s.reference()
}

// layers renders the layers, highest first as in PagerDuty.
func (r *renderer) layers(s *schedule, w window) []layerView {
	zone := r.account.mustLocation(s.timeZone)
	shown := filter(s.layers, func(l *layer) bool { return !l.replaced })
	views := each(shown, func(l *layer) layerView {
		entries := w.entries(func(wanted span) []entry { return l.entries(wanted, zone) })
		return layerView{
			ID: nullIfEmpty(l.id), Name: l.name, Start: r.time(l.start), End: r.timeOrNull(l.end), VirtualStart: r.time(l.virtualStart),
			TurnSeconds:  int(l.turn / time.Second),
			Users:        each(l.users, func(u *user) layerUserView { return layerUserView{u.reference()} }),
			Restrictions: slices.Concat([]restriction{}, l.restrictions),
			Entries:      each(entries, r.entry), Coverage: coverage(entries, w.span),
		}
	})
	slices.Reverse(views)
	return views
}

func (r *renderer) overrides(s *schedule, w window) *subScheduleView {
	entries := w.entries(s.overrideEntries)
	return &subScheduleView{"Overrides", each(entries, r.entry), coverage(entries, w.span)}
}

func (r *renderer) final(s *schedule, w window) *subScheduleView {
	entries := w.entries(func(wanted span) []entry { return s.entries(wanted, r.account.mustLocation(s.timeZone)) })
	return &subScheduleView{"Final Schedule", each(entries, r.entry), coverage(entries, w.span)}
}

func (r *renderer) entry(e entry) entryView {
	return entryView{r.time(e.start), r.time(e.end), e.user.reference()}
}
