package when_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// Where the clocks change, a local time may not exist or occur twice. Every day has a beginning.
func TestLocalTimesWhereTheClocksChange(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		zone, text string
		want       string // empty for an error
		end        string // of a day
		says       string // in the error, or else in a note
	}{
		"in the gap":             {"America/New_York", "2027-03-14T02:30", "", "", "write 2027-03-14T01:30:00-05:00 or 2027-03-14T03:30:00-04:00"},
		"at its begin":           {"America/New_York", "2027-03-14 02:00:00", "", "", "write 2027-03-14T01:00:00-05:00 or 2027-03-14T03:00:00-04:00"},
		"before it":              {"America/New_York", "2027-03-14T01:59", "2027-03-14T01:59:00-05:00", "", ""},
		"behind it":              {"America/New_York", "2027-03-14T03:00", "2027-03-14T03:00:00-04:00", "", ""},
		"in the overlap":         {"America/New_York", "2026-11-01T01:30", "2026-11-01T01:30:00-04:00", "", "The first was used, 2026-11-01T01:30:00-04:00; the second is 2026-11-01T01:30:00-05:00."},
		"at its begin, twice":    {"Europe/Berlin", "2026-10-25T02:00", "2026-10-25T02:00:00+02:00", "", "occurs twice in Europe/Berlin"},
		"before the overlap":     {"Europe/Berlin", "2026-10-25T01:59:59", "2026-10-25T01:59:59+02:00", "", ""},
		"behind the overlap":     {"Europe/Berlin", "2026-10-25T03:00", "2026-10-25T03:00:00+01:00", "", ""},
		"half an hour, the gap":  {"Australia/Lord_Howe", "2026-10-04T02:15", "", "", "write 2026-10-04T01:45:00+10:30 or 2026-10-04T02:45:00+11:00"},
		"half an hour, twice":    {"Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-05T01:45:00+11:00", "", "the second is 2026-04-05T01:45:00+10:30"},
		"no midnight":            {"Asia/Beirut", "2026-03-29", "2026-03-29T01:00:00+03:00", "2026-03-30T00:00:00+03:00", ""},
		"no midnight at the end": {"Asia/Beirut", "2026-03-28", "2026-03-28T00:00:00+02:00", "2026-03-29T01:00:00+03:00", ""},
		"two midnights":          {"America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00", ""},
		"UTC":                    {"UTC", "2026-11-01T01:30", "2026-11-01T01:30:00Z", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			times := when.Parser{Now: time.Now(), Zone: func() (*time.Location, error) { return zone(t, test.zone), nil }}
			got, err := times.Parse("start", test.text)
			said := strings.Join(times.Notes(), " ")
			switch {
			case test.want == "" && (err == nil || !strings.Contains(err.Error(), test.says) || !strings.HasPrefix(err.Error(), "start: ")):
				t.Errorf("got %s, %v; want %q", got, err, test.says)
			case test.want != "" && (err != nil || got.Format(time.RFC3339) != test.want || !strings.Contains(said, test.says) || (said == "") != (test.says == "")):
				t.Errorf("got %s, %q, %v; want %s, %q", got.Format(time.RFC3339), said, err, test.want, test.says)
			}
			if test.end != "" {
				if end, err := times.ParseEnd("end", test.text); err != nil || end.Format(time.RFC3339) != test.end {
					t.Errorf("the end is %s, %v; want %s", end.Format(time.RFC3339), err, test.end)
				}
			}
			if again, err := times.Parse("start", test.text); err == nil && (!again.Equal(got) || strings.Join(times.Notes(), " ") != said) {
				t.Errorf("a second time: %s, %q", again, times.Notes())
			}
		})
	}
}
