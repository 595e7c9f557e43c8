package simulator

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestPastEventsAreForgotten: what the account knows about events does not grow with those of the past, also if their rules are gone.
func TestPastEventsAreForgotten(t *testing.T) {
	t.Parallel()
	now := yearStart
	s := New(WithClock(func() time.Time { return now }), Lenient())
	o := s.account.orchestrations.order[0]
	send := func(method, path, body string) {
		t.Helper()
		request := httptest.NewRequest(method, path, strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer "+UserKey)
		answer := httptest.NewRecorder()
		if s.ServeHTTP(answer, request); answer.Code >= 300 {
			t.Fatalf("%s %s: %d %s", method, path, answer.Code, answer.Body)
		}
	}
	send("PUT", "/event_orchestrations/"+o.id+"/router", `{"orchestration_path":{"sets":[{"id":"start","rules":[]}],"catch_all":{"actions":{"route_to":"PSORDER"}}}}`)
	for n := range 20 {
		send("PUT", "/event_orchestrations/"+o.id+"/global", `{"orchestration_path":{"sets":[{"id":"start","rules":[
			{"conditions":[{"expression":"trigger_count over 1 hours >= 2"}],"actions":{}}]}],"catch_all":{"actions":{"suspend":60}}}}`)
		send("POST", "/v2/enqueue", fmt.Sprintf(`{"routing_key":%q,"event_action":"trigger","dedup_key":"alert %d",
			"payload":{"summary":"Disk full","source":"db-1","severity":"critical"}}`, o.integrations.order[0].routingKey, n))
		in := s.account.intake
		if len(in.triggers) != 1 || len(in.held) != 1 || len(in.sent) != 1 {
			t.Fatalf("after %d events: %d counts, %d alerts that are held back, events of %d integrations; want 1 of each", n+1, len(in.triggers), len(in.held), len(in.sent))
		}
		now = now.Add(day)
	}
}
