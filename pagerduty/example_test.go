package pagerduty_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http/httptest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// List the open incidents of high urgency with their assignees.
func Example() {
	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	open := pagerduty.ListIncidentsOptions{
		Statuses:  []pagerduty.IncidentStatus{pagerduty.StatusTriggered, pagerduty.StatusAcknowledged},
		Urgencies: []pagerduty.Urgency{pagerduty.UrgencyHigh},
		AllTime:   true,
	}
	for incident, err := range client.Incidents.All(context.Background(), open) {
		if err != nil {
			log.Fatal(err)
		}
		for _, assignment := range incident.Assignments {
			fmt.Printf("%s: %s\n", assignment.Assignee.Label(), incident.Title)
		}
	}
	// Output:
	// Keiko Mori: Node pool general-eu: 3 of 24 nodes are NotReady
	// Amara Okafor: Checkout latency p99 above 4 s in eu-west-1
	// Bruno Castellani: Card authorisations time out at the acquirer: 3.1% of attempts
	// Jonas Weber: Cart page answers 2.4% of requests with 5xx
	// Amara Okafor: Replication lag on pg-orders-replica-2 is 340 s
}

func ExampleNew() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token,
		pagerduty.WithRegion(pagerduty.EU),
		pagerduty.WithUserAgent("oncall-bot/1.4"),
		pagerduty.WithFrom("oncall-bot@example.com"), // required for changes with an account's key
		pagerduty.WithTimeout(10*time.Second),        // for each attempt
		pagerduty.WithMaxRetryWait(time.Minute),      // for all attempts together
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client != nil)
	// Output: true
}

// Without an account, the simulator serves one through PagerDuty's API.
func ExampleWithBaseURL() {
	server := httptest.NewServer(simulator.New())
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(server.URL))
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	user, err := client.Users.Me(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.Name)
	// Output: Amara Okafor
}

func ExampleIncidentsService_Get() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	incident, err := client.Incidents.Get(context.Background(), "Q2CHECKOUTLATE")
	if errors.Is(err, pagerduty.ErrNotFound) {
		fmt.Println("There is no such incident.")
		return
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s, %s: %s\n", incident.Service.Label(), incident.Status, incident.Title)
	// Output: Checkout API, acknowledged: Checkout latency p99 above 4 s in eu-west-1
}

// All fetches pages as they are needed. Use List or Pages to get the pages themselves.
func ExampleIncidentsService_All() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	count := map[pagerduty.IncidentStatus]int{}
	for incident, err := range client.Incidents.All(context.Background(), pagerduty.ListIncidentsOptions{AllTime: true}) {
		if err != nil {
			log.Fatal(err)
		}
		count[incident.Status]++
	}
	fmt.Println(count)
	// Output: map[acknowledged:5 resolved:84 triggered:5]
}

// With an incident key, Create is idempotent: while the incident is open, it does not create another.
func ExampleIncidentsService_Create() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		incident, err := client.Incidents.Create(context.Background(), pagerduty.NewIncident{
			Title:       "Orders are not shipped",
			ServiceID:   "PSWAREH",
			IncidentKey: "warehouse/orders-not-shipped",
		})
		if exists, ok := errors.AsType[*pagerduty.IncidentExistsError](err); ok {
			fmt.Println("open already:", exists.Incident.Title)
			continue
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("created:", incident.Title)
	}
	// Output:
	// created: Orders are not shipped
	// open already: Orders are not shipped
}

func ExampleIncidentsService_Update() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	changed, err := client.Incidents.Update(context.Background(), pagerduty.IncidentUpdate{
		ID:         "Q2CHECKOUTLATE",
		Status:     new(pagerduty.StatusResolved),
		Resolution: new("Rolled back to v411."),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(changed[0].Status)
	// Output: resolved
}

func ExampleOnCallsService_All() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	now := pagerduty.ListOnCallsOptions{Earliest: true}
	for turn, err := range client.OnCalls.All(context.Background(), now) {
		if err != nil {
			log.Fatal(err)
		}
		if turn.EscalationLevel == 1 {
			fmt.Printf("%s: %s\n", turn.EscalationPolicy.Label(), turn.User.Label())
		}
	}
	// Output:
	// Checkout: Amara Okafor
	// Platform: Amara Okafor
	// Search and Storefront: Jonas Weber
	// Data: Liam O'Sullivan
	// Security: Mei-Xing Zhou
	// Help Desk: Jonas Weber
	// Warehouse Floor: Farid Rahimi
	// Incident Commander: Henry Adeyemi
	// Default: Irene Novák
}

// errors.Is reports the kind of an error, and errors.AsType returns PagerDuty's answer.
func ExampleError() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Incidents.Get(context.Background(), "PNOSUCHINCIDENT")
	fmt.Println(errors.Is(err, pagerduty.ErrNotFound))
	if failed, ok := errors.AsType[*pagerduty.Error](err); ok {
		fmt.Println(failed.Operation, failed.StatusCode, failed.Message)
	}
	// Output:
	// true
	// getIncident 404 Not Found
}

// The client waits and retries after a rate limit. If the wait would be too long, the error has its length.
func ExampleError_rateLimit() {
	busy := demoAccount(simulator.Fault{Kind: simulator.FaultRateLimit, Reset: 30 * time.Second})
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(busy), pagerduty.WithMaxRetryWait(5*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Users.Me(context.Background())
	if failed, ok := errors.AsType[*pagerduty.Error](err); ok && errors.Is(err, pagerduty.ErrRateLimited) {
		fmt.Println("come back in", failed.RetryAfter)
	}
	// Output: come back in 30s
}

// A read-only client refuses every change.
func ExampleWithReadOnly() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithReadOnly(), pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Incidents.AddNote(context.Background(), "Q2CHECKOUTLATE", "Looking into it.")
	fmt.Println(errors.Is(err, pagerduty.ErrReadOnly))
	// Output: true
}

// A bot with many users: each user has their own key, and all share the connections.
func ExamplePool() {
	type userKey struct{}
	pool := pagerduty.NewPool(func(ctx context.Context) (pagerduty.Token, error) {
		key, ok := ctx.Value(userKey{}).(string)
		if !ok {
			return pagerduty.Token{}, errors.New("connect your PagerDuty account first")
		}
		return pagerduty.ParseToken(key)
	}, pagerduty.WithBaseURL(demoAccount()))

	for _, ctx := range []context.Context{
		context.WithValue(context.Background(), userKey{}, key),
		context.Background(),
	} {
		client, err := pool.Client(ctx)
		if err != nil {
			fmt.Println(err)
			continue
		}
		user, err := client.Users.Me(ctx)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("Hello", user.Name)
	}
	// Output:
	// Hello Amara Okafor
	// connect your PagerDuty account first
}

// The key is read again after PagerDuty refuses it, so that it can be rotated while the program runs.
func ExampleCredentialFunc() {
	keyFile := pagerduty.CredentialFunc(func(context.Context) (pagerduty.Token, error) {
		text, err := readFile("/run/secrets/pagerduty")
		if err != nil {
			return pagerduty.Token{}, err
		}
		return pagerduty.ParseToken(string(text))
	})
	client, err := pagerduty.New(keyFile, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	user, err := client.Users.Me(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.Name)
	// Output: Amara Okafor
}

// Call an operation that has no method.
func ExampleItems() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	type license struct {
		Name  string `json:"name"`
		InUse int    `json:"current_value"`
	}
	request := pagerduty.Request{Operation: "listLicenses", Method: "GET", Path: []string{"licenses"}, Root: "licenses"}
	for license, err := range pagerduty.Items[license](context.Background(), client, request) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d\n", license.Name, license.InUse)
	}
	// Output:
	// Full User: 13
	// Stakeholder: 1
}
