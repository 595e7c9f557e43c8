package people

import (
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// turnsWindow is how far ahead schedules are shown unless a call says otherwise.
const turnsWindow = 7 * 24 * time.Hour

// window is the time that a call speaks of.
type window struct {
	since, until time.Time
	zone         string // in which times were read; empty if none was needed
	notes        []string
}

func (w window) view() *mcptools.Window {
	return &mcptools.Window{Since: w.since.Format(time.RFC3339), Until: w.until.Format(time.RFC3339), TimeZone: w.zone}
}

// in shows the times in a zone, if it is one that is known here.
func (w window) in(zone string) window {
	if location, err := when.Named("", zone); err == nil {
		w.since, w.until, w.zone = w.since.In(location), w.until.In(location), zone
	}
	return w
}
