package pagerduty_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// setByPagerDuty returns the members of a path that are not written back.
func setByPagerDuty() []string {
	return []string{"self", "version", "created_at", "created_by", "updated_at", "updated_by"}
}

// decodeExactly decodes without rounding numbers.
func decodeExactly(t testing.TB, text string, to any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(to); err != nil {
		t.Fatalf("%v in %.2000s", err, text)
	}
	if _, err := decoder.Token(); err != io.EOF {
		t.Fatalf("more follows in %.2000s", text)
	}
}

// expectSame fails the test unless the values are the same, including the notation of numbers.
func expectSame(t testing.TB, got, want any) {
	t.Helper()
	if where := difference("", got, want); where != "" {
		t.Fatal(where)
	}
}

// difference returns where two JSON values first differ; "" if they do not.
func difference(place string, got, want any) string {
	switch want := want.(type) {
	case map[string]any:
		if got, ok := got.(map[string]any); ok && reflect.DeepEqual(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))) {
			for name := range want {
				if where := difference(place+"."+name, got[name], want[name]); where != "" {
					return where
				}
			}
			return ""
		}
	case []any:
		if got, ok := got.([]any); ok && len(got) == len(want) {
			for i := range want {
				if where := difference(fmt.Sprintf("%s[%d]", place, i), got[i], want[i]); where != "" {
					return where
				}
			}
			return ""
		}
	}
	if reflect.DeepEqual(got, want) {
		return ""
	}
	return fmt.Sprintf("%s is %.500v, want %.500v", place, got, want)
}

// randomJSON generates JSON values.
type randomJSON struct{ *rand.Rand }

func (r randomJSON) pick(values ...any) any { return values[r.IntN(len(values))] }

func (r randomJSON) scalar() any {
	return r.pick(nil, true, false, "", "x", "unrouted", "PSVC", `"quoted" \ <&> é 💥`, "\u2028\x00\x7f", json.Number("0"), json.Number("-1.50"),
		json.Number("1e400"), json.Number("9007199254740993"), json.Number("123456789012345678901234567890"), json.Number("1E-999999999"))
}

func (r randomJSON) value(depth int) any {
	if depth == 0 || r.IntN(2) == 0 {
		return r.scalar()
	}
	if r.IntN(2) == 0 {
		list := make([]any, r.IntN(4))
		for i := range list {
			list[i] = r.value(depth - 1)
		}
		return list
	}
	return r.object(depth-1, "id", "ID", "label", "actions", "conditions", "expression", "route_to", "dynamic_route_to", "rules", "new", "", "é <&> \u2028")
}

// object returns an object with some of these members.
func (r randomJSON) object(depth int, names ...string) map[string]any {
	made := map[string]any{}
	for _, name := range names {
		if r.IntN(3) == 0 {
			made[name] = r.value(depth)
		}
	}
	return made
}

func (r randomJSON) rule() any {
	if r.IntN(8) == 0 {
		return r.value(1)
	}
	rule := r.object(2, "id", "label", "Label", "disabled", "conditions", "actions", "new", "nested")
	if r.IntN(2) == 0 {
		rule["actions"] = r.object(2, "route_to", "dynamic_route_to", "annotate", "variables", "new")
	}
	if r.IntN(2) == 0 {
		rule["conditions"] = []any{r.object(1, "expression", "new")}
	}
	return rule
}

func (r randomJSON) path() map[string]any {
	rules := make([]any, r.IntN(31))
	for i := range rules {
		rules[i] = r.rule()
	}
	start := r.object(2, "Rules", "new", "ID")
	start["id"], start["rules"] = "start", rules
	path := r.object(2, append(setByPagerDuty(), "type", "parent", "new", "Sets", "CATCH_ALL", "Version", "other")...)
	path["catch_all"], path["sets"] = r.rule(), []any{start}
	for range r.IntN(3) {
		path["sets"] = append(path["sets"].([]any), r.object(2, "rules", "new"))
	}
	return path
}

// withoutSetMembers returns the members of a path that are written back.
func withoutSetMembers(path map[string]any) map[string]any {
	for _, name := range setByPagerDuty() {
		delete(path, name)
	}
	return path
}

// A change of one rule leaves all other members of all rules, sets and the path unchanged, even those that are unknown.
func TestChangeOfOneRuleKeepsEverythingElse(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := randomJSON{rand.New(rand.NewPCG(seed, 7))}
			original := random.path()
			text := encoded(t, original)
			path, want := pathOf(t, text), withoutSetMembers(original)

			var got any
			decodeExactly(t, encoded(t, path), &got)
			expectSame(t, got, want)

			rules := path.Rules()
			set := want["sets"].([]any)[0].(map[string]any)
			wantRules := set["rules"].([]any)
			if len(rules) != len(wantRules) {
				t.Fatalf("%d rules, want %d", len(rules), len(wantRules))
			}
			if len(rules) > 0 {
				at := random.IntN(len(rules))
				wantRules[at] = changeRule(&rules[at], wantRules[at], random)
			}
			added := random.rule()
			path.SetRules(append(rules, ruleOf(t, encoded(t, added))))
			set["rules"] = append(wantRules, added)
			decodeExactly(t, encoded(t, path), &got)
			expectSame(t, got, want)
		})
	}
}

// changeRule changes a rule in a random way, and returns the expected result.
func changeRule(rule *pagerduty.OrchestrationRule, before any, random randomJSON) any {
	members, ok := before.(map[string]any)
	if !ok {
		members = map[string]any{}
	}
	actions, ok := members["actions"].(map[string]any)
	if !ok {
		actions = map[string]any{}
	}
	switch random.IntN(5) {
	case 0:
		rule.SetLabel("changed")
		members["label"] = "changed"
	case 1:
		rule.SetDisabled(true)
		members["disabled"] = true
	case 2:
		rule.SetConditions("changed")
		members["conditions"] = []any{map[string]any{"expression": "changed"}}
	case 3:
		rule.SetRouteTo("PNEW")
		delete(actions, "dynamic_route_to")
		actions["route_to"], members["actions"] = "PNEW", actions
	case 4:
		rule.SetDynamicRouteTo(pagerduty.DynamicRoute{LookupBy: "service_id", Source: "event.source", Regex: "(.*)"})
		delete(actions, "route_to")
		route, ok := actions["dynamic_route_to"].(map[string]any)
		if !ok {
			route = map[string]any{}
		}
		route["lookup_by"], route["source"], route["regex"] = "service_id", "event.source", "(.*)"
		actions["dynamic_route_to"], members["actions"] = route, actions
	}
	return members
}

// Equal agrees with a comparison of the decoded values.
func TestEqualAgreesWithTheValues(t *testing.T) {
	t.Parallel()
	random := randomJSON{rand.New(rand.NewPCG(1, 2))}
	for range 1000 {
		// Both are small, so that many are equal by chance.
		a, b := any(random.object(0, "id", "new")), any(random.object(0, "id", "new"))
		if random.IntN(2) == 0 {
			a = random.rule()
			decodeExactly(t, encoded(t, a), &b)
		}
		if got, want := ruleOf(t, encoded(t, a)).Equal(ruleOf(t, encoded(t, b))), reflect.DeepEqual(a, b); got != want {
			t.Fatalf("%s and %s: equal %t", encoded(t, a), encoded(t, b), got)
		}
	}
}

// FuzzOrchestrationPath decodes paths of any form. The result is an error, or encodes to the same path.
func FuzzOrchestrationPath(f *testing.F) {
	for _, seed := range []string{everyPartOfARouter, routerOf30(), `{"sets":[{"rules":[null,"x",{}]},7]}`, `{"sets":"x"}`, `null`, `[]`, `{"catch_all":[],"self":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var members map[string]any
		var path pagerduty.OrchestrationPath
		if json.Unmarshal(text, &path) != nil || json.Unmarshal(text, &members) != nil {
			return // refused, or with numbers beyond a float64, which the property test above covers
		}
		path.SetRules(path.Rules())
		delete(members, "sets") // SetRules adds them if they are missing
		var written map[string]any
		if err := json.Unmarshal([]byte(encoded(t, path)), &written); err != nil {
			t.Fatal(err)
		}
		delete(written, "sets")
		if want := withoutSetMembers(members); len(want)+len(written) > 0 && !reflect.DeepEqual(written, want) {
			t.Errorf("got %s, want %s", encoded(t, written), encoded(t, want))
		}
	})
}
