package oncall

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Passage is a way that an event takes through an orchestration. There is one if all conditions on it are known, and otherwise one for
// each outcome of those that are not.
type Passage struct {
	Event       Event // as the rules changed it
	Assumptions []Assumption
	Stages      []Stage
	Settings    []Setting // in the order in which rules made them: the last of an action counts
	Dropped     *RuleName // the rule that dropped the event
	// Service is the id of the service that the router chose; "" before the router, and for an event that it gave to none.
	Service string
	// NamedService is why it is not known which service the event names for a dynamic route; otherwise "".
	NamedService string
	Unread       []string // the paths that could not be read, such as "global"
	Cut          bool     // there are more conditions that are not known than are followed: the passage assumes that the rest does not match

	variables map[string]any // texts, or pcl.NotKnown
}

// Assumption is a condition that is not known, and its outcome in a passage.
type Assumption struct {
	Rule    RuleName
	Matches bool
	Reason  string // why it is not known
}

// RuleName identifies a rule of an orchestration. It has no id for a catch-all.
type RuleName struct {
	Path     string // global, router, unrouted or service
	Set      string // the id of its set
	Position int    // from 1 in the set; 0 for the catch-all
	ID       string
	Label    string
}

// String returns the name for people, such as "rule 3 of the router".
func (r RuleName) String() string {
	name := "the catch-all"
	if r.Position > 0 {
		name = "rule " + strconv.Itoa(r.Position)
	}
	if r.Set != "" && r.Set != startSet {
		name += fmt.Sprintf(" of set %q", r.Set)
	}
	return name + " of the " + pathName(r.Path)
}

func pathName(path string) string {
	if path == pathRouter {
		return path
	}
	return path + " orchestration"
}

// The types of paths.
const (
	pathGlobal   = "global"
	pathRouter   = "router"
	pathUnrouted = "unrouted"
	pathService  = "service"
)

// startSet is the id of the set that events begin in.
const startSet = "start"

// Stage is a passage's way through one path.
type Stage struct {
	Path  string
	Steps []Step
}

// Step is a passage's way through a set of rules.
type Step struct {
	Rule   RuleName // the rule that matched, or the catch-all
	Passed []PassedRule
}

// PassedRule is a rule that did not match, or was not applied.
type PassedRule struct {
	Rule      RuleName
	Disabled  bool
	Assumed   bool     // its conditions are not known, and the passage assumes that they are false
	Condition string   // the first of its conditions, all of which are false
	Others    int      // the number of its other conditions
	Text      string   // of a dynamic route: what the event names, which is no service
	Warnings  []string // parts of its conditions that compare what does not fit
}

// Setting is what an action of a rule sets.
type Setting struct {
	Action string // such as severity
	Value  string
	Rule   RuleName
}

// Setting returns the setting of an action that counts, the last.
func (p Passage) Setting(action string) (Setting, bool) {
	for _, setting := range slices.Backward(p.Settings) {
		if setting.Action == action {
			return setting, true
		}
	}
	return Setting{}, false
}

// Suspended returns for how long the alert is held back; 0 if it is not.
func (p Passage) Suspended() time.Duration {
	setting, _ := p.Setting("suspend")
	seconds, _ := strconv.Atoi(setting.Value) // absent: 0
	return time.Duration(seconds) * time.Second
}

// Suppressed reports whether the alert opens no incident.
func (p Passage) Suppressed() bool {
	_, suppressed := p.Setting("suppress")
	return suppressed
}

// Unrouted reports whether the router gave the event to no service.
func (p Passage) Unrouted() bool {
	return p.Dropped == nil && p.Service == "" && p.NamedService == "" && !slices.Contains(p.Unread, pathRouter)
}

// without returns the passage after a path that could not be read.
func (p Passage) without(kind string) Passage {
	p = p.clone()
	p.Unread = append(p.Unread, kind)
	return p
}

// clone returns a copy that can go another way.
func (p Passage) clone() Passage {
	p.Event = p.Event.clone()
	p.Assumptions, p.Settings, p.Unread = slices.Clone(p.Assumptions), slices.Clone(p.Settings), slices.Clone(p.Unread)
	p.Stages = slices.Clone(p.Stages)
	if last := len(p.Stages) - 1; last >= 0 { // only the last one grows
		p.Stages[last].Steps = slices.Clone(p.Stages[last].Steps)
		if step := len(p.Stages[last].Steps) - 1; step >= 0 {
			p.Stages[last].Steps[step].Passed = slices.Clone(p.Stages[last].Steps[step].Passed)
		}
	}
	p.variables = maps.Clone(p.variables)
	return p
}

// step returns the step that the passage is in.
func (p *Passage) step() *Step {
	steps := p.Stages[len(p.Stages)-1].Steps
	return &steps[len(steps)-1]
}

// assume records the outcome of a condition that is not known.
func (p *Passage) assume(rule RuleName, matches bool, reason string) {
	p.Assumptions = append(p.Assumptions, Assumption{rule, matches, reason})
}
