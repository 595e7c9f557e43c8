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
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

// maxOnCalls limits the on-calls that one call reads.
const maxOnCalls = 2000

// referenceTime returns now, or the start of a window that does not include now.
func referenceTime(query pagerduty.ListOnCallsOptions, now time.Time) time.Time {
	if includesNow(query, now) {
		return now
	}
	return query.Since
}

func includesNow(query pagerduty.ListOnCallsOptions, now time.Time) bool {
	return !query.Since.After(now) && !query.Until.Before(now)
}

// sortCurrentFirst sorts the current on-calls first, by level, and then the others by start.
func sortCurrentFirst(onCalls []pagerduty.OnCall, now time.Time) {
	slices.SortStableFunc(onCalls, func(a, b pagerduty.OnCall) int {
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

func isCurrent(onCall pagerduty.OnCall, now time.Time) bool {
	return !onCall.Start.After(now) && (onCall.End.IsZero() || onCall.End.After(now))
}

// policyLevels are escalation policies by id. They show which levels have nobody on call.
type policyLevels map[string]*pagerduty.EscalationPolicy

// readLevels reads the escalation policies of a query; nil for one that cannot be read. It reads none for a query with other filters, whose
// missing on-calls do not mean that a level is empty.
func readLevels(ctx context.Context, client *pagerduty.Client, query pagerduty.ListOnCallsOptions) (policyLevels, error) {
	if len(query.UserIDs)+len(query.ScheduleIDs) > 0 {
		return nil, nil
	}
	policies := make([]*pagerduty.EscalationPolicy, len(query.EscalationPolicyIDs))
	err := parallel.Each(ctx, len(policies), func(ctx context.Context, i int) (err error) {
		policies[i], err = client.EscalationPolicies.Get(ctx, query.EscalationPolicyIDs[i])
		if _, ok := errors.AsType[*pagerduty.Error](err); ok {
			return ctx.Err() // the on-calls are useful without the levels
		}
		return err
	})
	levels := policyLevels{}
	for i, policy := range policies {
		levels[query.EscalationPolicyIDs[i]] = policy
	}
	return levels, err
}

func (l policyLevels) show(onCalls []pagerduty.OnCall) []schedule.OnCall {
	var shown []schedule.OnCall
	for _, onCall := range onCalls {
		one := schedule.ShowOnCall(onCall)
		if policy := l[onCall.EscalationPolicy.ID]; policy != nil && onCall.EscalationLevel > 0 && onCall.EscalationLevel < len(policy.Rules) {
			one.MinutesToNextLevel = policy.Rules[onCall.EscalationLevel-1].DelayMinutes
		}
		shown = append(shown, one)
	}
	return shown
}

// staffing is who is on call at one time, or at any time in a window.
type staffing struct {
	onCalls []pagerduty.OnCall
	time    string // in words
	window  pagerduty.ScheduleWindow
}

// staffingAt returns who is on call now if the window includes now, otherwise who is on call in the window.
func staffingAt(onCalls []pagerduty.OnCall, query pagerduty.ListOnCallsOptions, now time.Time) staffing {
	switch {
	case includesNow(query, now):
		current := slices.DeleteFunc(slices.Clone(onCalls), func(onCall pagerduty.OnCall) bool { return !isCurrent(onCall, now) })
		return staffing{current, "now", windowAt(now)}
	case query.Since.Equal(query.Until):
		return staffing{onCalls, "then", windowAt(query.Since)}
	}
	return staffing{onCalls, "at any time in the window", pagerduty.ScheduleWindow{Since: query.Since, Until: query.Until}}
}

// levelsOf returns the levels of a policy at which an existing user is on call.
func (s staffing) levelsOf(policy string) map[int]bool {
	levels := map[int]bool{}
	for _, onCall := range s.onCalls {
		if onCall.EscalationPolicy.ID == policy && onCall.User.DeletedAt.IsZero() {
			levels[onCall.EscalationLevel] = true
		}
	}
	return levels
}

// notes returns notes on levels with nobody on call, and on policies that could not be read.
func (l policyLevels) notes(staffed staffing) []string {
	var notes []string
	for _, id := range slices.Sorted(maps.Keys(l)) {
		if l[id] == nil {
			notes = append(notes, fmt.Sprintf("The levels of the escalation policy %s could not be read: a level may have nobody on call.", id))
		} else if note := emptyLevels(l[id], staffed.levelsOf(id), staffed.time); note != "" {
			notes = append(notes, note)
		}
	}
	return notes
}

// emptyLevels returns a note on the levels of a policy with nobody on call, and on the delay until somebody is notified; "" if all levels
// have somebody.
func emptyLevels(policy *pagerduty.EscalationPolicy, staffed map[int]bool, time string) string {
	if len(staffed) == 0 {
		return fmt.Sprintf("%s: nobody is on call at any level %s, so an incident notifies nobody.", policy.Name, time)
	}
	first := slices.Min(slices.Collect(maps.Keys(staffed)))
	var empty []string
	delay := 0 // until the first level with somebody on call
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
		note += fmt.Sprintf(" Level %d is notified first: at once if PagerDuty skips empty levels, otherwise after %d minutes.", first, delay)
	}
	return note
}

// policyNotes returns a note on which of several services uses which policy.
func policyNotes(services []pagerduty.Service) []string {
	if len(services) < 2 {
		return nil
	}
	var uses []string
	for _, service := range services {
		uses = append(uses, fmt.Sprintf("%s → %s", service.Name, service.EscalationPolicy.Label()))
	}
	return []string{"Escalation policies: " + strings.Join(uses, "; ") + "."}
}
