package pagerduty_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// failure returns the *Error of a read with the given answer.
func failure(t *testing.T, respond httpmock.Responder) *pagerduty.Error {
	t.Helper()
	client, _ := newClient(t, everywhere(respond), pagerduty.WithMaxRetryWait(0))
	failure, ok := errors.AsType[*pagerduty.Error](read(t.Context(), client))
	if !ok {
		t.Fatal("no *Error")
	}
	return failure
}

func TestErrorsOfAnyForm(t *testing.T) {
	t.Parallel()
	const none = "the answer says no reason"
	tests := map[string]struct {
		body    string
		code    int
		message string
		details []string
	}{
		"usual":                 {`{"error":{"message":"Invalid Input Provided","code":2001,"errors":["Title can't be blank","Urgency is unknown"]}}`, 2001, "Invalid Input Provided", []string{"Title can't be blank", "Urgency is unknown"}},
		"no errors":             {`{"error":{"message":"Not Found","code":2100}}`, 2100, "Not Found", nil},
		"no code":               {`{"error":{"message":"Not Found"}}`, 0, "Not Found", nil},
		"errors is a text":      {`{"error":{"message":"Not Found","code":2100,"errors":"No such incident"}}`, 2100, "Not Found", []string{"No such incident"}},
		"errors is null":        {`{"error":{"message":"Not Found","code":2100,"errors":null}}`, 2100, "Not Found", nil},
		"errors of any kind":    {`{"error":{"message":"Bad","errors":["a",7,null,{"field":"x"},["b"],""]}}`, 0, "Bad", []string{"a", "7", "field: x", "b"}},
		"errors is an object":   {`{"error":{"message":"Bad","code":2001,"errors":{"title":["is blank"]}}}`, 2001, "Bad", []string{"title: is blank"}},
		"code is a text":        {`{"error":{"code":"2001","message":"Bad"}}`, 0, "Bad", nil},
		"code is huge":          {`{"error":{"code":1e99,"message":"Bad"}}`, 0, "Bad", nil},
		"message is a number":   {`{"error":{"message":7,"code":2001,"errors":["a"]}}`, 2001, "7", []string{"a"}},
		"error is texts":        {`{"error":["First","Second"]}`, 0, "First; Second", nil},
		"error is a text":       {`{"error":"This is a layer-based schedule."}`, 0, "This is a layer-based schedule.", nil},
		"error is null":         {`{"error":null}`, 0, none, nil},
		"error is empty":        {`{"error":{}}`, 0, none, nil},
		"errors at the top":     {`{"errors":["First","Second"]}`, 0, "First", []string{"Second"}},
		"message at the top":    {`{"message":"Forbidden"}`, 0, "Forbidden", nil},
		"OAuth":                 {`{"error":"invalid_token","message":"It expired"}`, 0, "invalid_token; It expired", nil},
		"rate limit":            {`{"error":{"message":"Rate Limit Exceeded","code":2020}}`, 2020, "Rate Limit Exceeded", nil},
		"a JSON text":           {`"Rate Limit Exceeded"`, 0, `the answer was not PagerDuty's JSON: "Rate Limit Exceeded"`, nil},
		"a list":                {`["x"]`, 0, "x", nil},
		"lists in lists":        {`{"error":{"message":"Bad","errors":[["a",["b"]],{"end":{"errors":["c"]}}]}}`, 0, "Bad", []string{"a", "b", "end: c"}},
		"one for each override": {`[{"status":400,"errors":["Override must end after its start"]},{"status":201}]`, 0, "Override must end after its start, status: 400", []string{"status: 201"}},
		"OAuth, described":      {`{"error":"invalid_token","error_description":"The token expired"}`, 0, "invalid_token; The token expired", nil},
		"by field at the top":   {`{"errors":{"end":["must be after start"]}}`, 0, "end: must be after start", nil},
		"a byte-order mark":     {"\ufeff" + `{"error":{"message":"Bad"}}`, 0, "Bad", nil},
		"null":                  {`null`, 0, "the answer was not PagerDuty's JSON: null", nil},
		"plain text":            {"upstream connect error", 0, "the answer was not PagerDuty's JSON: upstream connect error", nil},
		"not UTF-8":             {"bad \xff\xfe", 0, "the answer was not PagerDuty's JSON: bad �", nil},
		"long text":             {strings.Repeat("x", 1000), 0, "the answer was not PagerDuty's JSON: " + strings.Repeat("x", 200), nil},
		"HTML":                  {"\n<html><h1>502 Bad Gateway</h1></html>", 0, "the answer was a web page instead of PagerDuty's JSON", nil},
		"nothing":               {"", 0, "the answer was empty", nil},
		"half":                  {`{"error":{"message":"Inv`, 0, none, nil},
		"members in other case": {`{"Error":{"Message":"Bad","Code":2001}}`, 2001, "Bad", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := failure(t, answer(http.StatusTeapot, test.body))
			if got.Code != test.code || got.Message != test.message || !slices.Equal(got.Details, test.details) {
				t.Errorf("code %d, message %q, details %q; want %d, %q, %q", got.Code, got.Message, got.Details, test.code, test.message, test.details)
			}
		})
	}
}

func TestErrorTellsTheRequest(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(answer(http.StatusNotFound, `{"error":{"message":"Not Found","code":2100,"errors":["a","b"]}}`, "X-Request-Id: req-42")),
		pagerduty.WithFrom(testEmail))
	err := addNote(t.Context(), client)
	got, ok := errors.AsType[*pagerduty.Error](err)
	if !ok {
		t.Fatalf("error %v", err)
	}
	if got.Operation != "createIncidentNote" || got.Method != "POST" || got.Path != "/incidents/PINC/notes" || !got.Mutates ||
		got.StatusCode != 404 || got.Code != 2100 || got.RequestID != "req-42" || got.Attempts != 1 {
		t.Errorf("got %+v", got)
	}
	if want := "pagerduty: POST /incidents/PINC/notes: 404 Not Found: Not Found (a; b)"; err.Error() != want {
		t.Errorf("it says %q, want %q", err, want)
	}
	if got := failure(t, answer(200, "")); got.Operation != "getIncident" || got.Mutates {
		t.Errorf("got %+v", got)
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	got := failure(t, httpmock.NewErrorResponder(io.ErrUnexpectedEOF))
	if want := "pagerduty: GET /incidents/PINC: no answer came: unexpected EOF"; got.Error() != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if got, want := failure(t, answer(599, "")).Error(), "pagerduty: GET /incidents/PINC: 599: the answer was empty"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}

func sentinels() map[string]error {
	return map[string]error{
		"ErrUnauthorized": pagerduty.ErrUnauthorized, "ErrForbidden": pagerduty.ErrForbidden, "ErrNotFound": pagerduty.ErrNotFound,
		"ErrInvalid": pagerduty.ErrInvalid, "ErrPlan": pagerduty.ErrPlan, "ErrRateLimited": pagerduty.ErrRateLimited,
		"ErrUnavailable": pagerduty.ErrUnavailable, "ErrUnreachable": pagerduty.ErrUnreachable, "ErrUndecided": pagerduty.ErrUndecided,
		"ErrReadOnly": pagerduty.ErrReadOnly, "ErrWindow": pagerduty.ErrWindow, "ErrNoUser": pagerduty.ErrNoUser,
		"ErrUnknownRequester": pagerduty.ErrUnknownRequester,
	}
}

// Each status has one kind of error and no other.
func TestKindsOfErrors(t *testing.T) {
	t.Parallel()
	tests := map[int]string{
		400: "ErrInvalid", 401: "ErrUnauthorized", 402: "ErrPlan", 403: "ErrForbidden", 404: "ErrNotFound", 405: "", 408: "ErrUnavailable", 409: "",
		413: "ErrInvalid", 418: "", 422: "ErrInvalid", 429: "ErrRateLimited", 500: "ErrUnavailable", 502: "ErrUnavailable", 503: "ErrUnavailable",
		504: "ErrUnavailable", 599: "ErrUnavailable", 304: "",
	}
	for status, want := range tests {
		got := failure(t, answer(status, ""))
		for name, sentinel := range sentinels() {
			if errors.Is(got, sentinel) != (name == want) {
				t.Errorf("%d: errors.Is(%s) = %t", status, name, name != want)
			}
		}
	}
	if got := failure(t, answer(400, `{"error":{"code":1008}}`)); !errors.Is(got, pagerduty.ErrUnknownRequester) || !errors.Is(got, pagerduty.ErrInvalid) {
		t.Errorf("code 1008: %v", got)
	}
	unreachable := failure(t, httpmock.NewErrorResponder(io.EOF))
	for name, sentinel := range sentinels() {
		if errors.Is(unreachable, sentinel) != (name == "ErrUnreachable") {
			t.Errorf("no answer: errors.Is(%s) is wrong", name)
		}
	}
}

// errors.Is and errors.As find the cause of an error.
func TestNoErrorLosesItsCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("certificate of another host")
	if got := failure(t, httpmock.NewErrorResponder(cause)); !errors.Is(got, cause) {
		t.Errorf("network: %v", got)
	}
	if _, ok := errors.AsType[*json.SyntaxError](failure(t, answer(200, `{"incident":}`))); !ok {
		t.Error("decoding: no SyntaxError")
	}
	if got := failure(t, cutShort(200)); !errors.Is(got, errBroken) || !errors.Is(got, pagerduty.ErrUnavailable) {
		t.Errorf("broken body: %v", got)
	}
	if got := failure(t, cutShort(500)); !errors.Is(got, errBroken) || !errors.Is(got, pagerduty.ErrUnavailable) {
		t.Errorf("broken body of an error: %v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	client, _ := newClient(t, everywhere(answer(200, everyRoot)))
	if err := read(ctx, client); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestArgumentErrorNamesTheArgument(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(answer(200, everyRoot)))
	err := second(client.Incidents.Get(t.Context(), "../users"))
	got, ok := errors.AsType[*pagerduty.ArgumentError](err)
	if !ok || got.Argument != "id" || !errors.Is(err, pagerduty.ErrInvalid) || errors.Is(err, pagerduty.ErrNotFound) {
		t.Errorf("error %#v", err)
	}
	if want := `pagerduty: id: "../users" is not a PagerDuty id: ids are letters, digits, '_' and '-'`; err.Error() != want {
		t.Errorf("it says %q, want %q", err, want)
	}
}
