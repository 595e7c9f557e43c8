package answers

import (
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// routingView is where an event would go. There are several results if they hang on conditions that are not known.
type routingView struct {
	At            string              `json:"at"`
	Alert         *routedAlertView    `json:"alert,omitzero"`
	Orchestration *view.Reference     `json:"orchestration,omitzero"`
	Refused       []string            `json:"refused_because,omitempty"`
	SameKey       []string            `json:"open_with_dedup_key,omitempty"` // incidents that the event is added to, notifying nobody
	Results       []routingResult     `json:"results"`
	Services      []routedServiceView `json:"services,omitempty"`
	Policies      []routedPolicyView  `json:"escalation_policies,omitempty"`
	basis
}

type routedAlertView struct {
	ID      string          `json:"id"`
	Summary string          `json:"summary,omitzero"`
	Service *view.Reference `json:"service,omitzero"` // where the alert is
	Today   string          `json:"rules_of_today,omitzero"`
}

// routingResult is what becomes of the event, and the way there.
type routingResult struct {
	If                [][]string      `json:"if,omitempty"` // any of these lists of conditions; always if absent
	Outcome           oncall.Outcome  `json:"outcome"`
	Meaning           string          `json:"meaning"`
	Service           *view.Reference `json:"service,omitzero"`
	Severity          string          `json:"severity,omitzero"`
	Priority          *view.Reference `json:"priority,omitzero"`
	Urgency           string          `json:"urgency,omitzero"`
	UrgencyBy         string          `json:"urgency_by,omitzero"`
	HeldFor           string          `json:"held_for,omitzero"`
	Policy            *view.Reference `json:"escalation_policy,omitzero"`
	Notified          []notifiedView  `json:"notified,omitzero"` // absent if it is not known
	Way               []stageView     `json:"way,omitempty"`
	Changed           map[string]any  `json:"changed_fields,omitempty"` // of the event, by rules
	IncompleteBecause []string        `json:"incomplete_because,omitempty"`
}

type notifiedView struct {
	view.Reference
	Level int `json:"level"`
}

// show returns the prediction. Passages that end alike become one result.
func (p *routing) show() *routingView {
	shown := &routingView{At: p.clock.show(p.clock.now), SameKey: p.sameKey, Results: []routingResult{}}
	if p.orchestration != nil {
		shown.Orchestration = &view.Reference{ID: p.orchestration.ID, Name: p.orchestration.Name}
	}
	if p.alert != nil {
		shown.Alert = &routedAlertView{p.alert.ID, mcptools.Clean(p.alert.Summary, 200), view.Of(p.alert.Service), p.compare()}
	}
	assumed := map[string][][]oncall.Assumption{}
	var keys []string
	for _, passage := range p.passages {
		result := p.result(passage)
		key := result.key()
		if assumed[key] == nil {
			keys = append(keys, key)
			result.Way = p.way(passage, len(keys) == 1)
			shown.Results = append(shown.Results, result)
		}
		assumed[key] = append(assumed[key], passage.Assumptions)
	}
	for i, key := range keys {
		shown.Results[i].If = ifs(oncall.MergeAssumptions(assumed[key]))
	}
	shown.Services, shown.Policies = p.showServices(), p.showPolicies()
	p.Untrusted = []string{"summary", "severity", "changed_fields", "named"}
	p.LookedAt = append(p.LookedAt, fmt.Sprintf("ways of the event through the rules: %d", len(p.passages)))
	p.NotKnown = p.notKnown
	shown.basis = p.basis
	return shown
}

// showRefused returns the answer for an event that PagerDuty does not take.
func (p *routing) showRefused() *routingView {
	for i, reason := range p.refused {
		p.refused[i] = mcptools.Clean(reason, 300)
	}
	return &routingView{
		At: p.clock.show(p.clock.now), Refused: p.refused, basis: p.basis,
		Results: []routingResult{{
			Outcome: oncall.OutcomeRefused, Meaning: "the Events API refuses the event (400, invalid event): no alert, nobody is notified", Notified: []notifiedView{},
		}},
	}
}

// key is equal for results that differ only in the way there.
func (r routingResult) key() string {
	return fmt.Sprint(r.Outcome, r.Meaning, r.Service, r.Severity, r.Priority, r.Urgency, r.UrgencyBy, r.HeldFor, r.Policy, r.Changed, r.IncompleteBecause)
}

// ifs shows lists of assumptions, of which one must hold. An empty one always holds.
func ifs(lists [][]oncall.Assumption) [][]string {
	const most, mostAssumptions = 6, 8
	var shown [][]string
	for _, list := range lists[:min(most, len(lists))] {
		var words []string
		for _, assumption := range list[:min(mostAssumptions, len(list))] {
			verb := "does not match"
			if assumption.Matches {
				verb = "matches"
			}
			words = append(words, fmt.Sprintf("%s%s %s: %s", assumption.Rule, idOf(assumption.Rule), verb, assumption.Reason))
		}
		if len(list) == 0 {
			return nil
		}
		if left := len(list) - mostAssumptions; left > 0 {
			words = append(words, fmt.Sprintf("and %d more", left))
		}
		shown = append(shown, words)
	}
	if left := len(lists) - most; left > 0 {
		shown = append(shown, []string{fmt.Sprintf("and %d more", left)})
	}
	return shown
}

func idOf(rule oncall.RuleName) string {
	if rule.ID == "" {
		return ""
	}
	return " (" + rule.ID + ")"
}

func (p *routing) result(passage oncall.Passage) routingResult {
	landing := p.land(passage)
	result := routingResult{
		Outcome: landing.Outcome, Meaning: p.meaning(passage, landing), Severity: mcptools.Clean(landing.Severity, 40),
		Urgency: landing.Urgency, Policy: p.policyReference(landing.PolicyID), Notified: p.notified(landing),
		Changed: changedFields(p.event, passage.Event), IncompleteBecause: p.incomplete(passage),
	}
	if passage.Service != "" {
		result.Service = &view.Reference{ID: passage.Service, Name: p.serviceName(passage.Service)}
	}
	if landing.PolicyID != "" {
		result.UrgencyBy = landing.UrgencyBy
	}
	if landing.Held > 0 {
		result.HeldFor = view.Length(landing.Held)
	}
	if priority, set := passage.Setting("priority"); set {
		result.Priority = &view.Reference{ID: priority.Value, Name: p.priorities[priority.Value]}
	}
	return result
}

// meaning returns an outcome in words.
func (p *routing) meaning(passage oncall.Passage, landing oncall.Landing) string {
	switch landing.Outcome {
	case oncall.OutcomeDropped:
		return passage.Dropped.String() + " drops the event: no alert, nobody is notified"
	case oncall.OutcomeUnrouted:
		return "the router gives the event to no service: nobody is notified"
	case oncall.OutcomeDisabled:
		return "the service is disabled and accepts no events: nobody is notified"
	case oncall.OutcomeMaintenance:
		return "the service is in maintenance: no incident is opened, nobody is notified"
	case oncall.OutcomeSuppressed:
		setting, _ := passage.Setting("suppress")
		return setting.Rule.String() + " suppresses the alert: no incident is opened, nobody is notified"
	case oncall.OutcomeUpdate:
		return "the event acknowledges or resolves an alert: no incident is opened"
	case oncall.OutcomeHeld:
		setting, _ := passage.Setting("suspend")
		return fmt.Sprintf("%s holds the alert for %s; unless the alert is resolved before, %s then", setting.Rule, view.Length(landing.Held), p.opens(passage, landing))
	case oncall.OutcomeIncident:
		return p.opens(passage, landing)
	}
	return "not known"
}

// opens returns the words for an opened incident, with what may prevent or delay it.
func (p *routing) opens(passage oncall.Passage, landing oncall.Landing) string {
	text := "an incident is opened"
	switch s := p.services[passage.Service]; {
	case s.openUnknown:
		text += ", or the alert is grouped into an open one, if there is one, and notifies nobody"
	case len(s.open) > 0:
		text += ", or the alert is grouped into an open one and notifies nobody"
	}
	if landing.MayHold > 0 {
		text += fmt.Sprintf(", after %s if PagerDuty takes the alert for transient", view.Length(landing.MayHold))
	}
	if len(p.incomplete(passage)) > 0 {
		text += ", unless what is not known decides otherwise"
	}
	return text
}

// incomplete returns why a way may be wrong.
func (p *routing) incomplete(passage oncall.Passage) []string {
	var reasons []string
	for _, path := range passage.Unread {
		reasons = append(reasons, "the "+strings.TrimSuffix(path+" orchestration", "router orchestration")+" could not be read")
	}
	if s := p.services[passage.Service]; s != nil {
		reasons = append(reasons, s.unknown...)
	}
	if passage.NamedService != "" {
		reasons = append(reasons, "the service is not known: "+passage.NamedService)
	}
	if passage.Cut {
		reasons = append(reasons, "more conditions are not known than are followed: the rest is taken for false")
	}
	return reasons
}

func (p *routing) serviceName(id string) string {
	if s := p.services[id]; s != nil && s.service != nil {
		return s.service.Name
	}
	return ""
}
