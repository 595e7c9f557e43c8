package simulator

import (
	"testing"
	"time"
)

// TestInstantOf: clocks have reached a local time at the instant that instantOf returns, and not a second before.
func TestInstantOf(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Etc/UTC"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for at := localSeconds(yearStart, zone); at < localSeconds(years[0].until, zone); at += untilNextComparedSecond(at, zone) {
			moment := instantOf(at, zone)
			if latestLocalSeconds(moment, zone) < at || latestLocalSeconds(moment.Add(-time.Second), zone) >= at {
				t.Errorf("%s: %v is not when %v begins", name, moment, time.Unix(at, 0).UTC())
			}
		}
	}
}

// untilNextComparedSecond is ten minutes on the days around a change of the clocks, and in full tests. Otherwise it is longer, and each time of
// day has its turn.
func untilNextComparedSecond(at int64, zone *time.Location) int64 {
	if hours := untilNextComparison(time.Unix(at, 0), zone); hours > time.Hour {
		return int64((hours + 10*time.Minute) / time.Second)
	}
	return 10 * 60
}

// TestClockChanges shows instantOf around the clock changes in Berlin.
func TestClockChanges(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for local, want := range map[string]string{
		"2026-03-29 01:59:59": "2026-03-29T00:59:59Z",
		"2026-03-29 02:30:00": "2026-03-29T01:00:00Z", // skipped: clocks go from two to three
		"2026-03-29 03:00:00": "2026-03-29T01:00:00Z",
		"2026-10-25 02:30:00": "2026-10-25T00:30:00Z", // occurs twice: the first one counts
		"2026-10-25 03:00:00": "2026-10-25T02:00:00Z",
	} {
		face, err := time.Parse(time.DateTime, local)
		if err != nil {
			t.Fatal(err)
		}
		if got := instantOf(face.Unix(), berlin).UTC().Format(time.RFC3339); got != want {
			t.Errorf("%s is %s, want %s", local, got, want)
		}
	}
}
