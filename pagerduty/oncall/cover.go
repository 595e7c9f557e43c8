package oncall

import (
	"cmp"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Cover is what speaks for and against a user who would be on call at some times in place of others.
type Cover struct {
	UserID string
	Busy   []pagerduty.OnCall // the user's turns that overlap the times
	Always []pagerduty.OnCall // where the user is on call always

	// The shortest rest between the user's other turns and the times; nil if there is no other turn.
	RestBefore, RestAfter *time.Duration

	Night time.Duration // how much of the times is at night for the user
	Load  time.Duration // how long the user was on call in turns before
}

// Free reports whether the user has no turn at the times.
func (c Cover) Free() bool { return len(c.Busy) == 0 }

// Rested reports whether the user has some rest before and after the times.
func (c Cover) Rested(least time.Duration) bool {
	return (c.RestBefore == nil || *c.RestBefore >= least) && (c.RestAfter == nil || *c.RestAfter >= least)
}

// CoverBy computes the cover of times by a user. The on-call entries are those of the user from the beginning of the window before, in
// which the load is counted, until well after the times; entries of others are ignored. zone may be nil if it is not known.
func CoverBy(userID string, times []Window, before Window, onCalls []pagerduty.OnCall, zone *time.Location) Cover {
	c := Cover{UserID: userID}
	var timed []pagerduty.OnCall
	for _, onCall := range onCalls {
		switch {
		case onCall.User.ID != userID:
		case onCall.End.IsZero():
			c.Always = append(c.Always, onCall)
		default:
			timed = append(timed, onCall)
		}
	}
	var turns []Turn
	slices.SortStableFunc(timed, func(a, b pagerduty.OnCall) int { return cmp.Compare(a.EscalationLevel, b.EscalationLevel) }) // joined ones keep the first level
	for _, onCall := range joinOnCalls(timed) {
		turn := Turn{userID, onCall.Start.Time, onCall.End.Time}
		turns = append(turns, turn)
		if slices.ContainsFunc(times, func(w Window) bool { return turn.Start.Before(w.Until) && turn.End.After(w.Since) }) {
			c.Busy = append(c.Busy, onCall)
		}
	}
	for _, turn := range Cut(Joined(turns), before) {
		c.Load += turn.Length()
	}
	for _, w := range times {
		c.rest(w, turns)
		if zone != nil {
			c.Night += nightIn(w, zone)
		}
	}
	return c
}

// rest shortens the rest to that between the turns and a window.
func (c *Cover) rest(window Window, turns []Turn) {
	shorten := func(rest *time.Duration, to time.Duration) *time.Duration {
		if to < 0 || rest != nil && *rest <= to {
			return rest
		}
		return &to
	}
	for _, turn := range turns {
		c.RestBefore = shorten(c.RestBefore, window.Since.Sub(turn.End))
		c.RestAfter = shorten(c.RestAfter, turn.Start.Sub(window.Until))
	}
}

// nightIn returns how much of a window is at night in a zone, in quarters of an hour.
func nightIn(window Window, zone *time.Location) time.Duration {
	const step = 15 * time.Minute
	var night time.Duration
	for at := window.Since; at.Before(window.Until); at = at.Add(step) {
		if IsNight(at, zone) {
			night += min(step, window.Until.Sub(at))
		}
	}
	return night
}

// SortCovers sorts the best first: free users, of these those with the least rest before and after, then who has less of it at night, and
// then who was on call for a shorter time.
func SortCovers(covers []Cover, least time.Duration) {
	first := func(is bool) int {
		if is {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(covers, func(a, b Cover) int {
		return cmp.Or(
			first(a.Free())-first(b.Free()), first(a.Rested(least))-first(b.Rested(least)),
			cmp.Compare(a.Night, b.Night), cmp.Compare(a.Load, b.Load), cmp.Compare(a.UserID, b.UserID),
		)
	})
}
