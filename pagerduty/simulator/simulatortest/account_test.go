package simulatortest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
)

// TestAcknowledgeMine is an example of a test of a program that uses PagerDuty.
func TestAcknowledgeMine(t *testing.T) {
	t.Parallel()
	account := simulatortest.New(t, simulator.WithScenario(simulator.IncidentStorm))
	account.Inject(simulator.Fault{Kind: simulator.FaultRateLimit, Times: 1})

	count, err := acknowledgeMine(t.Context(), account.Client())
	if err != nil || count != 21 {
		t.Errorf("%d acknowledged, %v", count, err)
	}
	if changes := account.RequestsTo("PUT", "/incidents"); len(changes) != 1 {
		t.Errorf("the incidents were changed in %d requests", len(changes))
	}
}

func TestClockStandsStill(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, time.October, 14, 10, 0, 0, 0, time.UTC)
	account := simulatortest.New(t)
	if got := account.Clock.Now(); !got.Equal(want) || got.Weekday() != time.Wednesday {
		t.Errorf("the account begins at %v", got)
	}
	onCall := func() string {
		page, err := account.Client().OnCalls.List(t.Context(), pagerduty.ListOnCallsOptions{ScheduleIDs: []string{"PSCHKP1"}})
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("%v, %v", page, err)
		}
		return page.Items[0].User.ID
	}
	if got := onCall(); got != "PUAMARA" {
		t.Errorf("on call is %s", got)
	}
	account.Clock.Advance(7 * 24 * time.Hour)
	if got := onCall(); got != "PUBRUNO" {
		t.Errorf("a week later on call is %s", got)
	}
	if got := account.Clock.Now(); !got.Equal(want.Add(7 * 24 * time.Hour)) {
		t.Errorf("the clock shows %v", got)
	}
}

// TestOptions: with WithClock the account starts at the time of that clock, and is stopped as well.
func TestOptions(t *testing.T) {
	t.Parallel()
	passing := time.Date(2026, time.December, 24, 3, 0, 0, 0, time.UTC)
	account := simulatortest.New(t, simulator.WithSeed(simulator.Empty), simulator.WithClock(func() time.Time {
		passing = passing.Add(time.Minute)
		return passing
	}))
	if first, second := account.Clock.Now(), account.Clock.Now(); !first.Equal(second) || first.Day() != 24 {
		t.Errorf("the clock shows %v, then %v", first, second)
	}
	page, err := account.Client().Users.List(t.Context(), pagerduty.ListUsersOptions{})
	if err != nil || len(page.Items) != 1 {
		t.Errorf("%v, %v", page, err)
	}
	_, err = account.Client(pagerduty.WithReadOnly()).Incidents.AddNote(t.Context(), "P1", "x")
	if !errors.Is(err, pagerduty.ErrReadOnly) {
		t.Errorf("the client's option is lost: %v", err)
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	account := simulatortest.New(t)
	client := account.Client()
	if _, err := client.Incidents.AddNote(t.Context(), "Q2CHECKOUTLATE", "A note"); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Incidents.Get(t.Context(), "Q0"); !errors.Is(err, pagerduty.ErrNotFound) {
		t.Fatal(err)
	}
	notes := account.RequestsTo("POST", "/incidents/*/notes")
	if len(notes) != 1 || string(notes[0].Body) != `{"note":{"content":"A note"}}` || notes[0].Status != http.StatusOK {
		t.Errorf("notes: %+v", notes)
	}
	if got := account.RequestsTo("", "/incidents"); len(got) != 2 || got[1].Status != http.StatusNotFound {
		t.Errorf("of incidents: %+v", got)
	}
	if all := account.Requests(); len(all) != 3 {
		t.Errorf("%d requests: %+v", len(all), all)
	}
}

func TestInject(t *testing.T) {
	t.Parallel()
	account := simulatortest.New(t)
	account.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusPaymentRequired, Times: 1})
	for _, fails := range []bool{true, false} {
		if _, err := account.Client().Users.Me(t.Context()); (err != nil) != fails {
			t.Errorf("failing is %v: %v", fails, err)
		}
	}
}

// TestFailureTellsWhatWasAsked: a failed test logs the requests. A passed test logs nothing.
func TestFailureTellsWhatWasAsked(t *testing.T) {
	t.Parallel()
	for _, failed := range []bool{false, true} {
		test := &pretendTest{failed: failed}
		client := simulatortest.New(test).Client()
		if _, err := client.Incidents.List(t.Context(), pagerduty.ListIncidentsOptions{Statuses: []pagerduty.IncidentStatus{pagerduty.StatusTriggered}}); err != nil {
			t.Fatal(err)
		}
		_, _ = client.Incidents.Get(t.Context(), "Q0")
		test.end()
		switch {
		case !failed && test.logged != "":
			t.Errorf("a test that passes logs %s", test.logged)
		case failed && (!strings.Contains(test.logged, "received 2 requests\n\t200 GET /incidents?") ||
			!strings.Contains(test.logged, "statuses[]=triggered\n\t404 GET /incidents/Q0\n") || strings.Contains(test.logged, simulator.UserKey)):
			t.Errorf("a test that fails logs %s", test.logged)
		}
	}
	test := &pretendTest{failed: true}
	client := simulatortest.New(test).Client()
	for n := range 40 {
		_, _ = client.Incidents.Get(t.Context(), fmt.Sprintf("Q%02d", n))
	}
	if test.end(); !strings.Contains(test.logged, "received 40 requests, the last ones are\n\t404 GET /incidents/Q10\n") || !strings.Contains(test.logged, "/incidents/Q39") {
		t.Errorf("after many requests it logs %s", test.logged)
	}
	test = &pretendTest{failed: true}
	account := simulatortest.New(test)
	for range 1001 {
		send(t, http.MethodGet, account.URL+"/users/me")
	}
	if test.end(); !strings.Contains(test.logged, "received at least 1000 requests, the last ones are\n") {
		t.Errorf("after more requests than are kept it logs %s", test.logged)
	}
}

// send sends a request without a key.
func send(t *testing.T, method, url string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	response.Body.Close()
}

// TestResetBeginsAgain: the clock is stopped at its first time again, even if it was taken from a running clock.
func TestResetBeginsAgain(t *testing.T) {
	t.Parallel()
	passing := time.Date(2026, time.December, 24, 3, 0, 0, 0, time.UTC)
	account := simulatortest.New(t, simulator.WithControl(), simulator.WithClock(func() time.Time {
		passing = passing.Add(time.Minute)
		return passing
	}))
	start := account.Clock.Now()
	for name, reset := range map[string]func(){
		"in Go": account.Reset, "over HTTP": func() { send(t, http.MethodPost, account.URL+"/_simulator/reset") },
	} {
		if _, err := account.Client().Incidents.AddNote(t.Context(), "Q2CHECKOUTLATE", "A note"); err != nil {
			t.Fatal(err)
		}
		account.Inject(simulator.Fault{Kind: simulator.FaultServerError})
		account.Clock.Set(start.Add(time.Hour))
		reset()
		if first, second := account.Clock.Now(), account.Clock.Now(); !first.Equal(start) || !second.Equal(start) {
			t.Errorf("%s: the clock shows %v, then %v, and began at %v", name, first, second, start)
		}
		notes, err := account.Client().Incidents.Notes(t.Context(), "Q2CHECKOUTLATE")
		if err != nil || strings.Contains(fmt.Sprint(notes), "A note") || len(account.RequestsTo("POST", "")) > 0 {
			t.Errorf("%s: %v, %v", name, notes, err)
		}
	}
}

func TestClearFaults(t *testing.T) {
	t.Parallel()
	account := simulatortest.New(t, simulator.WithFaults(simulator.Fault{Kind: simulator.FaultServerError}))
	account.ClearFaults()
	if _, err := account.Client().Users.Me(t.Context()); err != nil || len(account.Requests()) != 1 {
		t.Errorf("%v after %d requests", err, len(account.Requests()))
	}
}

func TestRequestsToWantsAPath(t *testing.T) {
	t.Parallel()
	defer func() {
		if problem := fmt.Sprint(recover()); !strings.Contains(problem, `"incidents" of RequestsTo must begin with /`) {
			t.Errorf("the test ends with %q", problem)
		}
	}()
	simulatortest.New(&pretendTest{}).RequestsTo("GET", "incidents")
}

// TestEndFreesRequestsThatWait: the end of a test does not wait for a request with a latency.
func TestEndFreesRequestsThatWait(t *testing.T) {
	t.Parallel()
	test := &pretendTest{}
	account := simulatortest.New(test, simulator.WithFaults(simulator.Fault{Kind: simulator.FaultLatency, Latency: time.Hour}))
	failed := make(chan error)
	go func() {
		_, err := account.Client(pagerduty.WithMaxRetryWait(0)).Users.Me(context.Background())
		failed <- err
	}()
	for len(account.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	start := time.Now()
	if test.end(); time.Since(start) > 4*time.Second {
		t.Errorf("the test was held up for %v", time.Since(start))
	}
	if err := <-failed; !errors.Is(err, pagerduty.ErrUnreachable) {
		t.Errorf("the request ended with %v", err)
	}
}

func TestClientRefusesBadOptions(t *testing.T) {
	t.Parallel()
	defer func() {
		if problem := fmt.Sprint(recover()); !strings.Contains(problem, "From") {
			t.Errorf("the test ends with %q", problem)
		}
	}()
	simulatortest.New(&pretendTest{}).Client(pagerduty.WithFrom("nobody"))
}
