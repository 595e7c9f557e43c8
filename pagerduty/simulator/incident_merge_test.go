package simulator_test

import "testing"

func TestMerge(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const merge, body = "/incidents/Q2CHECKOUTLATE/merge", `{"source_incidents":[{"id":"Q3PAYACQUIRER0","type":"incident_reference"},{"id":"Q4CARTERRORS00","type":"incident_reference"}]}`
	before := a.ok("GET", "/incidents/Q2CHECKOUTLATE", "").at("incident.alert_counts.all").(float64)
	moved := a.ok("GET", "/incidents/Q3PAYACQUIRER0/alerts", "").column("alerts", "id")
	for body, reason := range map[string]string{
		`{}`: "must have source_incidents",
		`{"source_incidents":[{"id":"Q2CHECKOUTLATE","type":"incident_reference"}]}`:                                                     "is there already",
		`{"source_incidents":[{"id":"Q3PAYACQUIRER0","type":"incident_reference"},{"id":"Q3PAYACQUIRER0","type":"incident_reference"}]}`: "is there already",
		`{"source_incidents":[{"id":"Q3PAYACQUIRER0","type":"incident_reference"},{"id":"Q0","type":"incident_reference"}]}`:             `the id "Q0"`,
	} {
		a.refused(400, 2001, reason, "PUT", merge, body)
	}
	a.equal(a.ok("GET", "/incidents/Q3PAYACQUIRER0", ""), "incident.status", "triggered") // all or none

	a.equal(a.ok("PUT", merge, body), "incident.id", "Q2CHECKOUTLATE")
	a.equal(a.ok("GET", "/incidents/Q2CHECKOUTLATE", ""), "incident.alert_counts.all", before+3)
	source := a.ok("GET", "/incidents/Q3PAYACQUIRER0", "")
	a.equal(source, "incident.status", "resolved")
	a.equal(source, "incident.resolve_reason.incident.id", "Q2CHECKOUTLATE")
	a.equal(source, "incident.alert_counts.all", 0)
	alert := a.ok("GET", "/incidents/Q2CHECKOUTLATE/alerts/"+moved[0], "")
	a.equal(alert, "alert.service.id", "PSPAYGW")
	a.equal(alert, "alert.incident.id", "Q2CHECKOUTLATE")
	a.equal(alert, "alert.status", "triggered")
	a.refused(404, 2100, "no alert of the incident", "GET", "/incidents/Q3PAYACQUIRER0/alerts/"+moved[0], "")
	a.refused(400, 1019, "was merged into", "PUT", merge, body)
	a.refused(400, 1001, "is resolved", "PUT", "/incidents/Q3PAYACQUIRER0/merge", body)
}

func TestSnooze(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const snooze = "/incidents/Q5PGREPLICALAG/snooze"
	for _, body := range []string{`{}`, `{"duration":0}`, `{"duration":604801}`} {
		a.refused(400, 1013, "604800", "POST", snooze, body)
	}
	snoozed := a.ok("POST", snooze, `{"duration":7200}`)
	a.equal(snoozed, "incident.status", "acknowledged")
	a.equal(snoozed, "incident.pending_actions", "[map[at:2026-10-14T14:00:00Z type:unacknowledge]]")
	if log := a.ok("GET", "/incidents/Q5PGREPLICALAG/log_entries", "").column("log_entries", "summary"); log[0] != "Snoozed by Amara Okafor" || log[1] != "Acknowledged by Amara Okafor" {
		t.Errorf("the log is %v", log)
	}
	awake := a.ok("PUT", "/incidents/Q5PGREPLICALAG", `{"incident":{"type":"incident_reference","status":"acknowledged"}}`)
	a.equal(awake, "incident.pending_actions.0.at", "2026-10-14T12:30:00Z")
	a.ok("PUT", "/incidents/Q5PGREPLICALAG", `{"incident":{"type":"incident_reference","status":"resolved"}}`)
	a.refused(400, 1001, "is resolved", "POST", snooze, `{"duration":7200}`)
}
