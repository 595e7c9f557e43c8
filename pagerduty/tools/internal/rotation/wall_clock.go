package rotation

import "time"

// Times of the wall clock are counted in seconds from 1970 to the date and time of day that clocks in the zone show.

// wallClock returns the latest time that clocks have shown until a moment. It stands still while an hour occurs for the second time, so
// that nobody is on call again after a hand-over.
func wallClock(at time.Time, zone *time.Location) int64 {
	shown := faceOf(at.In(zone))
	if set, _ := at.In(zone).ZoneBounds(); !set.IsZero() {
		return max(shown, faceOf(set.Add(-time.Second)))
	}
	return shown
}

// faceOf returns what clocks show.
func faceOf(at time.Time) int64 {
	_, offset := at.Zone()
	return at.Unix() + int64(offset)
}

// moment returns the first moment at which clocks have reached a time.
func moment(clock int64, zone *time.Location) time.Time {
	low, high := time.Unix(clock, 0).Add(-26*time.Hour), time.Unix(clock, 0).Add(26*time.Hour) // no zone is further from UTC
	for high.Sub(low) > time.Second {
		middle := low.Add((high.Sub(low) / 2).Truncate(time.Second))
		if wallClock(middle, zone) >= clock {
			high = middle
		} else {
			low = middle
		}
	}
	return high.In(zone)
}

// weekdayOf returns the day of the week of a time of the wall clock.
func weekdayOf(clock int64) time.Weekday { return time.Unix(clock, 0).UTC().Weekday() }

func floorDiv(a, b int64) int64 {
	quotient := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		quotient--
	}
	return quotient
}
