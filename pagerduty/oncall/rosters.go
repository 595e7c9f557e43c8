package oncall

import (
	"cmp"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Roster is who is on call at a level of an escalation policy over time.
type Roster struct {
	Level   int                   // from 1
	After   time.Duration         // from when an incident is triggered until the level is notified, if nobody acknowledges it; levels with nobody count
	Targets []pagerduty.Reference // users and schedules
	OneOf   bool                  // the level notifies one of its people in turn
	OnCalls []pagerduty.OnCall    // by start, without those of deleted users or of nobody; those without times are on call always
}

// Rosters returns the rosters of a policy's levels, made of those of the on-call entries that belong to each. Entries of the same user in
// the same schedule that overlap or touch become one.
func Rosters(policy pagerduty.EscalationPolicy, onCalls []pagerduty.OnCall) []Roster {
	var rosters []Roster
	var after time.Duration
	for i, rule := range policy.Rules {
		roster := Roster{Level: i + 1, After: after, Targets: rule.Targets, OneOf: rule.AssignmentStrategy == pagerduty.RoundRobin}
		for _, onCall := range onCalls {
			if onCall.EscalationPolicy.ID == policy.ID && onCall.EscalationLevel == roster.Level && hasUser(onCall.User) {
				roster.OnCalls = append(roster.OnCalls, onCall)
			}
		}
		roster.OnCalls = joinOnCalls(roster.OnCalls)
		rosters = append(rosters, roster)
		after += time.Duration(rule.DelayMinutes) * time.Minute
	}
	return rosters
}

// StaffedRosters is Rosters for a policy of which only the on-call entries are known: up to the last level that has any.
func StaffedRosters(policyID string, onCalls []pagerduty.OnCall) []Roster {
	policy := pagerduty.EscalationPolicy{ID: policyID}
	for _, onCall := range onCalls {
		if onCall.EscalationPolicy.ID == policyID && onCall.EscalationLevel > len(policy.Rules) {
			policy.Rules = make([]pagerduty.EscalationRule, onCall.EscalationLevel)
		}
	}
	return Rosters(policy, onCalls)
}

// joinOnCalls returns entries by start, with those of the same user in the same schedule joined if they overlap or touch.
func joinOnCalls(onCalls []pagerduty.OnCall) []pagerduty.OnCall {
	ordered := slices.SortedStableFunc(slices.Values(onCalls), func(a, b pagerduty.OnCall) int {
		return cmp.Or(cmp.Compare(a.Schedule.ID, b.Schedule.ID), cmp.Compare(a.User.ID, b.User.ID), a.Start.Compare(b.Start.Time))
	})
	var joined []pagerduty.OnCall
	for _, onCall := range ordered {
		last := len(joined) - 1
		if last >= 0 && joined[last].Schedule.ID == onCall.Schedule.ID && joined[last].User.ID == onCall.User.ID && touches(joined[last], onCall) {
			if onCall.End.IsZero() || !joined[last].End.IsZero() && onCall.End.After(joined[last].End.Time) {
				joined[last].End = onCall.End
			}
			continue
		}
		joined = append(joined, onCall)
	}
	slices.SortStableFunc(joined, func(a, b pagerduty.OnCall) int { return a.Start.Compare(b.Start.Time) })
	return joined
}

// touches reports whether an entry overlaps an earlier one, or follows it at once.
func touches(earlier, onCall pagerduty.OnCall) bool {
	return earlier.End.IsZero() || !onCall.Start.After(earlier.End.Time)
}

// hasUser reports whether the user of an entry exists. An entry without a user, or of a deleted one, puts nobody on call.
func hasUser(user pagerduty.Reference) bool { return user.ID != "" && user.DeletedAt.IsZero() }

// IsCurrent reports whether the entry's user is on call at a moment.
func IsCurrent(onCall pagerduty.OnCall, at time.Time) bool {
	return !onCall.Start.After(at) && (onCall.End.IsZero() || onCall.End.After(at))
}

// At returns the entries of those who are on call at a moment.
func (r Roster) At(at time.Time) []pagerduty.OnCall {
	return slices.DeleteFunc(slices.Clone(r.OnCalls), func(onCall pagerduty.OnCall) bool { return !IsCurrent(onCall, at) })
}

// Next returns the entries that begin next after a moment in each schedule. Several may begin at once.
func (r Roster) Next(at time.Time) []pagerduty.OnCall {
	first := map[string]time.Time{} // by schedule
	var next []pagerduty.OnCall
	for _, onCall := range r.OnCalls {
		if !onCall.Start.After(at) {
			continue
		}
		if begins, known := first[onCall.Schedule.ID]; known && onCall.Start.After(begins) {
			continue
		}
		first[onCall.Schedule.ID] = onCall.Start.Time
		next = append(next, onCall)
	}
	return next
}

// InSchedule returns the entries of a schedule as on-call entries without a policy.
func InSchedule(entries []pagerduty.ScheduleEntry) []pagerduty.OnCall {
	var onCalls []pagerduty.OnCall
	for _, entry := range entries {
		if hasUser(entry.User) {
			onCalls = append(onCalls, pagerduty.OnCall{User: entry.User, Start: entry.Start, End: entry.End})
		}
	}
	return joinOnCalls(onCalls)
}
