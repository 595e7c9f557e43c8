package answers

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// routedServiceView is a service that the event may arrive at.
type routedServiceView struct {
	view.Reference
	Status        string          `json:"status,omitzero"`
	Orchestration string          `json:"orchestration,omitzero"` // active, not active or not known
	Maintenance   []windowView    `json:"maintenance,omitempty"`
	AutoPause     string          `json:"auto_pause,omitzero"`
	Grouping      *routedGrouping `json:"alert_grouping,omitzero"`
}

type windowView struct {
	ID    string `json:"id"`
	Until string `json:"until"`
}

// routedGrouping is how a service groups alerts, and the open incidents that an alert could join instead of opening one.
type routedGrouping struct {
	Setting string   `json:"setting,omitzero"`
	Type    string   `json:"type"`
	Fields  []string `json:"fields,omitempty"`
	Window  string   `json:"window,omitzero"`
	Open    []string `json:"open_incidents,omitempty"`
	Note    string   `json:"note"`
}

// routedPolicyView is an escalation policy with who is on call now.
type routedPolicyView struct {
	view.Reference
	Levels  []routedLevel `json:"levels,omitempty"`
	Repeats int           `json:"repeats,omitzero"`
	Note    string        `json:"note,omitzero"`
}

type routedLevel struct {
	Level  int            `json:"level"`
	After  string         `json:"notified"` // how long after the incident is opened, if nobody acknowledges
	People []routedPerson `json:"people,omitempty"`
	Nobody string         `json:"nobody,omitzero"`
	OneOf  bool           `json:"one_of,omitzero"` // round robin
}

type routedPerson struct {
	view.Reference
	Schedule string `json:"schedule_id,omitzero"`
	Until    string `json:"until,omitzero"`
}

func (p *routing) showServices() []routedServiceView {
	var shown []routedServiceView
	for _, id := range sortedKeys(p.services) {
		s := p.services[id]
		if s.service == nil {
			continue
		}
		one := routedServiceView{Reference: view.Reference{ID: id, Name: s.service.Name}, Status: s.service.Status, Orchestration: "not known", Grouping: s.showGrouping()}
		if s.active != nil {
			one.Orchestration = map[bool]string{true: "active", false: "not active"}[*s.active]
		}
		for _, window := range s.windows {
			one.Maintenance = append(one.Maintenance, windowView{window.ID, p.clock.at(window.End)})
		}
		if pause := s.service.AutoPause; pause != nil && pause.Enabled {
			one.AutoPause = fmt.Sprintf("an alert that PagerDuty takes for transient waits %s; which ones it takes so is not known", view.Length(seconds(pause.Timeout)))
		}
		shown = append(shown, one)
	}
	return shown
}

func (s *routedService) showGrouping() *routedGrouping {
	how := s.service.AlertGrouping
	if how == nil || how.Grouping == nil && how.Setting.ID == "" {
		return nil
	}
	shown := &routedGrouping{Setting: how.Setting.ID, Note: "No incident is open: the alert opens one."}
	grouping := how.Grouping
	if s.grouping != nil {
		grouping = s.grouping.Grouping
	}
	shown.describe(grouping)
	const most = 10
	for _, incident := range s.open[:min(most, len(s.open))] {
		shown.Open = append(shown.Open, incident.ID)
	}
	if s.openUnknown {
		shown.Note = "Not all open incidents are known: if the alert is grouped into one, it opens no incident and notifies nobody."
	} else if len(s.open) > 0 {
		shown.Note = fmt.Sprintf("%d open: if the alert is grouped into one of them, it opens no incident and notifies nobody.", len(s.open))
	}
	return shown
}

func (g *routedGrouping) describe(grouping pagerduty.AlertGrouping) {
	var window *int
	g.Type = pagerduty.GroupingType(grouping)
	switch grouping := grouping.(type) {
	case *pagerduty.ContentGrouping:
		g.Fields, window = grouping.Fields, grouping.TimeWindow
	case *pagerduty.ContentIntelligentGrouping:
		g.Fields, window = grouping.Fields, grouping.TimeWindow
	case *pagerduty.IntelligentGrouping:
		g.Fields, window = grouping.Fields, grouping.TimeWindow
	case *pagerduty.TimeGrouping:
		window = grouping.Timeout
	case nil:
		g.Type = "not known"
	}
	if window != nil && *window > 0 {
		g.Window = view.Length(seconds(*window))
	}
}

func (p *routing) levels(id string) []oncall.Level {
	if !p.knowsLevels(id) {
		return nil
	}
	return oncall.Levels(*p.policies[id].policy, p.policies[id].onCalls, p.clock.now)
}

func (p *routing) knowsLevels(id string) bool {
	e := p.policies[id]
	return e != nil && e.policy != nil && e.known
}

// notified returns who is notified first: an empty list, not nil, if nobody is, and nil if that is not known.
func (p *routing) notified(landing oncall.Landing) []notifiedView {
	if landing.Outcome == oncall.OutcomeUnknown || landing.PolicyID != "" && !p.knowsLevels(landing.PolicyID) {
		return nil
	}
	notified := []notifiedView{}
	if first := oncall.FirstNotified(p.levels(landing.PolicyID)); first != nil {
		for _, person := range first.People {
			notified = append(notified, notifiedView{*view.Of(person.User), first.Number})
		}
	}
	return notified
}

func (p *routing) policyReference(id string) *view.Reference {
	if id == "" {
		return nil
	}
	shown := &view.Reference{ID: id}
	if e := p.policies[id]; e != nil && e.policy != nil {
		shown.Name = e.policy.Name
	}
	return shown
}

func (p *routing) showPolicies() []routedPolicyView {
	var shown []routedPolicyView
	for _, id := range sortedKeys(p.policies) {
		levels := p.levels(id)
		if levels == nil {
			continue
		}
		one := routedPolicyView{Reference: *p.policyReference(id), Repeats: p.policies[id].policy.Loops, Note: emptyNote(levels)}
		for _, level := range levels {
			one.Levels = append(one.Levels, p.level(level))
		}
		shown = append(shown, one)
	}
	return shown
}

func (p *routing) level(level oncall.Level) routedLevel {
	shown := routedLevel{Level: level.Number, After: notifiedText(level), Nobody: nobodyAt(level), OneOf: level.OneOf && len(level.People) > 1}
	for _, person := range level.People {
		shown.People = append(shown.People, routedPerson{*view.Of(person.User), person.Schedule.ID, p.clock.show(person.Until)})
	}
	return shown
}

// emptyNote returns a note on when somebody is notified if nobody is at the first level; "" if somebody is.
func emptyNote(levels []oncall.Level) string {
	first := oncall.FirstNotified(levels)
	switch {
	case first == nil:
		return "Nobody is on call at any level: an incident notifies nobody."
	case first.Number == 1:
		return ""
	}
	return fmt.Sprintf("Nobody is at level 1. Level %d is notified first: %s.", first.Number, notifiedText(*first))
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
