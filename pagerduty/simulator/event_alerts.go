package simulator

import (
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/enqueue"
)

// eventDetails are the parts of an event that only alerts from the Events API have.
type eventDetails struct {
	source, component, group, class, client, clientURL string
}

// deliver passes an event to its service.
func (a *account) deliver(o *orchestrated, s *service, source *integration) {
	by := agent{service: s, integration: source}
	switch o.action {
	case enqueue.Trigger:
		a.trigger(o, s, source)
	case enqueue.Acknowledge:
		if i, _ := a.openAlert(o.event); i != nil && i.status == statusTriggered {
			a.acknowledgeByEvent(i, by, o.now)
		}
	case enqueue.Resolve:
		a.release(o.event)
		if i, alert := a.openAlert(o.event); i != nil {
			a.resolveAlert(i, alert, by, o.now)
		}
	}
}

// openAlert returns the open alert with the keys of an event, and its incident; nil if there is none.
func (a *account) openAlert(e *event) (*incident, *alert) {
	for _, i := range slices.Backward(a.incidents.order) {
		if !i.open() {
			continue
		}
		for _, alert := range i.alerts {
			if alert.key == e.dedupKey && alert.integration.key == e.routingKey && alert.resolvedAt.IsZero() {
				return i, alert
			}
		}
	}
	return nil, nil
}

// trigger opens an alert. An event for an open alert belongs to that one. A suppressed alert opens no incident, and so is nowhere in the API.
func (a *account) trigger(o *orchestrated, s *service, source *integration) {
	if i, _ := a.openAlert(o.event); i != nil || o.suppressed || a.holds(o.event) {
		return
	}
	pause := o.suspended
	if pause == 0 && s.autoPause > 0 && isTransient(o.text("severity")) {
		pause = s.autoPause
	}
	if pause > 0 {
		a.intake.held = append(a.intake.held, &heldAlert{o, s, source, o.now.Add(time.Duration(pause) * time.Second)})
		return
	}
	a.raise(o, s, source, o.now)
}

// raise opens an alert in an open incident that it belongs to, or else in a new one. A service that is disabled or in maintenance opens none.
func (a *account) raise(o *orchestrated, s *service, source *integration, at time.Time) {
	if s.status == "disabled" || a.maintained(s, at) || !s.deletedAt.IsZero() {
		return
	}
	alert := o.alert(a, source, at)
	i := a.groupFor(alert, s, at)
	if i == nil {
		i = a.openByEvent(o, s, source, at)
	} else if i.service != s {
		alert.service = s
	}
	i.alerts, i.updatedAt = append(i.alerts, alert), at
	for _, note := range o.annotations {
		if text := cutNote(note.text); text != "" {
			a.addNote(i, note.author, text, at)
		}
	}
	for _, update := range o.fields {
		for _, field := range a.incidentType(i.kind).allFields() {
			if field.id == update.ID && field.dataType == "string" && field.fieldType == singleValue { // a rule has only texts
				a.setField(i, field, update.Value, agent{service: s, integration: source}, at)
			}
		}
	}
}

func cutNote(text string) string {
	characters := []rune(text)
	return string(characters[:min(len(characters), maxNote)])
}

// alert makes the alert of an event.
func (o *orchestrated) alert(a *account, source *integration, at time.Time) *alert {
	details, _ := o.normal["custom_details"].(map[string]any)
	if details == nil {
		details = map[string]any{}
	}
	return &alert{
		id: a.newLongID(), summary: o.text("summary"), key: o.dedupKey, severity: o.text("severity"), integration: source, createdAt: at,
		details: details, contexts: o.contexts, event: &eventDetails{
			o.text("source"), o.text("component"), o.text("group"), o.text("class"), o.text("client"), o.text("client_url"),
		},
	}
}

// openByEvent opens the incident of an event.
func (a *account) openByEvent(o *orchestrated, s *service, source *integration, at time.Time) *incident {
	summary := o.text("summary")
	i := &incident{
		title: summary, key: o.dedupKey, kind: defaultIncidentType, service: s, policy: o.policy, priority: o.priority,
		urgency: a.urgencyOf(s, o.text("severity"), at),
	}
	a.openIncident(i, agent{service: s, integration: source}, channel{
		Type: "api", Summary: summary, ServiceKey: source.key, Description: summary, IncidentKey: o.dedupKey,
	}, nil, at)
	return i
}

// acknowledgeByEvent acknowledges an incident on behalf of an integration, which is in the log only: the acknowledgements are of users.
func (a *account) acknowledgeByEvent(i *incident, by agent, at time.Time) {
	i.snoozedUntil = time.Time{}
	i.setStatus(statusAcknowledged, by, at)
	a.record(i, "acknowledge_log_entry", by, at)
}

// resolveAlert resolves an alert, and with the last one its incident.
func (a *account) resolveAlert(i *incident, resolved *alert, by agent, at time.Time) {
	resolved.resolvedAt, i.updatedAt = at, at
	if !slices.ContainsFunc(i.alerts, func(other *alert) bool { return other.resolvedAt.IsZero() }) {
		a.resolve(i, by, "", at)
	}
}
