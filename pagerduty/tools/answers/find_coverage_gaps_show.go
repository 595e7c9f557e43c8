package answers

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// coverageView is the result of find_coverage_gaps.
type coverageView struct {
	For         []subjectView      `json:"for,omitempty"`
	Policies    []policyGapsView   `json:"escalation_policies,omitempty"` // with findings
	Schedules   []scheduleGapsView `json:"schedules,omitempty"`           // with findings
	People      []unreachableView  `json:"people,omitempty"`              // whom PagerDuty cannot notify
	ShortBreaks []shortBreakView   `json:"breaks_under_12h,omitempty"`
	Found       string             `json:"found"`
	Sound       []view.Reference   `json:"policies_without_gaps,omitempty"`
	basis
}

type policyGapsView struct {
	view.Reference
	Nobody        *gapsView        `json:"nobody_at_any_level,omitzero"`
	Services      []view.Reference `json:"services_that_then_notify_nobody,omitempty"`
	Levels        []levelGapsView  `json:"levels,omitempty"` // with gaps
	Twice         []twiceView      `json:"at_two_levels_at_once,omitempty"`
	NoSecondLevel bool             `json:"no_second_level,omitzero"`
}

type levelGapsView struct {
	Level int `json:"level"`
	gapsView
}

// gapsView is times with nobody on call.
type gapsView struct {
	Total   string    `json:"total"`
	Count   int       `json:"count"`
	Gaps    []gapView `json:"gaps"`
	LeftOut int       `json:"left_out,omitzero"`
}

type gapView struct {
	Start  string `json:"start"`
	End    string `json:"end"`
	Length string `json:"length"`
	Days   int    `json:"on_days_in_a_row,omitzero"` // if there are several
}

type twiceView struct {
	User   *view.Reference `json:"user"`
	Levels []int           `json:"levels"`
	Times  int             `json:"times"`
	Total  string          `json:"total"`
	First  gapView         `json:"first"`
}

type scheduleGapsView struct {
	view.Reference
	Nobody    *gapsView       `json:"nobody,omitzero"` // of a schedule that the question names
	OnePerson []onePersonView `json:"one_person_rotations,omitempty"`
}

type onePersonView struct {
	Rotation string         `json:"rotation,omitzero"`
	User     view.Reference `json:"user"`
}

type unreachableView struct {
	view.Reference
	Trouble string `json:"trouble"`
}

// shortBreakView is how often a person has too short a break between turns, or none.
type shortBreakView struct {
	User     *view.Reference `json:"user"`
	Times    int             `json:"times"`
	Overlaps int             `json:"turns_overlap,omitzero"`  // of these times: the turn begins before the last one ends
	None     int             `json:"without_break,omitzero"`  // of these times: the turn begins when the last one ends
	Shortest string          `json:"shortest_break,omitzero"` // of the other times
	First    dutyView        `json:"first"`                   // the turn that begins too early
	After    dutyView        `json:"after"`
}

// add counts a break, the shortest of which is known so far; 0 for none.
func (v *shortBreakView) add(short oncall.ShortBreak, shortest time.Duration) time.Duration {
	v.Times++
	switch {
	case short.Overlap > 0:
		v.Overlaps++
	case short.Break == 0:
		v.None++
	case shortest == 0 || short.Break < shortest:
		shortest = short.Break
		v.Shortest = view.Length(shortest)
	}
	return shortest
}

// maxGapsShown is how many gaps of a level an answer in brief shows.
const maxGapsShown = 4

func (a *coverage) show() *coverageView {
	shown := &coverageView{}
	for _, s := range a.subjects {
		if a.named {
			shown.For = append(shown.For, s.show())
		}
	}
	for i, policy := range a.duty.policies {
		if policy == nil {
			continue
		}
		if one := a.showPolicy(*policy, a.rosters[i]); one != nil {
			shown.Policies = append(shown.Policies, *one)
		} else {
			shown.Sound = append(shown.Sound, view.Reference{ID: policy.ID, Name: policy.Name})
		}
	}
	shown.Schedules, shown.People, shown.ShortBreaks = a.showSchedules(), a.showUnreachable(), a.showBreaks()
	shown.Found = fmt.Sprintf("escalation policies with findings: %d of %d; schedules: %d of %d; people: %d of %d; people with a break under 12 hours, or none: %d",
		len(shown.Policies), len(a.ids), len(shown.Schedules), len(a.schedules), len(shown.People), len(a.people.users)+len(a.people.deleted), len(shown.ShortBreaks))
	slices.SortStableFunc(shown.Policies, func(x, y policyGapsView) int { return x.rank() - y.rank() })
	shown.LookedAt = a.lookedAt
	shown.Notes = slices.Concat(notesOf(a.subjects), a.notes, former(a.window.Since, a.clock.now))
	return shown
}

// showPolicy returns what is wrong with a policy; nil if nothing is.
func (a *coverage) showPolicy(policy pagerduty.EscalationPolicy, rosters []oncall.Roster) *policyGapsView {
	shown := &policyGapsView{Reference: view.Reference{ID: policy.ID, Name: policy.Name}, NoSecondLevel: len(policy.Rules) < 2}
	if shown.Nobody = a.showGaps(oncall.Unreached(rosters, a.window)); shown.Nobody != nil {
		shown.Services = view.References(policy.Services)
		if left := len(shown.Services) - 10; left > 0 && !a.full {
			shown.Services = shown.Services[:10]
			a.notes = append(a.notes, fmt.Sprintf("%d more services of %s are left out.", left, policy.Name))
		}
	}
	for _, roster := range rosters {
		if gaps := a.showGaps(roster.Gaps(a.window)); gaps != nil {
			shown.Levels = append(shown.Levels, levelGapsView{roster.Level, *gaps})
		}
	}
	shown.Twice = a.showTwice(oncall.Doubles(rosters, a.window))
	if shown.Nobody == nil && shown.Levels == nil && shown.Twice == nil && !shown.NoSecondLevel {
		return nil
	}
	return shown
}

// rank sorts the worst policies first: those that notify nobody at times, and then those with a level with nobody.
func (v policyGapsView) rank() int {
	switch {
	case v.Nobody != nil:
		return 0
	case v.Levels != nil:
		return 1
	}
	return 2
}

// showGaps returns times with nobody on call; nil if there are none.
func (a *coverage) showGaps(gaps []oncall.Window) *gapsView {
	if len(gaps) == 0 {
		return nil
	}
	shown := &gapsView{Total: view.Length(oncall.Total(gaps)), Count: len(gaps)}
	for _, daily := range oncall.ByDay(gaps, a.clock.zone) {
		if !a.full && len(shown.Gaps) == maxGapsShown {
			shown.LeftOut += daily.Days
			continue
		}
		one := a.showGap(daily.Window)
		if daily.Days > 1 {
			one.Days = daily.Days
		}
		shown.Gaps = append(shown.Gaps, one)
	}
	return shown
}

func (a *coverage) showGap(gap oncall.Window) gapView {
	return gapView{Start: a.clock.show(gap.Since), End: a.clock.show(gap.Until), Length: view.Length(gap.Until.Sub(gap.Since))}
}

// showTwice returns who is on call at several levels at once, one for each person and set of levels.
func (a *coverage) showTwice(doubles []oncall.Double) []twiceView {
	var shown []twiceView
	totals := map[int]time.Duration{}
	for _, double := range doubles {
		at := slices.IndexFunc(shown, func(known twiceView) bool {
			return known.User.ID == double.User.ID && slices.Equal(known.Levels, double.Levels)
		})
		if at < 0 {
			at = len(shown)
			shown = append(shown, twiceView{User: view.Of(double.User), Levels: double.Levels, First: a.showGap(double.Window)})
		}
		totals[at] += double.Until.Sub(double.Since)
		shown[at].Times, shown[at].Total = shown[at].Times+1, view.Length(totals[at])
	}
	return shown
}

// showSchedules returns the schedules with a rotation of one person, and the gaps of those that the question names.
func (a *coverage) showSchedules() []scheduleGapsView {
	var all []scheduleGapsView
	for _, id := range slices.Sorted(maps.Keys(a.schedules)) {
		s := a.schedules[id]
		shown := scheduleGapsView{Reference: view.Reference{ID: s.ID, Name: s.Name}, OnePerson: a.onePerson(s)}
		if slices.ContainsFunc(a.subjects, func(asked *subject) bool { return asked.schedule == s }) {
			shown.Nobody = a.showGaps(oncall.Roster{OnCalls: oncall.InSchedule(s.Final.Entries)}.Gaps(a.window))
		}
		if shown.Nobody != nil || shown.OnePerson != nil {
			all = append(all, shown)
		}
	}
	return all
}

func (a *coverage) onePerson(s *schedule.Schedule) []onePersonView {
	crews := oncall.LayerCrews(s.Schedule, a.window)
	if s.Shifts != nil {
		crews = oncall.ShiftCrews(*s.Shifts, a.window)
	}
	names := s.Names()
	var shown []onePersonView
	for _, crew := range crews {
		if len(crew.UserIDs) == 1 {
			shown = append(shown, onePersonView{crew.Name, view.Reference{ID: crew.UserIDs[0], Name: names[crew.UserIDs[0]]}})
		}
	}
	return shown
}

// showUnreachable returns the people whom PagerDuty cannot notify of incidents of high urgency.
func (a *coverage) showUnreachable() []unreachableView {
	var shown []unreachableView
	for id, user := range a.people.users {
		if trouble := reachTrouble(*user); trouble != "" {
			shown = append(shown, unreachableView{view.Reference{ID: id, Name: user.Name}, trouble})
		}
	}
	for id := range a.people.deleted {
		shown = append(shown, unreachableView{view.Reference{ID: id, Deleted: true}, "no longer a user"})
	}
	slices.SortFunc(shown, func(x, y unreachableView) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID)) })
	return shown
}

// showBreaks returns who has too short breaks, one for each person.
func (a *coverage) showBreaks() []shortBreakView {
	onCalls := slices.Clone(a.duty.onCalls)
	for _, s := range a.subjects {
		if s.schedule != nil {
			for _, onCall := range oncall.InSchedule(s.schedule.Final.Entries) {
				onCall.Schedule = pagerduty.Reference{ID: s.ID, Name: s.Name}
				onCalls = append(onCalls, onCall)
			}
		}
	}
	var shown []shortBreakView
	shortest := time.Duration(0)
	for _, short := range oncall.ShortBreaks(onCalls, a.window, leastBreak) {
		last := len(shown) - 1
		if last < 0 || shown[last].User.ID != short.After.User.ID {
			shown = append(shown, shortBreakView{User: view.Of(short.After.User), First: a.showTurn(short.After), After: a.showTurn(short.Before)})
			last++
			shortest = 0
		}
		shortest = shown[last].add(short, shortest)
	}
	return shown
}

func (a *coverage) showTurn(onCall pagerduty.OnCall) dutyView {
	return dutyView{
		From: a.clock.at(onCall.Start), Until: a.clock.at(onCall.End), Schedule: view.Of(onCall.Schedule),
		Policy: view.Of(onCall.EscalationPolicy), Level: onCall.EscalationLevel,
	}
}
