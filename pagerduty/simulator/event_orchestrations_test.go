package simulator_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const routerPath = "/event_orchestrations/" + production + "/router"

func TestListOrchestrations(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for sortBy, want := range map[string][]string{
		"":                         {"Office Alarms", "Partner Feeds", "Production Events"},
		"?sort_by=name:desc":       {"Production Events", "Partner Feeds", "Office Alarms"},
		"?sort_by=routes:asc":      {"Office Alarms", "Partner Feeds", "Production Events"},
		"?sort_by=routes:desc":     {"Production Events", "Partner Feeds", "Office Alarms"},
		"?sort_by=created_at:asc":  {"Production Events", "Partner Feeds", "Office Alarms"},
		"?sort_by=created_at:desc": {"Office Alarms", "Partner Feeds", "Production Events"},
		"?limit=1&offset=1":        {"Partner Feeds"},
	} {
		if got := a.ok("GET", "/event_orchestrations"+sortBy, "").column("orchestrations", "name"); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", sortBy, got, want)
		}
	}
	a.refused(400, 2001, "created_at with :asc or :desc", "GET", "/event_orchestrations?sort_by=age", "")
	listed := a.ok("GET", "/event_orchestrations?sort_by=routes:desc", "")
	a.equal(listed, "orchestrations.0.routes", 8)
	a.equal(listed, "orchestrations.0.integrations", nil) // a list contains no keys
}

// TestRoutingKeys: integrations have routing keys, so that clients have something to redact.
func TestRoutingKeys(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	one := a.ok("GET", "/event_orchestrations/"+production, "")
	keys := one.column("orchestration.integrations", "parameters.routing_key")
	if len(keys) != 3 || keys[0] == keys[1] || !strings.HasPrefix(keys[0], "not-a-real-routing-key-") {
		t.Errorf("the routing keys are %v", keys)
	}
	a.equal(one, "orchestration.team.id", "PTPLATF")
	a.equal(one, "orchestration.created_by.id", "PUHENRY")
	a.refused(404, 2100, "no event orchestration", "GET", "/event_orchestrations/none", "")
}

func TestOrchestrationPaths(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	of := "/event_orchestrations/" + production
	for path, want := range map[string]map[string]any{
		"/router": {
			"type": "router", "parent.id": production, "parent.type": "event_orchestration_reference", "catch_all.actions.route_to": "unrouted",
			"sets.0.rules.0.actions.dynamic_route_to.lookup_by": "service_name", "sets.0.rules.0.conditions": "[]", "sets.0.rules.1.actions.route_to": "PSCHKAP",
			"sets.0.rules.7.disabled": true,
		},
		"/global":   {"type": "global", "sets.0.rules.0.actions.drop_event": true},
		"/unrouted": {"type": "unrouted", "catch_all.actions.severity": "info"},
	} {
		answer := a.ok("GET", of+path, "")
		for member, value := range want {
			a.equal(answer, "orchestration_path."+member, value)
		}
	}
	service := a.ok("GET", "/event_orchestrations/services/PSCHKAP", "")
	a.equal(service, "orchestration_path.parent.type", "service_reference")
	a.equal(service, "orchestration_path.sets.1.id", "orders")
	untouched := a.ok("GET", "/event_orchestrations/services/PSORDER", "")
	a.equal(untouched, "orchestration_path.type", "service")
	a.equal(untouched, "orchestration_path.sets.0.rules", "[]")
	a.refused(404, 2100, "no service", "GET", "/event_orchestrations/services/PNONE", "")
	a.refused(404, 2100, "no event orchestration", "GET", "/event_orchestrations/none/router", "")
}

// router is a body of updateOrchPathRouter.
func router(rules ...string) string {
	return `{"orchestration_path":{"sets":[{"id":"start","rules":[` + strings.Join(rules, ",") + `]}],"catch_all":{"actions":{"route_to":"unrouted"}}}}`
}

const (
	dynamicRule = `{"actions":{"dynamic_route_to":{"lookup_by":"service_id","source":"event.component","regex":"(.*)"}}}`
	plainRule   = `{"label":"All","conditions":[{"expression":"event.summary exists"}],"actions":{"route_to":"PSCHKAP"}}`
)

// TestUpdateRouter: the rules are replaced, existing rules keep their ids, and the version changes.
func TestUpdateRouter(t *testing.T) {
	t.Parallel()
	now := noon
	a := serve(t, simulator.New(simulator.WithClock(func() time.Time { return now })))
	before := a.ok("GET", routerPath, "")
	kept, err := json.Marshal(before.at("orchestration_path.sets.0.rules.2"))
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	answer := a.ok("PUT", routerPath, router(dynamicRule, string(kept), plainRule, `{"actions":{"route_to":"unrouted"}}`))
	a.equal(answer, "warnings", "[]")
	a.equal(answer, "orchestration_path.updated_at", "2026-10-14T13:00:00Z")
	a.equal(answer, "orchestration_path.updated_by.id", "PUAMARA")
	a.equal(answer, "orchestration_path.created_at", before.at("orchestration_path.created_at"))
	if version := answer.at("orchestration_path.version"); version == nil || version == before.at("orchestration_path.version") {
		t.Errorf("the version is %v still", version)
	}
	rules := answer.at("orchestration_path.sets.0.rules").([]any)
	if !reflect.DeepEqual(rules[1], before.at("orchestration_path.sets.0.rules.2")) {
		t.Errorf("the rule that was sent back became %v", rules[1])
	}
	ids := answer.column("orchestration_path.sets.0.rules", "id")
	slices.Sort(ids)
	if len(slices.Compact(ids)) != 4 || len(ids[0]) != 36 {
		t.Errorf("the ids are %v", ids)
	}
	if after := a.ok("GET", routerPath, ""); !reflect.DeepEqual(after.at("orchestration_path"), answer.at("orchestration_path")) {
		t.Errorf("the router is %v, the answer was %v", after, answer)
	}
	a.equal(a.ok("GET", "/event_orchestrations/"+production, ""), "orchestration.routes", 4)
	empty := a.ok("PUT", routerPath, `{"orchestration_path":{"sets":[{"id":"start","rules":[]}]}}`)
	a.equal(empty, "orchestration_path.catch_all.actions.route_to", "unrouted")
}

func TestUpdateRouterWarns(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	answer := a.ok("PUT", routerPath, router(`{"actions":{"route_to":"PSGIFTC"}}`, plainRule))
	a.equal(answer, "warnings.0.warning_type", "invalid_routing")
	if got := answer.at("warnings.0.message").(string); !strings.Contains(got, "Gift Cards") || len(answer.at("warnings").([]any)) != 1 {
		t.Errorf("the warnings are %v", answer.at("warnings"))
	}
}

func TestUpdateRouterRefuses(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	known := a.ok("GET", routerPath, "").column("orchestration_path.sets.0.rules", "id")[1]
	before := a.ok("GET", routerPath, "")
	for body, want := range map[string]string{
		router(plainRule, dynamicRule): "rules.1: dynamic_route_to is for the first rule only",
		router(`{"conditions":[{"expression":"x"}],"actions":{"dynamic_route_to":{"lookup_by":"service_id","source":"a","regex":"b"}}}`): "cannot have conditions",
		router(`{"actions":{"route_to":"PSCHKAP","dynamic_route_to":{"lookup_by":"service_id","source":"a","regex":"b"}}}`):              "exclude each other",
		router(`{"actions":{"dynamic_route_to":{"lookup_by":"team","source":"a","regex":"b"}}}`):                                         "service_name or service_id",
		router(`{"actions":{"route_to":"PNONE"}}`): `or "unrouted", not "PNONE"`,
		router(`{"actions":{}}`):                   `or "unrouted", not ""`,
		router(`{"id":"00000000-0000-4000-8000-000000000000","actions":{"route_to":"unrouted"}}`):                                   "no rule has the id",
		router(fmt.Sprintf(`{"id":%[1]q,"actions":{"route_to":"unrouted"}},{"id":%[1]q,"actions":{"route_to":"unrouted"}}`, known)): "rules.1.id: an earlier rule has the id",
		router(`{"conditions":[{"expression":""}],"actions":{"route_to":"unrouted"}}`):                                              "must have an expression",
		router(`null`):                       "rules.0 must be an object",
		router(`"rule"`):                     "rules.0: a body member is of the wrong type",
		`{"orchestration_path":{"sets":[]}}`: "exactly one set",
		`{"orchestration_path":{"sets":[{"id":"other","rules":[]}]}}`:                                                                         "exactly one set",
		`{"orchestration_path":{"sets":[{"id":"start","rules":[]}],"catch_all":{"actions":{"route_to":"PNONE"}}}}`:                            "PNONE",
		`{"orchestration_path":{"sets":[{"id":"start","rules":[]}],"catch_all":{"actions":{"dynamic_route_to":{"lookup_by":"service_id"}}}}}`: `unknown body member "orchestration_path.catch_all.actions.dynamic_route_to"`,
		`{}`: "must have an orchestration_path",
	} {
		a.refused(400, 2001, want, "PUT", routerPath, body)
	}
	if after := a.ok("GET", routerPath, ""); !reflect.DeepEqual(after, before) {
		t.Errorf("a refusal changed the router to %v", after)
	}
}

// TestPathsRefuseTheSameIDTwice: two rules in the same or in different sets, or two sets, cannot have the same id.
func TestPathsRefuseTheSameIDTwice(t *testing.T) {
	t.Parallel()
	for mode, options := range map[string][]simulator.Option{"strict": nil, "lenient": {simulator.Lenient()}} {
		a := newAPI(t, options...)
		path := "/event_orchestrations/" + production + "/global"
		before := a.ok("GET", path, "")
		rule := fmt.Sprintf(`{"id":%q,"conditions":[],"actions":{}}`, before.at("orchestration_path.sets.0.rules.0.id"))
		for sets, want := range map[string]string{
			`{"id":"start","rules":[` + rule + `,` + rule + `]}`:                          "sets.0.rules.1.id: an earlier rule has the id",
			`{"id":"start","rules":[` + rule + `]},{"id":"more","rules":[` + rule + `]}`:  "sets.1.rules.0.id: an earlier rule has the id",
			`{"id":"start","rules":[]},{"id":"more","rules":[]},{"id":"more","rules":[]}`: `sets.2.id: an earlier set has the id \"more\"`,
		} {
			_, answer := a.do("PUT", path, `{"orchestration_path":{"sets":[`+sets+`]}}`)
			if told, _ := json.Marshal(answer.at("error")); !strings.Contains(string(told), want) {
				t.Errorf("%s: %s, want %s", mode, told, want)
			}
		}
		if after := a.ok("GET", path, ""); !reflect.DeepEqual(after, before) {
			t.Errorf("%s: a refusal changed the path to %v", mode, after)
		}
	}
}

// TestLenientRouterReplacesUnknownIDs: a rule with an unknown id gets a new one. The others keep their ids.
func TestLenientRouterReplacesUnknownIDs(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.Lenient())
	const unknown = `{"id":"00000000-0000-4000-8000-000000000000","actions":{"route_to":"unrouted"}}`
	kept := a.ok("GET", routerPath, "").column("orchestration_path.sets.0.rules", "id")[1]
	answer := a.ok("PUT", routerPath, router(unknown, `{"id":"`+kept+`","actions":{"route_to":"PSCHKAP"}}`, unknown))
	ids := answer.column("orchestration_path.sets.0.rules", "id")
	if len(ids) != 3 || ids[1] != kept || ids[0] == ids[2] || len(ids[0]) != 36 || strings.Contains(strings.Join(ids, " "), "00000000") {
		t.Errorf("the ids are %v; the second was %s", ids, kept)
	}
}

// TestRulesKeepUnknownMembers: a lenient simulator keeps unknown members of a rule unchanged. A strict one refuses them.
func TestRulesKeepUnknownMembers(t *testing.T) {
	t.Parallel()
	const rule = `{"actions":{"route_to":"PSCHKAP","since_next_year":[1,{"a":null}]},"conditions":[{"expression":"event.summary exists","mode":"new"}],"colour":"red","weight":12345678901234567890}`
	newAPI(t).refused(400, 2001, `unknown body member "orchestration_path.sets.rules.colour"`, "PUT", routerPath, router(`{"colour":"red","actions":{"route_to":"unrouted"}}`))
	newAPI(t).refused(400, 2001, `unknown body member "orchestration_path.sets.rules.actions.since_next_year"`, "PUT", routerPath, router(`{"actions":{"route_to":"unrouted","since_next_year":1}}`))
	a := newAPI(t, simulator.Lenient())
	a.ok("PUT", routerPath, router(rule))
	got := string(whole(a, routerPath))
	for _, part := range []string{`"since_next_year":[1,{"a":null}]`, `"mode":"new"`, `"colour":"red"`, `"weight":12345678901234567890`} {
		if !strings.Contains(got, part) {
			t.Errorf("%s is lost in %s", part, got)
		}
	}
}
