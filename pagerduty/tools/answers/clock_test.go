package answers

import (
	"testing"
	"time"

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
