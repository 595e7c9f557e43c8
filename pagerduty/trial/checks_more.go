package trial

import (
	"context"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// resolvedWith checks how an incident was resolved.
func resolvedWith(id, text string) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		for entry, err := range account.Incidents.AllLogEntries(ctx, id, pagerduty.ListLogEntriesOptions{}) {
			if err != nil {
				return err
			}
			if entry.Type == "resolve_log_entry" && holds(entry.Note+" "+entry.Channel.Summary, text) {
				return nil
			}
		}
		return fmt.Errorf("incident %s was not resolved with %q", id, text)
	}
}

// routes checks that a rule of an orchestration's router has a condition and a service, and how many rules there are.
func routes(orchestration, condition, service string, rules int) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		router, err := account.EventOrchestrations.Router(ctx, orchestration)
		if err != nil {
			return err
		}
		count, found := 0, false
		for _, set := range router.Sets() {
			for _, rule := range set.Rules() {
				count++
				found = found || rule.RouteTo() == service && slices.Equal(rule.Conditions(), []string{condition})
			}
		}
		if !found {
			return fmt.Errorf("no rule routes %s to %s", condition, service)
		}
		return differs("the rules are", count, rules)
	}
}
