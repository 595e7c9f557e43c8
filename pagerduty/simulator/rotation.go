package simulator

import (
	"slices"
	"time"
)

// Who is on call: pure functions of a schedule, a zone and a time.

// entry is a stretch of time for which a user is on call.
type entry struct {
	start, end time.Time
	user       *user
}

// onCallOf returns who is on call in a schedule, nil for nobody.
func (a *account) onCallOf(s *schedule, at time.Time) *user {
	return s.onCall(at, a.mustLocation(s.timeZone))
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

// overriding returns whom an override puts on call; the latest made prevails.
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
	clock := reached(at, zone)
	allowed := func(r restriction) bool { return r.holds(clock) }
	if len(l.restrictions) > 0 && !slices.ContainsFunc(l.restrictions, allowed) {
		return nil
	}
	turn := floorDiv(clock-wall(l.virtualStart, zone), int64(l.turn/time.Second))
	return l.users[floorMod(turn, int64(len(l.users)))]
}

const (
	daySeconds  = 24 * 60 * 60
	weekSeconds = 7 * daySeconds
	// mondaySeconds is the wall time of the first Monday after 1 January 1970, a Thursday.
	mondaySeconds = 4 * daySeconds
)

// rhythm returns the wall time at which a restriction begins for the first time, and after how long it begins again.
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

// entries renders a schedule for a window: overrides over the highest layer that has someone.
func (s *schedule) entries(window span, zone *time.Location) []entry {
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

// changes returns every moment in the window at which someone else may come on call.
func (l *layer) changes(window span, zone *time.Location) []time.Time {
	if window.until.IsZero() {
		return nil
	}
	changes := []time.Time{l.start, l.end}
	add := func(first, period int64) {
		until := reached(window.until, zone)
		for at := first + floorDiv(reached(window.since, zone)-first, period)*period; at <= until; at += period {
			changes = append(changes, unwall(at, zone))
		}
	}
	add(wall(l.virtualStart, zone), int64(l.turn/time.Second))
	for _, r := range l.restrictions {
		first, period := r.rhythm()
		add(first, period)
		add(first+int64(r.Seconds), period)
	}
	return changes
}

// render asks who is on call between the changes, and joins equal answers into entries.
func render(window span, changes []time.Time, who func(time.Time) *user) []entry {
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
		u := who(start)
		if last := len(entries) - 1; u != nil && last >= 0 && entries[last].user == u && entries[last].end.Equal(start) {
			entries[last].end = end
		} else if u != nil {
			entries = append(entries, entry{start, end, u})
		}
	}
	return entries
}

// whole renders the entries that overlap a window, uncut: from when they really begin until they really end. One that goes on
// and on is cut some months beside the window.
func whole(window span, entries func(span) []entry) []entry {
	const farthest = 90 * day
	if window.until.IsZero() {
		return nil
	}
	for reach := week; ; reach *= 2 {
		wide := span{window.since.Add(-reach), window.until.Add(reach)}
		kept := slices.DeleteFunc(entries(wide), func(e entry) bool { return !e.overlaps(window) })
		cut := len(kept) > 0 && (kept[0].start.Equal(wide.since) || kept[len(kept)-1].end.Equal(wide.until))
		if !cut || reach > farthest {
			return kept
		}
	}
}

// overlaps reports whether an entry and a window have a moment in common. A window may be a moment itself.
func (e entry) overlaps(window span) bool {
	return e.end.After(window.since) && (e.start.Before(window.until) || e.start.Equal(window.since))
}

// coverage is the part of the window that entries cover, in percent; nil without a window.
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
