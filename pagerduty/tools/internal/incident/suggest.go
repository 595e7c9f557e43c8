package incident

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// SuggestOpen returns a function that suggests open incidents to a user who types a part of a number or a title: "4197 Checkout is slow".
func SuggestOpen(source pagerduty.ClientSource) mcptools.CompleteFunc {
	return suggest(source, []pagerduty.IncidentStatus{pagerduty.StatusTriggered, pagerduty.StatusAcknowledged}, true)
}

// SuggestRecent is SuggestOpen for the newest incidents of any status.
func SuggestRecent(source pagerduty.ClientSource) mcptools.CompleteFunc {
	return suggest(source, nil, true)
}

// SuggestNumbers is SuggestRecent without the titles, for a place where only a number can stand.
func SuggestNumbers(source pagerduty.ClientSource) mcptools.CompleteFunc {
	return suggest(source, nil, false)
}

// suggest reads one page, since a user who types causes many requests. PagerDuty cannot search titles.
func suggest(source pagerduty.ClientSource, statuses []pagerduty.IncidentStatus, titles bool) mcptools.CompleteFunc {
	return func(ctx context.Context, typed string) ([]string, error) {
		client, err := source.Client(ctx)
		if err != nil {
			return nil, err
		}
		page, err := client.Incidents.List(ctx, pagerduty.ListIncidentsOptions{
			PageOptions: pagerduty.PageOptions{PageSize: 100}, Statuses: statuses, AllTime: true, SortBy: []string{"created_at:desc"},
		})
		if err != nil {
			return nil, err
		}
		typed = strings.ToLower(strings.TrimPrefix(typed, "#"))
		var values []string
		for _, found := range page.Items {
			value := fmt.Sprintf("%d %s", found.Number, found.Title)
			if !strings.Contains(strings.ToLower(value), typed) && !strings.EqualFold(found.ID, typed) {
				continue
			}
			if !titles {
				value = strconv.Itoa(found.Number)
			}
			values = append(values, value)
		}
		return values, nil
	}
}
