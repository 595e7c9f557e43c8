package incidents_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestIncidentTypesByAnyName(t *testing.T) {
	t.Parallel()
	for given, requests := range map[string]int{"major_incident": 0, "Major Incident": 1, " major incident ": 1, "PMAJORI": 1, "MAJOR_INCIDENT": 1} {
		s := demo(t)
		s.Call("manage_incidents", `{"incident_ids":["4200"],"incident_type":"`+given+`"}`).Expect(map[string]any{"items.0.after.type": "major_incident"})
		if lists := len(s.SentTo("GET", "/incidents/types")); lists != requests {
			t.Errorf("manage_incidents, %q: %d requests for the types, want %d", given, lists, requests)
		}
		s.Call("create_incident", `{"title":"Disk","service_id":"PSCHKAP","incident_type":"`+given+`"}`)
		lists := len(s.SentTo("GET", "/incidents/types"))
		if lists != requests {
			t.Errorf("create_incident, %q: %d requests for the types, want %d", given, lists, requests)
		}
	}
}

// What PagerDuty has no type for leads to those that it has, also if only PagerDuty knows that.
func TestUnknownIncidentTypes(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for given, want := range map[string]string{
		"outage":     `incident_type "outage": no incident type has this id or exactly this name. There are: Base Incident (incident_default), Major Incident (major_incident), Security`,
		"Big Outage": "Major Incident (major_incident)",
	} {
		for tool, arguments := range map[string]string{"manage_incidents": `"incident_ids":["4200"]`, "create_incident": `"title":"Disk","service_id":"PSCHKAP"`} {
			if sentence := s.CallError(tool, `{`+arguments+`,"incident_type":"`+given+`"}`); !strings.Contains(sentence, want) || !strings.HasSuffix(sentence, "Nothing was changed.") {
				t.Errorf("%s, %s: %s", tool, given, sentence)
			}
		}
	}
}

// PagerDuty's refusal is not replaced by the failure of the list that would explain it.
func TestUnknownIncidentTypeWithoutAList(t *testing.T) {
	t.Parallel()
	s := failing(t, blackbox.Account{Unchecked: true}, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusNotFound, Method: http.MethodGet, Path: "/incidents/types"})
	sentence := s.CallError("create_incident", `{"title":"Disk","service_id":"PSCHKAP","incident_type":"nosuch"}`)
	if strings.Contains(sentence, "Nothing is at") || !strings.Contains(sentence, "400") {
		t.Error(sentence)
	}
}
