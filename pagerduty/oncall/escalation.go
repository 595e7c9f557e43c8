package oncall

import (
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// NextLevels returns the level whose people an incident is assigned to, and the level that is notified next, as far as both are known.
// The current level is not known if the assignees are on call at several levels. Levels with nobody are passed over, as PagerDuty does. The
// first level follows the last only if the policy repeats its levels, and none is next unless PagerDuty will escalate the incident: now, or
// after its acknowledgement has run out. The levels are those of the incident's escalation policy at the time of the question; see [Levels].
func NextLevels(i pagerduty.Incident, levels []Level, repeats bool) (current, next *Level) {
	if len(i.Assignments) == 0 {
		return nil, nil
	}
	var fitting []int
	for n := range levels {
		if levels[n].hasAll(i.Assignments) {
			fitting = append(fitting, n)
		}
	}
	if len(fitting) != 1 {
		return nil, nil
	}
	at := fitting[0]
	if !WillEscalate(i) {
		return &levels[at], nil
	}
	following := levels[at+1:]
	if repeats {
		following = slices.Concat(following, levels[:at+1])
	}
	if n := slices.IndexFunc(following, func(level Level) bool { return len(level.People) > 0 }); n >= 0 {
		next = &levels[(at+1+n)%len(levels)]
	}
	return &levels[at], next
}

// WillEscalate reports whether PagerDuty will escalate an incident, now or after its acknowledgement has run out.
func WillEscalate(i pagerduty.Incident) bool {
	return slices.ContainsFunc(i.PendingActions, func(a pagerduty.Pending) bool { return a.Type == "escalate" || a.Type == "unacknowledge" })
}

// hasAll reports whether all assignees are on call at the level.
func (l Level) hasAll(assignments []pagerduty.Assignment) bool {
	return !slices.ContainsFunc(assignments, func(a pagerduty.Assignment) bool {
		return !slices.ContainsFunc(l.People, func(r Responder) bool { return r.User.ID == a.Assignee.ID })
	})
}
