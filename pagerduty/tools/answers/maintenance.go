package answers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

// mostMaintained limits for how many services maintenance windows are asked for by their ids. For more, those of all services are read.
const mostMaintained = 50

// maintenanceOf returns which of the services are in maintenance at a moment, since PagerDuty then pages nobody for them: a sentence for
// each window.
func maintenanceOf(ctx context.Context, client *pagerduty.Client, c clock, services []string, at time.Time) ([]string, error) {
	if len(services) == 0 {
		return nil, nil
	}
	options := pagerduty.ListMaintenanceWindowsOptions{Filter: pagerduty.MaintenanceOngoing}
	switch {
	case at.After(c.now):
		options.Filter = pagerduty.MaintenanceOpen
	case at.Before(c.now):
		options.Filter = pagerduty.MaintenanceAll
	}
	if len(services) <= mostMaintained {
		options.ServiceIDs = services
	}
	var sentences []string
	read := 0
	for window, err := range client.MaintenanceWindows.All(ctx, options) {
		if err == nil && read == mostMaintenance {
			err = errTooMany
		}
		if err != nil {
			return sentences, err
		}
		read++
		if oncall.IsRunning(window, at) {
			if sentence := maintenanceSentence(window, c, services); sentence != "" {
				sentences = append(sentences, sentence)
			}
		}
	}
	return sentences, nil
}

// maintenanceSentence returns what a window means for those of its services that are asked for; "" if none is.
func maintenanceSentence(window pagerduty.MaintenanceWindow, c clock, services []string) string {
	const most = 5
	var names []string
	for _, service := range window.Services {
		if slices.Contains(services, service.ID) {
			names = append(names, fmt.Sprintf("%s (%s)", service.Label(), service.ID))
		}
	}
	if len(names) == 0 {
		return ""
	}
	if left := len(names) - most; left > 0 {
		names = append(names[:most], fmt.Sprintf("%d more", left))
	}
	return fmt.Sprintf("Until %s, maintenance window %s: PagerDuty opens no new incident on %s and pages nobody for it. Incidents that were open before go on paging.",
		c.at(window.End), window.ID, strings.Join(names, ", "))
}
