package aiops

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// eventFields are the fields of events, which people take for the beginning of a path.
var eventFields = []string{
	"summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details", "payload", "dedup_key", "event_action", "links", "images",
}

// checkSyntax refuses wrong conditions, but for those that are among existing: PagerDuty has accepted them. prefix goes before the
// argument's name.
//
// PagerDuty decides about what its documentation leaves open, such as an operator that is new, so that nobody is kept from using it.
func (in ruleInput) checkSyntax(prefix string, existing []string) error {
	for i, text := range in.Conditions {
		if slices.ContainsFunc(existing, func(known string) bool { return isShown(text, known) }) {
			continue
		}
		if err := checkCondition(text); err != nil {
			return fmt.Errorf("%sconditions[%d] is not valid PCL: %w", prefix, i, err)
		}
	}
	return nil
}

// checkCondition refuses a condition that is certainly wrong.
func checkCondition(text string) error {
	condition, err := pcl.Parse(text)
	if wrong, ok := errors.AsType[*pcl.SyntaxError](err); ok && wrong.Unsure {
		return nil
	}
	if err != nil {
		return err
	}
	for _, path := range condition.Paths() {
		if field := path.Root(); slices.Contains(eventFields, field) {
			return fmt.Errorf("%.60q begins with no root. Write event.%s, or raw_event and the path in the event as it was sent", path, field)
		}
	}
	return nil
}
