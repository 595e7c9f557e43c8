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

// refusal returns the status of PagerDuty's refusal, or any other error.
func refusal(err error) (string, error) {
	if failure, ok := errors.AsType[pagerduty.APIError](err); ok {
		return fmt.Sprint(failure.StatusCode), nil
	}
	return "not refused", err
}
