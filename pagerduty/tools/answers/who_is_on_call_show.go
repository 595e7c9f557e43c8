package answers

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/person"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// whoView is the result of who_is_on_call.
type whoView struct {
	For       []subjectView        `json:"for"`
	At        string               `json:"at"`
	TimeZone  string               `json:"time_zone"` // of all times
	Paused    []string             `json:"maintenance,omitempty"`
	Policies  []policyOnCallView   `json:"escalation_policies,omitempty"`
	Schedules []scheduleOnCallView `json:"schedules,omitempty"` // that the question names and no policy uses
	Turns     []dutyView           `json:"turns,omitempty"`     // of the user whom the question names
	People    []reachView          `json:"people,omitempty"`
	basis
}

type policyOnCallView struct {
	ID      string       `json:"id"`
	Name    string       `json:"name,omitzero"`
	Levels  []rosterView `json:"levels,omitempty"`
	Repeats int          `json:"repeats,omitzero"` // of all levels, while nobody acknowledges
	Nobody  string       `json:"nobody,omitzero"`
}

type rosterView struct {
	Level  int        `json:"level"`
	After  string     `json:"notified,omitzero"` // "at once", or after what delay
	OnCall []dutyView `json:"on_call,omitempty"`
	OneOf  bool       `json:"one_of,omitzero"` // round robin
	Nobody string     `json:"nobody,omitzero"`
	Next   []dutyView `json:"next,omitempty"`
}

// dutyView is a turn of a user, at a level or in a schedule.
type dutyView struct {
	User     *view.Reference `json:"user,omitzero"`
	Policy   *view.Reference `json:"escalation_policy,omitzero"`
	Level    int             `json:"level,omitzero"`
	From     string          `json:"from,omitzero"`
	Until    string          `json:"until,omitzero"`
	Always   bool            `json:"always,omitzero"` // named by the policy itself
	Schedule *view.Reference `json:"schedule,omitzero"`
	Override bool            `json:"override,omitzero"`
	// OverrideID is set for an override that is in force at the time of the answer, unless it is not known.
	OverrideID string          `json:"override_id,omitzero"`
	InPlaceOf  *view.Reference `json:"in_place_of,omitzero"`
}

type scheduleOnCallView struct {
	view.Reference
	OnCall []dutyView `json:"on_call,omitempty"`
	Nobody string     `json:"nobody,omitzero"`
	Next   []dutyView `json:"next,omitempty"`
}

type reachView struct {
	ID        string   `json:"id"`
	Name      string   `json:"name,omitzero"`
	LocalTime string   `json:"local_time,omitzero"`
	TimeZone  string   `json:"time_zone,omitzero"`
	Night     *bool    `json:"night,omitzero"` // 22:00 to 07:00
	Notified  []string `json:"notified_by,omitempty"`
	Trouble   string   `json:"trouble,omitzero"` // why PagerDuty cannot notify
}

func (a *onCallAnswer) show() *whoView {
	shown := &whoView{At: a.clock.show(a.window.Since), TimeZone: a.clock.zone.String(), Paused: a.paused}
	for i, policy := range a.duty.policies {
		shown.Policies = append(shown.Policies, a.showPolicy(policiesOf(a.subjects)[i], policy, a.rosters[i]))
	}
	for _, s := range a.subjects {
		shown.For = append(shown.For, s.show())
		if s.schedule != nil && len(s.policies) == 0 {
			shown.Schedules = append(shown.Schedules, a.showSchedule(s.schedule))
		}
		shown.Turns = append(shown.Turns, a.showUser(s)...)
		shown.Notes = append(shown.Notes, a.absence(s)...)
	}
	shown.People = a.showPeople()
	shown.LookedAt = []string{fmt.Sprintf("who is next: until %s", a.clock.show(a.window.Until))}
	shown.Notes = slices.Concat(shown.Notes, notesOf(a.subjects), a.notes, former(a.window.Since, a.clock.now))
	return shown
}

func (a *onCallAnswer) showPolicy(id string, policy *pagerduty.EscalationPolicy, rosters []oncall.Roster) policyOnCallView {
	shown := policyOnCallView{ID: id}
	if policy != nil {
		shown.Name, shown.Repeats = policy.Name, policy.Loops
	}
	staffed := false
	levels := oncall.LevelsOf(rosters, a.window.Since)
	for i, roster := range rosters {
		one := rosterView{Level: roster.Level, Nobody: nobodyAt(levels[i]), OneOf: levels[i].OneOf && len(levels[i].People) > 1}
		if policy != nil {
			one.After = notifiedText(levels[i])
		}
		for _, onCall := range roster.At(a.window.Since) {
			turn := a.showTurn(onCall)
			turn.From, staffed = "", true
			one.OnCall = append(one.OnCall, turn)
		}
		for _, onCall := range roster.Next(a.window.Since) {
			turn := a.showTurn(onCall)
			turn.Until, turn.Override, turn.OverrideID, turn.InPlaceOf = "", false, "", nil
			one.Next = append(one.Next, turn)
		}
		shown.Levels = append(shown.Levels, one)
	}
	if !staffed && policy != nil {
		shown.Nobody = "nobody at any level: an incident notifies nobody"
	}
	return shown
}

// nobodyAt returns the words for a level with nobody; "" if somebody is on call at it.
func nobodyAt(level oncall.Level) string {
	if len(level.People) > 0 {
		return ""
	}
	return fmt.Sprintf("nobody at level %d", level.Number)
}

// notifiedText returns how long after an incident is triggered a level is notified. It names both delays if there are levels with nobody before it.
func notifiedText(level oncall.Level) string {
	if level.Soonest == level.After {
		return afterText(level.After)
	}
	return fmt.Sprintf("%s if PagerDuty passes over levels with nobody, otherwise %s", afterText(level.Soonest), afterText(level.After))
}

func afterText(after time.Duration) string {
	if after == 0 {
		return "at once"
	}
	return "after " + view.Length(after)
}

// showTurn returns a turn with its schedule. If an override is in force it says so.
func (a *onCallAnswer) showTurn(onCall pagerduty.OnCall) dutyView {
	shown := dutyView{User: view.Of(onCall.User), Schedule: view.Of(onCall.Schedule), Always: onCall.Start.IsZero() && onCall.End.IsZero(), From: a.clock.at(onCall.Start), Until: a.clock.at(onCall.End)}
	if found := a.asked(onCall.Schedule.ID); found != nil {
		shown.Override, shown.InPlaceOf = overrideAt(found, onCall.User.ID, a.window.Since)
	}
	if shown.Override {
		shown.OverrideID = a.overrides[heldBy{onCall.Schedule.ID, onCall.User.ID}]
	}
	return shown
}

// overrideAt reports whether an override puts a user on call in a schedule at a moment, and whom it replaces, which only a schedule made
// of layers tells.
func overrideAt(s *schedule.Schedule, userID string, at time.Time) (inForce bool, replaces *view.Reference) {
	current := func(turn oncall.Turn) bool { return !turn.Start.After(at) && turn.End.After(at) }
	inForce = slices.ContainsFunc(schedule.TurnsOf(s.Overrides.Entries), func(turn oncall.Turn) bool { return turn.UserID == userID && current(turn) })
	if !inForce {
		return false, nil
	}
	for _, turn := range s.WithoutOverrides() {
		if current(turn) && turn.UserID != userID {
			return true, &view.Reference{ID: turn.UserID, Name: s.Names()[turn.UserID]}
		}
	}
	return true, nil
}

// showSchedule returns who is on call in a schedule, whether or not a policy uses it.
func (a *onCallAnswer) showSchedule(s *schedule.Schedule) scheduleOnCallView {
	roster := oncall.Roster{OnCalls: oncall.InSchedule(s.Final.Entries)}
	shown := scheduleOnCallView{Reference: view.Reference{ID: s.ID, Name: s.Name}, Nobody: "nobody in this schedule"}
	for _, onCall := range roster.At(a.window.Since) {
		turn := a.showTurn(onCall)
		turn.From, shown.Nobody = "", ""
		turn.Override, turn.InPlaceOf = overrideAt(s, onCall.User.ID, a.window.Since)
		shown.OnCall = append(shown.OnCall, turn)
	}
	for _, onCall := range roster.Next(a.window.Since) {
		turn := a.showTurn(onCall)
		turn.Until = ""
		shown.Next = append(shown.Next, turn)
	}
	return shown
}

// showUser returns the turns of a user whom the question names: all that are running, and the first later one.
func (a *onCallAnswer) showUser(s *subject) []dutyView {
	var shown []dutyView
	for _, onCall := range s.onCalls {
		current := oncall.IsCurrent(onCall, a.window.Since)
		if !current && slices.ContainsFunc(s.onCalls, func(other pagerduty.OnCall) bool {
			return other.Start.After(a.window.Since) && other.Start.Before(onCall.Start.Time)
		}) {
			continue
		}
		turn := a.showTurn(onCall)
		turn.User, turn.Policy, turn.Level = nil, view.Of(onCall.EscalationPolicy), onCall.EscalationLevel
		shown = append(shown, turn)
	}
	return shown
}

// absence returns what turns do not show of a user whom the question names: that no turn is running, and that none begins later.
func (a *onCallAnswer) absence(s *subject) (notes []string) {
	if s.Type != identify.IsUser {
		return nil
	}
	is := func(wanted func(pagerduty.OnCall) bool) bool { return slices.ContainsFunc(s.onCalls, wanted) }
	if !is(func(o pagerduty.OnCall) bool { return oncall.IsCurrent(o, a.window.Since) }) {
		notes = append(notes, fmt.Sprintf("%s (%s) is on call nowhere at %s.", s.Name, s.ID, a.clock.show(a.window.Since)))
	}
	if !is(func(o pagerduty.OnCall) bool { return o.End.IsZero() || o.Start.After(a.window.Since) }) {
		notes = append(notes, fmt.Sprintf("No later turn of %s (%s) begins until %s.", s.Name, s.ID, a.clock.show(a.window.Until)))
	}
	return notes
}

func (a *onCallAnswer) showPeople() []reachView {
	var shown []reachView
	for _, user := range a.people.users {
		shown = append(shown, showPerson(*user, a.window.Since))
	}
	for id := range a.people.deleted {
		shown = append(shown, reachView{ID: id, Trouble: "no longer a user"})
	}
	slices.SortFunc(shown, func(x, y reachView) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID)) })
	return shown
}

// showPerson returns a person's local time, and how PagerDuty notifies them of incidents of high urgency.
func showPerson(user pagerduty.User, at time.Time) reachView {
	shown := reachView{ID: user.ID, Name: user.Name, TimeZone: user.TimeZone}
	if zone, err := time.LoadLocation(user.TimeZone); err == nil && user.TimeZone != "" {
		shown.LocalTime, shown.Night = at.In(zone).Format("Mon 15:04"), new(oncall.IsNight(at, zone))
	}
	shown.Notified, shown.Trouble = oncall.ReachOf(user).Notifies, reachTrouble(user)
	return shown
}

// reachTrouble returns why PagerDuty cannot notify a user of incidents of high urgency; "" if it can.
func reachTrouble(user pagerduty.User) string {
	switch reach := oncall.ReachOf(user); {
	case person.IsStakeholder(user.Role):
		return fmt.Sprintf("the role %s cannot be on call", user.Role)
	case !reach.Known:
		return "unknown: PagerDuty did not show the contact methods"
	case reach.Contacts == 0:
		return "no contact method"
	case len(reach.Notifies) == 0:
		return "no notification rule for high urgency"
	}
	return ""
}
