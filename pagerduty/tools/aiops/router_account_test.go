package aiops_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// routerAccount is an account with one orchestration, PORCH01, whose router may have rules that the simulator refuses. Like PagerDuty it
// replaces all rules and does not compare versions.
type routerAccount struct {
	mutex   sync.Mutex
	path    map[string]any
	version int
	read    int
	onRead  func(read int, a *routerAccount) // called before each read of the router is answered, counted from 1
	written []byte
}

// newRouterAccount returns an account whose router has 30 rules: one with a dynamic route, some without conditions, all with members that
// are in no schema.
func newRouterAccount() *routerAccount {
	rules := []string{`{"id":"rule-01","label":"Dynamic","conditions":[],"actions":{"dynamic_route_to":{"lookup_by":"service_id","source":"event.s","regex":"(.*)","fallback":{"to":"x"}},"later":[1]},"future":{"a":[null,1.50,"x"]}}`}
	for n := 2; n <= 30; n++ {
		conditions := fmt.Sprintf(`[{"expression":"event.n matches '%d'","weight":%d,"note":null},{"expression":"event.m exists"}]`, n, n)
		switch n % 7 {
		case 0:
			conditions = `[]`
		case 1:
			conditions = `null`
		}
		rules = append(rules, fmt.Sprintf(`{"id":"rule-%02d","label":"Rule %d","conditions":%s,"disabled":%v,"actions":{"route_to":"PSV%04d","later":{"n":12345678901234567890}},"created_by":"<&>","x":null}`, n, n, conditions, n%5 == 0, n))
	}
	a := &routerAccount{version: 7}
	a.set(`{"type":"router","parent":{"id":"PORCH01","type":"event_orchestration_reference"},"self":"https://x","future":{"deep":[{"a":1e3}]},
		"sets":[{"id":"start","rules":[` + strings.Join(rules, ",") + `],"hue":"blue"}],"catch_all":{"actions":{"route_to":"unrouted","log":true},"kind":7}}`)
	return a
}

func (a *routerAccount) set(path string) {
	a.path = nil
	if err := decodeExactly([]byte(path), &a.path); err != nil {
		panic(err) // the test's own JSON
	}
}

func decodeExactly(raw []byte, to any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	return decoder.Decode(to)
}

func (a *routerAccount) rules() []any {
	return a.path["sets"].([]any)[0].(map[string]any)["rules"].([]any)
}

func (a *routerAccount) setRules(rules []any) {
	a.path["sets"].([]any)[0].(map[string]any)["rules"] = rules
	a.version++
}

func (a *routerAccount) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	service, isService := strings.CutPrefix(r.URL.Path, "/services/")
	switch {
	case isService && strings.HasPrefix(service, "PSV"):
		_, _ = fmt.Fprintf(w, `{"service":{"id":%q,"name":"A service"}}`, service)
	case r.URL.Path == "/services":
		_, _ = io.WriteString(w, `{"services":[],"more":false}`)
	case r.URL.Path != "/event_orchestrations/PORCH01/router":
		w.WriteHeader(http.StatusNotFound)
	case r.Method == http.MethodGet:
		a.read++
		if a.onRead != nil {
			a.onRead(a.read, a)
		}
		a.answer(w, nil)
	case r.Method == http.MethodPut:
		a.replace(w, r)
	}
}

func (a *routerAccount) replace(w http.ResponseWriter, r *http.Request) {
	a.written, _ = io.ReadAll(r.Body)
	var body struct {
		Path map[string]any `json:"orchestration_path"`
	}
	if err := decodeExactly(a.written, &body); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	a.path = body.Path
	a.version++
	for n, rule := range a.rules() {
		if rule, ok := rule.(map[string]any); ok && rule["id"] == nil {
			rule["id"] = fmt.Sprintf("new-%d", n+1)
		}
	}
	a.answer(w, []any{map[string]any{"message": "It is not applied.", "rule_id": "rule-02", "feature": "route_to", "feature_type": "actions", "warning_type": "invalid_routing"}})
}

func (a *routerAccount) answer(w http.ResponseWriter, warnings []any) {
	path := map[string]any{"version": fmt.Sprint("v", a.version), "updated_at": fmt.Sprintf("2026-11-22T10:%02d:00Z", a.version%60)}
	for name, value := range a.path {
		path[name] = value
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"orchestration_path": path, "warnings": warnings})
}

// expectSame fails the test unless two JSON values are equal.
func expectSame(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		g, _ := json.Marshal(got)
		w, _ := json.Marshal(want)
		t.Errorf("%s is\n%s\nwant\n%s", what, g, w)
	}
}
