package simulator_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// TestSeededConditions: the strict simulator accepts the paths of its own seeds.
func TestSeededConditions(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	paths := []string{"services/PSCHKAP"}
	for _, id := range a.ok("GET", "/event_orchestrations", "").column("orchestrations", "id") {
		paths = append(paths, id+"/router", id+"/global", id+"/unrouted")
	}
	for _, path := range paths {
		path = "/event_orchestrations/" + path
		body := string(whole(a, path))
		if after := a.ok("PUT", path, strings.ReplaceAll(body, "http://simulator", a.url)); after.at("orchestration_path") == nil {
			t.Errorf("%s: %v", path, after)
		}
	}
}

// TestConditionsAreParsed: an expression that is not PagerDuty's Condition Language is refused, and changes nothing.
func TestConditionsAreParsed(t *testing.T) {
	t.Parallel()
	for mode, options := range map[string][]simulator.Option{"strict": nil, "lenient": {simulator.Lenient()}} {
		a := newAPI(t, options...)
		for _, path := range changedPaths() {
			before := a.ok("GET", path, "")
			body := `{"orchestration_path":{"sets":[{"id":"start","rules":[{"conditions":[{"expression":"event.summary exists"},{"expression":"event.summary contains 'x'"}],"actions":{}}]}],"catch_all":{"actions":{}}}}`
			if strings.HasSuffix(path, "/router") {
				body = strings.Replace(body, `"actions":{}`, `"actions":{"route_to":"PSCHKAP"}`, 1)
			}
			a.refused(400, 2001, `rules.0.conditions.1.expression: character 15: the end of the condition is wanted, not "contains"`, "PUT", path, body)
			if after := a.ok("GET", path, ""); after.at("orchestration_path.version") != before.at("orchestration_path.version") {
				t.Errorf("%s: %s changed", mode, path)
			}
		}
	}
}
