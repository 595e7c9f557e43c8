// Package rotation computes who is on call when, from people who take turns. It sends no requests: the same description of a schedule
// has the same turns whether PagerDuty keeps it in layers or in shifts.
//
// Turns and hours follow the wall clock of the schedule's time zone: a hand-over at nine stays at nine when clocks change. A time that
// clocks skip is reached when they skip it; of a time that occurs twice the first occurrence counts.
package rotation

import (
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

// Rotation is users who take turns of the same length.
type Rotation struct {
	Name    string
	UserIDs []string      // in the order of their turns
	Length  time.Duration // of a turn, on the wall clock
	Start   time.Time     // of the first user's first turn
	Hours   []Hours       // when the rotation has somebody on call; none means always
}

// Hours are times of day on some days of the week, in the schedule's time zone.
type Hours struct {
	Days     []time.Weekday // on which they begin; none means every day
	From, To time.Duration  // since midnight; hours end on the next day if To is not after From
}

// Duration returns how long the hours are on one day.
func (h Hours) Duration() time.Duration {
	if h.To > h.From {
		return h.To - h.From
	}
	return h.To - h.From + 24*time.Hour
}

// On reports whether the hours begin on a weekday.
func (h Hours) On(day time.Weekday) bool { return len(h.Days) == 0 || slices.Contains(h.Days, day) }

// Layered returns the turns of a schedule in which one user is on call at a time: an earlier rotation takes precedence over later ones.
func Layered(rotations []Rotation, zone *time.Location, window oncall.Window) []oncall.Turn {
	var changes []time.Time
	for _, r := range rotations {
		changes = append(changes, r.changes(zone, window)...)
	}
	return render(changes, window, func(at time.Time) string {
		for _, r := range rotations {
			if user := r.userAt(at, zone); user != "" {
				return user
			}
		}
		return ""
	})
}

// Together returns the turns of a schedule in which every rotation has a user on call, ordered by start. Turns of the same user in
// several rotations are joined.
func Together(rotations []Rotation, zone *time.Location, window oncall.Window) []oncall.Turn {
	var all []oncall.Turn
	for _, r := range rotations {
		all = append(all, render(r.changes(zone, window), window, func(at time.Time) string { return r.userAt(at, zone) })...)
	}
	return oncall.Joined(all)
}

// userAt returns who is on call in the rotation; "" if nobody is.
func (r Rotation) userAt(at time.Time, zone *time.Location) string {
	if at.Before(r.Start) || len(r.UserIDs) == 0 || r.Length <= 0 {
		return ""
	}
	clock := wallClock(at, zone)
	if len(r.Hours) > 0 && !slices.ContainsFunc(r.Hours, func(h Hours) bool { return h.hold(clock) }) {
		return ""
	}
	turn := floorDiv(clock-wallClock(r.Start, zone), int64(r.Length/time.Second))
	return r.UserIDs[turn%int64(len(r.UserIDs))]
}

const daySeconds = 24 * 60 * 60

// hold reports whether a time of the wall clock is in the hours.
func (h Hours) hold(clock int64) bool {
	midnight := floorDiv(clock, daySeconds) * daySeconds
	for _, day := range []int64{midnight, midnight - daySeconds} { // hours of the day before may not have ended
		begin := day + int64(h.From/time.Second)
		if h.On(weekdayOf(day)) && clock >= begin && clock < begin+int64(h.Duration()/time.Second) {
			return true
		}
	}
	return false
}

// changes returns the times in the window at which another user may come on call.
func (r Rotation) changes(zone *time.Location, window oncall.Window) []time.Time {
	if len(r.UserIDs) == 0 || r.Length <= 0 {
		return nil
	}
	changes := []time.Time{r.Start}
	first, last := wallClock(window.Since, zone), wallClock(window.Until, zone)
	start, length := wallClock(r.Start, zone), int64(r.Length/time.Second)
	for at := start + floorDiv(first-start, length)*length; at <= last; at += length {
		changes = append(changes, moment(at, zone))
	}
	for day := floorDiv(first, daySeconds)*daySeconds - daySeconds; day <= last; day += daySeconds {
		for _, h := range r.Hours {
			if h.On(weekdayOf(day)) {
				begin := day + int64(h.From/time.Second)
				changes = append(changes, moment(begin, zone), moment(begin+int64(h.Duration()/time.Second), zone))
			}
		}
	}
	return changes
}

// render returns the turns between changes. It joins adjacent turns of the same user.
func render(changes []time.Time, window oncall.Window, userAt func(time.Time) string) []oncall.Turn {
	changes = slices.DeleteFunc(slices.Clone(changes), func(at time.Time) bool { return !at.After(window.Since) || !at.Before(window.Until) })
	changes = append(changes, window.Since, window.Until)
	slices.SortFunc(changes, time.Time.Compare)
	var turns []oncall.Turn
	for i, start := range changes[:len(changes)-1] {
		end := changes[i+1]
		if !start.Before(end) {
			continue
		}
		user, last := userAt(start), len(turns)-1
		switch {
		case user == "":
		case last >= 0 && turns[last].UserID == user && turns[last].End.Equal(start):
			turns[last].End = end
		default:
			turns = append(turns, oncall.Turn{UserID: user, Start: start, End: end})
		}
	}
	return turns
}
