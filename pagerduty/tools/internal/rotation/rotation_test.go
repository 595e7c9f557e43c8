package rotation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/rotation"
)

func load(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

var workingDays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

func show(turns []oncall.Turn, zone *time.Location) []string {
	var lines []string
	for _, turn := range turns {
		lines = append(lines, turn.UserID+" "+turn.Start.In(zone).Format("02 15:04")+"–"+turn.End.In(zone).Format("02 15:04"))
	}
	return lines
}

func expect(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A weekly hand-over on Mondays at nine stays at nine when clocks change.
func TestHandOverAcrossTheClockChange(t *testing.T) {
	t.Parallel()
	london := load(t, "Europe/London")
	weekly := rotation.Rotation{
		UserIDs: []string{"ada", "bob"}, Length: 7 * 24 * time.Hour, Start: time.Date(2026, 10, 19, 9, 0, 0, 0, london),
		Hours: []rotation.Hours{{Days: workingDays, From: 9 * time.Hour, To: 17 * time.Hour}},
	}
	window := oncall.Window{Since: time.Date(2026, 10, 22, 12, 0, 0, 0, london), Until: time.Date(2026, 10, 27, 12, 0, 0, 0, london)}
	turns := rotation.Layered([]rotation.Rotation{weekly}, london, window)
	expect(t, "turns", show(turns, london), "ada 22 12:00–22 17:00", "ada 23 09:00–23 17:00", "bob 26 09:00–26 17:00", "bob 27 09:00–27 12:00")
	var gaps []string
	for _, gap := range oncall.Gaps(turns, window) {
		gaps = append(gaps, fmt.Sprint(gap.Until.Sub(gap.Since)))
	}
	expect(t, "gaps", gaps, "16h0m0s", "65h0m0s", "16h0m0s") // the weekend has an hour more
	var shares []string
	for _, share := range oncall.Shares(turns) {
		shares = append(shares, share.UserID+" "+share.Time.String())
	}
	expect(t, "shares", shares, "ada 13h0m0s", "bob 11h0m0s")
}

// In layers the first rotation takes precedence; in shifts both have somebody on call.
func TestSeveralRotations(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	nights := rotation.Rotation{UserIDs: []string{"owl"}, Length: 24 * time.Hour, Start: start, Hours: []rotation.Hours{{From: 22 * time.Hour, To: 6 * time.Hour}}}
	always := rotation.Rotation{UserIDs: []string{"ada", "bob"}, Length: 12 * time.Hour, Start: start}
	window := oncall.Window{Since: start, Until: start.Add(24 * time.Hour)}
	both := []rotation.Rotation{nights, always}
	expect(t, "layers", show(rotation.Layered(both, time.UTC, window), time.UTC),
		"owl 23 00:00–23 06:00", "ada 23 06:00–23 12:00", "bob 23 12:00–23 22:00", "owl 23 22:00–24 00:00")
	expect(t, "shifts", show(rotation.Together(both, time.UTC, window), time.UTC),
		"ada 23 00:00–23 12:00", "owl 23 00:00–23 06:00", "bob 23 12:00–24 00:00", "owl 23 22:00–24 00:00")
	if got := rotation.Layered(both, time.UTC, oncall.Window{Since: start.Add(-48 * time.Hour), Until: start}); got != nil {
		t.Errorf("before the first turn: %v", got)
	}
}

// reference finds who is on call at a moment by reading the clock: slow, and independent of the package's arithmetic. It is not for moments
// on a day on which clocks change.
func reference(rotations []rotation.Rotation, at time.Time, zone *time.Location) string {
	for _, r := range rotations {
		if at.Before(r.Start) || !open(r.Hours, at.In(zone)) {
			continue
		}
		turn, local, start := 0, at.In(zone), r.Start.In(zone)
		for ; ; turn++ { // the end of a turn on the wall clock
			days, rest := int(r.Length/(24*time.Hour))*(turn+1), (r.Length%(24*time.Hour))*time.Duration(turn+1)
			end := time.Date(start.Year(), start.Month(), start.Day()+days, start.Hour(), start.Minute()+int(rest/time.Minute), 0, 0, zone)
			if end.After(local) {
				break
			}
		}
		return r.UserIDs[turn%len(r.UserIDs)]
	}
	return ""
}

func open(hours []rotation.Hours, local time.Time) bool {
	minute := time.Duration(local.Hour()*60+local.Minute()) * time.Minute
	for _, h := range hours {
		overnight := h.To <= h.From
		if h.On(local.Weekday()) && minute >= h.From && (overnight || minute < h.To) {
			return true
		}
		if overnight && h.On(local.AddDate(0, 0, -1).Weekday()) && minute < h.To {
			return true
		}
	}
	return len(hours) == 0
}

// Whoever is on call by the turns is on call by the reference, at random moments of random schedules, and nobody is where there is a gap.
func TestTurnsAgreeWithTheReference(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"} {
		zone := load(t, name)
		for range 40 {
			rotations := randomRotations(random, zone)
			window := oncall.Window{Since: time.Date(2026, time.Month(1+random.IntN(12)), 1+random.IntN(28), random.IntN(24), 30, 0, 0, zone)}
			window.Until = window.Since.Add(14 * 24 * time.Hour)
			turns := rotation.Layered(rotations, zone, window)
			for range 200 {
				at := window.Since.Add(time.Duration(random.IntN(14*24*60)) * time.Minute)
				if changesClocks(at, zone) {
					continue
				}
				got := ""
				for _, turn := range turns {
					if !at.Before(turn.Start) && at.Before(turn.End) {
						got += turn.UserID
					}
				}
				if want := reference(rotations, at, zone); got != want {
					t.Fatalf("%s at %s: %q is on call, want %q, in %+v", name, at, got, want, rotations)
				}
			}
		}
	}
}

// changesClocks reports whether the offset differs within a day of a moment.
func changesClocks(at time.Time, zone *time.Location) bool {
	_, before := at.Add(-24 * time.Hour).In(zone).Zone()
	_, after := at.Add(24 * time.Hour).In(zone).Zone()
	return before != after
}

func randomRotations(random *rand.Rand, zone *time.Location) []rotation.Rotation {
	var all []rotation.Rotation
	for range 1 + random.IntN(3) {
		r := rotation.Rotation{
			Length: []time.Duration{8 * time.Hour, 12 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour}[random.IntN(4)],
			Start:  time.Date(2026, time.Month(1+random.IntN(12)), 1+random.IntN(28), random.IntN(24), 15*random.IntN(4), 0, 0, zone),
		}
		for i := range 1 + random.IntN(4) {
			r.UserIDs = append(r.UserIDs, string(rune('A'+len(all)*4+i)))
		}
		for range random.IntN(3) {
			hours := rotation.Hours{From: time.Duration(random.IntN(96)) * 15 * time.Minute, To: time.Duration(random.IntN(96)) * 15 * time.Minute}
			for day := range time.Weekday(7) {
				if random.IntN(2) == 0 {
					hours.Days = append(hours.Days, day)
				}
			}
			r.Hours = append(r.Hours, hours)
		}
		all = append(all, r)
	}
	return all
}
