package services_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// expectWritten fails the test unless the latest call made one write, with this body.
func expectWritten(t *testing.T, s *blackbox.Session, method, path, body string) {
	t.Helper()
	writes := s.Writes()
	if len(writes) != 1 || writes[0].String() != method+" "+path || writes[0].Body != body {
		t.Errorf("wrote %v, want %s %s %s", writes, method, path, body)
	}
}

func TestCreateService(t *testing.T) {
	t.Parallel()
	s := demo(t)
	created := s.Call("create_service", `{"name":"Vouchers","escalation_policy_id":"PECHECK"}`)
	created.Expect(map[string]any{"name": "Vouchers", "status": "active", "escalation_policy.id": "PECHECK", "teams.0.id": "PTCHECK", "urgency": "high"})
	expectWritten(t, s, "POST", "/services", `{"service":{"type":"service","name":"Vouchers","escalation_policy":{"id":"PECHECK","type":"escalation_policy_reference"}}}`)
	s.Call("get_service", `{"service_id":"vouchers"}`).Expect(map[string]any{"id": created.Text("id")})

	s.Call("create_service", `{"service_data":{"service":{"type":"service","name":"Vouchers 2","description":"D","escalation_policy":{"id":"PECHECK","type":"escalation_policy_reference"},`+
		`"auto_resolve_timeout":0,"acknowledgement_timeout":"600","teams":null}},"urgency":"severity_based","auto_pause":300}`).Expect(map[string]any{
		"description": "D", "auto_resolve_timeout": 0, "acknowledgement_timeout": 600, "urgency": "severity_based", "auto_pause": 300,
	})
	expectWritten(t, s, "POST", "/services", `{"service":{"type":"service","name":"Vouchers 2","description":"D","escalation_policy":{"id":"PECHECK","type":"escalation_policy_reference"},`+
		`"incident_urgency_rule":{"type":"constant","urgency":"severity_based"},"auto_resolve_timeout":0,"acknowledgement_timeout":600,"auto_pause_notifications_parameters":{"enabled":true,"timeout":300}}}`)
}

func TestCreateServiceRefusals(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string]string{
		`{"name":"checkout api","escalation_policy_id":"PECHECK"}`: "Nothing was changed",
		`{"name":"x","escalation_policy_id":"PENONE1"}`:            "no escalation policy has this id",
		`{"name":"x","escalation_policy_id":"nobody"}`:             "no escalation policy has this id",
		`{"name":"x"}`: `"escalation_policy_id" is required`,
		`{"name":"","escalation_policy_id":"PECHECK"}`:                         `"name" is empty`,
		`{"name":"x","escalation_policy_id":"PECHECK","auto_pause":60}`:        "auto_pause",
		`{"name":"x","escalation_policy_id":"PECHECK","urgency":"medium"}`:     "urgency",
		`{"name":"x","escalation_policy_id":"PECHECK","status":"disabled"}`:    "Unknown argument",
		`{"name":"x","escalation_policy_id":"PECHECK","team_ids":["PTPLATF"]}`: "Unknown argument",
	} {
		if sentence := s.CallError("create_service", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
	if list := s.Call("list_services", `{"total":true}`); list.Number("total") != 12 {
		t.Errorf("the account has %d services", list.Number("total"))
	}
}

// Omitted fields are not sent, so PagerDuty leaves them unchanged. 0 is sent, since it turns a timeout off.
func TestUpdateServiceSendsWhatWasGiven(t *testing.T) {
	t.Parallel()
	for arguments, body := range map[string]string{
		`"name":"Checkout"`:              `"name":"Checkout"`,
		`"description":""`:               `"description":""`,
		`"status":"disabled"`:            `"status":"disabled"`,
		`"auto_resolve_timeout":0`:       `"auto_resolve_timeout":0`,
		`"acknowledgement_timeout":0`:    `"acknowledgement_timeout":0`,
		`"acknowledgement_timeout":"90"`: `"acknowledgement_timeout":90`,
		`"auto_pause":0`:                 `"auto_pause_notifications_parameters":{"enabled":false}`,
		`"auto_pause":120`:               `"auto_pause_notifications_parameters":{"enabled":true,"timeout":120}`,
		`"urgency":"low"`:                `"incident_urgency_rule":{"type":"constant","urgency":"low"}`,
		`"escalation_policy_id":"incident commander","description":null`: `"escalation_policy":{"id":"PECOMMD","type":"escalation_policy_reference"}`,
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			before := s.Call("get_service", `{"service_id":"PSSTORE"}`)
			s.Call("update_service", `{"service_id":"PSSTORE",`+arguments+`}`)
			expectWritten(t, s, "PUT", "/services/PSSTORE", `{"service":{"type":"service",`+body+`}}`)
			after := s.Call("get_service", `{"service_id":"PSSTORE"}`)
			different := 0
			for _, field := range []string{"name", "description", "status", "urgency", "auto_resolve_timeout", "acknowledgement_timeout", "auto_pause", "escalation_policy.id"} {
				if before.At(field) != after.At(field) {
					different++
				}
			}
			if different > 1 {
				t.Errorf("changed %d fields: from %s to %s", different, before.JSON, after.JSON)
			}
		})
	}
}

func TestUpdateService(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("update_service", `{"service_data":{"service":{"id":"PSSTORE","type":"service","name":"Shop"}}}`).Expect(map[string]any{
		"id": "PSSTORE", "name": "Shop", "description": "The shop that visitors see.", "auto_resolve_timeout": 14400, "auto_pause": 300, "changed.0": "name", "changed.1": nil, "before.name": "Storefront Web",
	})
	s.Call("update_service", `{"service_id":"shop","status":"disabled","auto_resolve_timeout":0}`).Expect(map[string]any{
		"status": "disabled", "auto_resolve_timeout": 0, "changed.0": "status", "changed.1": "auto_resolve_timeout", "before.auto_resolve_timeout": 14400, "notes": nil,
	})
	s.Call("update_service", `{"service_id":"shop","status":"disabled"}`).Expect(map[string]any{"changed": nil, "notes.0": "Nothing changed: the service already had these values."})
	s.Call("update_service", `{"service_id":"shop","auto_pause":0,"escalation_policy_id":"Platform"}`).Expect(map[string]any{
		"auto_pause": 0, "before.auto_pause": 300, "escalation_policy.name": "Platform", "before.escalation_policy.name": "Search and Storefront",
	})
	for arguments, want := range map[string]string{
		`{"service_id":"PSSTORE"}`:                                          "nothing to change",
		`{"service_id":"PSSTORE","description":null}`:                       "nothing to change",
		`{"service_id":"PSNONE1","name":"x"}`:                               "no service has this id",
		`{"service_id":"PSSTORE","escalation_policy_id":"PENONE1"}`:         "no escalation policy has this id",
		`{"service_id":"PSSTORE","auto_resolve_timeout":-1}`:                "auto_resolve_timeout",
		`{"service_id":"PSSTORE","status":"maintenance"}`:                   "status",
		`{"service_id":"PSSTORE","alert_grouping_parameters":{"type":"x"}}`: "nothing to change",
	} {
		sentence := s.CallError("update_service", arguments)
		if !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %q does not say %q, or wrote %v", arguments, sentence, want, s.Writes())
		}
	}
}

func TestChangingFails(t *testing.T) {
	t.Parallel()
	calls := map[string]string{"create_service": `{"name":"x","escalation_policy_id":"PECHECK"}`, "update_service": `{"service_id":"PSSTORE","name":"x"}`}
	for tool, arguments := range calls {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 402, Method: http.MethodPut}, simulator.Fault{Kind: simulator.FaultStatus, Status: 402, Method: http.MethodPost})
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "plan lacks this feature (402)") {
			t.Errorf("%s: %q", tool, sentence)
		}
		s = start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "read-only") || len(s.Writes()) != 0 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Writes())
		}
		s = failing(t, simulator.Fault{Kind: simulator.FaultMalformedJSON, Method: http.MethodPut}, simulator.Fault{Kind: simulator.FaultMalformedJSON, Method: http.MethodPost})
		if sentence := s.CallError(tool, arguments); !strings.HasPrefix(sentence, "The change may have been made.") {
			t.Errorf("%s: a write without a readable response failed with %q", tool, sentence)
		}
	}
}

// A fixed urgency would replace the rule for support hours.
func TestUrgencyThatDependsOnSupportHours(t *testing.T) {
	t.Parallel()
	s := demo(t)
	sentence := s.CallError("update_service", `{"service_id":"PSSEARC","urgency":"low","description":"x"}`)
	if !strings.Contains(sentence, "support hours") || !strings.Contains(sentence, "Nothing was changed") || len(s.Writes()) != 0 {
		t.Errorf("%q after %v", sentence, s.Writes())
	}
	s.Call("update_service", `{"service_id":"PSSEARC","description":"x"}`).Expect(map[string]any{"description": "x", "urgency": "use_support_hours"})
}

// A write is a success even if the service cannot be read again.
func TestAWriteThatCannotBeReadAgain(t *testing.T) {
	t.Parallel()
	written := false
	s := start(t, blackbox.Account{Around: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if written && strings.HasPrefix(r.URL.Path, "/services/") {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
			written = r.Method != http.MethodGet
		})
	}})
	s.Call("update_service", `{"service_id":"PSSTORE","name":"Shop"}`).Expect(map[string]any{
		"name": "Shop", "changed.0": "name", "changed.1": nil, "before.name": "Storefront Web", "auto_pause": nil,
		"notes.0": "The service was written, but could not be read again: auto_pause and integrations may be missing here.",
	})
	written = false
	s.Call("create_service", `{"name":"Vouchers","escalation_policy_id":"PECHECK"}`).Expect(map[string]any{
		"name": "Vouchers", "escalation_policy.name": "Checkout", "notes.1": nil,
		"notes.0": "The service was written, but could not be read again: auto_pause and integrations may be missing here.",
	})
}

// A value that PagerDuty does not send is left out, not shown as 0.
func TestAnswerSaysOnlyWhatPagerDutySays(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"service":{"id":"PSVC001","name":"y","auto_resolve_timeout":null,"integrations":[{"id":"PINT001","type":"x_inbound_integration","name":"I"}],`+
			`"auto_pause_notifications_parameters":{"enabled":false,"timeout":0}}}`)
	})})
	const want = `{"id":"PSVC001","name":"y","auto_resolve_timeout":0,"auto_pause":0,"integrations":[{"id":"PINT001","name":"I","type":"x_inbound_integration"}]}`
	if got := s.Call("get_service", `{"service_id":"PSVC001"}`); got.JSON != want {
		t.Errorf("%s, want %s", got.JSON, want)
	}
}
