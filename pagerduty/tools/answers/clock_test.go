package answers

import (
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestClock(t *testing.T) {
	t.Parallel()
	c := clock{time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC), time.FixedZone("", 5*3600+1800)}
	earlier := pagerduty.Time{Time: c.now.Add(-7*time.Minute - 45*time.Second)}
	for _, test := range []struct{ got, want string }{
		{c.at(earlier), "2026-11-22T20:52:15+05:30"}, {c.at(pagerduty.Time{}), ""}, {c.show(time.Time{}), ""},
		{c.since(earlier), "7m 45s"}, {c.since(pagerduty.Time{}), ""}, {between(earlier, earlier.Add(-time.Second)), ""}, {between(earlier, time.Time{}), ""},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// What is no time is refused before a request is sent.
func TestNonsenseIsRefusedWithoutARequest(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	tools := Toolset(demoClient(t, func(string) { requests.Add(1) })).Tools
	for name, arguments := range map[string]string{
		"who_is_on_call":     `{"for":"PECHECK","at":"nonsense"}`,
		"find_coverage_gaps": `{"for":["PECHECK"],"since":"nonsense"}`,
		"report_noise":       `{"since":"nonsense"}`,
		"report_load":        `{"since":"nonsense"}`,
		"suggest_cover":      `{"user_id":"PUBRUNO","start":"nonsense","end":"+3d"}`,
	} {
		tool := tools[slices.IndexFunc(tools, func(tool mcptools.Tool) bool { return tool.Name == name })]
		result := tool.Call(t.Context(), json.RawMessage(arguments))
		if result.Err == nil || !strings.Contains(result.Text, `"nonsense" is not a time`) || requests.Swap(0) != 0 {
			t.Errorf("%s %s: %s", name, arguments, result.Text)
		}
	}
}

// A slow answer about the asker keeps a window in the asker's zone, but not times that are only shown.
func TestSlowZone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for since, want := range map[string]string{"2026-11-10T09:00": "Europe/London", "2026-11-10T09:00:00Z": "UTC"} {
			client := demoClient(t, func(path string) {
				if path == "/users/me" {
					time.Sleep(zoneTime + time.Second)
				}
			})
			r := startReading(t.Context())
			if _, err := r.parser(client).Parse("since", since); err != nil {
				t.Fatal(err)
			}
			if c := r.askersClock(client); c.zone.String() != want || r.knows("your time zone, so times are in UTC") != (want == "Europe/London") {
				t.Errorf("after %s, the zone is %v, and %q are not known", since, c.zone, r.notKnown)
			}
			r.stop()
		}
	})
}
