package simulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

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

	reopened := a.ok("PUT", "/incidents/Q3PAYACQUIRER0", change(`,"status":"triggered"`))
	a.equal(reopened, "incident.resolve_reason", nil)
	again := a.ok("PUT", "/incidents/Q3PAYACQUIRER0", change(`,"status":"resolved"`)) // not by a merge
	a.equal(again, "incident.resolve_reason", nil)
	a.ok("PUT", merge, `{"source_incidents":[{"id":"Q3PAYACQUIRER0","type":"incident_reference"}]}`)
}

// TestMostAlerts: an incident can have 1,000 alerts, whether they are moved or merged.
func TestMostAlerts(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithSeed(simulator.Large))
	const into, from = "Q2CHECKOUTLATE", "Q5PGREPLICALAG"
	count := func(id string) int {
		return int(a.ok("GET", "/incidents/"+id, "").at("incident.alert_counts.all").(float64))
	}
	reference := func(id string) string { return `{"id":"` + id + `","type":"incident_reference"}` }
	var sources []string
	alerts, ids := count(into), a.ok("GET", "/incidents/"+from+"/alerts", "").column("alerts", "id")
	for offset := 0; alerts < 1000; offset += 100 {
		page := a.ok("GET", fmt.Sprintf("/incidents?date_range=all&limit=100&offset=%d", offset), "")
		for n, id := range page.column("incidents", "id") {
			held := int(page.at(fmt.Sprintf("incidents.%d.alert_counts.all", n)).(float64))
			if id != into && id != from && alerts+held <= 1000 {
				sources, alerts = append(sources, reference(id)), alerts+held
			}
		}
	}
	merge := func(sources ...string) string { return `{"source_incidents":[` + strings.Join(sources, ",") + `]}` }
	a.refused(400, 2001, "at most 1000 alerts", "PUT", "/incidents/"+into+"/merge", merge(append(sources, reference(from))...))
	a.ok("PUT", "/incidents/"+into+"/merge", merge(sources...))
	a.refused(400, 2001, "at most 1000 alerts", "PUT", "/incidents/"+into+"/merge", merge(reference(from)))
	a.refused(400, 2001, "at most 1000 alerts", "PUT", "/incidents/"+from+"/alerts", `{"alerts":[{"id":"`+ids[0]+`","type":"alert","incident":`+reference(into)+`}]}`)
	if got := []int{count(into), count(from)}; got[0] != 1000 || got[1] != len(ids) {
		t.Errorf("they have %v alerts", got)
	}
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
