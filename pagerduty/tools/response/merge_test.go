package response_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func TestMerge(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("merge_incidents", `{"incident_id":"4197","source_incident_ids":["4199","`+payments+`","#4199"],"note":"One cause."}`).Expect(map[string]any{
		"changed": 2, "incident.id": checkout, "alerts.before": 5, "alerts.after": 8, "alerts.came_over": 3, "merged.0.was": "acknowledged", "merged.1.number": 4198,
		"merged.1.alerts": 2, "note_written": true, "note_error": nil, "missing": nil,
	})
	if writes := s.Writes(); len(writes) != 2 || writes[0].Body != `{"source_incidents":[{"id":"`+cart+`","type":"incident_reference"},{"id":"`+payments+`","type":"incident_reference"}]}` {
		t.Errorf("wrote %v", writes)
	}
	for arguments, want := range map[string]string{
		`{"incident_id":"4197","source_incident_ids":["4199"]}`:        "already merged into [#4197]",
		`{"incident_id":"4199","source_incident_ids":["4200"]}`:        "only open incidents can be merged into",
		`{"incident_id":"4197","source_incident_ids":["4200","4197"]}`: "which is the incident that stays",
		`{"incident_id":"4197","source_incident_ids":[]}`:              "source_incident_ids",
		`{"incident_id":"4197"}`:                                       "source_incident_ids",
	} {
		if sentence := s.CallError("merge_incidents", arguments); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %s after %v", arguments, sentence, s.Writes())
		}
	}
}

// A note that cannot be written, and an effect that cannot be read, do not hide the merge.
func TestMergeWithoutItsNote(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/incidents/*/notes"})
	answer := s.Call("merge_incidents", `{"incident_id":"4197","source_incident_ids":["4199"],"note":"One cause."}`)
	answer.Expect(map[string]any{"changed": 1, "note_written": false, "alerts.came_over": 1})
	if !strings.Contains(answer.Text("note_error"), "403") {
		t.Error(answer.JSON)
	}
}

// The result names what of the merged incidents does not come along.
func TestMergeLosesSomething(t *testing.T) {
	t.Parallel()
	s := demo(t)
	change(t, s, http.MethodPut, "/incidents/"+payments, `{"incident":{"type":"incident_reference","urgency":"low"}}`)
	ask(t, s, checkout, "PUFARID", "user_reference")
	answer := s.Call("merge_incidents", `{"incident_id":"4198","source_incident_ids":["4197"]}`)
	for _, want := range []string{
		"#4197 had high urgency, and the incident that stays has low.", "without an answer, which do not come along: Farid Rahimi.", "had custom fields, which do not come along: ",
	} {
		if !strings.Contains(answer.JSON, want) {
			t.Errorf("no %q in %s", want, answer.JSON)
		}
	}
	t.Log(answer.At("notes"))
	s.Call("merge_incidents", `{"incident_id":"4200","source_incident_ids":["4198"]}`)
}
