package answers_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// What received an alert is learned from the alert: an integration of its service, or of an orchestration.
func TestRoutingOfAnIncidentAlone(t *testing.T) {
	t.Parallel()
	s := demo(t)
	own := s.Call("explain_routing", `{"incident_id":"4197"}`)
	own.Expect(map[string]any{
		"orchestration": nil, "alert.service.id": "PSCHKAP", "alert.rules_of_today": nil, "results.0.service.id": "PSCHKAP", "results.0.way.0.path": "service", "not_known": nil,
	})
	if !strings.Contains(own.JSON, "by an integration of the service itself") {
		t.Error(own.JSON)
	}
	elsewhere := s.Call("explain_routing", `{"incident_id":"4197","orchestration":"Partner Feeds"}`)
	if said := elsewhere.Text("alert.rules_of_today"); said != "DIFFERENT: the alert is at Checkout API (PSCHKAP), but today the event would go to Warehouse Sync (PSWAREH)." {
		t.Errorf("%q in %s", said, elsewhere.JSON)
	}
	same := s.Call("explain_routing", `{"incident_id":"4197","orchestration":"Production Events"}`)
	if said := same.Text("alert.rules_of_today"); said != "They route it to the same service, Checkout API (PSCHKAP)." {
		t.Errorf("%q in %s", said, same.JSON)
	}
}

// An event that came through an orchestration is followed through that, and compared with what its rules say today.
func TestRoutingOfARoutedAlert(t *testing.T) {
	t.Parallel()
	s := demo(t)
	client := clientOf(t, s.Simulator)
	orchestration, err := client.EventOrchestrations.Get(t.Context(), productionEvents)
	if err != nil {
		t.Fatal(err)
	}
	id := sendEvent(t, s, orchestration.Integrations[0].Parameters.RoutingKey.Reveal(), "routed", `{"summary":"Slow","source":"pg-7","severity":"error"}`)
	routed := s.Call("explain_routing", `{"incident_id":"`+id+`"}`)
	routed.Expect(map[string]any{
		"orchestration.id": productionEvents, "alert.service.id": "PSPGDBS", "results.0.service.id": "PSPGDBS", "alert.rules_of_today": "They route it to the same service, Postgres Fleet (PSPGDBS).",
	})
	router, err := client.EventOrchestrations.Router(t.Context(), productionEvents)
	if err != nil {
		t.Fatal(err)
	}
	rules := router.Rules()
	for i := range rules {
		if rules[i].Label() == "Databases" {
			rules[i].SetRouteTo("PSWAREH")
		}
	}
	router.SetRules(rules)
	if _, _, err := client.EventOrchestrations.UpdateRouter(t.Context(), productionEvents, router); err != nil {
		t.Fatal(err)
	}
	moved := s.Call("explain_routing", `{"incident_id":"`+id+`"}`)
	if said := moved.Text("alert.rules_of_today"); !strings.HasPrefix(said, "DIFFERENT: the alert is at Postgres Fleet (PSPGDBS), but today the event would go to Warehouse Sync (PSWAREH)") {
		t.Errorf("%q in %s", said, moved.JSON)
	}
}

// If what received an alert is not known any more, the orchestration that routes to its service is followed.
func TestRoutingOfAnAlertWithoutItsIntegration(t *testing.T) {
	t.Parallel()
	for incident, want := range map[string]map[string]any{
		"4197": {"orchestration.id": productionEvents, "results.0.service.id": "PSCHKAP"},
		"4194": {"orchestration.name": "Partner Feeds", "results.0.service.id": "PSWAREH"},
	} {
		got := start(t, blackbox.Account{Around: forgetful}).Call("explain_routing", `{"incident_id":"`+incident+`"}`)
		got.Expect(want)
		if !strings.Contains(got.JSON, "is not known any more") {
			t.Errorf("%s: %s", incident, got.JSON)
		}
	}
}

// What PagerDuty's intake refuses reaches nobody, and is not followed.
func TestRoutingOfARefusedEvent(t *testing.T) {
	t.Parallel()
	s := demo(t)
	refused := s.Call("explain_routing", `{"event":{"summary":"x","source":"checkout","severity":"fatal"}}`)
	refused.Expect(map[string]any{"results.0.outcome": "refused", "results.0.service": nil, "results.1": nil, "escalation_policies": nil, "refused_because.1": nil})
	if !strings.Contains(refused.Text("refused_because.0"), "'payload.severity' is invalid") || len(s.Sent()) > 1 {
		t.Errorf("%v: %s", s.Sent(), refused.JSON)
	}
	s.Call("explain_routing", `{"event":{}}`).Expect(map[string]any{"results.0.outcome": "refused", "refused_because.2": "'payload.severity' is missing or blank"})
	partly := s.Call("explain_routing", `{"event":{"source":"checkout","host":"db"},"orchestration":"Production Events"}`)
	partly.Expect(map[string]any{"results.0.outcome": "incident", "refused_because": nil})
	for _, want := range []string{"PagerDuty ignores members that the Events API does not have: payload.host.", "would refuse these fields alone: 'payload.summary' is missing or blank; 'payload.severity'"} {
		if !strings.Contains(partly.JSON, want) {
			t.Errorf("%q is missing in %s", want, partly.JSON)
		}
	}
	if said := s.CallError("explain_routing", `{"incident_id":"`+openedByHand(t, s)+`"}`); !strings.Contains(said, "it is at Checkout API (PSCHKAP). Pass an event") {
		t.Error(said)
	}
}

// openedByHand opens an incident without an event, and returns its id.
func openedByHand(t *testing.T, s *blackbox.Session) string {
	t.Helper()
	opened, err := clientOf(t, s.Simulator).Incidents.Create(t.Context(), pagerduty.NewIncident{Title: "By hand", ServiceID: "PSCHKAP"})
	if err != nil {
		t.Fatal(err)
	}
	return opened.ID
}

// sendEvent sends an event to the Events API of an account, and returns the id of the incident that it opens.
func sendEvent(t *testing.T, s *blackbox.Session, key, dedupKey, payload string) string {
	t.Helper()
	answered := httptest.NewRecorder()
	body := fmt.Sprintf(`{"routing_key":%q,"event_action":"trigger","dedup_key":%q,"payload":%s}`, key, dedupKey, payload)
	s.Simulator.ServeHTTP(answered, httptest.NewRequest(http.MethodPost, "/v2/enqueue", strings.NewReader(body)))
	page, err := clientOf(t, s.Simulator).Incidents.List(t.Context(), pagerduty.ListIncidentsOptions{IncidentKey: dedupKey})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%s: %+v, %v", answered.Body, page, err)
	}
	return page.Items[0].ID
}

// forgetful is an account whose alerts name an integration that nothing has.
func forgetful(account http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := httptest.NewRecorder()
		account.ServeHTTP(recorded, r)
		body := recorded.Body.String()
		if strings.HasSuffix(r.URL.Path, "/alerts") {
			body = strings.ReplaceAll(body, `"integration":{"id":"`, `"integration":{"id":"XX`)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(recorded.Code)
		_, _ = io.WriteString(w, body)
	})
}
