package view

import (
	"fmt"
	"time"
)

// Length returns a duration in its two largest units, as 40s, 7m 45s, 3h 10m or 2d 4h. Smaller units are cut off, not rounded: 59m 59s
// is not an hour.
func Length(d time.Duration) string {
	if d < 0 {
		return "-" + Length(-d)
	}
	units := []struct {
		name string
		long time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}}
	for i, unit := range units[:len(units)-1] {
		if d < unit.long {
			continue
		}
		text := fmt.Sprintf("%d%s", d/unit.long, unit.name)
		if rest := d % unit.long / units[i+1].long; rest > 0 {
			text += fmt.Sprintf(" %d%s", rest, units[i+1].name)
		}
		return text
	}
	return fmt.Sprintf("%ds", d/time.Second)
}
