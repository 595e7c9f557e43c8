package simulator_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// TestNotImplemented calls every operation of PagerDuty's API. The simulator answers those that it does not have with 501 and their
// names, never with 404, which programs understand as a deleted object.
func TestNotImplemented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("operations.json")
	if err != nil {
		t.Fatal(err)
	}
	var operations map[string]struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(text, &operations); err != nil || len(operations) < 400 {
		t.Fatal(len(operations), err)
	}
	for mode, options := range map[string][]simulator.Option{"strict": nil, "lenient": {simulator.Lenient()}} {
		a := newAPI(t, append(options, simulator.WithSeed(simulator.Empty))...)
		missing := 0
		for name, operation := range operations {
			method, path, _ := strings.Cut(name, " ")
			for strings.Contains(path, "{") {
				before, rest, _ := strings.Cut(path, "{")
				_, after, _ := strings.Cut(rest, "}")
				path = before + "PNOBODY" + after
			}
			switch status, answer := a.do(method, path, ""); {
			case status == 501:
				missing++
				if told, _ := answer.at("error.errors.0").(string); !strings.Contains(told, "("+operation.ID+")") || !strings.Contains(told, "the simulator does not have it") {
					t.Errorf("%s: %s: %s", mode, name, told)
				}
			case status == 404 && !strings.Contains(path, "PNOBODY"):
				t.Errorf("%s: %s: %v", mode, name, answer)
			}
		}
		if missing < 200 || missing > len(operations)-55 {
			t.Errorf("%s: %d of %d are not there", mode, missing, len(operations))
		}
		a.refused(404, 2100, "no such path", "GET", "/incident", "")
		a.refused(404, 2100, "not with DELETE", "DELETE", "/incidents", "")
		a.refused(501, 2000, "listServiceCustomFields", "GET", "/services/custom_fields", "") // not a service with this id
	}
}

// TestDocumentedIsKnown: the simulator never refuses a member of PagerDuty's contract as unknown, even if it does not use it.
func TestDocumentedIsKnown(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, path := range []string{
		"/schedules?include_next_oncall_for_user=PUAMARA", "/schedules/PSCHKP1?include_next_oncall_for_user=PUAMARA",
		"/event_orchestrations/services/PSCHKAP?include[]=migrated_metadata",
	} {
		a.ok("GET", path, "")
	}
	for _, member := range []string{
		`"scheduled_actions":[]`, `"alert_creation":"create_alerts_and_incidents"`, `"response_play":null`,
	} {
		a.ok("PUT", "/services/PSCHKAP", `{"service":{"type":"service",`+member+`}}`)
	}
	a.ok("POST", overridesOf, `{"overrides":[{"start":"2026-10-15","end":"2026-10-16","time_zone":"UTC","user":{"id":"PUDIEGO","type":"user_reference","summary":"Diego"}}]}`)
}
