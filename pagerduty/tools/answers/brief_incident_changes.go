package answers

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// changeView is a change that may have caused the incident, or ended it.
type changeView struct {
	ID       string           `json:"id"`
	At       string           `json:"at,omitzero"`
	Before   string           `json:"before,omitzero"` // how long before the incident
	After    string           `json:"after,omitzero"`  // how long after it opened
	Summary  string           `json:"summary,omitzero"`
	Services []view.Reference `json:"services,omitempty"`
	Why      string           `json:"why,omitzero"`
	Details  any              `json:"details,omitzero"`
	Links    []string         `json:"links,omitempty"`
}

const maxShownChanges = 12 // in a brief answer

// changeViews returns the changes on the service and on those that it depends on, and those that PagerDuty relates: before the incident,
// the latest first, and then those since.
func (b *briefing) changeViews() []changeView {
	supports, _ := oncall.Surroundings(b.incident.Service.ID, b.dependencies)
	opened := b.incident.CreatedAt.Time
	all := oncall.ByTimeBefore(opened, slices.Concat(b.relatedTo, b.changes)) // of one change, the one with PagerDuty's reason
	var shown []changeView
	shortly := false
	for _, change := range all {
		why := b.whyChange(change, supports)
		if why == "" {
			continue
		}
		shortly = shortly || !change.Timestamp.After(opened) && opened.Sub(change.Timestamp.Time) <= changesBefore
		if b.full || len(shown) < maxShownChanges {
			shown = append(shown, b.change(change, why))
		}
	}
	if !shortly && b.knows(changesPart) {
		b.remark(noChange(b.knowsSupports(supports)))
	}
	if b.moreChanges {
		b.remark(fmt.Sprintf("Of the changes of this service since the incident only the first page of %d was read.", recordsPerStep))
	}
	return shown
}

// knowsSupports reports whether everything that the service depends on could be read.
func (b *briefing) knowsSupports(supports []oncall.Neighbour) bool {
	return b.knows(dependenciesPart) && !slices.ContainsFunc(supports, func(n oncall.Neighbour) bool { return !b.knows(dependenciesOf(n)) })
}

func noChange(supportsKnown bool) string {
	if supportsKnown {
		return "No change in the two hours before on this service or those it depends on."
	}
	return "No change in the two hours before on this service. Not everything that it depends on is known."
}

// whyChange returns why a change counts; "" if it does not.
func (b *briefing) whyChange(change pagerduty.ChangeEvent, supports []oncall.Neighbour) string {
	switch change.Correlation.Reason {
	case "most_recent":
		return "PagerDuty: the latest change of this service"
	case "related_service":
		return "PagerDuty: a change of a related service"
	case "intelligent":
		return "PagerDuty's model relates it"
	case "":
	default:
		return "PagerDuty relates it"
	}
	why := ""
	for _, service := range change.Services {
		if service.ID == b.incident.Service.ID {
			return "a change of this service"
		}
		if slices.ContainsFunc(supports, func(n oncall.Neighbour) bool { return n.ID == service.ID }) {
			why = "a change of " + service.ID + ", on which this service depends"
		}
	}
	return why
}

func (b *briefing) change(change pagerduty.ChangeEvent, why string) changeView {
	one := changeView{
		ID: change.ID, At: b.clock.at(change.Timestamp), Summary: b.cut(change.Summary, 200), Services: view.References(change.Services), Why: why,
		Details: b.details(change.CustomDetails, 300),
	}
	opened := b.incident.CreatedAt
	if one.Before = between(change.Timestamp, opened.Time); one.Before == "" {
		one.After = between(opened, change.Timestamp.Time)
	}
	for _, link := range change.Links {
		if link.Href != "" && (b.full || len(one.Links) == 0) {
			one.Links = append(one.Links, b.cut(link.Href, 200))
		}
	}
	return one
}

// suspectView is an open incident that may have the same cause.
type suspectView struct {
	ID      string                   `json:"id"`
	Number  int                      `json:"number,omitzero"`
	Title   string                   `json:"title,omitzero"`
	Status  pagerduty.IncidentStatus `json:"status,omitzero"`
	Service *view.Reference          `json:"service,omitzero"`
	HasIt   []string                 `json:"has_it,omitempty"`
	Opened  string                   `json:"opened,omitzero"`
	Why     []string                 `json:"why"`
}

const maxSuspects = 8 // in a brief answer

func (b *briefing) suspects() []suspectView {
	supports, dependants := oncall.Surroundings(b.incident.Service.ID, b.dependencies)
	suspects := oncall.SameCause(b.incident, b.open, b.related, supports, dependants)
	if len(suspects) == 0 && b.knows(openPart) {
		b.remark("No other open incident has a sign of the same cause.")
	}
	if !b.full {
		suspects = suspects[:min(maxSuspects, len(suspects))]
	}
	var shown []suspectView
	for _, s := range suspects {
		one := suspectView{
			ID: s.ID, Number: s.Number, Title: b.cut(s.Title, 160), Status: s.Status, Service: view.Of(s.Service), HasIt: names(incident.Assignees(s.Incident)),
			Why: whySuspect(s),
		}
		if one.Opened = between(s.CreatedAt, b.incident.CreatedAt.Time); one.Opened != "" {
			one.Opened += " earlier"
		} else if one.Opened = between(b.incident.CreatedAt, s.CreatedAt.Time); one.Opened != "" {
			one.Opened += " later"
		}
		shown = append(shown, one)
	}
	return shown
}

func whySuspect(s oncall.Suspect) []string {
	var why []string
	for _, r := range s.Related {
		switch {
		case r.Metadata.Classification != "":
			why = append(why, "PagerDuty relates it: "+r.Metadata.Classification)
		default:
			why = append(why, "PagerDuty relates it: "+cmp.Or(r.Type, "no reason given"))
		}
	}
	if s.SameService {
		why = append(why, "same service")
	}
	if s.DependsOn != nil {
		why = append(why, "this service depends on its service"+through(*s.DependsOn))
	}
	if s.Dependant != nil {
		why = append(why, "its service depends on this one"+through(*s.Dependant))
	}
	if s.SameKind {
		why = append(why, "same kind of title")
	}
	if s.Together {
		why = append(why, "opened within minutes")
	}
	return why
}

func through(n oncall.Neighbour) string {
	if len(n.Through) == 0 {
		return ""
	}
	return " through " + n.Through[0]
}

func names(references []view.Reference) []string {
	var all []string
	for _, r := range references {
		all = append(all, cmp.Or(r.Name, r.ID))
	}
	return all
}

// touchedView is what stands around the incident's service.
type touchedView struct {
	DependsOn []neighbourView `json:"depends_on,omitempty"`
	UsedBy    []neighbourView `json:"used_by,omitempty"`
	Business  []neighbourView `json:"business_services,omitempty"` // that depend on it
}

type neighbourView struct {
	view.Reference
	Through []string `json:"through,omitempty"` // ids of the services between
}

func (b *briefing) touched() *touchedView {
	supports, dependants := oncall.Surroundings(b.incident.Service.ID, b.dependencies)
	shown := &touchedView{DependsOn: b.neighbours(supports, false), UsedBy: b.neighbours(dependants, false), Business: b.neighbours(dependants, true)}
	if len(supports)+len(dependants) > 0 {
		return shown
	}
	if b.knows(dependenciesPart) {
		b.remark("No dependencies are recorded for this service: no business service is known to be touched.")
	}
	return nil
}

func (b *briefing) neighbours(all []oncall.Neighbour, business bool) []neighbourView {
	const most = 15 // in a brief answer
	var shown []neighbourView
	for _, n := range all {
		if n.IsBusiness() == business && (b.full || len(shown) < most) {
			shown = append(shown, neighbourView{b.service(n.ID), n.Through})
		}
	}
	return shown
}
