package oncall

import (
	"cmp"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// NotesOfActs returns the note that each act of a timeline wrote; nil for an act that is no note, or whose note is not among the notes. The
// log does not name the note: an act and a note belong together if they have the same text. Of several notes with one text, the act has the
// one that is nearest in time, and each note has one act.
func NotesOfActs(acts []Act, notes []pagerduty.Note) []*pagerduty.Note {
	type pair struct {
		act, note int
		apart     time.Duration
	}
	var pairs []pair
	for a, act := range acts {
		for n, note := range notes {
			if act.Kind == noteAct && act.Text == note.Content {
				pairs = append(pairs, pair{a, n, act.Start.Sub(note.CreatedAt.Time).Abs()})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a.apart, b.apart) })
	found, taken := make([]*pagerduty.Note, len(acts)), make([]bool, len(notes))
	for _, p := range pairs {
		if found[p.act] == nil && !taken[p.note] {
			found[p.act], taken[p.note] = &notes[p.note], true
		}
	}
	return found
}
