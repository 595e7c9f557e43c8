package oncall

import (
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Level is a level of an escalation policy with the people on call at it.
type Level struct {
	Number  int           // from 1
	After   time.Duration // from the opening of the incident until the level is notified, if nobody acknowledges; levels with nobody count
	People  []Responder   // nobody if empty
	Soonest time.Duration // After if levels with nobody are passed over
	OneOf   bool          // the level notifies one of the people in turn
	Targets []pagerduty.Reference
}

// Responder is a person on call.
type Responder struct {
	User     pagerduty.Reference
	Schedule pagerduty.Reference // zero for a user whom the policy names
	Until    time.Time           // zero for a user who is permanently on call
}

// Levels returns the levels of a policy with the people on call at a time, each once a level: the one who stays longest counts.
func Levels(policy pagerduty.EscalationPolicy, onCalls []pagerduty.OnCall, at time.Time) []Level {
	return LevelsOf(Rosters(policy, onCalls), at)
}

// LevelsOf returns the levels that rosters make at a time; see [Levels].
func LevelsOf(rosters []Roster, at time.Time) []Level {
	var levels []Level
	skipped := time.Duration(0) // the delays of the levels with nobody so far
	for i, roster := range rosters {
		level := Level{Number: roster.Level, After: roster.After, Soonest: roster.After - skipped, OneOf: roster.OneOf, Targets: roster.Targets}
		for _, onCall := range roster.At(at) {
			level.add(onCall)
		}
		levels = append(levels, level)
		if len(level.People) == 0 && i+1 < len(rosters) {
			skipped += rosters[i+1].After - roster.After
		}
	}
	return levels
}

func (l *Level) add(onCall pagerduty.OnCall) {
	responder := Responder{onCall.User, onCall.Schedule, onCall.End.Time}
	i := slices.IndexFunc(l.People, func(known Responder) bool { return known.User.ID == responder.User.ID })
	switch {
	case i < 0:
		l.People = append(l.People, responder)
	case !l.People[i].Until.IsZero() && (responder.Until.IsZero() || responder.Until.After(l.People[i].Until)):
		l.People[i] = responder
	}
}

// FirstNotified returns the first level with people; nil if no level has any.
func FirstNotified(levels []Level) *Level {
	i := slices.IndexFunc(levels, func(level Level) bool { return len(level.People) > 0 })
	if i < 0 {
		return nil
	}
	return &levels[i]
}
