package simulator

import (
	"slices"
	"time"
)

// changeEvent is a deploy or another change of a service.
type changeEvent struct {
	id, summary, source string
	at                  time.Time
	services            []*service
	integration         *integration // of the first service
	links               []changeLink
	details             map[string]any
}

type changeLink struct {
	Href string `json:"href"`
	Text string `json:"text"`
}

// relatedChange is a change event that may have caused an incident. reason is most_recent, related_service or intelligent.
type relatedChange struct {
	event  *changeEvent
	reason string
}

func changeEvents() *resource[changeEvent] {
	return &resource[changeEvent]{
		path: "/change_events", one: "change_event", many: "change_events", kind: "change_event",
		records: func(c *call) (*collection[changeEvent], error) { return &c.account.changeEvents, nil },
		id:      func(e *changeEvent) *string { return &e.id },
		head: func(e *changeEvent) map[string]any {
			return refer("change_event", e.id, e.summary, "/change_events/"+e.id, "/change_events/"+e.id).members()
		},
		fields: []field[changeEvent]{
			text("summary", func(e *changeEvent) *string { return &e.summary }, rules{required: true, longest: 1024}),
			written("custom_details", func(_ *call, e *changeEvent, _ string, details map[string]any) { e.details = details },
				func(_ *renderer, e *changeEvent) any { return e.details }),
			shown("timestamp", func(r *renderer, e *changeEvent) any { return r.time(e.at) }),
			shown("services", func(_ *renderer, e *changeEvent) any { return each(e.services, (*service).reference) }),
			shown("integration", func(_ *renderer, e *changeEvent) any { return e.integration.reference() }),
			shown("source", func(_ *renderer, e *changeEvent) any { return e.source }),
			shown("links", func(_ *renderer, e *changeEvent) any { return slices.Concat([]changeLink{}, e.links) }),
			shown("images", func(*renderer, *changeEvent) any { return []any{} }),
		},
	}
}

func changeEventRoutes() []route {
	return []route{
		{method: "GET", path: "/change_events", handle: func(c *call) (any, error) { return listChangeEvents(c, nil) }},
		{method: "GET", path: "/change_events/{id}", handle: changeEvents().get},
		{method: "PUT", path: "/change_events/{id}", handle: changeEvents().update},
		{method: "GET", path: "/services/{id}/change_events", handle: listServiceChangeEvents},
		{method: "GET", path: "/incidents/{id}/related_change_events", handle: listRelatedChangeEvents},
	}
}

func listServiceChangeEvents(c *call) (any, error) {
	s, err := services().find(c)
	if err != nil {
		return nil, err
	}
	return listChangeEvents(c, s)
}

// listChangeEvents lists the change events of a service, or of all services for nil, the latest first. Its answer has only the records:
// PagerDuty's contract has no limit, offset, more or total in it.
func listChangeEvents(c *call, of *service) (any, error) {
	teams, integrations, window := c.list("team_ids[]"), c.list("integration_ids[]"), span{c.utc("since"), c.utc("until")}
	found := filter(c.account.changeEvents.order, func(e *changeEvent) bool {
		return (of == nil || slices.Contains(e.services, of)) && window.holds(e.at) &&
			(len(integrations) == 0 || slices.Contains(integrations, e.integration.id)) &&
			(len(teams) == 0 || slices.ContainsFunc(e.services, func(s *service) bool { return inTeams(s.teams, teams) }))
	})
	slices.SortStableFunc(found, func(a, b *changeEvent) int { return b.at.Compare(a.at) })
	limit, offset, _, err := c.page()
	if err != nil {
		return nil, err
	}
	page, _ := cut(found, limit, offset, c.pages)
	show := c.renderer()
	return map[string]any{"change_events": each(page, func(e *changeEvent) map[string]any { return changeEvents().view(show, e) })}, nil
}

// utc returns a time in the query. It refuses one that is not in UTC.
func (c *call) utc(name string) time.Time {
	at := c.time(name, time.Time{})
	if _, offset := at.Zone(); offset != 0 {
		c.problem("query parameter %q must be in UTC, not %q", name, c.text(name))
	}
	return at
}

func listRelatedChangeEvents(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	limit := c.integer("limit", defaultLimit)
	if limit < 1 || limit > maxLimit {
		c.problem("limit must be 1 to %d, not %d", maxLimit, limit)
		return nil, nil
	}
	related := c.account.relatedChanges(i)
	return map[string]any{"change_events": each(related[:min(limit, len(related))], c.renderer().relatedChange)}, nil
}

// relatedChanges returns the related changes of the seed, and the latest change of the incident's service before the incident.
func (a *account) relatedChanges(i *incident) []relatedChange {
	const recent = 7 * 24 * time.Hour
	var latest *changeEvent
	for _, e := range a.changeEvents.order {
		age := i.createdAt.Sub(e.at)
		if slices.Contains(e.services, i.service) && age >= 0 && age < recent && (latest == nil || e.at.After(latest.at)) {
			latest = e
		}
	}
	related := slices.Clone(i.changes)
	known := func(r relatedChange) bool { return r.event == latest }
	if latest != nil && !slices.ContainsFunc(related, known) {
		related = append(related, relatedChange{latest, "most_recent"})
	}
	return related
}

func (r *renderer) relatedChange(related relatedChange) map[string]any {
	view := changeEvents().view(r, related.event)
	view["correlation_reason"] = map[string]string{"reason": related.reason}
	return view
}
