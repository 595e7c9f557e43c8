package pagerduty_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

// A deletion whose answer was lost ends what has begun. PagerDuty's clock shows that it did, even if this machine's clock is wrong.
func TestDeletionThatEndsWithAClockThatIsOff(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		object string // END is when it ends
		read   func(context.Context, *pagerduty.Client) error
		remove func(context.Context, *pagerduty.Client) error
	}{
		"maintenance window": {
			`{"maintenance_window":{"id":"P3","end_time":"END"}}`,
			func(ctx context.Context, c *pagerduty.Client) error {
				return second(c.MaintenanceWindows.Get(ctx, "P3"))
			},
			func(ctx context.Context, c *pagerduty.Client) error { return c.MaintenanceWindows.Delete(ctx, "P3") },
		},
		"override": {
			`{"override":{"id":"P3","end_time":"END"}}`,
			func(ctx context.Context, c *pagerduty.Client) error {
				return second(c.ShiftSchedules.GetOverride(ctx, "P1", "P3"))
			},
			func(ctx context.Context, c *pagerduty.Client) error {
				return c.ShiftSchedules.DeleteOverride(ctx, "P1", "P3")
			},
		},
		"custom shift": {
			`{"custom_shift":{"id":"P3","end_time":"END"}}`,
			func(ctx context.Context, c *pagerduty.Client) error {
				return second(c.ShiftSchedules.GetCustomShift(ctx, "P1", "P3"))
			},
			func(ctx context.Context, c *pagerduty.Client) error {
				return c.ShiftSchedules.DeleteCustomShift(ctx, "P1", "P3")
			},
		},
		"event": {
			`{"event":{"id":"P3","effective_until":"END"}}`,
			func(ctx context.Context, c *pagerduty.Client) error {
				return second(c.ShiftSchedules.GetEvent(ctx, "P1", "P2", "P3", time.Time{}, time.Time{}))
			},
			func(ctx context.Context, c *pagerduty.Client) error {
				return c.ShiftSchedules.DeleteEvent(ctx, "P1", "P2", "P3")
			},
		},
	} {
		for _, ahead := range []time.Duration{-3 * time.Hour, 0, 3 * time.Hour} {
			for end, isDone := range map[time.Duration]bool{0: true, time.Hour: false} {
				synctest.Test(t, func(t *testing.T) {
					now := func(request *http.Request) (*http.Response, error) {
						theirs := time.Now().Add(ahead).UTC()
						body := strings.Replace(test.object, "END", theirs.Add(end).Format(time.RFC3339), 1)
						return answer(200, body, "Date: "+theirs.Format(http.TimeFormat))(request)
					}
					client, _ := newClient(t, inTurn(t, now, answer(302, "", "Location: https://x.example"), now))
					ctx, _ := changes.ContextWithWatch(t.Context())
					if err := test.read(ctx, client); err != nil {
						t.Fatal(err)
					}
					if err := test.remove(ctx, client); (err == nil) != isDone {
						t.Errorf("%s, PagerDuty's clock %s ahead, ends in %s: error %v", name, ahead, end, err)
					}
				})
			}
		}
	}
}
