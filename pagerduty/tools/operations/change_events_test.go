package operations_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListChangeEvents(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_change_events", `{"limit":40}`)
	list.Expect(map[string]any{"more": false, "items.37.id": list.Text("items.37.id"), "items.38": nil, "window": nil})
	if !slices.IsSortedFunc(list.Column("items", "at"), func(a, b string) int { return strings.Compare(b, a) }) || list.Text("notes.0") != "Without since, all changes that PagerDuty has are listed, back to "+list.Text("items.37.at")+"." {
		t.Error(list.JSON)
	}
	s.ExpectSent("GET /change_events?limit=41")
	s.Call("list_change_events", `{"service_ids":["PSCHKAP"],"limit":2}`).Expect(map[string]any{
		"items.0.summary": "Deployed Checkout API v412 to production: new connection pool settings", "items.0.details.version": "v412", "items.0.reason": nil,
		"items.0.services.0.name": "Checkout API", "items.2": nil, "more": true, "next_offset": 2, "notes": nil,
	})
	s.Call("list_change_events", `{"team_ids":["PTCHECK"],"offset":7}`).Expect(map[string]any{"items.1.services.0.id": "PSPAYGW", "items.2": nil, "more": false})
	s.ExpectSent("GET /teams/PTCHECK", "GET /change_events?limit=26&offset=7&team_ids[]=PTCHECK")
	empty := start(t, blackbox.Empty())
	if list := empty.Call("list_change_events", `{}`); list.JSON != `{"items":[],"more":false}` {
		t.Error(list.JSON)
	}
}

// PagerDuty does not say whether a list goes on. The result does, at every limit.
func TestChangeEventsSayWhetherMoreFollow(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: changes(200), Unchecked: true})
	for arguments, want := range map[string]struct {
		items    int
		more     bool
		requests int
	}{
		`{"limit":199}`:              {199, true, 2},
		`{"limit":200}`:              {200, false, 3},
		`{"limit":201}`:              {200, false, 3},
		`{"limit":100}`:              {100, true, 2},
		`{"limit":99}`:               {99, true, 1},
		`{"limit":100,"offset":100}`: {100, false, 2},
		`{"limit":50,"offset":150}`:  {50, false, 1},
		`{"offset":9975}`:            {0, false, 1}, // up to the last record that PagerDuty lists
	} {
		list := s.Call("list_change_events", arguments)
		if list.Len("items") != want.items || list.At("more") != want.more || len(s.Requests()) != want.requests {
			t.Errorf("%s: %d items, more %v, after %v", arguments, list.Len("items"), list.At("more"), s.Sent())
		}
	}
}

// changes answers with a part of total change events, without more.
func changes(total int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var limit, offset int
		_, _ = fmt.Sscan(r.URL.Query().Get("limit"), &limit)
		_, _ = fmt.Sscan(r.URL.Query().Get("offset"), &offset)
		var events []string
		for i := offset; i < min(offset+limit, total); i++ {
			events = append(events, fmt.Sprintf(`{"id":"01C%d"}`, i))
		}
		_, _ = fmt.Fprintf(w, `{"change_events":[%s]}`, strings.Join(events, ","))
	})
}

// Times are sent in UTC, since PagerDuty takes no others.
func TestChangeEventsOfAWindow(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_change_events", `{"service_ids":["PSCHKAP"],"since":"2026-11-20T00:00:00+01:00","until":"2026-11-22T00:00:00+01:00"}`)
	list.Expect(map[string]any{"items.0.at": list.Text("items.0.at"), "items.1": nil, "window.since": "2026-11-20T00:00:00+01:00", "window.until": "2026-11-22T00:00:00+01:00"})
	s.ExpectLast("/services/PSCHKAP/change_events?limit=26&since=2026-11-19T23:00:00Z&until=2026-11-21T23:00:00Z")
	s.Call("list_change_events", `{"since":"-2d"}`).Expect(map[string]any{"window.until": nil})
	for arguments, want := range map[string]string{
		`{"since":"soon"}`: "since", `{"since":"+1h"}`: "is in the future", `{"since":"2030-01-01T00:00:00Z","until":"2031-01-01T00:00:00Z"}`: "is in the future", `{"since":"now","until":"-1h"}`: "not before", `{"offset":10000}`: "10,000",
	} {
		if sentence := s.CallError("list_change_events", arguments); !strings.Contains(sentence, want) || len(s.Sent()) > 0 {
			t.Errorf("%s: %q after %v", arguments, sentence, s.Sent())
		}
	}
}

// PagerDuty lists the changes of one service at a time. Those of several are merged, the latest first.
func TestChangeEventsOfSeveralServices(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const both = `"service_ids":["PSCHKAP","PSPGDBS"]`
	whole := s.Call("list_change_events", `{`+both+`}`)
	if got := whole.Column("items", "at"); len(got) != 10 || !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(b, a) }) || whole.At("more") != false {
		t.Error(whole.JSON)
	}
	var parts []string
	for offset := 0; offset < 10; offset += 3 {
		part := s.Call("list_change_events", fmt.Sprintf(`{%s,"limit":3,"offset":%d}`, both, offset))
		if len(s.SentTo("GET", "/services/PSCHKAP/change_events")) != 1 || len(s.SentTo("GET", "/services/PSPGDBS/change_events")) != 1 || part.At("more") != (offset < 9) {
			t.Errorf("from %d on: %v, %v", offset, part.At("more"), s.Sent())
		}
		parts = append(parts, part.Column("items", "id")...)
	}
	if !slices.Equal(parts, whole.Column("items", "id")) {
		t.Errorf("in parts %v, at once %v", parts, whole.Column("items", "id"))
	}
}

func TestChangeEventsOfAnIncident(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_change_events", `{"incident_id":"https://lanternfield-demo.pagerduty.com/incidents/Q2CHECKOUTLATE"}`)
	list.Expect(map[string]any{
		"items.0.reason": "PagerDuty's model relates it to the incident", "items.1.reason": "a change of a related service", "items.1.services.0.name": "Postgres Fleet", "more": false,
	})
	s.Call("list_change_events", `{"incident_id":"4192"}`).Expect(map[string]any{"items.0.reason": "the latest change of the incident's service"})
	for arguments, want := range map[string]int{
		`{"incident_id":"Q2CHECKOUTLATE","service_ids":["Postgres Fleet"]}`: 1, `{"incident_id":"Q2CHECKOUTLATE","since":"-2h"}`: 1, `{"incident_id":"Q2CHECKOUTLATE","until":"-5h"}`: 0,
		`{"incident_id":"Q2CHECKOUTLATE","limit":1}`: 1, `{"incident_id":"Q2CHECKOUTLATE","limit":1,"offset":1}`: 1,
	} {
		if list := s.Call("list_change_events", arguments); list.Len("items") != want || list.At("more") != (strings.HasSuffix(arguments, `"limit":1}`)) {
			t.Errorf("%s: %s", arguments, list.JSON)
		}
	}
	if sentence := s.CallError("list_change_events", `{"incident_id":"4192","team_ids":["Checkout"]}`); !strings.Contains(sentence, "Omit team_ids") || len(s.Sent()) > 0 {
		t.Errorf("%q after %v", sentence, s.Sent())
	}
	if sentence := s.CallError("list_change_events", `{"incident_id":"https://other.pagerduty.com/incidents/Q2CHECKOUTLATE"}`); !strings.Contains(sentence, "this account is at") {
		t.Error(sentence)
	}
}

func TestGetChangeEvent(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("get_change_event", `{"change_event_id":"014TGECVVHMI2VF0GTSYEJOK2V"}`).Expect(map[string]any{
		"summary": "Deployed Checkout API v412 to production: new connection pool settings", "source": "deploys.lanternfield.example", "services.0.id": "PSCHKAP",
		"integration.name": "Events API v2: Checkout API", "links.0.text": "View the change", "links.0.href": "https://git.lanternfield.example/changes/014TGECVVHMI2VF0GTSYEJOK2V",
		"details.previous_version": "v411", "html_url": "https://lanternfield-demo.pagerduty.com/change_events/014TGECVVHMI2VF0GTSYEJOK2V",
	})
	s.ExpectSent("GET /change_events/014TGECVVHMI2VF0GTSYEJOK2V")
	if sentence := s.CallError("get_change_event", `{"change_event_id":"01NONE"}`); !strings.Contains(sentence, "404") {
		t.Error(sentence)
	}
	other := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"change_event":{"id":"01A","images":[{"src":"https://a.example/graph.png","alt":"Graph"}],"links":null,"services":null,"custom_details":{}}}`))
	})})
	if got := other.Call("get_change_event", `{"change_event_id":"01A"}`).JSON; got != `{"id":"01A","links":[{"text":"Graph","href":"https://a.example/graph.png"}]}` {
		t.Error(got)
	}
}

// Reads explain PagerDuty's refusals.
func TestReadsFail(t *testing.T) {
	t.Parallel()
	for tool, arguments := range map[string]string{
		"list_change_events": `{}`, "get_change_event": `{"change_event_id":"01A"}`, "list_maintenance_windows": `{}`, "list_business_services": `{}`,
		"get_business_service": `{"service_id":"PBSSHOP"}`, "get_service_dependencies": `{"service_id":"PSCHKAP"}`,
	} {
		for status, want := range map[int]string{402: "plan lacks", 403: "not allowed", 500: "PagerDuty failed"} {
			s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: status})
			if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, want) {
				t.Errorf("%s with %d: %q", tool, status, sentence)
			}
		}
	}
}

func TestChangeEventOfAnotherAccount(t *testing.T) {
	t.Parallel()
	if sentence := demo(t).CallError("get_change_event", `{"change_event_id":"https://other.pagerduty.com/change_events/014TGECVVHMI2VF0GTSYEJOK2V"}`); !strings.Contains(sentence, `the link leads to "other.pagerduty.com"`) {
		t.Error(sentence)
	}
}
