package response_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestSetFields(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("set_incident_fields", `{"incident_id":"4197","fields":{"Root cause":"deploy","orders_affected":3450,"regions":["US-EAST-1","eu-west-1","eu-west-1"],"customer_impact":null}}`).Expect(map[string]any{
		"type": "incident_default", "changed.0": "root_cause", "changed.3": "customer_impact", "before.orders_affected": 3200, "after.orders_affected": 3450,
		"before.root_cause": nil, "after.root_cause": "Deploy", "after.regions.0": "us-east-1", "after.regions.2": nil, "after.customer_impact": nil, "notes": nil,
	})
	const body = `{"custom_fields":[{"id":"PFCAUSE","value":"Deploy"},{"id":"PFORDER","value":3450},{"id":"PFREGIO","value":["us-east-1","eu-west-1"]},{"id":"PFIMPAC","value":null}]}`
	if writes := s.Writes(); len(writes) != 1 || writes[0].Body != body {
		t.Errorf("wrote %v", writes)
	}
	s.Call("set_incident_fields", `{"incident_id":"4197","fields":[{"name":"PFORDER","value":["3450"]}]}`).Expect(map[string]any{
		"changed": nil, "after.orders_affected": 3450, "notes.0": "Nothing changed: the fields already had these values.",
	})
	s.Call("set_incident_fields", `{"incident_id":"4197","fields":{"regions":"us-east-1","customer_impact":"4192,4197"}}`).Expect(map[string]any{"after.regions.0": "us-east-1", "after.regions.1": nil, "after.customer_impact": "4192,4197"})
	s.Call("set_incident_fields", `{"incident_id":"4197","fields":{"regions":"eu-west-1, us-east-1"}}`).Expect(map[string]any{"after.regions.0": "eu-west-1", "after.regions.1": "us-east-1"})
}

// A comma belongs to a value, unless it is between options.
func TestValuesWithCommas(t *testing.T) {
	t.Parallel()
	s := demo(t)
	setType(t, s, "security_incident")
	for given, want := range map[string]string{`["1,200"]`: `["1,200"]`, `"https://x.example/?ids=1,2"`: `["https://x.example/?ids=1,2"]`, `["1,2","3"]`: `["1,2","3"]`} {
		s.Call("set_incident_fields", `{"incident_id":"4200","fields":{"systems":`+given+`}}`)
		s.ExpectLast(`{"id":"PFSYSTE","value":` + want + `}`)
	}
	s.Call("set_incident_fields", `{"incident_id":"4200","fields":{"regions":"EU-West-1, us-east-1,"}}`)
	s.ExpectLast(`{"id":"PFREGIO","value":["eu-west-1","us-east-1"]}`)
	if sentence := s.CallError("set_incident_fields", `{"incident_id":"4200","fields":{"regions":"eu-west-1,mars"}}`); !strings.Contains(sentence, `"eu-west-1,mars" is not an option`) {
		t.Error(sentence)
	}
}

// The values of each type, in the forms in which models write them.
func TestTypesOfFields(t *testing.T) {
	t.Parallel()
	s := demo(t)
	major(t, s)
	s.Call("set_incident_fields", `{"incident_id":"4200","fields":{"status_page_posted":true,"impact_began":"today 14:05","revenue_lost":12.50,"review_document":"https://docs.lanternfield.example/4200"}}`).Expect(map[string]any{
		"type": "major_incident", "after.status_page_posted": true, "after.impact_began": "2026-11-22T14:05:00Z", "after.revenue_lost": 12.5, "after.review_document": "https://docs.lanternfield.example/4200",
	})
	s.ExpectLast(`{"id":"PFLOSSE","value":12.50}`)
	for value, want := range map[string]string{
		`{"status_page_posted":"maybe"}`:                         `"maybe" is not true or false`,
		`{"impact_began":"lunchtime"}`:                           "not a time",
		`{"revenue_lost":"a lot"}`:                               `"a lot" is not a number`,
		`{"revenue_lost":"0x10"}`:                                "is not a number",
		`{"review_document":"docs/4200"}`:                        "is not a web address",
		`{"orders_affected":1.5}`:                                `"1.5" is not a whole number`,
		`{"orders_affected":[1,2]}`:                              "holds one value, not 2",
		`{"orders_affected":"1,200"}`:                            `"1,200" is not a whole number; write 1200`,
		`{"orders_affected":"1,2"}`:                              `"1,2" is not a whole number. `,
		`{"revenue_lost":"1 200.50"}`:                            `"1 200.50" is not a number; write 1200.50`,
		`{"root_cause":"Weather"}`:                               "The options are Deploy, Capacity, Dependency, Hardware, Human error",
		`{"regions":["mars"]}`:                                   "The options are eu-west-1",
		`{"data_classification":"Public"}`:                       "incidents of the type major_incident have no field",
		`{"root_couse":"Deploy"}`:                                "did you mean root_cause?",
		`{"root_cause":"Deploy","Root cause":null}`:              "given twice",
		`{"customer_impact":"` + strings.Repeat("é", 201) + `"}`: "201 characters",
		`{}`: "fields",
	} {
		if sentence := s.CallError("set_incident_fields", `{"incident_id":"4200","fields":`+value+`}`); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %s after %v", value, sentence, s.Writes())
		}
	}
}

// major makes incident 4200 a major incident.
func major(t *testing.T, s *blackbox.Session) {
	t.Helper()
	setType(t, s, "major_incident")
}

// setType changes the type of incident 4200, by the API.
func setType(t *testing.T, s *blackbox.Session, name string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "/incidents/"+postgres, strings.NewReader(`{"incident":{"type":"incident","incident_type":{"name":"`+name+`"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"Authorization": "Token token=" + simulator.UserKey, "From": "amara.okafor@lanternfield.example",
		"Accept": "application/vnd.pagerduty+json;version=2", "Content-Type": "application/json",
	} {
		r.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	if s.Simulator.ServeHTTP(recorder, r); recorder.Code != http.StatusOK {
		t.Fatalf("answered %d: %s", recorder.Code, recorder.Body)
	}
}

func TestSetFieldsFails(t *testing.T) {
	t.Parallel()
	const arguments = `{"incident_id":"4197","fields":{"root_cause":"Deploy"}}`
	lacking := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusPaymentRequired, Path: "/incidents/types/*/custom_fields"})
	if sentence := lacking.CallError("set_incident_fields", arguments); !strings.Contains(sentence, "plan lacks this feature (402)") || !strings.HasSuffix(sentence, "Nothing was changed.") {
		t.Error(sentence)
	}
	without := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithoutScopes("custom_fields.read"))})
	if sentence := without.CallError("set_incident_fields", arguments); !strings.Contains(sentence, "custom_fields.read (403)") {
		t.Error(sentence)
	}
}
