package response_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/response"
)

// Objects of the demo account.
const (
	checkout = "Q2CHECKOUTLATE" // has five alerts, notes, a responder and custom fields
	payments = "Q3PAYACQUIRER0"
	cart     = "Q4CARTERRORS00"
	postgres = "Q5PGREPLICALAG"
)

// sinceCheckout returns a time that is this long after the checkout incident began. Its alerts came after 0, 2, 3, 7 and 15 minutes.
func sinceCheckout(after time.Duration) time.Time {
	return blackbox.Now().Add(after - 95*time.Minute).Truncate(time.Second)
}

// isNear reports whether a time in a result is at most a few seconds from another.
func isNear(text string, want time.Time) bool {
	at, err := time.Parse(time.RFC3339, text)
	return err == nil && at.Sub(want).Abs() < 15*time.Second
}

// demo starts a session on a new demo account.
func demo(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{})
}

func start(t *testing.T, account blackbox.Account) *blackbox.Session {
	t.Helper()
	return blackbox.Start(t, response.Toolset, account)
}

// largeAccount is for tests that only read.
var largeAccount = sync.OnceValue(func() *simulator.Simulator {
	return simulator.New(simulator.WithSeed(simulator.Large), simulator.WithClock(blackbox.Now))
})

// change changes the account without the tools.
func change(t *testing.T, s *blackbox.Session, method, path, body string) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	for name, value := range map[string]string{
		"Authorization": "Token token=" + simulator.UserKey, "Accept": "application/vnd.pagerduty+json;version=2", "Content-Type": "application/json", "From": "amara.okafor@lanternfield.example",
	} {
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	s.Simulator.ServeHTTP(recorder, request)
	if recorder.Code >= http.StatusMultipleChoices {
		t.Fatalf("%s %s answered %d %s", method, path, recorder.Code, recorder.Body)
	}
}

// ask asks a user or the users on call of an escalation policy to help.
func ask(t *testing.T, s *blackbox.Session, incident, id, kind string) {
	t.Helper()
	change(t, s, http.MethodPost, "/incidents/"+incident+"/responder_requests",
		`{"requester_id":"PUAMARA","message":"Help.","responder_request_targets":[{"responder_request_target":{"id":"`+id+`","type":"`+kind+`"}}]}`)
}

// failing starts a session on a demo account with faults and a client that does not wait for retries.
func failing(t *testing.T, faults ...simulator.Fault) *blackbox.Session {
	t.Helper()
	s := start(t, blackbox.Account{Unchecked: true, Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}})
	s.Simulator.Inject(faults...)
	return s
}
