package response_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestSendStatusUpdate(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("send_status_update", `{"incident_id":"4197","message":"Falling.","subject":"Checkout"}`).Expect(map[string]any{
		"incident.id": checkout, "message": "Falling.", "subject": "Checkout", "sent_by": "Amara Okafor", "subscribers.0.name": "Nadia Haddad", "subscribers.1.type": "team",
		"subscribers.1.name": "Search and Storefront", "subscribers.2.via.0": "Online Shop", "subscribers.3": nil, "note": nil, "missing": nil,
	})
	if writes := s.Writes(); len(writes) != 1 || writes[0].Body != `{"message":"Falling.","subject":"Checkout"}` || writes[0].From == "" {
		t.Errorf("wrote %v", writes)
	}
	s.Call("send_status_update", `{"incident_id":"4200","message":"Falling."}`).Expect(map[string]any{"subscribers.0": nil, "note": "PagerDuty lists no subscriber of this incident; it may still mail others."})
	if sentence := s.CallError("send_status_update", `{"incident_id":"4200","message":" "}`); !strings.Contains(sentence, "message") || len(s.Writes()) != 0 {
		t.Error(sentence)
	}
}

// Without the right to read subscribers, the update is sent.
func TestSendStatusUpdateBlindly(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithoutScopes("subscribers.read"))})
	answer := s.Call("send_status_update", `{"incident_id":"4197","message":"Falling."}`)
	answer.Expect(map[string]any{"message": "Falling.", "subscribers": nil, "note": nil})
	if !strings.Contains(answer.Text("missing.subscribers"), "subscribers.read (403)") {
		t.Error(answer.JSON)
	}
	refused := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Method: "POST", Path: "/incidents/*/status_updates"})
	if sentence := refused.CallError("send_status_update", `{"incident_id":"4197","message":"Falling."}`); !strings.Contains(sentence, "403") || !strings.HasSuffix(sentence, "Nothing was changed.") {
		t.Error(sentence)
	}
}

// The same text is not sent twice within minutes, unless the log cannot be read. A note with the text does not count.
func TestSendStatusUpdateTwice(t *testing.T) {
	t.Parallel()
	s := demo(t)
	change(t, s, http.MethodPost, "/incidents/"+checkout+"/notes", `{"note":{"content":"The status update: falling."}}`)
	const update = `{"incident_id":"4197","message":"The status update: falling."}`
	s.Call("send_status_update", update).Expect(map[string]any{"incident.status": "acknowledged", "incident.number": 4197})
	sentence := s.CallError("send_status_update", update)
	if len(s.Writes()) != 0 || !strings.Contains(sentence, "less than a minute ago by Amara Okafor") || !strings.HasSuffix(sentence, "wait until it is 10 minutes old. Nothing was changed.") {
		t.Error(sentence, s.Writes())
	}
	answer := s.Call("send_status_update", `{"incident_id":"4197","message":"Fallen. `+strings.Repeat("x", 1000)+`"}`)
	if text := answer.Text("message"); len([]rune(text)) != 300 || !strings.Contains(text, "…[+") {
		t.Error(text)
	}
	blind := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/incidents/*/log_entries"})
	if answer := blind.Call("send_status_update", update); !strings.Contains(answer.Text("missing.recent_updates"), "403") {
		t.Error(answer.JSON)
	}
}
