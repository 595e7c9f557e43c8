package aiops

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// noteOn tells what of a changed router may not have been meant.
func noteOn(before, after []pagerduty.OrchestrationRule) string {
	var notes []string
	if moved(before, after) {
		notes = append(notes, "The order of the rules has changed: an event goes where the first rule that fits sends it.")
	}
	if all := takesAll(after); all >= 0 && all < len(after)-1 {
		notes = append(notes, fmt.Sprintf("The rule %s (%.60q) has no conditions and takes every event: those behind it get none.", after[all].ID(), after[all].Label()))
	}
	return strings.Join(notes, " ")
}

// takesAll is the index of the first rule that leaves no event to those behind it; -1 for none.
func takesAll(rules []pagerduty.OrchestrationRule) int {
	return slices.IndexFunc(rules, func(rule pagerduty.OrchestrationRule) bool {
		return !rule.Disabled() && rule.DynamicRouteTo() == nil && len(rule.Conditions()) == 0
	})
}

// moved tells whether the rules that stand in both lists stand in another order.
func moved(before, after []pagerduty.OrchestrationRule) bool {
	places := map[string]int{}
	for i, rule := range before {
		if id := rule.ID(); id != "" {
			places[id] = i
		}
	}
	latest := -1
	for _, rule := range after {
		place, kept := places[rule.ID()]
		if kept && place < latest {
			return true
		}
		if kept {
			latest = place
		}
	}
	return false
}
