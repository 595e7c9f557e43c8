package oncall

import (
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// ByTimeBefore returns changes in the order in which they matter to what happened at a moment: first those before it, the latest first,
// then those after it, the earliest first. A change that is listed twice counts as it is listed first.
func ByTimeBefore(moment time.Time, changes []pagerduty.ChangeEvent) []pagerduty.ChangeEvent {
	seen := map[string]bool{}
	var before, after []pagerduty.ChangeEvent
	for _, change := range changes {
		switch {
		case seen[change.ID]:
		case change.Timestamp.After(moment):
			after = append(after, change)
		default:
			before = append(before, change)
		}
		seen[change.ID] = true
	}
	slices.SortStableFunc(before, func(a, b pagerduty.ChangeEvent) int { return b.Timestamp.Compare(a.Timestamp.Time) })
	slices.SortStableFunc(after, func(a, b pagerduty.ChangeEvent) int { return a.Timestamp.Compare(b.Timestamp.Time) })
	return append(before, after...)
}
