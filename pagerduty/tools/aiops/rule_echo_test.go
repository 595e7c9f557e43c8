package aiops_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

const getRouterTool = "get_event_orchestration_router"

// echo returns the router's first rule as get_event_orchestration_router shows it.
func echo(t *testing.T, s *blackbox.Session) string {
	t.Helper()
	var shown struct {
		Rules struct {
			Items []json.RawMessage `json:"items"`
		} `json:"rules"`
	}
	text := s.Call(getRouterTool, `{"orchestration_id":"PORCH01"}`).JSON
	if err := json.Unmarshal([]byte(text), &shown); err != nil || len(shown.Rules.Items) == 0 {
		t.Fatalf("%v in %s", err, text)
	}
	return string(shown.Rules.Items[0])
}

// Invisible characters are not shown, but they are not lost when a rule is written as it was shown.
func TestRulesThatComeBackAsTheyWereShown(t *testing.T) {
	t.Parallel()
	const conditions = `[{"expression":"event.a matches 'x\u200by\u00ad'","weight":2},{"expression":"event.b exists\u0007\r\n"}]`
	for name, rule := range map[string]string{
		"conditions":       `{"id":"r1","label":"a\u200bb\u202e","conditions":` + conditions + `,"actions":{"route_to":"PSV0001"}}`,
		"a dynamic route":  `{"id":"r1","label":"\u0000a","conditions":[],"actions":{"dynamic_route_to":{"lookup_by":"service_id","source":"event\u200b.s","regex":"(\u2060.*)","later":1}}}`,
		"what can be seen": `{"id":"r1","label":"a\tb\u00a0ü😀","conditions":[{"expression":"a  b\nc"}],"actions":{"route_to":"PSV0001"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account, before := accountWith(t, rule), accountWith(t, rule)
			s := start(t, blackbox.Account{Handler: account})
			s.Call(updateTool, update([]string{echo(t, s)}, "")).Expect(map[string]any{"changed": nil})
			expectSame(t, "the rule", account.rules(), before.rules())
		})
	}
	account := accountWith(t, `{"id":"r1","label":"a\u200bb","conditions":`+conditions+`,"actions":{"route_to":"PSV0001"}}`)
	s := start(t, blackbox.Account{Handler: account})
	s.Call(updateTool, update([]string{`{"id":"r1","label":"ab c","conditions":["event.new exists","event.a matches 'xy'"]}`}, "")).Expect(map[string]any{"changed.0.label": "ab c"})
	expectSame(t, "the conditions", account.rules()[0].(map[string]any)["conditions"], accountWith(t, `{"c":[{"expression":"event.new exists"},{"expression":"event.a matches 'x\u200by\u00ad'","weight":2}]}`).rules()[0].(map[string]any)["c"])
}

// accountWith returns an account with these rules, as PagerDuty's JSON.
func accountWith(t *testing.T, rules ...string) *routerAccount {
	t.Helper()
	account := newRouterAccount()
	var list []any
	if err := decodeExactly([]byte("["+strings.Join(rules, ",")+"]"), &list); err != nil {
		t.Fatal(err)
	}
	account.setRules(list)
	return account
}

// ruleWith returns a rule with this many conditions of this length.
func ruleWith(conditions, length int) string {
	list := make([]string, conditions)
	for i := range list {
		list[i] = fmt.Sprintf(`{"expression":"event.n%d %s"}`, i, strings.Repeat("y", length))
	}
	return `{"id":"r1","conditions":[` + strings.Join(list, ",") + `],"actions":{"route_to":"PSV0001"}}`
}

// A list of conditions is shown whole or not at all: its beginning would look like all of it.
func TestConditionsAreShownWholeOrCounted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		conditions, length int
		shown              bool
	}{{50, 100, true}, {51, 1, false}, {600, 120, false}, {30, 280, false}, {28, 270, true}} {
		account := accountWith(t, ruleWith(test.conditions, test.length))
		s := start(t, blackbox.Account{Handler: account})
		router := s.Call(getRouterTool, `{"orchestration_id":"PORCH01"}`)
		want := map[string]any{"rules.items.0.conditions_omitted": nil, "rules.items.0.conditions." + fmt.Sprint(test.conditions): nil}
		shown := test.conditions
		if !test.shown {
			want, shown = map[string]any{"rules.items.0.conditions_omitted": test.conditions, "rules.items.0.conditions": nil}, 0
		}
		router.Expect(want)
		if shown > 0 && router.Len("rules.items.0.conditions") != shown {
			t.Errorf("%+v: shows %d", test, router.Len("rules.items.0.conditions"))
		}
		if !test.shown {
			s.Call(updateTool, update([]string{`{"id":"r1","conditions":["event.only exists"]}`}, "")).Expect(map[string]any{"changed.0.conditions.0": "event.only exists"})
		}
	}
}

// A change of conditions that are not shown is reported as a change.
func TestAChangeOfConditionsThatAreNotShown(t *testing.T) {
	t.Parallel()
	conditions := make([]string, 60)
	for i := range conditions {
		conditions[i] = fmt.Sprintf("event.other%d exists", i)
	}
	given, err := json.Marshal(conditions)
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, blackbox.Account{Handler: accountWith(t, ruleWith(60, 1))})
	s.Call(updateTool, update([]string{`{"id":"r1","conditions":` + string(given) + `}`}, "")).Expect(map[string]any{"changed.0.conditions_omitted": 60})
}

// The beginning of a list, which a result may have cut, does not replace the list.
func TestTheBeginningOfConditionsIsRefused(t *testing.T) {
	t.Parallel()
	account := accountWith(t, `{"id":"r1","conditions":[{"expression":"event.a\u200b `+strings.Repeat("x", 100)+`"},{"expression":"event.b `+strings.Repeat("x", 100)+`"},{"expression":"event.c exists"}],"actions":{"route_to":"PSV0001"}}`)
	s := start(t, blackbox.Account{Handler: account})
	a, b := `"event.a `+strings.Repeat("x", 100)+`"`, `"event.b `+strings.Repeat("x", 100)+`"`
	for _, given := range []string{a, a + "," + b} {
		sentence := s.CallError(updateTool, update([]string{`{"id":"r1","conditions":[` + given + `]}`}, ""))
		if !strings.Contains(sentence, "of the rule's 3") || !strings.Contains(sentence, "rules[0].conditions") || account.written != nil {
			t.Errorf("%s: %q, wrote %s", given, sentence, account.written)
		}
	}
	s.Call(updateTool, update([]string{`{"id":"r1","conditions":[` + b + "," + a + `]}`}, ""))
	if got := account.rules()[0].(map[string]any)["conditions"].([]any); len(got) != 2 {
		t.Errorf("the conditions are %v", got)
	}
	account = accountWith(t, `{"id":"r1","conditions":[{"expression":"event.a exists"},{"expression":"event.b exists"}],"actions":{"route_to":"PSV0001"}}`)
	s = start(t, blackbox.Account{Handler: account})
	s.Call(updateTool, update([]string{`{"id":"r1","conditions":["event.a exists"]}`}, "")).Expect(map[string]any{"changed.0.conditions.1": nil})
}

// No writing tool has an argument with the name of other_actions.
func TestOtherActionsAreNoArguments(t *testing.T) {
	t.Parallel()
	account := accountWith(t, `{"id":"r1","conditions":[],"actions":{"route_to":"PSV0001","priority":"PPRIOR1"}}`)
	s := start(t, blackbox.Account{Handler: account})
	if sentence := s.CallError(updateTool, update([]string{echo(t, s)}, "")); !strings.Contains(sentence, "other_actions") || account.written != nil {
		t.Errorf("%q, wrote %s", sentence, account.written)
	}
}
