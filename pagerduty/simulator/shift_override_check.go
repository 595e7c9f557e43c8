package simulator

import (
	"slices"
	"time"
)

// An override may last until the year 9999, and a turn for longer. To check an override, the turns of others are skipped, not walked through.

// hasShiftFor reports whether a new override would concern a shift.
func (p *shiftPlan) hasShiftFor(o *shiftOverride) bool {
	if c := o.custom; c != nil {
		one := memberShift{start: c.start, end: c.end, member: c.member, planned: c.member, custom: c}
		return slices.ContainsFunc(p.overriddenIn(span{o.start, o.end}, []memberShift{one}), o.cuts)
	}
	others := filter(p.overrides, func(other *shiftOverride) bool { return other.rotation == o.rotation })
	times := o.dividedBy(others)
	for n, since := range times[:len(times)-1] {
		active := filter(others, func(other *shiftOverride) bool { return !other.start.After(since) && other.end.After(since) })
		concerned := func(planned shiftMember) bool {
			return o.overridden == planned || o.overridden == memberFor(planned, active)
		}
		for _, e := range o.rotation.events {
			if e.hasShiftOf(concerned, span{since, times[n+1]}) {
				return true
			}
		}
	}
	return false
}

// dividedBy returns the start and the end of an override, and the times between at which others begin and end.
func (o *shiftOverride) dividedBy(others []*shiftOverride) []time.Time {
	times := []time.Time{o.start, o.end}
	for _, other := range others {
		for _, at := range []time.Time{other.start, other.end} {
			if at.After(o.start) && at.Before(o.end) {
				times = append(times, at)
			}
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

// memberFor returns who is on call for a planned member while overrides are active.
func memberFor(planned shiftMember, active []*shiftOverride) shiftMember {
	member := planned
	for _, o := range active {
		if o.overridden == member || o.overridden == planned {
			member = o.overriding
		}
	}
	return member
}

// hasShiftOf reports whether a member who is concerned has a shift in a window.
func (e *shiftEvent) hasShiftOf(concerned func(shiftMember) bool, window span) bool {
	window.since = later(window.since, e.since)
	if !e.until.IsZero() {
		window.until = earlier(window.until, e.until)
	}
	// The first shift may end after clocks were set back, at an earlier local time than it begins. Then no shift has a length.
	hasLength := localSeconds(e.start, e.zone) < localSeconds(e.end, e.zone)
	if !hasLength || !window.since.Before(window.until) || !slices.ContainsFunc(e.members, concerned) {
		return false
	}
	for n, after := e.firstIn(window), e.firstAfter(window); n < after; {
		if !slices.ContainsFunc(e.membersOf(n), concerned) {
			n += e.shiftsPerMember - n%e.shiftsPerMember
			continue
		}
		start, end, ok := e.occurrence(n)
		if !ok {
			return false
		}
		if start.Before(end) && start.Before(window.until) && end.After(window.since) { // clocks may skip a shift
			return true
		}
		n++
	}
	return false
}

// firstAfter returns the number of an occurrence that is not before the first one after a window.
func (e *shiftEvent) firstAfter(window span) int {
	const slack = 2 // days: the last one begins, and clocks may change
	into := localSeconds(window.until, e.zone) - localSeconds(e.start, e.zone)
	return e.rule.from(int(floorDiv(into, daySeconds)) + slack)
}
