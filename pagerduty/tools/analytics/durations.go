package analytics

import (
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// duration formats seconds; "" for nil.
func duration[N int | float64](seconds *N) string {
	if seconds == nil {
		return ""
	}
	return view.Duration(time.Duration(*seconds) * time.Second)
}

// total formats a sum of seconds; "" for 0.
func total(seconds int) string {
	if seconds == 0 {
		return ""
	}
	return duration(&seconds)
}

// spread is how a duration is distributed.
type spread struct {
	Mean string `json:"mean,omitzero"`
	P50  string `json:"p50,omitzero"`
	P75  string `json:"p75,omitzero"`
	P90  string `json:"p90,omitzero"`
	P95  string `json:"p95,omitzero"`
}

// interruptions are the notifications that interrupted responders, by their own time of day.
type interruptions struct {
	Total    int `json:"total"`
	Business int `json:"business_hours,omitzero"`
	Off      int `json:"off_hours,omitzero"`
	Sleep    int `json:"sleep_hours,omitzero"`
}
