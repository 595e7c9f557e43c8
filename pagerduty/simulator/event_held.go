package simulator

import (
	"slices"
	"time"
)

// heldAlert is an alert that is held back: a rule suspended it, or its service pauses transient alerts. If it is not resolved in time, it opens
// an incident, which needs WithLiveTime as all that happens by itself.
type heldAlert struct {
	event   *orchestrated
	service *service
	source  *integration
	until   time.Time
}

// isTransient reports whether an alert probably resolves itself. PagerDuty learns that from the alerts of the service; here the severity
// decides.
func isTransient(severity string) bool { return severity == "warning" || severity == "info" }

func (h *heldAlert) is(e *event) bool {
	return h.event.dedupKey == e.dedupKey && h.event.routingKey == e.routingKey
}

// holds reports whether the alert of an event is held back.
func (a *account) holds(e *event) bool {
	return slices.ContainsFunc(a.intake.held, func(h *heldAlert) bool { return h.is(e) })
}

// release forgets the alert of an event that is held back: it was resolved in time.
func (a *account) release(e *event) {
	a.intake.held = slices.DeleteFunc(a.intake.held, func(h *heldAlert) bool { return h.is(e) })
}

// forgetPastEvents forgets what later events no longer depend on. An alert that was held back until now opens an incident only with live
// time. Without it, the alert is forgotten, and the rules and the service decide anew whether a later event for it is held back.
func (a *account) forgetPastEvents(now time.Time) {
	a.intake.forgetPast(now)
	if !a.liveTime {
		a.intake.held = slices.DeleteFunc(a.intake.held, func(h *heldAlert) bool { return !h.until.After(now) })
	}
}

// nextHeld returns the alert that is the first to be raised by now; nil for none.
func (a *account) nextHeld(now time.Time) *heldAlert {
	var next *heldAlert
	for _, h := range a.intake.held {
		if !h.until.After(now) && (next == nil || h.until.Before(next.until)) {
			next = h
		}
	}
	return next
}

// raiseHeld raises the alerts that were held back until now, and takes the pending actions before each.
func (a *account) raiseHeld(now time.Time) {
	for next := a.nextHeld(now); next != nil; next = a.nextHeld(now) {
		a.takeDue(next.until)
		a.release(next.event.event)
		a.raise(next.event, next.service, next.source, next.until)
	}
}
