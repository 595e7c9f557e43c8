package incidents_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestSizeOfAHundredIncidents(t *testing.T) {
	t.Parallel()
	const most = 40_000
	s := start(t, blackbox.Account{Simulator: largeAccount()})
	if list := s.Call("list_incidents", `{"limit":100,"all_time":true}`); list.Len("items") != 100 || len(list.JSON) > most {
		t.Errorf("%d incidents take %d bytes, want %d at most", list.Len("items"), len(list.JSON), most)
	}
	s = start(t, blackbox.Account{Handler: longIncidents(100)})
	list := s.Call("list_incidents", `{"limit":100,"all_time":true}`)
	list.Expect(map[string]any{
		"items.99.assignees.1.name": "Another Engineer", "items.0.assignees.1.id": "PUOTHER", "items.0.acknowledged_by.0": "Amara Okafor",
		"items.1.assigned_at": nil, "items.2.assigned_at": "2026-11-22T14:55:27Z", "more": false,
	})
	if len(list.Text("items.99.title")) != 90 || len(list.JSON) > most {
		t.Errorf("100 incidents with two assignees take %d bytes, want %d at most", len(list.JSON), most)
	}
}

// longIncidents responds with acknowledged incidents that have titles of 90 characters and two assignees. Every third was reassigned.
func longIncidents(count int) http.Handler {
	const incident = `{"id":"Q%013d","type":"incident","incident_number":%d,"title":%q,"status":"acknowledged","urgency":"high","created_at":"2026-11-22T14:25:27Z",
		"priority":{"id":"PPRIOR1","summary":"P1"},"alert_counts":{"all":12},"html_url":"https://lanternfield-demo.pagerduty.com/incidents/Q%013d","service":{"id":"PSCHKAP","summary":"Checkout API"},
		"assignments":[{"at":"%[5]s","assignee":{"id":"PUAMARA","summary":"Amara Okafor"}},{"at":"%[5]s","assignee":{"id":"PUOTHER","summary":"Another Engineer"}}],
		"acknowledgements":[{"at":"2026-11-22T14:56:00Z","acknowledger":{"id":"PUAMARA","summary":"Amara Okafor"}}]}`
	var incidents []string
	for i := range count {
		assigned := "2026-11-22T14:25:28Z"
		if i%3 == 2 {
			assigned = "2026-11-22T14:55:27Z"
		}
		incidents = append(incidents, fmt.Sprintf(incident, i, i+4100, strings.Repeat("ninety ", 13)[:90], i, assigned))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"incidents":[`+strings.Join(incidents, ",")+`],"more":false}`)
	})
}

// A list that does not fit into a result stops early, and next_offset is where it continues.
func TestListStopsAtTheBudget(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: largeAccount()})
	var ids []string
	calls, requests := 0, 0
	for more, offset := true, 0; more; calls++ {
		list := s.Call("list_incidents", fmt.Sprintf(`{"limit":1000,"all_time":true,"offset":%d}`, offset))
		if len(list.JSON) > mcptools.DefaultMaxResultBytes || len(list.JSON) < 50_000 && list.At("more") == true {
			t.Errorf("the result has %d bytes of %d", len(list.JSON), mcptools.DefaultMaxResultBytes)
		}
		ids = append(ids, list.Column("items", "id")...)
		more = list.At("more") == true
		if offset = list.Number("next_offset"); more && offset != len(ids) {
			t.Fatalf("after %d incidents the next offset is %d", len(ids), offset)
		}
		requests += len(s.Requests())
	}
	if len(ids) != 1200 || !unique(ids) {
		t.Errorf("%d incidents came in %d calls, want 1,200, each once", len(ids), calls)
	}
	if requests > 3*calls {
		t.Errorf("%d calls took %d requests: pages were fetched that were not shown", calls, requests)
	}
}
