package main

import (
	"encoding/json"
	"fmt"
	"time"
)

// object is a JSON object.
type object = map[string]any

// page returns the answer to GET /incidents with this many incidents, with every member that PagerDuty fills.
func page(incidents int) []byte {
	items := make([]object, incidents)
	for i := range items {
		items[i] = incident(i)
	}
	encoded, err := json.Marshal(object{"incidents": items, "limit": incidents, "offset": 0, "total": nil, "more": false})
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return encoded
}

func incident(i int) object {
	id := fmt.Sprintf("Q%013d", 4_711_000+i*7919)
	number := 48_213 - i
	created := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC).Add(-time.Duration(i) * 41 * time.Minute)
	at := func(after time.Duration) string { return created.Add(after).Format(time.RFC3339) }
	titles := []string{
		"High error rate on checkout-api in eu-west-1: 5xx above 5%",
		"Disk space low on ledger-db-primary (/var/lib/postgresql)",
		"Latency p99 above 2 s for POST /v1/payments on payments-gateway",
		"Queue depth of order-events exceeds 50000 messages",
	}
	title := titles[i%len(titles)]
	service := reference("service", fmt.Sprintf("PSVC%03d", i%17), []string{"Checkout API", "Ledger database", "Payments gateway", "Order events pipeline"}[i%4], "/service-directory/")
	policy := reference("escalation_policy", fmt.Sprintf("PESC%03d", i%9), "Payments: primary, then lead, then manager", "/escalation_policies/")
	assignments := []object{{"at": at(time.Minute), "assignee": user(i)}}
	if i%5 == 0 {
		assignments = append(assignments, object{"at": at(time.Minute), "assignee": user(i + 5)})
	}
	incident := reference("incident", id, fmt.Sprintf("[#%d] %s", number, title), "/incidents/")
	incident["type"] = "incident"
	for name, value := range (object{
		"incident_number":         number,
		"title":                   title,
		"description":             title,
		"created_at":              at(0),
		"updated_at":              at(25 * time.Minute),
		"status":                  []string{"triggered", "acknowledged"}[i%2],
		"incident_key":            fmt.Sprintf("%08x%08x%08x%08x", i*2654435761, i*40503, i*97, i*31337),
		"service":                 service,
		"assignments":             assignments,
		"assigned_via":            "escalation_policy",
		"last_status_change_at":   at(5 * time.Minute),
		"last_status_change_by":   user(i),
		"resolved_at":             nil,
		"first_trigger_log_entry": reference("trigger_log_entry", "R"+id[1:]+"LOGENTRYQ", "Triggered through the API", "/incidents/"+id+"/log_entries/"),
		"alert_counts":            object{"all": 3 + i%4, "triggered": 2, "resolved": 1 + i%4},
		"alert_grouping":          object{"grouping_type": "advanced", "started_at": at(0), "ended_at": nil, "alert_grouping_active": true},
		"is_mergeable":            true,
		"incident_type":           object{"name": "incident_default"},
		"escalation_policy":       policy,
		"teams":                   []object{reference("team", fmt.Sprintf("PTEM%03d", i%6), "Payments and Billing", "/teams/")},
		"pending_actions":         []object{{"type": "escalate", "at": at(30 * time.Minute)}, {"type": "resolve", "at": at(240 * time.Minute)}},
		"acknowledgements":        []object{{"at": at(5 * time.Minute), "acknowledger": user(i)}},
		"priority":                priority(i),
		"resolve_reason":          nil,
		"incidents_responders":    []object{},
		"responder_requests":      []object{},
		"subscriber_requests":     []object{},
		"urgency":                 []string{"high", "low"}[i%3%2],
	}) {
		incident[name] = value
	}
	return incident
}

func user(i int) object {
	return reference("user", fmt.Sprintf("PUSR%03d", i%23), fmt.Sprintf("Responder No. %d", i%23), "/users/")
}

func reference(kind, id, summary, webPath string) object {
	return object{
		"id": id, "type": kind + "_reference", "summary": summary,
		"self": "https://api.pagerduty.com/" + kind + "s/" + id, "html_url": "https://example.pagerduty.com" + webPath + id,
	}
}

func priority(i int) object {
	name := fmt.Sprintf("P%d", 1+i%5)
	priority := reference("priority", "PPRI00"+name, name, "/priorities/")
	for member, value := range (object{
		"type": "priority", "name": name, "description": "Major incident that needs coordination", "color": "a8171c",
		"order": 1 << 20, "schema_version": 0, "account_id": "PACCT01", "created_at": "2024-01-08T09:00:00Z", "updated_at": "2024-01-08T09:00:00Z", "html_url": nil,
	}) {
		priority[member] = value
	}
	return priority
}
