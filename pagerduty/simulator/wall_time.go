package simulator

import "time"

// Rotations and restrictions go by the clock on the wall, which keeps a handover at nine when the clocks change. A wall time
// is the number of seconds from 1970 that the clock and the calendar show.
func wall(t time.Time, zone *time.Location) int64 {
	_, offset := t.In(zone).Zone()
	return t.Unix() + int64(offset)
}

// reached is the latest wall time that the clock has shown by then. It stands still while an hour comes again after the clock
// was put back, so that nobody who has handed over is on call once more.
func reached(t time.Time, zone *time.Location) int64 {
	shown := wall(t, zone)
	if changed, _ := t.In(zone).ZoneBounds(); !changed.IsZero() {
		return max(shown, lastBefore(changed))
	}
	return shown
}

// lastBefore is the last wall time that the clock showed before it was changed.
func lastBefore(changed time.Time) int64 {
	before := changed.Add(-time.Second)
	return wall(before, before.Location())
}

// unwall is the first moment by which the clock has reached a wall time: of two such moments the earlier one, and for a time
// that is left out the moment at which the clock jumps over it.
func unwall(seconds int64, zone *time.Location) time.Time {
	c := time.Unix(seconds, 0).UTC()
	t := time.Date(c.Year(), c.Month(), c.Day(), c.Hour(), c.Minute(), c.Second(), 0, zone)
	changed, next := t.ZoneBounds()
	switch shown := wall(t, zone); {
	case shown > seconds:
		return changed
	case shown < seconds:
		return next
	case !changed.IsZero() && seconds <= lastBefore(changed):
		return t.Add(-time.Duration(lastBefore(changed)+1-wall(changed, zone)) * time.Second)
	}
	return t
}

func floorDiv(a, b int64) int64 { return (a - floorMod(a, b)) / b }

func floorMod(a, b int64) int64 { return (a%b + b) % b }
