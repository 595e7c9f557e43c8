package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const changes = "/change_events"

func TestListChangeEvents(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	all := a.ok("GET", changes+"?limit=100", "")
	if times := all.column("change_events", "timestamp"); len(times) != 38 || !slices.IsSortedFunc(times, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("%d change events at %v", len(times), times)
	}
	for _, member := range []string{"more", "limit", "offset", "total"} { // the contract has none of them
		a.equal(all, member, nil)
	}
	integration := a.ok("GET", "/services/PSPGDBS", "").at("service.integrations.0.id")
	for path, want := range map[string]int{
		changes: 25, changes + "?offset=30": 8, changes + "?limit=5&offset=36": 2, "/services/PSCHKAP/change_events": 5, "/services/PSSCANN/change_events": 0,
		"/services/PSCHKAP/change_events?since=2026-10-14T00:00:00Z": 1, changes + "?since=2026-10-14T00:00:00Z&until=2026-10-14T10:00:00Z": 1,
		changes + "?team_ids[]=PTCHECK&limit=100": 9, changes + fmt.Sprint("?integration_ids[]=", integration): 5, "/services/PSCHKAP/change_events?team_ids[]=PTPLATF": 0,
	} {
		if got := len(a.ok("GET", path, "").column("change_events", "id")); got != want {
			t.Errorf("%s lists %d, want %d", path, got, want)
		}
	}
	a.refused(400, 2001, "must be in UTC", "GET", changes+"?since=2026-10-14T00:00:00%2B02:00", "")
	a.refused(400, 2001, "ISO 8601", "GET", changes+"?until=soon", "")
	a.refused(400, 2001, "limit must be", "GET", changes+"?limit=101", "")
	a.refused(404, 2100, "no service", "GET", "/services/PNONE/change_events", "")
}

func TestChangeEvent(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	listed := a.ok("GET", "/incidents/Q2CHECKOUTLATE/related_change_events", "")
	a.equal(listed, "change_events.0.correlation_reason.reason", "intelligent")
	one := fmt.Sprint(changes, "/", listed.at("change_events.0.id"))
	read := a.ok("GET", one, "")
	for path, want := range map[string]any{
		"type": "change_event", "source": "deploys.lanternfield.example", "services.0.id": "PSCHKAP", "custom_details.version": "v412", "correlation_reason": nil,
	} {
		a.equal(read, "change_event."+path, want)
	}
	changed := a.ok("PUT", one, `{"change_event":{"type":"change_event","summary":"Deployed v412","custom_details":{"version":"v412b"}}}`)
	a.equal(changed, "change_event.summary", "Deployed v412")
	a.equal(a.ok("GET", one, ""), "change_event.custom_details.version", "v412b")
	a.equal(a.ok("PUT", one, `{"change_event":{"type":"change_event","custom_details":{"a":1}}}`), "change_event.summary", "Deployed v412")
	a.refused(400, 2001, "source is read-only", "PUT", one, `{"change_event":{"type":"change_event","source":"me"}}`)
	a.refused(400, 2001, "wrong type", "PUT", one, `{"change_event":{"type":"change_event","custom_details":"none"}}`)
	a.refused(404, 2100, "no change event", "GET", changes+"/01NONE", "")
	a.refused(501, 2000, "createChangeEvent", "POST", changes, `{}`)
}
