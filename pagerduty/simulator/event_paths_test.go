package simulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// path replaces a path of the production orchestration, or of a service. rules and catch-all are JSON.
func (f *feed) path(path, catchAll string, sets ...string) {
	f.t.Helper()
	var all []string
	for n, rules := range sets {
		id := "start"
		if n > 0 {
			id = fmt.Sprint("set", n)
		}
		all = append(all, fmt.Sprintf(`{"id":%q,"rules":[%s]}`, id, rules))
	}
	f.ok("PUT", "/event_orchestrations/"+path, fmt.Sprintf(`{"orchestration_path":{"sets":[%s],"catch_all":{"actions":%s}}}`, strings.Join(all, ","), catchAll))
}

// rule returns a rule with one condition, or without any.
func rule(condition, actions string) string {
	conditions := ""
	if condition != "" {
		conditions = `{"expression":` + jsonText(condition) + `}`
	}
	return fmt.Sprintf(`{"conditions":[%s],"actions":{%s}}`, conditions, actions)
}

// newOrchestration returns a feed of the production orchestration, in which everything goes to the order pipeline.
func newOrchestration(t *testing.T, options ...simulator.Option) *feed {
	t.Helper()
	f := newFeed(t, "", options...)
	f.key = productionKey(f.api)
	f.path(production+"/router", `{"route_to":"PSORDER"}`, "")
	f.path(production+"/global", `{}`, "")
	return f
}

func TestDemoOrchestration(t *testing.T) {
	t.Parallel()
	f := newFeed(t, "")
	f.key = productionKey(f.api)
	details := func(members string) string { return `,"custom_details":{` + members + `}` }
	f.event("trigger", "staging", details(`"environment":"staging","service":"Checkout API"`))
	f.event("trigger", "deploying", details(`"deploying":true,"service":"Checkout API"`))
	f.event("trigger", "nobody's", "")
	f.none("staging", "deploying", "nobody's")
	f.event("trigger", "named", details(`"service":"order pipeline","region":"eu"`))
	f.equal(f.only("named"), "title", "[eu] Disk full on db-1")
	f.equal(f.only("named"), "service.id", "PSORDER")
	f.event("trigger", "class", `,"class":"NodeNotReady"`+details(`"service":"Unknown"`))
	f.equal(f.only("class"), "service.id", "PSKUBER")
	f.event("trigger", "retired", `,"group":"gift-cards"`)
	f.none("retired")
	f.key = checkoutKey
	f.event("trigger", "load", details(`"load_test":"true"`))
	f.none("load")
	status, answer := f.send(`{"routing_key":"` + checkoutKey + `","event_action":"trigger","dedup_key":"orders","payload":{"summary":"Orders per minute are down","source":"shop","severity":"warning"}}`)
	if status != 202 {
		t.Fatalf("%d %v", status, answer)
	}
	i := f.only("orders")
	f.equal(i, "priority.id", "PPRIOR1")
	alerts := f.ok("GET", fmt.Sprintf("/incidents/%v/alerts", i.at("id")), "")
	f.equal(alerts, "alerts.0.severity", "critical")
	notes := f.ok("GET", fmt.Sprintf("/incidents/%v/notes", i.at("id")), "")
	if note := fmt.Sprint(notes.at("notes.0.content")); !strings.HasPrefix(note, "Support has a text") {
		t.Errorf("the note is %q", note)
	}
}

func TestServiceOrchestrationMustBeActive(t *testing.T) {
	t.Parallel()
	f := newFeed(t, pipelineKey)
	f.path("services/PSORDER", `{"suppress":true}`, "")
	f.event("trigger", "off", "")
	f.only("off")
	f.ok("PUT", "/event_orchestrations/services/PSORDER/active", `{"active":true}`)
	f.event("trigger", "on", "")
	f.none("on")
}

func TestRules(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sets  []string
		catch string
		want  string // severity of the alert
	}{
		"the first that matches":      {[]string{rule("event.source matches 'x'", `"severity":"info"`) + "," + rule("event.source matches 'db-1'", `"severity":"error"`) + "," + rule("", `"severity":"warning"`)}, `{}`, "error"},
		"without conditions":          {[]string{rule("", `"severity":"info"`)}, `{}`, "info"},
		"any condition":               {[]string{`{"conditions":[{"expression":"event.source matches 'x'"},{"expression":"event.source matches 'db-1'"}],"actions":{"severity":"error"}}`}, `{}`, "error"},
		"a disabled one is passed":    {[]string{`{"disabled":true,"conditions":[],"actions":{"severity":"error"}},` + rule("", `"severity":"info"`)}, `{}`, "info"},
		"nothing matches":             {[]string{rule("false", `"severity":"error"`)}, `{"severity":"warning"}`, "warning"},
		"something matches":           {[]string{rule("true", `"annotate":"x"`)}, `{"severity":"warning"}`, "critical"},
		"another set":                 {[]string{rule("", `"severity":"error","route_to":"set1"`), rule("event.severity matches 'error'", `"severity":"info"`)}, `{"severity":"warning"}`, "info"},
		"another set without a match": {[]string{rule("", `"severity":"error","route_to":"set1"`), rule("false", `"severity":"info"`)}, `{"severity":"warning"}`, "warning"},
		"round and round":             {[]string{rule("", `"severity":"error","route_to":"start"`)}, `{}`, "error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newOrchestration(t)
			f.path(production+"/global", test.catch, test.sets...)
			f.event("trigger", "k", "")
			f.equal(f.ok("GET", fmt.Sprintf("/incidents/%v/alerts", f.only("k").at("id")), ""), "alerts.0.severity", test.want)
		})
	}
}

func TestActions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		actions string
		want    map[string]any // of the incident
	}{
		"priority":          {`"priority":"PPRIOR2"`, map[string]any{"priority.name": "P2"}},
		"escalation policy": {`"escalation_policy":"PECHECK"`, map[string]any{"escalation_policy.id": "PECHECK", "service.id": "PSORDER"}},
		"a template":        {`"extractions":[{"target":"event.summary","template":"{{event.source}} / {{ event.custom_details.a['b c'] }} / {{raw_event.payload.severity}}{{event.nothing}}"}]`, map[string]any{"title": "db-1 / 7 / critical"}},
		"a part":            {`"extractions":[{"target":"event.summary","regex":"full on (.*)-","source":"event.summary"}]`, map[string]any{"title": "db"}},
		"several parts":     {`"extractions":[{"target":"event.summary","regex":"(Disk) full on (.*)-","source":"event.summary"}]`, map[string]any{"title": "Diskdb"}},
		"a whole":           {`"extractions":[{"target":"event.summary","regex":"full.*","source":"event.summary"}]`, map[string]any{"title": "full on db-1"}},
		"no part":           {`"extractions":[{"target":"event.summary","regex":"empty (.*)","source":"event.summary"}]`, map[string]any{"title": "Disk full on db-1"}},
		"no source":         {`"extractions":[{"target":"event.summary","regex":".*","source":"event.group"}]`, map[string]any{"title": "Disk full on db-1"}},
		"a variable":        {`"variables":[{"name":"host","path":"event.summary","type":"regex","value":"on (.*)"}],"extractions":[{"target":"event.summary","template":"Look at {{variables.host}}{{variables.none}}"}]`, map[string]any{"title": "Look at db-1"}},
		"a detail":          {`"extractions":[{"target":"event.custom_details.new.host","template":"h"},{"target":"event.summary","template":"{{event.custom_details.new.host}}"}]`, map[string]any{"title": "h"}},
		"automation":        {`"automation_actions":[{"name":"Run","url":"https://x.example","auto_send":false}],"pagerduty_automation_actions":[{"action_id":"01"}]`, map[string]any{"title": "Disk full on db-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFeed(t, pipelineKey)
			f.ok("PUT", "/event_orchestrations/services/PSORDER/active", `{"active":true}`)
			f.path("services/PSORDER", `{}`, rule("", test.actions))
			f.event("trigger", "k", `,"custom_details":{"a":{"b c":7}}`)
			for path, want := range test.want {
				f.equal(f.only("k"), path, want)
			}
		})
	}
}

// TestExtractedKey: rules can set the key by which events belong together.
func TestExtractedKey(t *testing.T) {
	t.Parallel()
	f := newOrchestration(t)
	f.path(production+"/global", `{}`, rule("", `"extractions":[{"target":"event.dedup_key","template":"host/{{event.source}}"}]`))
	if answer := f.event("trigger", "a", ""); answer.at("dedup_key") != "a" {
		t.Errorf("answered %v", answer)
	}
	f.event("trigger", "b", "")
	f.equal(f.only("host/db-1"), "alert_counts.all", 1)
}

func TestFieldsByRule(t *testing.T) {
	t.Parallel()
	f := newFeed(t, pipelineKey)
	f.ok("PUT", "/event_orchestrations/services/PSORDER/active", `{"active":true}`)
	f.path("services/PSORDER", `{}`, rule("", `"annotate":"See {{event.source}}.","incident_custom_field_updates":[{"id":"PFIMPAC","value":"{{event.source}} is full"},{"id":"PNONE","value":"x"}]`))
	f.event("trigger", "k", "")
	incident := fmt.Sprint("/incidents/", f.only("k").at("id"))
	f.equal(f.ok("GET", incident+"/notes", ""), "notes.0.content", "See db-1.")
	f.equal(f.ok("GET", incident+"/custom_fields/values", ""), "custom_fields.0.value", "db-1 is full")
}

func TestDropSuppressAndEventAction(t *testing.T) {
	t.Parallel()
	f := newOrchestration(t)
	f.path(production+"/global", `{}`,
		rule("event.class matches 'drop'", `"drop_event":true`)+","+rule("event.class matches 'suppress'", `"suppress":true`)+","+rule("event.class matches 'ok'", `"event_action":"resolve"`))
	f.event("trigger", "a", `,"class":"drop"`)
	f.event("trigger", "b", `,"class":"suppress"`)
	f.none("a", "b")
	f.event("trigger", "c", "")
	f.event("trigger", "c", `,"class":"ok"`)
	f.equal(f.only("c"), "status", "resolved")
}

func TestRouter(t *testing.T) {
	t.Parallel()
	f := newOrchestration(t)
	dynamic := func(lookup string) string {
		return `{"conditions":[],"actions":{"dynamic_route_to":{"lookup_by":"` + lookup + `","source":"event.custom_details.to","regex":"^to:(.*)$"}}}`
	}
	to := func(text string) string { return `,"custom_details":{"to":"` + text + `"}` }
	f.path(production+"/router", `{"route_to":"PSORDER"}`, dynamic("service_id")+","+rule("event.group matches 'k8s'", `"route_to":"PSKUBER"`)+`,{"disabled":true,"conditions":[],"actions":{"route_to":"PSSTORE"}}`)
	f.event("trigger", "by id", to("to:PSPAYGW"))
	f.event("trigger", "by name", to("to:Payments Gateway"))
	f.event("trigger", "by rule", `,"group":"k8s"`+to("PSPAYGW"))
	for key, service := range map[string]string{"by id": "PSPAYGW", "by name": "PSORDER", "by rule": "PSKUBER"} {
		f.equal(f.only(key), "service.id", service)
	}
	f.path(production+"/router", `{"route_to":"unrouted"}`, dynamic("service_name"))
	f.event("trigger", "name", to("to:payments gateway"))
	f.equal(f.only("name"), "service.id", "PSPAYGW")
	f.event("trigger", "nowhere", to("to:PSPAYGW"))
	f.none("nowhere")
}

func TestTriggerCounts(t *testing.T) {
	t.Parallel()
	f := newOrchestration(t)
	f.path(production+"/global", `{"drop_event":true}`, rule("event.class matches 'plain' and trigger_count over 10 minutes >= 3", `"annotate":"often"`)+","+
		rule("event.class matches 'again' and resetting_trigger_count over 10 minutes >= 3", `"annotate":"often"`))
	send := func(class string, times int, prefix string) {
		for n := range times {
			f.event("trigger", fmt.Sprint(prefix, n), `,"class":"`+class+`"`)
		}
	}
	send("plain", 4, "p")
	f.none("p0", "p1")
	f.only("p2")
	f.only("p3")
	f.advance(11 * time.Minute)
	send("plain", 2, "later")
	f.none("later0", "later1")
	send("again", 6, "r")
	f.none("r0", "r1", "r3", "r4")
	f.only("r2")
	f.only("r5")
}
