package people_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListTeams(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments, names, sent string
		more                   bool
	}{
		"all":                   {`{}`, "Checkout, Data, Observability Guild, Platform, Search and Storefront, Security", "GET /teams?limit=25", false},
		"all, part of a name":   {`{"scope":"all","query":"STORE"}`, "Search and Storefront", "GET /teams?limit=25&query=STORE", false},
		"all, from an offset":   {`{"limit":2,"offset":1}`, "Data, Observability Guild", "GET /teams?limit=2&offset=1", true},
		"mine":                  {`{"scope":"my"}`, "Checkout, Platform", "GET /users/me", false},
		"mine, part of a name":  {`{"scope":"my","query":"PLAT"}`, "Platform", "GET /users/me", false},
		"mine, the first":       {`{"scope":"my","limit":1}`, "Checkout", "GET /users/me", true},
		"mine, from an offset":  {`{"scope":"my","offset":1}`, "Platform", "GET /users/me", false},
		"mine, beyond the last": {`{"scope":"my","offset":9}`, "", "GET /users/me", false},
		"none":                  {`{"query":"nothing"}`, "", "GET /teams?limit=25&query=nothing", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			list := s.Call("list_teams", test.arguments)
			if got := strings.Join(list.Column("items", "name"), ", "); got != test.names || list.At("items") == nil || list.At("more") != test.more {
				t.Errorf("listed %s, want %s; more is %v", got, test.names, list.At("more"))
			}
			s.ExpectSent(test.sent)
		})
	}
	empty(t).Call("list_teams", `{"scope":"my"}`).Expect(map[string]any{"items.0": nil, "more": false})
	s := start(t, accountKey())
	if sentence := s.CallError("list_teams", `{"scope":"my"}`); !strings.Contains(sentence, "belongs to no user") {
		t.Errorf("with an account's key: %q", sentence)
	}
	s = start(t, accountKey(pagerduty.WithFrom("elena.petrova@lanternfield.example")))
	if list := s.Call("list_teams", `{"scope":"my"}`); strings.Join(list.Column("items", "name"), ", ") != "Checkout, Search and Storefront" {
		t.Errorf("in Elena's name: %s", list.JSON)
	}
}

// "my" teams are read anew in every call.
func TestMyTeamsAreCurrent(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_teams", `{"scope":"my"}`)
	s.Call("add_team_member", `{"team_id":"Data","user_id":"me"}`)
	if list := s.Call("list_teams", `{"scope":"my"}`); list.Len("items") != 3 {
		t.Errorf("after joining a team: %s", list.JSON)
	}
}

func TestGetTeam(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for text, sent := range map[string][]string{
		checkoutTeam: {"GET /teams/PTCHECK"},
		" checkout ": {"GET /teams?limit=100&query=checkout", "GET /teams/PTCHECK"},
	} {
		s.Call("get_team", `{"team_id":"`+text+`"}`).Expect(map[string]any{
			"id": checkoutTeam, "name": "Checkout", "description": "Everything between the basket and the receipt.", "default_role": "manager",
			"html_url": "https://lanternfield-demo.pagerduty.com/teams/PTCHECK",
		})
		s.ExpectSent(sent...)
	}
	for text, want := range map[string]string{"PNOTHIN": "no team has this id", "Checkou": "Similar: Checkout (PTCHECK)"} {
		if sentence := s.CallError("get_team", `{"team_id":"`+text+`"}`); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", text, sentence, want)
		}
	}
}

func TestCreateTeam(t *testing.T) {
	t.Parallel()
	s := demo(t)
	created := s.Call("create_team", `{"name":"Mobile"}`)
	created.Expect(map[string]any{"name": "Mobile", "description": nil})
	if body := s.Writes()[0].Body; len(s.Requests()) != 1 || body != `{"team":{"type":"team","name":"Mobile"}}` {
		t.Errorf("sent %v with %s", s.Sent(), body)
	}
	s.Call("create_team", `{"name":"Web","description":"The shop","default_role":"none"}`).Expect(map[string]any{"description": "The shop", "default_role": "none"})
	if sentence := s.CallError("create_team", `{"name":"Mobile"}`); !strings.Contains(sentence, "already been taken") {
		t.Errorf("a name that is taken: %q", sentence)
	}
	for _, arguments := range []string{`{}`, `{"name":" "}`, `{"name":"x","default_role":"boss"}`, `{"name":"` + strings.Repeat("x", 101) + `"}`} {
		if s.CallError("create_team", arguments); len(s.Requests()) != 0 {
			t.Errorf("%s: sent %v", arguments, s.Sent())
		}
	}
}

// Omitted fields are not sent. PagerDuty's own servers reset them.
func TestUpdateTeam(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, test := range []struct {
		arguments, body string
		effect          map[string]any
	}{
		{`"name":"Basket"`, `"name":"Basket"`, map[string]any{"name": "Basket", "changed.0": "name", "changed.1": nil, "before.name": "Checkout"}},
		{`"description":""`, `"description":""`, map[string]any{"description": nil, "changed.0": "description", "before.description": "Everything between the basket and the receipt."}},
		{`"default_role":"none"`, `"default_role":"none"`, map[string]any{"changed.0": "default_role", "before.default_role": "manager"}},
		{`"default_role":"none"`, `"default_role":"none"`, map[string]any{"changed": nil, "before": nil, "notes.0": "Nothing changed: the team already had these values."}},
		{`"name":"Checkout","description":"All"`, `"name":"Checkout","description":"All"`, map[string]any{"changed.0": "name", "changed.1": "description", "before.name": "Basket", "before.description": nil}},
	} {
		s.Call("update_team", `{"team_id":"PTCHECK",`+test.arguments+`}`).Expect(test.effect)
		s.ExpectSent("GET /teams/PTCHECK", "PUT /teams/PTCHECK")
		if body := s.Writes()[0].Body; body != `{"team":{"type":"team",`+test.body+`}}` {
			t.Errorf("%s: sent %s", test.arguments, body)
		}
	}
	s.Call("get_team", `{"team_id":"PTCHECK"}`).Expect(map[string]any{"name": "Checkout", "description": "All", "default_role": "none"})
	s.Call("update_team", `{"team_id":"data","name":"Data and Reports"}`).Expect(map[string]any{
		"id": "PTDATAE", "name": "Data and Reports", "description": "Orders, stock and reports on their way through the company.",
	})
	for arguments, want := range map[string]string{
		`{"team_id":"PTCHECK"}`:                     "nothing to change",
		`{"team_id":"PTCHECK","name":""}`:           "name",
		`{"team_id":"Nobody","name":"x"}`:           "Nothing was changed",
		`{"team_id":"PNOTHIN","name":"x"}`:          "Nothing was changed",
		`{"name":"x"}`:                              "team_id",
		`{"team_id":"PTCHECK","name":"Data","a":1}`: "Unknown argument",
	} {
		if sentence := s.CallError("update_team", arguments); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %q after %v", arguments, sentence, s.Sent())
		}
	}
}

func TestDeleteTeam(t *testing.T) {
	t.Parallel()
	s := demo(t)
	if sentence := s.CallError("delete_team", `{"team_id":"Checkout"}`); !strings.Contains(sentence, "code 6006") || !strings.Contains(sentence, "Nothing was changed") {
		t.Errorf("a team that owns something: %q", sentence)
	}
	for arguments, want := range map[string]string{
		`{"team_id":"PTGUILD","reassignment_team_id":"observability guild"}`: "choose another",
		`{"team_id":"PTGUILD","reassignment_team_id":"Nobody"}`:              "reassignment_team_id",
		`{"team_id":"PNOTHIN"}`: "no team has",
	} {
		if sentence := s.CallError("delete_team", arguments); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %q after %v", arguments, sentence, s.Sent())
		}
	}
	s.Call("delete_team", `{"team_id":"observability guild","reassignment_team":"PTDATAE"}`).Expect(map[string]any{
		"deleted.id": guild, "deleted.name": "Observability Guild", "reassigned_to.id": "PTDATAE", "reassigned_to.name": "Data",
		"former_members.0.name": "Jonas Weber", "former_members.1.name": "Keiko Mori", "notes": nil,
	})
	if sent := s.Writes(); len(sent) != 1 || sent[0].String() != "DELETE /teams/PTGUILD?reassignment_team=PTDATAE" {
		t.Errorf("wrote %v", sent)
	}
	if sentence := s.CallError("delete_team", `{"team_id":"PTGUILD"}`); !strings.Contains(sentence, "no team has this id") {
		t.Errorf("a second time: %q", sentence)
	}
	s.Call("create_team", `{"name":"Short-lived"}`)
	s.Call("delete_team", `{"team_id":"short-lived"}`).Expect(map[string]any{"deleted.name": "Short-lived", "reassigned_to": nil})
}

// A retried deletion that finds nothing left to delete is a success.
func TestDeleteTeamWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Around: forgetful("DELETE", 1)})
	s.Call("delete_team", `{"team_id":"PTGUILD"}`).Expect(map[string]any{"deleted.name": "Observability Guild"})
	if got := len(s.Writes()); got != 2 {
		t.Errorf("sent %d deletions, want a second one", got)
	}
	s = start(t, blackbox.Account{Around: forgetful("DELETE", 1)})
	s.Call("remove_team_member", `{"team_id":"PTGUILD","user_id":"PUJONAS"}`).Expect(map[string]any{"removed.name": "Jonas Weber"})
	if got := len(s.Writes()); got != 2 {
		t.Errorf("sent %d deletions, want a second one", got)
	}
}

func TestTeamsOfAReadOnlyConnection(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
	for tool, arguments := range map[string]string{
		"create_team": `{"name":"x"}`, "update_team": `{"team_id":"PTGUILD","name":"x"}`, "delete_team": `{"team_id":"PTGUILD"}`,
		"add_team_member": `{"team_id":"PTGUILD","user_id":"me"}`, "remove_team_member": `{"team_id":"PTGUILD","user_id":"PUJONAS"}`,
		"create_schedule_override": `{"schedule_id":"PSCHKP1","overrides":[{"start":"now","end":"+1h","user_id":"me"}]}`,
	} {
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "read-only") || len(s.Writes()) != 0 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Sent())
		}
	}
}

func TestTeamsFail(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403})
	for tool, arguments := range map[string]string{
		"list_teams": `{}`, "get_team": `{"team_id":"PTGUILD"}`, "create_team": `{"name":"x"}`, "update_team": `{"team_id":"PTGUILD","name":"x"}`,
		"delete_team": `{"team_id":"PTGUILD"}`, "list_team_members": `{"team_id":"PTGUILD"}`, "add_team_member": `{"team_id":"PTGUILD","user_id":"PUBRUNO"}`,
		"remove_team_member": `{"team_id":"PTGUILD","user_id":"PUJONAS"}`,
	} {
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "403") || !strings.Contains(sentence, "admin") {
			t.Errorf("%s: %q", tool, sentence)
		}
	}
}

// A name is accepted as results show it.
func TestShownNamesAreAccepted(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, name := range []string{"CI/CD", `C:\ops`, "100% up?", "#team", "a%2Fb", "می\u200cخواهم", "Pay\u200bments", "\u202eodd\u202c", "Two\twords", "👩\u200d💻"} {
		encoded, err := json.Marshal(map[string]string{"name": name})
		if err != nil {
			t.Fatal(err)
		}
		made := s.Call("create_team", string(encoded))
		shown, err := json.Marshal(map[string]string{"team_id": made.Text("name")})
		if err != nil {
			t.Fatal(err)
		}
		s.Call("get_team", string(shown)).Expect(map[string]any{"id": made.Text("id"), "name": made.Text("name")})
		for _, request := range s.Requests() {
			if path := request.Path; path != "/teams" && path != "/teams/"+made.Text("id") {
				t.Errorf("%q: sent %s", name, request)
			}
		}
	}
}
