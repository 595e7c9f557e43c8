package enqueue_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/enqueue"
)

// body decodes the body of an event with a routing key.
func body(t *testing.T, members string) map[string]any {
	t.Helper()
	in := map[string]any{}
	if err := json.Unmarshal([]byte(`{"routing_key":"`+strings.Repeat("k", enqueue.RoutingKeySize)+`",`+members+`}`), &in); err != nil {
		t.Fatal(err)
	}
	return in
}

func TestProblems(t *testing.T) {
	t.Parallel()
	const payload = `"payload":{"summary":"s","source":"x","severity":"info"`
	for members, want := range map[string]string{
		`"event_action":"trigger",` + payload + `}`:                                                "[]",
		`"event_action":"resolve","dedup_key":"k"`:                                                 "[]",
		`"event_action":"resolve"`:                                                                 "[{'dedup_key' is missing or blank true}]",
		`"event_action":"trigger"`:                                                                 "[{'payload' is missing or blank true}]",
		`"event_action":"trigger","links":{},` + payload + `}`:                                     "[{'links' must be a list false}]",
		`"event_action":"trigger","images":[{"alt":"a"}],` + payload + `}`:                         "[{'images' must contain objects with 'src' false}]",
		`"event_action":"trigger",` + payload + `,"timestamp":"soon"}`:                             "[{'payload.timestamp' must be an ISO 8601 time false}]",
		`"event_action":"trigger",` + payload + `,"timestamp":"2026-11-22T15:30Z"}`:                "[]",
		`"event_action":"trigger",` + payload + `,"group":7}`:                                      "[{'payload.group' must be a text false}]",
		`"event_action":"trigger","dedup_key":"` + strings.Repeat("é", 256) + `",` + payload + `}`: "[{Length of 'dedup_key' is incorrect (should be at most 255 characters) false}]",
	} {
		if got := fmt.Sprint(enqueue.Problems(body(t, members))); got != want {
			t.Errorf("%s: %s, want %s", members, got, want)
		}
	}
}

func TestChangeProblems(t *testing.T) {
	t.Parallel()
	for members, want := range map[string]string{
		`"payload":{"summary":"Deployed"}`:                       "[]",
		`"payload":{"source":"ci"}`:                              "[{'payload.summary' is missing or blank true}]",
		`"payload":{"summary":"Deployed","custom_details":"v4"}`: "[{'payload.custom_details' must be an object false}]",
	} {
		if got := fmt.Sprint(enqueue.ChangeProblems(body(t, members))); got != want {
			t.Errorf("%s: %s, want %s", members, got, want)
		}
	}
}
