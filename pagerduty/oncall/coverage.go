package oncall

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// turns returns the roster's turns in a window. Who is on call always has one turn.
func (r Roster) turns(window Window) []Turn {
	var turns []Turn
	for _, onCall := range r.OnCalls {
		turn := Turn{onCall.User.ID, onCall.Start.Time, onCall.End.Time}
		if onCall.End.IsZero() {
			turn.End = window.Until
		}
		turns = append(turns, turn)
	}
	return Cut(turns, window)
}

// Gaps returns the times in a window in which nobody is on call at the level.
func (r Roster) Gaps(window Window) []Window { return Gaps(r.turns(window), window) }

// Unreached returns the times in a window in which nobody is on call at any level, so that an incident notifies nobody.
func Unreached(rosters []Roster, window Window) []Window {
	var turns []Turn
	for _, roster := range rosters {
		turns = append(turns, roster.turns(window)...)
	}
	return Gaps(turns, window)
}

// Total returns how long windows are together.
func Total(windows []Window) time.Duration {
	var total time.Duration
	for _, window := range windows {
		total += window.Until.Sub(window.Since)
	}
	return total
}

// Daily is a window that recurs at the same local time on successive days.
type Daily struct {
	Window     // the first
	Days   int // on how many days in a row
}

// ByDay joins windows that recur at the same local time on successive days, also if a day has several. The windows are in order.
func ByDay(windows []Window, zone *time.Location) []Daily {
	var all []Daily
	for _, window := range windows {
		same := slices.IndexFunc(all, func(daily Daily) bool { return daily.isFollowedBy(window, zone) })
		if same >= 0 {
			all[same].Days++
			continue
		}
		all = append(all, Daily{window, 1})
	}
	return all
}

// isFollowedBy reports whether a window is at the same local time on the day after the last.
func (d Daily) isFollowedBy(window Window, zone *time.Location) bool {
	return d.Since.In(zone).AddDate(0, 0, d.Days).Equal(window.Since) && d.Until.In(zone).AddDate(0, 0, d.Days).Equal(window.Until)
}

// Double is a time in which a user is on call at several levels of a policy, so that an escalation reaches the same person again.
type Double struct {
	User   pagerduty.Reference
	Levels []int
	Window
}

// Doubles returns the times in a window in which a user is on call at several levels, by user and time.
func Doubles(rosters []Roster, window Window) []Double {
	users := map[string]pagerduty.Reference{}
	for _, roster := range rosters {
		for _, onCall := range roster.OnCalls {
			users[onCall.User.ID] = onCall.User
		}
	}
	var all []Double
	for _, id := range slices.Sorted(maps.Keys(users)) {
		all = append(all, doublesOf(users[id], rosters, window)...)
	}
	return all
}

func doublesOf(user pagerduty.Reference, rosters []Roster, window Window) []Double {
	turns := make([][]Turn, len(rosters)) // of the user, by roster
	var changes []time.Time
	for i, roster := range rosters {
		for _, turn := range roster.turns(window) {
			if turn.UserID == user.ID {
				turns[i], changes = append(turns[i], turn), append(changes, turn.Start, turn.End)
			}
		}
	}
	slices.SortFunc(changes, time.Time.Compare)
	var all []Double
	for n := 1; n < len(changes); n++ {
		span := Window{changes[n-1], changes[n]}
		var levels []int
		for i, roster := range rosters {
			if slices.ContainsFunc(turns[i], func(turn Turn) bool { return !turn.Start.After(span.Since) && turn.End.After(span.Since) }) {
				levels = append(levels, roster.Level)
			}
		}
		last := len(all) - 1
		switch {
		case len(levels) < 2 || !span.Since.Before(span.Until):
		case last >= 0 && all[last].Until.Equal(span.Since) && slices.Equal(all[last].Levels, levels):
			all[last].Until = span.Until
		default:
			all = append(all, Double{user, levels, span})
		}
	}
	return all
}

// ShortBreak is a turn of a user that begins before the user has had a break of some length.
type ShortBreak struct {
	Before, After pagerduty.OnCall
	Break         time.Duration // 0 if the turns touch or overlap
	Overlap       time.Duration // 0 unless they overlap
}

// ShortBreaks returns the turns that begin in a window and follow another turn of the same user with less than a break of the given
// length between, by user and time. A turn that lies within another counts as part of it, the same turn at several levels once, and users
// who are on call always have no turns.
func ShortBreaks(onCalls []pagerduty.OnCall, window Window, least time.Duration) []ShortBreak {
	timed := slices.DeleteFunc(slices.Clone(onCalls), func(onCall pagerduty.OnCall) bool {
		return onCall.Start.IsZero() || onCall.End.IsZero() || !hasUser(onCall.User)
	})
	timed = joinOnCalls(timed)
	slices.SortStableFunc(timed, func(a, b pagerduty.OnCall) int {
		return cmp.Or(cmp.Compare(a.User.ID, b.User.ID), a.Start.Compare(b.Start.Time), b.End.Compare(a.End.Time))
	})
	var all []ShortBreak
	for i, n := 0, 1; n < len(timed); n++ { // i is the turn of the user that ends last so far
		before, after := timed[i], timed[n]
		switch {
		case before.User.ID != after.User.ID:
			i = n
		case after.End.After(before.End.Time):
			if pause := after.Start.Sub(before.End.Time); pause < least && !after.Start.Before(window.Since) && after.Start.Before(window.Until) {
				all = append(all, ShortBreak{before, after, max(0, pause), max(0, -pause)})
			}
			i = n
		}
	}
	return all
}
