package aiops_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

const updateTool = "update_event_orchestration_router"

// keep returns the rules from one number to another as ids alone.
func keep(from, to int) []string {
	var rules []string
	for n := from; n <= to; n++ {
		rules = append(rules, fmt.Sprintf(`{"id":"rule-%02d"}`, n))
	}
	return rules
}

func update(rules []string, more string) string {
	return `{"orchestration_id":"PORCH01","rules":[` + strings.Join(rules, ",") + `]` + more + `}`
}

func TestUpdateKeepsWhatIsNotGiven(t *testing.T) {
	t.Parallel()
	account, before := newRouterAccount(), newRouterAccount()
	s := start(t, blackbox.Account{Handler: account})
	s.Call(updateTool, update(keep(1, 30), `,"version":"v7"`)).Expect(map[string]any{"rules": 30, "version": "v8", "added": nil, "changed": nil, "removed": nil, "catch_all": "unrouted", "warnings.0.feature": "route_to"})
	s.ExpectSent("GET /event_orchestrations/PORCH01/router", "GET /event_orchestrations/PORCH01/router", "PUT /event_orchestrations/PORCH01/router")
	delete(before.path, "self")
	expectSame(t, "the router", account.path, before.path)
}

// A changed rule keeps all members that the call omits, also nested ones.
func TestUpdateChangesWhatIsGiven(t *testing.T) {
	t.Parallel()
	for change, apply := range map[string]func(rule map[string]any){
		`"label":"New"`:          func(r map[string]any) { r["label"] = "New" },
		`"disabled":true`:        func(r map[string]any) { r["disabled"] = true },
		`"route_to":"PSV0009"`:   func(r map[string]any) { r["actions"].(map[string]any)["route_to"] = "PSV0009" },
		`"route_to":"Unrouted"`:  func(r map[string]any) { r["actions"].(map[string]any)["route_to"] = "unrouted" },
		`"route_to":" PSV0002 "`: func(map[string]any) {},
		`"conditions":[]`:        func(r map[string]any) { r["conditions"] = []any{} },
		`"conditions":["event.new exists","event.n matches '2'"]`: func(r map[string]any) {
			r["conditions"] = []any{map[string]any{"expression": "event.new exists"}, r["conditions"].([]any)[0]}
		},
		`"conditions":["event.n matches '2'","event.m exists"],"label":"Rule 2","disabled":false`: func(map[string]any) {},
	} {
		t.Run(change, func(t *testing.T) {
			t.Parallel()
			account, before := newRouterAccount(), newRouterAccount()
			s := start(t, blackbox.Account{Handler: account})
			rules := keep(1, 30)
			rules[1] = `{"id":"rule-02",` + change + `}`
			answer := s.Call(updateTool, update(rules, ""))
			if sent := strings.Join(s.Sent(), " "); strings.Contains(sent[:strings.Index(sent, "PUT ")], "/services/PSV0002") {
				t.Errorf("looked up the service to which the rule already routes: %s", sent)
			}
			want := before.rules()
			apply(want[1].(map[string]any))
			expectSame(t, "the rules", account.rules(), want)
			if changes := answer.Len("changed"); changes > 1 || changes == 1 && answer.Text("changed.0.id") != "rule-02" || answer.Has("added") || answer.Has("removed") {
				t.Error(answer.JSON)
			}
		})
	}
}

func TestUpdateTheDynamicRoute(t *testing.T) {
	t.Parallel()
	account := newRouterAccount()
	s := start(t, blackbox.Account{Handler: account})
	rules := keep(1, 30)
	rules[0] = `{"id":"rule-01","dynamic_route_to":{"lookup_by":"service_name","source":"event.t","regex":"^(.)"}}`
	s.Call(updateTool, update(rules, "")).Expect(map[string]any{"changed.0.dynamic_route_to.source": "event.t"})
	want := newRouterAccount().rules()[0].(map[string]any)
	dynamic := want["actions"].(map[string]any)["dynamic_route_to"].(map[string]any)
	dynamic["lookup_by"], dynamic["source"], dynamic["regex"] = "service_name", "event.t", "^(.)"
	expectSame(t, "the rule", account.rules()[0], want)

	rules[0] = `{"id":"rule-01","route_to":"PSV0001"}`
	s.Call(updateTool, update(append(rules[1:], rules[0]), "")).Expect(map[string]any{"changed.0.id": "rule-01", "changed.0.dynamic_route_to": nil, "changed.0.route_to": "PSV0001"})
	last := account.rules()[29].(map[string]any)
	expectSame(t, "the rule's actions", last["actions"], map[string]any{"route_to": "PSV0001", "later": want["actions"].(map[string]any)["later"]})
}

// An existing rule is removed only with remove_missing.
func TestUpdateRemovesOnlyWhenTold(t *testing.T) {
	t.Parallel()
	account := newRouterAccount()
	s := start(t, blackbox.Account{Handler: account})
	rules := append([]string{`{"route_to":"PSV0001","label":"First of all"}`}, slices.Concat(keep(2, 10), keep(12, 30))...)
	sentence := s.CallError(updateTool, update(rules, ""))
	for _, word := range []string{`rule-01 ("Dynamic")`, `rule-11 ("Rule 11")`, "remove_missing", "Nothing was changed"} {
		if !strings.Contains(sentence, word) {
			t.Errorf("%q does not say %q", sentence, word)
		}
	}
	if strings.Contains(sentence, "rule-02") || account.written != nil {
		t.Errorf("%q, wrote %s", sentence, account.written)
	}
	s.Call(updateTool, update(rules, `,"remove_missing":true`)).Expect(map[string]any{
		"rules": 29, "added.0.id": "new-1", "added.0.label": "First of all", "added.1": nil, "removed.0.id": "rule-01", "removed.1.id": "rule-11", "removed.1.label": "Rule 11", "removed.2": nil, "changed": nil,
	})
	expectSame(t, "the new rule", account.rules()[0], map[string]any{"id": "new-1", "label": "First of all", "conditions": []any{}, "actions": map[string]any{"route_to": "PSV0001"}})
	if sentence := s.CallError(updateTool, update(nil, "")); !strings.Contains(sentence, "new-1") {
		t.Errorf("no rules at all: %q", sentence)
	}
	s.Call(updateTool, update(nil, `,"remove_missing":true`)).Expect(map[string]any{"rules": 0, "removed.28.id": "rule-30"})
}

// A rule without an id cannot be kept, and no new rule is mistaken for it.
func TestUpdateOfARuleWithoutAnID(t *testing.T) {
	t.Parallel()
	account := newRouterAccount()
	account.setRules([]any{map[string]any{"label": "Nameless", "actions": map[string]any{"route_to": "PSV0002", "later": 1}}})
	s := start(t, blackbox.Account{Handler: account})
	const added = `{"label":"New","route_to":"PSV0001"}`
	if sentence := s.CallError(updateTool, update([]string{added}, "")); !strings.Contains(sentence, "Nameless") || account.written != nil {
		t.Errorf("%q, wrote %s", sentence, account.written)
	}
	s.Call(updateTool, update([]string{added}, `,"remove_missing":true`)).Expect(map[string]any{"rules": 1})
	expectSame(t, "the new rule", account.rules()[0], map[string]any{"id": "new-1", "label": "New", "conditions": []any{}, "actions": map[string]any{"route_to": "PSV0001"}})
}

func TestUpdateHoldsToAVersion(t *testing.T) {
	t.Parallel()
	account := newRouterAccount()
	s := start(t, blackbox.Account{Handler: account})
	if sentence := s.CallError(updateTool, update(keep(1, 30), `,"version":"v6"`)); !strings.Contains(sentence, `"v7", not "v6"`) || account.written != nil {
		t.Errorf("%q, wrote %s", sentence, account.written)
	}
}

func TestUpdateTheCatchAll(t *testing.T) {
	t.Parallel()
	account, before := newRouterAccount(), newRouterAccount()
	s := start(t, blackbox.Account{Handler: account})
	s.Call(updateTool, update(keep(1, 30), `,"catch_all":"PSV0004"`)).Expect(map[string]any{"catch_all": "PSV0004", "changed": nil})
	want := before.path["catch_all"].(map[string]any)
	want["actions"].(map[string]any)["route_to"] = "PSV0004"
	expectSame(t, "the catch-all", account.path["catch_all"], want)
	s.Call(updateTool, update(keep(1, 30), `,"catch_all":"unrouted"`)).Expect(map[string]any{"catch_all": "unrouted"})
	if sentence := s.CallError(updateTool, update(keep(1, 30), `,"catch_all":"nowhere"`)); !strings.Contains(sentence, `catch_all "nowhere": no service`) || len(s.Writes()) != 0 {
		t.Errorf("%q after %v", sentence, s.Writes())
	}
}

func TestUpdateRefusals(t *testing.T) {
	t.Parallel()
	account := newRouterAccount()
	s := start(t, blackbox.Account{Handler: account})
	const dynamic = `"dynamic_route_to":{"lookup_by":"service_id","source":"s","regex":"r"}`
	for _, test := range []struct {
		first, rest, want string
		asks              bool // the mistake is found only after the router was read
	}{
		{`{"label":"x"}`, ``, "rules[0].route_to or dynamic_route_to is required for a new rule", false},
		{`{"route_to":"PSV0001",` + dynamic + `}`, ``, "exclude each other", false},
		{`{"id":"rule-02"}`, `,{` + dynamic + `}`, "rules[1].dynamic_route_to is for the first rule only", false},
		{`{` + dynamic + `,"conditions":["x"]}`, ``, "takes none", false},
		{`{"dynamic_route_to":{"lookup_by":"service_id","source":"s"}}`, ``, "regex", false},
		{`{"dynamic_route_to":{"lookup_by":"name","source":"s","regex":"r"}}`, ``, "service_name", false},
		{`{"id":"rule-02","conditions":[""]}`, ``, "conditions[0]", false},
		{`{"id":"rule-02","label":"Long…[+200]"}`, ``, "label was cut", false},
		{`{"id":"rule-02","conditions":["Long…[+200]"]}`, ``, "conditions was cut", false},
		{`{"dynamic_route_to":{"lookup_by":"service_id","source":"s","regex":"(…[+9]"}}`, ``, "dynamic_route_to was cut", false},
		{`{"id":"rule-02"}`, `,{"id":" rule-02 "}`, "is in the list twice", false},
		{`{"id":"rule-02"}`, `,{"id":"rule-99"}`, `no rule with the id "rule-99"`, true},
		{`{"id":"rule-02"}`, `,{"id":"rule-01"}`, "must be the first", true},
		{`{"id":"rule-02",` + dynamic + `}`, ``, "no conditions", true},
		{`{"id":"rule-02","route_to":"PSNONE1"}`, ``, `rules[0].route_to "PSNONE1": no service`, true},
		{`{"id":"rule-02","route_to":"nowhere"}`, ``, `rules[0].route_to "nowhere": no service`, true},
	} {
		sentence := s.CallError(updateTool, `{"orchestration_id":"PORCH01","remove_missing":true,"rules":[`+test.first+test.rest+`]}`)
		if !strings.Contains(sentence, test.want) || len(s.Writes()) != 0 || len(s.Requests()) > 0 != test.asks {
			t.Errorf("%s%s: %q does not say %q, or sent %v", test.first, test.rest, sentence, test.want, s.Sent())
		}
	}
	for arguments, want := range map[string]string{`{"orchestration_id":"PORCH01"}`: `"rules" is required`, `{"rules":[]}`: `"orchestration_id" is required`} {
		if sentence := s.CallError(updateTool, arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q", arguments, sentence)
		}
	}
}

func TestUpdateOnTheDemoAccount(t *testing.T) {
	t.Parallel()
	s := demo(t)
	rule := s.Call("get_event_orchestration_router", `{"orchestration_id":"`+partners+`"}`).Text("rules.items.0.id")
	s.Call(updateTool, `{"orchestration_id":"partner feeds","router_update":{"rules":[{"id":"`+rule+`","label":"Card acquirers"},{"conditions":["event.group matches 'carriers'"],"route_to":"order pipeline"}],"catch_all":"unrouted"}}`).Expect(map[string]any{
		"orchestration_id": partners, "rules": 2, "changed.0.label": "Card acquirers", "changed.0.route_to": "PSPAYGW", "changed.0.conditions.0": "event.group matches 'acquirers'",
		"added.0.route_to": "PSORDER", "added.0.route_to_name": "Order Pipeline", "added.0.position": 2, "changed.0.position": 1, "changed.0.route_to_name": "Payments Gateway",
		"catch_all": "unrouted", "warnings": nil, "note": nil,
	})
	s.Call("get_event_orchestration_router", `{"orchestration_id":"`+partners+`"}`).Expect(map[string]any{"rules.items.0.label": "Card acquirers", "rules.items.1.route_to": "PSORDER", "catch_all": "unrouted"})
}

// A write is a success even if the names of the router's services cannot be read.
func TestRouterWithServicesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	written := false
	s := start(t, blackbox.Account{Around: refusing(func(r *http.Request, _ string) bool {
		written = written || r.Method == http.MethodPut
		return written && strings.HasPrefix(r.URL.Path, "/services/")
	})})
	s.Call(updateTool, `{"orchestration_id":"`+partners+`","rules":[],"remove_missing":true,"catch_all":"checkout api"}`).Expect(map[string]any{
		"rules": 0, "removed.0.position": 1, "removed.0.route_to_name": nil, "catch_all": "PSCHKAP", "catch_all_before": "PSWAREH", "note": "The names of these services could not be read: PSCHKAP, PSPAYGW.",
	})
	if writes := s.Writes(); len(writes) != 1 {
		t.Errorf("wrote %v", writes)
	}
}
