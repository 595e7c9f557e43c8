package pagerduty_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// On-call entries have no id. All compares their members to skip those that it has seen.
func TestOnCallsThatDifferAreAllGiven(t *testing.T) {
	t.Parallel()
	const (
		policy = `"escalation_policy":{"id":"PPOL"},`
		ada    = `"user":{"id":"PADA"},`
	)
	entries := []string{
		`{` + policy + ada + `"escalation_level":1,"schedule":{"id":"PSCH"},"start":"2026-03-01T09:00:00Z","end":"2026-03-02T09:00:00Z"}`,
		`{` + policy + ada + `"escalation_level":1,"schedule":{"id":"PSCH"},"start":"2026-03-08T09:00:00Z","end":"2026-03-09T09:00:00Z"}`, // her next turn
		`{` + policy + ada + `"escalation_level":1,"schedule":{"id":"PSCH"},"start":"2026-03-08T09:00:00Z","end":"2026-03-09T08:00:00Z"}`,
		`{` + policy + ada + `"escalation_level":1,"schedule":{"id":"PSCH"},"start":"2026-03-08T10:00:00Z","end":"2026-03-09T08:00:00Z"}`,
		`{` + policy + ada + `"escalation_level":1,"schedule":{"id":"PTHEN"},"start":"2026-03-01T09:00:00Z","end":"2026-03-02T09:00:00Z"}`,
		`{` + policy + ada + `"escalation_level":1,"schedule":null,"start":null,"end":null}`, // also named by the policy itself
		`{` + policy + ada + `"escalation_level":2,"schedule":null,"start":null,"end":null}`,
		`{` + policy + ada + `"escalation_level":10,"schedule":null,"start":null,"end":null}`,
		`{` + policy + ada + `"escalation_level":11,"schedule":null,"start":null,"end":null}`,
		`{` + policy + ada + `"escalation_level":60000,"schedule":null,"start":null,"end":null}`,
		`{` + policy + ada + `"escalation_level":70000,"schedule":null,"start":null,"end":null}`,
		`{` + policy + ada + `"escalation_level":55290,"schedule":null,"start":null,"end":null}`,
		`{` + policy + ada + `"escalation_level":55291,"schedule":null,"start":null,"end":null}`,
		`{` + policy + ada + `"escalation_level":2000000,"schedule":null,"start":null,"end":null}`,
		`{` + policy + ada + `"escalation_level":3000000,"schedule":null,"start":null,"end":null}`,
		`{` + policy + `"user":{"id":"PBOB"},"escalation_level":1,"schedule":null,"start":null,"end":null}`,
		`{"escalation_policy":{"id":"PELSE"},` + ada + `"escalation_level":1,"schedule":null,"start":null,"end":null}`,
		`{` + ada + `"escalation_level":1}`, `{` + ada + `"escalation_level":1}`, // without a policy
	}
	client, _ := newClient(t, inTurn(t, answer(http.StatusOK, `{"oncalls":[`+strings.Join(entries, ",")+`]}`)))
	got, err := drain(client.OnCalls.All(t.Context(), pagerduty.ListOnCallsOptions{}))
	if err != nil || len(got) != len(entries) {
		t.Errorf("%d of %d entries, %v", len(got), len(entries), err)
	}
}

func TestOnCallsThatMovedToTheNextPageAreGivenOnce(t *testing.T) {
	t.Parallel()
	const (
		first = `{"escalation_policy":{"id":"PPOL"},"escalation_level":1,"schedule":{"id":"PSCH"},"user":{"id":"PADA"},"start":"2026-03-01T09:00:00Z"}`
		again = `{"escalation_policy":{"id":"PPOL"},"escalation_level":1,"schedule":{"id":"PSCH"},"user":{"id":"PADA"},"start":"2026-03-01T10:00:00+01:00"}`
		other = `{"escalation_policy":{"id":"PPOL"},"escalation_level":2,"schedule":{"id":"PSCH"},"user":{"id":"PADA"},"start":"2026-03-01T09:00:00Z"}`
	)
	client, sent := newClient(t, inTurn(t,
		answer(http.StatusOK, `{"more":true,"oncalls":[`+first+`]}`), answer(http.StatusOK, `{"more":false,"oncalls":[`+again+`,`+other+`]}`)))
	got, err := drain(client.OnCalls.All(t.Context(), pagerduty.ListOnCallsOptions{}))
	if err != nil || len(got) != 2 || got[1].EscalationLevel != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
	sent.expect(t, "GET /oncalls?limit=100", "GET /oncalls?limit=100&offset=1&total=true")
}
