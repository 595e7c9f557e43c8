package simulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/enqueue"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/internal/conditions"
)

// The counts of conditions: when triggers reached trigger_count and resetting_trigger_count. Other events are not counted.

const resetting = "/resetting/"

// counter returns the counts of condition n of a rule.
func (o *orchestrated) counter(rule string, n int) func(int, conditions.Count) int {
	return func(index int, use conditions.Count) int {
		key := fmt.Sprintf("%s/%d/%d", rule, n, index)
		if use.Resetting {
			key = fmt.Sprintf("%s%s%d/%d", rule, resetting, n, index)
		}
		return o.account.intake.count(key, use.Over, o.now, o.action == enqueue.Trigger)
	}
}

// triggerTimes are the times of triggers that a count is of. Older ones than its span of time no longer matter.
type triggerTimes struct {
	times []time.Time
	over  time.Duration
}

// count returns the triggers of the last span of time, the present one included.
func (in *intake) count(key string, over time.Duration, now time.Time, counts bool) int {
	recent := filterTimes(in.triggers[key].times, now.Add(-over))
	if counts {
		recent = append(recent, now)
	}
	if in.triggers == nil {
		in.triggers = map[string]triggerTimes{}
	}
	in.triggers[key] = triggerTimes{recent, over}
	return len(recent)
}

// forgetPast forgets the times that no longer count. Otherwise those of rules that were removed would remain.
func (in *intake) forgetPast(now time.Time) {
	isPast := func(times []time.Time, over time.Duration) bool {
		return !slices.ContainsFunc(times, now.Add(-over).Before)
	}
	maps.DeleteFunc(in.triggers, func(_ string, counted triggerTimes) bool { return isPast(counted.times, counted.over) })
	maps.DeleteFunc(in.sent, func(_ string, times []time.Time) bool { return isPast(times, time.Minute) })
}

// reset ends the resetting counts of a rule that matched.
func (in *intake) reset(rule string) {
	maps.DeleteFunc(in.triggers, func(key string, _ triggerTimes) bool { return strings.HasPrefix(key, rule+resetting) })
}

// filterTimes returns the times after a time.
func filterTimes(times []time.Time, after time.Time) []time.Time {
	var kept []time.Time
	for _, at := range times {
		if at.After(after) {
			kept = append(kept, at)
		}
	}
	return kept
}
