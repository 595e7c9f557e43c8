package simulator

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/internal/conditions"
)

// orchestrated is an event with what the rules of event orchestrations have decided about it.
type orchestrated struct {
	*event
	account *account
	now     time.Time

	variables   map[string]string
	dropped     bool
	suppressed  bool
	suspended   int // seconds
	priority    *priority
	policy      *escalationPolicy
	annotations []annotation
	fields      []fieldUpdate
}

// annotation is a text for the notes of an incident. Its author is the user who wrote the rule.
type annotation struct {
	author *user
	text   string
}

// dealWith sends an event through the orchestrations to its service.
func (a *account) dealWith(e *event, now time.Time) {
	o := &orchestrated{event: e, account: a, now: now, variables: map[string]string{}}
	s, source := a.destination(o)
	if s == nil || o.dropped {
		return
	}
	if s.orchestrated && s.orchestration != nil {
		o.follow(s.orchestration, "service/"+s.id)
	}
	if !o.dropped {
		a.deliver(o, s, source)
	}
}

// destination returns the service of an event and the integration that its alert will have; nil for an event that no service gets.
func (a *account) destination(o *orchestrated) (*service, *integration) {
	if direct := a.integrationWith(o.routingKey); direct != nil {
		return direct.service, direct
	}
	owner := a.orchestrationWith(o.routingKey)
	o.follow(owner.global, "global/"+owner.id)
	if o.dropped {
		return nil, nil
	}
	s := a.services.byID[o.route(owner.router, "router/"+owner.id)]
	if s == nil {
		o.follow(owner.unrouted, "unrouted/"+owner.id)
		return nil, nil
	}
	return s, owner.integrationOf(s, o.routingKey)
}

// integrationOf returns the integration with a routing key as the alerts of a service show it.
func (o *orchestration) integrationOf(s *service, routingKey string) *integration {
	for _, i := range o.integrations.order {
		if i.routingKey == routingKey {
			return &integration{id: i.id, kind: "events_api_v2_inbound_integration", name: i.label, key: i.routingKey, createdAt: o.createdAt, service: s}
		}
	}
	return nil
}

// pathRule has the members of a rule that events need.
type pathRule struct {
	ID         string           `json:"id"`
	Disabled   bool             `json:"disabled"`
	Conditions []conditionInput `json:"conditions"`
	Actions    eventActions     `json:"actions"`
}

func (r orchestrationRule) parsed() pathRule {
	var rule pathRule
	encoded, _ := json.Marshal(r) // cannot fail: JSON
	_ = json.Unmarshal(encoded, &rule)
	return rule
}

// maxSets is how many sets an event visits at most, so that rules cannot send it round and round.
const maxSets = 50

// follow applies the rules of a path. In each set the first rule that matches counts; it may lead to another set. The catch-all is for events
// that reach the end of any set.
func (o *orchestrated) follow(p *orchestrationPath, owner string) {
	if p == nil {
		return
	}
	for set, visited := "start", 0; set != "" && visited < maxSets; visited++ {
		rule := o.firstMatch(p, set, owner)
		if rule == nil {
			var actions eventActions
			_ = json.Unmarshal(p.catchAll, &actions) // it was checked when it was written
			o.apply(p, actions)
			return
		}
		o.apply(p, rule.Actions)
		if set = rule.Actions.RouteTo; o.dropped {
			return
		}
	}
}

// firstMatch returns the first rule of a set that matches; nil for none.
func (o *orchestrated) firstMatch(p *orchestrationPath, set, owner string) *pathRule {
	at := slices.IndexFunc(p.sets, func(s ruleSet) bool { return s.ID == set })
	if at < 0 {
		return nil
	}
	for _, raw := range p.sets[at].Rules {
		if rule := raw.parsed(); o.matches(rule, owner) {
			return &rule
		}
	}
	return nil
}

// matches reports whether any condition of a rule is true. A rule without conditions matches all events, and a disabled one none.
func (o *orchestrated) matches(rule pathRule, owner string) bool {
	if rule.Disabled {
		return false
	}
	matched := len(rule.Conditions) == 0
	for n, condition := range rule.Conditions {
		parsed, err := conditions.Parse(condition.Expression)
		if err != nil {
			continue // of a seed
		}
		in := o.conditionEvent()
		in.Count = o.counter(owner+"/"+rule.ID, n)
		if matched, _ = parsed.Matches(in); matched {
			break
		}
	}
	if matched {
		o.account.intake.reset(owner + "/" + rule.ID)
	}
	return matched
}

func (o *orchestrated) conditionEvent() conditions.Event {
	return conditions.Event{Normal: o.normal, Raw: o.raw, Now: o.now}
}

// route returns the id of the service that a router chooses; "" or unrouted for none.
func (o *orchestrated) route(p *orchestrationPath, owner string) string {
	for _, raw := range p.sets[0].Rules {
		rule := raw.parsed()
		if !o.matches(rule, owner) {
			continue
		}
		if rule.Actions.Dynamic == nil {
			return rule.Actions.RouteTo
		}
		if id := o.dynamicRoute(rule.Actions.Dynamic); id != "" {
			return id
		}
	}
	var actions routerActions
	_ = json.Unmarshal(p.catchAll, &actions) // it was checked when it was written
	return actions.RouteTo
}

// dynamicRoute returns the id of the service that the event names; "" if there is none.
func (o *orchestrated) dynamicRoute(to *dynamicRoute) string {
	name, found := o.extract(to.Source, to.Regex)
	if !found || name == "" {
		return ""
	}
	for _, s := range o.account.services.order {
		if to.LookupBy == "service_id" && s.id == name || to.LookupBy == "service_name" && strings.EqualFold(s.name, name) {
			return s.id
		}
	}
	return ""
}
