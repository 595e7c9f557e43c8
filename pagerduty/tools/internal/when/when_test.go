package when_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

func TestParse(t *testing.T) {
	t.Parallel()
	const autumn, spring = "2026-10-25T12:00:00+01:00", "2026-03-29T12:00:00+02:00" // the days on which Berlin changes its clocks
	for _, test := range []struct{ now, zone, text, want string }{
		{autumn, "", "2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"},
		{autumn, "", "2026-11-23T09:00:00-07:00", "2026-11-23T09:00:00-07:00"},
		{autumn, "", "2026-11-23T09:00:00.25+05:30", "2026-11-23T09:00:00+05:30"},
		{autumn, "", " 2026-11-23t09:00z ", "2026-11-23T09:00:00Z"},
		{autumn, "", "now", autumn}, {autumn, "", "NOW", autumn},
		{"2026-10-25T12:00:00.75+01:00", "", "now", autumn},
		{"2026-10-25T12:00:00.75+01:00", "", "+8h", "2026-10-25T20:00:00+01:00"},
		{"2026-10-25T12:00:00.75+01:00", "Europe/Berlin", "2026-12-01T09:00:05.5", "2026-12-01T09:00:05+01:00"},
		{autumn, "", "-24h", "2026-10-24T12:00:00+01:00"},
		{autumn, "", "+8h", "2026-10-25T20:00:00+01:00"},
		{autumn, "", "-90m", "2026-10-25T10:30:00+01:00"},
		{autumn, "", "-7d", "2026-10-18T12:00:00+01:00"},
		{autumn, "", "- 2 W", "2026-10-11T12:00:00+01:00"},
		{autumn, "Europe/Berlin", "today", "2026-10-25T00:00:00+02:00"},
		{autumn, "Europe/Berlin", "Tomorrow", "2026-10-26T00:00:00+01:00"},
		{autumn, "Europe/Berlin", "yesterday", "2026-10-24T00:00:00+02:00"},
		{autumn, "Europe/Berlin", "2026-10-25T01:30", "2026-10-25T01:30:00+02:00"},
		{autumn, "Europe/Berlin", "2026-10-25T03:30", "2026-10-25T03:30:00+01:00"},
		{autumn, "Europe/Berlin", "2026-07-01", "2026-07-01T00:00:00+02:00"},
		{autumn, "Europe/Berlin", "2026-12-01 09:00", "2026-12-01T09:00:00+01:00"},
		{autumn, "Europe/Berlin", "2026-12-01T09:00:05", "2026-12-01T09:00:05+01:00"},
		{autumn, "Europe/Berlin", "2026-12-01 09:00:05", "2026-12-01T09:00:05+01:00"},
		{spring, "Europe/Berlin", "today", "2026-03-29T00:00:00+01:00"},
		{spring, "Europe/Berlin", "tomorrow", "2026-03-30T00:00:00+02:00"},
		{autumn, "Asia/Tokyo", "today", "2026-10-25T00:00:00+09:00"},
		{autumn, "Pacific/Auckland", "today", "2026-10-26T00:00:00+13:00"},
		{autumn, "America/Los_Angeles", "2026-12-31", "2026-12-31T00:00:00-08:00"},
		{autumn, "Asia/Kathmandu", "2026-12-31T08:00", "2026-12-31T08:00:00+05:45"},
		{autumn, "Europe/Berlin", "tomorrow 09:00", "2026-10-26T09:00:00+01:00"},
		{autumn, "Europe/Berlin", "Today at 18:30", "2026-10-25T18:30:00+01:00"},
		{autumn, "Asia/Tokyo", "yesterday 9:05", "2026-10-24T09:05:00+09:00"},
		{autumn, "Europe/Berlin", "tomorrow 9am", "2026-10-26T09:00:00+01:00"},
		{autumn, "Europe/Berlin", "Today at 9:30 PM", "2026-10-25T21:30:00+01:00"},
		{autumn, "Europe/Berlin", "tomorrow 12am", "2026-10-26T00:00:00+01:00"},
		{spring, "Europe/Berlin", "tomorrow 00:00", "2026-03-30T00:00:00+02:00"},
		{autumn, "UTC", "2024-02-29", "2024-02-29T00:00:00Z"},
		{autumn, "", "in 30 minutes", "2026-10-25T12:30:00+01:00"},
		{autumn, "", "In 1h30m", "2026-10-25T13:30:00+01:00"},
		{autumn, "", "30 minutes ago", "2026-10-25T11:30:00+01:00"},
		{autumn, "", "2 weeks ago", "2026-10-11T12:00:00+01:00"},
		{autumn, "", "now+2h", "2026-10-25T14:00:00+01:00"},
		{autumn, "", "now - 8 hours", "2026-10-25T04:00:00+01:00"},
		{autumn, "", "-7 days", "2026-10-18T12:00:00+01:00"},
		{autumn, "", "+1d12h", "2026-10-27T00:00:00+01:00"},
		{autumn, "", "2026-12-02 09:00Z", "2026-12-02T09:00:00Z"},
		{autumn, "", "2026-12-02 09:00 z", "2026-12-02T09:00:00Z"},
		{autumn, "", "2026-12-02 09:00 UTC", "2026-12-02T09:00:00Z"},
		{autumn, "", "2026-12-02T09:00:05 utc", "2026-12-02T09:00:05Z"},
		{autumn, "", "2026-12-02 09:00 +05:30", "2026-12-02T09:00:00+05:30"},
		{autumn, "", "tomorrow 09:00 UTC", "2026-10-26T09:00:00Z"},
		{autumn, "", "today at 9 UTC", "2026-10-25T09:00:00Z"},
		{autumn, "Europe/Berlin", "tomorrow 9", "2026-10-26T09:00:00+01:00"},
		{autumn, "Europe/Berlin", "yesterday at 17", "2026-10-24T17:00:00+02:00"},
		{autumn, "Europe/Berlin", "today 0", "2026-10-25T00:00:00+02:00"},
	} {
		t.Run(test.text+" in "+test.zone, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(time.RFC3339, test.now)
			if err != nil {
				t.Fatal(err)
			}
			asked := 0
			parser := when.Parser{Now: now, Zone: func() (*time.Location, error) {
				asked++
				return zone(t, test.zone), nil
			}}
			for range 2 {
				got, err := parser.Parse("since", test.text)
				if err != nil || got.Format(time.RFC3339Nano) != test.want {
					t.Fatalf("got %s and %v, want %s", got.Format(time.RFC3339Nano), err, test.want)
				}
			}
			if wanted := test.zone != ""; (asked == 1) != wanted || asked > 1 || parser.ZoneName() != test.zone {
				t.Errorf("the zone was asked for %d times and is called %q", asked, parser.ZoneName())
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	parser := when.Parser{Now: time.Now(), Zone: func() (*time.Location, error) { return time.UTC, nil }}
	for _, text := range []string{
		"", " ", "soon", "tonight", "last week", "2026-11", "in 7", "in 7d ago", "ago", "in -7d", "now 7d", "now+", "tomorrow UTC", "2026-12-02 UTC", "UTC", "tomorrow 24", "-7", "-7y", "--7d", "-123456d", "2026-13-01", "2026-02-30", "2026-11-23T25:00", "2026-11-23T09", "23.11.2026", "1732345200",
		"2026-11-23T09:00:00+0100x", "today 13pm", "next monday", "mon", "monday", "moonday 09:00", "09:00 monday", "tomorrow 25:00", "someday 09:00", "today 09:00 CET", strings.Repeat("9", 10_000),
	} {
		moment, err := parser.Parse("until", text)
		if err == nil || !moment.IsZero() || !strings.HasPrefix(err.Error(), "until: ") || !strings.Contains(err.Error(), "write RFC 3339, a date") || len(err.Error()) > 300 {
			t.Errorf("%.40q gives %s and %v, want an error that lists the forms", text, moment, err)
		}
	}
	for text, want := range map[string]string{"7d": `"7d" has no sign; write -7d for a time ago, or +7d`, "30 minutes": "write -30 minutes"} {
		if moment, err := parser.Parse("since", text); err == nil || !moment.IsZero() || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %s and %v, want %q", text, moment, err, want)
		}
	}
	broken := errors.New("no zone today")
	parser = when.Parser{Now: time.Now(), Zone: func() (*time.Location, error) { return nil, broken }}
	if _, err := parser.Parse("since", "today"); !errors.Is(err, broken) {
		t.Errorf("without a zone: %v", err)
	}
	if _, err := parser.Parse("since", "-7d"); err != nil || parser.ZoneName() != "" {
		t.Errorf("a time that needs no zone: %v", err)
	}
}

func TestUserZone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		answer string
		want   string
	}{
		"their own":           {http.StatusOK, `{"user":{"id":"P1","time_zone":"Asia/Tokyo"}}`, "Asia/Tokyo"},
		"in Rails's words":    {http.StatusOK, `{"user":{"id":"P1","time_zone":"Pacific Time (US & Canada)"}}`, "UTC"},
		"none":                {http.StatusOK, `{"user":{"id":"P1","time_zone":null}}`, "UTC"},
		"no user":             {http.StatusBadRequest, `{"error":{"message":"no"}}`, "UTC"},
		"PagerDuty is down":   {http.StatusInternalServerError, ``, "UTC"},
		"the key is not good": {http.StatusUnauthorized, ``, "UTC"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.answer)
			}))
			t.Cleanup(server.Close)
			client, err := pagerduty.New(pagerduty.APIKey("key"), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport), pagerduty.WithMaxRetryWait(0))
			if err != nil {
				t.Fatal(err)
			}
			got, err := when.UserZone(t.Context(), client)()
			if err != nil || got.String() != test.want {
				t.Errorf("got %v and %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestTheEndOfADay(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	parser := when.Parser{Now: time.Date(2026, 10, 25, 12, 0, 0, 0, berlin), Zone: func() (*time.Location, error) { return berlin, nil }}
	for text, want := range map[string]string{
		"2026-10-25":           "2026-10-26T00:00:00+01:00", // 25 hours long
		"today":                "2026-10-26T00:00:00+01:00",
		"yesterday":            "2026-10-25T00:00:00+02:00",
		"2026-10-25T09:00":     "2026-10-25T09:00:00+01:00",
		"2026-10-25T09:00:00Z": "2026-10-25T09:00:00Z",
		"now":                  "2026-10-25T12:00:00+01:00",
	} {
		if got, err := parser.ParseEnd("until", text); err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s: %v, %v; want %s", text, got, err, want)
		}
	}
}

func TestWhatIsNoTimeAsksForNoZone(t *testing.T) {
	t.Parallel()
	parser := when.Parser{Now: time.Now(), Zone: func() (*time.Location, error) {
		t.Error("the zone was asked")
		return time.UTC, nil
	}}
	for _, text := range []string{"last week", "-1M", "-1mo", "+3", "32"} {
		if _, err := parser.Parse("since", text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}

// A weekday is the next one where only that makes sense. Else the two times that may be meant are in the error.
func TestWeekdaysAndBareClocks(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	now := time.Date(2026, 10, 21, 12, 0, 0, 0, berlin) // a Wednesday, before the clocks go back
	for text, want := range map[string]string{"monday 09:00": "2026-10-26T09:00:00+01:00", "Thu at 9am": "2026-10-22T09:00:00+02:00", "tuesday 9:15 pm": "2026-10-27T21:15:00+01:00", "next Monday 9": "2026-10-26T09:00:00+01:00"} {
		parser := when.Parser{Now: now, Plans: true, Zone: func() (*time.Location, error) { return berlin, nil }}
		if got, err := parser.Parse("start", text); err != nil || got.Format(time.RFC3339) != want || len(parser.Notes()) != 1 || !strings.Contains(parser.Notes()[0], want) {
			t.Errorf("%q is %v, %v with the notes %q", text, got, err, parser.Notes())
		}
	}
	for _, test := range []struct{ argument, text, want string }{
		{"start", "9am", "has no day; write today 09:00, tomorrow 09:00 or another day"}, {"end", "09:30", "today 09:30, tomorrow 09:30"},
		{"start", "wednesday 18:00", "today is a Wednesday; write 2026-10-21T18:00 or 2026-10-28T18:00"},
		{"start", "next wednesday 18:00", "today is a Wednesday"},
		{"start", "09:00 UTC", `"09:00 UTC" has no day; write today 09:00 UTC, tomorrow 09:00 UTC or another day`},
		{"since", "monday 09:00", "may be past or to come; write 2026-10-19T09:00 or 2026-10-26T09:00"},
		{"updated_since", "monday 09:00", "may be past or to come; write 2026-10-19T09:00 or 2026-10-26T09:00"},
		{"updated_since", "monday 09:00 UTC", "may be past or to come; write 2026-10-19T09:00Z or 2026-10-26T09:00Z"},
	} {
		parser := when.Parser{Now: now, Zone: func() (*time.Location, error) { return berlin, nil }}
		if _, err := parser.Parse(test.argument, test.text); err == nil || !strings.HasPrefix(err.Error(), test.argument+": ") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %q: %v", test.argument, test.text, err)
		}
	}
}

// A day alone would mean its midnight, which nobody means by the time for one thing.
func TestMoments(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 21, 23, 0, 0, 0, time.UTC) // a Wednesday
	for text, want := range map[string]string{
		"monday 09:00": "2026-10-26T09:00:00Z", "next monday 9": "2026-10-26T09:00:00Z", "tomorrow 9": "2026-10-22T09:00:00Z", "+8h": "2026-10-22T07:00:00Z", "in 2 hours": "2026-10-22T01:00:00Z",
	} {
		parser := when.Parser{Now: now, Zone: func() (*time.Location, error) { return time.UTC, nil }}
		if got, err := parser.ParseMoment("until", text); err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%q is %v, %v, want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		" tomorrow ": "until: give an hour, such as tomorrow 09:00", "2026-12-02": "until: give an hour, such as 2026-12-02 09:00",
		"tonight": "monday 09:00, or +8h", "wednesday 9": "today is a Wednesday",
	} {
		parser := when.Parser{Now: now, Zone: func() (*time.Location, error) { return time.UTC, nil }}
		if got, err := parser.ParseMoment("until", text); err == nil || !got.IsZero() || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %v, %v, want %q", text, got, err, want)
		}
	}
}
