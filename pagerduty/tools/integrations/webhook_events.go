package integrations

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// checkEvents returns the events, each once. It refuses those that PagerDuty does not document, and offers similar ones.
func checkEvents(events []string) ([]string, error) {
	known := pagerduty.WebhookEvents()
	var checked []string
	for _, event := range events {
		event = strings.ToLower(strings.TrimSpace(event))
		if !slices.Contains(known, event) {
			return nil, unknownEvent(event, known)
		}
		if !slices.Contains(checked, event) {
			checked = append(checked, event)
		}
	}
	if checked == nil {
		return nil, errors.New("events is empty: give at least one, such as incident.triggered")
	}
	return checked, nil
}

// unknownEvent offers the events that end with the text, that are spelt like it, or else all.
func unknownEvent(event string, known []string) error {
	near := slices.DeleteFunc(slices.Clone(known), func(other string) bool { return !strings.HasSuffix(other, "."+event) })
	if len(near) == 0 {
		near = mcptools.Nearest(event, known)
	}
	if len(near) == 0 {
		return fmt.Errorf("events: PagerDuty has no event %.80q; it has %s", event, strings.Join(known, ", "))
	}
	return fmt.Errorf("events: PagerDuty has no event %.80q; similar: %s", event, strings.Join(near, ", "))
}
