package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
)

// start returns an account and go-pagerduty's client for it.
func start(t *testing.T, options ...simulator.Option) (*simulatortest.Account, *pagerduty.Client) {
	t.Helper()
	account := simulatortest.New(t, append(options, simulator.Lenient())...)
	return account, pagerduty.NewClient(simulator.UserKey, pagerduty.WithAPIEndpoint(account.URL))
}

func TestAcknowledges(t *testing.T) {
	t.Parallel()
	var output strings.Builder
	// The lines in the command's comment.
	account := simulatortest.New(t, simulator.Lenient())
	client := pagerduty.NewClient(simulator.UserKey, pagerduty.WithAPIEndpoint(account.URL))
	err := run(t.Context(), client, &output) // yours
	if err != nil {
		t.Fatal(err)
	}
	if want := "acknowledged #4200 Replication lag on pg-orders-replica-2 is 340 s\n"; output.String() != want {
		t.Errorf("the output is %q, want %q", &output, want)
	}
	incident, err := client.GetIncidentWithContext(t.Context(), "Q5PGREPLICALAG")
	if err != nil || incident.Status != "acknowledged" || incident.Acknowledgements[0].Acknowledger.Summary != "Amara Okafor" {
		t.Errorf("the incident is %+v, %v", incident, err)
	}
	if notes := account.RequestsTo("POST", "/incidents/*/notes"); len(notes) != 1 || !strings.Contains(string(notes[0].Body), "Amara Okafor is on it.") {
		t.Errorf("notes: %+v", notes)
	}
}

// TestStorm reads more incidents than fit a page.
func TestStorm(t *testing.T) {
	t.Parallel()
	account, client := start(t, simulator.WithScenario(simulator.IncidentStorm))
	var output strings.Builder
	if err := run(t.Context(), client, &output); err != nil {
		t.Fatal(err)
	}
	lists := account.RequestsTo("GET", "/incidents/{$}")
	if got := strings.Count(output.String(), "acknowledged #"); got != 21 || len(lists) != 3 {
		t.Errorf("%d acknowledged after %d pages:\n%s", got, len(lists), &output)
	}
}

// TestRateLimit fails at a rate limit: go-pagerduty returns it and does not wait.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	account, client := start(t)
	account.Inject(simulator.Fault{Kind: simulator.FaultRateLimit, Method: "PUT", Times: 1})
	err := run(t.Context(), client, t.Output())
	var failure pagerduty.APIError
	if !errors.As(err, &failure) || !failure.RateLimited() || failure.APIError.ErrorObject.Code != 2020 || !strings.Contains(err.Error(), "acknowledging Q5PGREPLICALAG") {
		t.Errorf("%v", err)
	}
	if notes := account.RequestsTo("POST", ""); len(notes) > 0 {
		t.Errorf("notes without an acknowledgement: %v", notes)
	}
	if err := run(t.Context(), client, t.Output()); err != nil {
		t.Errorf("after the rate limit: %v", err)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	account, client := start(t)
	_, err := client.GetIncidentWithContext(t.Context(), "Q0")
	if failure, ok := errors.AsType[pagerduty.APIError](err); !ok || !failure.NotFound() {
		t.Errorf("an unknown incident: %v", err)
	}
	account.Inject(simulator.Fault{Kind: simulator.FaultHTMLError, Times: 1})
	_, err = client.GetIncidentWithContext(t.Context(), "Q5PGREPLICALAG")
	if failure, ok := errors.AsType[pagerduty.APIError](err); !ok || !failure.Temporary() || failure.StatusCode != http.StatusInternalServerError {
		t.Errorf("a server error: %v", err)
	}
	stranger := pagerduty.NewClient("u+SOMEONE-ELSES-KEY", pagerduty.WithAPIEndpoint(account.URL))
	if _, err := stranger.ListPrioritiesWithContext(t.Context(), pagerduty.ListPrioritiesOptions{}); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("an unknown key: %v", err)
	}
	owner := pagerduty.NewClient(simulator.UserKey, pagerduty.WithAPIEndpoint(account.URL), pagerduty.WithOAuth())
	if _, err := owner.ListPrioritiesWithContext(t.Context(), pagerduty.ListPrioritiesOptions{}); err != nil {
		t.Errorf("a bearer token: %v", err)
	}
}

// TestPages lists 450 services by go-pagerduty's paging.
func TestPages(t *testing.T) {
	t.Parallel()
	_, client := start(t, simulator.WithSeed(simulator.Large))
	services, err := client.ListServicesPaginated(t.Context(), pagerduty.ListServiceOptions{Limit: 100})
	slices.SortFunc(services, func(a, b pagerduty.Service) int { return strings.Compare(a.ID, b.ID) })
	services = slices.CompactFunc(services, func(a, b pagerduty.Service) bool { return a.ID == b.ID })
	if err != nil || len(services) != 450 {
		t.Errorf("%d services, %v", len(services), err)
	}
}

const from = "amara.okafor@lanternfield.example"

// TestLifeOfAnIncident creates an incident, changes it step by step and resolves it.
func TestLifeOfAnIncident(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	created, err := client.CreateIncidentWithContext(ctx, from, &pagerduty.CreateIncidentOptions{
		Title: "Vouchers are refused", Urgency: "high", IncidentKey: "vouchers",
		Service:  &pagerduty.APIReference{ID: "PSCHKAP", Type: "service_reference"},
		Priority: &pagerduty.APIReference{ID: "PPRIOR2", Type: "priority_reference"},
		Body:     &pagerduty.APIDetails{Type: "incident_body", Details: "Since noon."},
	})
	if err != nil {
		t.Fatal(err)
	}
	id := created.ID
	manage := func(change pagerduty.ManageIncidentsOptions) (string, error) {
		change.ID = id
		answer, err := client.ManageIncidentsWithContext(ctx, from, []pagerduty.ManageIncidentsOptions{change})
		if err != nil {
			return "", err
		}
		i := answer.Incidents[0]
		return strings.Join([]string{i.Status, i.Title, strings.Join(assignees(i), " ")}, "; "), nil
	}
	for _, step := range []struct {
		what, want string
		do         func() (string, error)
	}{
		{"is there", "triggered; high; P2; Since noon.; PUAMARA", func() (string, error) {
			i, err := client.GetIncidentWithContext(ctx, id)
			if err != nil {
				return "", err
			}
			return strings.Join([]string{i.Status, i.Urgency, i.Priority.Name, i.Body.Details, strings.Join(assignees(*i), " ")}, "; "), nil
		}},
		{"acknowledge", "acknowledged; Vouchers are refused; PUAMARA", func() (string, error) { return manage(pagerduty.ManageIncidentsOptions{Status: "acknowledged"}) }},
		{"rename", "acknowledged; No vouchers; PUAMARA", func() (string, error) { return manage(pagerduty.ManageIncidentsOptions{Title: "No vouchers"}) }},
		{"escalate", "triggered; No vouchers; PUBRUNO", func() (string, error) { return manage(pagerduty.ManageIncidentsOptions{EscalationLevel: 2}) }},
		{"reassign", "triggered; No vouchers; PUDIEGO", func() (string, error) {
			return manage(pagerduty.ManageIncidentsOptions{Assignments: []pagerduty.Assignee{{Assignee: pagerduty.APIObject{ID: "PUDIEGO", Type: "user_reference"}}}})
		}},
		{"snooze", "acknowledged; unacknowledge 2026-10-14T11:00:00Z", func() (string, error) {
			i, err := client.SnoozeIncidentWithContext(ctx, id, 3600)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s; %s %s", i.Status, i.PendingActions[0].Type, i.PendingActions[0].At), nil
		}},
		{"note", "Found it", func() (string, error) {
			_, err := client.CreateIncidentNoteWithContext(ctx, id, pagerduty.IncidentNote{Content: "Found it", User: pagerduty.APIObject{Summary: from}})
			if err != nil {
				return "", err
			}
			notes, err := client.ListIncidentNotesWithContext(ctx, id)
			return notes[len(notes)-1].Content, err
		}},
		{"ask for help", "Please look; PUFARID", func() (string, error) {
			target := pagerduty.ResponderRequestTarget{APIObject: pagerduty.APIObject{ID: "PUFARID", Type: "user_reference"}}
			r, err := client.ResponderRequestWithContext(ctx, id, pagerduty.ResponderRequestOptions{
				From: from, Message: "Please look", RequesterID: "PUAMARA", Targets: []pagerduty.ResponderRequestTargetWrapper{{Target: target}},
			})
			if err != nil {
				return "", err
			}
			return r.ResponderRequest.Message + "; " + r.ResponderRequest.Targets[0].Target.ID, nil
		}},
		{"merge another into it", "2 alerts", func() (string, error) {
			_, err := client.MergeIncidentsWithContext(ctx, from, id, []pagerduty.MergeIncidentsOptions{{ID: "Q3PAYACQUIRER0", Type: "incident_reference"}})
			if err != nil {
				return "", err
			}
			alerts, err := client.ListIncidentAlertsWithContext(ctx, id, pagerduty.ListIncidentAlertsOptions{Statuses: []string{"triggered"}})
			return fmt.Sprintf("%d alerts", len(alerts.Alerts)), err
		}},
		{"resolve an alert", "resolved; resolved", func() (string, error) {
			alerts, err := client.ListIncidentAlertsWithContext(ctx, id, pagerduty.ListIncidentAlertsOptions{})
			if err != nil {
				return "", err
			}
			change := alerts.Alerts[0]
			change.Status = "resolved"
			changed, err := client.ManageIncidentAlerts(ctx, id, from, &pagerduty.IncidentAlertList{Alerts: []pagerduty.IncidentAlert{change}})
			if err != nil {
				return "", err
			}
			one, err := client.GetIncidentAlertWithContext(ctx, id, change.ID)
			return changed.Alerts[0].Status + "; " + one.IncidentAlert.Status, err
		}},
		{"resolve", "resolved; No vouchers; ", func() (string, error) {
			return manage(pagerduty.ManageIncidentsOptions{Status: "resolved", Resolution: "Rolled back"})
		}},
		{"read its log", "resolve_log_entry by Amara Okafor", func() (string, error) {
			log, err := client.ListIncidentLogEntriesWithContext(ctx, id, pagerduty.ListIncidentLogEntriesOptions{IsOverview: true, Includes: []string{"channels"}})
			if err != nil {
				return "", err
			}
			return log.LogEntries[0].Type + " by " + log.LogEntries[0].Agent.Summary, nil
		}},
	} {
		if got, err := step.do(); err != nil || got != step.want {
			t.Errorf("%s: %q, %v; want %q", step.what, got, err, step.want)
		}
	}
}

func assignees(i pagerduty.Incident) []string {
	var ids []string
	for _, a := range i.Assignments {
		ids = append(ids, a.Assignee.ID)
	}
	return ids
}
