package response_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestChangeNotes(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const note = "The errors are timeouts of the Checkout API. Following that incident, nothing to do here yet."
	s.Call("update_note", `{"incident_id":"4199","note_id":" P0CF4UI ","note":"Solved."}`).Expect(map[string]any{
		"id": "P0CF4UI", "before.text": note, "before.by": "Jonas Weber", "after.text": "Solved.", "after.by": "Jonas Weber", "deleted": nil,
	})
	if writes := s.Writes(); len(writes) != 1 || writes[0].Body != `{"note":{"content":"Solved."}}` || writes[0].From == "" {
		t.Errorf("wrote %v", writes)
	}
	s.Call("delete_note", `{"incident_id":"4199","note_id":"P0CF4UI"}`).Expect(map[string]any{"deleted": true, "before.text": "Solved.", "after": nil})
	if sentence := s.CallError("delete_note", `{"incident_id":"4199","note_id":"P0CF4UI"}`); !strings.Contains(sentence, "has no notes") || len(s.Writes()) != 0 {
		t.Error(sentence)
	}
	// A note of another incident is not changed; the error names those that are there.
	if sentence := s.CallError("update_note", `{"incident_id":"4197","note_id":"P0CF4UI","note":"x"}`); !strings.Contains(sentence, `by Bruno Castellani: "Rolled back`) || len(s.Writes()) != 0 {
		t.Error(sentence)
	}
}

// Some tools need a user, in whose name PagerDuty makes the change.
func TestAccountKeysNeedAUser(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Key: simulator.AccountKey})
	for tool, arguments := range map[string]string{
		"update_note": `{"incident_id":"4199","note_id":"P0CF4UI","note":"x"}`, "snooze_incidents": `{"incident_ids":["4199"],"duration":"2h"}`,
		"merge_incidents": `{"incident_id":"4197","source_incident_ids":["4199"]}`, "send_status_update": `{"incident_id":"4197","message":"x"}`,
		"manage_alerts":             `{"incident_id":"4197","alert_ids":["QOWAABHIMQ31J6"],"status":"resolved"}`,
		"cancel_responder_requests": `{"incident_id":"4198","user_ids":["Farid Rahimi"]}`,
	} {
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "in whose name") || len(s.Writes()) != 0 {
			t.Errorf("%s: %s after %v", tool, sentence, s.Writes())
		}
	}
	s.Call("set_incident_fields", `{"incident_id":"4197","fields":{"root_cause":"Capacity"}}`).Expect(map[string]any{"after.root_cause": "Capacity"})
	s.Call("start_incident_workflow", `{"incident_id":"4197","workflow_id":"PWREVIE"}`)
}
