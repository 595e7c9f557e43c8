package oncall

import (
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// mostPassages limits how many ways of one event are followed.
const mostPassages = 32

// Arrive returns the passage of an event before its first rule.
func Arrive(event Event) Passage { return Passage{Event: event.clone(), variables: map[string]any{}} }

// Follow sends events through a global, unrouted or service path. Each rule that may match and may not match continues a passage in two
// ways. A nil path is one that could not be read; kind is its type. Dropped events go no further.
func Follow(kind string, path *pagerduty.OrchestrationPath, passages []Passage, now time.Time) []Passage {
	return FollowSome(kind, path, passages, now, func(Passage) bool { return true })
}

// FollowSome is Follow for the events that chosen picks. The others stay as they are.
func FollowSome(kind string, path *pagerduty.OrchestrationPath, passages []Passage, now time.Time, chosen func(Passage) bool) []Passage {
	var followed []Passage
	for i, passage := range passages {
		switch {
		case passage.Dropped != nil || !chosen(passage):
			followed = append(followed, passage)
		case path == nil:
			followed = append(followed, passage.without(kind))
		default:
			w := walk{kind: kind, now: now, total: len(followed) + len(passages) - i}
			w.enter(path, passage)
			followed = append(followed, w.done...)
		}
	}
	return followed
}

// walk is the way of passages through one path.
type walk struct {
	kind  string
	now   time.Time
	sets  map[string][]pagerduty.OrchestrationRule
	last  pagerduty.OrchestrationRule // the catch-all
	done  []Passage
	total int // passages, finished or not
}

func (w *walk) enter(path *pagerduty.OrchestrationPath, passage Passage) {
	w.sets, w.last = map[string][]pagerduty.OrchestrationRule{}, path.CatchAll()
	for _, set := range path.Sets() {
		w.sets[set.ID()] = set.Rules()
	}
	w.sets[startSet] = path.Rules()
	passage = passage.clone()
	passage.Stages = append(passage.Stages, Stage{Path: w.kind})
	w.enterSet(startSet, passage)
}

// enterSet sends a passage through a set. Sets that lead to each other in a circle end it.
func (w *walk) enterSet(set string, passage Passage) {
	stage := &passage.Stages[len(passage.Stages)-1]
	for _, step := range stage.Steps {
		if step.Rule.Set == set {
			w.done = append(w.done, passage)
			return
		}
	}
	stage.Steps = append(stage.Steps, Step{})
	for i, rule := range w.sets[set] {
		if w.match(w.name(set, i+1, rule), rule, &passage) {
			return
		}
	}
	name := w.name(set, 0, w.last)
	passage.step().Rule = name
	passage.apply(w.last, name)
	w.done = append(w.done, passage)
}

// match sends a passage on by a rule if the rule matches, and reports whether it does. If that is not known, a copy goes on by the
// rule, and the passage to the next rule.
func (w *walk) match(name RuleName, rule pagerduty.OrchestrationRule, passage *Passage) bool {
	passed, truth, reason := w.check(name, rule, passage)
	switch truth {
	case pcl.True:
		w.take(name, rule, *passage)
		return true
	case pcl.Unknown:
		if w.mayFork(passage) {
			other := passage.clone()
			other.assume(name, true, reason)
			w.take(name, rule, other)
		}
		passage.assume(name, false, reason)
		passed.Assumed = true
	}
	passage.step().Passed = append(passage.step().Passed, passed)
	return false
}

// mayFork reports whether one more passage may be followed. If not, the passage is marked as cut.
func (w *walk) mayFork(passage *Passage) bool {
	if w.total >= mostPassages {
		passage.Cut = true
		return false
	}
	w.total++
	return true
}

// take sends a passage on by a rule that matches.
func (w *walk) take(name RuleName, rule pagerduty.OrchestrationRule, passage Passage) {
	passage.step().Rule = name
	passage.apply(rule, name)
	next := rule.RouteTo()
	if _, exists := w.sets[next]; exists && passage.Dropped == nil {
		w.enterSet(next, passage)
		return
	}
	w.done = append(w.done, passage)
}

// check evaluates the conditions of a rule, of which one must be true. reason says why the truth is unknown.
func (w *walk) check(name RuleName, rule pagerduty.OrchestrationRule, passage *Passage) (passed PassedRule, truth pcl.Truth, reason string) {
	conditions := rule.Conditions()
	passed = PassedRule{Rule: name, Disabled: rule.Disabled()}
	switch {
	case passed.Disabled:
		return passed, pcl.False, ""
	case len(conditions) == 0:
		return passed, pcl.True, ""
	}
	passed.Condition, passed.Others = conditions[0], len(conditions)-1
	for _, text := range conditions {
		result := evaluate(text, passage.Event, w.now)
		switch result.Value {
		case pcl.True:
			return passed, pcl.True, ""
		case pcl.Unknown:
			if truth != pcl.Unknown {
				passed.Condition, reason = text, result.Reason
			}
			truth = pcl.Unknown
		}
		passed.Warnings = append(passed.Warnings, result.Warnings...)
	}
	return passed, truth, reason
}

// evaluate evaluates a condition. One that is not understood is unknown.
func evaluate(text string, event Event, now time.Time) pcl.Result {
	condition, err := pcl.Parse(text)
	if err != nil {
		return pcl.Result{Value: pcl.Unknown, Reason: "the condition is not understood: " + err.Error()}
	}
	return condition.Evaluate(pcl.Input{Roots: event.roots(), Now: now})
}

func (w *walk) name(set string, position int, rule pagerduty.OrchestrationRule) RuleName {
	return RuleName{Path: w.kind, Set: set, Position: position, ID: rule.ID(), Label: rule.Label()}
}
