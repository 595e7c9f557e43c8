package people_test

import (
	"strings"
	"testing"
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
	added.Expect(map[string]any{"team.id": guild, "team.name": "Observability Guild", "user.id": bruno, "user.name": "Bruno Castellani", "role": nil})
	if writes := s.Writes(); len(writes) != 1 || writes[0].String() != "PUT /teams/PTGUILD/users/PUBRUNO" || writes[0].Body != "" {
		t.Errorf("without a role, sent %v with %q", writes, writes[0].Body)
	}
	if !strings.Contains(added.Text("note"), "default") {
		t.Errorf("the note is %q", added.Text("note"))
	}
	s.Call("add_team_member", `{"team_id":"PTGUILD","user_id":"PUBRUNO","role":"Manager"}`).Expect(map[string]any{"role": "manager", "note": nil})
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
		"removed.id": "PUJONAS", "removed.name": "Jonas Weber", "team.id": guild, "team.name": "Observability Guild",
	})
	if writes := s.Writes(); len(writes) != 1 || writes[0].String() != "DELETE /teams/PTGUILD/users/PUJONAS" {
		t.Errorf("wrote %v", writes)
	}
	for arguments, want := range map[string]string{
		`{"team_id":"PTGUILD","user_id":"PUJONAS"}`: "is not in the team",
		`{"team_id":"PTGUILD","user_id":"PNOBODY"}`: "no user has",
		`{"team_id":"PNOTHIN","user_id":"PUJONAS"}`: "no team has",
	} {
		if sentence := s.CallError("remove_team_member", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
}
