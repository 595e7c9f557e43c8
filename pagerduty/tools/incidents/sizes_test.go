package incidents_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// What every conversation pays for.
func TestSizeOfTheToolList(t *testing.T) {
	t.Parallel()
	encoded, err := json.Marshal(demo(t).Tools())
	if err != nil {
		t.Fatal(err)
	}
	if len(encoded) > 11_000 {
		t.Errorf("tools/list has %d bytes, want 11,000 at most", len(encoded))
	}
}

func TestSizeOfAHundredIncidents(t *testing.T) {
	t.Parallel()
	const most = 40_000
	s := start(t, blackbox.Account{Simulator: largeAccount()})
	if list := s.Call("list_incidents", `{"limit":100,"all_time":true}`); list.Len("items") != 100 || len(list.JSON) > most {
		t.Errorf("%d incidents take %d bytes, want %d at most", list.Len("items"), len(list.JSON), most)
	}
	s = start(t, blackbox.Account{Handler: longIncidents(100)})
	list := s.Call("list_incidents", `{"limit":100,"all_time":true}`)
	const mostOfTwo = 44_000 // one incident with two assignees and a title of 60 characters takes some 430 bytes
	list.Expect(map[string]any{"items.99.assignees.1.name": "Another Engineer", "more": false})
	if len(list.Text("items.99.title")) != 60 || len(list.JSON) > mostOfTwo {
		t.Errorf("100 incidents with two assignees take %d bytes, want %d at most", len(list.JSON), mostOfTwo)
	}
}

// longIncidents answers with incidents that have titles of 60 characters and two assignees.
func longIncidents(count int) http.Handler {
	const incident = `{"id":"Q%013d","type":"incident","incident_number":%d,"title":%q,"status":"acknowledged","urgency":"high","created_at":"2026-11-22T14:25:27Z",
		"priority":{"id":"PPRIOR1","summary":"P1"},"alert_counts":{"all":12},"html_url":"https://lanternfield-demo.pagerduty.com/incidents/Q%013d","service":{"id":"PSCHKAP","summary":"Checkout API"},
		"assignments":[{"assignee":{"id":"PUAMARA","summary":"Amara Okafor"}},{"assignee":{"id":"PUOTHER","summary":"Another Engineer"}}]}`
	var incidents []string
	for i := range count {
		incidents = append(incidents, fmt.Sprintf(incident, i, i+1, strings.Repeat("sixty ", 10), i))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"incidents":[`+strings.Join(incidents, ",")+`],"more":false}`)
	})
}

// A list that is larger than a result may be stops by itself, says so, and goes on where it stopped.
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
