package pagerduty_test

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// The code of the package's comment.
func _(ctx context.Context, key string) error {
	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
	if err != nil {
		return err
	}
	client, err := pagerduty.New(token)
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
