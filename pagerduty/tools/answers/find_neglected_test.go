package answers_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestFindNeglected(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	all := s.Call("find_neglected", `{}`)
	ids := all.Column("incidents", "id")
	if !slices.Contains(ids, "Q10LDCERTIFICA") || all.Number("by_reason.low_urgency_and_old") != 1 || all.Number("neglected") != len(ids) || len(s.Writes()) > 0 || len(all.JSON) > 9000 {
		t.Errorf("%d bytes: %s", len(all.JSON), all.JSON)
	}
	none := s.Call("find_neglected", `{"service_ids":["Warehouse Scanners"]}`)
	none.Expect(map[string]any{"open_incidents": 0, "neglected": 0, "incidents": nil, "untrusted": nil})
	says(t, none, "notes", "No open incident")
	orphan := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithScenario(simulator.NobodyOnCall))}).Call("find_neglected", `{"service_ids":["PSREFND"]}`)
	orphan.Expect(map[string]any{"incidents.0.id": "Q1REFUNDORPHAN", "by_reason.nobody_assigned": 1, "incidents.0.owners": nil})
}

// 4192 was triggered in the night, nobody acknowledged it, and it escalates no more. 4198 and 4200 escalate in a few minutes.
func TestNeglectedWithoutAcknowledgement(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("find_neglected", `{"service_ids":["Product Search"]}`).Expect(map[string]any{
		"neglected": 1, "incidents.0.number": 4192, "incidents.0.reasons.0": "unacknowledged_and_no_escalation",
	})
	all := s.Call("find_neglected", `{}`)
	if all.Number("by_reason.escalates_soon") != 2 || !strings.Contains(all.JSON, `"escalates_in":"`) {
		t.Errorf("no coming escalation: %s", all.JSON)
	}
}

// What cannot be read is said, and is no reason.
func TestNeglectedWithoutSomeReads(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/oncalls": "who is on call: ", "/maintenance_windows": "maintenance: ", "/incidents/*/log_entries": "last log entries of "} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: path})
		report := s.Call("find_neglected", `{}`)
		says(t, report, "not_known", strings.TrimSpace(want))
		if report.Len("not_known") != 1 || report.Len("incidents") == 0 {
			t.Errorf("%s: %s", path, report.JSON)
		}
	}
}
