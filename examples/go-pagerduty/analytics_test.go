package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"
)

// TestAnalytics reads the metrics of the account, by service and by team.
func TestAnalytics(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	metrics := func(ask func(context.Context, pagerduty.AnalyticsRequest) (pagerduty.AnalyticsResponse, error)) func() (string, error) {
		return func() (string, error) {
			answer, err := ask(t.Context(), pagerduty.AnalyticsRequest{
				AggregateUnit: "month", TimeZone: "Etc/UTC",
				Filters: &pagerduty.AnalyticsFilter{
					CreatedAtStart: "2026-09-01T00:00:00Z", CreatedAtEnd: "2026-10-01T00:00:00Z", Urgency: "high", TeamIDs: []string{"PTCHECK"},
				},
			})
			if err != nil {
				return "", err
			}
			d := answer.Data[0]
			words := []string{answer.Filters.Urgency, d.ServiceName, d.TeamName}
			return fmt.Sprintf("%d: %s, %d incidents, %d s; %s", len(answer.Data), d.RangeStart, d.TotalIncidentCount, d.MeanSecondsToResolve, strings.Join(strings.Fields(strings.Join(words, " ")), " ")), nil
		}
	}
	check(t, []step{
		{"all", "1: 2026-09-01T00:00:00Z, 4 incidents, 6075 s; high", metrics(client.GetAggregatedIncidentData)},
		{"by service", "2: 2026-09-01T00:00:00Z, 3 incidents, 7440 s; high Checkout API Checkout", metrics(client.GetAggregatedServiceData)},
		{"by team", "1: 2026-09-01T00:00:00Z, 4 incidents, 6075 s; high Checkout", metrics(client.GetAggregatedTeamData)},
	})
}
