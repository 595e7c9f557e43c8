package identify_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

func TestPick(t *testing.T) {
	t.Parallel()
	candidates := []identify.Candidate{{ID: "PA", Name: "all good"}, {ID: "PB", Name: "minor"}, {ID: "PC", Name: "Minor"}, {ID: "PD", Name: "major"}, {ID: "PE", Name: "é"}, {ID: "PF", Name: "f"}, {ID: "PG", Name: "g"}}
	for text, want := range map[string]string{" All Good ": "PA", "PC": "PC", "e\u0301": "PE"} {
		if id, err := identify.Pick("severity", "severity", text, candidates); id != want || err != nil {
			t.Errorf("%q is %q, %v", text, id, err)
		}
	}
	for text, want := range map[string]string{
		"minor": "2 have this name; give the id. Similar: minor (PB), Minor (PC)", "": "severity is empty", "null": "severity is", "a\u200bb\x00": "control",
		"bad": `severity "bad": no severity has this id or exactly this name. There are: all good (PA), minor (PB), Minor (PC), major (PD), é (PE), f (PF), g (PG)`,
	} {
		if id, err := identify.Pick("severity", "severity", text, candidates); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v, want %q", text, id, err, want)
		}
	}
	if err := identify.CheckName("severity", "severity", "minor"); err != nil {
		t.Error(err)
	}
}
