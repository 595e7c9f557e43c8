package explain_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
)

// call runs a tool that fails with err.
func call(t *testing.T, err error) mcptools.Result {
	t.Helper()
	fails := func(context.Context, struct{}) (string, error) { return "fine", err }
	return explain.WithMiddleware([]mcptools.Tool{mcptools.Read("fails", "Fails.", fails)})[0].Call(t.Context(), nil)
}

func failed(status int) *pagerduty.Error {
	return &pagerduty.Error{Operation: "getIncident", Method: "GET", Path: "/incidents/P1", StatusCode: status, Message: "It Is So.", Code: 2001, Details: []string{"one", "two."}}
}

func strangers(e *pagerduty.Error) *pagerduty.Error {
	e.Code = 1008
	return e
}

func lacksScope() *pagerduty.Error {
	e := failed(http.StatusForbidden)
	e.Scopes = []string{"services.read", "users.read"}
	return e
}

func analytics(status int) *pagerduty.Error {
	e := failed(status)
	e.Path = "/analytics/raw/incidents"
	return e
}

func TestEveryFailureHasASentence(t *testing.T) {
	t.Parallel()
	const words = "It said: It Is So: one; two (code 2001). "
	write := func(status int) *pagerduty.Error {
		e := failed(status)
		e.Mutates = true
		return e
	}
	limited, half := failed(http.StatusTooManyRequests), failed(http.StatusTooManyRequests)
	limited.RetryAfter, half.RetryAfter = 12*time.Second, 1500*time.Millisecond
	for name, test := range map[string]struct {
		err  error
		want []string
	}{
		"read-only":           {fmt.Errorf("%w: createIncident could change", pagerduty.ErrReadOnly), []string{"is read-only. Only the operator can allow changes"}},
		"beyond the window":   {fmt.Errorf("offset 9990: %w", pagerduty.ErrWindow), []string{"10,000", "since and until", "offset 0"}},
		"no user":             {fmt.Errorf("%w: %w", pagerduty.ErrNoUser, failed(http.StatusBadRequest)), []string{"belongs to no user", "in whose name", "needs a user"}},
		"unauthorized":        {failed(http.StatusUnauthorized), []string{"401", words, "check the key", "address of the API", "https://api.eu.pagerduty.com"}},
		"plan":                {failed(http.StatusPaymentRequired), []string{"lacks this feature (402). " + words, "account owner"}},
		"forbidden":           {failed(http.StatusForbidden), []string{"(403). " + words, "role", "scope", "plan lacks the feature: ask an admin"}},
		"forbidden, AIOps":    {&pagerduty.Error{Operation: "getPastIncidents", StatusCode: http.StatusForbidden}, []string{"(403). ", "plan lacks AIOps: ask an admin"}},
		"not found":           {failed(http.StatusNotFound), []string{"PagerDuty has no incident P1 (404). Check the id"}},
		"rate limit":          {limited, []string{"(429). " + words + "Retry after 12 s."}},
		"rate limit of parts": {half, []string{"Retry after 2 s."}},
		"rate limit, bare":    {failed(http.StatusTooManyRequests), []string{"Retry after a minute."}},
		"invalid":             {write(http.StatusBadRequest), []string{"refused the arguments (400). " + words + "Correct them"}},
		"too large":           {failed(http.StatusRequestEntityTooLarge), []string{"(413)"}},
		"server, reading":     {failed(http.StatusBadGateway), []string{"PagerDuty failed (502). " + words, "Try again in a minute", "status.pagerduty.com"}},
		"server, writing":     {write(http.StatusServiceUnavailable), []string{"PagerDuty failed (503). " + words[:len(words)-1]}},
		"timeout":             {failed(http.StatusRequestTimeout), []string{"PagerDuty failed (408)"}},
		"unreadable":          {failed(http.StatusOK), []string{"could not be understood (It Is So.)", "address of the API"}},
		"analytics, plan":     {analytics(http.StatusPaymentRequired), []string{"lacks this feature (402). " + words, "you can still list the incidents"}},
		"analytics, role":     {analytics(http.StatusForbidden), []string{"(403). " + words, "analytics.write, even to read", "you can still list the incidents"}},
		"lacks a scope":       {lacksScope(), []string{"lacks an OAuth scope that this call needs: services.read users.read (403). " + words}},
		"unreachable":         {write(0), []string{"could not be reached", "address of the API"}},
		"acts for a stranger": {fmt.Errorf("asking: %w", &pagerduty.ArgumentError{Argument: "From", Message: "is eve@example.com, and no user"}),
			[]string{"in whose name changes are made is eve@example.com, and no user. The operator should correct it."}},
		"acts for a stranger, says PagerDuty": {strangers(failed(http.StatusBadRequest)), []string{"no user with the e-mail address in whose name this call was made (400)"}},
		"conflict":                            {failed(http.StatusConflict), []string{"(409)", "Read it again"}},
		"anything else":                       {failed(http.StatusTeapot), []string{"PagerDuty answered 418. " + words, "address of the API"}},
		"wrapped":                             {fmt.Errorf("incident P1: %w", failed(http.StatusNotFound)), []string{"PagerDuty has no incident P1 (404)"}},
		"the client's own":                    {&pagerduty.ArgumentError{Argument: "id", Message: "is wrong"}, []string{"id: is wrong"}},
		"a sentence already":                  {errors.New("give the id"), []string{"give the id"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := call(t, test.err)
			if !errors.Is(result.Err, test.err) {
				t.Errorf("the error behind is %v, want %v", result.Err, test.err)
			}
			for _, want := range test.want {
				if !strings.Contains(result.Text, want) {
					t.Errorf("%q does not say %q", result.Text, want)
				}
			}
			if strings.Contains(result.Text, "pagerduty: ") || strings.Contains(result.Text, "  ") || strings.Contains(result.Text, "..") {
				t.Errorf("%q is no clean sentence", result.Text)
			}
			if strings.Contains(result.Text, "PAGERDUTY_") || strings.Contains(result.Text, "--") {
				t.Errorf("%q names a setting of the servers, which other programs lack", result.Text)
			}
			if strings.Contains(result.Text, "may have been made") || strings.Contains(result.Text, "Nothing was changed") {
				t.Errorf("%q mentions changes, but the tool only reads", result.Text)
			}
			if again := strings.Contains(result.Text, "ry again"); again && strings.Contains(name, "writing") {
				t.Errorf("%q advises to repeat a change that may have been made", result.Text)
			}
		})
	}
}

func TestNoFailureIsLeftAlone(t *testing.T) {
	t.Parallel()
	if result := call(t, nil); result.Err != nil || result.Text != `"fine"` {
		t.Errorf("got %+v", result)
	}
}

// PagerDuty's message may contain an outsider's text of any length.
func TestPagerDutysWordsAreCleanedAndBounded(t *testing.T) {
	t.Parallel()
	long := failed(http.StatusBadRequest)
	long.Message, long.Details = "a\u202eb\x00c\u200b "+strings.Repeat("é", 10_000), []string{strings.Repeat("d", 10_000)}
	result := call(t, long)
	if !strings.Contains(result.Text, "It said: abc é") || utf8.RuneCountInString(result.Text) > 2000 || strings.ContainsAny(result.Text, "\u202e\x00\u200b") {
		t.Errorf("got %d characters: %.200q", utf8.RuneCountInString(result.Text), result.Text)
	}
}

// The advice comes after PagerDuty's message and must not be cut off.
func TestAdviceSurvivesALongMessage(t *testing.T) {
	t.Parallel()
	long := failed(http.StatusUnauthorized)
	long.Message, long.Details = strings.Repeat("é", 10_000), nil
	if result := call(t, long); !strings.Contains(result.Text, "api.eu.pagerduty.com).") {
		t.Errorf("the advice is missing: %.100s…%s", result.Text, result.Text[len(result.Text)-50:])
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for _, err := range []error{errors.New("x"), context.Canceled, &pagerduty.ArgumentError{Argument: "id", Message: "m"}} {
		if got := explain.Text(err); got != err.Error() {
			t.Errorf("%v: %q", err, got)
		}
	}
	if got := explain.Text(failed(http.StatusNotFound)); !strings.HasPrefix(got, "PagerDuty has no incident P1") {
		t.Error(got)
	}
}

// What is missing is named as people call it, without the path or a code of the API.
func TestMissingObjectsHaveNames(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/incidents/99999": "incident 99999", "/incidents/P1/alerts/PA": "alert PA of incident P1", "/incidents/P1/notes": "notes of incident P1",
		"/escalation_policies/PE": "escalation policy PE", "/v3/schedules/PS": "schedule PS",
		"/status_pages/PP/statuses/P2": "status P2 of status page PP", "/event_orchestrations/services/PS/active": "active of event orchestration service PS",
		"/teams/PT/users/PU": "user PU of team PT", "/event_orchestrations/1b5e0a52-4f6c/router": "router of event orchestration 1b5e0a52-4f6c",
	} {
		missing := failed(http.StatusNotFound)
		missing.Path = path
		if got := explain.Text(missing); got != "PagerDuty has no "+want+" (404). Check the id; the key may also lack the right to see it." {
			t.Errorf("%s: %s", path, got)
		}
	}
}

// A path without an id is missing because the address of the API is wrong: there is no id to check.
func TestMissingListsAreNoObjects(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/incidents", "/users/me", "/v3/schedules", "/analytics/metrics/incidents/all", "/"} {
		missing := failed(http.StatusNotFound)
		missing.Path = path
		if got := explain.Text(missing); !strings.HasPrefix(got, "Nothing is at "+path+" of PagerDuty's API (404). The operator should check the address of the API") {
			t.Errorf("%s: %s", path, got)
		}
	}
}

func TestShiftBasedSchedulesAreNamedAsSuch(t *testing.T) {
	t.Parallel()
	for _, err := range []error{pagerduty.ErrShiftBased, fmt.Errorf("%w: %w", pagerduty.ErrShiftBased, failed(http.StatusBadRequest))} {
		if result := call(t, err); !strings.Contains(result.Text, "shift-based (v3)") || result.Err == nil {
			t.Errorf("it says %s", result.Text)
		}
	}
}
