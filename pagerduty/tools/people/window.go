package people

import (
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// window is the time for which a call asks who is on call.
type window struct {
	since, until time.Time
	zone         string // in which times were read; "" if none was needed
	notes        []string
}

func (w window) view() *mcptools.Window {
	return &mcptools.Window{Since: w.since.Format(time.RFC3339), Until: w.until.Format(time.RFC3339), TimeZone: w.zone}
}

// in returns the window with its times in a zone, if the zone is in the tz database.
func (w window) in(zone string) window {
	if location, err := when.Named("", zone); err == nil {
		w.since, w.until, w.zone = w.since.In(location), w.until.In(location), zone
	}
	return w
}
