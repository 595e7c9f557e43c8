package answers_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// eventGenerator makes up events, rules and conditions from few words, so that they often meet.
type eventGenerator struct {
	*rand.Rand
	services []string // ids
	names    []string // of the services
	policies []string
	unknowns bool // also conditions that nobody can know
}

func pick[T any](g *eventGenerator, from ...T) T { return from[g.IntN(len(from))] }

func (g *eventGenerator) chance(percent int) bool { return g.IntN(100) < percent }

// some returns about 60 % of the members.
func (g *eventGenerator) some(members map[string]any) map[string]any {
	chosen := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(members)) { // in the same order for a seed
		if g.chance(60) {
			chosen[name] = members[name]
		}
	}
	return chosen
}

// event returns a body for the Events API.
func (g *eventGenerator) event(key, dedupKey string) map[string]any {
	details := g.some(map[string]any{
		"env": pick(g, "prod", "staging", "Prod"), "n": g.IntN(20), "ratio": 0.25, "flag": g.chance(50), "tags": []any{"a", pick(g, "b", "c")},
		"host name": pick(g, "db-1", "web-22"), "deep": map[string]any{"zone": pick(g, "eu-1", "us-2"), "none": nil},
		"service": pick(g, append([]string{"svc:nobody"}, g.names...)...), "id": "to " + pick(g, append([]string{"PNOSUC1"}, g.services...)...),
	})
	payload := map[string]any{
		"summary": pick(g, "Disk full on db-1", "disk almost full", "High latency", "Orders are down", "It's odd"), "source": pick(g, "db-1", "DB-2", "web-22", "checkout"),
		"severity": pick(g, "critical", "error", "warning", "info"), "custom_details": details,
	}
	maps.Copy(payload, g.some(map[string]any{"component": pick(g, "postgres", "nginx"), "group": pick(g, "shop", "core"), "class": pick(g, "disk", "latency", "")}))
	body := map[string]any{"routing_key": key, "event_action": "trigger", "dedup_key": dedupKey, "payload": payload}
	if g.chance(30) {
		body["client"] = pick(g, "Grafana", "Zabbix")
	}
	if g.chance(20) {
		body["links"] = []any{map[string]any{"href": "https://runbooks.example.com/disk", "text": "Runbook"}}
	}
	return body
}

func (g *eventGenerator) path() string {
	return pick(g, "event.summary", "event.source", "event.severity", "event.component", "event.group", "event.class", "event.client", "event.custom_details.env",
		"event.custom_details.n", "event.custom_details.flag", "event.custom_details.deep.zone", "event.custom_details['host name']", "event.custom_details.tags[1]",
		"raw_event.payload.source", "raw_event.payload.custom_details.deep.none", "raw_event.links[0].text", "event.custom_details.tags", "event.nothing")
}

func (g *eventGenerator) literal() string {
	return pick(g, `'disk'`, `'db-1'`, `'full'`, `'prod'`, `'critical'`, `'shop'`, `'error'`, `'eu-1'`, `'true'`, `'Grafana'`, `'postgres'`, `'It\'s odd'`, `'7'`, `'b'`)
}

func (g *eventGenerator) comparison() string {
	if g.unknowns && g.chance(5) {
		return pick(g, "trigger_count over 5 minutes > 3", "resetting_trigger_count over 1 hour >= 2")
	}
	switch g.IntN(8) {
	case 0:
		return g.path() + " exists"
	case 1:
		return g.path() + " matches " + pick(g, "", "exactly ") + g.literal()
	case 2, 3:
		return g.path() + " matches part " + pick(g, "", "exactly ") + g.literal()
	case 4:
		return g.path() + " matches regex " + pick(g, "", "exactly ") + pick(g, `'^db-\\d'`, `'full|down'`, `'(?-i)DISK'`, `'^.{1,8}$'`)
	case 5:
		return g.path() + " == " + pick(g, g.literal(), "7", "true", g.path())
	case 6:
		return fmt.Sprintf("event.custom_details.n %s %d", pick(g, ">", ">=", "<", "<="), g.IntN(20))
	}
	return "now in " + pick(g, "Mon,Tue,Wed,Thu,Fri 09:00:00 to 17:00:00 Europe/Berlin", "Sat,Sun 00:00:00 to 00:00:00 Etc/UTC", "Wed 20:00:00 to 06:00:00 America/New_York")
}

func (g *eventGenerator) condition() string {
	text := g.comparison()
	for range g.IntN(3) {
		switch g.IntN(4) {
		case 0:
			text += " or " + g.comparison()
		case 1:
			text = "not (" + text + ")"
		default:
			text += " and " + g.comparison()
		}
	}
	return text
}

// rule returns a rule with 1 or 2 conditions, seldom none.
func (g *eventGenerator) rule(label string, actions map[string]any) map[string]any {
	conditions := []any{}
	for range pick(g, 1, 1, 1, 2) {
		conditions = append(conditions, map[string]any{"expression": g.condition()})
	}
	if g.chance(3) {
		conditions = []any{}
	}
	return map[string]any{"label": label, "conditions": conditions, "actions": actions, "disabled": g.chance(15)}
}

// actions returns actions of a global, service or unrouted path.
func (g *eventGenerator) actions(kind string) map[string]any {
	actions := map[string]any{}
	add := func(percent int, name string, value any) {
		if g.chance(percent) {
			actions[name] = value
		}
	}
	add(30, "severity", pick(g, "critical", "error", "warning", "info"))
	add(20, "extractions", []any{pick(g,
		map[string]any{"target": "event.summary", "template": "[{{event.severity}}] {{event.source}}"},
		map[string]any{"target": "event.custom_details.env", "source": "event.summary", "regex": "(?i)(di)s(k)"},
		map[string]any{"target": "event.custom_details.new.host", "source": "raw_event.payload.source", "regex": "^[a-z]+"},
		map[string]any{"target": "event.component", "template": "{{variables.first}}-{{event.severity}}"},
		map[string]any{"target": "event.severity", "source": "event.custom_details.level", "regex": ".*"})})
	if extractions, given := actions["extractions"]; given && strings.Contains(fmt.Sprint(extractions), "variables.") || g.chance(10) {
		actions["variables"] = []any{map[string]any{"name": "first", "path": "event.source", "type": "regex", "value": "^(.)(.)"}}
	}
	add(3, "event_action", "resolve")
	if kind == "unrouted" {
		return actions
	}
	add(20, "priority", pick(g, "PPRIOR1", "PPRIOR2"))
	add(12, "suppress", g.chance(70))
	add(10, "suspend", pick(g, 60, 300))
	add(10, "annotate", "Seen by a rule")
	add(12, "escalation_policy", pick(g, g.policies...))
	if kind == "global" {
		add(5, "drop_event", true)
	}
	return actions
}

// rulePath returns the sets of a path with nested sets.
func (g *eventGenerator) rulePath(kind string, rules int) map[string]any {
	sets := []any{}
	for i, name := range []string{"start", "second", "third"} {
		list := []any{}
		for n := range rules / (i + 1) {
			actions := g.actions(kind)
			if next := []string{"second", "third", ""}[i]; next != "" && g.chance(40) {
				actions["route_to"] = next
			}
			list = append(list, g.rule(fmt.Sprintf("%s %s %d", kind, name, n), actions))
		}
		sets = append(sets, map[string]any{"id": name, "rules": list})
	}
	return map[string]any{"sets": sets, "catch_all": map[string]any{"actions": g.actions(kind)}}
}

// router returns a router of 30 rules, often with a dynamic route.
func (g *eventGenerator) router() map[string]any {
	list := []any{}
	if g.chance(70) {
		route := pick(g, map[string]any{"lookup_by": "service_name", "source": "event.custom_details.service", "regex": "(.*)"},
			map[string]any{"lookup_by": "service_id", "source": "event.custom_details.id", "regex": "to (P\\w+)"})
		list = append(list, map[string]any{"label": "dynamic", "conditions": []any{}, "disabled": g.chance(10), "actions": map[string]any{"dynamic_route_to": route}})
	}
	for len(list) < 30 {
		list = append(list, g.rule(fmt.Sprint("router ", len(list)), map[string]any{"route_to": pick(g, append([]string{"unrouted"}, g.services...)...)}))
	}
	return map[string]any{"sets": []any{map[string]any{"id": "start", "rules": list}}, "catch_all": map[string]any{"actions": map[string]any{"route_to": pick(g, "unrouted", g.services[0])}}}
}

func jsonText(value any) string {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err) // maps, lists and texts
	}
	return string(encoded)
}
