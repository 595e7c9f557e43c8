package simulator

import (
	"slices"
	"time"
)

// Who is on call: pure functions of a schedule, a zone and a time.

// entry is a time during which a user is on call.
type entry struct {
	start, end time.Time
	user       *user
}

// onCallOf returns the users who are on call in a schedule: at most one if it has layers.
func (a *account) onCallOf(s *schedule, at time.Time) []*user {
	if s.shifts != nil {
		return s.shifts.onCall(at)
	}
	if u := s.onCall(at, a.mustLocation(s.timeZone)); u != nil {
		return []*user{u}
	}
	return nil
}

func (s *schedule) onCall(at time.Time, zone *time.Location) *user {
	if u := s.overriding(at); u != nil {
		return u
	}
	for _, l := range slices.Backward(s.layers) {
		if u := l.onCall(at, zone); u != nil {
			return u
		}
	}
	return nil
}

// overriding returns the user of an override, or nil. The override that was made last wins.
func (s *schedule) overriding(at time.Time) *user {
	for _, o := range slices.Backward(s.overrides) {
		if !at.Before(o.start) && at.Before(o.end) {
			return o.user
		}
	}
	return nil
}

func (l *layer) onCall(at time.Time, zone *time.Location) *user {
	if at.Before(l.start) || !l.end.IsZero() && !at.Before(l.end) || len(l.users) == 0 {
		return nil
	}
	clock := latestLocalSeconds(at, zone)
	allowed := func(r restriction) bool { return r.holds(clock) }
	if len(l.restrictions) > 0 && !slices.ContainsFunc(l.restrictions, allowed) {
		return nil
	}
	turn := floorDiv(clock-localSeconds(l.virtualStart, zone), int64(l.turn/time.Second))
	return l.users[floorMod(turn, int64(len(l.users)))]
}

const (
	daySeconds  = 24 * 60 * 60
	weekSeconds = 7 * daySeconds
	// mondaySeconds are the local seconds of the first Monday after 1 January 1970, a Thursday.
	mondaySeconds = 4 * daySeconds
)

// rhythm returns the local seconds at which a restriction first begins, and the period after which it begins again.
func (r restriction) rhythm() (first, period int64) {
	clock, err := time.Parse(time.TimeOnly, r.StartTime)
	if err != nil {
		panic("simulator: the restriction's start time was not checked: " + err.Error())
	}
	first = int64(clock.Hour()*3600 + clock.Minute()*60 + clock.Second())
	if r.Type == "daily_restriction" {
		return first, daySeconds
	}
	return first + mondaySeconds + int64(r.StartDay-1)*daySeconds, weekSeconds
}

func (r restriction) holds(at int64) bool {
	first, period := r.rhythm()
	return floorMod(at-first, period) < int64(r.Seconds)
}

// entries returns the entries of a schedule in a window, by their start. Overrides win over layers, and higher layers over lower ones.
func (s *schedule) entries(window span, zone *time.Location) []entry {
	if s.shifts != nil {
		return s.shifts.entries(window)
	}
	changes := s.overrideChanges()
	for _, l := range s.layers {
		changes = append(changes, l.changes(window, zone)...)
	}
	return render(window, changes, func(at time.Time) *user { return s.onCall(at, zone) })
}

func (s *schedule) overrideEntries(window span) []entry {
	return render(window, s.overrideChanges(), s.overriding)
}

func (s *schedule) overrideChanges() []time.Time {
	var changes []time.Time
	for _, o := range s.overrides {
		changes = append(changes, o.start, o.end)
	}
	return changes
}

func (l *layer) entries(window span, zone *time.Location) []entry {
	return render(window, l.changes(window, zone), func(at time.Time) *user { return l.onCall(at, zone) })
}

// changes returns the times in the window at which another user may come on call.
func (l *layer) changes(window span, zone *time.Location) []time.Time {
	if window.until.IsZero() {
		return nil
	}
	changes := []time.Time{l.start, l.end}
	add := func(first, period int64) {
		until := latestLocalSeconds(window.until, zone)
		for at := first + floorDiv(latestLocalSeconds(window.since, zone)-first, period)*period; at <= until; at += period {
			changes = append(changes, instantOf(at, zone))
		}
	}
	add(localSeconds(l.virtualStart, zone), int64(l.turn/time.Second))
	for _, r := range l.restrictions {
		first, period := r.rhythm()
		add(first, period)
		add(first+int64(r.Seconds), period)
	}
	return changes
}

// render returns the entries between the changes. It joins adjacent entries of the same user. onCall returns the user at a time.
func render(window span, changes []time.Time, onCall func(time.Time) *user) []entry {
	if window.until.IsZero() {
		return nil
	}
	changes = append(changes, window.since, window.until)
	slices.SortFunc(changes, time.Time.Compare)
	var entries []entry
	for i, start := range changes[:len(changes)-1] {
		end := changes[i+1]
		if start.Before(window.since) || end.After(window.until) || !start.Before(end) {
			continue
		}
		u := onCall(start)
		if last := len(entries) - 1; u != nil && last >= 0 && entries[last].user == u && entries[last].end.Equal(start) {
			entries[last].end = end
		} else if u != nil {
			entries = append(entries, entry{start, end, u})
		}
	}
	return entries
}

// whole returns the entries that overlap a window, with their full length. Only very long entries are cut, some months outside of the
// window.
func whole(window span, entries func(span) []entry) []entry {
	const farthest = 90 * day
	if window.until.IsZero() {
		return nil
	}
	for reach := week; ; reach *= 2 {
		wide := span{window.since.Add(-reach), window.until.Add(reach)}
		kept := slices.DeleteFunc(entries(wide), func(e entry) bool { return !e.overlaps(window) })
		cut := func(e entry) bool { return e.start.Equal(wide.since) || e.end.Equal(wide.until) }
		if !slices.ContainsFunc(kept, cut) || reach > farthest {
			return kept
		}
	}
}

// overlaps reports whether an entry overlaps a window. A window may have no length.
func (e entry) overlaps(window span) bool {
	return e.end.After(window.since) && (e.start.Before(window.until) || e.start.Equal(window.since))
}

// coverage returns the part of the window that entries cover, in percent, or nil if the window is empty.
func coverage(entries []entry, window span) *float64 {
	length := window.until.Sub(window.since)
	if length <= 0 {
		return nil
	}
	var covered time.Duration
	for _, e := range entries {
		start, end := e.start, e.end
		if start.Before(window.since) {
			start = window.since
		}
		if end.After(window.until) {
			end = window.until
		}
		covered += end.Sub(start)
	}
	return new(float64(covered*1000/length) / 10)
}
