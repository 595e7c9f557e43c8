package simulatortest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

// acknowledgeMine is the function under test. It acknowledges the triggered incidents that are assigned to the owner of the key.
func acknowledgeMine(ctx context.Context, client *pagerduty.Client) (count int, err error) {
	me, err := client.Users.Me(ctx)
	if err != nil {
		return 0, err
	}
	mine := pagerduty.ListIncidentsOptions{Statuses: []pagerduty.IncidentStatus{pagerduty.StatusTriggered}, UserIDs: []string{me.ID}}
	var updates []pagerduty.IncidentUpdate
	for incident, err := range client.Incidents.All(ctx, mine) {
		if err != nil {
			return 0, err
		}
		updates = append(updates, pagerduty.IncidentUpdate{ID: incident.ID, Status: new(pagerduty.StatusAcknowledged)})
	}
	if len(updates) == 0 {
		return 0, nil
	}
	acknowledged, err := client.Incidents.Update(ctx, updates...)
	return len(acknowledged), err
}

// A test of a function that uses PagerDuty. t is the test's *testing.T.
func Example() {
	account := simulatortest.New(t)
	count, err := acknowledgeMine(context.Background(), account.Client())
	fmt.Println(count, err)
	again, err := acknowledgeMine(context.Background(), account.Client())
	fmt.Println(again, err)
	// Output:
	// 1 <nil>
	// 0 <nil>
}

// IncidentStorm adds dozens of open incidents.
func Example_incidentStorm() {
	account := simulatortest.New(t, simulator.WithScenario(simulator.IncidentStorm))
	count, err := acknowledgeMine(context.Background(), account.Client())
	fmt.Println(count, err)
	// Output: 21 <nil>
}

// With live time, an incident that nobody acknowledges is escalated to the next level of its policy.
func Example_liveTime() {
	account := simulatortest.New(t, simulator.WithLiveTime())
	client := account.Client()
	created, err := client.Incidents.Create(context.Background(), pagerduty.NewIncident{Title: "Checkout is down", ServiceID: "PSCHKAP"})
	if err != nil {
		t.Fatal(err)
	}
	account.Clock.Advance(15 * time.Minute)
	escalated, err := client.Incidents.Get(context.Background(), created.ID)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(created.Assignments[0].Assignee.Summary, "did not answer, now it is", escalated.Assignments[0].Assignee.Summary)
	// Output: Amara Okafor did not answer, now it is Bruno Castellani
}

// The client waits for the end of a short rate limit. If it does not end, the client returns an error that can be matched.
func ExampleAccount_Inject() {
	account := simulatortest.New(t)
	account.Inject(simulator.Fault{Kind: simulator.FaultRateLimit, Reset: time.Minute})
	_, err := acknowledgeMine(context.Background(), account.Client())
	failure, _ := errors.AsType[*pagerduty.Error](err)
	fmt.Println(errors.Is(err, pagerduty.ErrRateLimited), failure.RetryAfter)
	// Output: true 1m0s
}

// Check the requests: the function under test acknowledges all incidents in one request.
func ExampleAccount_RequestsTo() {
	account := simulatortest.New(t)
	if _, err := acknowledgeMine(context.Background(), account.Client()); err != nil {
		t.Fatal(err)
	}
	for _, request := range account.RequestsTo("PUT", "/incidents") {
		fmt.Println(request.Method, request.Path, request.Status, string(request.Body))
	}
	// Output: PUT /incidents 200 {"incidents":[{"id":"Q5PGREPLICALAG","type":"incident_reference","status":"acknowledged"}]}
}

// Tools for agents take the account's clock from the context, so that the last 24 hours are those before that clock.
func Example_tools() {
	account := simulatortest.New(t)
	selected, err := mcptools.Select(incidents.Toolset(account.Client()).Tools, mcptools.Selection{Only: []string{"list_incidents"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx := tools.ContextWithClock(context.Background(), account.Clock.Now)
	result := selected[0].Call(ctx, json.RawMessage(`{"since":"-24h","statuses":["triggered"],"urgencies":["high"]}`))
	var list struct{ Items []struct{ Title string } }
	if err := json.Unmarshal([]byte(result.Text), &list); err != nil {
		t.Fatal(err)
	}
	for _, incident := range list.Items {
		fmt.Println(incident.Title)
	}
	// Output:
	// Replication lag on pg-orders-replica-2 is 340 s
	// Card authorisations time out at the acquirer: 3.1% of attempts
}

// The clock is stopped until the test moves it. A week later another user is on call.
func ExampleAccount_clock() {
	account := simulatortest.New(t)
	onCall := func() string {
		shifts, err := account.Client().OnCalls.List(context.Background(), pagerduty.ListOnCallsOptions{ScheduleIDs: []string{"PSCHKP1"}})
		if err != nil {
			t.Fatal(err)
		}
		return shifts.Items[0].User.Label()
	}
	fmt.Println(account.Clock.Now().Format(time.RFC1123), onCall())
	account.Clock.Advance(7 * 24 * time.Hour)
	fmt.Println(account.Clock.Now().Format(time.RFC1123), onCall())
	// Output:
	// Wed, 14 Oct 2026 10:00:00 UTC Amara Okafor
	// Wed, 21 Oct 2026 10:00:00 UTC Bruno Castellani
}
