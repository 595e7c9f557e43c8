package simulator

import (
	"cmp"
	"slices"
	"time"
)

// shiftPlan is what puts users on call in a shift-based schedule.
type shiftPlan struct {
	rotations []*shiftRotation
	customs   []*customShift
	overrides []*shiftOverride // in the order of their creation
}

// shiftRotation is a sequence of events, one after the other. A deleted one is not shown, and keeps the shifts that it has produced.
type shiftRotation struct {
	id      string
	events  []*shiftEvent // by their effective time
	deleted bool
}

// shiftMember is who is on call. An empty member has no user: nobody is on call.
type shiftMember struct{ user *user }

// shiftEvent produces shifts at the same local times again and again, while it is effective.
type shiftEvent struct {
	id, name, zoneName string
	zone               *time.Location
	start, end         time.Time // of the first shift
	since, until       time.Time // effective; until is zero if it has no end
	rule               *recurrence
	every              bool // all members are on call in each shift; otherwise they take turns
	shiftsPerMember    int
	members            []shiftMember
}

// customShift is a single shift, in addition to those of the rotations.
type customShift struct {
	id, assignment string
	start, end     time.Time
	member         shiftMember
}

// shiftOverride replaces a member of a rotation, or of a custom shift, for a time.
type shiftOverride struct {
	id                     string
	rotation               *shiftRotation // or nil
	custom                 *customShift   // or nil
	start, end             time.Time
	overridden, overriding shiftMember
}

// memberShift is the time of one member on call, and where it comes from.
type memberShift struct {
	start, end time.Time
	member     shiftMember
	planned    shiftMember // the member without overrides
	rotation   *shiftRotation
	custom     *customShift
	override   *shiftOverride
}

func (s memberShift) overlaps(window span) bool {
	return entry{start: s.start, end: s.end}.overlaps(window)
}

// shifts returns the shifts that overlap a window, uncut, by their start.
func (p *shiftPlan) shifts(window span) []memberShift {
	var all []memberShift
	for _, r := range p.rotations {
		all = append(all, p.overriddenIn(window, r.shifts(window))...)
	}
	for _, custom := range p.customs {
		one := memberShift{start: custom.start, end: custom.end, member: custom.member, planned: custom.member, custom: custom}
		if one.overlaps(window) {
			all = append(all, p.overriddenIn(window, []memberShift{one})...)
		}
	}
	slices.SortStableFunc(all, func(a, b memberShift) int { return cmp.Or(a.start.Compare(b.start), a.end.Compare(b.end)) })
	return all
}

// overriddenIn applies the overrides to shifts, the latest last, and returns those that overlap the window.
func (p *shiftPlan) overriddenIn(window span, shifts []memberShift) []memberShift {
	for _, o := range p.overrides {
		if slices.ContainsFunc(shifts, o.cuts) {
			shifts = o.applyTo(shifts)
		}
	}
	return slices.DeleteFunc(shifts, func(s memberShift) bool { return !s.overlaps(window) })
}

// cuts reports whether an override concerns a shift.
func (o *shiftOverride) cuts(s memberShift) bool {
	return o.rotation == s.rotation && o.custom == s.custom && (o.overridden == s.member || o.overridden == s.planned) &&
		o.start.Before(s.end) && s.start.Before(o.end)
}

// applyTo cuts the shifts that an override concerns into those before, in and after it.
func (o *shiftOverride) applyTo(shifts []memberShift) []memberShift {
	var result []memberShift
	for _, s := range shifts {
		if !o.cuts(s) {
			result = append(result, s)
			continue
		}
		before, in, after := s, s, s
		before.end, after.start = o.start, o.end
		in.start, in.end, in.member, in.override = later(s.start, o.start), earlier(s.end, o.end), o.overriding, o
		for _, part := range []memberShift{before, in, after} {
			if part.start.Before(part.end) {
				result = append(result, part)
			}
		}
	}
	return result
}

func (r *shiftRotation) shifts(window span) []memberShift {
	var shifts []memberShift
	for _, e := range r.events {
		if e.since.After(window.until) || e.isPast(window.since) {
			continue
		}
		for n := e.firstIn(window); ; n++ {
			start, end, ok := e.occurrence(n)
			if !ok || start.After(window.until) && start.After(window.since) {
				break
			}
			one := memberShift{start: later(start, e.since), end: end, rotation: r}
			if !e.until.IsZero() {
				one.end = earlier(end, e.until)
			}
			if !one.start.Before(one.end) || !one.overlaps(window) {
				continue
			}
			for _, m := range e.membersOf(n) {
				one.member, one.planned = m, m
				shifts = append(shifts, one)
			}
		}
	}
	return shifts
}

// firstIn returns the number of an occurrence that is not after the first one in a window.
func (e *shiftEvent) firstIn(window span) int {
	const slack = 2 // days: clocks may change, and a window may begin within a shift
	before := localSeconds(window.since, e.zone) - localSeconds(e.end, e.zone)
	return e.rule.from(int(floorDiv(before, daySeconds)) - slack)
}

// occurrence returns the time of occurrence n, and reports whether there is one.
func (e *shiftEvent) occurrence(n int) (start, end time.Time, ok bool) {
	day, ok := e.rule.day(n)
	moved := int64(day) * daySeconds
	local := localSeconds(e.start, e.zone) + moved
	start, end = instantOf(local, e.zone), instantOf(localSeconds(e.end, e.zone)+moved, e.zone)
	if last := e.rule.until; !last.instant.IsZero() && start.After(last.instant) || !last.date.IsZero() && local >= last.date.Unix()+daySeconds {
		ok = false
	}
	return start, end, ok
}

// membersOf returns who is on call in occurrence n. Turns are counted from the first shift, so that a successor of an event with the
// same times continues them.
func (e *shiftEvent) membersOf(n int) []shiftMember {
	if e.every {
		return e.members
	}
	turn := n / e.shiftsPerMember % len(e.members)
	return e.members[turn : turn+1]
}

// onCall returns the users who are on call, each once.
func (p *shiftPlan) onCall(at time.Time) []*user {
	var users []*user
	for _, s := range p.shifts(span{at, at}) {
		if u := s.member.user; u != nil && !slices.Contains(users, u) {
			users = append(users, u)
		}
	}
	return users
}

// entries returns the times in a window during which each user is on call, by their start.
func (p *shiftPlan) entries(window span) []entry {
	if window.until.IsZero() {
		return nil
	}
	var entries []entry
	last := map[*user]int{} // index of the latest entry of a user
	for _, s := range p.shifts(window) {
		u := s.member.user
		if u == nil {
			continue
		}
		e := entry{later(s.start, window.since), earlier(s.end, window.until), u}
		if n, known := last[u]; known && !e.start.After(entries[n].end) {
			entries[n].end = later(entries[n].end, e.end)
			continue
		}
		last[u] = len(entries)
		entries = append(entries, e)
	}
	return slices.DeleteFunc(entries, func(e entry) bool { return !e.start.Before(e.end) })
}

// users returns the users who take turns from now on.
func (p *shiftPlan) users(now time.Time) []*user {
	var users []*user
	add := func(m shiftMember) {
		if m.user != nil {
			users = append(users, m.user)
		}
	}
	for _, r := range p.rotations {
		for _, e := range r.events {
			for _, m := range e.members {
				if !e.isPast(now) {
					add(m)
				}
			}
		}
	}
	for _, custom := range p.customs {
		if custom.end.After(now) {
			add(custom.member)
		}
	}
	return users
}

func (e *shiftEvent) isPast(now time.Time) bool { return !e.until.IsZero() && !e.until.After(now) }

// removeUser removes the overrides by which a user is on call. Past shifts keep the user.
func (p *shiftPlan) removeUser(u *user) {
	p.overrides = slices.DeleteFunc(p.overrides, func(o *shiftOverride) bool { return o.overriding.user == u })
}
