package pagerduty

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
)

// OrchestrationPath is a list of rules, in sets, that events go through. It keeps every member that
// PagerDuty sent, known or not, from reading to writing.
type OrchestrationPath struct{ object }

// UnmarshalJSON keeps all members. It fails where it would take rules for none: they would be lost
// when the path is written back.
func (p *OrchestrationPath) UnmarshalJSON(data []byte) error {
	read := OrchestrationPath{}
	_ = read.object.UnmarshalJSON(data) // never fails
	if read.other != nil {
		return errors.New("an orchestration path is not a JSON object")
	}
	if !read.members.isList("sets") {
		return errors.New("the sets of an orchestration path are not a JSON array")
	}
	if sets := read.Sets(); len(sets) > 0 {
		if start := sets[startOf(sets)]; start.members == nil || !start.members.isList("rules") {
			return errors.New("the rules of an orchestration path are not a JSON array")
		}
	}
	*p = read
	return nil
}

// MarshalJSON gives all members but those that PagerDuty sets itself.
func (p OrchestrationPath) MarshalJSON() ([]byte, error) {
	sent := object{members: maps.Clone(p.members)}
	for _, name := range []string{"self", "version", "created_at", "created_by", "updated_at", "updated_by"} {
		delete(sent.members, name)
	}
	return json.Marshal(sent)
}

// lacks: a path has sets of rules, if empty ones.
func (p *OrchestrationPath) lacks() string {
	if len(p.Sets()) == 0 {
		return "sets"
	}
	return ""
}

// ids: a path is asked for by what it belongs to.
func (p *OrchestrationPath) ids() []string { return []string{p.Parent().ID} }

// Type is router, global, service or unrouted.
func (p *OrchestrationPath) Type() (kind string) {
	p.get("type", &kind)
	return kind
}

// Version changes with every change of the path.
func (p *OrchestrationPath) Version() (version string) {
	p.get("version", &version)
	return version
}

// Parent is the orchestration or the service that the path belongs to.
func (p *OrchestrationPath) Parent() (parent Reference) {
	p.get("parent", &parent)
	return parent
}

// UpdatedAt is when the path was last changed.
func (p *OrchestrationPath) UpdatedAt() (at Time) {
	p.get("updated_at", &at)
	return at
}

// Sets are the sets of rules. The first, "start", is where events begin; a router has no other.
func (p *OrchestrationPath) Sets() (sets []OrchestrationRuleSet) {
	p.get("sets", &sets)
	return sets
}

// Rules are the rules of the set that events begin with.
func (p *OrchestrationPath) Rules() []OrchestrationRule {
	sets := p.Sets()
	if len(sets) == 0 {
		return nil
	}
	return sets[startOf(sets)].Rules()
}

// SetRules replaces the rules of the set that events begin with.
func (p *OrchestrationPath) SetRules(rules []OrchestrationRule) {
	sets := p.Sets()
	if len(sets) == 0 {
		sets = make([]OrchestrationRuleSet, 1)
		sets[0].set("id", startID)
	}
	if rules == nil {
		rules = []OrchestrationRule{}
	}
	sets[startOf(sets)].set("rules", rules)
	p.set("sets", sets)
}

const startID = "start"

// startOf gives the place of the set that events begin with.
func startOf(sets []OrchestrationRuleSet) int {
	isStart := func(set OrchestrationRuleSet) bool { return set.ID() == startID }
	return max(0, slices.IndexFunc(sets, isStart))
}

// CatchAll is what happens to an event that no rule takes, as a rule without conditions.
func (p *OrchestrationPath) CatchAll() OrchestrationRule {
	var rule OrchestrationRule
	p.get("catch_all", &rule)
	return rule
}

// SetCatchAll replaces what happens to an event that no rule takes.
func (p *OrchestrationPath) SetCatchAll(rule OrchestrationRule) { p.set("catch_all", rule) }

// OrchestrationRuleSet is a set of rules that are tried in order.
type OrchestrationRuleSet struct{ object }

// ID is "start" for the set that events begin with.
func (s OrchestrationRuleSet) ID() (id string) {
	s.get("id", &id)
	return id
}

// Rules are the rules of the set.
func (s OrchestrationRuleSet) Rules() (rules []OrchestrationRule) {
	s.get("rules", &rules)
	return rules
}
