package aiops

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

var (
	// roots begin the paths of event orchestrations.
	roots = []string{"event", "raw_event", "cache_var"}
	// eventFields are the fields of events, which people take for the beginning of a path.
	eventFields = []string{
		"summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details", "payload", "dedup_key", "event_action", "links", "images",
	}
)

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
		switch root := path.Root(); {
		case slices.Contains(roots, root):
		case slices.Contains(eventFields, root):
			return fmt.Errorf("%.60s is no path. Paths begin with event, as in event.severity, or with raw_event, as in raw_event.payload.severity", path)
		case len(path) == 1: // text whose quotes are missing
			return fmt.Errorf("%.60s is neither text nor a path. Write text in single quotes, and begin paths with event or raw_event", path)
		}
	}
	return nil
}
