package oncall

import (
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// NextLevels returns the level whose people an incident is assigned to, and the level that is notified next, as far as both are known.
// The first level follows the last, and levels with nobody are passed over, as PagerDuty does. The levels are those of the incident's
// escalation policy at the time of the question; see [Levels].
func NextLevels(i pagerduty.Incident, levels []Level) (current, next *Level) {
	at := slices.IndexFunc(levels, func(level Level) bool { return len(i.Assignments) > 0 && level.hasAll(i.Assignments) })
	if at < 0 {
		return nil, nil
	}
	for step := 1; step <= len(levels); step++ {
		if following := &levels[(at+step)%len(levels)]; len(following.People) > 0 {
			return &levels[at], following
		}
	}
	return &levels[at], nil
}

// hasAll reports whether all assignees are on call at the level.
func (l Level) hasAll(assignments []pagerduty.Assignment) bool {
	return !slices.ContainsFunc(assignments, func(a pagerduty.Assignment) bool {
		return !slices.ContainsFunc(l.People, func(r Responder) bool { return r.User.ID == a.Assignee.ID })
	})
}
