package incidents_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// sentUpdates returns the incidents in the body of the call's only write.
func sentUpdates(t *testing.T, s *blackbox.Session) []map[string]any {
	t.Helper()
	writes := s.Writes()
	if len(writes) != 1 || writes[0].Method != http.MethodPut || writes[0].Path != "/incidents" {
		t.Fatalf("wrote %v, want one change", writes)
	}
	var body struct{ Incidents []map[string]any }
	if err := json.Unmarshal([]byte(writes[0].Body), &body); err != nil {
		t.Fatal(err)
	}
	return body.Incidents
}

// log returns an incident with its timeline, to compare it before and after a call.
func log(s *blackbox.Session, id string) string {
	return s.Call("get_incident", `{"incident_id":"`+id+`","include":["timeline","notes"]}`).JSON
}

func TestManageChangesAllFieldsInOneRequest(t *testing.T) {
	t.Parallel()
	s := demo(t)
	changed := s.Call("manage_incidents", `{"incident_ids":["`+payments+`","`+postgres+`"],"status":"acknowledged","urgency":"low","priority":"P1"}`)
	if updates := sentUpdates(t, s); len(updates) != 2 || len(updates[0]) != 5 || updates[0]["id"] != payments || updates[1]["status"] != "acknowledged" ||
		updates[1]["urgency"] != "low" || updates[0]["priority"].(map[string]any)["id"] != "PPRIOR1" {
		t.Errorf("sent %s", s.Writes()[0].Body)
	}
	changed.Expect(map[string]any{
		"items.0.id": payments, "items.0.number": 4198, "items.0.title": "Card authorisations time out at the acquirer: 3.1% of attempts",
		"items.0.service.name": "Payments Gateway", "items.0.teams.0.name": "Checkout",
		"items.0.before.status": "triggered", "items.0.before.urgency": "high", "items.0.before.priority": "P2",
		"items.0.after.status": "acknowledged", "items.0.after.urgency": "low", "items.0.after.priority": "P1",
		"items.0.before.title": nil, "items.0.before.assignees": nil, "items.1.id": postgres,
		"items.0.after.assignees.0.name": "Bruno Castellani", "items.0.after.acknowledged_by.0": "Amara Okafor", "items.0.before.acknowledged_by": nil, "notified.0": nil, "items.2": nil, "changed": 2, "more": nil,
	})
	s.Call("get_incident", `{"incident_id":"`+postgres+`"}`).Expect(map[string]any{"status": "acknowledged", "urgency": "low", "priority": "P1"})
}

func TestManageOneThingAtATime(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change string
		after  map[string]any
	}{
		"resolve":          {`"status":"resolved","resolution":"Rolled back."`, map[string]any{"before.status": "acknowledged", "after.status": "resolved"}},
		"unacknowledge":    {`"status":"triggered"`, map[string]any{"before.status": "acknowledged", "after.status": "triggered"}},
		"title":            {`"title":"New"`, map[string]any{"before.title": "Checkout latency p99 above 4 s in eu-west-1", "after.title": "New", "after.status": "acknowledged"}},
		"assign":           {`"assignee_ids":["bruno castellani"]`, map[string]any{"before.assignees.0.name": "Amara Okafor", "after.assignees.0.id": "PUBRUNO", "after.status": "triggered"}},
		"escalate":         {`"escalation_level":3`, map[string]any{"after.assignees.0.name": "Elena Petrova"}},
		"other policy":     {`"escalation_policy_id":"incident commander"`, map[string]any{"before.escalation_policy.id": "PECHECK", "after.escalation_policy.id": "PECOMMD", "after.assignees.0.name": "Henry Adeyemi"}},
		"type":             {`"incident_type":"major_incident"`, map[string]any{"before.type": "incident_default", "after.type": "major_incident"}},
		"conference":       {`"conference_url":"https://meet.example.com/x"`, map[string]any{"after.status": "acknowledged"}},
		"nothing is other": {`"urgency":"high"`, map[string]any{"before.urgency": nil, "after.urgency": nil, "before.status": "acknowledged", "after.status": "acknowledged"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			changed := s.Call("manage_incidents", `{"incident_id":"`+checkout+`",`+test.change+`}`)
			want := map[string]any{"items.1": nil}
			for path, value := range test.after {
				want["items.0."+path] = value
			}
			changed.Expect(want)
			if got := len(sentUpdates(t, s)); got != 1 {
				t.Errorf("changed %d incidents", got)
			}
		})
	}
}

// Resolved incidents are reopened only with reopen.
func TestManageReopensOnlyWhenTold(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("manage_incidents", `{"incident_ids":["`+cart+`"],"status":"resolved"}`)
	before := log(s, cart) + log(s, postgres)
	for _, status := range []string{"acknowledged", "triggered"} {
		sentence := s.CallError("manage_incidents", `{"incident_ids":["`+postgres+`","4199"],"status":"`+status+`"}`)
		for _, word := range []string{cart, "#4199", "Cart page answers", "reopen", "Nothing was changed"} {
			if !strings.Contains(sentence, word) {
				t.Errorf("%q does not say %q", sentence, word)
			}
		}
		if strings.Contains(sentence, postgres) || len(s.Writes()) != 0 {
			t.Errorf("%q names an open incident, or wrote %v", sentence, s.Writes())
		}
	}
	if after := log(s, cart) + log(s, postgres); after != before {
		t.Errorf("refused, but changed: %s", after)
	}
	changed := s.Call("manage_incidents", `{"incident_ids":["`+cart+`"],"status":"acknowledged","reopen":true}`)
	changed.Expect(map[string]any{"items.0.before.status": "resolved", "items.0.after.status": "acknowledged"})
}

// Resolving incidents of which one is already resolved resolves the others.
func TestManageResolvesWhatIsLeft(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("manage_incidents", `{"incident_ids":["`+cart+`"],"status":"resolved"}`)
	changed := s.Call("manage_incidents", `{"incident_ids":["`+cart+`","`+postgres+`"],"status":"resolved","resolution":"Gone"}`)
	changed.Expect(map[string]any{
		"items.0.id": cart, "items.0.before.status": "resolved", "items.0.after": nil, "items.1.before.status": "triggered", "items.1.after.status": "resolved",
	})
	if updates := sentUpdates(t, s); len(updates) != 1 || updates[0]["id"] != postgres || updates[0]["resolution"] != "Gone" {
		t.Errorf("sent %s", s.Writes()[0].Body)
	}
	again := s.Call("manage_incidents", `{"incident_ids":["`+cart+`"],"status":"resolved"}`)
	again.Expect(map[string]any{"items.0.before.status": "resolved", "items.0.after": nil})
	if len(s.Writes()) != 0 {
		t.Errorf("wrote %v, want nothing", s.Writes())
	}
}

func TestManageFindsIncidentsByWhateverNamesThem(t *testing.T) {
	t.Parallel()
	s := demo(t)
	changed := s.Call("manage_incidents", `{"incident_ids":["4200","`+postgres+`","https://lanternfield-demo.pagerduty.com/incidents/`+postgres+`"," #4198 ",4198],"urgency":"low"}`)
	if updates := sentUpdates(t, s); len(updates) != 2 || updates[0]["id"] != postgres || updates[1]["id"] != payments {
		t.Errorf("sent %s, want each incident once, by id", s.Writes()[0].Body)
	}
	changed.Expect(map[string]any{"items.0.id": postgres, "items.1.id": payments, "items.2": nil})
}

func TestManageIsRefusedWithoutARequest(t *testing.T) {
	t.Parallel()
	s := demo(t)
	ids := `"` + strings.Join(numbered(251, "Q#"), `","`) + `"`
	for arguments, want := range map[string][]string{
		`{"incident_ids":["` + checkout + `"]}`:                                                             {"nothing to change", "status", "conference_number"},
		`{"incident_ids":["` + checkout + `"],"reopen":true}`:                                               {"nothing to change"},
		`{"incident_ids":["` + checkout + `"],"resolution":"x"}`:                                            {"resolution", "resolved"},
		`{"incident_ids":["` + checkout + `"],"status":"acknowledged","resolution":"x"}`:                    {"resolution", "resolved"},
		`{"incident_ids":["` + checkout + `"],"assignee_ids":["PUBRUNO"],"escalation_policy_id":"PECHECK"}`: {"exclude each other"},
		`{"incident_ids":["` + checkout + `"],"status":"resolved","reopen":true}`:                           {"reopen requires status acknowledged or triggered"},
		`{"incident_ids":[],"status":"resolved"}`:                                                           {"incident_ids"},
		`{"status":"resolved"}`:                                      {"incident_ids"},
		`{"incident_ids":[` + ids + `],"status":"resolved"}`:         {"incident_ids", "251", "250"},
		`{"incident_ids":["` + checkout + `"],"status":"closed"}`:    {"status", "resolved"},
		`{"incident_ids":["` + checkout + `"],"escalation_level":0}`: {"escalation_level"},
		`{"incident_ids":["` + checkout + `"],"title":""}`:           {"title"},
	} {
		sentence := s.CallError("manage_incidents", arguments)
		for _, word := range want {
			if !strings.Contains(sentence, word) {
				t.Errorf("%.100s: %q does not say %q", arguments, sentence, word)
			}
		}
		if sent := s.Sent(); len(sent) != 0 {
			t.Errorf("%.100s: sent %v", arguments, sent)
		}
	}
}

// If one incident cannot be changed or does not exist, none is changed.
func TestManageChangesAllOrNone(t *testing.T) {
	t.Parallel()
	s := demo(t)
	before := log(s, postgres)
	for arguments, want := range map[string]string{
		`{"incident_ids":["` + postgres + `","QNONE"],"status":"resolved"}`:             "no incident QNONE",
		`{"incident_ids":["` + postgres + `","` + checkout + `"],"escalation_level":9}`: "Cannot Be Escalated",
		`{"incident_ids":["` + postgres + `"],"assignee_ids":["PUBRUNO","nobody"]}`:     "assignee_ids[1]",
		`{"incident_ids":["` + postgres + `"],"assignee_ids":["PUNONE0"]}`:              "no user",
		`{"incident_ids":["` + postgres + `"],"priority":"P7"}`:                         "no priority",
		`{"incident_ids":["` + postgres + `"],"escalation_policy_id":"Nights"}`:         "no escalation policy",
	} {
		if sentence := s.CallError("manage_incidents", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
	if after := log(s, postgres); after != before {
		t.Errorf("the incident changed from\n%s\nto\n%s", before, after)
	}
}

func TestManageManyAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithSeed(simulator.Large), simulator.WithClock(blackbox.Now)), Unchecked: true})
	ids := s.Call("list_incidents", `{"statuses":["triggered","acknowledged"],"limit":150}`).Column("items", "id")
	changed := s.Call("manage_incidents", `{"incident_ids":["`+strings.Join(ids, `","`)+`"],"urgency":"low"}`)
	if changed.Len("items") != 150 || len(sentUpdates(t, s)) != 150 {
		t.Errorf("changed %d of 150", changed.Len("items"))
	}
	for i, id := range changed.Column("items", "id") {
		if id != ids[i] {
			t.Fatalf("incident %d is %s, want %s: the order of the call", i, id, ids[i])
		}
	}
}

// changed also counts incidents that do not fit into the result.
func TestManageManyIncidents(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithSeed(simulator.Large), simulator.WithClock(blackbox.Now))})
	var ids []string
	for offset := 0; len(ids) < 250; offset += 100 {
		page := s.Call("list_incidents", fmt.Sprintf(`{"statuses":["triggered","acknowledged"],"limit":100,"offset":%d}`, offset))
		if page.Len("items") == 0 {
			break
		}
		ids = append(ids, page.Column("items", "id")...)
	}
	ids = ids[:min(250, len(ids))]
	arguments, err := json.Marshal(map[string]any{"incident_ids": ids, "urgency": "low"})
	if err != nil {
		t.Fatal(err)
	}
	changed := s.Call("manage_incidents", string(arguments))
	if changed.Number("changed") != len(ids) || changed.Has("more") || len(sentUpdates(t, s)) != len(ids) {
		t.Errorf("of %d: %.300s", len(ids), changed.JSON)
	}
}

func TestManageResolvesWhatIsOpenAmongWhatIsNot(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("manage_incidents", `{"incident_ids":["`+payments+`"],"status":"resolved"}`)
	s.Sent()
	changed := s.Call("manage_incidents", `{"incident_ids":["`+payments+`","`+postgres+`"],"status":"resolved","resolution":"Restarted.","urgency":"low"}`)
	updates := sentUpdates(t, s)
	if len(updates) != 2 || updates[0]["status"] != nil || updates[0]["resolution"] != nil || updates[1]["status"] != "resolved" {
		t.Errorf("sent %v", updates)
	}
	if note := changed.Text("note"); !strings.Contains(note, "Already resolved before: 1 of 2") || !strings.Contains(note, "resolution was not recorded") {
		t.Errorf("the note is %q", note)
	}
	for _, contradiction := range []string{`"assignee_ids":["me"]`, `"escalation_level":2`, `"escalation_policy_id":"PESECUR"`} {
		if sentence := s.CallError("manage_incidents", `{"incident_ids":["`+postgres+`"],"status":"resolved",`+contradiction+`}`); !strings.Contains(sentence, "excludes") {
			t.Errorf("%s: %s", contradiction, sentence)
		}
	}
}

func TestManageRefusesLinksToAnotherAccount(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, link := range []string{"https://other.pagerduty.com/incidents/4200", "https://evil.example/incidents/" + postgres} {
		if sentence := s.CallError("manage_incidents", `{"incident_ids":["`+link+`"],"status":"acknowledged"}`); len(s.Writes()) != 0 {
			t.Errorf("%s changed something: %s", link, sentence)
		}
	}
}
