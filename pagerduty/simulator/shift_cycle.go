package simulator

import (
	"slices"
	"time"
)

// An override may last until the year 9999. Its shifts repeat, so that one cycle of them is enough to see whether it concerns any.

// hasShiftFor reports whether a new override would concern a shift.
func (p *shiftPlan) hasShiftFor(o *shiftOverride) bool {
	window := span{o.start, o.end}
	if c := o.custom; c != nil {
		one := memberShift{start: c.start, end: c.end, member: c.member, planned: c.member, custom: c}
		return slices.ContainsFunc(p.overriddenIn(window, []memberShift{one}), o.cuts)
	}
	for _, e := range o.rotation.events {
		for _, since := range p.changesIn(window, o.rotation) {
			cycle := span{since, earlier(e.afterCycle(since), o.end)}
			if slices.ContainsFunc(p.overriddenIn(cycle, o.rotation.shifts(cycle)), o.cuts) {
				return true
			}
		}
	}
	return false
}

// changesIn returns the start of a window and the times in it from which the shifts of a rotation repeat in another way.
func (p *shiftPlan) changesIn(window span, r *shiftRotation) []time.Time {
	changes := []time.Time{window.since}
	add := func(times ...time.Time) {
		for _, at := range times {
			if at.After(window.since) && at.Before(window.until) {
				changes = append(changes, at)
			}
		}
	}
	for _, e := range r.events {
		add(e.start, e.since, e.until)
	}
	for _, o := range p.overrides {
		if o.rotation == r {
			add(o.start, o.end)
		}
	}
	return changes
}

// afterCycle returns a time until which each member has had a turn, if the shifts go on until then.
func (e *shiftEvent) afterCycle(since time.Time) time.Time {
	turns := 1
	if !e.every {
		turns = e.shiftsPerMember * len(e.members)
	}
	const beside = 2 // a turn may have begun before, and clocks may change
	periods := turns/len(e.rule.offsets) + beside
	return since.AddDate(0, 0, periods*e.rule.period).Add(e.end.Sub(e.start))
}
