package people_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestGetUserData(t *testing.T) {
	t.Parallel()
	s := demo(t)
	me := s.Call("get_user_data", `{}`)
	me.Expect(map[string]any{
		"id": amara, "name": "Amara Okafor", "email": "amara.okafor@lanternfield.example", "role": "limited_user", "time_zone": "Europe/London",
		"job_title": "Site Reliability Engineer", "teams.0.id": checkoutTeam, "teams.1.name": "Platform", "teams.2": nil, "note": nil,
		"html_url": "https://lanternfield-demo.pagerduty.com/users/" + amara,
	})
	s.ExpectSent("GET /users/me?include[]=contact_methods&include[]=notification_rules")
	for _, secret := range []string{"cal", "555"} {
		if strings.Contains(strings.ReplaceAll(me.JSON, "location", ""), secret) {
			t.Errorf("the user's %q is shown: %s", secret, me.JSON)
		}
	}
	empty(t).Call("get_user_data", `{}`).Expect(map[string]any{"id": amara, "teams": nil})
}

// Contact methods and notification rules are shown, with masked addresses.
func TestHowIAmNotified(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: published(map[string]string{"GET /users/me": `{"user":{"id":"PADA","name":"Ada",
		"contact_methods":[{"id":"PC1","type":"email_contact_method","label":"Work","address":"ada@example.com"},{"id":"PC2","type":"sms_contact_method","label":"Mobile","address":"5550123","country_code":1,"blacklisted":true},
			{"id":"PC3","type":"push_notification_contact_method","label":"iPhone","address":"0f1e2d"},{"id":"PC4","type":"phone_contact_method_reference","summary":"Home"},{"id":"PC5","type":"sms_contact_method","address":"911"}],
		"notification_rules":[{"id":"PN1","urgency":"high","start_delay_in_minutes":5,"contact_method":{"id":"PC2","type":"sms_contact_method_reference"}},{"id":"PN2","urgency":"low","start_delay_in_minutes":0,"contact_method":{"id":"PCX","type":"email_contact_method","summary":"Old"}},
			{"id":"PN3","type":"assignment_notification_rule_reference","summary":"x"}]}}`})})
	me := s.Call("get_user_data", `{}`)
	const want = `"contact_methods":[{"type":"email","label":"Work","address":"a…@example.com"},{"type":"sms","label":"Mobile","address":"…23","disabled":true},{"type":"push_notification","label":"iPhone"},{"type":"phone","label":"Home"},{"type":"sms"}],` +
		`"notification_rules":[{"urgency":"high","after_minutes":5,"by":"sms","label":"Mobile"},{"urgency":"low","after_minutes":0,"by":"email","label":"Old"}]`
	if !strings.Contains(me.JSON, want) {
		t.Errorf("%s, want %s", me.JSON, want)
	}
}

func TestGetUserDataWithAnAccountKey(t *testing.T) {
	t.Parallel()
	s := start(t, accountKey())
	if sentence := s.CallError("get_user_data", `{}`); !strings.Contains(sentence, "belongs to no user") || !strings.Contains(sentence, "in whose name") {
		t.Errorf("it says %q", sentence)
	}
	s = start(t, accountKey(pagerduty.WithFrom("henry.adeyemi@lanternfield.example")))
	acting := s.Call("get_user_data", `{}`)
	if acting.Expect(map[string]any{"id": "PUHENRY"}); !strings.Contains(acting.Text("note"), "belongs to no user") {
		t.Errorf("the note is %q", acting.Text("note"))
	}
}

func TestListUsers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments string
		ids       string
		sent      string
	}{
		"the first":         {`{"limit":2}`, amara + " " + bruno, "GET /users?limit=2"},
		"the next":          {`{"limit":1,"offset":1}`, bruno, "GET /users?limit=1&offset=1"},
		"part of a name":    {`{"query":"castell"}`, bruno, "GET /users?limit=25&query=castell"},
		"part of an e-mail": {`{"query":"bruno.castellani@"}`, bruno, "GET /users?limit=25&query=bruno.castellani@"},
		"a team's":          {`{"team_ids":["PTSECUR"]}`, "PUDIEGO PUHENRY PUMEIXI", "GET /users?limit=25&team_ids[]=PTSECUR"},
		"a team's, by name": {`{"team_ids":"observability guild"}`, "PUJONAS PUKEIKO", "GET /users?limit=25&team_ids[]=PTGUILD"},
		"nobody":            {`{"query":"nobody"}`, "", "GET /users?limit=25&query=nobody"},
		"beyond the last":   {`{"offset":100}`, "", "GET /users?limit=25&offset=100"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			list := s.Call("list_users", test.arguments)
			if got := strings.Join(list.Column("items", "id"), " "); got != test.ids || list.At("items") == nil {
				t.Errorf("listed %s, want %s", got, test.ids)
			}
			if sent := s.Sent(); sent[len(sent)-1] != test.sent {
				t.Errorf("sent %s, want %s", sent, test.sent)
			}
		})
	}
	s := demo(t)
	if sentence := s.CallError("list_users", `{"team_ids":["Nobody's"]}`); !strings.Contains(sentence, "no team has") || len(s.SentTo("GET", "/users")) != 0 {
		t.Errorf("an unknown team: %q after %v", sentence, s.Sent())
	}
	if sentence := s.CallError("list_users", `{"team_ids":["P0NOTHR"]}`); !strings.Contains(sentence, "team_ids[0]") {
		t.Errorf("an unknown id looks like an empty list: %q", sentence)
	}
	if sentence := s.CallError("list_users", `{"offset":9990}`); !strings.Contains(sentence, "10,000") || len(s.Sent()) != 0 {
		t.Errorf("beyond what PagerDuty lists: %q after %v", sentence, s.Sent())
	}
}

// The limit may be larger than one page. PagerDuty's own servers stop after one page.
func TestListUsersOfALargeAccount(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: largeAccount()})
	list := s.Call("list_users", `{"limit":450}`)
	seen := map[string]bool{}
	for _, id := range list.Column("items", "id") {
		seen[id] = true
	}
	if len(seen) != 450 || list.Len("items") != 450 || list.At("more") != false {
		t.Errorf("listed %d users, %d of them different; more is %v", list.Len("items"), len(seen), list.At("more"))
	}
	if got := len(s.Requests()); got != 5 {
		t.Errorf("took %d requests, want 5", got)
	}
	list = s.Call("list_users", `{"limit":1}`)
	list.Expect(map[string]any{"items.1": nil, "more": true, "next_offset": 1})
	s.ExpectSent("GET /users?limit=1")
}

func TestListUsersFails(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403})
	for _, tool := range []string{"list_users", "get_user_data"} {
		if sentence := s.CallError(tool, `{}`); tool == "list_users" && !strings.Contains(sentence, "403") {
			t.Errorf("%s: %q", tool, sentence)
		}
	}
}
