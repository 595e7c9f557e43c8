package incidents_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// If somebody else resolves the incident after a failed attempt, the resolution is lost, and a note says so.
func TestResolutionThatSomebodyElseMadeNeedless(t *testing.T) {
	t.Parallel()
	for by, lost := range map[string]bool{"PADA001": false, "PBOB001": true} {
		failed := false
		s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/users/me":
				_, _ = fmt.Fprint(w, `{"user":{"id":"PADA001","email":"ada@example.com"}}`)
			case r.Method == http.MethodPut:
				failed = true
				w.WriteHeader(http.StatusBadGateway)
			case failed:
				_, _ = fmt.Fprintf(w, `{"incident":{"id":"PINC001","status":"resolved","last_status_change_by":{"id":%q,"summary":"Someone"}},"oncalls":[]}`, by)
			default:
				_, _ = fmt.Fprint(w, `{"incident":{"id":"PINC001","status":"triggered","last_status_change_by":{"id":"PSVC001"}}}`)
			}
		})})
		done := s.Call("manage_incidents", `{"incident_ids":["PINC001"],"status":"resolved","resolution":"Restarted it."}`)
		done.Expect(map[string]any{"changed": 1, "items.0.after.status": "resolved"})
		if note := done.Text("note"); strings.Contains(note, "Somebody else has resolved these meanwhile, and the resolution was not recorded there: PINC001 (by Someone)") != lost {
			t.Errorf("resolved by %s: %q", by, note)
		}
	}
}
