package people_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListTeamMembers(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_team_members", `{"team_id":"checkout"}`)
	list.Expect(map[string]any{
		"items.0.id": "PUELENA", "items.0.name": "Elena Petrova", "items.0.role": "manager", "items.1.id": amara, "items.1.role": "responder", "items.4": nil, "more": false,
	})
	s.ExpectSent("GET /teams?limit=100&query=checkout", "GET /teams/PTCHECK/members?limit=25")
	s.Call("list_team_members", `{"team_id":"PTCHECK","limit":2,"offset":1}`).Expect(map[string]any{"items.0.id": amara, "items.2": nil, "more": true, "next_offset": 3})
	s.ExpectSent("GET /teams/PTCHECK/members?limit=2&offset=1")
	s.Call("create_team", `{"name":"Empty"}`)
	if list := s.Call("list_team_members", `{"team_id":"Empty"}`); list.JSON != `{"items":[],"more":false}` {
		t.Errorf("an empty team answers %s", list.JSON)
	}
	if sentence := s.CallError("list_team_members", `{"team_id":"Nobody"}`); !strings.Contains(sentence, "no team has") {
		t.Errorf("an unknown team: %q", sentence)
	}
}

func TestAddTeamMember(t *testing.T) {
	t.Parallel()
	s := demo(t)
	added := s.Call("add_team_member", `{"team_id":"observability guild","user_id":"Bruno.Castellani@lanternfield.example"}`)
	added.Expect(map[string]any{"team.id": guild, "team.name": "Observability Guild", "user.id": bruno, "user.name": "Bruno Castellani", "outcome": "added", "role": "responder", "role_before": nil, "notes": nil})
	if writes := s.Writes(); len(writes) != 1 || writes[0].String() != "PUT /teams/PTGUILD/users/PUBRUNO" || writes[0].Body != "" {
		t.Errorf("without a role, sent %v with %q", writes, writes[0].Body)
	}
	s.Call("add_team_member", `{"team_id":"PTGUILD","user_id":"PUBRUNO","role":"observer"}`).Expect(map[string]any{"outcome": "role changed", "role": "observer", "role_before": "responder"})
	s.Call("add_team_member", `{"team_id":"PTGUILD","user_id":"PUBRUNO"}`).Expect(map[string]any{"outcome": "unchanged", "role": "observer", "role_before": "observer"})
	s.Call("add_team_member", `{"team_id":"PTGUILD","user_id":"PUBRUNO","role":"Manager"}`).Expect(map[string]any{"outcome": "role changed", "role": "manager", "notes": nil})
	if body := s.Writes()[0].Body; body != `{"role":"manager"}` {
		t.Errorf("sent %s", body)
	}
	members := s.Call("list_team_members", `{"team_id":"PTGUILD"}`)
	members.Expect(map[string]any{"items.2.id": bruno, "items.2.role": "manager", "items.3": nil})
	for arguments, want := range map[string]string{
		`{"team_id":"PTGUILD","user_id":"` + stakeholder + `"}`:    "read-only user",
		`{"team_id":"PTGUILD","user_id":"Nobody"}`:                 "no user has",
		`{"team_id":"Nobody","user_id":"PUBRUNO"}`:                 "no team has",
		`{"team_id":"PTGUILD","user_id":"PUBRUNO","role":"owner"}`: "observer",
		`{"team_id":"PTGUILD"}`:                                    "user_id",
	} {
		if sentence := s.CallError("add_team_member", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
}

func TestRemoveTeamMember(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("remove_team_member", `{"team_id":"PTGUILD","user_id":"jonas weber"}`).Expect(map[string]any{
		"removed.id": "PUJONAS", "removed.name": "Jonas Weber", "team.id": guild, "team.name": "Observability Guild", "role_before": "manager", "keeps_turns": nil,
		"notes.0": "The user has no shift in the team's schedules and escalation policies in the next 89 days.", "notes.1": nil,
	})
	if writes := s.Writes(); len(writes) != 1 || writes[0].String() != "DELETE /teams/PTGUILD/users/PUJONAS" {
		t.Errorf("wrote %v", writes)
	}
	left := s.Call("remove_team_member", `{"team_id":"Checkout","user_id":"amara okafor"}`)
	left.Expect(map[string]any{
		"removed.name": "Amara Okafor", "keeps_turns.0.escalation_policy.name": "Checkout", "keeps_turns.0.level": 1, "keeps_turns.0.schedule.name": "Checkout Primary", "keeps_turns.0.user": nil,
		"keeps_turns.1.schedule.name": "Checkout Secondary", "notes.0": "keeps_turns has the user's next shift in each schedule and escalation policy of the team. Leaving the team does not end shifts: change the schedules or escalation policies.",
	})
	for arguments, want := range map[string]string{
		`{"team_id":"PTGUILD","user_id":"PUJONAS"}`: "is not in the team",
		`{"team_id":"PTGUILD","user_id":"PNOBODY"}`: "no user has",
		`{"team_id":"PNOTHIN","user_id":"PUJONAS"}`: "no team has",
	} {
		if sentence := s.CallError("remove_team_member", arguments); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
}

// A change is a success even if the state before or after it cannot be read.
func TestMembersThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Around: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/members") || r.URL.Path == "/oncalls" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	s.Call("add_team_member", `{"team_id":"PTGUILD","user_id":"PUBRUNO"}`).Expect(map[string]any{
		"outcome": "done", "role": nil, "notes.0": "Whether the user was already a member, and with which role, could not be read.",
		"notes.1": "The user's new role could not be read. It is PagerDuty's default for a new member.",
	})
	s.Call("delete_team", `{"team_id":"PTGUILD"}`).Expect(map[string]any{"deleted.name": "Observability Guild", "notes.0": "The team's members could not be read."})
	if sentence := s.CallError("remove_team_member", `{"team_id":"PTCHECK","user_id":"PUAMARA"}`); len(s.Writes()) != 0 {
		t.Errorf("%q after %v", sentence, s.Writes())
	}
}

// A member is removed even if their shifts cannot be read.
func TestTurnsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Around: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/oncalls" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	removed := s.Call("remove_team_member", `{"team_id":"PTCHECK","user_id":"PUAMARA"}`)
	if removed.Text("removed.name") != "Amara Okafor" || !strings.Contains(removed.Text("notes.0"), "could not be read") {
		t.Error(removed.JSON)
	}
}
