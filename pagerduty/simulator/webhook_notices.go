package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// notice is something that subscriptions may ask for: an entry of an incident's log, or the test of one subscription.
type notice struct {
	incident *incident
	entry    *logEntry
	status   string // of the incident at that time
	test     *webhookSubscription
}

// announce collects a log entry until the request ends, when the incident has all its parts.
func (a *account) announce(i *incident, e *logEntry) {
	if a.sendsWebhooks {
		a.notices = append(a.notices, notice{incident: i, entry: e, status: i.status})
	}
}

// eventType returns the event that a notice is for subscriptions; "" if it is none.
func (n notice) eventType() string {
	if n.entry.isRemark() {
		return ""
	}
	switch n.entry.kind {
	case "trigger_log_entry":
		if n.incident.log[0] != n.entry {
			return "incident.reopened"
		}
		return "incident.triggered"
	case "assign_log_entry":
		if at := slices.Index(n.incident.log, n.entry); at > 0 && n.incident.log[at-1].kind == "trigger_log_entry" {
			return "" // a part of the trigger
		}
		return "incident.reassigned"
	case "field_value_change_log_entry":
		return changedFieldEvents[n.entry.channel.Changeset.Fields[0].Name]
	}
	return entryEvents[n.entry.kind]
}

var entryEvents = map[string]string{
	"acknowledge_log_entry": "incident.acknowledged", "unacknowledge_log_entry": "incident.unacknowledged", "escalate_log_entry": "incident.escalated",
	"delegate_log_entry": "incident.delegated", "resolve_log_entry": "incident.resolved", "annotate_log_entry": "incident.annotated",
	"custom_field_value_change_log_entry": "incident.custom_field_values.updated",
}

var changedFieldEvents = map[string]string{
	"priority": "incident.priority_updated", "service": "incident.service_updated", "incident_type": "incident.incident_type.changed",
	"conference_bridge": "incident.conference_bridge.updated",
}

// wants reports whether a subscription is for an event of an incident.
func (w *webhookSubscription) wants(event string, i *incident) bool {
	switch {
	case !w.active || w.delivery.disabled || !slices.Contains(w.events, event):
		return false
	case w.filter.Type == webhookService:
		return i.service.id == w.filter.ID
	case w.filter.Type == webhookTeam:
		return inTeams(i.teams, []string{w.filter.ID})
	}
	return true
}

// webhookEvent is the body of a delivery.
type webhookEvent struct {
	ID       string `json:"id"`
	Type     string `json:"event_type"`
	Resource string `json:"resource_type"`
	At       string `json:"occurred_at"`
	Agent    any    `json:"agent"`
	Client   any    `json:"client"`
	Data     any    `json:"data"`
}

// sendWebhooks hands the deliveries of a request to the courier, in the order in which things happened.
func (s *Simulator) sendWebhooks(now time.Time, r *http.Request) {
	if s.courier == nil || len(s.account.notices) == 0 {
		return
	}
	notices := s.account.notices
	s.account.notices = nil
	show := &renderer{account: s.account, now: now, zone: time.UTC, include: map[string]bool{}}
	for _, n := range notices {
		if n.test != nil {
			s.courier.add(n.test, webhookEvent{Type: "pagey.ping", Resource: "pagey", At: webhookTime(now), Data: map[string]string{"message": "Hello from your friend Pagey!", "type": "ping"}}, r)
			continue
		}
		event := n.eventType()
		for _, w := range s.account.webhooks.order {
			if event != "" && w.wants(event, n.incident) {
				s.courier.add(w, webhookEvent{
					Type: event, Resource: "incident", At: webhookTime(n.entry.createdAt), Agent: show.agent(n.entry.agent), Data: show.webhookData(event, n),
				}, r)
			}
		}
	}
}

func webhookTime(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

// webhookData returns what an event is about: a note, the values of fields, or the incident.
func (r *renderer) webhookData(event string, n notice) any {
	i := n.incident
	switch event {
	case "incident.annotated":
		return map[string]any{"id": n.entry.id, "type": "incident_note", "content": n.entry.text, "trimmed": false, "incident": i.reference()}
	case "incident.custom_field_values.updated":
		return map[string]any{"type": "incident_field_values", "incident": i.reference(), "custom_fields": r.account.fieldValues(i)}
	case "incident.conference_bridge.updated":
		return map[string]any{"type": "incident_conference_bridge", "incident": i.reference(), "conference_bridge": i.bridge}
	}
	data := i.head("incident").members()
	for member, value := range map[string]any{
		"number": i.number, "title": i.title, "status": n.status, "incident_key": i.key, "urgency": i.urgency, "created_at": webhookTime(i.createdAt),
		"service": i.service.reference(), "assignees": each(i.assignees(), (*user).reference), "escalation_policy": i.policy.reference(),
		"teams": each(i.teams, (*team).reference), "priority": i.priority.viewOrNull(), "incident_type": map[string]string{"name": i.kind},
		"conference_bridge": nil, "resolve_reason": nil,
	} {
		data[member] = value
	}
	return data
}

// body returns the bytes of a delivery.
func (e webhookEvent) body(r *http.Request) []byte {
	encoded, _ := json.Marshal(map[string]webhookEvent{"event": e}) // cannot fail: views
	return linkToSelf(encoded, r)
}
