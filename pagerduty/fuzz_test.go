package pagerduty_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// FuzzError decodes failures with any body. The result is always an *Error of the status's kind, with a message and without the key.
func FuzzError(f *testing.F) {
	for _, seed := range []string{
		"", "null", "[]", "<html>", "upstream connect error", `{"error":{"message":"Not Found","code":2100,"errors":["a"]}}`, `{"error":"x"}`,
		`{"error":["x",1]}`, `{"error":{"errors":"x"}}`, `{"errors":[{"a":[null]}]}`, `{"message":7}`, "{\"error\":\"\xff\"}", `{"error":"` + testKey + `"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got := failure(t, answer(404, string(body)))
		if !errors.Is(got, pagerduty.ErrNotFound) || got.Message == "" {
			t.Errorf("error %v", got)
		}
		if text := got.Error(); !utf8.ValidString(text) || strings.Contains(text, testKey) {
			t.Errorf("it says %q", text)
		}
	})
}

// FuzzDecode decodes any body as a list and as one incident. The result is an *Error or can be encoded again.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"", "null", "[]", "7", `{}`, `{"incidents":null}`, `{"incidents":"x"}`, `{"incidents":[null,"x",{"id":7,"created_at":"never"}],"more":"x"}`,
		`{"incident":{"id":"P","created_at":"2026-03-01T09:30:00+24:00","body":{"details":{}},"service":"x"}}`, `{"incidents":[{}],"incidents":7}`,
		`{"incident":{"incident_number":1e400,"teams":[[]],"priority":7}}`, string(pageOfIncidents(1)),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		client, _ := newClient(t, everywhere(answer(200, string(body))))
		page, err := client.Incidents.List(t.Context(), pagerduty.ListIncidentsOptions{})
		expectErrorOrValue(t, page, page == nil, err)
		incident, err := client.Incidents.Get(t.Context(), "PINC")
		expectErrorOrValue(t, incident, incident == nil, err)
	})
}

func expectErrorOrValue(t *testing.T, value any, none bool, err error) {
	t.Helper()
	if _, ok := errors.AsType[*pagerduty.Error](err); none != ok || ok != (err != nil) {
		t.Errorf("got %v, %v", value, err)
	}
	if _, err := json.Marshal(value); err != nil {
		t.Error(err)
	}
}
