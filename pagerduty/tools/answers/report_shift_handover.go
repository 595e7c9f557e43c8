package answers

import (
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// maintenanceView is a maintenance window that runs or begins soon, or ran in the time reported. Its services open no incidents meanwhile.
type maintenanceView struct {
	ID       string           `json:"id"`
	Summary  string           `json:"summary,omitzero"`
	Start    string           `json:"start"`
	End      string           `json:"end"`
	Runs     bool             `json:"runs,omitzero"` // now
	Services []view.Reference `json:"services,omitempty"`
}

// nextOnCallView is who is on call after the handover, at a level of an escalation policy.
type nextOnCallView struct {
	Policy *view.Reference `json:"escalation_policy,omitzero"`
	Level  int             `json:"level"`
	User   *view.Reference `json:"user,omitzero"`
	From   string          `json:"from,omitzero"`
	Until  string          `json:"until,omitzero"` // absent for a user who is permanently on call
	Nobody string          `json:"nobody,omitzero"`
	Next   []dutyView      `json:"next,omitempty"` // at a level with nobody, or in a report without a shift
}

// scopeServices returns the services of the report: the filter, or those of its incidents.
func (s *shiftReading) scopeServices() []string {
	if len(s.services) > 0 {
		return s.services
	}
	var ids []string
	for _, t := range s.touched {
		if !slices.Contains(ids, t.Service.ID) {
			ids = append(ids, t.Service.ID)
		}
	}
	return ids
}

// changeViews returns the changes on the services of the report, the latest first.
func (s *shiftReading) changeViews() []changeView {
	services := s.scopeServices()
	of := func(r pagerduty.Reference) bool { return slices.Contains(services, r.ID) }
	var kept []pagerduty.ChangeEvent
	for _, change := range oncall.ByTimeBefore(s.window.Until, s.changes) {
		if len(s.teams) > 0 || slices.ContainsFunc(change.Services, of) {
			kept = append(kept, change)
		}
	}
	var shown []changeView
	for _, change := range some(&s.answering, "changes", kept, maxShownRest) {
		shown = append(shown, changeView{
			ID: change.ID, At: s.clock.at(change.Timestamp), Summary: s.cut(change.Summary, 120), Services: view.References(change.Services),
		})
	}
	return shown
}

// maintenance returns the windows of the report's services: those of the time reported, or if that lasts until now, those that run or
// begin within days.
func (s *shiftReading) maintenance() []maintenanceView {
	span := oncall.Window{Since: s.clock.now, Until: s.clock.now.Add(maintenanceFar)}
	if s.isPast() {
		span = s.window
	}
	services, limited := s.maintenanceServices()
	if !limited && len(s.teams)+len(s.services) == 0 && s.user.ID != "" {
		s.remark("Not all services of the escalation policies are known: maintenance is that of all services.")
	}
	var shown []maintenanceView
	for _, w := range s.windows {
		ours := !limited || slices.ContainsFunc(w.Services, func(r pagerduty.Reference) bool { return slices.Contains(services, r.ID) })
		if !ours || w.Start.After(span.Until) || !w.End.After(span.Since) {
			continue
		}
		runs := !w.Start.After(s.clock.now) && w.End.After(s.clock.now)
		shown = append(shown, maintenanceView{w.ID, s.cut(w.Description, 120), s.clock.at(w.Start), s.clock.at(w.End), runs, view.References(w.Services)})
	}
	slices.SortStableFunc(shown, func(a, b maintenanceView) int { return instant(a.Start).Compare(instant(b.Start)) })
	return some(&s.answering, "maintenance", shown, maxShownRest)
}

// maintenanceServices returns the services whose maintenance matters: those of the policies and of the incidents. limited is false if all
// windows that were read do.
func (s *shiftReading) maintenanceServices() (ids []string, limited bool) {
	if len(s.teams)+len(s.services) > 0 || s.user.ID == "" || len(s.policies) > 0 && s.nextUp == nil {
		return nil, false
	}
	ids = s.scopeServices()
	if s.nextUp == nil {
		return ids, true
	}
	for _, policy := range s.nextUp.policies {
		if policy == nil {
			return nil, false
		}
		for _, service := range policy.Services {
			ids = addID(ids, service.ID)
		}
	}
	return ids, true
}

// knowsServices reports whether the services whose changes matter are known.
func (s *shiftReading) knowsServices() bool {
	return len(s.teams)+len(s.services) > 0 || s.unknownIncidents() == ""
}

// isPast reports whether the time reported ended before now.
func (s *shiftReading) isPast() bool { return s.window.Until.Before(s.clock.now) }

// noMaintenance returns the words for a report without maintenance.
func (s *shiftReading) noMaintenance() string {
	if s.isPast() {
		return "No maintenance window of these services ran in the time reported."
	}
	return "No maintenance window of these services runs or begins within 7 days."
}

// instant reads a time that was shown.
func instant(shown string) time.Time {
	at, _ := time.Parse(time.RFC3339, shown) // shown by a clock
	return at
}

// next returns who is on call after the handover: by policy, then by level.
func (s *shiftReading) next() []nextOnCallView {
	at := s.handover()
	var shown []nextOnCallView
	for i, id := range s.nextPolicies() {
		if s.nextUp == nil {
			break // not known
		}
		policy := view.Reference{ID: id}
		if known := s.nextUp.policies[i]; known != nil {
			policy.Name = known.Name
		}
		for _, roster := range s.nextUp.rosters(id, s.nextUp.policies[i]) {
			level := nextOnCallView{Policy: &policy, Level: roster.Level}
			current := roster.At(at)
			for _, o := range current {
				one := level
				one.User, one.From, one.Until = view.Of(o.User), s.clock.at(o.Start), s.clock.at(o.End)
				shown = append(shown, one)
			}
			if len(current) == 0 {
				level.Nobody, level.Next = nobodyAt(oncall.Level{Number: roster.Level}), s.followers(roster, at)
				shown = append(shown, level)
			} else if !s.ofShift {
				shown[len(shown)-1].Next = s.followers(roster, at)
			}
		}
	}
	if left := len(s.policies) - maxPolicies; left > 0 {
		s.remark(fmt.Sprintf("next_on_call leaves out %d more escalation policies.", left))
	}
	return some(&s.answering, "next_on_call", shown, 2*maxShownRest)
}

// followers returns who is on call at a level next after a moment.
func (s *shiftReading) followers(roster oncall.Roster, at time.Time) []dutyView {
	var shown []dutyView
	for _, o := range roster.Next(at) {
		shown = append(shown, dutyView{User: view.Of(o.User), From: s.clock.at(o.Start)})
	}
	return shown
}

// noneOpen returns the words for a report without open incidents.
func (s *shiftReading) noneOpen() string {
	switch {
	case len(s.openNow) > 0:
		return fmt.Sprintf("None of the %d open incidents belongs to this report.", len(s.openNow))
	case len(s.teams)+len(s.services) > 0:
		return "No incident of these teams and services is open."
	}
	return "No incident is open."
}

// absences notes what the report has nothing of, where that is known.
func (s *shiftReading) absences(report *shiftReport) {
	for _, absence := range []struct {
		part string
		none bool
		text string
	}{
		{openPart, len(report.Open) == 0, s.noneOpen()},
		{changesPart, len(report.Changes) == 0 && s.knowsServices(), "No change in the window on these services."},
		{maintenancePart, len(report.Maintenance) == 0, s.noMaintenance()},
		{nextPart, len(s.policies) > 0 && !slices.ContainsFunc(report.Next, func(n nextOnCallView) bool { return n.User != nil }), "Nobody is on call after the handover at any level."},
	} {
		if absence.none && s.knows(absence.part) {
			s.remark(absence.text)
		}
	}
	if s.handover().After(s.clock.now) && len(report.Next) > 0 {
		s.remark("next_on_call is as of " + s.clock.show(s.handover()) + ".")
	}
}
