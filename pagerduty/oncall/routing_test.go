package oncall_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

var mondayNoon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) // a Monday

func pathOf(t *testing.T, text string) *pagerduty.OrchestrationPath {
	t.Helper()
	path := &pagerduty.OrchestrationPath{}
	if err := json.Unmarshal([]byte(text), path); err != nil {
		t.Fatal(err)
	}
	return path
}

func eventOf(t *testing.T, text string) oncall.Event {
	t.Helper()
	sent, err := oncall.ReadEvent([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return sent.Event
}

// ways describes passages: their rules, what they assume and their settings.
func ways(passages []oncall.Passage) []string {
	var all []string
	for _, p := range passages {
		var words []string
		for _, a := range p.Assumptions {
			words = append(words, fmt.Sprintf("if %s=%v", a.Rule.ID, a.Matches))
		}
		for _, stage := range p.Stages {
			for _, step := range stage.Steps {
				words = append(words, step.Rule.Set+"/"+step.Rule.ID)
			}
		}
		for _, s := range p.Settings {
			words = append(words, s.Action+"="+s.Value)
		}
		if p.Dropped != nil {
			words = append(words, "dropped by "+p.Dropped.ID)
		}
		if p.Service != "" {
			words = append(words, "to "+p.Service)
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

const nestedPath = `{"type":"global","sets":[
	{"id":"start","rules":[
		{"id":"off","disabled":true,"actions":{"drop_event":true}},
		{"id":"drop","conditions":[{"expression":"event.class matches 'test'"}],"actions":{"drop_event":true,"route_to":"more"}},
		{"id":"db","conditions":[{"expression":"event.source matches part 'nothing'"},{"expression":"event.source matches regex '^db-'"}],
			"actions":{"severity":"error","route_to":"more"}},
		{"id":"often","conditions":[{"expression":"trigger_count over 5 minutes > 10"}],"actions":{"suppress":true}},
		{"id":"odd","conditions":[{"expression":"event.summary contains 'odd'"}],"actions":{"priority":"PODD"}}]},
	{"id":"more","rules":[
		{"id":"loud","conditions":[{"expression":"event.severity matches 'error' and event.summary matches part 'loud'"}],"actions":{"suspend":120,"annotate":"Loud"}}]}],
	"catch_all":{"actions":{"annotate":"Caught"}}}`

func TestFollow(t *testing.T) {
	t.Parallel()
	for event, want := range map[string][]string{
		`{"class":"test"}`:                         {"start/drop dropped by drop"},
		`{"source":"db-1","summary":"Loud noise"}`: {"start/db more/loud severity=error annotate=Loud suspend=120"},
		`{"source":"db-1","summary":"quiet"}`:      {"start/db more/ severity=error annotate=Caught"},
		`{"source":"web"}`: {
			"if often=true start/often suppress=true", "if often=false if odd=true start/odd priority=PODD", "if often=false if odd=false start/ annotate=Caught",
		},
	} {
		got := oncall.Follow("global", pathOf(t, nestedPath), []oncall.Passage{oncall.Arrive(eventOf(t, event))}, mondayNoon)
		if !slices.Equal(ways(got), want) {
			t.Errorf("%s: %q, want %q", event, ways(got), want)
		}
	}
}

// The steps say why the rules before the one that matched did not.
func TestPassedRules(t *testing.T) {
	t.Parallel()
	got := oncall.Follow("global", pathOf(t, nestedPath), []oncall.Passage{oncall.Arrive(eventOf(t, `{"source":"web"}`))}, mondayNoon)
	passed := got[2].Stages[0].Steps[0].Passed
	if len(passed) != 5 || !passed[0].Disabled || passed[2].Condition != "event.source matches part 'nothing'" || passed[2].Others != 1 || !passed[4].Assumed {
		t.Errorf("%+v", passed)
	}
	for i, reason := range []string{"trigger_count", "matches part"} {
		if given := got[2].Assumptions[i].Reason; !strings.Contains(given, reason) {
			t.Errorf("the reason %q does not name %q", given, reason)
		}
	}
	if name := got[2].Stages[0].Steps[0].Rule.String() + ", " + passed[1].Rule.String(); name != "the catch-all of the global orchestration, rule 2 of the global orchestration" {
		t.Error(name)
	}
}

// However many conditions are not known, the number of ways is limited, and the last one says that it is not the only one left.
func TestManyUnknownConditions(t *testing.T) {
	t.Parallel()
	var rules []string
	for i := range 60 {
		rules = append(rules, fmt.Sprintf(`{"id":"r%d","conditions":[{"expression":"raw_event.x == %d"}],"actions":{"severity":"info"}}`, i, i))
	}
	path := pathOf(t, `{"sets":[{"id":"start","rules":[`+strings.Join(rules, ",")+`]}],"catch_all":{"actions":{}}}`)
	got := oncall.Follow("global", path, []oncall.Passage{oncall.Arrive(eventOf(t, `{}`))}, mondayNoon)
	last := got[len(got)-1]
	if len(got) != 32 || !last.Cut || len(last.Assumptions) != 60 || got[0].Cut {
		t.Errorf("%d ways, the last with %d assumptions, cut: %v", len(got), len(last.Assumptions), last.Cut)
	}
}

// Sets that lead to each other end, and a path that could not be read changes nothing.
func TestStrangePaths(t *testing.T) {
	t.Parallel()
	circle := pathOf(t, `{"sets":[{"id":"start","rules":[{"id":"a","actions":{"route_to":"b"}}]},{"id":"b","rules":[{"id":"c","actions":{"route_to":"start"}}]}]}`)
	start := []oncall.Passage{oncall.Arrive(eventOf(t, `{}`))}
	if got := ways(oncall.Follow("service", circle, start, mondayNoon)); !slices.Equal(got, []string{"start/a b/c"}) {
		t.Error(got)
	}
	if got := oncall.Follow("global", nil, start, mondayNoon); !slices.Equal(got[0].Unread, []string{"global"}) || len(got[0].Stages) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestExtractions(t *testing.T) {
	t.Parallel()
	path := pathOf(t, `{"sets":[{"id":"start","rules":[{"id":"a","actions":{
		"variables":[{"name":"host","path":"event.source","type":"regex","value":"^(\\w+)-(\\d+)$"}],
		"extractions":[
			{"target":"event.summary","template":"[{{variables.host}}] {{event.summary}}"},
			{"target":"event.custom_details.new.id","source":"event.summary","regex":"\\d+"},
			{"target":"event.class","source":"event.nothing","regex":"(.*)"},
			{"target":"event.group","template":"{{event.nothing}}"},
			{"target":"event.component","source":"raw_event.x","regex":".*"}]}}]}]}`)
	got := oncall.Follow("global", path, []oncall.Passage{oncall.Arrive(eventOf(t, `{"summary":"Full","source":"db-12","class":"disk"}`))}, mondayNoon)
	fields := got[0].Event.Fields
	details, _ := json.Marshal(fields["custom_details"])
	if fields["summary"] != "[db12] Full" || string(details) != `{"new":{"id":"12"}}` || fields["class"] != "disk" {
		t.Errorf("%v", fields)
	}
	for _, name := range []string{"group", "component"} {
		if _, unknown := fields[name].(pcl.NotKnown); !unknown {
			t.Errorf("%s is %v, which is a guess", name, fields[name])
		}
	}
}

const routerPath = `{"type":"router","sets":[{"id":"start","rules":[
	{"id":"named","actions":{"dynamic_route_to":{"lookup_by":"service_name","source":"event.custom_details.service","regex":"^svc:(.*)"}}},
	{"id":"off","disabled":true,"actions":{"route_to":"POFF"}},
	{"id":"db","conditions":[{"expression":"event.source matches regex '^db-'"}],"actions":{"route_to":"PDB"}},
	{"id":"raw","conditions":[{"expression":"raw_event.payload.region == 'eu'"}],"actions":{"route_to":"PEU"}}]}],
	"catch_all":{"actions":{"route_to":"unrouted"}}}`

func TestRoute(t *testing.T) {
	t.Parallel()
	router := pathOf(t, routerPath)
	named := map[oncall.ServiceName]oncall.NamedService{
		{LookupBy: "service_name", Text: "Shop"}: {ID: "PSHOP"},
		{LookupBy: "service_name", Text: "shop"}: {ID: "PSHOP", Unsure: "it differs in case"},
	}
	for event, want := range map[string][]string{
		`{"custom_details":{"service":"svc:Shop"},"source":"db-1"}`: {"start/named to PSHOP"},
		`{"custom_details":{"service":"svc:shop"},"source":"db-1"}`: {"if named=true start/named to PSHOP", "if named=false start/db to PDB"},
		`{"custom_details":{"service":"svc:None"},"source":"db-1"}`: {"start/db to PDB"},
		`{"source":"web"}`: {"if raw=true start/raw to PEU", "if raw=false start/"},
		`{"payload":{"source":"web","region":"eu","custom_details":{"service":"Shop"}}}`:       {"start/raw to PEU"},
		`{"payload":{"source":"web","region":"us","custom_details":{"service":["svc:Shop"]}}}`: {"if named=true start/named", "if named=false start/"},
	} {
		start := []oncall.Passage{oncall.Arrive(eventOf(t, event))}
		if got := ways(oncall.Route(router, start, named, mondayNoon)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", event, got, want)
		}
		if got := oncall.NamedServices(router, start); strings.Contains(event, "svc:") != (len(got) == 1) && !strings.Contains(event, "[") {
			t.Errorf("%s names %v", event, got)
		}
	}
}

// An alert does not hold the event as it was sent, nor what its integration did not send.
func TestEventOfAlert(t *testing.T) {
	t.Parallel()
	var alert pagerduty.Alert
	if err := json.Unmarshal([]byte(`{"summary":"Full","severity":"error","alert_key":"k","body":{"cef_details":{"source_origin":"db-1","source_component":"","details":{"n":1}}}}`), &alert); err != nil {
		t.Fatal(err)
	}
	event := oncall.EventOfAlert(alert)
	start := []oncall.Passage{oncall.Arrive(event)}
	for condition, want := range map[string]string{
		"event.source matches 'db-1' and event.custom_details.n == 1 and not event.component exists": "true",
		"raw_event.payload.source exists": "unknown", "event.links[0].href exists": "unknown", "event.severity == 'info'": "false",
	} {
		path := pathOf(t, `{"sets":[{"id":"start","rules":[{"id":"a","conditions":[{"expression":"`+condition+`"}]}]}]}`)
		got := oncall.Follow("global", path, start, mondayNoon)
		truth := "unknown"
		if len(got) == 1 {
			truth = fmt.Sprint(got[0].Stages[0].Steps[0].Rule.ID == "a")
		}
		if truth != want {
			t.Errorf("%s is %s, want %s", condition, truth, want)
		}
	}
	if _, err := oncall.ReadEvent([]byte(`[1]`)); err == nil {
		t.Error("a list is an event")
	}
	if _, err := oncall.ReadEvent([]byte(`{"a":1} {"b":2}`)); err == nil {
		t.Error("two events are one")
	}
}

// A passage may also be written down by a caller.
func TestPassageThatIsNotFromArrive(t *testing.T) {
	t.Parallel()
	path := pathOf(t, `{"sets":[{"id":"start","rules":[{"id":"a","conditions":[],"actions":{"severity":"error","variables":[{"name":"v","path":"event.source","value":".*"}],`+
		`"extractions":[{"target":"event.group","template":"{{variables.v}}"}]}}]}]}`)
	passages := oncall.Follow("global", path, []oncall.Passage{{Event: oncall.Event{Fields: map[string]any{"source": "db-1"}}}}, mondayNoon)
	if group, known := passages[0].Event.Text("group"); group != "db-1" || !known {
		t.Errorf("%+v", passages)
	}
}

// What PagerDuty's intake refuses is said in its words. A whole body must be complete; fields alone may lack something.
func TestRefusedEvents(t *testing.T) {
	t.Parallel()
	const rest = `"summary":"Disk full","source":"db-1"`
	body := func(payload string) string { return `{"event_action":"trigger","payload":{` + payload + `}}` }
	for text, want := range map[string]string{
		body(rest + `,"severity":"error"`):                             "[] [] []",
		`{` + rest + `,"severity":"error"}`:                            "[] [] []",
		`{` + rest + `,"severity":"fatal"}`:                            "['payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')] [] []",
		body(rest + `,"severity":"fatal"`):                             "['payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')] [] []",
		body(`"severity":"info","source":" "`):                         "['payload.summary' is missing or blank 'payload.source' is missing or blank] [] []",
		`{"source":"db-1","severity":"info"}`:                          "[] ['payload.summary' is missing or blank] []",
		`{}`:                                                           "['payload.summary' is missing or blank 'payload.source' is missing or blank 'payload.severity' is missing or blank] [] []",
		`{"payload":{` + rest + `,"severity":"info"}}`:                 "['event_action' is missing or blank] [] []",
		`{"event_action":"resolve"}`:                                   "[] ['dedup_key' is missing or blank] []",
		`{"event_action":"close","dedup_key":"k"}`:                     "['event_action' must be trigger, acknowledge or resolve, not \"close\"] [] []",
		`{"routing_key":"k","event_action":"resolve","dedup_key":"k"}`: "[Length of 'routing_key' is incorrect (should be 32 characters)] [] []",
		`{` + rest + `,"severity":"info","host":"db-1"}`:               "[] [] [payload.host]",
		body(rest + `,"severity":"info","custom_details":[1]`):         "['payload.custom_details' must be an object] [] []",
	} {
		sent, err := oncall.ReadEvent([]byte(text))
		if got := fmt.Sprint(sent.Refused, sent.Missing, sent.Ignored); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", text, got, err, want)
		}
		if _, read := sent.Event.Fields["host"]; read {
			t.Errorf("%s: conditions see a member that PagerDuty ignores", text)
		}
	}
	if sent, err := oncall.ReadEvent([]byte(`{"summary":"` + strings.Repeat("x", 600_000) + `"}`)); err != nil || len(sent.Refused) != 1 || !strings.Contains(sent.Refused[0], "524288 bytes") {
		t.Errorf("%v, %v", sent.Refused, err)
	}
}

func TestRoutesTo(t *testing.T) {
	t.Parallel()
	const dynamic = `{"actions":{"dynamic_route_to":{"lookup_by":"service_name","source":"event.source","regex":".*"}}}`
	for rules, want := range map[string]oncall.RouteKind{
		`[{"actions":{"route_to":"PONE"}}]`: oncall.RouteByRule, `[{"actions":{"route_to":"PTWO"}}]`: oncall.NoRoute, `[{"disabled":true,"actions":{"route_to":"PONE"}}]`: oncall.NoRoute,
		`[` + dynamic + `]`: oncall.RouteByName, `[` + dynamic + `,{"actions":{"route_to":"PONE"}}]`: oncall.RouteByRule,
	} {
		if got := oncall.RoutesTo(pathOf(t, `{"sets":[{"id":"start","rules":`+rules+`}],"catch_all":{"actions":{"route_to":"unrouted"}}}`), "PONE"); got != want {
			t.Errorf("%s: %v, want %v", rules, got, want)
		}
	}
	if got := oncall.RoutesTo(pathOf(t, `{"sets":[],"catch_all":{"actions":{"route_to":"PONE"}}}`), "PONE"); got != oncall.RouteByRule || oncall.RoutesTo(nil, "PONE") != oncall.NoRoute {
		t.Errorf("the catch-all: %v", got)
	}
}
