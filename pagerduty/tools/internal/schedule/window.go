// Package schedule finds schedules and shows who is on call in them.
package schedule

import (
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// Window is the time for which a call asks who is on call.
type Window struct {
	Since, Until time.Time
	Zone         string   // in which times were read; "" if none was needed
	Notes        []string // on how they were read
}

// View returns the window as results show it.
func (w Window) View() *mcptools.Window {
	return &mcptools.Window{Since: w.Since.Format(time.RFC3339), Until: w.Until.Format(time.RFC3339), TimeZone: w.Zone}
}

// In returns the window with its times in a zone, if the zone is in the tz database.
func (w Window) In(zone string) Window {
	if location, err := when.Named("", zone); err == nil {
		w.Since, w.Until, w.Zone = w.Since.In(location), w.Until.In(location), zone
	}
	return w
}
