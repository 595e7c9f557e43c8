package answers

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// coverView is the result of suggest_cover.
type coverView struct {
	ToCover    []openTurnsView `json:"to_cover,omitempty"`
	Free       *int            `json:"free,omitzero"` // how many candidates are; absent if not all are known
	Order      string          `json:"order,omitzero"`
	Candidates []candidateView `json:"candidates,omitempty"`
	basis
}

type openTurnsView struct {
	Schedule view.Reference `json:"schedule"`
	Kind     schedule.Kind  `json:"kind"`
	Turns    []dutyView     `json:"turns,omitempty"` // who is on call then; none for nobody
}

// candidateView is somebody who may take over, and what speaks for and against it.
type candidateView struct {
	User       *view.Reference `json:"user"`
	Free       bool            `json:"free"`
	Busy       []dutyView      `json:"on_call_elsewhere,omitempty"`
	BusyMore   int             `json:"on_call_elsewhere_not_shown,omitzero"`
	Always     []dutyView      `json:"on_call_always,omitempty"`
	AlwaysMore int             `json:"on_call_always_not_shown,omitzero"`
	// OtherLevel is another duty in the same policy: with the override the user would be on call at two levels of it.
	OtherLevel []dutyView `json:"on_call_in_same_policy,omitempty"`
	RestBefore string     `json:"rest_before,omitzero"` // of who is free
	RestAfter  string     `json:"rest_after,omitzero"`
	LocalStart string     `json:"local_start,omitzero"`
	LocalEnd   string     `json:"local_end,omitzero"`
	Night      string     `json:"at_night,omitzero"` // how much of it is at night there
	Load       string     `json:"on_call_last_30_days"`
	Trouble    string     `json:"trouble,omitzero"`
	// Override is what create_schedule_override takes, one for each schedule.
	Override []overrideArguments `json:"create_schedule_override,omitempty"`
}

type overrideArguments struct {
	ScheduleID string             `json:"schedule_id"`
	Overrides  []overrideArgument `json:"overrides"`
}

type overrideArgument struct {
	Start    string `json:"start"`
	End      string `json:"end"`
	UserID   string `json:"user_id"`
	Replaces string `json:"replaces_user_id,omitzero"`
}

const (
	maxReady    = 5  // candidates with ready arguments in an answer in brief
	maxListed   = 15 // candidates in an answer in brief
	maxBusy     = 3  // turns of each in an answer in brief
	coversOrder = "free first, of these last who would be at two levels of a policy; then with 12 hours of rest before and after; then least at night, and least on call in the last 30 days"
)

func (a *cover) show() *coverView {
	shown, free := &coverView{}, 0
	for _, open := range a.open {
		shown.ToCover = append(shown.ToCover, a.showOpen(open))
	}
	for i, c := range a.covers {
		able := c.Free() && a.trouble(c.UserID) == ""
		if able {
			free++
		}
		if !a.full && i >= maxListed {
			continue
		}
		one := a.showCandidate(c)
		if able && (a.full || free <= maxReady) {
			one.Override = a.overrideBy(c.UserID)
		}
		shown.Candidates = append(shown.Candidates, one)
	}
	if left := len(a.covers) - len(shown.Candidates); left > 0 {
		a.notes = append(a.notes, fmt.Sprintf("%d more candidates are left out; detail full shows them.", left))
	}
	if a.knowsCandidates() {
		shown.Free = &free
	}
	if len(a.open) > 0 {
		a.remark(shown)
	}
	shown.Notes = a.notes
	return shown
}

// knowsCandidates reports whether all people of the schedules and teams are known, and whether they can be on call.
func (a *cover) knowsCandidates() bool {
	return !a.someUnknown && len(a.people.users)+len(a.people.deleted) == len(a.candidates)
}

// remark notes how the candidates are sorted, what was looked at, and whether there is nobody.
func (a *cover) remark(shown *coverView) {
	switch {
	case !a.knowsCandidates():
	case len(a.covers) == 0:
		a.notes = append(a.notes, "Nobody else is in the schedule or its team.")
	case *shown.Free == 0:
		a.notes = append(a.notes, "Nobody of the schedule and its team is free.")
	}
	if len(a.covers) > 0 {
		shown.Order = coversOrder
		a.notes = append(a.notes, "on_call_last_30_days counts turns of schedules; it leaves out the time of those who are on call always.")
	}
	shown.LookedAt = []string{fmt.Sprintf("people of the schedule and its team: %d; their turns from %s to %s",
		len(a.covers), a.clock.show(a.clock.now.Add(-loadLength)), a.clock.show(a.lastRead()))}
}

func (a *cover) showOpen(open openTurns) openTurnsView {
	s := open.schedule
	shown := openTurnsView{Schedule: view.Reference{ID: s.ID, Name: s.Name}, Kind: s.Kind()}
	names := s.Names()
	for _, turn := range open.planned {
		shown.Turns = append(shown.Turns, dutyView{
			User: &view.Reference{ID: turn.UserID, Name: names[turn.UserID]}, From: a.clock.show(turn.Start), Until: a.clock.show(turn.End),
		})
	}
	for _, gap := range oncall.Gaps(open.planned, a.window) {
		if a.absent.ID == "" {
			a.notes = append(a.notes, fmt.Sprintf("Nobody is on call in %s (%s) from %s to %s.", s.Name, s.ID, a.clock.show(gap.Since), a.clock.show(gap.Until)))
		}
	}
	return shown
}

func (a *cover) showCandidate(c oncall.Cover) candidateView {
	shown := candidateView{
		User: &view.Reference{ID: c.UserID}, Free: c.Free(),
		Load: view.Length(c.Load), Trouble: a.trouble(c.UserID),
	}
	shown.Busy, shown.BusyMore = a.showTurns(c.Busy)
	shown.Always, shown.AlwaysMore = a.showTurns(c.Always)
	shown.OtherLevel, _ = a.showTurns(a.otherLevels(c))
	if c.Free() {
		shown.RestBefore, shown.RestAfter = restText(c.RestBefore, "before"), restText(c.RestAfter, "after")
	}
	if user := a.people.users[c.UserID]; user != nil {
		shown.User.Name = user.Name
	}
	if zone := a.zoneOf(c.UserID); zone != nil {
		first, last := a.ends()
		shown.LocalStart, shown.LocalEnd = first.In(zone).Format("Mon 15:04"), last.In(zone).Format("Mon 15:04")
		shown.Night = view.Length(c.Night)
	}
	return shown
}

// restText returns a rest in words. Without another turn it is as long as was read.
func restText(rest *time.Duration, side string) string {
	if rest == nil {
		return "no turn " + side + " in what was read"
	}
	return view.Length(*rest)
}

// showTurns returns turns, those at level 1 first, and how many it leaves out.
func (a *cover) showTurns(onCalls []pagerduty.OnCall) (shown []dutyView, more int) {
	onCalls = slices.SortedStableFunc(slices.Values(onCalls), func(a, b pagerduty.OnCall) int { return cmp.Compare(a.EscalationLevel, b.EscalationLevel) })
	most := maxBusy
	if a.full {
		most = len(onCalls)
	}
	for _, onCall := range onCalls[:min(len(onCalls), most)] {
		shown = append(shown, dutyView{
			Policy: view.Of(onCall.EscalationPolicy), Level: onCall.EscalationLevel, Schedule: view.Of(onCall.Schedule),
			From: a.clock.at(onCall.Start), Until: a.clock.at(onCall.End),
		})
	}
	return shown, len(onCalls) - len(shown)
}

// ends returns when the first time to cover begins and when the last ends.
func (a *cover) ends() (first, last time.Time) {
	for _, open := range a.open {
		for _, turn := range open.turns {
			if first.IsZero() || turn.Start.Before(first) {
				first = turn.Start
			}
			if turn.End.After(last) {
				last = turn.End
			}
		}
	}
	return first, last
}

// overrideBy returns the overrides that put a user on call at the times to cover.
func (a *cover) overrideBy(userID string) []overrideArguments {
	var all []overrideArguments
	for _, open := range a.open {
		one := overrideArguments{ScheduleID: open.schedule.ID}
		for _, turn := range open.turns {
			one.Overrides = append(one.Overrides, overrideArgument{a.clock.show(turn.Start), a.clock.show(turn.End), userID, turn.UserID})
		}
		all = append(all, one)
	}
	return all
}
