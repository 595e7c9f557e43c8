package aiops

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// orderNote returns a note on effects of the order of the rules that may be unintended; "" if there are none.
func orderNote(before, after []pagerduty.OrchestrationRule) string {
	var notes []string
	if orderChanged(before, after) {
		notes = append(notes, "The order of the rules has changed: the first rule that matches routes an event.")
	}
	if all := firstWithoutConditions(after); all >= 0 && all < len(after)-1 {
		notes = append(notes, fmt.Sprintf("The rule %s (%.60q) has no conditions and matches every event: the rules after it get none.", after[all].ID(), after[all].Label()))
	}
	return strings.Join(notes, " ")
}

// firstWithoutConditions returns the index of the first rule that matches every event; -1 if there is none.
func firstWithoutConditions(rules []pagerduty.OrchestrationRule) int {
	return slices.IndexFunc(rules, func(rule pagerduty.OrchestrationRule) bool {
		return !rule.Disabled() && rule.DynamicRouteTo() == nil && len(rule.Conditions()) == 0
	})
}

// orderChanged reports whether the rules in both lists are in a different order.
func orderChanged(before, after []pagerduty.OrchestrationRule) bool {
	indexes := map[string]int{}
	for i, rule := range before {
		if id := rule.ID(); id != "" {
			indexes[id] = i
		}
	}
	latest := -1
	for _, rule := range after {
		index, kept := indexes[rule.ID()]
		if kept && index < latest {
			return true
		}
		if kept {
			latest = index
		}
	}
	return false
}
