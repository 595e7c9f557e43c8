package response_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListAlerts(t *testing.T) {
	t.Parallel()
	s := demo(t)
	since := sinceCheckout(5 * time.Minute).Format(time.RFC3339)
	until := sinceCheckout(2*time.Minute + 20*time.Second).Format("2006-01-02T15:04:05") // in London, where the user is
	for name, test := range map[string]struct {
		arguments string
		want      map[string]any
		query     string // of the list
	}{
		"newest first": {`{"incident_id":"4197"}`, map[string]any{
			"items.0.status": "resolved", "items.1.severity": "warning", "items.1.links.0.text": "Dashboard", "items.3.details.pool_size": 20, "items.4.origin": nil,
			"items.5": nil, "more": false, "total": nil, "notes": nil, "window": nil}, "limit=25&sort_by=created_at:desc"},
		"oldest first": {`{"incident_id":"#4197","sort_by":"created_at:ASC","limit":1,"total":true}`, map[string]any{
			"items.0.severity": "critical", "more": true, "next_offset": 1, "total": 5}, "limit=1&sort_by=created_at:asc&total=true"},
		"a status":        {`{"incident_id":"4197","status":"resolved"}`, map[string]any{"items.0.details.apdex": 0.61, "items.1": nil}, "limit=25&sort_by=created_at:desc&statuses[]=resolved"},
		"a page":          {`{"incident_id":"4197","offset":4}`, map[string]any{"items.0.severity": "critical", "items.1": nil, "more": false}, "limit=25&offset=4&sort_by=created_at:desc"},
		"since":           {`{"incident_id":"4197","since":"` + since + `"}`, map[string]any{"items.1.severity": "warning", "items.2": nil, "more": false, "notes.0": "Searched 3 alerts.", "window.since": since, "window.until": nil}, "limit=100&sort_by=created_at:desc"},
		"until, in zone":  {`{"incident_id":"4197","until":"` + until + `","total":true,"limit":1}`, map[string]any{"items.0.details.pool_size": 20, "more": true, "total": 2, "window.time_zone": "Europe/London", "notes.0": "Searched 5 alerts."}, "limit=100&sort_by=created_at:desc"},
		"since, resolved": {`{"incident_id":"4197","since":"` + since + `","sort_by":"resolved_at"}`, map[string]any{"items.2": nil, "notes.0": "Searched 5 alerts."}, "limit=100&sort_by=resolved_at:desc"},
	} {
		answer := s.Call("list_incident_alerts", test.arguments)
		answer.Expect(test.want)
		if sent := s.SentTo("GET", "/incidents/"+checkout+"/alerts"); len(sent) != 1 || !strings.HasSuffix(sent[0].String(), "/alerts?"+test.query) {
			t.Errorf("%s: sent %v", name, s.Sent())
		}
	}
}

func TestListAlertsRefuses(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string]string{
		`{"incident_id":"4197","sort_by":"severity"}`:                                          "sort_by",
		`{"incident_id":"4197","sort_by":"created_at:up"}`:                                     "sort_by",
		`{"incident_id":"4197","statuses":["open"]}`:                                           "statuses",
		`{"incident_id":"4197","since":"noonish"}`:                                             "since",
		`{"incident_id":"4197","since":"2026-11-22T14:00:00Z","until":"2026-11-22T13:00:00Z"}`: "not before",
		`{"incident_id":"4197","offset":9990}`:                                                 "10,000",
		`{"incident_id":"99999"}`:                                                              "404",
	} {
		if sentence := s.CallError("list_incident_alerts", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %s", arguments, sentence)
		}
	}
}

func TestGetAlert(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("get_alert", `{"incident_id":"4197","alert_id":"QOWAABHIMQ31J6"}`).Expect(map[string]any{
		"severity": "critical", "service.name": "Checkout API", "details.expected": 210, "suppressed": nil,
	})
	if sentence := s.CallError("get_alert", `{"incident_id":"`+cart+`","alert_id":"QOWAABHIMQ31J6"}`); !strings.Contains(sentence, "alert_id QOWAABHIMQ31J6") && !strings.Contains(sentence, "404") {
		t.Error(sentence)
	}
}

func TestAlertsFail(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/incidents/" + checkout + "/alerts"})
	if sentence := s.CallError("list_incident_alerts", `{"incident_id":"`+checkout+`"}`); !strings.Contains(sentence, "403") {
		t.Error(sentence)
	}
	empty := start(t, blackbox.Empty())
	if sentence := empty.CallError("list_incident_alerts", `{"incident_id":"1"}`); !strings.Contains(sentence, "404") {
		t.Error(sentence)
	}
}

// What the sender repeats in several fields is shown once.
func TestAlertShowsEachTextOnce(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, number := range []string{"4200", "4199"} {
		answer := s.Call("list_incident_alerts", `{"incident_id":"`+number+`"}`)
		if got := strings.Count(answer.JSON, answer.Text("items.0.source")); got != 1 || answer.Has("items.0.origin") || answer.Has("items.0.details") {
			t.Errorf("%d times in %s", got, answer.JSON)
		}
	}
	s.Call("list_incident_alerts", `{"incident_id":"4197","limit":2}`).Expect(map[string]any{
		"items.0.details.apdex": 0.61, "items.1.client_url": nil, "items.1.links.0.href": "https://metrics.lanternfield.example/d/checkout-latency",
	})
}
