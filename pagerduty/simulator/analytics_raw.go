package simulator

import (
	"cmp"
	"slices"
	"time"
)

const maxAnalyticsLimit = 1000

// listIncidentAnalytics lists incidents, newest first by default, in pages between cursors.
func listIncidentAnalytics(c *call) (any, error) {
	q, err := c.analyticsQuery(false)
	if err != nil {
		return nil, err
	}
	limit := valueOr(q.Limit, defaultLimit)
	if limit < 1 || limit > maxAnalyticsLimit {
		c.problem("limit must be 1 to %d, not %d", maxAnalyticsLimit, limit)
	}
	if q.OrderBy != "" && q.OrderBy != "created_at" && q.OrderBy != "seconds_to_resolve" {
		c.problem("order_by must be created_at or seconds_to_resolve, not %q", q.OrderBy)
	}
	found := q.sorted(c.analyses(q))
	start, end := c.between(q, found, limit)
	if err := c.refusal(); err != nil {
		return nil, err
	}
	page := found[start:end]
	answer := map[string]any{
		"data": each(page, func(x *analysis) map[string]any { return c.rawIncident(q, x) }), "filters": q.shownFilters(), "limit": limit, "more": end < len(found),
		"order": cmp.Or(q.Order, "desc"), "order_by": cmp.Or(q.OrderBy, "created_at"), "time_zone": cmp.Or(q.TimeZone, "Etc/UTC"), "first": "", "last": "",
	}
	if len(page) > 0 {
		answer["first"], answer["last"] = cursorOf(page[0].incident.number), cursorOf(page[len(page)-1].incident.number)
	}
	return answer, nil
}

// sorted sorts incidents. Open ones are last by the time to resolve.
func (q *analyticsQuery) sorted(found []*analysis) []*analysis {
	sign := -1
	if q.Order == "asc" {
		sign = 1
	}
	slices.SortStableFunc(found, func(a, b *analysis) int {
		x, y := a.secondsToResolve(), b.secondsToResolve()
		switch {
		case q.OrderBy != "seconds_to_resolve":
			return sign * cmp.Or(a.incident.createdAt.Compare(b.incident.createdAt), a.incident.number-b.incident.number)
		case x == nil || y == nil:
			return len(y) - len(x)
		}
		return sign * cmp.Or(x[0]-y[0], a.incident.number-b.incident.number)
	})
	return found
}

// between returns the part of the list that the cursors choose.
func (c *call) between(q *analyticsQuery, found []*analysis, limit int) (start, end int) {
	at := func(member, cursor string) int {
		number, ok := readCursor(cursor)
		n := slices.IndexFunc(found, func(x *analysis) bool { return x.incident.number == number })
		if !ok || n < 0 {
			c.problem("%s must be a cursor from an earlier answer to the same query, not %q", member, cursor)
		}
		return n
	}
	switch {
	case q.After != "" && q.Before != "":
		c.problem("starting_after and ending_before exclude each other")
	case q.After != "":
		start = at("starting_after", q.After) + 1
	case q.Before != "":
		end = max(0, at("ending_before", q.Before))
		return max(0, end-limit), end
	}
	return start, min(start+limit, len(found))
}

// rawIncident renders an incident. Members without a value, such as the time to resolve an open incident, are left out.
func (c *call) rawIncident(q *analyticsQuery, x *analysis) map[string]any {
	i, r := x.incident, &renderer{zone: q.zone}
	row := map[string]any{
		"id": i.id, "incident_number": i.number, "description": i.title, "status": i.status, "urgency": i.urgency, "major": x.major, "incident_type_id": c.account.incidentTypeID(i.kind), "incident_type_name": i.kind,
		"created_at": r.time(i.createdAt), "updated_at": r.time(i.updatedAt), "service_id": i.service.id, "service_name": i.service.name,
		"escalation_policy_id": i.policy.id, "escalation_policy_name": i.policy.name, "auto_resolved": x.autoResolved,
		"acknowledgement_count": len(x.acknowledgements), "assignment_count": x.assignments(), "reassignment_count": x.count(reassigning),
		"escalation_count": x.count(byHand) + x.count(byTimeout), "manual_escalation_count": x.count(byHand), "timeout_escalation_count": x.count(byTimeout),
		"engaged_user_count": len(x.engaged), "active_user_count": len(x.active), "engaged_seconds": x.engagedSeconds(), "snoozed_seconds": int(x.snoozed / time.Second),
		"total_notifications": len(x.notified), "total_interruptions": len(x.interrupted), "business_hour_interruptions": x.inHours(businessHours),
		"off_hour_interruptions": x.inHours(offHours), "sleep_hour_interruptions": x.inHours(sleepHours),
		"priority_id": nil, "priority_name": nil, "priority_order": nil, "team_id": nil, "team_name": nil,
	}
	if p := i.priority; p != nil {
		row["priority_id"], row["priority_name"], row["priority_order"] = p.id, p.name, 1+slices.Index(c.account.priorities.order, p)
	}
	if len(i.teams) > 0 {
		row["team_id"], row["team_name"] = i.teams[0].id, i.teams[0].name
	}
	for member, seconds := range map[string][]int{
		"seconds_to_first_ack": x.secondsToAcknowledge(), "seconds_to_resolve": x.secondsToResolve(), "seconds_to_mobilize": x.secondsToMobilize(), "seconds_to_engage": x.secondsToEngage(),
	} {
		if seconds != nil {
			row[member] = seconds[0]
		}
	}
	if !i.open() {
		row["resolved_at"] = r.time(i.resolvedAt)
		if by := i.statusChangedBy.user; by != nil {
			row["resolved_by_user_id"], row["resolved_by_user_name"] = by.id, by.name
		}
	}
	var assigned []*user
	for _, m := range x.moves {
		assigned = append(assigned, m.to...)
	}
	setUsers(row, "acknowledged", each(x.acknowledgements, func(a assignment) *user { return a.user }))
	setUsers(row, "assigned", assigned)
	setUsers(row, "joined", each(x.joined(), func(p *responder) *user { return p.user }))
	return row
}

// setUsers sets the ids and names of users, each once.
func setUsers(row map[string]any, what string, users []*user) {
	var once []*user
	for _, u := range users {
		if !slices.Contains(once, u) {
			once = append(once, u)
		}
	}
	row[what+"_user_ids"] = each(once, func(u *user) string { return u.id })
	row[what+"_user_names"] = each(once, func(u *user) string { return u.name })
}
