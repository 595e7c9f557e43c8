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

func changeEventRoutes() []route {
	return []route{{method: "GET", path: "/incidents/{id}/related_change_events", handle: listRelatedChangeEvents}}
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

type changeEventView struct {
	reference
	Timestamp   string            `json:"timestamp"`
	Services    []reference       `json:"services"`
	Integration reference         `json:"integration"`
	Source      string            `json:"source"`
	Links       []changeLink      `json:"links"`
	Images      []any             `json:"images"`
	Details     map[string]any    `json:"custom_details"`
	Correlation map[string]string `json:"correlation_reason"`
}

func (r *renderer) relatedChange(related relatedChange) changeEventView {
	e := related.event
	return changeEventView{
		reference: refer("change_event", e.id, e.summary, "/change_events/"+e.id, "/change_events/"+e.id),
		Timestamp: r.time(e.at), Services: each(e.services, (*service).reference), Integration: e.integration.reference(),
		Source: e.source, Links: slices.Concat([]changeLink{}, e.links), Images: []any{}, Details: e.details,
		Correlation: map[string]string{"reason": related.reason},
	}
}
