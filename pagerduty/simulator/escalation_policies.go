package simulator

import (
	"slices"
	"time"
)

type escalationPolicy struct {
	id, name, description string
	loops                 int
	handoff               string // on_call_handoff_notifications: if_has_services or always
	rules                 []escalationRule
	teams                 []*team
}

// escalationRule is one level: whom to notify, and how many minutes to wait before the next.
type escalationRule struct {
	id      string
	minutes int
	targets []target
}

// target is one of a user and a schedule.
type target struct {
	user     *user
	schedule *schedule
}

func escalationPolicyRoutes() []route {
	return []route{
		{method: "GET", path: "/escalation_policies", handle: listEscalationPolicies},
		{method: "GET", path: "/escalation_policies/{id}", handle: getEscalationPolicy},
	}
}

func listEscalationPolicies(c *call) (any, error) {
	query, users, teams := c.text("query"), c.list("user_ids[]"), c.list("team_ids[]")
	found := filter(c.account.escalationPolicies.order,
		func(p *escalationPolicy) bool { return contains(p.name, query) },
		func(p *escalationPolicy) bool { return len(users) == 0 || p.targetsUsers(users) },
		func(p *escalationPolicy) bool { return len(teams) == 0 || inTeams(p.teams, teams) })
	sortByName(c, found, func(p *escalationPolicy) string { return p.name })
	return paginate(c, "escalation_policies", found, c.renderer().policy)
}

func getEscalationPolicy(c *call) (any, error) {
	p, err := named(c, &c.account.escalationPolicies, "escalation policy")
	if err != nil {
		return nil, err
	}
	return map[string]any{"escalation_policy": c.renderer().policy(p)}, nil
}

// targetsUsers tells whether one of the users is a target, directly or by a schedule.
func (p *escalationPolicy) targetsUsers(ids []string) bool {
	return slices.ContainsFunc(p.targets(), func(t target) bool {
		if t.user != nil {
			return slices.Contains(ids, t.user.id)
		}
		return slices.ContainsFunc(t.schedule.users(), func(u *user) bool { return slices.Contains(ids, u.id) })
	})
}

func (p *escalationPolicy) targets() []target {
	var all []target
	for _, rule := range p.rules {
		all = append(all, rule.targets...)
	}
	return all
}

// onCall returns who is on call at a level, which counts from 1, without repeats.
func (a *account) onCall(p *escalationPolicy, level int, at time.Time) []*user {
	var users []*user
	for _, t := range p.rules[level-1].targets {
		u := t.user
		if t.schedule != nil {
			u = a.onCallOf(t.schedule, at)
		}
		if u != nil && !slices.Contains(users, u) {
			users = append(users, u)
		}
	}
	return users
}

func (p *escalationPolicy) head(kind string) reference {
	return refer(kind, p.id, p.name, "/escalation_policies/"+p.id, "/escalation_policies/"+p.id)
}

func (p *escalationPolicy) reference() reference { return p.head("escalation_policy_reference") }

type policyView struct {
	reference
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Rules       []ruleView `json:"escalation_rules"`
	Services    []any      `json:"services"`
	NumLoops    int        `json:"num_loops"`
	Teams       []any      `json:"teams"`
	Handoff     string     `json:"on_call_handoff_notifications"`
}

type ruleView struct {
	ID       string            `json:"id"`
	Minutes  int               `json:"escalation_delay_in_minutes"`
	Targets  []any             `json:"targets"`
	Strategy map[string]string `json:"escalation_rule_assignment_strategy,omitempty"`
}

func (r *renderer) policy(p *escalationPolicy) policyView {
	services := filter(r.account.services.order, func(s *service) bool { return s.policy == p })
	return policyView{
		reference: p.head("escalation_policy"), Name: p.name, Description: p.description,
		Rules: each(p.rules, r.rule), NumLoops: p.loops, Teams: r.teams(p.teams), Handoff: p.handoff,
		Services: each(services, func(s *service) any { return r.serviceOr(s) }),
	}
}

func (r *renderer) rule(rule escalationRule) ruleView {
	v := ruleView{ID: rule.id, Minutes: rule.minutes, Targets: each(rule.targets, r.target)}
	if r.include["escalation_rule_assignment_strategies"] {
		v.Strategy = map[string]string{"type": "assign_to_everyone"}
	}
	return v
}

func (r *renderer) target(t target) any {
	if t.user != nil {
		return r.userOr(t.user, "targets")
	}
	return r.scheduleOr(t.schedule, "targets")
}

// policyOr renders an escalation policy in full when include[] asks for it, and as a reference otherwise.
func (r *renderer) policyOr(p *escalationPolicy) any {
	if r.include["escalation_policies"] {
		return r.bare().policy(p)
	}
	return p.reference()
}

// serviceOr does the same for a service.
func (r *renderer) serviceOr(s *service) any {
	if r.include["services"] {
		return r.bare().service(s)
	}
	return s.reference()
}
