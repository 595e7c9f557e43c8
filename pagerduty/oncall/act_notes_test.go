package oncall_test

import (
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

// Each act has the note with its text that is nearest in time, and no note has two acts.
func TestNotesOfActs(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	act := func(minutes int, kind, text string) oncall.Act {
		return oncall.Act{Kind: kind, Start: at(minutes), Text: text}
	}
	note := func(id string, minutes int, text string) pagerduty.Note {
		return pagerduty.Note{ID: id, Content: text, CreatedAt: pagerduty.Time{Time: at(minutes)}}
	}
	acts := []oncall.Act{
		act(0, "trigger", "restarted"), act(10, "annotate", "restarted"), act(20, "annotate", "looking"), act(30, "annotate", "restarted"),
		act(31, "annotate", "restarted"), act(40, "annotate", "deleted"),
	}
	notes := []pagerduty.Note{note("PN3", 30, "restarted"), note("PN2", 20, "looking"), note("PN1", 10, "restarted"), note("PN0", 5, "by mail")}
	want := []string{"", "PN1", "PN2", "PN3", "", ""}
	for i, found := range oncall.NotesOfActs(acts, notes) {
		id := ""
		if found != nil {
			id = found.ID
		}
		if id != want[i] {
			t.Errorf("act %d has the note %q, want %q", i, id, want[i])
		}
	}
}
