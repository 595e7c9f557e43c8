package oncall_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func show(turns []oncall.Turn) []string {
	var lines []string
	for _, turn := range turns {
		lines = append(lines, turn.UserID+" "+turn.Start.Format("02 15:04")+"–"+turn.End.Format("02 15:04"))
	}
	return lines
}

func expect(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestDifference(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	turn := func(user string, from, to int) oncall.Turn {
		return oncall.Turn{UserID: user, Start: start.Add(time.Duration(from) * time.Hour), End: start.Add(time.Duration(to) * time.Hour)}
	}
	before := []oncall.Turn{turn("ada", 0, 4), turn("bob", 4, 8), turn("ada", 8, 12)}
	after := []oncall.Turn{turn("ada", 0, 6), turn("cyd", 6, 8), turn("ada", 8, 9), turn("ada", 10, 12)}
	gained, lost := oncall.Difference(before, after)
	expect(t, "gained", show(gained), "ada 23 04:00–23 06:00", "cyd 23 06:00–23 08:00")
	expect(t, "lost", show(lost), "bob 23 04:00–23 08:00", "ada 23 09:00–23 10:00")
	expect(t, "joined", show(oncall.Joined([]oncall.Turn{turn("ada", 2, 4), turn("ada", 0, 3), turn("ada", 4, 5), turn("bob", 1, 1)})), "ada 23 00:00–23 05:00")
	merged := oncall.Merge([]oncall.Turn{turn("owl", 2, 5)}, before)
	expect(t, "merged", show(merged), "ada 23 00:00–23 02:00", "owl 23 02:00–23 05:00", "bob 23 05:00–23 08:00", "ada 23 08:00–23 12:00")
	expect(t, "cut", show(oncall.Cut(before, oncall.Window{Since: start.Add(time.Hour), Until: start.Add(4 * time.Hour)})), "ada 23 01:00–23 04:00")
}

// A part of a second is no gap, since PagerDuty keeps whole seconds.
func TestGapsOfLessThanASecond(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC)
	window := oncall.Window{Since: start, Until: start.Add(time.Hour + 700*time.Millisecond)}
	if gaps := oncall.Gaps([]oncall.Turn{{UserID: "PUADA01", Start: start.Add(300 * time.Millisecond), End: start.Add(time.Hour)}}, window); len(gaps) > 0 {
		t.Errorf("the gaps are %v", gaps)
	}
}
