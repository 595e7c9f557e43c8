package simulator

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// incidentGrouping decides to which row an incident belongs. It returns the members that identify the row, or nil if there is none.
type incidentGrouping func(*analysis) map[string]any

func byAll(*analysis) map[string]any { return map[string]any{} }

func byService(x *analysis) map[string]any {
	group := map[string]any{"service_id": x.incident.service.id, "service_name": x.incident.service.name}
	for _, t := range x.incident.service.teams[:min(1, len(x.incident.service.teams))] {
		group["team_id"], group["team_name"] = t.id, t.name
	}
	return group
}

// byTeam leaves out incidents without a team.
func byTeam(x *analysis) map[string]any {
	if len(x.incident.teams) == 0 {
		return nil
	}
	return map[string]any{"team_id": x.incident.teams[0].id, "team_name": x.incident.teams[0].name}
}

func byPolicy(x *analysis) map[string]any {
	group := map[string]any{"escalation_policy_id": x.incident.policy.id, "escalation_policy_name": x.incident.policy.name}
	for _, t := range x.incident.policy.teams[:min(1, len(x.incident.policy.teams))] {
		group["team_id"], group["team_name"] = t.id, t.name
	}
	return group
}

// incidentMetrics returns the handler of an operation with metrics of incidents. Groups and periods without incidents have no row.
func incidentMetrics(grouping incidentGrouping) func(*call) (any, error) {
	return func(c *call) (any, error) {
		q, err := c.analyticsQuery(false)
		if err != nil {
			return nil, err
		}
		type rowKey struct {
			id     string
			period time.Time
		}
		rows, groups, keys := map[rowKey][]*analysis{}, map[rowKey]map[string]any{}, []rowKey{}
		for _, x := range c.analyses(q) {
			group := grouping(x)
			if group == nil {
				continue
			}
			id, _ := cmp.Or(group["service_id"], group["escalation_policy_id"], group["team_id"]).(string)
			key := rowKey{id, q.period(x.incident.createdAt)}
			if rows[key] == nil {
				groups[key], keys = group, append(keys, key)
			}
			rows[key] = append(rows[key], x)
		}
		slices.SortStableFunc(keys, func(a, b rowKey) int { return cmp.Or(a.period.Compare(b.period), cmp.Compare(a.id, b.id)) })
		shown := make([]map[string]any, 0, len(keys))
		for _, key := range keys {
			row := groups[key]
			if !key.period.IsZero() {
				row["range_start"] = key.period.In(q.zone).Format(time.RFC3339)
			}
			q.setMetrics(row, rows[key], key.period, c.now)
			shown = append(shown, row)
		}
		return q.answer(c, shown)
	}
}

// period returns the start of the period that holds a time; zero without periods. Weeks begin on Monday.
func (q *analyticsQuery) period(at time.Time) time.Time {
	year, month, date := at.In(q.zone).Date()
	switch q.Unit {
	case "day":
	case "week":
		date -= (int(at.In(q.zone).Weekday()) + 6) % 7
	case "month":
		date = 1
	default:
		return time.Time{}
	}
	return time.Date(year, month, date, 0, 0, 0, 0, q.zone).UTC()
}

// setMetrics sets the metrics of incidents in a row.
func (q *analyticsQuery) setMetrics(row map[string]any, all []*analysis, period, now time.Time) {
	totals := map[string]int{}
	var acknowledge, resolve, mobilize, engage, engaged, users, assignments []int
	responders := map[*user]bool{}
	for _, x := range all {
		acknowledge, resolve = append(acknowledge, x.secondsToAcknowledge()...), append(resolve, x.secondsToResolve()...)
		mobilize, engage = append(mobilize, x.secondsToMobilize()...), append(engage, x.secondsToEngage()...)
		engaged, users, assignments = append(engaged, x.engagedSeconds()), append(users, len(x.engaged)), append(assignments, x.assignments())
		for _, one := range x.engaged {
			responders[one.user] = true
		}
		x.addTotals(totals)
	}
	for member, total := range totals {
		row[member] = total
	}
	setMean(row, "mean_seconds_to_first_ack", acknowledge)
	setMean(row, "mean_seconds_to_resolve", resolve)
	setMean(row, "mean_seconds_to_mobilize", mobilize)
	setMean(row, "mean_seconds_to_engage", engage)
	setMean(row, "mean_engaged_seconds", engaged)
	setMean(row, "mean_engaged_user_count", users)
	setMean(row, "mean_assignment_count", assignments)
	switch {
	case row["escalation_policy_id"] != nil:
		row["distinct_responder_count"] = len(responders)
	case row["service_id"] != nil:
		row["up_time_pct"] = q.upTime(all, period, now)
	case row["team_id"] == nil:
		setPercentiles(row, "seconds_to_first_ack", acknowledge)
		setPercentiles(row, "seconds_to_resolve", resolve)
	}
}

// addTotals adds an incident to the totals of a row.
func (x *analysis) addTotals(totals map[string]int) {
	for member, n := range map[string]int{
		"total_incident_count":              1,
		"total_incidents_acknowledged":      boolToInt(len(x.acknowledgements) > 0),
		"total_incidents_auto_resolved":     boolToInt(x.autoResolved),
		"total_incidents_manual_escalated":  boolToInt(x.count(byHand) > 0),
		"total_incidents_timeout_escalated": boolToInt(x.count(byTimeout) > 0),
		"total_incidents_reassigned":        boolToInt(x.count(reassigning) > 0),
		"total_escalation_count":            x.count(byHand) + x.count(byTimeout),
		"total_engaged_seconds":             x.engagedSeconds(),
		"total_snoozed_seconds":             int(x.snoozed / time.Second),
		"total_notifications":               len(x.notified),
		"total_interruptions":               len(x.interrupted),
		"total_business_hour_interruptions": x.inHours(businessHours),
		"total_off_hour_interruptions":      x.inHours(offHours),
		"total_sleep_hour_interruptions":    x.inHours(sleepHours),
	} {
		totals[member] += n
	}
}

// upTime returns the share of the time, in percent, in which no major incident of a service was open.
func (q *analyticsQuery) upTime(all []*analysis, period, now time.Time) float64 {
	window := span{q.window.since, earlier(q.window.until, now)}
	if !period.IsZero() {
		local := period.In(q.zone)
		end := map[string]time.Time{"day": local.AddDate(0, 0, 1), "week": local.AddDate(0, 0, 7), "month": local.AddDate(0, 1, 0)}[q.Unit]
		window = span{later(window.since, period), earlier(window.until, end)}
	}
	var down []span
	for _, x := range all {
		if x.major {
			down = append(down, span{x.incident.createdAt, x.until})
		}
	}
	whole := window.until.Sub(window.since)
	if whole <= 0 {
		return 100
	}
	return math.Round(10_000*(1-union(down, window).Seconds()/whole.Seconds())) / 100
}

// union returns the time within a window that spans cover.
func union(spans []span, window span) time.Duration {
	var total time.Duration
	covered := window.since
	slices.SortFunc(spans, func(a, b span) int { return a.since.Compare(b.since) })
	for _, s := range spans {
		if start, end := later(s.since, covered), earlier(s.until, window.until); end.After(start) {
			total, covered = total+end.Sub(start), end
		}
	}
	return total
}
