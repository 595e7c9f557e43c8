package view

import (
	"fmt"
	"time"
)

// Duration returns a duration as 40s, 47m, 3h10m or 2d4h. It rounds to minutes, and to seconds below one minute.
func Duration(d time.Duration) string {
	if d = d.Round(time.Second); d > -time.Minute && d < time.Minute {
		return fmt.Sprintf("%ds", d/time.Second)
	}
	d = d.Round(time.Minute)
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case days > 0:
		return fmt.Sprintf("%dd%dh", days, hours)
	case hours > 0:
		return fmt.Sprintf("%dh%dm", hours, minutes)
	}
	return fmt.Sprintf("%dm", minutes)
}
