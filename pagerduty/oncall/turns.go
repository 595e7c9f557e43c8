package oncall

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Turn is a time in which a user is on call.
type Turn struct {
	UserID     string
	Start, End time.Time
}

// Length returns how long the turn is.
func (t Turn) Length() time.Duration { return t.End.Sub(t.Start) }

// Window is a span of time.
type Window struct{ Since, Until time.Time }

// Joined returns turns ordered by start. Overlapping and adjacent turns of the same user become one.
func Joined(turns []Turn) []Turn {
	ordered := slices.Clone(turns)
	slices.SortStableFunc(ordered, func(a, b Turn) int {
		return cmp.Or(cmp.Compare(a.UserID, b.UserID), a.Start.Compare(b.Start), a.End.Compare(b.End))
	})
	var joined []Turn
	for _, turn := range ordered {
		last := len(joined) - 1
		switch {
		case !turn.Start.Before(turn.End):
		case last >= 0 && joined[last].UserID == turn.UserID && !turn.Start.After(joined[last].End):
			if turn.End.After(joined[last].End) {
				joined[last].End = turn.End
			}
		default:
			joined = append(joined, turn)
		}
	}
	slices.SortStableFunc(joined, func(a, b Turn) int { return a.Start.Compare(b.Start) })
	return joined
}

// Gaps returns the times in a window in which nobody is on call. It leaves out parts of a second: PagerDuty keeps whole ones.
func Gaps(turns []Turn, window Window) []Window {
	ordered := slices.SortedFunc(slices.Values(turns), func(a, b Turn) int { return a.Start.Compare(b.Start) })
	var gaps []Window
	at := window.Since
	for _, turn := range ordered {
		if turn.Start.After(at) && at.Before(window.Until) {
			gaps = append(gaps, Window{at, earlier(turn.Start, window.Until)})
		}
		if turn.End.After(at) {
			at = turn.End
		}
	}
	if at.Before(window.Until) {
		gaps = append(gaps, Window{at, window.Until})
	}
	gaps = slices.DeleteFunc(gaps, func(gap Window) bool { return gap.Until.Sub(gap.Since) < time.Second })
	if len(gaps) == 0 {
		return nil
	}
	return gaps
}

// Share is how long a user is on call.
type Share struct {
	UserID string
	Time   time.Duration
}

// Shares returns how long each user is on call, the longest first.
func Shares(turns []Turn) []Share {
	times := map[string]time.Duration{}
	for _, turn := range Joined(turns) {
		times[turn.UserID] += turn.Length()
	}
	var shares []Share
	for _, user := range slices.Sorted(maps.Keys(times)) {
		shares = append(shares, Share{user, times[user]})
	}
	slices.SortStableFunc(shares, func(a, b Share) int { return cmp.Compare(b.Time, a.Time) })
	return shares
}

// Difference returns the times that users gain and lose when the turns before are replaced by those after.
func Difference(before, after []Turn) (gained, lost []Turn) {
	return without(after, before), without(before, after)
}

// without returns the parts of turns in which their user has none of the others.
func without(turns, others []Turn) []Turn {
	var rest []Turn
	others = Joined(others)
	for _, turn := range Joined(turns) {
		at := turn.Start
		for _, other := range others {
			if other.UserID != turn.UserID || !other.End.After(at) || !other.Start.Before(turn.End) {
				continue
			}
			if other.Start.After(at) {
				rest = append(rest, Turn{turn.UserID, at, other.Start})
			}
			at = other.End
		}
		if at.Before(turn.End) {
			rest = append(rest, Turn{turn.UserID, at, turn.End})
		}
	}
	return Joined(rest)
}

// Merge returns who is on call if one user is at a time: turns of an earlier list take precedence over those of later ones.
func Merge(byPrecedence ...[]Turn) []Turn {
	var merged []Turn
	for _, turns := range byPrecedence {
		higher := slices.Clone(merged)
		for _, turn := range turns {
			for _, free := range Gaps(higher, Window{turn.Start, turn.End}) {
				merged = append(merged, Turn{turn.UserID, free.Since, free.Until})
			}
		}
	}
	return Joined(merged)
}

// Cut returns the parts of turns in a window.
func Cut(turns []Turn, window Window) []Turn {
	var cut []Turn
	for _, turn := range turns {
		turn.Start, turn.End = later(turn.Start, window.Since), earlier(turn.End, window.Until)
		if turn.Start.Before(turn.End) {
			cut = append(cut, turn)
		}
	}
	return cut
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
