package simulator

import (
	"slices"
	"time"
)

// onCall is a shift of a schedule at a level of an escalation policy. A user who is a target without a schedule is always on call: then
// schedule is nil and the times are zero.
type onCall struct {
	policy     *escalationPolicy
	level      int
	schedule   *schedule
	user       *user
	start, end time.Time
}

func onCallRoutes() []route {
	return []route{{method: "GET", path: "/oncalls", handle: listOnCalls}}
}

func listOnCalls(c *call) (any, error) {
	window, err := c.onCallWindow()
	if err != nil {
		return nil, err
	}
	var (
		users     = c.list("user_ids[]")
		policies  = c.list("escalation_policy_ids[]")
		schedules = c.list("schedule_ids[]")
	)
	found := c.account.onCalls(window, func(p *escalationPolicy, s *schedule) bool {
		return (len(policies) == 0 || slices.Contains(policies, p.id)) && (len(schedules) == 0 || slices.Contains(schedules, scheduleID(s)))
	})
	found = slices.DeleteFunc(found, func(o onCall) bool { return len(users) > 0 && !slices.Contains(users, o.user.id) })
	if c.boolean("earliest") {
		found = earliest(found)
	}
	return paginate(c, "oncalls", found, c.renderer().onCall)
}

// onCallWindow returns the window of the query. The default is now. PagerDuty lists shifts up to 90 days ahead.
func (c *call) onCallWindow() (span, error) {
	const ahead, longest = 90 * day, 366 * day
	window := span{c.time("since", c.now), c.time("until", c.now)}
	switch {
	case c.refusal() != nil:
		return span{}, c.refusal()
	case window.until.Before(window.since):
		return span{}, badRequest(2004, "Invalid Since or Until Parameters", "until, which defaults to now, must not be before since")
	case window.until.After(c.now.Add(ahead)):
		return span{}, badRequest(2005, "Date Range Too Large", "until must not be more than 90 days ahead")
	case window.until.Sub(window.since) > longest:
		return span{}, badRequest(2005, "Date Range Too Large", "since and until must not be more than a year apart")
	}
	return window, nil
}

// onCalls returns the wanted shifts in a window, by policy, level and start. It computes no others: those of a year take long. The schedule is
// nil for users who are targets without one.
func (a *account) onCalls(window span, wanted func(*escalationPolicy, *schedule) bool) []onCall {
	shifts := map[*schedule][]entry{}
	var all []onCall
	for _, p := range a.escalationPolicies.order {
		for n, rule := range p.rules {
			for _, t := range rule.targets {
				if !wanted(p, t.schedule) {
					continue
				}
				if t.schedule == nil {
					all = append(all, onCall{policy: p, level: n + 1, user: t.user})
					continue
				}
				if _, known := shifts[t.schedule]; !known {
					shifts[t.schedule] = a.shifts(t.schedule, window)
				}
				for _, e := range shifts[t.schedule] {
					all = append(all, onCall{p, n + 1, t.schedule, e.user, e.start, e.end})
				}
			}
		}
	}
	return all
}

// shifts returns the shifts of a schedule that overlap a window, uncut.
func (a *account) shifts(s *schedule, window span) []entry {
	zone := a.mustLocation(s.timeZone)
	return whole(window, func(wanted span) []entry { return s.entries(wanted, zone) })
}

// earliest returns the first shift of each user at each level of each policy.
func earliest(all []onCall) []onCall {
	type place struct {
		policy *escalationPolicy
		level  int
		user   *user
	}
	first := map[place]onCall{}
	for _, o := range all {
		key := place{o.policy, o.level, o.user}
		if known, ok := first[key]; !ok || o.start.Before(known.start) {
			first[key] = o
		}
	}
	return slices.DeleteFunc(all, func(o onCall) bool { return first[place{o.policy, o.level, o.user}] != o })
}

// scheduleID returns "null" for a user who is a target without a schedule, which is their value in schedule_ids[].
func scheduleID(s *schedule) string {
	if s == nil {
		return "null"
	}
	return s.id
}

type onCallView struct {
	EscalationPolicy any     `json:"escalation_policy"`
	EscalationLevel  int     `json:"escalation_level"`
	Schedule         any     `json:"schedule"`
	User             any     `json:"user"`
	Start            *string `json:"start"`
	End              *string `json:"end"`
}

func (r *renderer) onCall(o onCall) onCallView {
	v := onCallView{
		EscalationPolicy: r.policyOr(o.policy), EscalationLevel: o.level, User: r.userOr(o.user, "users"),
		Start: r.timeOrNull(o.start), End: r.timeOrNull(o.end),
	}
	if o.schedule != nil {
		v.Schedule = r.scheduleOr(o.schedule, "schedules")
	}
	return v
}
