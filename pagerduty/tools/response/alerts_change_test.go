package response_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

const (
	orders, throttling, apdex = "QOWAABHIMQ31J6", "QY9TUF284X6JQN", "QVTKP4GSUOBSJM" // alerts of checkout; the last is resolved
)

func TestManageAlerts(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("manage_alerts", `{"incident_id":"4197","alert_ids":["`+orders+`","`+apdex+`","`+orders+`"],"status":"resolved"}`).Expect(map[string]any{
		"changed": 1, "items.0.before": "triggered", "items.0.after": "resolved", "items.1.before": "resolved", "items.2": nil, "note": "Already resolved before: 1 of 2 alerts.",
		"incident.alerts_before.triggered": 4, "incident.alerts_after.triggered": 3, "incident.alerts_after.resolved": 2, "moved_to": nil,
	})
	if writes := s.Writes(); len(writes) != 1 || writes[0].Body != `{"alerts":[{"id":"`+orders+`","type":"alert","status":"resolved"}]}` {
		t.Errorf("wrote %v", writes)
	}
	s.Call("manage_alerts", `{"incident_id":"4197","alert_ids":["`+orders+`","`+throttling+`"],"move_to_incident_id":"4198"}`).Expect(map[string]any{
		"changed": 2, "items.0.after": "resolved", "items.1.after": "triggered", "incident.alerts_after.triggered": 2, "incident.alerts_after.resolved": 1,
		"moved_to.id": payments, "moved_to.alerts_before.triggered": 2, "moved_to.alerts_after.triggered": 3, "moved_to.alerts_after.resolved": 1,
	})
	s.Call("manage_alerts", `{"incident_id":"4197","alert_ids":["`+apdex+`"],"status":"resolved"}`).Expect(map[string]any{"changed": 0, "note": "Already resolved before: 1 of 1 alerts."})
	if len(s.Writes()) != 0 {
		t.Errorf("nothing to change, and wrote %v", s.Writes())
	}
}

func TestManageAlertsRefuses(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("merge_incidents", `{"incident_id":"4197","source_incident_ids":["4199"]}`) // 4199 is now resolved
	for arguments, want := range map[string]string{
		`{"incident_id":"4197","alert_ids":["` + orders + `"]}`:                                      "nothing to change",
		`{"incident_id":"4197","alert_ids":["` + orders + `","QNOSUCHALERT01"],"status":"resolved"}`: "alert_ids[1]",
		`{"incident_id":"4198","alert_ids":["` + orders + `"],"status":"resolved"}`:                  "has no alert",
		`{"incident_id":"4197","alert_ids":["` + orders + `"],"move_to_incident_id":"#4197"}`:        "name another one",
		`{"incident_id":"4197","alert_ids":["` + orders + `"],"move_to_incident_id":"4199"}`:         "only open incidents",
		`{"incident_id":"4199","alert_ids":["` + orders + `"],"status":"resolved"}`:                  "only open incidents",
		`{"incident_id":"4197","alert_ids":["` + orders + `"],"status":"triggered"}`:                 "status",
	} {
		if sentence := s.CallError("manage_alerts", arguments); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %s after %v", arguments, sentence, s.Writes())
		}
	}
}

// More alerts than a request can hold go into several, and a failure in between says what was done.
func TestManageManyAlerts(t *testing.T) {
	t.Parallel()
	var ids []string
	for i := range 300 {
		ids = append(ids, fmt.Sprintf(`"QALERT%04d"`, i))
	}
	account := simulator.New(simulator.WithClock(blackbox.Now))
	puts, broken := 0, 0
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var alerts []string
		for _, id := range ids {
			alerts = append(alerts, `{"id":`+id+`,"status":"triggered"}`)
		}
		switch {
		case !strings.HasSuffix(r.URL.Path, "/alerts"):
			account.ServeHTTP(w, r)
		case r.Method == http.MethodPut && puts == broken:
			w.WriteHeader(http.StatusForbidden)
			puts++
		case r.Method == http.MethodPut:
			puts++
			_, _ = fmt.Fprintf(w, `{"alerts":[%s],"more":true}`, strings.Join(alerts[:1], ","))
		default:
			offset := 0
			_, _ = fmt.Sscan(r.URL.Query().Get("offset"), &offset)
			end := min(offset+100, len(alerts))
			_, _ = fmt.Fprintf(w, `{"alerts":[%s],"more":%t}`, strings.Join(alerts[offset:end], ","), end < len(alerts))
		}
	})
	broken = 1
	s := start(t, blackbox.Account{Handler: handler})
	answer := s.Call("manage_alerts", `{"incident_id":"4197","alert_ids":[`+strings.Join(ids, ",")+`],"status":"resolved"}`)
	if answer.Number("changed") != 250 || !strings.HasPrefix(answer.Text("note"), "250 of 300 alerts were changed. Then it failed: ") || len(s.Writes()) != 2 {
		t.Errorf("%d writes, %.600s", len(s.Writes()), answer.JSON)
	}
}

// A link to an alert of another account leads to no alert of this one.
func TestAlertsOfAnotherAccount(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const elsewhere, here = `https://other.pagerduty.com/alerts/QOWAABHIMQ31J6`, `https://lanternfield-demo.pagerduty.com/alerts/QOWAABHIMQ31J6`
	for tool, arguments := range map[string]string{"get_alert": `"alert_id":"` + elsewhere + `"`, "manage_alerts": `"status":"resolved","alert_ids":["` + elsewhere + `"]`} {
		if sentence := s.CallError(tool, `{"incident_id":"4197",`+arguments+`}`); !strings.Contains(sentence, `the link leads to "other.pagerduty.com"`) || len(s.Writes()) > 0 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Sent())
		}
	}
	s.Call("manage_alerts", `{"incident_id":"4197","status":"resolved","alert_ids":["`+here+`","QOWAABHIMQ31J6"]}`).Expect(map[string]any{"changed": 1})
}
