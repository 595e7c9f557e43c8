package staffing_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestUser(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("get_user", `{"user_id":"bruno.castellani@lanternfield.example"}`).Expect(map[string]any{
		"id": "PUBRUNO", "name": "Bruno Castellani", "job_title": "Backend Engineer", "teams.0.name": "Checkout", "teams.0.role": "responder",
		"contact_methods.0.address": "bruno.castellani@lanternfield.example", "contact_methods.1.address": "…01", "notification_rules.0.urgency": "high",
		"on_call_now.0.schedule.name": "Checkout Secondary", "on_call_now.0.level": 2, "on_call_now.0.user": nil, "on_call_now.0.end": "2026-11-23T10:00:00+01:00",
		"next_turn.schedule.name": "Warehouse Shifts", "next_turn.start": "2026-11-23T09:00:00+01:00", "notes": nil,
	})
	s.Call("get_user", `{"user_id":"PUBRUNO","contacts":true}`).Expect(map[string]any{
		"contact_methods.0.address": "bruno.castellani@lanternfield.example", "contact_methods.1.address": "+1 5550101",
	})
	if len(s.Sent()) != 3 {
		t.Errorf("sent %v, want one request each for the user, the team and the turns", s.Sent())
	}
	s.Call("get_user", `{"user_id":"Nadia Haddad"}`).Expect(map[string]any{
		"role": "read_only_user", "teams": nil, "on_call_now": nil, "notes.0": "Not on call now.", "notes.1": "No turn begins in the next 28 days.",
	})
	s.Call("get_user", `{"user_id":"me"}`).Expect(map[string]any{"name": "Amara Okafor"})
	empty(t).Call("get_user", `{"user_id":"me"}`).Expect(map[string]any{"name": "Amara Okafor", "notes.0": "Not on call now."})
}

// Notification rules stand in the order in which they notify.
func TestOrderOfNotificationRules(t *testing.T) {
	t.Parallel()
	rules := `{"user":{"id":"PONEONE","name":"Ada","contact_methods":[{"id":"PSMS001","type":"sms_contact_method","address":"5550100","country_code":44,"label":"Mobile"},
		{"id":"PPUSH01","type":"push_notification_contact_method","address":"device-1234567","label":"Phone"}],
		"notification_rules":[{"id":"P1","urgency":"low","start_delay_in_minutes":5,"contact_method":{"id":"PSMS001"}},
		{"id":"P2","urgency":"high","start_delay_in_minutes":10,"contact_method":{"id":"PSMS001"}},{"id":"P3","urgency":"high","start_delay_in_minutes":0,"contact_method":{"id":"PPUSH01"}}]}}`
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/users") {
			_, _ = w.Write([]byte(rules))
			return
		}
		_, _ = w.Write([]byte(`{"oncalls":[]}`))
	})})
	s.Call("get_user", `{"user_id":"PONEONE","contacts":true}`).Expect(map[string]any{
		"notification_rules.0.by": "push_notification", "notification_rules.1.after_minutes": 10, "notification_rules.2.urgency": "low",
		"contact_methods.0.address": "+44 5550100", "contact_methods.1.address": nil,
	})
}

// A user is worth showing although parts cannot be read.
func TestUserInPart(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultServerError, Path: "/teams"}, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/oncalls"})
	s.Call("get_user", `{"user_id":"PUBRUNO"}`).Expect(map[string]any{
		"name": "Bruno Castellani", "teams.0.name": "Checkout", "teams.0.role": nil,
		"notes.0": "The roles in these teams could not be read: PTCHECK.", "notes.1": "When the user is on call could not be read.",
	})
	for status, words := range map[int]string{402: "plan", 403: "not allowed", 404: "404", 500: "PagerDuty failed"} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: status, Path: "/users"})
		refuses(t, s, "get_user", `{"user_id":"PUBRUNO"}`, words)
	}
}

// The members of a team are read once, for all users.
func TestUserTeams(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_user_teams", `{"user_ids":["PUAMARA","Bruno Castellani","PUNADIA","PUAMARA"]}`).Expect(map[string]any{
		"items.0.user.name": "Amara Okafor", "items.0.teams.0.name": "Checkout", "items.0.teams.0.role": "responder", "items.0.teams.1.name": "Platform",
		"items.1.teams.0.role": "responder", "items.2.user.name": "Nadia Haddad", "items.2.teams.0": nil, "items.3": nil,
	})
	if got := s.SentTo("GET", "/teams/PTCHECK/members"); len(got) != 1 {
		t.Errorf("read the members of Checkout %d times", len(got))
	}
	if answer := s.Call("list_user_teams", `{"user_ids":["PUNADIA"]}`); !strings.Contains(answer.JSON, `"teams":[]`) {
		t.Errorf("no empty list of teams in %s", answer.JSON)
	}
	refuses(t, s, "list_user_teams", `{"user_ids":["PUAMARA","Nobody Here"]}`, "user_ids[1]", "no user has")
}

func TestCreateUser(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("create_user", `{"name":"Olga Brandt","email":"olga.brandt@lanternfield.example","role":"limited_user","time_zone":"Europe/Berlin","title":"Engineer"}`).Expect(map[string]any{
		"name": "Olga Brandt", "role": "limited_user", "time_zone": "Europe/Berlin", "job_title": "Engineer",
	})
	write := s.Writes()[0]
	const body = `{"user":{"type":"user","name":"Olga Brandt","email":"olga.brandt@lanternfield.example","role":"limited_user","time_zone":"Europe/Berlin","job_title":"Engineer"}}`
	if write.From != "amara.okafor@lanternfield.example" || write.Body != body {
		t.Errorf("sent %s with From %q", write.Body, write.From)
	}
	s.Call("get_user", `{"user_id":"olga brandt"}`).Expect(map[string]any{"email": "olga.brandt@lanternfield.example"})
	if sentence := s.CallError("create_user", `{"name":"Olga","email":"olga.brandt@lanternfield.example"}`); !strings.Contains(sentence, "already been taken") || !strings.Contains(sentence, "look it up and use it, or give another one") {
		t.Error(sentence)
	}
	refuses(t, s, "create_user", `{"name":"Olga","email":"o@lanternfield.example","time_zone":"Berlin"}`, "time_zone", "Europe/Berlin")
}

// A refusal for lack of a license says what to do.
func TestNoLicense(t *testing.T) {
	t.Parallel()
	const license = `{"error":{"code":2001,"message":"Invalid Input Provided","errors":["There are no available licenses for this role"]}}`
	for _, fault := range []simulator.Fault{
		{Kind: simulator.FaultStatus, Status: 400, Body: license, Method: "POST"},
		{Kind: simulator.FaultStatus, Status: 402, Method: "POST"},
		{Kind: simulator.FaultStatus, Status: 400, Body: `{"error":{"code":2019,"message":"Product Limit Reached"}}`, Method: "POST"},
	} {
		sentence := failing(t, fault).CallError("create_user", `{"name":"Olga Brandt","email":"olga.brandt@lanternfield.example"}`)
		if !strings.Contains(sentence, "no free license") || !strings.Contains(sentence, "read_only_user") || !strings.Contains(sentence, "It said") || !strings.HasSuffix(sentence, "Nothing was changed.") {
			t.Errorf("%+v: %q", fault, sentence)
		}
	}
	fault := simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Method: "POST"}
	if sentence := failing(t, fault).CallError("create_user", `{"name":"Olga Brandt","email":"olga.brandt@lanternfield.example"}`); strings.Contains(sentence, "license") {
		t.Error(sentence)
	}
}
