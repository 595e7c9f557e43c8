package answers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// neglectReport is the result of find_neglected.
type neglectReport struct {
	Open        *int                         `json:"open_incidents,omitzero"` // absent if the list could not be read to its end
	Neglected   *int                         `json:"neglected,omitzero"`      // absent if a reason could not be examined
	ByReason    map[oncall.NeglectReason]int `json:"by_reason,omitempty"`
	Incidents   []neglectRow                 `json:"incidents,omitempty"`
	NotShown    int                          `json:"incidents_not_shown,omitzero"`
	Maintenance []maintenanceRow             `json:"maintenance,omitempty"`
	basis
}

// neglectRow is a neglected incident.
type neglectRow struct {
	ID      string                   `json:"id"`
	Number  int                      `json:"number,omitzero"`
	Title   string                   `json:"title,omitzero"`
	Status  pagerduty.IncidentStatus `json:"status"`
	Urgency pagerduty.Urgency        `json:"urgency,omitzero"`
	Service *view.Reference          `json:"service,omitzero"`
	Owners  []view.Reference         `json:"owners,omitempty"`
	Since   string                   `json:"open_since,omitzero"`
	Age     string                   `json:"open_for,omitzero"`
	Usual   string                   `json:"usual,omitzero"`  // of the service, if that is a reason
	Silent  string                   `json:"silent,omitzero"` // since the last log entry
	Ends    string                   `json:"acknowledgement_or_snooze_ends,omitzero"`
	EndsIn  string                   `json:"ends_in,omitzero"`
	Wakes   string                   `json:"escalates_in,omitzero"`
	Reasons []oncall.NeglectReason   `json:"reasons"`
}

// maintenanceRow is a maintenance window that is ongoing.
type maintenanceRow struct {
	ID            string           `json:"id"`
	Since         string           `json:"since,omitzero"`
	Until         string           `json:"until,omitzero"`
	Lasts         string           `json:"lasts_so_far,omitzero"`
	Services      []view.Reference `json:"services,omitempty"`
	OpenIncidents int              `json:"open_incidents,omitzero"` // of these services
}

const (
	briefNeglected, fullNeglected = 20, 300
	maxNeglectedTitle             = 120 // characters
)

func (n *neglectReading) report(full bool) *neglectReport {
	found := oncall.Neglected(n.open, n.facts)
	report := &neglectReport{}
	if n.knows(openPart) {
		report.Open = new(len(n.open))
	}
	unknown, whole := n.unknownReasons()
	if whole {
		report.Neglected, report.ByReason = new(len(found)), map[oncall.NeglectReason]int{}
	} else if n.knows(openPart) {
		report.ByReason = map[oncall.NeglectReason]int{}
	}
	most := briefNeglected
	if full {
		most = fullNeglected
	}
	for i, one := range found {
		for _, reason := range one.Reasons {
			if report.ByReason != nil && !slices.Contains(unknown, reason) {
				report.ByReason[reason]++
			}
		}
		if i < most {
			report.Incidents = append(report.Incidents, n.row(one))
		}
	}
	report.NotShown = len(found) - len(report.Incidents)
	for _, window := range n.maintenance[:min(len(n.maintenance), most)] {
		report.Maintenance = append(report.Maintenance, n.maintenanceRow(window))
	}
	report.basis = basis{
		LookedAt: []string{fmt.Sprintf("open incidents of all time: %d", len(n.open)), n.resolvedList.lookedAt(), fmt.Sprintf("ongoing maintenance windows: %d", len(n.maintenance))},
		Notes:    n.notes(len(found)), NotKnown: n.notKnown,
	}
	if len(report.Incidents) > 0 {
		report.Untrusted = []string{"title"}
	}
	return report
}

// unknownReasons returns the reasons that could not be examined for all incidents. whole is false if there are any, or if not all open
// incidents are known.
func (n *neglectReading) unknownReasons() (unknown []oncall.NeglectReason, whole bool) {
	for _, reason := range []struct {
		known bool
		name  oncall.NeglectReason
	}{
		{len(n.resolvedList.missing) == 0, oncall.LongerThanUsual}, {!n.silenceUnknown, oncall.Silent}, {n.facts.OnCall != nil, oncall.OwnerOffCall},
		{n.knows(maintenanceWindowsPart), oncall.UnderMaintenance},
	} {
		if !reason.known {
			unknown = append(unknown, reason.name)
		}
	}
	return unknown, len(unknown) == 0 && n.knows(openPart)
}

func (n *neglectReading) notes(found int) []string {
	notes := []string{
		fmt.Sprintf("longer_than_usual: longer than 95%% of the service's resolved incidents of the last 30 days, if there are at least %d.", oncall.LeastResolved),
		fmt.Sprintf("acknowledged_and_silent: no log entry for %s, or for %s at low urgency, and neither a snooze nor a time limit brings it back.", view.Length(oncall.SilentHigh), view.Length(oncall.SilentLow)),
		"owner_off_call: no assignee is on call now for the incident's escalation policy.",
		fmt.Sprintf("unacknowledged_and_no_escalation: triggered, open for %s, or for %s at low urgency, and it will not escalate.", view.Length(oncall.StuckHigh), view.Length(oncall.StuckLow)),
		fmt.Sprintf("low_urgency_and_old: at least %s. acknowledgement_or_snooze_ends_soon: within %s. escalates_soon: within %s.",
			view.Length(oncall.LowAndOld), view.Length(oncall.EndsSoon), view.Length(oncall.EscalatesSoon)),
		"Services under maintenance open no new incidents.",
	}
	notes = append(notes, n.strangers...)
	unknown, whole := n.unknownReasons()
	switch {
	case !n.knows(openPart):
		return append(notes, "Not all open incidents are known: more may be neglected.")
	case !whole:
		return append(notes, fmt.Sprintf("Not examined for all incidents: %s.", joinReasons(unknown)))
	case found == 0:
		return append(notes, "No open incident has a reason to count as neglected.")
	}
	return notes
}

func joinReasons(reasons []oncall.NeglectReason) string {
	var names []string
	for _, reason := range reasons {
		names = append(names, string(reason))
	}
	return strings.Join(names, ", ")
}

func (n *neglectReading) row(one oncall.NeglectedIncident) neglectRow {
	row := neglectRow{
		ID: one.ID, Number: one.Number, Title: mcptools.Clean(one.Title, maxNeglectedTitle), Status: one.Status, Urgency: one.Urgency,
		Service: view.Of(one.Service), Owners: incident.Assignees(one.Incident), Since: n.clock.at(one.CreatedAt), Age: n.clock.since(one.CreatedAt), Reasons: one.Reasons,
	}
	if slices.Contains(one.Reasons, oncall.LongerThanUsual) {
		usual := n.facts.Usual[one.Service.ID]
		row.Usual = fmt.Sprintf("median %s, 95%% within %s, of %d resolved", view.Length(usual.Median), view.Length(usual.P95), usual.Resolved)
	}
	if one.Silent > 0 {
		row.Silent = view.Length(one.Silent)
	}
	if slices.Contains(one.Reasons, oncall.AcknowledgeEnds) {
		row.Ends, row.EndsIn = n.clock.show(one.Ends), view.Length(one.Ends.Sub(n.clock.now))
	}
	if slices.Contains(one.Reasons, oncall.Escalating) {
		row.Wakes = view.Length(one.Escalates.Sub(n.clock.now))
	}
	return row
}

func (n *neglectReading) maintenanceRow(window pagerduty.MaintenanceWindow) maintenanceRow {
	row := maintenanceRow{ID: window.ID, Since: n.clock.at(window.Start), Until: n.clock.at(window.End), Lasts: n.clock.since(window.Start), Services: view.References(window.Services)}
	for _, i := range n.open {
		if slices.ContainsFunc(window.Services, func(service pagerduty.Reference) bool { return service.ID == i.Service.ID }) {
			row.OpenIncidents++
		}
	}
	return row
}
