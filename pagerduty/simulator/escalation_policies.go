package simulator

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

type escalationPolicy struct {
	id, name, description string
	loops                 int
	handoff               string // on_call_handoff_notifications: if_has_services or always
	rules                 []escalationRule
	teams                 []*team
	deletedAt             time.Time
}

// escalationRule is one level: whom to notify, and how many minutes to wait before the next.
type escalationRule struct {
	id       string
	minutes  int
	targets  []target
	strategy string // "" for assign_to_everyone
}

// target is either a user or a schedule.
type target struct {
	user     *user
	schedule *schedule
}

func escalationPolicies() *resource[escalationPolicy] {
	return &resource[escalationPolicy]{
		path: "/escalation_policies", one: "escalation_policy", many: "escalation_policies", kind: "escalation_policy",
		records: func(c *call) (*collection[escalationPolicy], error) { return &c.account.escalationPolicies, nil },
		id:      func(p *escalationPolicy) *string { return &p.id },
		deleted: func(p *escalationPolicy) *time.Time { return &p.deletedAt },
		fresh:   func(*call) *escalationPolicy { return &escalationPolicy{handoff: "if_has_services"} },
		head:    func(p *escalationPolicy) map[string]any { return p.head("escalation_policy").members() },
		fields: []field[escalationPolicy]{
			text("name", func(p *escalationPolicy) *string { return &p.name }, rules{required: true, unique: true, longest: 255, name: true, without: `\/&<>`}),
			text("description", func(p *escalationPolicy) *string { return &p.description }, rules{longest: 1024}),
			integer("num_loops", func(p *escalationPolicy) *int { return &p.loops }, 0, 9),
			text("on_call_handoff_notifications", func(p *escalationPolicy) *string { return &p.handoff }, rules{among: []string{"if_has_services", "always"}}),
			required(written("escalation_rules", setEscalationRules, func(r *renderer, p *escalationPolicy) any { return each(p.rules, r.rule) })),
			teamsField(func(p *escalationPolicy) *[]*team { return &p.teams }),
			shown("services", func(r *renderer, p *escalationPolicy) any { return each(r.account.servicesOf(p), r.serviceOr) }),
		},
		filters: []listFilter[escalationPolicy]{
			search(func(p *escalationPolicy) *string { return &p.name }),
			ofTeams(func(_ *call, p *escalationPolicy) []*team { return p.teams }),
			func(c *call) func(*escalationPolicy) bool {
				ids := c.list("user_ids[]")
				return func(p *escalationPolicy) bool { return len(ids) == 0 || p.targetsUsers(ids, c.now) }
			},
		},
		order:   byName(func(p *escalationPolicy) *string { return &p.name }),
		changed: func(c *call, _, p *escalationPolicy) { c.account.followPolicy(p) },
		remove:  removeEscalationPolicy,
	}
}

func escalationPolicyRoutes() []route { return escalationPolicies().routes() }

type escalationRuleInput struct {
	ID       string            `json:"id"`
	Minutes  int               `json:"escalation_delay_in_minutes"`
	Targets  []*referenceInput `json:"targets"`
	Strategy any               `json:"escalation_rule_assignment_strategy"`
}

// setEscalationRules replaces all levels. A level that has an id keeps it.
func setEscalationRules(c *call, p *escalationPolicy, member string, in []escalationRuleInput) {
	if len(in) == 0 {
		c.problem("%s must have at least one rule", member)
	}
	var rules []escalationRule
	for n, one := range in {
		at := fmt.Sprintf("%s.%d", member, n)
		rule := escalationRule{id: one.ID, minutes: one.Minutes, strategy: strategyOf(one.Strategy)}
		if one.Minutes < 1 || one.Minutes > longestMinutes {
			c.problem("%s.escalation_delay_in_minutes must be 1 to %d, not %d", at, longestMinutes, one.Minutes)
		}
		for _, t := range withoutNull(c, at+".targets", one.Targets) {
			rule.targets = append(rule.targets, c.target(at+".targets", t))
		}
		if len(rule.targets) == 0 {
			c.problem("%s.targets must have at least one user or schedule", at)
		}
		if !slices.ContainsFunc(p.rules, func(known escalationRule) bool { return known.id == one.ID }) {
			rule.id = c.account.newShortID()
		}
		rules = append(rules, rule)
	}
	p.rules = rules
}

// strategyOf reads an assignment strategy, which is a string or an object with a type.
func strategyOf(in any) string {
	if object, ok := in.(map[string]any); ok {
		in = object["type"]
	}
	strategy, _ := in.(string)
	return strategy
}

func (c *call) target(member string, in *referenceInput) target {
	if in.Type == "user_reference" || in.Type == "user" {
		return target{user: resolve(c, &c.account.users, member, in, "user_reference", "user")}
	}
	return target{schedule: resolve(c, &c.account.schedules, member, in, "schedule_reference", "schedule", "schedule_v3_reference")}
}

// followPolicy updates the services and incidents of a changed policy: services get its teams, and no incident stays at a removed level.
func (a *account) followPolicy(p *escalationPolicy) {
	for _, s := range a.servicesOf(p) {
		s.teams = p.teams
	}
	for _, i := range a.incidents.order {
		if i.policy == p {
			i.level = min(i.level, len(p.rules))
		}
	}
}

func (a *account) servicesOf(p *escalationPolicy) []*service {
	return filter(a.services.order, func(s *service) bool { return s.policy == p })
}

func removeEscalationPolicy(c *call, p *escalationPolicy) error {
	if used := c.account.servicesOf(p); len(used) > 0 {
		return conflicting(fmt.Sprintf("%s cannot be deleted while services use it, among them %s (%s)", p.name, used[0].name, used[0].id))
	}
	return nil
}

// targetsUsers reports whether one of the users is a target, directly or through a schedule.
func (p *escalationPolicy) targetsUsers(ids []string, now time.Time) bool {
	return slices.ContainsFunc(p.targets(), func(t target) bool {
		if t.user != nil {
			return slices.Contains(ids, t.user.id)
		}
		return slices.ContainsFunc(t.schedule.users(now), func(u *user) bool { return slices.Contains(ids, u.id) })
	})
}

func (p *escalationPolicy) targets() []target {
	var all []target
	for _, rule := range p.rules {
		all = append(all, rule.targets...)
	}
	return all
}

// onCall returns the users on call at a level, which counts from 1, each once. It skips deleted users, which a deleted policy may
// still have as targets. An incident may still follow such a policy.
func (a *account) onCall(p *escalationPolicy, level int, at time.Time) []*user {
	var users []*user
	for _, t := range p.rules[level-1].targets {
		found := []*user{t.user}
		if t.schedule != nil {
			found = a.onCallOf(t.schedule, at)
		}
		for _, u := range found {
			if u.deletedAt.IsZero() && !slices.Contains(users, u) {
				users = append(users, u)
			}
		}
	}
	return users
}

func (p *escalationPolicy) head(kind string) reference {
	return refer(kind, p.id, p.name, "/escalation_policies/"+p.id, "/escalation_policies/"+p.id).deleted(p.deletedAt)
}

func (p *escalationPolicy) reference() reference { return p.head("escalation_policy_reference") }

type ruleView struct {
	ID       string            `json:"id"`
	Minutes  int               `json:"escalation_delay_in_minutes"`
	Targets  []any             `json:"targets"`
	Strategy map[string]string `json:"escalation_rule_assignment_strategy,omitempty"`
}

func (r *renderer) policy(p *escalationPolicy) any { return escalationPolicies().view(r, p) }

func (r *renderer) rule(rule escalationRule) ruleView {
	v := ruleView{ID: rule.id, Minutes: rule.minutes, Targets: each(rule.targets, r.target)}
	if r.include["escalation_rule_assignment_strategies"] {
		v.Strategy = map[string]string{"type": cmp.Or(rule.strategy, "assign_to_everyone")}
	}
	return v
}

func (r *renderer) target(t target) any {
	if t.user != nil {
		return r.userOr(t.user, "targets")
	}
	return r.scheduleOr(t.schedule, "targets")
}

// policyOr renders an escalation policy in full if include[] contains it, and as a reference otherwise.
func (r *renderer) policyOr(p *escalationPolicy) any {
	if r.include["escalation_policies"] && p.deletedAt.IsZero() {
		return r.bare().policy(p)
	}
	return p.reference()
}

// serviceOr is policyOr for a service.
func (r *renderer) serviceOr(s *service) any {
	if r.include["services"] && s.deletedAt.IsZero() {
		return r.bare().service(s)
	}
	return s.reference()
}
