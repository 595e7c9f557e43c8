package simulator

import "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/enqueue"

// takeChangeEvent accepts a change event. Those of an event orchestration go to the service that its router chooses, and without one nowhere.
func takeChangeEvent(c *call) (any, error) {
	r, refused := c.readEvent(enqueue.ChangeProblems, []string{"routing_key", "payload", "links", "images"}, []string{"summary", "source", "timestamp", "custom_details"})
	if refused != nil {
		return refused, nil
	}
	e := &event{routingKey: r.routingKey(), raw: r.in}
	added := &changeEvent{
		summary: textIn(r.payload, "summary"), source: textIn(r.payload, "source"), at: r.timestamp(),
		links: each(r.contexts("links", "link"), func(l alertContext) changeLink { return changeLink{l.Href, l.Text} }),
	}
	added.details, _ = r.payload["custom_details"].(map[string]any)
	e.normal = r.normal(e)
	e.normal["event_type"] = "change"
	delete(e.normal, "event_action")
	if refused := r.invalid(); refused != nil {
		return refused, nil
	}
	if refused := r.throttled(e.routingKey); refused != nil {
		return refused, nil
	}
	c.account.addChange(added, &orchestrated{event: e, account: c.account, now: c.now})
	return eventAnswer{Status: "success", Message: "Change event processed"}, nil
}

// addChange adds a change event to its service. The rules of a router only choose the service.
func (a *account) addChange(added *changeEvent, o *orchestrated) {
	source := a.integrationWith(o.routingKey)
	if source == nil {
		owner := a.orchestrationWith(o.routingKey)
		if s := a.services.byID[o.route(owner.router, "router/"+owner.id)]; s != nil {
			source = owner.integrationOf(s, o.routingKey)
		}
	}
	if source == nil {
		return
	}
	added.id, added.integration, added.services = a.newID("01", 24), source, []*service{source.service}
	a.changeEvents.add(added.id, added)
}
