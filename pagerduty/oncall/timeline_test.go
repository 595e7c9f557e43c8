package oncall_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

var start = time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)

func person(id string) pagerduty.Reference {
	return pagerduty.Reference{ID: id, Type: "user_reference", Summary: id}
}

// entry returns a log entry that was written some seconds after the start.
func entry(id string, seconds int, kind, agent string) pagerduty.LogEntry {
	return pagerduty.LogEntry{
		ID: id, Type: kind + "_log_entry", CreatedAt: pagerduty.Time{Time: start.Add(time.Duration(seconds) * time.Second)}, Agent: person(agent),
	}
}

func notifying(e pagerduty.LogEntry, user string) pagerduty.LogEntry { e.User = person(user); return e }

func assigning(e pagerduty.LogEntry, users ...string) pagerduty.LogEntry {
	for _, user := range users {
		e.Assignees = append(e.Assignees, person(user))
	}
	return e
}

func saying(e pagerduty.LogEntry, text string) pagerduty.LogEntry { e.Note = text; return e }

// newestFirst returns a log as PagerDuty lists it.
func newestFirst(entries ...pagerduty.LogEntry) []pagerduty.LogEntry {
	slices.Reverse(entries)
	return entries
}

// shown returns acts as text, such as "trigger to A notified A,B ×3".
func shown(acts []oncall.Act) []string {
	ids := func(people []pagerduty.Reference) string {
		var all []string
		for _, p := range people {
			all = append(all, p.ID)
		}
		return strings.Join(all, ",")
	}
	var lines []string
	for _, act := range acts {
		line := act.Kind + " by " + act.Agent.ID
		if len(act.Assignees) > 0 {
			line += " to " + ids(act.Assignees)
		}
		if act.Notifications > 0 {
			line += fmt.Sprintf(" notified %s ×%d", ids(act.Notified), act.Notifications)
		}
		if act.Text != "" {
			line += " " + act.Text
		}
		lines = append(lines, line)
	}
	return lines
}

func TestTimeline(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		log  []pagerduty.LogEntry
		want []string
	}{
		"nothing": {nil, nil},
		"a trigger with all that follows from it": {
			newestFirst(
				entry("1", 0, "trigger", "S"), assigning(entry("2", 0, "assign", "S"), "A", "B"),
				notifying(entry("3", 1, "notify", "S"), "A"), notifying(entry("4", 1, "notify", "S"), "B"), notifying(entry("5", 40, "notify", "S"), "A"),
			), []string{"trigger by S to A,B notified A,B ×3"},
		},
		"later notifications are an act of their own": {
			newestFirst(
				assigning(entry("1", 0, "escalate", "S"), "A"), notifying(entry("2", 0, "notify", "S"), "A"),
				notifying(entry("3", 300, "notify", "S"), "A"), notifying(entry("4", 330, "notify", "S"), "B"), notifying(entry("5", 900, "notify", "S"), "A"),
			), []string{"escalate by S to A notified A ×1", "notify by S notified A,B ×2", "notify by S notified A ×1"},
		},
		"two people who acknowledge, one of them twice": {
			newestFirst(entry("1", 0, "acknowledge", "A"), entry("2", 3, "acknowledge", "A"), entry("3", 4, "acknowledge", "B")),
			[]string{"acknowledge by A", "acknowledge by B"},
		},
		"a resolution that is a note, too": {
			newestFirst(saying(entry("1", 0, "annotate", "A"), "Rolled back."), saying(entry("2", 1, "resolve", "A"), "Rolled back.")), []string{"resolve by A Rolled back."},
		},
		"two notes of a second": {
			newestFirst(saying(entry("1", 0, "annotate", "A"), "one"), saying(entry("2", 0, "annotate", "A"), "two")), []string{"annotate by A one", "annotate by A two"},
		},
		"an entry that two pages had": {
			newestFirst(entry("1", 0, "acknowledge", "A"), entry("2", 60, "snooze", "A"), entry("1", 0, "acknowledge", "A")), []string{"acknowledge by A", "snooze by A"},
		},
		"reopened": {
			newestFirst(entry("1", 0, "resolve", "A"), entry("2", 5, "trigger", "A"), assigning(entry("3", 5, "assign", "A"), "B")), []string{"resolve by A", "trigger by A to B"},
		},
	} {
		if got := shown(oncall.Timeline(test.log)); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// Whatever is logged, every entry is in one act, acts are in order, and nobody who was notified is lost.
func TestTimelineLosesNothing(t *testing.T) {
	t.Parallel()
	kinds := []string{"trigger", "assign", "notify", "notify", "notify", "acknowledge", "annotate", "resolve", "escalate", "snooze", "unheard_of"}
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 1))
		var entries []pagerduty.LogEntry
		want := map[string]bool{} // "id" of entries and "user" of notifications
		for n, at := 0, 0; n < 30; n++ {
			at += []int{0, 0, 1, 5, 30, 90, 400}[random.IntN(7)]
			e := entry(fmt.Sprint("e", n), at, kinds[random.IntN(len(kinds))], string(rune('A'+random.IntN(3))))
			if e.Type == "notify_log_entry" {
				e = notifying(e, string(rune('A'+random.IntN(3))))
				want[e.User.ID] = true
			}
			want[e.ID] = true
			entries = append(entries, e)
		}
		got := map[string]bool{}
		last := time.Time{}
		count := 0
		for _, act := range oncall.Timeline(newestFirst(entries...)) {
			if act.Start.Before(last) || act.End.Before(act.Start) || len(act.Entries) == 0 {
				t.Fatalf("seed %d: act %+v after %v", seed, act, last)
			}
			last = act.End
			for _, e := range act.Entries {
				count++
				got[e.ID] = true
			}
			for _, who := range act.Notified {
				got[who.ID] = true
			}
		}
		if count != len(entries) || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("seed %d: %d of %d entries; got %v, want %v", seed, count, len(entries), got, want)
		}
	}
}
