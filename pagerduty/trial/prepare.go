package trial

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// The preparations of tasks.

// openIncident opens an incident on a service.
func openIncident(service, title, details string) Preparation {
	return func(ctx context.Context, account *pagerduty.Client) error {
		_, err := account.Incidents.Create(ctx, pagerduty.NewIncident{Title: title, ServiceID: service, Details: details})
		return err
	}
}

// addNote writes a note on an incident.
func addNote(id, text string) Preparation {
	return func(ctx context.Context, account *pagerduty.Client) error {
		_, err := account.Incidents.AddNote(ctx, id, text)
		return err
	}
}

// addUser adds a user.
func addUser(name, email, zone string) Preparation {
	return func(ctx context.Context, account *pagerduty.Client) error {
		_, err := account.Users.Create(ctx, pagerduty.NewUser{Name: name, Email: email, TimeZone: zone})
		return err
	}
}

// renamePolicy renames an escalation policy.
func renamePolicy(id, name string) Preparation {
	return func(ctx context.Context, account *pagerduty.Client) error {
		_, err := account.EscalationPolicies.Update(ctx, id, pagerduty.EscalationPolicyChange{Name: &name})
		return err
	}
}
