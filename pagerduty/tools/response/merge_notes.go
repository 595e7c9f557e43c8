package response

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// mergeNotes lists what the incident that stays does not get from the merged ones. PagerDuty moves only their alerts.
func mergeNotes(ctx context.Context, client *pagerduty.Client, target pagerduty.Incident, sources []pagerduty.Incident) []string {
	severity := severities(ctx, client, target, sources)
	var notes []string
	add := func(source pagerduty.Incident, format string, arguments ...any) {
		notes = append(notes, fmt.Sprintf("#%d ", source.Number)+fmt.Sprintf(format, arguments...))
	}
	for _, source := range sources {
		if was, is := incident.Priority(source), incident.Priority(target); was != "" && was != is && severity(was) < severity(is) {
			add(source, "had priority %s, and the incident that stays has %s.", was, orNone(is))
		}
		if source.Urgency == pagerduty.UrgencyHigh && target.Urgency == pagerduty.UrgencyLow {
			add(source, "had high urgency, and the incident that stays has low.")
		}
		if source.Status == pagerduty.StatusAcknowledged && target.Status == pagerduty.StatusTriggered {
			add(source, "was acknowledged, and the incident that stays is not.")
		}
		if waiting := pendingUsers(source); len(waiting) > 0 {
			add(source, "had requests for help without an answer, which do not come along: %s.", strings.Join(waiting, ", "))
		}
		if fields := fieldsLeft(source, target); len(fields) > 0 {
			add(source, "had custom fields, which do not come along: %s.", strings.Join(fields, ", "))
		}
	}
	return notes
}

func orNone(priority string) string {
	if priority == "" {
		return "none"
	}
	return priority
}

// severities returns a function that returns the rank of a priority; the lower, the more severe. It reads the priorities only if two differ.
func severities(ctx context.Context, client *pagerduty.Client, target pagerduty.Incident, sources []pagerduty.Incident) func(priority string) int {
	var names []string
	differ := slices.ContainsFunc(sources, func(s pagerduty.Incident) bool {
		return target.Priority != nil && s.Priority != nil && incident.Priority(s) != incident.Priority(target)
	})
	if differ {
		ctx, cancel := incident.BeforeDeadline(ctx)
		defer cancel()
		const most = 100
		priorities, _ := paging.First(client.Priorities.All(ctx, pagerduty.PageOptions{}), most)
		for _, p := range priorities {
			names = append(names, p.Name)
		}
	}
	return func(priority string) int {
		at := slices.Index(names, priority)
		if at < 0 && priority == "" {
			return len(names) + 1
		}
		if at < 0 {
			return len(names)
		}
		return at
	}
}

// pendingUsers returns the names of the users who have not answered a request for help.
func pendingUsers(i pagerduty.Incident) []string {
	var names []string
	for _, asked := range incident.AllAsked(i) {
		if name := asked.User.Label(); asked.IsPending() && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// fieldsLeft returns the names of the custom fields whose value the target does not have.
func fieldsLeft(source, target pagerduty.Incident) []string {
	kept := map[string]string{}
	for _, field := range target.CustomFields {
		kept[field.Name] = string(field.Value)
	}
	var names []string
	for _, field := range source.CustomFields {
		if view.Raw(field.Value) != nil && string(field.Value) != kept[field.Name] {
			names = append(names, field.Name)
		}
	}
	return names
}
