package simulator

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// WithLiveTime makes time do what it does in PagerDuty. Before a request is answered, what has come due by then happens, in the
// order and at the times at which it was due:
//
//   - An incident that nobody acknowledges is escalated to whoever is on call at the next level, and from the last level to the
//     first as often as the escalation policy repeats. After that it stays where it is.
//   - An acknowledgement or a snooze ends: the incident is triggered again and its assignees are notified.
//   - An incident is resolved when the auto_resolve_timeout of its service has passed.
//
// An incident's pending_actions announce all this and are never in the past. As in PagerDuty, incidents of low urgency are not
// escalated. Nothing runs in the background: the same clock and the same requests lead to the same account. A clock that is set
// back undoes nothing. Without WithLiveTime none of it happens, however far the clock moves.
func WithLiveTime() Option { return func(s *Simulator) { s.start.liveTime = true } }

// dueAction is what comes next for an incident.
type dueAction struct {
	incident *incident
	pendingAction
}

// catchUp does what is due by now. It ends however far the clock has moved: an acknowledgement ends once, a policy repeats a number
// of times, and what is resolved stays resolved.
func (a *account) catchUp(now time.Time) {
	a.caughtUp = earlier(a.caughtUp, now)
	var due []dueAction
	for _, i := range a.incidents.order {
		if next, ok := a.due(i, now); ok {
			due = append(due, next)
		}
	}
	a.actUntil(now, due)
	a.caughtUp = now
}

// actUntil takes actions and those that follow from them, in the order in which they are due.
func (a *account) actUntil(now time.Time, due dueActions) {
	heap.Init(&due)
	for len(due) > 0 {
		i := due[0].incident
		a.act(due[0])
		if next, ok := a.due(i, now); ok {
			due[0] = next
			heap.Fix(&due, 0)
		} else {
			heap.Pop(&due)
		}
	}
}

// dueActions is a heap with the earliest action first, and of several at one time that of the oldest incident.
type dueActions []dueAction

func (d dueActions) Len() int      { return len(d) }
func (d dueActions) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d dueActions) Less(i, j int) bool {
	return cmp.Or(d[i].at.Compare(d[j].at), d[i].incident.number-d[j].incident.number) < 0
}
func (d *dueActions) Push(action any) { *d = append(*d, action.(dueAction)) }
func (d *dueActions) Pop() any {
	last := len(*d) - 1
	action := (*d)[last]
	*d = (*d)[:last]
	return action
}

// due returns an incident's next action if its time has come by now. Of two at the same time the latter in the list prevails: an
// incident that is resolved needs nothing else.
func (a *account) due(i *incident, now time.Time) (next dueAction, ok bool) {
	for _, action := range a.pending(i) {
		if !action.at.After(now) && (!ok || !action.at.After(next.at)) {
			next, ok = dueAction{i, action}, true
		}
	}
	return next, ok
}

// act does for PagerDuty itself what an incident announced.
func (a *account) act(due dueAction) {
	i, at := due.incident, due.at
	switch by := (agent{service: i.service}); due.kind {
	case actionEscalate:
		a.escalateByTime(i, by, at)
	case actionUnacknowledge:
		a.lapse(i, by, at)
	case actionResolve:
		a.resolve(i, by, "", at)
	}
}

// escalateByTime moves an incident to the next level that has someone on call. When no level has, it stays with the last.
func (a *account) escalateByTime(i *incident, by agent, at time.Time) {
	for level := i.level + 1; level <= len(i.policy.rules); level++ {
		if len(a.onCall(i.policy, level, at)) > 0 {
			a.escalate(i, level, by, at)
			return
		}
	}
	first := a.firstLevel(i.policy, at)
	if i.repeats >= i.policy.loops || len(a.onCall(i.policy, first, at)) == 0 {
		i.level, i.repeats = len(i.policy.rules), i.policy.loops
		return
	}
	i.repeats++
	a.record(i, "repeat_escalation_path_log_entry", by, at)
	a.escalate(i, first, by, at)
}

func (a *account) escalate(i *incident, level int, by agent, at time.Time) {
	a.assignLevel(i, level, "escalate_log_entry", by, at)
	a.notify(i, at)
}

// lapse ends an acknowledgement or a snooze. The incident stays with those who have or acknowledged it, and goes to whoever has
// come on call at its level since as well.
func (a *account) lapse(i *incident, by agent, at time.Time) {
	concerned := each(i.acknowledgements, func(b assignment) *user { return b.user })
	if i.assignedVia == viaPolicy && i.level <= len(i.policy.rules) {
		concerned = append(concerned, a.onCall(i.policy, i.level, at)...)
	}
	a.unacknowledge(i, by, at)
	had := len(i.assignments)
	for _, u := range concerned {
		if !slices.Contains(i.assignees(), u) {
			i.assignments = append(i.assignments, assignment{at, u})
		}
	}
	if len(i.assignments) > had {
		a.record(i, "assign_log_entry", by, at).assignees = i.assignees()
	}
	a.notify(i, at)
}
