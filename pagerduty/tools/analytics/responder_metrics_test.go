package analytics_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestResponderMetrics(t *testing.T) {
	t.Parallel()
	s := demo(t)
	byUser := s.Call("get_responder_metrics", `{"team_ids":["Checkout","Platform"]}`)
	s.ExpectLast(`"team_ids":["PTCHECK","PTPLATF"]}`)
	s.ExpectLast("POST /analytics/metrics/responders/teams")
	users := byUser.Column("items", "user.name")
	if !slices.IsSorted(users) || users[0] != "Amara Okafor" || users[1] != "Amara Okafor" {
		t.Errorf("sorted as %v", users)
	}
	byUser.Expect(map[string]any{
		"items.0.team.name": "Checkout", "items.1.team.name": "Platform", "items.0.interruptions.total": 7, "items.0.interruptions.sleep_hours": 2, "items.0.escalated_away": 1,
		"items.0.mean_to_acknowledge": "9m", "notes.0": "A row is one responder in one team. Do not add rows up, since they overlap: by: all has the totals.",
	})
	byTeam := s.Call("get_responder_metrics", `{"by":"team","team_ids":["Platform","Checkout"]}`)
	if teams := byTeam.Column("items", "team.name"); !slices.IsSorted(teams) || len(teams) != len(users) {
		t.Errorf("sorted as %v", teams)
	}
	all := s.Call("get_responder_metrics", `{"by":"all","team_ids":["Checkout"]}`)
	all.Expect(map[string]any{"items.0.user": nil, "items.0.team": nil, "items.0.incidents": 7, "items.1": nil})
	s.ExpectLast("POST /analytics/metrics/responders/all")
	if strings.Contains(all.JSON, "Do not add") {
		t.Errorf("one row needs no note: %s", all.JSON)
	}
}

// Without teams, those of the responders are covered, and without responders the user's own.
func TestWhatResponderMetricsCover(t *testing.T) {
	t.Parallel()
	s := demo(t)
	mine := s.Call("get_responder_metrics", `{"user_ids":["me"],"since":"2026-09-01"}`)
	s.ExpectLast(`{"filters":{"date_range_start":"2026-09-01T00:00:00+01:00","date_range_end":"`)
	s.ExpectLast(`"team_ids":["PTCHECK","PTPLATF"],"responder_ids":["PUAMARA"]}`)
	if mine.Len("items") != 2 || !strings.Contains(mine.JSON, "(Checkout, Platform), since no team_ids was given") || strings.Contains(mine.JSON, "service_ids") {
		t.Errorf("mine are %s", mine.JSON)
	}
	s.Call("get_responder_metrics", `{}`)
	s.ExpectLast(`"team_ids":["PTCHECK","PTPLATF"]}`)
	of := s.Call("get_responder_metrics", `{"by":"all","user_ids":["Diego Ferreyra","Mei-Xing Zhou","Nadia Haddad"]}`)
	s.ExpectLast(`"team_ids":["PTPLATF","PTSECUR"],"responder_ids":["PUDIEGO","PUMEIXI","PUNADIA"]}`)
	of.Expect(map[string]any{
		"notes.0": "Covers the teams of Diego Ferreyra, Mei-Xing Zhou only (Platform, Security), since no team_ids was given.", "notes.1": "In no team themselves: Nadia Haddad.",
	})
	if sentence := s.CallError("get_responder_metrics", `{"user_ids":["Nadia Haddad"]}`); !strings.Contains(sentence, "Nadia Haddad is in no team") {
		t.Errorf("a responder without teams: %q", sentence)
	}
	if sentence := s.CallError("get_responder_metrics", `{"user_ids":["Nadia Haddad","Irene Novák"]}`); !strings.Contains(sentence, "Nadia Haddad and Irene Novák are in no team") {
		t.Errorf("two responders without teams: %q", sentence)
	}
	elena := start(t, accountKey(pagerduty.WithFrom("elena.petrova@lanternfield.example"))).Call("get_responder_metrics", `{"user_ids":["Mei-Xing Zhou"]}`)
	elena.Expect(map[string]any{"items.0.team.name": "Security", "notes.0": "Covers the whole account."})
	whole := start(t, accountKey()).Call("get_responder_metrics", `{"user_ids":["Mei-Xing Zhou"]}`)
	whole.Expect(map[string]any{"items.0.team.name": "Security", "items.0.user.id": "PUMEIXI", "items.1": nil, "notes.0": "Covers the whole account."})
	if sentence := start(t, blackbox.Empty()).CallError("get_responder_metrics", `{}`); !strings.Contains(sentence, "give team_ids") {
		t.Errorf("a user without teams: %q", sentence)
	}
	for arguments, want := range map[string]string{
		`{"every":"day"}`: "Unknown argument", `{"by":"service"}`: `"by"`, `{"user_ids":["PUNOSU1"]}`: "no user has this id", `{"user_ids":["Amara"]}`: "Similar: Amara Okafor",
	} {
		if sentence := s.CallError("get_responder_metrics", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
}
