package when_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func TestSpan(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	now := time.Date(2026, 10, 24, 12, 0, 0, 0, berlin) // the clocks go back the next day
	const week = 7 * 24 * time.Hour
	for name, test := range map[string]struct{ since, until, from, to string }{
		"neither":              {"", "", "2026-10-24T12:00:00+02:00", "2026-10-31T11:00:00+01:00"},
		"since":                {"2026-10-01", "", "2026-10-01T00:00:00+02:00", "2026-10-08T00:00:00+02:00"},
		"since that is ahead":  {"+1d", "", "2026-10-25T12:00:00+01:00", "2026-11-01T12:00:00+01:00"},
		"until":                {"", "+1d", "2026-10-24T12:00:00+02:00", "2026-10-25T12:00:00+01:00"},
		"until that is far":    {"", "2027-01-01T00:00", "2026-10-24T12:00:00+02:00", "2027-01-01T00:00:00+01:00"},
		"until that is past":   {"", "yesterday", "2026-10-17T00:00:00+02:00", "2026-10-24T00:00:00+02:00"},
		"until now":            {"", "now", "2026-10-17T12:00:00+02:00", "2026-10-24T12:00:00+02:00"},
		"both":                 {"2026-01-01", "2026-10-25T01:30", "2026-01-01T00:00:00+01:00", "2026-10-25T01:30:00+02:00"},
		"a day of 25 hours":    {"2026-10-25", "2026-10-25", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"},
		"both with an offset":  {"2026-01-01T00:00:00Z", "2026-01-02T00:00:00-05:00", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00-05:00"},
		"the shortest of time": {"now", "+1m", "2026-10-24T12:00:00+02:00", "2026-10-24T12:01:00+02:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			times := when.Parser{Now: now, Zone: func() (*time.Location, error) { return berlin, nil }}
			from, to, err := times.Span(test.since, test.until, week)
			if err != nil || from.Format(time.RFC3339) != test.from || to.Format(time.RFC3339) != test.to {
				t.Errorf("got %s to %s, %v; want %s to %s", from.Format(time.RFC3339), to.Format(time.RFC3339), err, test.from, test.to)
			}
		})
	}
	for _, test := range [][3]string{
		{"now", "now", "is not before until"}, {"+2d", "+1d", "is not before until"}, {"soon", "", "since: "}, {"", "later", "until: "},
	} {
		times := when.Parser{Now: now, Zone: func() (*time.Location, error) { return berlin, nil }}
		if _, _, err := times.Span(test[0], test[1], week); err == nil || !strings.Contains(err.Error(), test[2]) {
			t.Errorf("%q to %q: %v, want %q", test[0], test[1], err, test[2])
		}
	}
}

// The clock of the caller may be a little fast.
func TestPastBounds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 24, 12, 0, 0, 0, time.UTC)
	times := when.Parser{Now: now}
	for since, wanted := range map[string]bool{"2026-10-24T12:00:03Z": true, "2026-10-24T12:01:00Z": true, "2026-10-24T12:01:01Z": false} {
		if _, _, err := times.PastBounds(since, "", now, now); (err == nil) != wanted {
			t.Errorf("%s: %v", since, err)
		}
	}
}

func TestZoneOfACall(t *testing.T) {
	t.Parallel()
	unknown := errors.New("not known")
	fallback := func() (*time.Location, error) { return nil, unknown }
	find, err := when.ZoneOf("Asia/Kathmandu", fallback)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := find(); err != nil || found.String() != "Asia/Kathmandu" {
		t.Errorf("got %v, %v", found, err)
	}
	find, err = when.ZoneOf("", fallback)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := find(); !errors.Is(err, unknown) {
		t.Errorf("without a name, the fallback is not asked: %v", err)
	}
	for _, name := range []string{"Local", "Berlin", "../../etc/localtime", "/etc/localtime", " ", "Pacific Time (US & Canada)", strings.Repeat("x", 10_000)} {
		if _, err := when.ZoneOf(name, fallback); err == nil || !strings.HasPrefix(err.Error(), "time_zone: ") || len(err.Error()) > 200 {
			t.Errorf("%.40q: %v", name, err)
		}
	}
}
