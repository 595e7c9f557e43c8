package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// mostTurns bounds how many on-calls are read to find the most urgent ones.
const mostTurns = 2000

func allTurns(ctx context.Context, client *pagerduty.Client, options pagerduty.ListOnCallsOptions) ([]pagerduty.OnCall, error) {
	var turns []pagerduty.OnCall
	for turn, err := range client.OnCalls.All(ctx, options) {
		if err != nil {
			return nil, err
		}
		if turns = append(turns, turn); len(turns) == mostTurns {
			break
		}
	}
	return turns, nil
}

// mostOfInterest is now, or where a window without it begins.
func mostOfInterest(asked pagerduty.ListOnCallsOptions, now time.Time) time.Time {
	if asksForNow(asked, now) {
		return now
	}
	return asked.Since
}

func asksForNow(asked pagerduty.ListOnCallsOptions, now time.Time) bool {
	return !asked.Since.After(now) && !asked.Until.Before(now)
}

// byUrgency puts the turns at a moment first, by level, and then the others by start.
func byUrgency(turns []pagerduty.OnCall, now time.Time) {
	slices.SortStableFunc(turns, func(a, b pagerduty.OnCall) int {
		switch current := isCurrent(a, now); {
		case current != isCurrent(b, now):
			if current {
				return -1
			}
			return 1
		case current:
			return cmp.Or(a.EscalationLevel-b.EscalationLevel, a.Start.Compare(b.Start.Time))
		}
		return cmp.Or(a.Start.Compare(b.Start.Time), a.EscalationLevel-b.EscalationLevel)
	})
}

func isCurrent(turn pagerduty.OnCall, now time.Time) bool {
	return !turn.Start.After(now) && (turn.End.IsZero() || turn.End.After(now))
}

// policyLevels are escalation policies by id, so that the levels without a turn are known.
type policyLevels map[string]*pagerduty.EscalationPolicy

// levels reads the policies that are asked for, nil for one that cannot be read. Where the turns are narrowed further, those that
// are missing say nothing.
func (in listOnCallsInput) levels(ctx context.Context, client *pagerduty.Client, wanted pagerduty.ListOnCallsOptions) (policyLevels, error) {
	if len(wanted.UserIDs)+len(wanted.ScheduleIDs) > 0 {
		return nil, nil
	}
	policies := make([]*pagerduty.EscalationPolicy, len(wanted.EscalationPolicyIDs))
	err := parallel.Each(ctx, len(policies), func(ctx context.Context, i int) (err error) {
		policies[i], err = client.EscalationPolicies.Get(ctx, wanted.EscalationPolicyIDs[i])
		if _, ok := errors.AsType[*pagerduty.Error](err); ok {
			return ctx.Err() // the turns are worth more than the levels
		}
		return err
	})
	levels := policyLevels{}
	for i, policy := range policies {
		levels[wanted.EscalationPolicyIDs[i]] = policy
	}
	return levels, err
}

func (l policyLevels) show(turns []pagerduty.OnCall) []onCallView {
	var shown []onCallView
	for _, turn := range turns {
		one := showOnCall(turn)
		if policy := l[turn.EscalationPolicy.ID]; policy != nil && turn.EscalationLevel > 0 && turn.EscalationLevel < len(policy.Rules) {
			one.MinutesToNextLevel = policy.Rules[turn.EscalationLevel-1].DelayMinutes
		}
		shown = append(shown, one)
	}
	return shown
}

// staffing is who is on call at one time, or at any time of a window.
type staffing struct {
	turns []pagerduty.OnCall
	time  string // in words
}

// staffedAt are the turns at the time that matters most: now, if turns were asked for now.
func staffedAt(turns []pagerduty.OnCall, asked pagerduty.ListOnCallsOptions, now time.Time) staffing {
	switch {
	case asksForNow(asked, now):
		current := slices.DeleteFunc(slices.Clone(turns), func(turn pagerduty.OnCall) bool { return !isCurrent(turn, now) })
		return staffing{current, "now"}
	case asked.Since.Equal(asked.Until):
		return staffing{turns, "then"}
	}
	return staffing{turns, "at any time of the window"}
}

// levelsOf are the levels of a policy that have somebody who can be reached.
func (s staffing) levelsOf(policy string) map[int]bool {
	levels := map[int]bool{}
	for _, turn := range s.turns {
		if turn.EscalationPolicy.ID == policy && turn.User.DeletedAt.IsZero() {
			levels[turn.EscalationLevel] = true
		}
	}
	return levels
}

// notes names the levels that have nobody, and the policies whose levels could not be read.
func (l policyLevels) notes(staffed staffing) []string {
	var notes []string
	for _, id := range slices.Sorted(maps.Keys(l)) {
		if l[id] == nil {
			notes = append(notes, fmt.Sprintf("The levels of the escalation policy %s could not be read: one of them may have nobody.", id))
		} else if note := emptyLevels(l[id], staffed.levelsOf(id), staffed.time); note != "" {
			notes = append(notes, note)
		}
	}
	return notes
}

// emptyLevels says which levels of a policy have nobody, and how soon the next one is notified.
func emptyLevels(policy *pagerduty.EscalationPolicy, staffed map[int]bool, time string) string {
	if len(staffed) == 0 {
		return fmt.Sprintf("%s: nobody is on call at any level %s, so an incident notifies nobody.", policy.Name, time)
	}
	first := slices.Min(slices.Collect(maps.Keys(staffed)))
	var empty []string
	delay := 0 // from the start to the first level that has somebody
	for i, rule := range policy.Rules {
		if !staffed[i+1] {
			empty = append(empty, strconv.Itoa(i+1))
		}
		if i+1 < first {
			delay += rule.DelayMinutes
		}
	}
	if len(empty) == 0 {
		return ""
	}
	note := fmt.Sprintf("%s: nobody is on call at level %s %s.", policy.Name, strings.Join(empty, ", "), time)
	if delay > 0 {
		note += fmt.Sprintf(" Level %d is notified first: after %d minutes at most, at once where PagerDuty passes over an empty level.", first, delay)
	}
	return note
}

// emptySchedules names the schedules that were asked for and have nobody. Where the turns are narrowed further, those that are
// missing say nothing.
func emptySchedules(asked pagerduty.ListOnCallsOptions, staffed staffing) []string {
	if len(asked.UserIDs)+len(asked.EscalationPolicyIDs) > 0 {
		return nil
	}
	empty := slices.DeleteFunc(slices.Clone(asked.ScheduleIDs), func(id string) bool {
		return slices.ContainsFunc(staffed.turns, func(turn pagerduty.OnCall) bool { return turn.Schedule.ID == id && turn.User.DeletedAt.IsZero() })
	})
	if len(empty) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Nobody is on call %s by these schedules: %s. They have no turn there, or no escalation policy uses them.", staffed.time, strings.Join(empty, ", "))}
}

// usesNotes says which of several services has which policy.
func usesNotes(services []pagerduty.Service) []string {
	if len(services) < 2 {
		return nil
	}
	var uses []string
	for _, service := range services {
		uses = append(uses, fmt.Sprintf("%s → %s", service.Name, service.EscalationPolicy.Label()))
	}
	return []string{"Escalation policies: " + strings.Join(uses, "; ") + "."}
}
