package answers

import (
	"reflect"
	"slices"

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

// changedFields returns the fields of the event that rules changed, as they are after all rules.
func changedFields(before, after oncall.Event) map[string]any {
	changed := map[string]any{}
	for name, value := range after.Fields {
		if was, had := before.Fields[name]; had && reflect.DeepEqual(was, value) || len(changed) == mostFieldsShown {
			continue
		}
		changed[name] = shownValue(value)
	}
	if len(changed) == 0 {
		return nil
	}
	return changed
}

// shownValue shortens texts, and shows what is not known as such.
func shownValue(value any) any {
	switch value := value.(type) {
	case string:
		return mcptools.Clean(value, longestChange)
	case pcl.NotKnown:
		return map[string]string{"not_known": value.Reason}
	case map[string]any:
		object := map[string]any{}
		for name, member := range value {
			object[name] = shownValue(member)
		}
		return object
	case []any:
		return slices.Clone(value[:min(mostFieldsShown, len(value))])
	}
	return value
}
