package incident

import (
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

const resolveEntry = "resolve_log_entry"

// ResolutionIn returns the text of the latest resolution in an incident's log, which lists the newest entry first; found is false if it is
// not among the entries.
func ResolutionIn(entries []pagerduty.LogEntry) (resolution string, found bool) {
	at := slices.IndexFunc(entries, func(e pagerduty.LogEntry) bool { return e.Type == resolveEntry })
	if at < 0 {
		return "", false
	}
	return entries[at].Note, true
}
