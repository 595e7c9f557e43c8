package when

import (
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Window is a span of time that is open at an end that is zero.
type Window struct {
	Since, Until time.Time
	Zone         string // in which times without an offset were read; "" if there were none
}

// Window reads the arguments since and until of what has happened: since is not in the future.
func (p *Parser) Window(since, until string) (Window, error) {
	from, to, err := p.PastBounds(since, until, time.Time{}, time.Time{})
	w := Window{from, to, p.ZoneName()}
	if err != nil || from.IsZero() || to.IsZero() {
		return w, err
	}
	return w, CheckOrder("since", from, "until", to)
}

// Holds reports whether the moment is in the window; true for the zero time, so that a record without a readable time is not hidden.
func (w Window) Holds(moment pagerduty.Time) bool {
	return moment.IsZero() || !moment.Before(w.Since) && (w.Until.IsZero() || !moment.After(w.Until))
}

// Shown returns the window for a result.
func (w Window) Shown() *mcptools.Window {
	shown := &mcptools.Window{TimeZone: w.Zone}
	if !w.Since.IsZero() {
		shown.Since = w.Since.Format(time.RFC3339)
	}
	if !w.Until.IsZero() {
		shown.Until = w.Until.Format(time.RFC3339)
	}
	return shown
}
