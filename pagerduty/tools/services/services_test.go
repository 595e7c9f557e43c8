package services_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListServices(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_services", `{}`)
	if names := list.Column("items", "name"); len(names) != 12 || !slices.IsSorted(names) {
		t.Errorf("listed %v", names)
	}
	list.Expect(map[string]any{"more": false, "next_offset": nil, "total": nil})
	s.ExpectSent("GET /services?limit=25")
	list = s.Call("list_services", `{"query":"checkout"}`)
	list.Expect(map[string]any{
		"items.0.id": "PSCHKAP", "items.0.name": "Checkout API", "items.0.description": "Turns baskets into orders.", "items.0.status": "warning",
		"items.0.escalation_policy.id": "PECHECK", "items.0.teams.0.id": "PTCHECK", "items.0.teams.0.name": "Checkout", "items.1": nil,
	})
	if !list.Has("items.0.last_incident_at") || !list.Has("items.0.html_url") || list.Has("items.0.integrations") {
		t.Error(list.JSON)
	}
	s.ExpectSent("GET /services?limit=25&query=checkout")
	if empty := s.Call("list_services", `{"query":"no such service"}`); empty.JSON != `{"items":[],"more":false}` {
		t.Error(empty.JSON)
	}
}

// A limit of 1 takes one request, and no list returns more than its limit.
func TestListServicesPaging(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: largeAccount()})
	one := s.Call("list_services", `{"limit":1,"total":true}`)
	one.Expect(map[string]any{"items.1": nil, "more": true, "next_offset": 1, "total": 450})
	s.ExpectSent("GET /services?limit=1&total=true")
	for offset, requests := range map[int]int{0: 2, 200: 2, 440: 1} {
		list := s.Call("list_services", fmt.Sprintf(`{"limit":150,"offset":%d}`, offset))
		if want := min(150, 450-offset); list.Len("items") != want || list.At("more") != (offset+want < 450) || len(s.Requests()) != requests {
			t.Errorf("from %d on: %d items, more %v, after %v", offset, list.Len("items"), list.At("more"), s.Sent())
		}
	}
	if sentence := s.CallError("list_services", `{"offset":9990}`); !strings.Contains(sentence, "10,000") || len(s.Requests()) != 0 {
		t.Errorf("%q after %v", sentence, s.Sent())
	}
}

func TestListServicesOfTeams(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, sent := range map[string]string{
		`{"team_ids":["checkout"]}`:                 "GET /services?limit=25&team_ids[]=PTCHECK",
		`{"query_model":{"teams_ids":["PTCHECK"]}}`: "GET /services?limit=25&team_ids[]=PTCHECK",
	} {
		list := s.Call("list_services", arguments)
		if list.Len("items") == 0 || list.Len("items") == 12 || s.Sent()[len(s.Sent())-1] != sent {
			t.Errorf("%s: %d services after %v", arguments, list.Len("items"), s.Sent())
		}
		for _, team := range list.Column("items", "teams.0.id") {
			if team != "PTCHECK" {
				t.Errorf("%s: a service of %s", arguments, team)
			}
		}
	}
	for _, unknown := range []string{"PTEAM99", "no such team"} {
		if sentence := s.CallError("list_services", `{"team_ids":["`+unknown+`"]}`); !strings.Contains(sentence, "team_ids[0]") || !strings.Contains(sentence, "no team has this id") {
			t.Errorf("%s: %q", unknown, sentence)
		}
	}
}

func TestGetService(t *testing.T) {
	t.Parallel()
	s := demo(t)
	service := s.Call("get_service", `{"service_id":"PSCHKAP"}`)
	service.Expect(map[string]any{
		"id": "PSCHKAP", "name": "Checkout API", "status": "warning", "urgency": "high", "escalation_policy.id": "PECHECK", "teams.0.name": "Checkout",
		"auto_resolve_timeout": 0, "acknowledgement_timeout": 1800, "auto_pause": 0,
		"integrations.0.name": "Events API v2: Checkout API", "integrations.0.type": "events_api_v2_inbound_integration", "integrations.1": nil,
	})
	if !service.Has("last_incident_at") || !service.Has("created_at") || !service.Has("html_url") {
		t.Error(service.JSON)
	}
	if len(s.Requests()) != 1 {
		t.Errorf("sent %v", s.Sent())
	}
	s.Call("get_service", `{"service_id":"storefront web"}`).Expect(map[string]any{"id": "PSSTORE", "auto_pause": 300, "auto_resolve_timeout": 14400, "acknowledgement_timeout": 0})
	s.Call("get_service", `{"query_model":{"service":{"id":"PSSEARC","type":"service_reference"}}}`).Expect(map[string]any{
		"id": "PSSEARC", "urgency": "use_support_hours", "urgency_during_support_hours": "high", "urgency_outside_support_hours": "low",
		"support_hours.days.0": "Monday", "support_hours.days.4": "Friday", "support_hours.days.5": nil, "support_hours.from": "09:00:00", "support_hours.to": "18:00:00",
		"support_hours.time_zone": "Europe/Berlin",
	})
	for _, unknown := range []string{"PSNONE1", "nothing of the kind"} {
		if sentence := s.CallError("get_service", `{"service_id":"`+unknown+`"}`); !strings.Contains(sentence, "no service has this id or exactly this name") {
			t.Errorf("%s: %q", unknown, sentence)
		}
	}
	if sentence := s.CallError("get_service", `{"service_id":"warehouse"}`); !strings.Contains(sentence, "Warehouse Scanners (PSSCANN)") || !strings.Contains(sentence, "Warehouse Sync (PSWAREH)") {
		t.Errorf("no similar names in %q", sentence)
	}
}

// Support hours are shown as far as they can be read.
func TestSupportHours(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"service":{"id":"PSVC001","name":"y","incident_urgency_rule":{"type":"use_support_hours","during_support_hours":{"type":"constant","urgency":"high"}},`+
			`"support_hours":{"type":"fixed_time_per_day","time_zone":"America/Lima","start_time":"09:00:00","end_time":"17:00:00","days_of_week":[7,0,9,1]},`+
			`"scheduled_actions":[{"type":"urgency_change","at":{"type":"named_time","name":"support_hours_start"},"to_urgency":"high"}]}}`)
	})})
	const want = `{"id":"PSVC001","name":"y","urgency":"use_support_hours","urgency_during_support_hours":"high",` +
		`"support_hours":{"days":["Sunday","Monday"],"from":"09:00:00","to":"17:00:00","time_zone":"America/Lima"},"scheduled_actions":[{"at":"support_hours_start","urgency":"high"}]}`
	if got := s.Call("get_service", `{"service_id":"PSVC001"}`); got.JSON != want {
		t.Errorf("%s, want %s", got.JSON, want)
	}
}

// The key and the address of an integration are never shown: anybody who has one can open incidents.
func TestIntegrationKeysAreNeverShown(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, call := range [][2]string{
		{"list_services", `{"limit":100}`}, {"get_service", `{"service_id":"PSIDENT"}`}, {"get_service", `{"service_id":"PSCHKAP"}`},
		{"update_service", `{"service_id":"PSIDENT","description":"x"}`}, {"create_service", `{"name":"x","escalation_policy_id":"PECHECK"}`},
	} {
		answer := s.Call(call[0], call[1])
		for _, secret := range []string{"not-a-real-events-key", "contact-form@", "integration_key", "integration_email"} {
			if strings.Contains(answer.JSON, secret) {
				t.Errorf("%s shows %s: %s", call[0], secret, answer.JSON)
			}
		}
	}
}

// PagerDuty sends null for missing values, and whole objects in place of references.
func TestNullsAndWholeObjects(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		const service = `{"id":"PS0001X","name":"S","summary":"S","type":"service","self":null,"html_url":null,"description":null,"status":"new status","created_at":"","teams":null,
			"escalation_policy":{"id":"PE1","type":"escalation_policy","name":"E","escalation_rules":[{}]},"last_incident_timestamp":null,"auto_resolve_timeout":null,"acknowledgement_timeout":"odd",
			"incident_urgency_rule":null,"support_hours":null,"integrations":[null,{"id":"PI1","type":"x_inbound_integration","summary":"I","integration_key":"secret","config":{"key":"secret"}}],
			"auto_pause_notifications_parameters":null,"alert_grouping_parameters":{"type":null,"config":null},"added_later":[1]}`
		_, _ = io.WriteString(w, `{"services":[`+service+`],"service":`+service+`,"limit":25,"offset":0,"more":false,"total":null}`)
	})})
	if got := s.Call("get_service", `{"service_id":"PS0001X"}`); got.JSON != `{"id":"PS0001X","name":"S","status":"new status","escalation_policy":{"id":"PE1","name":"E"},`+
		`"auto_resolve_timeout":0,"integrations":[{"id":"PI1","name":"I","type":"x_inbound_integration"}]}` {
		t.Error(got.JSON)
	}
	if got := s.Call("list_services", `{}`); got.JSON != `{"items":[{"id":"PS0001X","name":"S","status":"new status","escalation_policy":{"id":"PE1","name":"E"}}],"more":false}` {
		t.Error(got.JSON)
	}
}

func TestReadingFails(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403})
	for tool, arguments := range map[string]string{"list_services": `{}`, "get_service": `{"service_id":"PSCHKAP"}`} {
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "(403)") || !strings.Contains(sentence, "admin") {
			t.Errorf("%s: %q", tool, sentence)
		}
	}
}

// A blank query is ignored.
func TestBlankQuery(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{})
	if blank, none := s.Call("list_services", `{"query":" \t "}`).JSON, s.Call("list_services", `{}`).JSON; blank != none {
		t.Errorf("%.300s", blank)
	}
}
