package incidents_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestOutlierIncident(t *testing.T) {
	t.Parallel()
	s := demo(t)
	outlier := s.Call("get_outlier_incident", `{"incident_id":"`+checkout+`"}`)
	s.ExpectSent("GET /incidents/" + checkout + "/outlier_incident?additional_details[]=incident")
	outlier.Expect(map[string]any{
		"pattern": "Checkout latency <*> above <*> s in <*>", "incident.id": checkout, "incident.service.name": "Checkout API", "occurrence.category": "frequent",
	})
	s.Call("get_outlier_incident", `{"incident_id":"#4197","since":"-1h"}`)
	sent := s.Requests()
	if len(sent) != 2 || sent[0].String() != "GET /incidents/4197" || sent[1].Path != "/incidents/"+checkout+"/outlier_incident" {
		t.Fatalf("sent %v", s.Sent())
	}
	if since := parseTime(t, sent[1].Query.Get("since")); blackbox.Now().Sub(since).Round(time.Minute) != time.Hour {
		t.Errorf("since is %s, want an hour ago", since)
	}
	none := s.Call("get_outlier_incident", `{"incident_id":"`+payments+`"}`)
	none.Expect(map[string]any{"incident.id": payments, "pattern": "Card authorisations time out at the acquirer: <*> of attempts", "occurrence.category": "frequent"})
	if sentence := s.CallError("get_outlier_incident", `{"incident_id":"`+checkout+`","since":"long ago"}`); !strings.Contains(sentence, "long ago") {
		t.Errorf("a since that is no time: %q", sentence)
	}
}

func TestPastIncidents(t *testing.T) {
	t.Parallel()
	s := demo(t)
	past := s.Call("get_past_incidents", `{"incident_id":"`+checkout+`"}`)
	s.ExpectSent("GET /incidents/" + checkout + "/past_incidents?total=true")
	past.Expect(map[string]any{"items.0.title": "Checkout latency p99 above 2 s in eu-west-1", "items.0.score": 98.5, "more": true, "total": nil, "items.5": nil})
	if past.Len("items") != 5 || !past.Has("items.4.id") {
		t.Errorf("%d past incidents, want PagerDuty's 5", past.Len("items"))
	}
	parseTime(t, past.Text("items.0.created_at"))
	two := s.Call("get_past_incidents", `{"incident_id":"4197","limit":2,"total":true}`)
	two.Expect(map[string]any{"more": true, "total": 8, "items.2": nil, "next_offset": nil})
	if got := s.Sent(); got[len(got)-1] != "GET /incidents/"+checkout+"/past_incidents?limit=2&total=true" {
		t.Errorf("sent %v", got)
	}
	all := s.Call("get_past_incidents", `{"incident_id":"`+checkout+`","limit":999}`)
	all.Expect(map[string]any{"more": false})
	if all.Len("items") != 8 {
		t.Errorf("%d past incidents, want all 8", all.Len("items"))
	}
	resolved := past.Text("items.0.id")
	if none := s.Call("get_past_incidents", `{"incident_id":"`+resolved+`"}`); none.JSON != `{"items":[],"more":false}` {
		t.Errorf("none: %s", none.JSON)
	}
	for _, limit := range []string{"0", "1000"} {
		if sentence := s.CallError("get_past_incidents", `{"incident_id":"`+checkout+`","limit":`+limit+`}`); !strings.Contains(sentence, "limit") || len(s.Requests()) != 0 {
			t.Errorf("limit %s: %q", limit, sentence)
		}
	}
}

func TestRelatedIncidents(t *testing.T) {
	t.Parallel()
	s := demo(t)
	related := s.Call("get_related_incidents", `{"incident_id":"`+checkout+`"}`)
	s.ExpectSent("GET /incidents/" + checkout + "/related_incidents?additional_details[]=incident")
	if ids := related.Column("items", "id"); !slices.Equal(ids, []string{payments, cart, postgres}) {
		t.Errorf("related are %v", ids)
	}
	related.Expect(map[string]any{
		"items.0.because.0": "machine_learning_inferred", "items.1.because.0": "service_dependency", "items.0.service.name": "Payments Gateway",
		"items.0.status": "triggered", "items.0.assignees.0.name": "Bruno Castellani", "more": false,
	})
	if none := s.Call("get_related_incidents", `{"incident_id":"`+payments+`"}`); none.JSON != `{"items":[],"more":false}` {
		t.Errorf("none: %s", none.JSON)
	}
}

func TestSimilarIncidentsThatThePlanLacks(t *testing.T) {
	t.Parallel()
	for path, tool := range map[string]string{
		"outlier_incident": "get_outlier_incident", "past_incidents": "get_past_incidents", "related_incidents": "get_related_incidents",
	} {
		for status, want := range map[int][]string{
			http.StatusPaymentRequired: {"402", "plan lacks this feature", "code 2014", "Account does not have the abilities"},
			http.StatusForbidden:       {"403", "AIOps", "admin", "code 2010", "Access Denied"},
			http.StatusNotFound:        {"404", path, "Check the id"},
		} {
			s := failing(t, blackbox.Account{}, simulator.Fault{Kind: simulator.FaultStatus, Status: status, Path: "/incidents/*/" + path})
			sentence := s.CallError(tool, `{"incident_id":"`+checkout+`"}`)
			for _, word := range want {
				if !strings.Contains(sentence, word) {
					t.Errorf("%s after %d: %q does not say %q", tool, status, sentence, word)
				}
			}
			if len(s.Requests()) != 1 {
				t.Errorf("%s after %d was repeated: %v", tool, status, s.Sent())
			}
		}
	}
}
