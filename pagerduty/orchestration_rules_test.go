package pagerduty_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func ruleOf(t testing.TB, text string) pagerduty.OrchestrationRule {
	t.Helper()
	var rule pagerduty.OrchestrationRule
	if err := json.Unmarshal([]byte(text), &rule); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return rule
}

func TestRuleIsRead(t *testing.T) {
	t.Parallel()
	rule := ruleOf(t, `{"id":"r1","label":"Disks","disabled":true,"conditions":[{"expression":"a"},{"expression":"b"}],"actions":{"route_to":"PSVC","priority":"P1"}}`)
	if rule.ID() != "r1" || rule.Label() != "Disks" || !rule.Disabled() || rule.RouteTo() != "PSVC" || rule.DynamicRouteTo() != nil {
		t.Errorf("got %s", encoded(t, rule))
	}
	if got, want := rule.Conditions(), []string{"a", "b"}; !reflect.DeepEqual(got, want) {
		t.Errorf("conditions %q", got)
	}
	if got, want := string(rule.Actions()), `{"route_to":"PSVC","priority":"P1"}`; got != want {
		t.Errorf("actions %s, want %s", got, want)
	}
	dynamic := ruleOf(t, `{"actions":{"dynamic_route_to":{"lookup_by":"service_id","source":"event.source","regex":"^(.*)$"}}}`)
	want := pagerduty.DynamicRoute{LookupBy: "service_id", Source: "event.source", Regex: "^(.*)$"}
	if got := dynamic.DynamicRouteTo(); got == nil || *got != want || dynamic.RouteTo() != "" || dynamic.Conditions() != nil {
		t.Errorf("got %+v", got)
	}
}

// A rule with members of unexpected types, or that is not an object, is kept unchanged.
func TestOddRules(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`null`, `"x"`, `7`, `true`, `[]`, `[{"id":"r"}]`, `{}`, `{"actions":null,"conditions":null,"disabled":null,"id":null,"label":null}`,
		`{"actions":"x","conditions":"x","disabled":"x","id":7,"label":{}}`, `{"actions":{"dynamic_route_to":null,"route_to":null}}`,
		`{"actions":{"route_to":7}}`, `{"conditions":[null,7,{"expression":7}]}`, `{"actions":[{"route_to":"PSVC"}]}`,
	} {
		rule := ruleOf(t, text)
		if rule.ID()+rule.Label()+rule.RouteTo() != "" || rule.Disabled() || rule.DynamicRouteTo() != nil {
			t.Errorf("%s: read %q %q %q %t %v", text, rule.ID(), rule.Label(), rule.RouteTo(), rule.Disabled(), rule.DynamicRouteTo())
		}
		for _, condition := range rule.Conditions() {
			if condition != "" {
				t.Errorf("%s: condition %q", text, condition)
			}
		}
		if got := encoded(t, rule); got != text {
			t.Errorf("%s: written as %s", text, got)
		}
		if rule.SetLabel("x"); rule.Label() != "x" {
			t.Errorf("%s: it cannot be changed: %s", text, encoded(t, rule))
		}
	}
	if got := encoded(t, pagerduty.OrchestrationRule{}); got != `{}` {
		t.Errorf("a new rule is %s", got)
	}
}

func TestChangesOfARuleKeepTheRest(t *testing.T) {
	t.Parallel()
	route := pagerduty.DynamicRoute{LookupBy: "service_name", Source: "event.source"}
	for name, test := range map[string]struct {
		rule   string
		change func(*pagerduty.OrchestrationRule)
		want   string
	}{
		"label": {`{"id":"r","label":"a","new":[1]}`, func(r *pagerduty.OrchestrationRule) { r.SetLabel("b <c>") },
			`{"id":"r","label":"b \u003cc\u003e","new":[1]}`},
		"off": {`{"id":"r"}`, func(r *pagerduty.OrchestrationRule) { r.SetDisabled(true) }, `{"disabled":true,"id":"r"}`},
		"on":  {`{"disabled":true}`, func(r *pagerduty.OrchestrationRule) { r.SetDisabled(false) }, `{"disabled":false}`},
		"conditions": {`{"conditions":[{"expression":"a","new":1},{"expression":"b"},null]}`, func(r *pagerduty.OrchestrationRule) { r.SetConditions("c", "a") },
			`{"conditions":[{"expression":"c"},{"expression":"a","new":1}]}`},
		"no conditions":   {`{"conditions":[{"expression":"a"}]}`, func(r *pagerduty.OrchestrationRule) { r.SetConditions() }, `{"conditions":[]}`},
		"first condition": {`{}`, func(r *pagerduty.OrchestrationRule) { r.SetConditions("a") }, `{"conditions":[{"expression":"a"}]}`},
		"route": {`{"actions":{"annotate":"x","big":12345678901234567890,"route_to":"PONE","variables":[{}]}}`, func(r *pagerduty.OrchestrationRule) { r.SetRouteTo("PTWO") },
			`{"actions":{"annotate":"x","big":12345678901234567890,"route_to":"PTWO","variables":[{}]}}`},
		"route of a dynamic one": {`{"actions":{"annotate":"x","dynamic_route_to":{"source":"a"}}}`, func(r *pagerduty.OrchestrationRule) { r.SetRouteTo("PTWO") },
			`{"actions":{"annotate":"x","route_to":"PTWO"}}`},
		"route of none": {`{"actions":null}`, func(r *pagerduty.OrchestrationRule) { r.SetRouteTo("PTWO") }, `{"actions":{"route_to":"PTWO"}}`},
		"dynamic route": {`{"actions":{"annotate":"x","route_to":"PONE"},"id":"r"}`, func(r *pagerduty.OrchestrationRule) { r.SetDynamicRouteTo(route) },
			`{"actions":{"annotate":"x","dynamic_route_to":{"lookup_by":"service_name","source":"event.source"}},"id":"r"}`},
		"another dynamic route": {`{"actions":{"dynamic_route_to":{"lookup_by":"service_id","new":[1],"regex":"a","source":"b"}}}`, func(r *pagerduty.OrchestrationRule) { r.SetDynamicRouteTo(route) },
			`{"actions":{"dynamic_route_to":{"lookup_by":"service_name","new":[1],"source":"event.source"}}}`},
		"dynamic route of a new rule": {`{}`, func(r *pagerduty.OrchestrationRule) { r.SetDynamicRouteTo(route) },
			`{"actions":{"dynamic_route_to":{"lookup_by":"service_name","source":"event.source"}}}`},
	} {
		rule := ruleOf(t, test.rule)
		copied := rule.Clone()
		test.change(&copied)
		if got := encoded(t, copied); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
		if !rule.Equal(ruleOf(t, test.rule)) {
			t.Errorf("%s: a change of the copy changed the rule: %s", name, encoded(t, rule))
		}
	}
}

func TestRulesAreEqual(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b  string
		equal bool
	}{
		{`{"a":1,"b":[{"c":null}]}`, ` { "b" : [ { "c" : null } ], "a" : 1 } `, true},
		{`{"a":"é<"}`, `{"a":"\u00e9\u003c"}`, true},
		{`{"a":1}`, `{"a":1.0}`, true},
		{`{"a":1e400}`, `{"a":10e399}`, true},
		{`{"a":-0}`, `{"a":0}`, true},
		{`{"a":0.1}`, `{"a":0.10000000000000000001}`, false},
		{`{"a":9007199254740992}`, `{"a":9007199254740993}`, false},
		{`{"a":1e999999999}`, `{"a":1e999999999}`, true},
		{`{"a":1e999999999}`, `{"a":1e999999998}`, false},
		{`{"a":1}`, `{"a":"1"}`, false},
		{`{"a":null}`, `{}`, false},
		{`{"a":[1,2]}`, `{"a":[2,1]}`, false},
		{`{"a":[1]}`, `{"a":[1,1]}`, false},
		{`{"a":{}}`, `{"a":[]}`, false},
		{`{"a":true}`, `{"a":false}`, false},
		{`{"a":1}`, `{"A":1}`, false},
		{`{"id":"r"}`, `{"id":"r","new":1}`, false},
		{`null`, `null`, true},
		{`null`, `{}`, false},
		{`"x"`, `"x"`, true},
		{`"x"`, `"y"`, false},
	} {
		a, b := ruleOf(t, test.a), ruleOf(t, test.b)
		if a.Equal(b) != test.equal || b.Equal(a) != test.equal || !a.Equal(a) {
			t.Errorf("%s and %s: equal %t, want %t", test.a, test.b, a.Equal(b), test.equal)
		}
	}
}
