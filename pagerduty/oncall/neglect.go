package oncall

import (
	"cmp"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// The limits of Neglected.
const (
	LeastResolved = 5                  // resolved incidents that a service needs for a usual length
	SilentHigh    = 4 * time.Hour      // without a log entry, for an acknowledged incident of high urgency
	SilentLow     = 24 * time.Hour     // the same for low urgency
	EndsSoon      = 2 * time.Hour      // until an acknowledgement or a snooze ends
	EscalatesSoon = 15 * time.Minute   // until an incident escalates
	StuckHigh     = time.Hour          // without an acknowledgement or a coming escalation, at high urgency
	StuckLow      = 2 * time.Hour      // the same for low urgency
	LowAndOld     = 7 * 24 * time.Hour // age of an incident of low urgency
)

// Usual is how long the resolved incidents of a service were open.
type Usual struct {
	Resolved    int
	Median, P95 time.Duration
}

// Usuals returns how long incidents were open, by the id of their service. It leaves out open and merged ones.
func Usuals(incidents []pagerduty.Incident) map[string]Usual {
	lengths := map[string][]time.Duration{}
	for _, i := range incidents {
		if end := EndOf(i); !end.IsZero() && i.ResolveReason == nil {
			lengths[i.Service.ID] = append(lengths[i.Service.ID], end.Sub(i.CreatedAt.Time))
		}
	}
	usual := map[string]Usual{}
	for service, all := range lengths {
		usual[service] = Usual{len(all), Percentile(all, 50), Percentile(all, 95)}
	}
	return usual
}

// NeglectReason is why an incident counts as neglected.
type NeglectReason string

// The reasons.
const (
	LongerThanUsual  NeglectReason = "longer_than_usual"
	Stuck            NeglectReason = "unacknowledged_and_no_escalation"
	Silent           NeglectReason = "acknowledged_and_silent"
	NobodyAssigned   NeglectReason = "nobody_assigned"
	OwnerDeleted     NeglectReason = "owner_deleted"
	OwnerOffCall     NeglectReason = "owner_off_call"
	AcknowledgeEnds  NeglectReason = "acknowledgement_or_snooze_ends_soon"
	Escalating       NeglectReason = "escalates_soon"
	LowUrgencyAndOld NeglectReason = "low_urgency_and_old"
	UnderMaintenance NeglectReason = "service_under_maintenance"
)

// NeglectFacts is what Neglected knows besides the open incidents. A nil map means that nothing is known.
type NeglectFacts struct {
	Now         time.Time
	Usual       map[string]Usual     // by service
	LastEntry   map[string]time.Time // of the log, by incident; those that are missing are not known
	OnCall      map[PolicyUser]bool  // who is on call now; nil if it is not known
	Maintenance map[string]bool      // services under maintenance now
}

// PolicyUser is a user who is on call for an escalation policy.
type PolicyUser struct{ PolicyID, UserID string }

// NeglectedIncident is an incident with the reasons for which it counts as neglected.
type NeglectedIncident struct {
	pagerduty.Incident
	Reasons   []NeglectReason
	Silent    time.Duration // since the last log entry; 0 if it is not known
	Ends      time.Time     // when the acknowledgement or the snooze ends; zero if it does not
	Escalates time.Time     // when the incident escalates; zero if it does not
}

// Neglected returns the open incidents that have a reason to count as neglected: those with the most reasons first, then the oldest.
func Neglected(open []pagerduty.Incident, facts NeglectFacts) []NeglectedIncident {
	var found []NeglectedIncident
	for _, i := range open {
		if n := facts.judge(i); i.IsOpen() && len(n.Reasons) > 0 {
			found = append(found, n)
		}
	}
	slices.SortStableFunc(found, func(a, b NeglectedIncident) int {
		return cmp.Or(len(b.Reasons)-len(a.Reasons), a.CreatedAt.Compare(b.CreatedAt.Time), cmp.Compare(a.ID, b.ID))
	})
	return found
}

func (f NeglectFacts) judge(i pagerduty.Incident) NeglectedIncident {
	n := NeglectedIncident{Incident: i}
	age, low := f.Now.Sub(i.CreatedAt.Time), i.Urgency == pagerduty.UrgencyLow
	if last, known := f.LastEntry[i.ID]; known {
		n.Silent = f.Now.Sub(last)
	}
	n.readPending(f.Now)
	silent, stuck := SilentHigh, StuckHigh
	if low {
		silent, stuck = SilentLow, StuckLow
	}
	triggered, usual := i.Status == pagerduty.StatusTriggered, f.Usual[i.Service.ID]
	gone := slices.ContainsFunc(i.Assignments, func(a pagerduty.Assignment) bool { return !a.Assignee.DeletedAt.IsZero() })
	n.reason(LongerThanUsual, usual.Resolved >= LeastResolved && age > usual.P95)
	n.reason(Stuck, triggered && n.Escalates.IsZero() && age >= stuck)
	n.reason(Silent, i.Status == pagerduty.StatusAcknowledged && n.Silent >= silent && n.Ends.IsZero()) // a snoozed one comes back
	n.reason(NobodyAssigned, len(i.Assignments) == 0)
	n.reason(OwnerDeleted, gone)
	n.reason(OwnerOffCall, !gone && f.allOffCall(i))
	n.reason(AcknowledgeEnds, !n.Ends.IsZero() && n.Ends.Sub(f.Now) <= EndsSoon)
	n.reason(Escalating, triggered && !n.Escalates.IsZero() && n.Escalates.Sub(f.Now) <= EscalatesSoon)
	n.reason(LowUrgencyAndOld, low && age >= LowAndOld)
	n.reason(UnderMaintenance, f.Maintenance[i.Service.ID])
	return n
}

// readPending finds out what PagerDuty will do to the incident by itself.
func (n *NeglectedIncident) readPending(now time.Time) {
	for _, action := range n.PendingActions {
		switch {
		case !action.At.After(now):
		case action.Type == "unacknowledge":
			n.Ends = action.At.Time
		case action.Type == escalateAct:
			n.Escalates = action.At.Time
		}
	}
}

func (n *NeglectedIncident) reason(reason NeglectReason, holds bool) {
	if holds {
		n.Reasons = append(n.Reasons, reason)
	}
}

// allOffCall reports whether an incident has assignees and none of them is on call for its escalation policy.
func (f NeglectFacts) allOffCall(i pagerduty.Incident) bool {
	return f.OnCall != nil && len(i.Assignments) > 0 && !slices.ContainsFunc(i.Assignments, func(a pagerduty.Assignment) bool {
		return f.OnCall[PolicyUser{i.EscalationPolicy.ID, a.Assignee.ID}]
	})
}
