package status_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListStatusPages(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_status_pages", `{}`).Expect(map[string]any{"items.0.name": "Lanternfield Status", "items.1.type": "private", "items.2": nil, "more": false})
	s.Call("list_status_pages", `{"type":"private"}`).Expect(map[string]any{"items.0.id": "PLANINT", "items.1": nil})
	s.ExpectSent("GET /status_pages?status_page_type=private")
	start(t, blackbox.Empty()).Call("list_status_pages", `{}`).Expect(map[string]any{"items.0": nil, "more": false})
}

func TestGetStatusPage(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, text := range []string{"PLANTRN", " LANTERNFIELD status "} {
		s.Call("get_status_page", `{"page_id":"`+text+`"}`).Expect(map[string]any{
			"id": "PLANTRN", "type": "public", "url": "https://status.lanternfield.example", "services.1": "Checkout and Payments", "incident.severities.1": "minor",
			"incident.statuses.0": "investigating", "incident.statuses.3": nil, "incident.impacts.1": "partial outage", "maintenance.severities.0": "maintenance",
			"maintenance.severities.1": nil, "maintenance.statuses.1": "in progress", "notes": nil,
		})
		if len(s.Requests()) != 5 {
			t.Errorf("sent %v", s.Sent())
		}
	}
	if sentence := s.CallError("get_status_page", `{"page_id":"Status"}`); !strings.Contains(sentence, "Similar: Lanternfield Status (PLANTRN)") || strings.Contains(sentence, "PLANINT") {
		t.Errorf("a part of a name: %q", sentence)
	}
	if sentence := start(t, blackbox.Empty()).CallError("get_status_page", `{"page_id":"Status"}`); !strings.Contains(sentence, "no status page has this id or exactly this name") {
		t.Errorf("an account without pages: %q", sentence)
	}
}

func TestFailuresOfStatusPages(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		session *blackbox.Session
		want    string
	}{
		"scope":  {with(t, simulator.WithoutScopes("status_pages.read")), "lacks an OAuth scope that this call needs: status_pages.read"},
		"plan":   {with(t, simulator.WithFaults(simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusPaymentRequired})), "plan lacks this feature"},
		"role":   {with(t, simulator.WithFaults(simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden})), "(403)"},
		"server": {with(t, simulator.WithFaults(simulator.Fault{Kind: simulator.FaultServerError})), "PagerDuty failed (500)"},
		"part":   {with(t, simulator.WithFaults(simulator.Fault{Kind: simulator.FaultServerError, Path: "/status_pages/*/impacts"})), "PagerDuty failed (500)"},
	} {
		for tool, arguments := range map[string]string{"get_status_page": `{` + onPage + `}`, "get_status_page_post": `{` + onPage + `,"post_id":"PPSLOWC"}`} {
			if sentence := test.session.CallError(tool, arguments); !strings.Contains(sentence, test.want) {
				t.Errorf("%s, %s: %q does not say %q", name, tool, sentence, test.want)
			}
		}
	}
}

// PagerDuty's lists may be longer than what it returns, and it documents no way to read on.
func TestLongListsOfStatusPages(t *testing.T) {
	t.Parallel()
	answers := map[string]string{
		"/status_pages":                    `{"status_pages":[{"id":"PPAGE01","name":"Status","url":null,"status_page_type":"secret"}],"more":true}`,
		"/status_pages/PPAGE01/posts":      `{"posts":[{"id":"PPOST01","title":null,"updates":null,"starts_at":null}],"more":true,"limit":1}`,
		"/status_pages/PPAGE01/severities": `{"severities":[]}`, "/status_pages/PPAGE01/statuses": `{"statuses":[]}`, "/status_pages/PPAGE01/posts/PPOST01/post_updates": `{"post_updates":[]}`,
	}
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, answers[r.URL.Path]) })})
	const note = "PagerDuty has more, and offers no way to read on."
	s.Call("list_status_pages", `{}`).Expect(map[string]any{"more": true, "notes.0": note, "items.0.type": "secret"})
	s.Call("list_status_page_posts", `{"page_id":"Status"}`).Expect(map[string]any{"more": true, "notes.0": note, "items.0.id": "PPOST01", "items.0.updates": nil})
}
