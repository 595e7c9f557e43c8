package answers

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// A caller who waits no longer gets the cause, and no window in a zone that may not be the asker's.
func TestPastWindowOfACallerWhoHasGone(t *testing.T) {
	t.Parallel()
	cause := errors.New("the host gave up")
	ctx, cancel := context.WithCancelCause(t.Context())
	r := startReading(ctx)
	defer r.stop()
	times := &when.Parser{Now: time.Date(2026, 10, 14, 12, 0, 0, 0, time.UTC), Zone: func() (*time.Location, error) { return time.UTC, nil }}
	if window, _, err := r.pastWindow(times, "2026-10-01", "", time.Hour); err != nil || !window.Until.Equal(times.Now) {
		t.Errorf("%v, %v", window, err)
	}
	cancel(cause)
	if _, _, err := r.pastWindow(times, "2026-10-01", "", time.Hour); !errors.Is(err, cause) {
		t.Errorf("got %v, want %v", err, cause)
	}
}
