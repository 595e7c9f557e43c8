package simulator

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Analytics are computed from the incidents, their logs and the schedules, when they are asked for. PagerDuty's lag behind by up to 24
// hours; these do not. Every incident belongs to the first of its teams, so that the numbers of all teams or services add up to the
// account's.

func analyticsRoutes() []route {
	incidents := func(path string, handle func(*call) (any, error)) route {
		return route{method: "POST", path: "/analytics/" + path, ability: "advanced_reports", handle: handle}
	}
	return []route{
		incidents("raw/incidents", listIncidentAnalytics),
		incidents("metrics/incidents/all", incidentMetrics(byAll)),
		incidents("metrics/incidents/services", incidentMetrics(byService)),
		incidents("metrics/incidents/teams", incidentMetrics(byTeam)),
		incidents("metrics/incidents/escalation_policies", incidentMetrics(byPolicy)),
		incidents("metrics/responders/all", responderMetrics(false)),
		incidents("metrics/responders/teams", responderMetrics(true)),
	}
}

// analyticsInput is the body of an analytics operation. Each operation has only some of these members.
type analyticsInput struct {
	Filters  analyticsFilters `json:"filters"`
	TimeZone string           `json:"time_zone"`
	Order    string           `json:"order"`
	OrderBy  string           `json:"order_by"`
	Unit     string           `json:"aggregate_unit"`
	Limit    *int             `json:"limit"`
	After    string           `json:"starting_after"`
	Before   string           `json:"ending_before"`
}

type analyticsFilters struct {
	CreatedStart  string   `json:"created_at_start,omitempty"`
	CreatedEnd    string   `json:"created_at_end,omitempty"`
	RangeStart    string   `json:"date_range_start,omitempty"`
	RangeEnd      string   `json:"date_range_end,omitempty"`
	UpdatedAfter  string   `json:"updated_after,omitempty"`
	Urgency       string   `json:"urgency,omitempty"`
	Major         *bool    `json:"major,omitempty"`
	Acknowledged  int      `json:"min_ackowledgements,omitempty"` // as PagerDuty spells it
	ByTimeout     int      `json:"min_timeout_escalations,omitempty"`
	ByHand        int      `json:"min_manual_escalations,omitempty"`
	Teams         []string `json:"team_ids,omitempty"`
	Services      []string `json:"service_ids,omitempty"`
	Policies      []string `json:"escalation_policy_ids,omitempty"`
	Responders    []string `json:"responder_ids,omitempty"`
	Priorities    []string `json:"priority_ids,omitempty"`
	PriorityNames []string `json:"priority_names,omitempty"`
	Types         []string `json:"incident_type_ids,omitempty"`
	Advance       *bool    `json:"pd_advance_used,omitempty"`
}

// analyticsQuery is an analytics operation's body, after it was checked.
type analyticsQuery struct {
	analyticsInput
	window     span
	responders bool // it is about responders
	updated    time.Time
	zone       *time.Location
}

const yearOfAnalytics = 366 * day

// analyticsQuery reads and checks the body.
func (c *call) analyticsQuery(responders bool) (*analyticsQuery, error) {
	q := &analyticsQuery{zone: time.UTC, responders: responders}
	if err := c.decode(&q.analyticsInput); err != nil {
		return nil, err
	}
	if c.user != nil && len(q.Filters.Teams) == 0 && (responders || len(q.Filters.Services) == 0) {
		c.problem("filters must have team_ids or service_ids, since the key belongs to a user")
	}
	q.readWindow(c)
	q.checkChoices(c)
	if q.TimeZone != "" {
		checkZone(c, "time_zone", q.TimeZone)
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	if q.TimeZone != "" {
		q.zone = c.account.mustLocation(q.TimeZone)
	}
	return q, nil
}

// readWindow reads the window, by default the last year.
func (q *analyticsQuery) readWindow(c *call) {
	in, names := &q.Filters, "filters.created_at"
	start, end := in.CreatedStart, in.CreatedEnd
	if q.responders {
		start, end, names = in.RangeStart, in.RangeEnd, "filters.date_range"
	}
	q.window.until = c.bodyTime(names+"_end", end, c.now)
	q.window.since = c.bodyTime(names+"_start", start, q.window.until.AddDate(-1, 0, 0))
	q.updated = c.bodyTime("filters.updated_after", in.UpdatedAfter, time.Time{})
	switch {
	case q.window.until.Before(q.window.since):
		c.problem("%s_end must not be before %s_start", names, names)
	case q.window.until.Sub(q.window.since) > yearOfAnalytics:
		c.problem("%s_start and %s_end must not be more than a year apart", names, names)
	}
}

func (q *analyticsQuery) checkChoices(c *call) {
	for _, choice := range []struct {
		member, value string
		among         []string
	}{{"filters.urgency", q.Filters.Urgency, []string{"high", "low"}}, {"order", q.Order, []string{"asc", "desc"}}, {"aggregate_unit", q.Unit, []string{"day", "week", "month"}}} {
		if choice.value != "" && !slices.Contains(choice.among, choice.value) {
			c.problem("%s must be %s, not %q", choice.member, alternativesOf(choice.among), choice.value)
		}
	}
}

// bodyTime reads a time in the body, or returns fallback if it is absent.
func (c *call) bodyTime(member, text string, fallback time.Time) time.Time {
	if text == "" {
		return fallback
	}
	t, ok := parseTime(text)
	if !ok {
		c.problem("%s must be an ISO 8601 time, not %q", member, text)
	}
	return t
}

// analyses returns what analytics has on the incidents that the filters select, oldest first.
func (c *call) analyses(q *analyticsQuery) []*analysis {
	var found []*analysis
	for _, i := range c.account.incidents.order {
		if i.createdAt.Before(q.window.since) || !i.createdAt.Before(q.window.until) {
			continue
		}
		if a := c.account.analyse(i, c.now); q.selects(c.account, a) {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b *analysis) int {
		return cmp.Or(a.incident.createdAt.Compare(b.incident.createdAt), a.incident.number-b.incident.number)
	})
	return found
}

func (q *analyticsQuery) selects(of *account, a *analysis) bool {
	in, i := &q.Filters, a.incident
	oneOf := func(ids []string, id string) bool { return len(ids) == 0 || slices.Contains(ids, id) }
	priorityID, priorityName := "", ""
	if i.priority != nil {
		priorityID, priorityName = i.priority.id, i.priority.name
	}
	return (in.Urgency == "" || in.Urgency == i.urgency) && (in.Major == nil || *in.Major == a.major) && (in.Advance == nil || !*in.Advance) &&
		len(a.acknowledgements) >= in.Acknowledged && a.count(byTimeout) >= in.ByTimeout && a.count(byHand) >= in.ByHand &&
		oneOf(in.Teams, a.teamID()) && oneOf(in.Services, i.service.id) && oneOf(in.Policies, i.policy.id) &&
		oneOf(in.Priorities, priorityID) && oneOf(in.PriorityNames, priorityName) && oneOf(in.Types, of.incidentTypeID(i.kind)) && !i.updatedAt.Before(q.updated)
}

// answer returns rows with the query that they answer.
func (q *analyticsQuery) answer(c *call, rows []map[string]any) (any, error) {
	if err := q.sort(c, rows); err != nil {
		return nil, err
	}
	answer := map[string]any{"data": rows, "filters": q.shownFilters(), "order": cmp.Or(q.Order, "desc"), "time_zone": cmp.Or(q.TimeZone, "Etc/UTC")}
	if q.OrderBy != "" {
		answer["order_by"] = q.OrderBy
	}
	if q.Unit != "" {
		answer["aggregate_unit"] = q.Unit
	}
	return answer, nil
}

// shownFilters returns the filters with the window that was used.
func (q *analyticsQuery) shownFilters() analyticsFilters {
	shown := q.Filters
	start, end := &shown.CreatedStart, &shown.CreatedEnd
	if q.responders {
		start, end = &shown.RangeStart, &shown.RangeEnd
	}
	*start, *end = q.window.since.Format(time.RFC3339), q.window.until.Format(time.RFC3339)
	shown.UpdatedAfter = ""
	return shown
}

// sort sorts rows by a member. Rows without it are last.
func (q *analyticsQuery) sort(c *call, rows []map[string]any) error {
	by := q.OrderBy
	if by == "" {
		return nil
	}
	known := map[string]bool{"total_incident_count": true}
	for _, row := range rows {
		for name := range row {
			known[name] = true
		}
	}
	if !known[by] && len(rows) > 0 {
		c.problem("order_by must be one of %s, not %q", strings.Join(slices.Sorted(maps.Keys(known)), ", "), by)
		return c.refusal()
	}
	slices.SortStableFunc(rows, func(a, b map[string]any) int {
		x, hasX := a[by]
		y, hasY := b[by]
		if !hasX || !hasY {
			return boolToInt(hasY) - boolToInt(hasX)
		}
		order := compareValues(x, y)
		if q.Order != "asc" {
			order = -order
		}
		return order
	})
	return nil
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func compareValues(x, y any) int {
	if a, ok := x.(int); ok {
		if b, ok := y.(int); ok {
			return cmp.Compare(a, b)
		}
	}
	return strings.Compare(fmt.Sprint(x), fmt.Sprint(y))
}

// setMean sets a member of a row to the mean of values, in whole numbers. It leaves the member out if there is no value.
func setMean(row map[string]any, member string, values []int) {
	if len(values) == 0 {
		return
	}
	sum := 0
	for _, value := range values {
		sum += value
	}
	row[member] = (sum + len(values)/2) / len(values)
}

// setPercentiles sets the members p50, p75, p90 and p95 of values, by nearest rank.
func setPercentiles(row map[string]any, member string, values []int) {
	sorted := slices.Sorted(slices.Values(values))
	for _, percent := range []int{50, 75, 90, 95} {
		if len(sorted) > 0 {
			row[fmt.Sprintf("p%d_%s", percent, member)] = sorted[(len(sorted)*percent+99)/100-1]
		}
	}
}
