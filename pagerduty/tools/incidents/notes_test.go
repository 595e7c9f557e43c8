package incidents_test

import (
	"strings"
	"testing"
)

func TestAddNote(t *testing.T) {
	t.Parallel()
	s := demo(t)
	note := s.Call("add_note_to_incident", `{"incident_id":"https://lanternfield-demo.pagerduty.com/incidents/4200","note":"Line one\n\"two\" 💥"}`)
	note.Expect(map[string]any{"by": "Amara Okafor", "text": "Line one\n\"two\" 💥"})
	if !note.Has("id") || !note.Has("at") {
		t.Errorf("the note is %s", note.JSON)
	}
	writes := s.Writes()
	if len(writes) != 1 || writes[0].Path != "/incidents/"+postgres+"/notes" || writes[0].Body != `{"note":{"content":"Line one\n\"two\" 💥"}}` ||
		writes[0].From != "amara.okafor@lanternfield.example" {
		t.Errorf("wrote %+v", writes)
	}
	shown := s.Call("get_incident", `{"incident_id":"`+postgres+`","include":["notes"]}`)
	shown.Expect(map[string]any{"notes.0.text": "Line one\n\"two\" 💥", "notes.1": nil})
}

func TestNoteOfTwoThousandCharacters(t *testing.T) {
	t.Parallel()
	s := demo(t)
	longest := strings.Repeat("é", 2000) // characters, not bytes
	note := s.Call("add_note_to_incident", `{"incident_id":"`+postgres+`","note":"`+longest+`"}`)
	if note.Text("text") != longest {
		t.Errorf("the note is %.100s…", note.JSON)
	}
	for _, text := range []string{longest + "é", "", "  "} {
		sentence := s.CallError("add_note_to_incident", `{"incident_id":"`+postgres+`","note":"`+text+`"}`)
		if !strings.Contains(sentence, "note") || len(s.Requests()) != 0 {
			t.Errorf("a note of %d bytes: %q after %v", len(text), sentence, s.Sent())
		}
	}
	if sentence := s.CallError("add_note_to_incident", `{"incident_id":"QNONE","note":"x"}`); !strings.Contains(sentence, "404") {
		t.Errorf("on no incident: %q", sentence)
	}
	shown := s.Call("get_incident", `{"incident_id":"`+postgres+`","include":["notes"]}`)
	shown.Expect(map[string]any{"notes.1": nil})
}
