package incidents_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

const allParts = `"include":["alerts","notes","timeline","changes"]`

func TestGetIncidentWithItsParts(t *testing.T) {
	t.Parallel()
	s := demo(t)
	incident := s.Call("get_incident", `{"incident_id":"`+checkout+`",`+allParts+`}`)
	incident.Expect(map[string]any{
		"alerts.0.summary": "Apdex of the checkout funnel is 0.61 (target 0.90)", "alerts.0.severity": "error", "alerts.0.status": "resolved",
		"alerts.0.source": "Events API v2: Checkout API", "alerts.3.details.release": "v412", "alerts.5": nil,
		"notes.0.by": "Bruno Castellani", "notes.2.by": "Amara Okafor", "notes.3": nil,
		"timeline.0.what": "annotate", "timeline.7.what": "trigger", "timeline.7.by": "Events API v2: Checkout API", "timeline.1.what": "snooze", "timeline.4.text": "Acknowledged by Amara Okafor",
		"changes.0.summary":         "Deployed Checkout API v412 to production: new connection pool settings",
		"changes.0.services.0.name": "Checkout API", "changes.0.reason": "intelligent", "changes.0.details.version": "v412", "changes.0.source": "deploys.lanternfield.example",
		"more": nil, "missing": nil,
	})
	if link := incident.Text("changes.0.links.0"); !strings.HasPrefix(link, "https://git.lanternfield.example/changes/") {
		t.Errorf("the change links to %q", link)
	}
	for _, part := range []string{"alerts", "notes", "timeline"} {
		times := append(incident.Column(part, "created_at"), incident.Column(part, "at")...)
		times = slices.DeleteFunc(times, func(text string) bool { return text == "" })
		if len(times) == 0 || !slices.IsSortedFunc(times, func(a, b string) int { return strings.Compare(b, a) }) {
			t.Errorf("the %s are of %v, want the newest first", part, times)
		}
	}
	twice := s.Call("get_incident", `{"incident_id":"`+checkout+`","include":["notes","notes"]}`)
	if twice.Len("notes") != 3 || len(s.SentTo("GET", "/incidents/"+checkout+"/notes")) != 1 || twice.Has("alerts") {
		t.Errorf("notes twice: %v and %s", s.Sent(), twice.JSON)
	}
	// Parts are found by id only, so a number is looked up first.
	byNumber := s.Call("get_incident", `{"incident_id":"4197","include":["notes"]}`)
	if got := s.Sent(); byNumber.Len("notes") != 3 || got[0] != "GET /incidents/4197" || len(got) != 3 {
		t.Errorf("by number: %v", got)
	}
}

// The incident and its four parts are read in parallel: each request waits for the others here.
func TestPartsAreFetchedInParallel(t *testing.T) {
	t.Parallel()
	var arrived sync.WaitGroup
	arrived.Add(5)
	all := make(chan struct{})
	go func() { arrived.Wait(); close(all) }()
	s := start(t, blackbox.Account{Around: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			arrived.Done()
			select {
			case <-all:
			case <-time.After(10 * time.Second):
				t.Errorf("%s %s was alone", r.Method, r.URL.Path)
			}
			next.ServeHTTP(w, r)
		})
	}})
	if incident := s.Call("get_incident", `{"incident_id":"`+checkout+`",`+allParts+`}`); incident.Len("notes") != 3 {
		t.Errorf("got %s", incident.JSON)
	}
}

func TestPartsAreTheNewestTwenty(t *testing.T) {
	t.Parallel()
	var seconds atomic.Int64 // two notes are never of the same moment
	clock := func() time.Time { return blackbox.Now().Add(time.Duration(seconds.Add(1)) * time.Second) }
	s := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(clock))})
	for _, text := range numbered(23, "note #") {
		s.Call("add_note_to_incident", `{"incident_id":"`+postgres+`","note":"`+text+`"}`)
	}
	incident := s.Call("get_incident", `{"incident_id":"`+postgres+`",`+allParts+`}`)
	if incident.Len("notes") != 20 || incident.Len("timeline") != 20 || incident.Len("alerts") != 1 {
		t.Errorf("%d notes, %d entries, %d alerts", incident.Len("notes"), incident.Len("timeline"), incident.Len("alerts"))
	}
	if got := fmt.Sprint(incident.At("more")); got != "[notes timeline]" {
		t.Errorf("more is %s, want notes and timeline", got)
	}
	incident.Expect(map[string]any{"notes.0.text": "note 22", "notes.19.text": "note 3"})
}

// A part that fails is in missing, and the others are shown.
func TestAPartThatFailsIsMissing(t *testing.T) {
	t.Parallel()
	s := failing(t, blackbox.Account{Options: withoutRetries()},
		simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusPaymentRequired, Path: "/incidents/*/related_change_events"},
		simulator.Fault{Kind: simulator.FaultServerError, Path: "/incidents/*/notes"})
	incident := s.Call("get_incident", `{"incident_id":"`+checkout+`",`+allParts+`}`)
	incident.Expect(map[string]any{"id": checkout, "notes": nil, "changes": nil, "missing.alerts": nil, "missing.timeline": nil})
	if incident.Len("alerts") != 5 || incident.Len("timeline") != 8 {
		t.Errorf("the parts that work have %d alerts and %d entries", incident.Len("alerts"), incident.Len("timeline"))
	}
	if changes, notes := incident.Text("missing.changes"), incident.Text("missing.notes"); !strings.Contains(changes, "plan") || !strings.Contains(changes, "402") || !strings.Contains(notes, "500") {
		t.Errorf("missing is %v", incident.At("missing"))
	}
	s = failing(t, blackbox.Account{Options: withoutRetries()}, simulator.Fault{Kind: simulator.FaultServerError, Path: "/incidents/" + checkout + "/{$}"})
	if sentence := s.CallError("get_incident", `{"incident_id":"`+checkout+`",`+allParts+`}`); !strings.Contains(sentence, "500") {
		t.Errorf("without the incident itself: %q", sentence)
	}
}

// Twenty are all there is; of twenty-one there are more.
func TestMoreThanTheNewestTwenty(t *testing.T) {
	t.Parallel()
	for count, more := range map[int]bool{20: false, 21: true, 40: true} {
		s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			list := func(root, item string) {
				size := count
				if limit, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil {
					size = min(size, limit)
				}
				var items []string
				for i := range size {
					items = append(items, fmt.Sprintf(item, i))
				}
				fmt.Fprintf(w, `{%q:[%s]}`, root, strings.Join(items, ","))
			}
			switch {
			case strings.HasSuffix(r.URL.Path, "/notes"):
				list("notes", `{"id":"PN%d","content":"x","created_at":"2026-11-22T15:00:00Z"}`)
			case strings.HasSuffix(r.URL.Path, "/related_change_events"):
				list("change_events", `{"id":"PC%d","summary":"x","timestamp":"2026-11-22T15:00:00Z"}`)
			default:
				fmt.Fprint(w, `{"incident":{"id":"PINC001","status":"triggered"}}`)
			}
		})})
		answer := s.Call("get_incident", `{"incident_id":"PINC001","include":["notes","changes"]}`)
		if got := answer.Column("more", ""); answer.Len("notes") != 20 || answer.Len("changes") != 20 || (answer.Len("more") == 2) != more || !more && answer.Has("more") {
			t.Errorf("of %d: %d notes, %d changes, more %v", count, answer.Len("notes"), answer.Len("changes"), got)
		}
	}
}
