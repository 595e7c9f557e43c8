package oncall

import (
	"slices"
	"time"
)

// Percentile returns the smallest of the durations that is at least as long as the given percentage of them; 0 if there are none. The
// median is Percentile(durations, 50).
func Percentile(durations []time.Duration, percent int) time.Duration {
	if len(durations) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(durations))
	rank := (len(sorted)*percent + 99) / 100 // rounded up
	return sorted[min(max(rank, 1), len(sorted))-1]
}
