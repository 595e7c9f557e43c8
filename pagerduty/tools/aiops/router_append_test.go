package aiops_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/aiops"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

const appendTool = "append_event_orchestration_router_rule"

// One rule is added, and everything else is unchanged, also members that this library does not know.
func TestAppendKeepsEverything(t *testing.T) {
	t.Parallel()
	for position, index := range map[string]int{``: 30, `,"position":31`: 30, `,"position":2`: 1, `,"position":"15"`: 14} {
		t.Run(position, func(t *testing.T) {
			t.Parallel()
			account, before := newRouterAccount(), newRouterAccount()
			s := start(t, blackbox.Account{Handler: account})
			answer := s.Call(appendTool, `{"orchestration_id":"PORCH01","label":"L","conditions":["event.x matches '<1>'"],"route_to":"PSV0001"`+position+`}`)
			answer.Expect(map[string]any{
				"orchestration_id": "PORCH01", "version": "v8", "rules": 31, "added.0.id": fmt.Sprint("new-", index+1), "added.0.label": "L", "added.0.route_to": "PSV0001", "added.0.route_to_name": "A service", "added.0.position": index + 1, "added.1": nil, "catch_all": "unrouted", "catch_all_name": nil, "catch_all_before": nil,
				"changed": nil, "removed": nil, "warnings.0.message": "It is not applied.", "warnings.0.rule_id": "rule-02",
			})
			const router, service = " /event_orchestrations/PORCH01/router", "GET /services/PSV0001?include[]=integrations&include[]=auto_pause_notifications_parameters"
			sent := s.Sent()
			slices.Sort(sent[:2]) // sent in parallel
			if !slices.Equal(sent, []string{"GET" + router, service, "GET" + router, "PUT" + router, service}) {
				t.Errorf("sent %v", sent)
			}
			rules := account.rules()
			expectSame(t, "the new rule", rules[index], map[string]any{
				"id": fmt.Sprint("new-", index+1), "label": "L", "conditions": []any{map[string]any{"expression": "event.x matches '<1>'"}}, "actions": map[string]any{"route_to": "PSV0001"},
			})
			account.setRules(slices.Delete(slices.Clone(rules), index, index+1))
			delete(before.path, "self") // PagerDuty's own
			expectSame(t, "the rest", account.path, before.path)
		})
	}
}

// A change that somebody else makes between the read and the write is not overwritten, also if PagerDuty sends no versions.
func TestAppendRefusesAChangeInBetween(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*routerAccount){
		"another rule":           func(a *routerAccount) { a.setRules(append(a.rules(), map[string]any{"id": "theirs"})) },
		"a rule less":            func(a *routerAccount) { a.setRules(a.rules()[1:]) },
		"only the version":       func(a *routerAccount) { a.version++ },
		"a member, same version": func(a *routerAccount) { a.rules()[3].(map[string]any)["x"] = "y" },
		"the order, same version": func(a *routerAccount) {
			rules := a.rules()
			rules[3], rules[4] = rules[4], rules[3]
		},
		"the catch-all, same version": func(a *routerAccount) { a.path["catch_all"].(map[string]any)["kind"] = "8" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for tool, arguments := range map[string]string{
				appendTool: `{"orchestration_id":"PORCH01","route_to":"PSV0001"}`,
				updateTool: `{"orchestration_id":"PORCH01","rules":[{"id":"rule-02","label":"New"}],"remove_missing":true}`,
			} {
				account := newRouterAccount()
				account.onRead = func(read int, a *routerAccount) {
					if read == 2 {
						change(a)
					}
				}
				s := start(t, blackbox.Account{Handler: account})
				if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "somebody else has changed the router meanwhile") || !strings.Contains(sentence, "Nothing was changed") || account.written != nil {
					t.Errorf("%s: %q, wrote %s", tool, sentence, account.written)
				}
			}
		})
	}
}

func TestAppendOnTheDemoAccount(t *testing.T) {
	t.Parallel()
	s := demo(t)
	before := s.Call("get_event_orchestration_router", `{"orchestration_id":"`+production+`"}`)
	added := s.Call(appendTool, `{"orchestration_id":"production events","new_rule":{"label":"Vouchers","conditions":["event.group matches 'vouchers'"],"actions":{"route_to":"checkout api"},"disabled":true}}`)
	added.Expect(map[string]any{"added.0.route_to": "PSCHKAP", "added.0.disabled": true, "added.0.position": 9, "added.0.route_to_name": "Checkout API", "catch_all_name": nil, "rules": 9, "note": nil, "warnings": nil})
	after := s.Call("get_event_orchestration_router", `{"orchestration_id":"`+production+`"}`)
	if ids := after.Column("rules.items", "id"); !slices.Equal(ids[:8], before.Column("rules.items", "id")) || ids[8] != added.Text("added.0.id") {
		t.Errorf("the rules are %v", ids)
	}
	if added.Text("version") != after.Text("version") || added.Text("version") == before.Text("version") {
		t.Errorf("the version was %s and is %s, not %s", before.Text("version"), after.Text("version"), added.Text("version"))
	}
	s.Call(appendTool, `{"orchestration_id":"`+office+`","route_to":"PSGIFTC"}`).Expect(map[string]any{"rules": 1, "added.0.conditions": nil, "warnings.0.feature": "route_to", "note": nil})
	second := s.Call(appendTool, `{"orchestration_id":"`+office+`","route_to":"UNROUTED","conditions":["event.source exists"]}`)
	if !strings.Contains(second.Text("note"), "matches every event") || second.Text("added.0.route_to") != "unrouted" {
		t.Error(second.JSON)
	}
}

func TestAppendRefusals(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string]string{
		`"route_to":"PSCHKAP","position":1`:                        "dynamic route must come first: give 2 or more",
		`"route_to":"PSCHKAP","position":10`:                       "give 1 to 9",
		`"route_to":"PSCHKAP","position":0`:                        "position",
		`"route_to":"PSNONE1"`:                                     `route_to "PSNONE1": no service has this id`,
		`"route_to":"nowhere"`:                                     "no service has this id",
		`"route_to":"PSCHKAP","conditions":[" "]`:                  "conditions[0] is empty",
		`"route_to":"PSCHKAP","conditions":["event.a mat…[+120]"]`: "conditions was cut when it was shown",
		`"conditions":["event.a exists"]`:                          `"route_to" is required`,
	} {
		if sentence := s.CallError(appendTool, `{"orchestration_id":"`+production+`",`+arguments+`}`); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %q does not say %q, or wrote %v", arguments, sentence, want, s.Writes())
		}
	}
}

// Without a response it is unknown whether the router was replaced. The write is not retried, since it could undo somebody else's change.
func TestRouterChangesAreNotRepeated(t *testing.T) {
	t.Parallel()
	for tool, arguments := range routerWrites() {
		account, puts := newRouterAccount(), 0
		s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut {
				puts++
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			account.ServeHTTP(w, r)
		})})
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "may have been made. Read the router again") || puts != 1 {
			t.Errorf("%s: %q after %d attempts", tool, sentence, puts)
		}
		s = start(t, blackbox.Account{Handler: newRouterAccount(), Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "read-only") || len(s.Writes()) != 0 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Writes())
		}
	}
}

func routerWrites() map[string]string {
	return map[string]string{
		appendTool: `{"orchestration_id":"PORCH01","route_to":"PSV0001"}`,
		updateTool: `{"orchestration_id":"PORCH01","rules":[],"remove_missing":true}`,
	}
}

// A router that cannot be understood is not written, since its rules would be lost.
func TestAStrangeRouterIsLeftAlone(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		`{"type":"router","sets":{"start":[]}}`, `{"type":"router","sets":[{"id":"start","rules":{"a":1}}]}`, `{"type":"router","sets":[null]}`,
		`{"type":"global","sets":[{"id":"start","rules":[]}]}`,
	} {
		for tool, arguments := range routerWrites() {
			account := newRouterAccount()
			account.set(path)
			s := start(t, blackbox.Account{Handler: account})
			if sentence := s.CallError(tool, arguments); account.written != nil {
				t.Errorf("%s of %s: %q, wrote %s", tool, path, sentence, account.written)
			}
		}
	}
}

// Calls at the same time do not overwrite each other's rules.
func TestRulesAddedAtTheSameTime(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(simulator.New(simulator.WithClock(blackbox.Now)))
	t.Cleanup(web.Close)
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(web.URL))
	if err != nil {
		t.Fatal(err)
	}
	tools := aiops.Toolset(client).Tools
	const calls = 8
	var running sync.WaitGroup
	for i := range calls {
		running.Go(func() {
			arguments := fmt.Appendf(nil, `{"orchestration_id":"Production Events","label":"L%d","route_to":"Storefront Web"}`, i)
			if result := mcptools.CallNamed(t.Context(), tools, "append_event_orchestration_router_rule", arguments); result.Err != nil {
				t.Errorf("%s", result.Text)
			}
		})
	}
	running.Wait()
	router := mcptools.CallNamed(t.Context(), tools, "get_event_orchestration_router", []byte(`{"orchestration_id":"Production Events"}`)).Text
	for i := range calls {
		if !strings.Contains(router, fmt.Sprintf(`"label":"L%d"`, i)) {
			t.Errorf("the rule L%d is lost", i)
		}
	}
}
