package answers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

// openTurns are times of a schedule that somebody has to take over.
type openTurns struct {
	schedule *schedule.Schedule
	turns    []oncall.Turn // of the user who is absent; or one without a user, for whoever is on call
	planned  []oncall.Turn // who is on call then
}

// onCalls returns who is on call in the schedule.
func (o openTurns) onCalls() []pagerduty.OnCall {
	onCalls := oncall.InSchedule(o.schedule.Final.Entries)
	for i := range onCalls {
		onCalls[i].Schedule = pagerduty.Reference{ID: o.schedule.ID, Name: o.schedule.Name}
	}
	return onCalls
}

// findTurns reads the schedules, and finds the times to cover: the turns of the user who will be absent, or the whole time in a schedule.
func (a *cover) findTurns(ctx context.Context, client *pagerduty.Client) error {
	schedules := []identify.Candidate{a.asked}
	if a.asked.ID == "" {
		var err error
		if schedules, err = a.schedulesOf(ctx, client); err != nil {
			return err
		}
	}
	found := make([]*schedule.Schedule, len(schedules))
	err := parallel.Each(ctx, len(schedules), func(ctx context.Context, i int) (err error) {
		found[i], err = schedule.Read(ctx, client, schedules[i].ID, schedules[i].Type, pagerduty.ScheduleWindow{Since: a.window.Since, Until: a.window.Until})
		return err
	})
	if err != nil {
		return err
	}
	for _, s := range found {
		if err := a.openIn(s); err != nil {
			return err
		}
	}
	return nil
}

// noteNoTurn notes that there is nothing to cover, and where the absent user has turns instead.
func (a *cover) noteNoTurn(ctx context.Context, client *pagerduty.Client) error {
	if a.asked.ID == "" {
		a.notes = append(a.notes, fmt.Sprintf("%s (%s) has no turn in a schedule then: there is nothing to cover.", a.absent.Name, a.absent.ID))
		return nil
	}
	a.notes = append(a.notes, fmt.Sprintf("%s (%s) has no turn in %s (%s) then: there is nothing to cover there.", a.absent.Name, a.absent.ID, a.asked.Name, a.asked.ID))
	others, err := a.schedulesOf(ctx, client)
	if err != nil {
		return err
	}
	var names []string
	for _, other := range others {
		names = append(names, fmt.Sprintf("%s (%s)", other.Name, other.ID))
	}
	if names == nil {
		names = []string{"no schedule"}
	}
	a.notes = append(a.notes, fmt.Sprintf("%s has turns then in: %s.", a.absent.Name, strings.Join(names, ", ")))
	return nil
}

// openIn adds the times to cover in a schedule.
func (a *cover) openIn(s *schedule.Schedule) error {
	planned := oncall.Cut(oncall.Joined(s.Turns()), a.window)
	if a.absent.ID == "" {
		if severalAtOnce(planned) {
			return fmt.Errorf("user_id is missing: several people are on call at once in %s, so give the one who will be absent", s.Name)
		}
		a.open = append(a.open, openTurns{s, []oncall.Turn{{Start: a.window.Since, End: a.window.Until}}, planned})
		return nil
	}
	var turns []oncall.Turn
	for _, turn := range planned {
		if turn.UserID == a.absent.ID {
			turns = append(turns, turn)
		}
	}
	if turns != nil {
		a.open = append(a.open, openTurns{s, turns, turns})
	}
	return nil
}

func severalAtOnce(turns []oncall.Turn) bool {
	for i := 1; i < len(turns); i++ { // by start, and those of one user are joined
		for _, earlier := range turns[:i] {
			if turns[i].Start.Before(earlier.End) {
				return true
			}
		}
	}
	return false
}

// schedulesOf finds the schedules in which the absent user has turns. Where a policy names the user, no override helps.
func (a *cover) schedulesOf(ctx context.Context, client *pagerduty.Client) ([]identify.Candidate, error) {
	onCalls, err := allOnCalls(ctx, client, pagerduty.ListOnCallsOptions{UserIDs: []string{a.absent.ID}, Since: a.window.Since, Until: a.window.Until})
	var schedules []pagerduty.Reference
	for _, onCall := range onCalls {
		if onCall.Schedule.ID == "" {
			a.notes = append(a.notes, fmt.Sprintf("%s is on call always at level %d of %s (%s), which names the user: no override changes that.",
				a.absent.Name, onCall.EscalationLevel, onCall.EscalationPolicy.Label(), onCall.EscalationPolicy.ID))
			continue
		}
		schedules = addReference(schedules, onCall.Schedule)
	}
	if left := len(schedules) - maxCoverSchedules; left > 0 {
		a.notes = append(a.notes, fmt.Sprintf("The turns in %d more schedules are left out; ask for each schedule by name.", left))
		schedules = schedules[:maxCoverSchedules]
	}
	var found []identify.Candidate
	for _, s := range schedules {
		found = append(found, identify.Candidate{ID: s.ID, Name: s.Label(), Type: kindOf(s)})
	}
	return found, err
}

// findCandidates collects the people of the schedules and of their teams.
func (a *cover) findCandidates(r *reading, client *pagerduty.Client) error {
	var teams []pagerduty.Reference
	for _, open := range a.open {
		for _, user := range open.schedule.Users {
			a.candidates = addID(a.candidates, user.ID)
		}
		for _, team := range open.schedule.Teams {
			teams = addReference(teams, team)
		}
	}
	members, failed := make([][]string, len(teams)), make([]error, len(teams))
	var parts []part
	for i, team := range teams {
		parts = append(parts, part{"the members of the team " + team.ID, func(ctx context.Context) error {
			for member, err := range client.Teams.AllMembers(ctx, team.ID, pagerduty.PageOptions{}) {
				if err != nil {
					failed[i] = err
					return err
				}
				members[i] = append(members[i], member.User.ID)
			}
			return nil
		}})
	}
	if err := r.all(parts...); err != nil {
		return err
	}
	a.someUnknown = cmp.Or(failed...) != nil
	for _, ids := range members {
		for _, id := range ids {
			a.candidates = addID(a.candidates, id)
		}
	}
	a.leaveOut()
	return nil
}

// leaveOut removes the absent user, or those whose turns are to be covered, and those beyond the limit.
func (a *cover) leaveOut() {
	absent := []string{a.absent.ID}
	for _, open := range a.open {
		for _, turn := range open.planned {
			absent = addID(absent, turn.UserID)
		}
	}
	var kept []string
	for _, id := range a.candidates {
		if !slices.Contains(absent, id) {
			kept = append(kept, id)
		}
	}
	if left := len(kept) - maxCandidates; left > 0 {
		a.notes = append(a.notes, fmt.Sprintf("Looked at %d people of the schedules and teams; %d more are left out.", maxCandidates, left))
		kept = kept[:maxCandidates]
	}
	a.candidates = kept
}
