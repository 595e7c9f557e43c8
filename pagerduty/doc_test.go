package pagerduty_test

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// The code of the package's comment.
func _(ctx context.Context, key string) error {
	client, err := pagerduty.New(pagerduty.APIKey(key))
	if err != nil {
		return err
	}
	open := pagerduty.ListIncidentsOptions{Statuses: []pagerduty.IncidentStatus{pagerduty.StatusTriggered}}
	for incident, err := range client.Incidents.All(ctx, open) {
		if err != nil {
			return err
		}
		fmt.Println(incident.Number, incident.Title)
	}
	return nil
}
