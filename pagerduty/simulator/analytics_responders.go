package simulator

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// responderRow is the metrics of one or several responders, in one team or in all.
type responderRow struct {
	user      *user // nil for all
	team      *team // nil for all
	totals    map[string]int
	incidents map[*incident]bool
	toAck     []int
	engaged   []int
	onCall    map[*user]*duty
}

// duty is when a user was on call, at all and by level.
type duty struct{ all, first, further []span }

// responderMetrics returns the handler of an operation with metrics of responders: a row for each responder in each team, or one row for
// all together.
func responderMetrics(perTeam bool) func(*call) (any, error) {
	return func(c *call) (any, error) {
		q, err := c.analyticsQuery(true)
		if err != nil {
			return nil, err
		}
		rows := c.responderRows(q, perTeam)
		window := span{q.window.since, earlier(q.window.until, c.now)}
		return q.answer(c, each(rows, func(r *responderRow) map[string]any { return r.view(window) }))
	}
}

// responderRows returns the rows, sorted by the names of teams and users.
func (c *call) responderRows(q *analyticsQuery, perTeam bool) []*responderRow {
	type rowKey struct {
		user *user
		team *team
	}
	rows := map[rowKey]*responderRow{}
	row := func(u *user, t *team) *responderRow {
		if u == nil || len(q.Filters.Responders) > 0 && !slices.Contains(q.Filters.Responders, u.id) {
			return nil
		}
		key := rowKey{}
		if perTeam {
			key = rowKey{u, t}
		}
		if rows[key] == nil {
			rows[key] = &responderRow{key.user, key.team, map[string]int{}, map[*incident]bool{}, nil, nil, map[*user]*duty{}}
		}
		return rows[key]
	}
	for _, x := range c.analyses(q) {
		if len(x.incident.teams) > 0 {
			x.addToResponders(func(u *user) *responderRow { return row(u, x.incident.teams[0]) })
		}
	}
	c.addDuties(q, row)
	var sorted []*responderRow
	for _, r := range rows {
		sorted = append(sorted, r)
	}
	slices.SortFunc(sorted, func(a, b *responderRow) int {
		return cmp.Or(strings.Compare(a.team.id, b.team.id), strings.Compare(a.user.id, b.user.id)) // there is one row if these are nil
	})
	return sorted
}

// addToResponders adds an incident to the rows of everybody whom it was assigned to, or who engaged with it or was notified of it.
func (x *analysis) addToResponders(row func(*user) *responderRow) {
	for u, members := range x.partsOfUsers() {
		r := row(u)
		if r == nil {
			continue
		}
		r.incidents[x.incident] = true
		for member, n := range members {
			r.totals[member] += n
		}
		for _, a := range x.acknowledgements {
			if a.user == u {
				r.toAck = append(r.toAck, int(a.at.Sub(x.assignedTo(u))/time.Second))
				break
			}
		}
		for _, e := range x.engaged {
			if e.user == u {
				r.engaged = append(r.engaged, int(x.until.Sub(e.at)/time.Second))
			}
		}
	}
}

// partsOfUsers returns what the incident adds to the totals of each user who had a part in it.
func (x *analysis) partsOfUsers() map[*user]map[string]int {
	parts := map[*user]map[string]int{}
	of := func(u *user) map[string]int {
		if parts[u] == nil {
			parts[u] = map[string]int{}
		}
		return parts[u]
	}
	for _, m := range x.moves {
		member := map[moveReason]string{byHand: "manual_escalated", byTimeout: "timeout_escalated", reassigning: "reassigned"}[m.why]
		for _, u := range m.to {
			if part := of(u); member != "" {
				part["total_incidents_"+member+"_to"] = 1
			}
		}
		for _, u := range m.from {
			if part := of(u); member != "" {
				part["total_incidents_"+member+"_from"] = 1
			}
		}
	}
	for _, a := range x.engaged {
		of(a.user)
	}
	for _, a := range x.acknowledgements {
		of(a.user)["total_incidents_acknowledged"] = 1
	}
	for _, n := range x.notified {
		of(n.user)["total_notifications"]++
	}
	for _, n := range x.interrupted {
		of(n.user)["total_interruptions"]++
		of(n.user)["total_"+string(n.hours)+"_interruptions"]++
	}
	return parts
}

// assignedTo returns when the incident was first assigned to a user, or when it opened if it never was.
func (x *analysis) assignedTo(u *user) time.Time {
	for _, m := range x.moves {
		if slices.Contains(m.to, u) {
			return m.at
		}
	}
	return x.incident.createdAt
}

// addDuties adds the time for which users were on call for the escalation policies of the teams, until now at the latest.
func (c *call) addDuties(q *analyticsQuery, row func(*user, *team) *responderRow) {
	window := span{q.window.since, earlier(q.window.until, c.now)}
	if !window.since.Before(window.until) {
		return
	}
	selected := func(p *escalationPolicy, _ *schedule) bool {
		return len(p.teams) > 0 && (len(q.Filters.Teams) == 0 || slices.Contains(q.Filters.Teams, p.teams[0].id))
	}
	for _, o := range c.account.onCalls(window, selected) {
		r := row(o.user, o.policy.teams[0])
		if r == nil {
			continue
		}
		if r.onCall[o.user] == nil {
			r.onCall[o.user] = &duty{}
		}
		turn := window // of a user who is always on call
		if o.schedule != nil {
			turn = span{o.start, o.end}
		}
		d := r.onCall[o.user]
		if d.all = append(d.all, turn); o.level == 1 {
			d.first = append(d.first, turn)
		} else {
			d.further = append(d.further, turn)
		}
	}
}

func (r *responderRow) view(window span) map[string]any {
	view := map[string]any{"total_incident_count": len(r.incidents)}
	for _, member := range []string{
		"total_incidents_acknowledged", "total_incidents_manual_escalated_from", "total_incidents_manual_escalated_to", "total_incidents_timeout_escalated_from",
		"total_incidents_timeout_escalated_to", "total_incidents_reassigned_from", "total_incidents_reassigned_to", "total_notifications", "total_interruptions",
		"total_business_hour_interruptions", "total_off_hour_interruptions", "total_sleep_hour_interruptions",
	} {
		view[member] = r.totals[member]
	}
	if r.user != nil {
		view["responder_id"], view["responder_name"], view["team_id"], view["team_name"] = r.user.id, r.user.name, r.team.id, r.team.name
	}
	setMean(view, "mean_time_to_acknowledge_seconds", r.toAck)
	setMean(view, "mean_engaged_seconds", r.engaged)
	engaged, all, first, further := 0, 0, 0, 0
	for _, seconds := range r.engaged {
		engaged += seconds
	}
	for _, d := range r.onCall {
		all += int(union(d.all, window) / time.Second)
		first += int(union(d.first, window) / time.Second)
		further += int(union(d.further, window) / time.Second)
	}
	view["total_engaged_seconds"], view["total_seconds_on_call"] = engaged, all
	view["total_seconds_on_call_level_1"], view["total_seconds_on_call_level_2_plus"] = first, further
	return view
}
