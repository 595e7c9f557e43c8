package simulator

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// WithLiveTime makes the simulator take the pending actions of incidents when the clock reaches their times, as PagerDuty does:
//
//   - An incident that nobody acknowledges is escalated to the users on call at the next level. From the last level it goes to the
//     first, as often as the escalation policy repeats; after that it stays where it is. As in PagerDuty, incidents of low urgency are
//     not escalated.
//   - When an acknowledgement or a snooze ends, the incident is triggered again and its assignees are notified.
//   - When the auto_resolve_timeout of the service has passed, the incident is resolved.
//   - When the time of an alert that was held back has passed, it opens an incident.
//
// The actions are taken before the next request is answered, in order, and are logged with the times at which they were due. Nothing runs
// in the background: the same clock and the same requests lead to the same account. Setting the clock back undoes nothing. Without
// WithLiveTime, an incident only lists these actions in its pending_actions.
func WithLiveTime() Option { return func(s *Simulator) { s.start.liveTime = true } }

// dueAction is the next action for an incident.
type dueAction struct {
	incident *incident
	pendingAction
}

// catchUp does what is due by now: it raises the alerts that were held back, and takes the pending actions.
func (a *account) catchUp(now time.Time) {
	a.raiseHeld(now)
	a.takeDue(now)
}

// takeDue takes the pending actions that are due by now. Their number is finite, no matter how far the clock has moved: an acknowledgement
// ends once, a policy repeats a limited number of times, and a resolved incident stays resolved.
func (a *account) takeDue(now time.Time) {
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

// actUntil takes actions and those that follow from them, in order of time.
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

// dueActions is a heap by time. At the same time, the action of the oldest incident is first.
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

// due returns an incident's next action that is due by now. Of two at the same time it returns the later one in the list, because a
// resolved incident needs no other action.
func (a *account) due(i *incident, now time.Time) (next dueAction, ok bool) {
	for _, action := range a.pending(i) {
		if !action.at.After(now) && (!ok || !action.at.After(next.at)) {
			next, ok = dueAction{i, action}, true
		}
	}
	return next, ok
}

// act takes an action on behalf of PagerDuty.
func (a *account) act(due dueAction) {
	i, at := due.incident, due.at
	switch by := (agent{service: i.service}); due.kind {
	case actionEscalate:
		a.escalateByTime(i, by, at)
	case actionUnacknowledge:
		a.endAcknowledgement(i, by, at)
	case actionResolve:
		a.resolve(i, by, "", at)
	}
}

// escalateByTime escalates an incident to the next level at which somebody is on call. If there is none, it stays at the last level.
func (a *account) escalateByTime(i *incident, by agent, at time.Time) {
	for level := i.level + 1; level <= len(i.policy.rules); level++ {
		if len(a.onCall(i.policy, level, at)) > 0 {
			a.escalate(i, level, by, at)
			return
		}
	}
	first, onCall := a.firstLevel(i.policy, at)
	if i.repeats >= i.policy.loops || len(onCall) == 0 {
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

// endAcknowledgement ends an acknowledgement or a snooze. The incident remains assigned to its assignees and acknowledgers, and is also
// assigned to users who are now on call at its level.
func (a *account) endAcknowledgement(i *incident, by agent, at time.Time) {
	users := each(i.acknowledgements, func(b assignment) *user { return b.user }) // none if an event acknowledged it
	if i.assignedVia == viaPolicy && i.level <= len(i.policy.rules) {
		users = append(users, a.onCall(i.policy, i.level, at)...)
	}
	a.unacknowledge(i, by, at)
	had := len(i.assignments)
	for _, u := range users {
		if !slices.Contains(i.assignees(), u) {
			i.assignments = append(i.assignments, assignment{at, u})
		}
	}
	if len(i.assignments) > had {
		a.record(i, "assign_log_entry", by, at).assignees = i.assignees()
	}
	a.notify(i, at)
}
