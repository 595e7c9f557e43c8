package simulator

import (
	"cmp"
	"slices"
	"strings"
)

func listIncidents(c *call) (any, error) {
	window, err := c.incidentWindow()
	if err != nil {
		return nil, err
	}
	var (
		statuses   = c.list("statuses[]", statusTriggered, statusAcknowledged, statusResolved)
		urgencies  = c.list("urgencies[]", "high", "low")
		services   = c.list("service_ids[]")
		teams      = c.list("team_ids[]")
		users      = c.list("user_ids[]")
		priorities = c.list("priority_ids[]")
		kinds      = c.list("incident_type_ids[]")
		key        = c.text("incident_key")
	)
	order := c.incidentOrder()
	found := filter(c.account.incidents.order,
		func(i *incident) bool { return window.holds(i.createdAt) },
		func(i *incident) bool { return key == "" || i.key == key },
		func(i *incident) bool { return oneOf(statuses, i.status) },
		func(i *incident) bool { return oneOf(urgencies, i.urgency) },
		func(i *incident) bool { return oneOf(services, i.service.id) },
		func(i *incident) bool { return len(teams) == 0 || inTeams(i.teams, teams) },
		func(i *incident) bool { return len(users) == 0 || i.open() && assignedTo(i, users) },
		func(i *incident) bool {
			return len(priorities) == 0 || i.priority != nil && oneOf(priorities, i.priority.id)
		},
		func(i *incident) bool { return oneOf(kinds, c.account.incidentTypeID(i.kind)) })
	slices.SortStableFunc(found, order)
	return paginate(c, "incidents", found, c.renderer().incident)
}

// oneOf reports whether a value is in the list. An empty list contains all values.
func oneOf(wanted []string, value string) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

func assignedTo(i *incident, ids []string) bool {
	return slices.ContainsFunc(i.assignments, func(a assignment) bool { return slices.Contains(ids, a.user.id) })
}

const incidentWindowMonths = 6 // the longest window of PagerDuty

// incidentWindow returns the window in which listed incidents were created. If since, until or both are missing, it is one month
// long, as in PagerDuty.
func (c *call) incidentWindow() (span, error) {
	switch text := c.text("date_range"); text {
	case "":
	case "all":
		return span{}, nil
	default:
		c.problem(`date_range must be "all", not %q`, text)
	}
	w := c.span()
	switch {
	case w.until.IsZero() && w.since.IsZero():
		w = span{c.now.AddDate(0, -1, 0), c.now}
	case w.until.IsZero():
		w.until = w.since.AddDate(0, 1, 0)
	case w.since.IsZero():
		w.since = w.until.AddDate(0, -1, 0)
	}
	switch {
	case !w.since.Before(w.until):
		return w, badRequest(2004, "Invalid since or until", "since must be before until")
	case w.since.AddDate(0, incidentWindowMonths, 0).Before(w.until):
		return w, badRequest(2005, "The time range is too wide", "since and until must be at most 6 months apart; date_range=all has no limit")
	}
	return w, nil
}

type incidentComparison func(a, b *incident) int

// incidentOrder returns the order of sort_by. The default is oldest first.
func (c *call) incidentOrder() incidentComparison {
	fields := strings.Split(cmp.Or(c.text("sort_by"), "created_at"), ",")
	if len(fields) > 2 {
		c.problem("sort_by can have at most two fields")
	}
	var order []incidentComparison
	for _, field := range fields {
		order = append(order, c.incidentField(strings.TrimSpace(field)))
	}
	return func(a, b *incident) int {
		for _, compare := range order {
			if difference := compare(a, b); difference != 0 {
				return difference
			}
		}
		return cmp.Compare(a.number, b.number)
	}
}

func (c *call) incidentField(text string) incidentComparison {
	name, direction, _ := strings.Cut(text, ":")
	compare := map[string]incidentComparison{
		"incident_number": func(a, b *incident) int { return cmp.Compare(a.number, b.number) },
		"created_at":      func(a, b *incident) int { return a.createdAt.Compare(b.createdAt) },
		"resolved_at":     func(a, b *incident) int { return a.resolvedAt.Compare(b.resolvedAt) },
		"urgency":         func(a, b *incident) int { return cmp.Compare(b.urgency, a.urgency) }, // low before high
	}[name]
	switch {
	case compare == nil:
		c.problem("sort_by: unknown field %q; the fields are incident_number, created_at, resolved_at and urgency", name)
		return func(a, b *incident) int { return 0 }
	case direction == "desc":
		return func(a, b *incident) int { return compare(b, a) }
	case direction != "" && direction != "asc":
		c.problem("sort_by: the direction of %q must be asc or desc", text)
	}
	return compare
}
