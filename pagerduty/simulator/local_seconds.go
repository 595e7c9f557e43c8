package simulator

import "time"

// Rotations and restrictions use local time, so that a handover stays at nine when clocks change. Local time is counted in local seconds:
// the seconds from 1970 to the date and time of day that local clocks show.

// localSeconds returns the local time at t.
func localSeconds(t time.Time, zone *time.Location) int64 {
	_, offset := t.In(zone).Zone()
	return t.Unix() + int64(offset)
}

// latestLocalSeconds returns the latest local time that clocks have shown until t. It does not change while an hour is repeated
// after clocks were set back, so that nobody is on call again after a handover.
func latestLocalSeconds(t time.Time, zone *time.Location) int64 {
	shown := localSeconds(t, zone)
	if changed, _ := t.In(zone).ZoneBounds(); !changed.IsZero() {
		return max(shown, lastLocalBefore(changed))
	}
	return shown
}

// lastLocalBefore returns the last local time before clocks changed.
func lastLocalBefore(changed time.Time) int64 {
	before := changed.Add(-time.Second)
	return localSeconds(before, before.Location())
}

// instantOf returns the first instant at which clocks have reached a local time. A local time that clocks skip is reached at the skip.
func instantOf(seconds int64, zone *time.Location) time.Time {
	c := time.Unix(seconds, 0).UTC()
	t := time.Date(c.Year(), c.Month(), c.Day(), c.Hour(), c.Minute(), c.Second(), 0, zone)
	changed, next := t.ZoneBounds()
	switch shown := localSeconds(t, zone); {
	case shown > seconds:
		return changed
	case shown < seconds:
		return next
	case !changed.IsZero() && seconds <= lastLocalBefore(changed):
		return t.Add(-time.Duration(lastLocalBefore(changed)+1-localSeconds(changed, zone)) * time.Second)
	}
	return t
}

func floorDiv(a, b int64) int64 { return (a - floorMod(a, b)) / b }

func floorMod(a, b int64) int64 { return (a%b + b) % b }
