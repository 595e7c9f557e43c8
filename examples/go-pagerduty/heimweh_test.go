//go:build full

package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"slices"
	"strings"
	"testing"

	terraform "github.com/heimweh/go-pagerduty/pagerduty"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
)

// startTerraform returns an account and the client of PagerDuty's Terraform provider for it. That client keeps its settings in global
// variables, so its tests are not parallel.
func startTerraform(t *testing.T) (*simulatortest.Account, *terraform.Client) {
	t.Helper()
	log.SetOutput(io.Discard) // the client logs every request
	account := simulatortest.New(t, simulator.Lenient())
	client, err := terraform.NewClient(&terraform.Config{BaseURL: account.URL, Token: simulator.UserKey})
	if err != nil {
		t.Fatal(err)
	}
	return account, client
}

// terraformRefusal returns the status of PagerDuty's refusal, or any other error.
func terraformRefusal(err error) (string, error) {
	if failure, ok := errors.AsType[*terraform.Error](err); ok {
		return fmt.Sprint(failure.ErrorResponse.Response.StatusCode), nil
	}
	return "not refused", err
}

// list returns a member of each item, separated by commas.
func list[T any](items []T, member func(T) string) string {
	var all []string
	for _, item := range items {
		all = append(all, member(item))
	}
	return strings.Join(all, ", ")
}

func TestTerraformAccount(t *testing.T) {
	_, client := startTerraform(t)
	check(t, []step{
		{"the key", "", func() (string, error) { return "", client.ValidateAuth() }},
		{"abilities", "true", func() (string, error) {
			all, _, err := client.Abilities.List()
			if err != nil {
				return "", err
			}
			if _, err := client.Abilities.Test("teams"); err != nil {
				return "", err
			}
			return fmt.Sprint(slices.Contains(all.Abilities, "teams")), nil
		}},
		{"an ability that the account lacks", "402", func() (string, error) {
			_, err := client.Abilities.Test("no_such_ability")
			return terraformRefusal(err)
		}},
		{"priorities", "P1, P2, P3, P4, P5", func() (string, error) {
			all, _, err := client.Priorities.List()
			if err != nil {
				return "", err
			}
			return list(all.Priorities, func(p *terraform.Priority) string { return p.Name }), nil
		}},
		{"vendors", "Datadog PAM4FGS", func() (string, error) {
			all, _, err := client.Vendors.List(&terraform.ListVendorsOptions{Query: "data", Limit: 100})
			if err != nil {
				return "", err
			}
			v, _, err := client.Vendors.Get(all.Vendors[0].ID)
			if err != nil {
				return "", err
			}
			return v.Name + " " + v.ID, nil
		}},
		{"licenses", "Full User 13, Stakeholder 1", func() (string, error) {
			all, _, err := client.Licenses.List()
			if err != nil {
				return "", err
			}
			return list(all, func(l *terraform.License) string { return fmt.Sprint(l.Name, " ", *l.CurrentValue) }), nil
		}},
		{"license allocations, page by page", "14", func() (string, error) {
			all, err := client.Licenses.ListAllAllocations(&terraform.ListLicenseAllocationsOptions{Limit: 5})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(len(all)), nil
		}},
		{"on-calls of a user: the client's other filters lack the brackets, and are ignored", "PECHECK 1, PEPLATF 1", func() (string, error) {
			all, _, err := client.OnCall.List(&terraform.ListOnCallOptions{EscalationPolicyIds: []string{"PECHECK"}, UserIds: []string{"PUAMARA"}, Earliest: true})
			if err != nil {
				return "", err
			}
			return list(all.Oncalls, func(o *terraform.OnCall) string { return fmt.Sprint(o.EscalationPolicy.ID, " ", o.EscalationLevel) }), nil
		}},
		{"what the simulator does not have", "501", func() (string, error) {
			_, _, err := client.Tags.List(&terraform.ListTagsOptions{})
			return terraformRefusal(err)
		}},
	})
}

// TestTerraformRateLimit: the client waits for the end of a rate limit and repeats the request.
func TestTerraformRateLimit(t *testing.T) {
	account, client := startTerraform(t)
	account.Inject(simulator.Fault{Kind: simulator.FaultRateLimit, Path: "/priorities", Times: 1})
	all, _, err := client.Priorities.List()
	if asked := account.RequestsTo("GET", "/priorities"); err != nil || len(all.Priorities) != 5 || len(asked) != 2 {
		t.Errorf("%+v, %v after %d requests", all, err, len(asked))
	}
}

func TestTerraformIncidents(t *testing.T) {
	_, client := startTerraform(t)
	var made *terraform.Incident
	check(t, []step{
		{"list", "Q2CHECKOUTLATE", func() (string, error) {
			found, _, err := client.Incidents.List(&terraform.ListIncidentsOptions{
				DateRange: "all", ServiceIDs: []string{"PSCHKAP"}, Statuses: []string{"triggered", "acknowledged"}, SortBy: []string{"created_at:desc"},
				Urgencies: []string{"high"}, Include: []string{"services"}, Limit: 5,
			})
			if err != nil {
				return "", err
			}
			return list(found.Incidents, func(i *terraform.Incident) string { return i.ID }), nil
		}},
		{"list all, page by page", "true", func() (string, error) {
			found, err := client.Incidents.ListAll(&terraform.ListIncidentsOptions{Since: "2026-10-01", Until: "2026-10-15", Limit: 10})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(len(found) > 10), nil
		}},
		{"create", "Vouchers are refused: triggered, PUAMARA", func() (done string, err error) {
			made, _, err = client.Incidents.Create(&terraform.Incident{Type: "incident", Title: "Vouchers are refused", Service: &terraform.ServiceReference{ID: "PSCHKAP", Type: "service_reference"}})
			if err != nil {
				return "", err
			}
			return made.Title + ": " + made.Status + ", " + made.Assignments[0].Assignee.ID, nil
		}},
		{"resolve", "resolved", func() (string, error) {
			if _, _, err := client.Incidents.ManageIncidents([]*terraform.Incident{{ID: made.ID, Type: "incident", Status: "resolved"}}, &terraform.ManageIncidentsOptions{}); err != nil {
				return "", err
			}
			i, _, err := client.Incidents.Get(made.ID)
			if err != nil {
				return "", err
			}
			return i.Status, nil
		}},
		{"workflows", "Bridge of 2019, Major incident response, Post-incident review, Security containment", func() (string, error) {
			all, _, err := client.IncidentWorkflows.List(&terraform.ListIncidentWorkflowOptions{Includes: []string{"steps", "team"}})
			if err != nil {
				return "", err
			}
			return list(all.IncidentWorkflows, func(w *terraform.IncidentWorkflow) string { return w.Name }), nil
		}},
		{"a workflow", "PTCHECK; Ask the platform on-call to help: Responders=PEPLATF", func() (string, error) {
			w, _, err := client.IncidentWorkflows.Get("PWMAJOR")
			if err != nil {
				return "", err
			}
			first, in := w.Steps[0], w.Steps[0].Configuration.Inputs[0]
			return fmt.Sprint(w.Team.ID, "; ", first.Name, ": ", in.Name, "=", in.Value), nil
		}},
		{"a workflow with steps in a condition", "Note the reporting deadline", func() (string, error) {
			w, _, err := client.IncidentWorkflows.Get("PWSECUR")
			if err != nil {
				return "", err
			}
			return w.Steps[1].Configuration.InlineStepsInputs[0].Value.Steps[0].Name, nil
		}},
		{"triggers", "manual true, conditional false", func() (string, error) {
			all, _, err := client.IncidentWorkflowTriggers.List(&terraform.ListIncidentWorkflowTriggerOptions{WorkflowID: "PWMAJOR"})
			if err != nil {
				return "", err
			}
			return list(all.Triggers, func(t *terraform.IncidentWorkflowTrigger) string {
				return fmt.Sprint(t.TriggerType, " ", t.SubscribedToAllServices)
			}), nil
		}},
	})
}

func TestTerraformWebhooks(t *testing.T) {
	_, client := startTerraform(t)
	var made *terraform.WebhookSubscription
	check(t, []step{
		{"list", "Incidents to the chat, Tickets of checkout, Payments ledger, Service catalogue", func() (string, error) {
			all, _, err := client.WebhookSubscriptions.List()
			if err != nil {
				return "", err
			}
			return list(all.WebhookSubscriptions, func(w *terraform.WebhookSubscription) string { return w.Description }), nil
		}},
		{"create", "true PSCHKAP https://hooks.lanternfield.example; secret", func() (done string, err error) {
			made, _, err = client.WebhookSubscriptions.Create(&terraform.WebhookSubscription{
				Type: "webhook_subscription", Active: true, Description: "Audit", Events: []string{"incident.triggered", "incident.resolved"},
				Filter: terraform.Filter{ID: "PSCHKAP", Type: "service_reference"},
				DeliveryMethod: terraform.DeliveryMethod{
					Type: "http_delivery_method", URL: "https://hooks.lanternfield.example", CustomHeaders: []*terraform.CustomHeaders{{Name: "X-Queue", Value: "audit"}},
				},
			})
			if err != nil || made.DeliveryMethod.Secret == "" {
				return "", fmt.Errorf("%+v, %w", made, err)
			}
			return fmt.Sprint(made.Active, " ", made.Filter.ID, " ", made.DeliveryMethod.URL, "; secret"), nil
		}},
		{"change", "Audit of checkout; 1 events", func() (string, error) {
			made.Description, made.Events = "Audit of checkout", []string{"incident.triggered"}
			if _, _, err := client.WebhookSubscriptions.Update(made.ID, made); err != nil {
				return "", err
			}
			w, _, err := client.WebhookSubscriptions.Get(made.ID)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s; %d events", w.Description, len(w.Events)), nil
		}},
		{"delete", "404", func() (string, error) {
			if _, err := client.WebhookSubscriptions.Delete(made.ID); err != nil {
				return "", err
			}
			_, _, err := client.WebhookSubscriptions.Get(made.ID)
			return terraformRefusal(err)
		}},
	})
}
