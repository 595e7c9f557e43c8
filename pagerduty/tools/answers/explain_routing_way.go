package answers

import (
	"fmt"
	"reflect"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// stageView is the way of the event through a set of rules.
type stageView struct {
	Path          string       `json:"path"`
	Set           string       `json:"set,omitzero"` // absent for the set that events begin in
	Matched       ruleName     `json:"matched"`
	Sets          []string     `json:"sets,omitempty"` // what the actions set, such as "severity=error"
	Passed        []passedView `json:"passed,omitempty"`
	PassedOmitted int          `json:"passed_omitted,omitzero"`
}

type ruleName struct {
	Rule  int    `json:"rule,omitzero"` // position in its set; absent for the catch-all
	ID    string `json:"id,omitzero"`
	Label string `json:"label,omitzero"`
	All   bool   `json:"catch_all,omitzero"`
}

func showRuleName(name oncall.RuleName) ruleName {
	return ruleName{name.Position, name.ID, mcptools.Clean(name.Label, 80), name.Position == 0}
}

// passedView is a rule that did not match, and why.
type passedView struct {
	ruleName
	Disabled   bool     `json:"disabled,omitzero"`
	Assumed    string   `json:"not_known,omitzero"` // the condition that is not known, and taken for false in this result
	False      string   `json:"false,omitzero"`     // the first condition
	Others     int      `json:"also_false,omitzero"`
	Named      string   `json:"named,omitzero"` // by the event for the dynamic route, and no service has it
	NamesNone  bool     `json:"names_no_service,omitzero"`
	Mismatches []string `json:"mismatches,omitempty"` // comparisons of what does not fit
}

const (
	briefPassed     = 35  // rules of a set
	briefCondition  = 100 // characters
	longestSetting  = 100
	longestChange   = 200
	mostFieldsShown = 20
)

// way shows the rules that the event meets on a passage; those that it passes only if they are wanted.
func (p *routing) way(passage oncall.Passage, withPassed bool) []stageView {
	var shown []stageView
	for _, stage := range passage.Stages {
		for _, step := range stage.Steps {
			one := stageView{Path: stage.Path, Matched: showRuleName(step.Rule)}
			if step.Rule.Set != "start" {
				one.Set = step.Rule.Set
			}
			for _, setting := range passage.Settings {
				if setting.Rule == step.Rule {
					one.Sets = append(one.Sets, setting.Action+"="+mcptools.Clean(setting.Value, longestSetting))
				}
			}
			if withPassed || p.full {
				one.Passed = p.passed(step.Passed)
			}
			one.PassedOmitted = len(step.Passed) - len(one.Passed)
			shown = append(shown, one)
		}
	}
	return shown
}

func (p *routing) passed(rules []oncall.PassedRule) []passedView {
	most, longest := briefPassed, briefCondition
	if p.full {
		most, longest = len(rules), 2000
	}
	var shown []passedView
	for _, rule := range rules[:min(most, len(rules))] {
		one := passedView{ruleName: showRuleName(rule.Rule), Disabled: rule.Disabled, Others: rule.Others, Named: mcptools.Clean(rule.Text, longest)}
		condition := mcptools.Clean(rule.Condition, longest)
		switch {
		case rule.Assumed && condition == "":
			one.Assumed = "the service that the event names"
		case rule.Assumed:
			one.Assumed = condition
		default:
			one.False = condition
			one.NamesNone = condition == "" && !rule.Disabled
		}
		if p.full {
			one.Mismatches = rule.Warnings
		}
		shown = append(shown, one)
	}
	return shown
}

// changedFields returns the fields of the event that rules changed, by their paths, as they are after all rules.
func changedFields(before, after oncall.Event) map[string]any {
	changed := map[string]any{}
	collectChanges(changed, "", before.Fields, after.Fields)
	if len(changed) == 0 {
		return nil
	}
	return changed
}

func collectChanges(changed map[string]any, path string, before, after map[string]any) {
	for _, name := range sortedKeys(after) {
		is, was := after[name], before[name]
		inner, isObject := is.(map[string]any)
		switch former, _ := was.(map[string]any); {
		case len(changed) == mostFieldsShown, reflect.DeepEqual(is, was):
		case isObject:
			collectChanges(changed, path+name+".", former, inner)
		default:
			changed[path+name] = shownValue(is)
		}
	}
}

// shownValue returns the value that a rule set: a text, or what is not known.
func shownValue(value any) any {
	if unknown, isUnknown := value.(pcl.NotKnown); isUnknown {
		return map[string]string{"not_known": unknown.Reason}
	}
	return mcptools.Clean(fmt.Sprint(value), longestChange)
}
