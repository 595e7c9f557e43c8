package pagerduty_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// PagerDuty ignores an empty reference, so the change would be another than was meant.
func TestIllegalChangesAreNotSent(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *pagerduty.Client) error{
		"create without a service": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.Create(ctx, pagerduty.NewIncident{Title: "Down"}))
		},
		"create without a title": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.Create(ctx, pagerduty.NewIncident{ServiceID: "PSVC"}))
		},
		"create for a user that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.Create(ctx, pagerduty.NewIncident{Title: "Down", ServiceID: "PSVC", AssigneeID: "../me"}))
		},
		"empty assignee": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.Update(ctx, pagerduty.IncidentUpdate{ID: "PINC", AssigneeIDs: []string{"PADA", ""}}))
		},
		"empty priority": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.Update(ctx, pagerduty.IncidentUpdate{ID: "PINC", PriorityID: new("")}))
		},
		"nobody to ask": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.RequestResponders(ctx, "PINC", pagerduty.NewResponderRequest{RequesterID: "PADA"}))
		},
		"no requester": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Incidents.RequestResponders(ctx, "PINC", pagerduty.NewResponderRequest{UserIDs: []string{"PADA"}}))
		},
		"new service with an empty policy": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Services.Create(ctx, pagerduty.ServiceChange{Name: new("Payments"), EscalationPolicyID: new("")}))
		},
		"service with a policy that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Services.Update(ctx, "PSVC", pagerduty.ServiceChange{EscalationPolicyID: new("P1/../P2")}))
		},
		"empty member": func(ctx context.Context, c *pagerduty.Client) error {
			return c.Teams.PutMember(ctx, "PTEAM", "", pagerduty.TeamManager)
		},
		"member that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return c.Teams.RemoveMember(ctx, "PTEAM", "../../users/PADA")
		},
		"heir that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return c.Teams.Delete(ctx, "PTEAM", "P1&x=y")
		},
		"grouping of a service that is no id": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.AlertGroupingSettings.Update(ctx, "PAGS", pagerduty.AlertGroupingChange{ServiceIDs: []string{"PSVC", ".."}}))
		},
		"grouping that can only be read": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.AlertGroupingSettings.Create(ctx, pagerduty.AlertGroupingChange{Grouping: &pagerduty.UnknownGrouping{Type: "psychic"}}))
		},
		"no router": func(ctx context.Context, c *pagerduty.Client) error {
			_, _, err := c.EventOrchestrations.UpdateRouter(ctx, "PORC", nil)
			return err
		},
		"empty router": func(ctx context.Context, c *pagerduty.Client) error {
			_, _, err := c.EventOrchestrations.UpdateRouter(ctx, "PORC", &pagerduty.OrchestrationPath{})
			return err
		},
		"router that is none": func(ctx context.Context, c *pagerduty.Client) error {
			_, _, err := c.EventOrchestrations.UpdateRouter(ctx, "PORC", pathOf(t, `{"type":"global","sets":[]}`))
			return err
		},
		"no override": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Schedules.CreateOverrides(ctx, "PSCH"))
		},
		"override for nobody": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Schedules.CreateOverrides(ctx, "PSCH", pagerduty.NewOverride{Start: since(), End: since().Add(1)}))
		},
		"override without an end": func(ctx context.Context, c *pagerduty.Client) error {
			return second(c.Schedules.CreateOverrides(ctx, "PSCH",
				pagerduty.NewOverride{Start: since(), End: since().Add(1), UserID: "PADA"}, pagerduty.NewOverride{Start: since(), UserID: "PADA"}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, account(answer(http.StatusOK, ada)))
			if err := call(t.Context(), client); !errors.Is(err, pagerduty.ErrInvalid) {
				t.Errorf("error %v", err)
			}
			sent.expect(t)
		})
	}
}

func TestUserAgentIsOneLine(t *testing.T) {
	t.Parallel()
	_, err := pagerduty.New(pagerduty.APIKey(testKey), pagerduty.WithUserAgent("bot\r\nX-Evil: 1"))
	if !errors.Is(err, pagerduty.ErrInvalid) {
		t.Errorf("error %v", err)
	}
}
