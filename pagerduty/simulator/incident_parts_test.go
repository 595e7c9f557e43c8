package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestNotes(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	before := len(a.ok("GET", noteOf, "").at("notes").([]any))
	note := a.ok("POST", noteOf, `{"note":{"content":"`+strings.Repeat("é", 2000)+`"}}`)
	a.equal(note, "note.user.id", "PUAMARA")
	notes := a.ok("GET", noteOf, "")
	a.equal(notes, "notes."+string(rune('0'+before))+".id", note.at("note.id"))
	log := a.ok("GET", "/incidents/"+checkoutIncident+"/log_entries?limit=1", "")
	a.equal(log, "log_entries.0.type", "annotate_log_entry")
	a.equal(log, "log_entries.0.channel.summary", note.at("note.content"))
}

func TestAlerts(t *testing.T) {
	t.Parallel()
	a, path := newAPI(t), "/incidents/"+checkoutIncident+"/alerts"
	all := a.ok("GET", path, "").column("alerts", "id")
	if len(all) != 5 {
		t.Fatalf("%d alerts, want 5", len(all))
	}
	oldestFirst := a.ok("GET", path+"?sort_by=created_at", "").column("alerts", "id")
	slices.Reverse(oldestFirst)
	if !slices.Equal(all, oldestFirst) {
		t.Errorf("newest first is %v and oldest first, reversed, %v", all, oldestFirst)
	}
	if got := a.ok("GET", path+"?sort_by=resolved_at:desc", "").at("alerts.0.status"); got != "resolved" {
		t.Errorf("the alert that was resolved last is %v", got)
	}
	if got := a.ok("GET", path+"?statuses[]=triggered", "").column("alerts", "status"); len(got) != 4 {
		t.Errorf("triggered alerts: %v", got)
	}
	key := a.ok("GET", path, "").at("alerts.0.alert_key").(string)
	if got := a.ok("GET", path+"?alert_key="+key, "").column("alerts", "id"); len(got) != 1 || got[0] != all[0] {
		t.Errorf("alerts with the key %s: %v", key, got)
	}
	answer := a.ok("GET", "/incidents/"+checkoutIncident, "")
	a.equal(answer, "incident.alert_counts.triggered", 4)
	a.equal(answer, "incident.alert_counts.resolved", 1)
	a.equal(a.ok("GET", path+"?include[]=incidents&limit=1", ""), "alerts.0.incident.type", "incident")
}

func TestLogEntries(t *testing.T) {
	t.Parallel()
	a, path := newAPI(t), "/incidents/"+checkoutIncident+"/log_entries?limit=100"
	times := a.ok("GET", path, "").column("log_entries", "created_at")
	slices.Reverse(times)
	if !slices.IsSorted(times) {
		t.Errorf("the newest entry is not the first: %v", times)
	}
	overview := a.ok("GET", path+"&is_overview=true", "").column("log_entries", "type")
	if !slices.Equal(overview, []string{"snooze_log_entry", "acknowledge_log_entry", "assign_log_entry", "trigger_log_entry"}) {
		t.Errorf("the overview has %v", overview)
	}
	late := a.ok("GET", path+"&since=2026-10-14T11:00:00Z&until=2026-10-14T12:00:00Z", "").column("log_entries", "created_at")
	if len(late) != 1 || late[0] != "2026-10-14T11:17:00Z" {
		t.Errorf("the last hour has %v", late)
	}
	if a.ok("GET", path, "").at("log_entries.0.channel.notification") != nil {
		t.Error("a channel is whole without include[]")
	}
	whole := a.ok("GET", path+"&include[]=channels", "")
	index := slices.Index(whole.column("log_entries", "type"), "notify_log_entry")
	a.equal(whole, "log_entries."+string(rune('0'+index))+".channel.notification.address", "5550100")
}

// People are notified by their rules for the urgency that take effect at once.
func TestNotificationsFollowTheRules(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	notified := func(urgency string) (kinds []string) {
		t.Helper()
		id := a.ok("POST", "/incidents", `{"incident":{"type":"incident","title":"x","urgency":"`+urgency+`","service":{"id":"PSCHKAP","type":"service_reference"},
			"assignments":[{"assignee":{"id":"PUBRUNO","type":"user_reference"}}]}}`).at("incident.id").(string)
		log := a.ok("GET", "/incidents/"+id+"/log_entries?include[]=channels", "")
		for i, kind := range log.column("log_entries", "type") {
			if kind == "notify_log_entry" {
				kinds = append(kinds, fmt.Sprint(log.at(fmt.Sprintf("log_entries.%d.channel.notification.type", i))))
			}
		}
		return kinds
	}
	rule := func(urgency string, delay int) {
		a.ok("POST", "/users/PUBRUNO/notification_rules", fmt.Sprintf(`{"notification_rule":{"type":"assignment_notification_rule","start_delay_in_minutes":%d,"urgency":%q,
			"contact_method":{"id":"EMBRUNO","type":"email_contact_method"}}}`, delay, urgency))
	}
	if got := notified("high"); !slices.Equal(got, []string{"phone_notification"}) {
		t.Errorf("high urgency: %v", got)
	}
	rule("high", 0)
	rule("low", 5)
	if got := notified("high"); !slices.Equal(got, []string{"email_notification", "phone_notification"}) {
		t.Errorf("with another rule: %v", got)
	}
	if got := notified("low"); !slices.Equal(got, []string{"email_notification"}) {
		t.Errorf("low urgency: %v", got)
	}
}

func TestResponderRequest(t *testing.T) {
	t.Parallel()
	a, path := newAPI(t), "/incidents/Q5PGREPLICALAG/responder_requests"
	target := func(id, kind string) string {
		return `{"responder_request_target":{"id":"` + id + `","type":"` + kind + `"}}`
	}
	body := func(requester, targets string) string {
		return `{"requester_id":"` + requester + `","message":"Please help","responder_request_targets":[` + targets + `]}`
	}
	for bad, reason := range map[string]string{
		body("PNOBODY", target("PUDIEGO", "user_reference")):              `no user has the id "PNOBODY"`,
		body("PUAMARA", target("PNOBODY", "user_reference")):              `has the id "PNOBODY"`,
		body("PUAMARA", target("PUDIEGO", "escalation_policy_reference")): `has the id "PUDIEGO"`,
		body("PUAMARA", "{}"): "must have a responder_request_target",
		body("PUAMARA", ""):   "must have responder_request_targets",
		`{"requester_id":"PUAMARA","responder_request_targets":[` + target("PUDIEGO", "user_reference") + `]}`: "message",
	} {
		a.refused(400, 2001, reason, "POST", path, bad)
	}
	answer := a.ok("POST", path, body("PUAMARA", target("PUDIEGO", "user_reference")+","+target("PECHECK", "escalation_policy_reference")))
	a.equal(answer, "responder_request.requester.id", "PUAMARA")
	a.equal(answer, "responder_request.responder_request_targets.1.incident_responders.0.user.id", "PUAMARA")
	incident := a.ok("GET", "/incidents/Q5PGREPLICALAG", "")
	a.equal(incident, "incident.incidents_responders.0.user.id", "PUDIEGO")
	a.equal(incident, "incident.incidents_responders.0.state", "pending")
	a.equal(incident, "incident.responder_requests.0.message", "Please help")
	a.ok("PUT", "/incidents/Q5PGREPLICALAG", change(`,"status":"resolved"`))
	a.refused(400, 1001, "resolved", "POST", path, body("PUAMARA", target("PUDIEGO", "user_reference")))
}

func TestRelations(t *testing.T) {
	t.Parallel()
	a, of := newAPI(t), "/incidents/"+checkoutIncident
	changes := a.ok("GET", of+"/related_change_events", "")
	if got := changes.column("change_events", "correlation_reason.reason"); !slices.Equal(got, []string{"intelligent", "related_service"}) {
		t.Errorf("change events are related as %v", got)
	}
	if got := a.ok("GET", of+"/related_change_events?limit=1", "").column("change_events", "id"); len(got) != 1 {
		t.Errorf("with a limit of 1: %v", got)
	}
	past := a.ok("GET", of+"/past_incidents", "")
	if got := past.at("past_incidents").([]any); len(got) != 5 || past.at("total") != nil {
		t.Errorf("%d past incidents of %v, want 5 and no total", len(got), past.at("total"))
	}
	a.equal(a.ok("GET", of+"/past_incidents?limit=2&total=true", ""), "total", 8)
	a.equal(a.ok("GET", of+"/related_incidents", ""), "related_incidents.1.incident.status", nil)
	full := a.ok("GET", of+"/related_incidents?additional_details[]=incident", "")
	a.equal(full, "related_incidents.1.incident.status", "acknowledged")
	if got := full.column("related_incidents", "relationships.0.type"); !slices.Equal(got, []string{"machine_learning_inferred", "service_dependency", "machine_learning_inferred"}) {
		t.Errorf("incidents are related as %v", got)
	}

	id := a.ok("POST", "/incidents", strings.Replace(newIncident(""), "PSCHKAP", "PSPAYGW", 1)).at("incident.id").(string)
	a.equal(a.ok("GET", "/incidents/"+id+"/past_incidents", ""), "past_incidents", []any{})
	a.equal(a.ok("GET", "/incidents/"+id+"/related_incidents", ""), "related_incidents", []any{})
	a.equal(a.ok("GET", "/incidents/"+id+"/outlier_incident", ""), "outlier_incident.incident.id", id)
	a.equal(a.ok("GET", "/incidents/"+id+"/related_change_events", ""), "change_events.0.correlation_reason.reason", "most_recent")
}

// TestChangesComeBeforeTheirIncident: a later change cannot be the cause.
func TestChangesComeBeforeTheirIncident(t *testing.T) {
	t.Parallel()
	a, related := newAPI(t), 0
	for _, item := range a.ok("GET", "/incidents?date_range=all&limit=100", "").at("incidents").([]any) {
		i := object(item.(map[string]any))
		for _, at := range a.ok("GET", "/incidents/"+i["id"].(string)+"/related_change_events", "").column("change_events", "timestamp") {
			related++
			if at > i["created_at"].(string) { // both in UTC
				t.Errorf("incident %v of %v has a change of %s", i["id"], i["created_at"], at)
			}
		}
	}
	if related < 20 {
		t.Errorf("only %d changes are related to incidents", related)
	}
}

func TestUpdateAlerts(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const alerts = "/incidents/Q2CHECKOUTLATE/alerts"
	ids := a.ok("GET", alerts+"?statuses[]=triggered", "").column("alerts", "id")
	for body, reason := range map[string]string{
		`{"alerts":[]}`: "1 to 250",
		`{"alerts":[{"id":"` + ids[0] + `","type":"alert","status":"resolved"},{"id":"Q0","type":"alert"}]}`:                         `the id "Q0"`,
		`{"alerts":[{"id":"` + ids[0] + `","type":"alert","status":"acknowledged"}]}`:                                                "triggered or resolved",
		`{"alerts":[{"id":"` + ids[0] + `","type":"alert","status":"resolved","incident":{"id":"Q0","type":"incident_reference"}}]}`: `"Q0"`,
		`{"alerts":[{"id":"` + ids[0] + `","type":"alert_thing","status":"resolved"}]}`:                                              "alert_reference",
		`{"alerts":[{"id":"` + ids[0] + `","type":"alert","incident":{"id":"Q5PGREPLICALAG","type":"incident_reference"}},
			{"id":"` + ids[0] + `","type":"alert","incident":{"id":"Q3PAYACQUIRER0","type":"incident_reference"}}]}`: "occurs twice",
	} {
		a.refused(400, 2001, reason, "PUT", alerts, body)
	}
	resolved := a.ok("GET", "/incidents?statuses[]=resolved&limit=1&date_range=all", "").at("incidents.0.id").(string)
	a.refused(400, 1001, resolved+" is resolved", "PUT", alerts, `{"alerts":[{"id":"`+ids[0]+`","type":"alert","incident":{"id":"`+resolved+`","type":"incident_reference"}}]}`)
	a.refused(400, 1001, resolved+" is resolved", "PUT", "/incidents/"+resolved+"/alerts",
		`{"alerts":[{"id":"`+a.ok("GET", "/incidents/"+resolved+"/alerts", "").at("alerts.0.id").(string)+`","type":"alert","status":"triggered"}]}`)
	if before := a.ok("GET", "/incidents/Q5PGREPLICALAG", "").at("incident.updated_at"); before == "2026-10-14T12:00:00Z" {
		t.Errorf("the target was updated at %v", before)
	}
	a.refused(400, 2001, "limit", "PUT", alerts+"?limit=0", `{"alerts":[{"id":"`+ids[0]+`","type":"alert","status":"resolved"}]}`)
	a.equal(a.ok("GET", alerts+"/"+ids[0], ""), "alert.status", "triggered") // all or none

	answer := a.ok("PUT", alerts, `{"alerts":[{"id":"`+ids[0]+`","type":"alert","status":"resolved"},
		{"id":"`+ids[1]+`","type":"alert_reference","incident":{"id":"Q5PGREPLICALAG","type":"incident_reference"}}]}`)
	a.equal(answer, "alerts.0.status", "resolved")
	a.equal(answer, "alerts.1.incident.id", "Q5PGREPLICALAG")
	a.equal(a.ok("GET", "/incidents/Q5PGREPLICALAG", ""), "incident.updated_at", "2026-10-14T12:00:00Z")
	a.equal(a.ok("GET", "/incidents/Q5PGREPLICALAG/alerts/"+ids[1], ""), "alert.service.id", "PSCHKAP")
	a.equal(a.ok("PUT", alerts, `{"alerts":[{"id":"`+ids[0]+`","type":"alert","status":"triggered"}]}`), "alerts.0.status", "triggered")
}

func TestAllLogEntries(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok("POST", noteOf, `{"note":{"content":"The latest"}}`)
	all := a.ok("GET", "/log_entries?limit=100&total=true&since=2026-10-14T00:00:00Z", "")
	times := all.column("log_entries", "created_at")
	if !slices.IsSortedFunc(times, func(a, b string) int { return -compareTimes(t, a, b) }) || len(times) < 20 {
		t.Errorf("not the newest first: %v", times)
	}
	a.equal(all, "log_entries.0.note", "The latest")
	a.equal(all, "log_entries.0.incident.id", "Q2CHECKOUTLATE")
	a.ok("POST", "/incidents/Q5PGREPLICALAG/snooze", `{"duration":7200}`)
	if got := a.ok("GET", "/log_entries?limit=2&since=2026-10-14T12:00:00Z", "").column("log_entries", "type"); !slices.Equal(got, []string{"snooze_log_entry", "acknowledge_log_entry"}) {
		t.Errorf("of one second, the latest are %v", got)
	}
	for _, kind := range a.ok("GET", "/log_entries?limit=100&is_overview=true&team_ids[]=PTCHECK", "").column("log_entries", "type") {
		if kind == "notify_log_entry" || kind == "annotate_log_entry" {
			t.Errorf("an overview has a %s", kind)
		}
	}
}

func compareTimes(t *testing.T, a, b string) int {
	t.Helper()
	one, err := time.Parse(time.RFC3339, a)
	two, err2 := time.Parse(time.RFC3339, b)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	return one.Compare(two)
}

// The trigger entry of an incident has the same links and event as the alert.
func TestTriggerShowsItsEvent(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	first := a.ok("GET", "/incidents/"+checkoutIncident+"/alerts?sort_by=created_at&limit=1", "")
	trigger := a.ok("GET", "/incidents/"+checkoutIncident+"?include[]=first_trigger_log_entries", "")
	of, shown := "alerts.0.body.", "incident.first_trigger_log_entry."
	link := first.at(of + "contexts.0.href")
	a.equal(first, of+"cef_details.client_url", link)
	a.equal(first, of+"cef_details.severity", first.at("alerts.0.severity"))
	a.equal(trigger, shown+"contexts.0.href", link)
	a.equal(trigger, shown+"channel.client_url", link)
	a.equal(trigger, shown+"channel.cef_details.description", first.at("alerts.0.summary"))
	byHand := a.ok("POST", "/incidents", newIncident("")).at("incident.id").(string)
	a.equal(a.ok("GET", "/incidents/"+byHand+"?include[]=first_trigger_log_entries", ""), shown+"channel.cef_details", nil)
}
