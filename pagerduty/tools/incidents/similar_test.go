package incidents_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync/atomic"
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
	if sent := s.Sent(); len(sent) != 1+3*5 || sent[0] != "GET /incidents/"+checkout+"/past_incidents?total=true" {
		t.Errorf("sent %v", sent)
	}
	past.Expect(map[string]any{"items.0.title": "Checkout latency p99 above 2 s in eu-west-1", "items.0.score": 98.5, "more": true, "total": nil, "items.5": nil})
	if past.Len("items") != 5 || !past.Has("items.4.id") {
		t.Errorf("%d past incidents, want PagerDuty's 5", past.Len("items"))
	}
	parseTime(t, past.Text("items.0.created_at"))
	two := s.Call("get_past_incidents", `{"incident_id":"4197","limit":2,"total":true}`)
	two.Expect(map[string]any{"more": true, "total": 8, "items.2": nil, "next_offset": nil})
	if got := s.Sent(); got[1] != "GET /incidents/"+checkout+"/past_incidents?limit=2&total=true" {
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
	s.ExpectSent("GET /incidents/"+checkout+"/related_incidents?additional_details[]=incident", "GET /services/PSCHKAP?include[]=integrations&include[]=auto_pause_notifications_parameters")
	if ids := related.Column("items", "id"); !slices.Equal(ids, []string{payments, cart, postgres}) {
		t.Errorf("related are %v", ids)
	}
	related.Expect(map[string]any{
		"items.0.because.0.type": "machine_learning_inferred", "items.0.because.0.classification": "similar_contents", "items.0.because.0.confirmed": 2,
		"items.1.because.0.type": "service_dependency", "items.1.because.0.dependent_services.0.id": "PSSTORE", "items.1.because.0.dependent_services.0.name": "Storefront Web",
		"items.1.because.0.supporting_services.0.id": "PSCHKAP", "items.1.because.0.supporting_services.0.name": "Checkout API", "items.0.service.name": "Payments Gateway",
		"items.0.status": "triggered", "items.0.assignees.0.name": "Bruno Castellani", "more": false,
	})
	if none := s.Call("get_related_incidents", `{"incident_id":"`+payments+`"}`); none.JSON != `{"items":[],"more":false}` {
		t.Errorf("none: %s", none.JSON)
	}
}

// Past incidents have their number, how long they took, who resolved them, their resolution and their last note.
func TestPastIncidentsTellHowTheyWereResolved(t *testing.T) {
	t.Parallel()
	s := demo(t)
	past := s.Call("get_past_incidents", `{"incident_id":"4198"}`)
	if past.Len("items") < 3 || past.Has("notes") || !past.Has("items.0.last_note.text") {
		t.Errorf("got %s", past.JSON)
	}
	for i := range past.Len("items") {
		item := fmt.Sprintf("items.%d.", i)
		for _, member := range []string{"number", "title", "created_at", "took", "resolved_by", "resolution", "score"} {
			if !past.Has(item + member) {
				t.Errorf("past incident %d has no %s: %s", i, member, past.JSON)
			}
		}
		whole := s.Call("get_incident", `{"incident_id":"`+past.Text(item+"id")+`","include":["timeline","notes"]}`)
		took := parseTime(t, whole.Text("resolved_at")).Sub(parseTime(t, whole.Text("created_at"))).Round(time.Minute)
		if shown, err := time.ParseDuration(past.Text(item + "took")); err != nil || shown != took || past.Number(item+"number") != whole.Number("number") ||
			past.Text(item+"resolution") != whole.Text("timeline.0.note") || past.Text(item+"resolved_by") != whole.Text("resolved_by") ||
			past.Text(item+"last_note.text") != whole.Text("notes.0.text") {
			t.Errorf("past incident %d says %v, and the incident itself %s", i, past.At(item[:len(item)-1]), whole.JSON)
		}
	}
}

// Parts of a past incident that cannot be read are in missing, and the others are shown.
func TestPastIncidentsOfWhichNotAllCanBeRead(t *testing.T) {
	t.Parallel()
	s := failing(t, blackbox.Account{Options: withoutRetries()}, simulator.Fault{Kind: simulator.FaultServerError, Path: "/incidents/*/notes"})
	past := s.Call("get_past_incidents", `{"incident_id":"`+checkout+`"}`)
	past.Expect(map[string]any{"items.0.missing.0": "last_note", "items.0.missing.1": nil, "items.4.missing.0": "last_note", "notes.1": nil})
	if !past.Has("items.4.resolved_by") || !strings.Contains(past.Text("notes.0"), "500") {
		t.Errorf("got %s", past.JSON)
	}
	// With many past incidents, only the most similar have outcomes.
	var many []string
	for i := range 40 {
		many = append(many, fmt.Sprintf(`{"incident":{"id":"Q%d","title":"x"},"score":%d}`, i, 40-i))
	}
	asked := atomic.Int64{}
	s = start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch asked.Add(1); {
		case strings.HasSuffix(r.URL.Path, "/past_incidents"):
			_, _ = fmt.Fprintf(w, `{"past_incidents":[%s],"total":40}`, strings.Join(many, ","))
		case strings.HasSuffix(r.URL.Path, "/notes"):
			_, _ = io.WriteString(w, `{"notes":[]}`)
		case strings.HasSuffix(r.URL.Path, "/log_entries"):
			_, _ = io.WriteString(w, `{"log_entries":[]}`)
		default:
			_, _ = fmt.Fprintf(w, `{"incident":{"id":%q,"incident_number":7,"status":"resolved","created_at":"2026-11-01T00:00:00Z","resolved_at":"2026-11-03T05:00:00Z"}}`, path.Base(r.URL.Path))
		}
	})})
	past = s.Call("get_past_incidents", `{"incident_id":"Q100","limit":40}`)
	past.Expect(map[string]any{"items.9.took": "2d5h", "items.10.took": nil, "items.39.id": "Q39", "items.40": nil, "more": false})
	if asked.Load() != 31 || !strings.Contains(past.Text("notes.0"), "10 most similar") {
		t.Errorf("%d requests for %s", asked.Load(), past.JSON)
	}
}

func TestDetailsMayBeAskedFor(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, tool := range []string{"get_related_incidents", "get_outlier_incident"} {
		for _, arguments := range []string{`"additional_details":["incident"]`, `"additional_details":"incident"`} {
			s.Call(tool, `{"incident_id":"`+checkout+`",`+arguments+`}`)
		}
	}
	for _, tool := range s.Tools() {
		if encoded, err := json.Marshal(tool); err != nil || strings.Contains(string(encoded), "additional_details") {
			t.Errorf("%s shows it: %s", tool.Name, encoded)
		}
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
			http.StatusNotFound:        {"404", strings.ReplaceAll(path, "_", " ") + " of incident " + checkout, "Check the id"},
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

// since must be in the past.
func TestOutlierSinceTheFuture(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, since := range []string{"+1d", "now", "2030-01-01T00:00:00Z"} {
		if sentence := s.CallError("get_outlier_incident", `{"incident_id":"`+checkout+`","since":"`+since+`"}`); !strings.Contains(sentence, "is not in the past") || len(s.Requests()) != 0 {
			t.Errorf("%s: %q after %v", since, sentence, s.Sent())
		}
	}
}
