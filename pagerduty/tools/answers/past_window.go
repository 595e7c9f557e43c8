package answers

import (
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// pastWindow reads the arguments since and until of a report. Without until it ends now, and without since it is length long. PagerDuty
// lists the incidents of six months at most. It fails with the caller's cause if the caller waits no longer: the zone may not be the asker's
// then.
func (r *reading) pastWindow(times *when.Parser, since, until string, length time.Duration) (when.Window, []string, error) {
	window, err := times.Window(since, until)
	if err == nil {
		err = r.gone()
	}
	if err != nil {
		return window, nil, err
	}
	if window.Until.IsZero() || window.Until.After(times.Now) {
		window.Until = times.Now
	}
	if window.Since.IsZero() {
		window.Since = window.Until.Add(-length)
	}
	if window.Until.UTC().After(window.Since.UTC().AddDate(0, 6, 0)) {
		return window, nil, fmt.Errorf("since and until: %s to %s is more than 6 months; ask for a shorter time", window.Since.Format(time.DateOnly), window.Until.Format(time.DateOnly))
	}
	return window, times.Notes(), when.CheckOrder("since", window.Since, "until", window.Until)
}
