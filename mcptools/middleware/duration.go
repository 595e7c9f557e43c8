package middleware

import (
	"fmt"
	"strings"
	"time"
)

// formatDuration returns a duration in words, such as "1 hour 30 minutes".
func formatDuration(d time.Duration) string {
	if d < time.Second || d%time.Second != 0 {
		return d.String()
	}
	var parts []string
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if n := d / unit.length; n == 1 {
			parts = append(parts, "1 "+unit.name)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d %ss", n, unit.name))
		}
		d %= unit.length
	}
	return strings.Join(parts, " ")
}
