package pagerduty

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
)

// OrchestrationPath holds the sets of rules that events go through. It keeps all members that PagerDuty sent, known or not, so that
// writing it back loses nothing.
type OrchestrationPath struct{ object }

// UnmarshalJSON keeps all members, known or not. It fails if the sets or the rules are not JSON arrays. Otherwise Rules would return
// none, and writing them back would delete all rules.
func (p *OrchestrationPath) UnmarshalJSON(data []byte) error {
	read := OrchestrationPath{}
	_ = read.object.UnmarshalJSON(data)
	if read.other != nil {
		return errors.New("an orchestration path is not a JSON object")
	}
	if !read.members.isList("sets") {
		return errors.New("the sets of an orchestration path are not a JSON array")
	}
	if sets := read.Sets(); len(sets) > 0 {
		if start := sets[startIndex(sets)]; start.members == nil || !start.members.isList("rules") {
			return errors.New("the rules of an orchestration path are not a JSON array")
		}
	}
	*p = read
	return nil
}

// MarshalJSON encodes all members except those that only PagerDuty sets, such as version.
func (p OrchestrationPath) MarshalJSON() ([]byte, error) {
	sent := object{members: maps.Clone(p.members)}
	for _, name := range []string{"self", "version", "created_at", "created_by", "updated_at", "updated_by"} {
		delete(sent.members, name)
	}
	return json.Marshal(sent)
}

// A path has at least one set of rules, which may be empty.
func (p *OrchestrationPath) missing() string {
	if len(p.Sets()) == 0 {
		return "sets"
	}
	return ""
}

// A path is asked for by the id of its parent.
func (p *OrchestrationPath) ids() []string { return []string{p.Parent().ID} }

// Type returns router, global, service or unrouted.
func (p *OrchestrationPath) Type() (kind string) {
	p.get("type", &kind)
	return kind
}

// Version returns a string that changes whenever the path changes.
func (p *OrchestrationPath) Version() (version string) {
	p.get("version", &version)
	return version
}

// Parent returns the orchestration or the service that the path belongs to.
func (p *OrchestrationPath) Parent() (parent Reference) {
	p.get("parent", &parent)
	return parent
}

// UpdatedAt returns the time of the last change.
func (p *OrchestrationPath) UpdatedAt() (at Time) {
	p.get("updated_at", &at)
	return at
}

// Sets returns the sets of rules. Events start in the first set, "start"; a router has only that set.
func (p *OrchestrationPath) Sets() (sets []OrchestrationRuleSet) {
	p.get("sets", &sets)
	return sets
}

// Rules returns the rules of the set that events begin in.
func (p *OrchestrationPath) Rules() []OrchestrationRule {
	sets := p.Sets()
	if len(sets) == 0 {
		return nil
	}
	return sets[startIndex(sets)].Rules()
}

// SetRules replaces the rules of the set that events begin in.
func (p *OrchestrationPath) SetRules(rules []OrchestrationRule) {
	sets := p.Sets()
	if len(sets) == 0 {
		sets = make([]OrchestrationRuleSet, 1)
		sets[0].set("id", startID)
	}
	if rules == nil {
		rules = []OrchestrationRule{}
	}
	sets[startIndex(sets)].set("rules", rules)
	p.set("sets", sets)
}

const startID = "start"

// startIndex returns the index of the set that events begin in.
func startIndex(sets []OrchestrationRuleSet) int {
	isStart := func(set OrchestrationRuleSet) bool { return set.ID() == startID }
	return max(0, slices.IndexFunc(sets, isStart))
}

// CatchAll returns the rule, without conditions, for events that match no other rule.
func (p *OrchestrationPath) CatchAll() OrchestrationRule {
	var rule OrchestrationRule
	p.get("catch_all", &rule)
	return rule
}

// SetCatchAll replaces the rule for events that match no other rule.
func (p *OrchestrationPath) SetCatchAll(rule OrchestrationRule) { p.set("catch_all", rule) }

// OrchestrationRuleSet is a set of rules. Events are matched against them in order.
type OrchestrationRuleSet struct{ object }

// ID returns the set's id, which is "start" for the set that events begin in.
func (s OrchestrationRuleSet) ID() (id string) {
	s.get("id", &id)
	return id
}

// Rules returns the rules of the set.
func (s OrchestrationRuleSet) Rules() (rules []OrchestrationRule) {
	s.get("rules", &rules)
	return rules
}
