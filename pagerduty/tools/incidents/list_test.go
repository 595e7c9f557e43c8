package incidents_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListShowsTheNewestFirst(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_incidents", `{}`)
	list.Expect(map[string]any{
		"items.0.id": postgres, "items.0.number": 4200, "items.0.status": "triggered", "items.0.urgency": "high", "items.0.priority": "P2",
		"items.0.service.id": "PSPGDBS", "items.0.service.name": "Postgres Fleet", "items.0.assignees.0.name": "Amara Okafor", "items.0.alerts": 1,
		"items.0.html_url": "https://lanternfield-demo.pagerduty.com/incidents/" + postgres, "items.3.alerts": 5,
		"more": true, "next_offset": 25, "total": nil, "notes": nil,
	})
	list.Expect(map[string]any{ // the assignees, and since when if not from the beginning
		"items.0.assigned_at": nil, "items.2.id": payments, "items.2.assignees.0.name": "Bruno Castellani", "items.1.acknowledged_by.0": "Jonas Weber",
		"items.1.resolved_at": nil, "items.1.resolved_by": nil,
	})
	if since := blackbox.Now().Sub(parseTime(t, list.Text("items.2.assigned_at"))).Round(time.Minute); since != 23*time.Minute {
		t.Errorf("the incident was assigned %s ago, want when it was escalated", since)
	}
	resolved := s.Call("list_incidents", `{"statuses":["resolved"],"limit":1}`)
	resolved.Expect(map[string]any{"items.0.assignees": nil, "items.0.acknowledged_by": nil})
	if at := parseTime(t, resolved.Text("items.0.resolved_at")); resolved.Text("items.0.resolved_by") == "" || !at.After(parseTime(t, resolved.Text("items.0.created_at"))) {
		t.Errorf("a resolved incident is %s", resolved.JSON)
	}
	numbers := list.Column("items", "number")
	if len(numbers) != 25 || !slices.IsSortedFunc(numbers, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("the numbers are %v, want the 25 highest in descending order", numbers)
	}
}

// Open incidents are listed however old they are.
func TestListOfOpenIncidentsIsOfAllTime(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		arguments string
		sent      string
		allTime   bool
	}{
		"open statuses": {`{"statuses":["triggered","acknowledged"]}`,
			"GET /incidents?date_range=all&limit=25&sort_by=created_at:desc&statuses[]=triggered&statuses[]=acknowledged", true},
		"one open status": {`{"statuses":["acknowledged"]}`, "GET /incidents?date_range=all&limit=25&sort_by=created_at:desc&statuses[]=acknowledged", true},
		"an incident key": {`{"incident_key":"k"}`, "GET /incidents?date_range=all&incident_key=k&limit=25&sort_by=created_at:desc", true},
		"asked for":       {`{"all_time":true,"since":"-24h"}`, "GET /incidents?date_range=all&limit=25&sort_by=created_at:desc", true},
		"resolved ones":   {`{"statuses":["triggered","resolved"]}`, "", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			list := s.Call("list_incidents", test.arguments)
			if list.Has("window.all_time") != test.allTime || list.Has("window.since") == test.allTime {
				t.Errorf("the window is %v", list.At("window"))
			}
			if test.allTime {
				s.ExpectSent(test.sent)
			} else if s.Requests()[0].Query.Has("date_range") {
				t.Errorf("sent %s, want a window", s.Sent())
			}
		})
	}
	s := demo(t)
	if open := s.Call("list_incidents", `{"status":["triggered","acknowledged"]}`); open.Len("items") != openCount || !strings.Contains(open.JSON, certOld) {
		t.Errorf("%d are open, want %d, the oldest with them", open.Len("items"), openCount)
	}
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	const open = `"statuses":["triggered","acknowledged"]`
	tests := map[string]struct {
		arguments string
		sent      []string // the parameters of the list
		ids       []string
	}{
		"team by name":                        {`"team_ids":["checkout"]`, []string{"team_ids[]=PTCHECK"}, []string{payments, checkout}},
		"team by id":                          {`"team_ids":["PTCHECK"]`, []string{"team_ids[]=PTCHECK"}, []string{payments, checkout}},
		"wrong name of the reference servers": {`"teams_ids":["PTCHECK"]`, []string{"team_ids[]=PTCHECK"}, []string{payments, checkout}},
		"several teams": {`"team_ids":["Checkout","Search and Storefront"]`, []string{"team_ids[]=PTCHECK", "team_ids[]=PTSEARC"},
			[]string{cart, payments, checkout, "Q7INDEXSTALE00"}},
		"service":            {`"service_ids":"checkout API"`, []string{"service_ids[]=PSCHKAP"}, []string{checkout}},
		"user by e-mail":     {`"user_ids":["BRUNO.castellani@lanternfield.example"]`, []string{"user_ids[]=PUBRUNO"}, []string{payments}},
		"priority by name":   {`"priorities":["p1"]`, []string{"priority_ids[]=PPRIOR1"}, []string{checkout}},
		"priority by id":     {`"priorities":["PPRIOR1"]`, []string{"priority_ids[]=PPRIOR1"}, []string{checkout}},
		"urgency and status": {`"urgencies":["high"],"status":"triggered"`, []string{"urgencies[]=high"}, []string{postgres, payments}},
		"teams of the user":  {`"request_scope":"teams","urgencies":"high"`, []string{"team_ids[]=PTCHECK", "team_ids[]=PTPLATF"}, []string{postgres, payments, checkout, "Q6NODESNOTREAD"}},
		"key":                {`"incident_key":"checkout-api/latency-p99/eu-west-1"`, []string{"incident_key=checkout-api/latency-p99/eu-west-1"}, []string{checkout}},
		"oldest first":       {`"sort_by":["created_at:asc"],"limit":1`, []string{"sort_by=created_at:asc"}, []string{certOld}},
		"two orders":         {`"sort_by":["urgency","incident_number:asc"],"limit":1`, []string{"sort_by=urgency:desc,incident_number:asc"}, []string{"Q6NODESNOTREAD"}},
		"offset":             {`"offset":9`, []string{"offset=9"}, []string{certOld}},
		"beyond the end":     {`"offset":10`, []string{"offset=10"}, []string{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arguments := "{" + test.arguments + "}"
			if !strings.Contains(arguments, `"status"`) {
				arguments = "{" + test.arguments + "," + open + "}"
			}
			s := demo(t)
			list := s.Call("list_incidents", arguments)
			if got := list.Column("items", "id"); !slices.Equal(got, test.ids) || list.At("items") == nil {
				t.Errorf("listed %v, want %v", got, test.ids)
			}
			sent := s.Sent()
			for _, parameter := range test.sent {
				if !strings.Contains(sent[len(sent)-1], parameter) {
					t.Errorf("sent %s, want %s in it", sent[len(sent)-1], parameter)
				}
			}
		})
	}
}

func TestListOfMyOwn(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_incidents", `{"request_scope":"assigned","limit":50}`)
	if got := s.Requests()[len(s.Requests())-1].Query["user_ids[]"]; !slices.Equal(got, []string{"PUAMARA"}) {
		t.Errorf("asked for the users %v", got)
	}
	for _, name := range list.Column("items", "assignees.0.name") {
		if name != "Amara Okafor" {
			t.Errorf("the list has an incident of %s", name)
		}
	}
	if !strings.Contains(fmt.Sprint(list.At("notes")), "only open incidents") {
		t.Errorf("the notes are %v, want that resolved ones are missing", list.At("notes"))
	}
	if open := s.Call("list_incidents", `{"request_scope":"assigned","statuses":["triggered","acknowledged"]}`); open.Has("notes") {
		t.Errorf("a list of open incidents has the notes %v", open.At("notes"))
	}
}

// The list is empty for a user in no team. A filter without ids would list all incidents.
func TestListOfTheTeamsOfAUserWithoutOne(t *testing.T) {
	t.Parallel()
	s := start(t, accountKey(pagerduty.WithFrom("irene.novak@lanternfield.example")))
	list := s.Call("list_incidents", `{"request_scope":"teams"}`)
	list.Expect(map[string]any{"more": false, "notes.0": "You are in no team, so your teams have no incidents."})
	if list.At("items") == nil || list.Len("items") != 0 || len(s.SentTo("GET", "/incidents")) != 0 || !list.Has("window.since") {
		t.Errorf("got %s after %v", list.JSON, s.Sent())
	}
	empty := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithSeed(simulator.Empty), simulator.WithClock(blackbox.Now))})
	if list := empty.Call("list_incidents", `{"total":true}`); list.JSON == "" || list.Len("items") != 0 || !strings.HasPrefix(list.JSON, `{"items":[],"more":false,"total":0,`) {
		t.Errorf("an empty account answers %s", list.JSON)
	}
}

// Invalid arguments are refused before any request.
func TestListRefusesWithoutARequest(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string][]string{
		`{"since":"-200d"}`:                            {"6 months", "all_time"},
		`{"since":"-2h","until":"-1d"}`:                {"since", "not before until"},
		`{"offset":9990}`:                              {"10,000", "since and until"},
		`{"offset":9001,"limit":1000}`:                 {"10,000", "since and until"},
		`{"limit":1001}`:                               {"limit", "1000"},
		`{"limit":0}`:                                  {"limit"},
		`{"offset":-1}`:                                {"offset"},
		`{"statuses":["open"]}`:                        {"statuses", "triggered", "acknowledged", "resolved"},
		`{"sort_by":["title"]}`:                        {"sort_by", "created_at"},
		`{"sort_by":["created_at:up"]}`:                {"sort_by", ":asc"},
		`{"sort_by":["urgency","created_at","title"]}`: {"sort_by"},
		`{"request_scope":"mine"}`:                     {"request_scope", "assigned"},
		`{"tem_ids":["P1"]}`:                           {"Unknown argument", "team_ids"},
	} {
		sentence := s.CallError("list_incidents", arguments)
		for _, word := range want {
			if !strings.Contains(sentence, word) {
				t.Errorf("%s: %q does not name %q", arguments, sentence, word)
			}
		}
		if sent := s.Sent(); len(sent) != 0 {
			t.Errorf("%s: sent %v", arguments, sent)
		}
	}
	if sentence := s.CallError("list_incidents", `{"since":"soon"}`); !strings.Contains(sentence, `"soon"`) || !strings.Contains(sentence, "RFC 3339") || len(s.SentTo("GET", "/incidents")) != 0 {
		t.Errorf("%q after %v", sentence, s.Sent())
	}
	if sentence := s.CallError("list_incidents", `{"request_scope":"assigned","user_ids":["PUBRUNO"]}`); !strings.Contains(sentence, "request_scope") || len(s.SentTo("GET", "/incidents")) != 0 {
		t.Errorf("%q after %v", sentence, s.Sent())
	}
}

// The list has as many records as limit, and fetches no more pages than it needs.
func TestListAsksForNoMoreThanItReturns(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: largeAccount()})
	const open = `"statuses":["triggered","acknowledged","resolved"],"all_time":true`
	const query = "GET /incidents?date_range=all&limit="
	const rest = "sort_by=created_at:desc&statuses[]=triggered&statuses[]=acknowledged&statuses[]=resolved"
	one := s.Call("list_incidents", `{"limit":1,`+open+`}`)
	s.ExpectSent(query + "1&" + rest)
	one.Expect(map[string]any{"more": true, "next_offset": 1, "items.1": nil})
	many := s.Call("list_incidents", `{"limit":150,`+open+`}`)
	s.ExpectSent(query+"100&"+rest, query+"50&offset=100&"+rest)
	many.Expect(map[string]any{"more": true, "next_offset": 150})
	if ids := many.Column("items", "id"); len(ids) != 150 || !unique(ids) {
		t.Errorf("%d incidents came, want 150, each once", len(ids))
	}
	total := s.Call("list_incidents", `{"limit":1,"total":true,`+open+`}`)
	s.ExpectSent(query + "1&" + rest + "&total=true")
	total.Expect(map[string]any{"total": 1200, "more": true})
	total = s.Call("list_incidents", `{"limit":101,"total":true,`+open+`}`)
	if got := s.Sent(); len(got) != 2 || strings.Contains(got[1], "total") {
		t.Errorf("sent %v, want the total asked for once", got)
	}
	total.Expect(map[string]any{"total": 1200})
}

func TestListNames(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		arguments string
		want      []string // in the error
	}{
		"no such name":         {`{"service_ids":["Chekout"]}`, []string{"service_ids[0]", `"Chekout"`, "no service"}},
		"a part of names":      {`{"service_ids":["API"]}`, []string{"no service", "Checkout API (PSCHKAP)"}},
		"unknown, like an id":  {`{"service_ids":["PZZZZZ9"]}`, []string{"service_ids[0]", `"PZZZZZ9"`, "no service"}},
		"unknown among known":  {`{"team_ids":["PTCHECK","PTNONE0"]}`, nil},
		"unknown team":         {`{"team_ids":["PTNONE0"]}`, []string{"team_ids[0]", "no team"}},
		"unknown user":         {`{"user_ids":["PUNONE0"]}`, []string{"user_ids[0]", "no user"}},
		"unknown priority":     {`{"priorities":["P9"]}`, []string{"priorities[0]", "no priority", "P1 (PPRIOR1)"}},
		"the name of a word":   {`{"team_ids":["CHECKOUT"]}`, nil},
		"a user's whole name":  {`{"user_ids":["amara okafor"]}`, nil},
		"a part of a user":     {`{"user_ids":["amara"]}`, []string{"no user", "Amara Okafor <amara.okafor@lanternfield.example> (PUAMARA)"}},
		"one that is two many": {`{"service_ids":["e"]}`, []string{"no service", "Similar: "}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			if test.want == nil {
				if list := s.Call("list_incidents", test.arguments); list.Len("items") == 0 {
					t.Error("the list is empty")
				}
				return
			}
			sentence := s.CallError("list_incidents", test.arguments)
			for _, word := range test.want {
				if !strings.Contains(sentence, word) {
					t.Errorf("%q does not say %s", sentence, word)
				}
			}
			if candidates := strings.Count(sentence, "(P"); candidates > 5 {
				t.Errorf("%q names %d candidates, want 5 at most", sentence, candidates)
			}
		})
	}
}

// The list is empty, and no error, for an existing id that matches nothing.
func TestListOfAnIDWithoutIncidents(t *testing.T) {
	t.Parallel()
	s := demo(t)
	if list := s.Call("list_incidents", `{"service_ids":["PSGIFTC"]}`); list.Len("items") != 0 || list.At("more") != false {
		t.Errorf("got %s", list.JSON)
	}
}

func unique(texts []string) bool {
	sorted := slices.Sorted(slices.Values(texts))
	return len(slices.Compact(sorted)) == len(texts)
}

func parseTime(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func numbered(n int, text string) []string {
	var texts []string
	for i := range n {
		texts = append(texts, strings.ReplaceAll(text, "#", strconv.Itoa(i)))
	}
	return texts
}
