package trial

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// The checks of a task's State for everything but incidents, which have checks_incident.go.

// onCall checks that exactly these users are on call in a schedule at a time.
func onCall(schedule, at string, users ...string) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return err
		}
		page, err := account.OnCalls.List(ctx, pagerduty.ListOnCallsOptions{ScheduleIDs: []string{schedule}, Since: t, Until: t.Add(time.Second)})
		if err != nil {
			return err
		}
		var got []string
		for _, o := range page.Items {
			if !slices.Contains(got, o.User.ID) {
				got = append(got, o.User.ID)
			}
		}
		slices.Sort(got)
		return differs(fmt.Sprintf("on call in %s at %s is", schedule, at), strings.Join(got, ", "), strings.Join(slices.Sorted(slices.Values(users)), ", "))
	}
}

// underMaintenance checks that a service is under maintenance from a time to another.
func underMaintenance(service, from, to string) Check {
	return func(ctx context.Context, account *pagerduty.Client) error {
		page, err := account.MaintenanceWindows.List(ctx, pagerduty.ListMaintenanceWindowsOptions{
			ServiceIDs: []string{service}, Filter: pagerduty.MaintenanceOpen,
		})
		if err != nil {
			return err
		}
		for _, w := range page.Items {
			if w.Start.UTC().Format(time.RFC3339) == from && w.End.UTC().Format(time.RFC3339) == to {
				return nil
			}
		}
		return fmt.Errorf("no maintenance window of %s lasts from %s to %s", service, from, to)
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

func differs[T comparable](what string, got, want T) error {
	if got == want {
		return nil
	}
	return fmt.Errorf("%s %v, not %v", what, got, want)
}
