package analytics_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListIncidentAnalytics(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_incident_analytics", `{"service_ids":["PSCHKAP"],"major":true,"urgency":"high"}`)
	list.Expect(map[string]any{
		"items.0.id": "Q2CHECKOUTLATE", "items.0.status": "acknowledged", "items.0.priority": "P1", "items.0.major": true, "items.0.to_acknowledge": "4m", "items.0.to_engage": "14m",
		"items.0.to_mobilize": "18m", "items.0.to_resolve": nil, "items.0.acknowledged_by.0": "Amara Okafor", "items.0.joined_by.0": "Elena Petrova", "items.0.snoozed": "1h7m",
		"items.1.to_resolve": "47m", "items.1.to_engage": nil, "more": false,
	})
	if sent := s.SentTo("POST", "/analytics/raw/incidents"); len(sent) != 1 {
		t.Errorf("sent %v", s.Sent())
	}
	slowest := s.Call("list_incident_analytics", `{"team_ids":["Checkout"],"sort_by":"seconds_to_resolve:desc","since":"-180d"}`)
	s.ExpectLast(`"limit":25,"order":"desc","order_by":"seconds_to_resolve"`)
	if took := slowest.Column("items", "to_resolve"); took[0] != "5h40m" || took[len(took)-1] != "" {
		t.Errorf("the slowest are %v", took)
	}
	start(t, blackbox.Account{Simulator: simulator.New(simulator.WithSeed(simulator.Empty), simulator.WithClock(blackbox.Now)), Key: simulator.AccountKey}).
		Call("list_incident_analytics", `{}`).Expect(map[string]any{"items.0": nil, "more": false, "next_after": nil})
}

// A page continues where the one before ended, however few of its incidents were shown.
func TestPagesOfIncidentAnalytics(t *testing.T) {
	t.Parallel()
	s := start(t, accountKey())
	whole := s.Call("list_incident_analytics", `{"since":"-300d","limit":1000}`).Column("items", "id")
	var read []string
	for after := ""; ; {
		page := s.Call("list_incident_analytics", fmt.Sprintf(`{"since":"-300d","limit":30,"cursor":%q}`, after))
		read = append(read, page.Column("items", "id")...)
		if page.At("more") != true {
			break
		}
		after = page.Text("next_after")
	}
	if !slices.Equal(read, whole) || len(whole) < 90 {
		t.Errorf("read %d incidents of %d", len(read), len(whole))
	}
}
