package pagerduty_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func pathOf(t testing.TB, text string) *pagerduty.OrchestrationPath {
	t.Helper()
	path := &pagerduty.OrchestrationPath{}
	if err := json.Unmarshal([]byte(text), path); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return path
}

func encoded(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// routerOf30 is a router with a dynamic route, rules of every usual form, and unknown members.
func routerOf30() string {
	rules := []string{
		`{"id":"r0","label":"By name","conditions":[],"disabled":false,"actions":{"dynamic_route_to":{"lookup_by":"service_name","source":"event.custom_details.service","regex":"(.*)","new":1}}}`,
		`{"id":"r1","label":null,"conditions":null,"actions":null}`,
		`{"id":"r2","actions":{"route_to":"PSVC","priority":"PPRIO","new":{"a":[1,null,"<&>"]}},"new":99999999999999999999,"ratio":1e400}`,
	}
	for i := len(rules); i < 30; i++ {
		rules = append(rules, fmt.Sprintf(`{"id":"r%d","label":"Rule %d","conditions":[{"expression":"event.class matches '%d'","new":true}],"actions":{"route_to":"P%d"}}`, i, i, i, i))
	}
	return `{"type":"router","parent":{"id":"PORC","type":"event_orchestration_reference","self":"https://api.pagerduty.com/event_orchestrations/PORC"},
		"self":"https://api.pagerduty.com/event_orchestrations/PORC/router","version":"v7","created_at":"2026-01-01T00:00:00Z","created_by":{"id":"PADA"},
		"updated_at":"2026-02-01T00:00:00Z","updated_by":{"id":"PBOB"},"new":{"big":12345678901234567890},
		"sets":[{"id":"start","new":[null],"rules":[` + strings.Join(rules, ",") + `]}],"catch_all":{"actions":{"route_to":"unrouted","new":null}}}`
}

func TestRouterIsReadChangedAndWritten(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, inTurn(t,
		answer(http.StatusOK, `{"orchestration_path":`+routerOf30()+`}`),
		answer(http.StatusOK, `{"orchestration_path":{"type":"router","version":"v8","sets":[{"id":"start","rules":[]}]},"warnings":[{"feature":"actions","feature_type":"priority","message":"Not in your plan","rule_id":"r2","warning_type":"forbidden_feature"},7]}`)))
	router, err := client.EventOrchestrations.Router(t.Context(), "PORC")
	if err != nil {
		t.Fatal(err)
	}
	if router.Type() != "router" || router.Version() != "v7" || router.Parent().ID != "PORC" ||
		!router.UpdatedAt().Equal(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)) || router.CatchAll().RouteTo() != "unrouted" || router.Sets()[0].ID() != "start" {
		t.Errorf("got %s", encoded(t, router))
	}
	rules := router.Rules()
	var added pagerduty.OrchestrationRule
	added.SetLabel("New")
	added.SetConditions("event.source matches part 'db'")
	added.SetRouteTo("PNEW")
	router.SetRules(append(rules, added))
	written, warnings, err := client.EventOrchestrations.UpdateRouter(t.Context(), "PORC", router)
	if err != nil || written.Version() != "v8" || len(warnings) != 2 || warnings[0].RuleID != "r2" || warnings[0].Message != "Not in your plan" {
		t.Errorf("got %v, %+v, %v", written, warnings, err)
	}
	sent.expect(t, "GET /event_orchestrations/PORC/router", "PUT /event_orchestrations/PORC/router")

	var want, got any
	decodeExactly(t, `{"orchestration_path":`+routerOf30()+`}`, &want)
	decodeExactly(t, sent.requests()[1].Body, &got)
	path := want.(map[string]any)["orchestration_path"].(map[string]any)
	for _, name := range setByPagerDuty() {
		delete(path, name)
	}
	set := path["sets"].([]any)[0].(map[string]any)
	set["rules"] = append(set["rules"].([]any), map[string]any{
		"label": "New", "conditions": []any{map[string]any{"expression": "event.source matches part 'db'"}}, "actions": map[string]any{"route_to": "PNEW"},
	})
	expectSame(t, got, want)
}

func TestSetsAndRules(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path  string
		rules int    // number of rules that are read
		want  string // the path after one rule was set
	}{
		"no set":             {`{}`, 0, `{"sets":[{"id":"start","rules":[{}]}]}`},
		"null sets":          {`{"sets":null}`, 0, `{"sets":[{"id":"start","rules":[{}]}]}`},
		"empty sets":         {`{"sets":[]}`, 0, `{"sets":[{"id":"start","rules":[{}]}]}`},
		"a set without":      {`{"sets":[{"id":"start"}]}`, 0, `{"sets":[{"id":"start","rules":[{}]}]}`},
		"a set of null":      {`{"sets":[{"id":"start","rules":null}]}`, 0, `{"sets":[{"id":"start","rules":[{}]}]}`},
		"start is first":     {`{"sets":[{"id":"start","rules":[{},{}]},{"id":"next","rules":[{"id":"r"}]}]}`, 2, `{"sets":[{"id":"start","rules":[{}]},{"id":"next","rules":[{"id":"r"}]}]}`},
		"start is second":    {`{"sets":[{"id":"next","rules":[{"id":"r"}]},{"id":"start","rules":[{},{}]}]}`, 2, `{"sets":[{"id":"next","rules":[{"id":"r"}]},{"id":"start","rules":[{}]}]}`},
		"start has no name":  {`{"sets":[{"rules":[{},{}]}]}`, 2, `{"sets":[{"rules":[{}]}]}`},
		"odd sets elsewhere": {`{"sets":[{"id":"start","rules":[]},null,"x",7,{"id":7,"rules":"x"}]}`, 0, `{"sets":[{"id":"start","rules":[{}]},null,"x",7,{"id":7,"rules":"x"}]}`},
	} {
		path := pathOf(t, test.path)
		if got := len(path.Rules()); got != test.rules {
			t.Errorf("%s: %d rules, want %d", name, got, test.rules)
		}
		path.SetRules(make([]pagerduty.OrchestrationRule, 1))
		if got := encoded(t, path); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
		path.SetRules(nil)
		if got := encoded(t, path); len(path.Rules()) != 0 || !strings.Contains(got, `"rules":[]`) {
			t.Errorf("%s: without rules %s", name, got)
		}
	}
}

// Rules that cannot be decoded are an error, not an empty list: writing that back would delete them.
func TestPathsThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`"x"`, `7`, `[]`, `{"sets":"x"}`, `{"sets":{"start":[]}}`, `{"sets":["x"]}`, `{"sets":[null]}`, `{"sets":[{"id":"start","rules":{}}]}`,
		`{"sets":[{"id":"next"},{"id":"start","rules":"x"}]}`,
	} {
		path := pathOf(t, `{"type":"router","sets":[{"rules":[{"id":"r0"}]}]}`)
		if err := json.Unmarshal([]byte(text), path); err == nil || len(path.Rules()) != 1 {
			t.Errorf("%s: got %s, %v", text, encoded(t, path), err)
		}
		client, _ := newClient(t, everywhere(answer(http.StatusOK, `{"orchestration_path":`+text+`}`)))
		got, err := client.EventOrchestrations.Router(t.Context(), "PORC")
		if _, ok := errors.AsType[*pagerduty.Error](err); !ok || got != nil {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
}

func TestPathForgetsWhatItHeld(t *testing.T) {
	t.Parallel()
	path := pathOf(t, `{"type":"router","new":1}`)
	if err := json.Unmarshal([]byte(`{"type":"global"}`), path); err != nil || encoded(t, path) != `{"type":"global"}` {
		t.Errorf("got %s, %v", encoded(t, path), err)
	}
}

func TestCatchAll(t *testing.T) {
	t.Parallel()
	path := pathOf(t, `{"catch_all":{"actions":{"route_to":"unrouted","priority":"P1"},"new":1},"sets":[]}`)
	rule := path.CatchAll()
	rule.SetRouteTo("PSVC")
	if got := path.CatchAll().RouteTo(); got != "unrouted" {
		t.Errorf("changed before it was set: %s", got)
	}
	path.SetCatchAll(rule)
	if got, want := encoded(t, path), `{"catch_all":{"actions":{"priority":"P1","route_to":"PSVC"},"new":1},"sets":[]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, text := range []string{`{}`, `{"catch_all":null}`, `{"catch_all":"x"}`} {
		path := pathOf(t, text)
		if got := path.CatchAll(); got.RouteTo() != "" || got.DynamicRouteTo() != nil {
			t.Errorf("%s: got %s", text, encoded(t, got))
		}
		var rule pagerduty.OrchestrationRule
		rule.SetRouteTo("unrouted")
		path.SetCatchAll(rule)
		if got, want := encoded(t, path), `{"catch_all":{"actions":{"route_to":"unrouted"}}}`; got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestWarningsOfAnyForm(t *testing.T) {
	t.Parallel()
	for text, count := range map[string]int{
		``: 0, `,"warnings":null`: 0, `,"warnings":"x"`: 0, `,"warnings":{}`: 0, `,"warnings":[]`: 0, `,"warnings":["x",{"message":7,"rule_id":"r1"}]`: 2,
	} {
		client, _ := newClient(t, inTurn(t, answer(http.StatusOK, `{"orchestration_path":{"version":"v8","sets":[{"id":"start","rules":[]}]}`+text+`}`)))
		written, warnings, err := client.EventOrchestrations.UpdateRouter(t.Context(), "PORC", pathOf(t, everyPartOfARouter))
		if err != nil || written.Version() != "v8" || len(warnings) != count || count > 0 && warnings[count-1].RuleID != "r1" {
			t.Errorf("%s: got %v, %+v, %v", text, written, warnings, err)
		}
	}
}
