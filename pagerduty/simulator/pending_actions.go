package simulator

import (
	"slices"
	"time"
)

// The actions that PagerDuty takes automatically.
const (
	actionEscalate      = "escalate"
	actionUnacknowledge = "unacknowledge"
	actionResolve       = "resolve"
)

// pendingAction is an action that PagerDuty will take automatically on an open incident.
type pendingAction struct {
	kind string
	at   time.Time
}

// pending returns the pending actions of an incident. Answers list them, and live time takes them.
func (a *account) pending(i *incident) []pendingAction {
	if !i.open() {
		return nil
	}
	var actions []pendingAction
	add := func(kind string, since time.Time, seconds int) {
		at := since.Add(time.Duration(seconds) * time.Second).Truncate(time.Second) // answers show whole seconds
		actions = append(actions, pendingAction{kind, later(at, a.caughtUp)})
	}
	if i.escalates() {
		add(actionEscalate, i.escalatingSince, i.policy.delay(i.level))
	}
	switch {
	case i.status != statusAcknowledged:
	case !i.snoozedUntil.IsZero():
		add(actionUnacknowledge, i.snoozedUntil, 0)
	case i.service.acknowledgement > 0:
		add(actionUnacknowledge, i.acknowledgedSince(), i.service.acknowledgement)
	}
	if i.service.autoResolve > 0 {
		add(actionResolve, i.triggeredAt, i.service.autoResolve)
	}
	return actions
}

// escalates reports whether an incident is escalated when nobody acknowledges it. Incidents of low urgency, and incidents that were
// assigned to users directly, are not.
func (i *incident) escalates() bool {
	last := i.level >= len(i.policy.rules)
	return i.status == statusTriggered && i.urgency == "high" && i.assignedVia == viaPolicy && len(i.assignments) > 0 &&
		(!last || i.repeats < i.policy.loops)
}

// delay returns the seconds until the level after this one is notified.
func (p *escalationPolicy) delay(level int) int {
	return p.rules[min(level, len(p.rules))-1].minutes * 60 // the policy may have fewer levels now
}

// acknowledgedSince returns the time of the latest acknowledgement. That of an event is no acknowledgement of a user.
func (i *incident) acknowledgedSince() time.Time {
	if len(i.acknowledgements) == 0 {
		return i.statusChangedAt
	}
	return slices.MaxFunc(i.acknowledgements, laterAssignment).at
}

func laterAssignment(a, b assignment) int { return a.at.Compare(b.at) }

type pendingActionView struct {
	Type string `json:"type"`
	At   string `json:"at"`
}

func (r *renderer) pendingActions(i *incident) []pendingActionView {
	return each(r.account.pending(i), func(p pendingAction) pendingActionView { return pendingActionView{p.kind, r.time(p.at)} })
}
