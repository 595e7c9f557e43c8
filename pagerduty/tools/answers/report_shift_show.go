package answers

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// shiftIncident is an incident of the report.
type shiftIncident struct {
	ID           string                   `json:"id"`
	Number       int                      `json:"number,omitzero"`
	Title        string                   `json:"title,omitzero"`
	Status       pagerduty.IncidentStatus `json:"status,omitzero"` // of an open incident
	Priority     string                   `json:"priority,omitzero"`
	Service      string                   `json:"service,omitzero"`
	CreatedAt    string                   `json:"created_at,omitzero"`
	HasIt        []string                 `json:"has_it,omitempty"`
	Nobody       bool                     `json:"nobody_has_it,omitzero"`
	Happened     []string                 `json:"happened,omitempty"` // in the window
	MovedTo      []string                 `json:"moved_to,omitempty"`
	MovedBy      string                   `json:"moved_by,omitzero"`
	SnoozedUntil string                   `json:"snoozed_until,omitzero"`
	PastEnd      bool                     `json:"snoozed_past_the_shift,omitzero"`
	Escalates    string                   `json:"escalates_at,omitzero"`
	Last         *wordView                `json:"last,omitzero"` // the last word on an open incident
	ResolvedAt   string                   `json:"resolved_at,omitzero"`
	ResolvedBy   string                   `json:"resolved_by,omitzero"`
	Took         string                   `json:"took,omitzero"`
	Resolution   string                   `json:"resolution,omitzero"`
}

// wordView is a note or an act, with its id.
type wordView struct {
	ID   string   `json:"id"`
	At   string   `json:"at,omitzero"`
	What string   `json:"what,omitzero"`
	By   string   `json:"by,omitzero"`
	To   []string `json:"to,omitempty"`
	Text string   `json:"text,omitzero"`
}

// repeatedView is incidents of one kind.
type repeatedView struct {
	IncidentID        string `json:"incident_id"` // of the newest
	Title             string `json:"title,omitzero"`
	Service           string `json:"service,omitzero"`
	Count             int    `json:"count"`
	ByItself          int    `json:"resolved_by_itself"`
	NeverAcknowledged *int   `json:"never_acknowledged,omitzero"` // absent if the log is not known
}

// The most items of a brief report.
const (
	maxShownIncidents = 11
	maxShownRest      = 8
)

func (s *shiftReading) show() *shiftReport {
	report := &shiftReport{Shift: s.shiftView(), Counts: s.counts()}
	for _, t := range some(&s.answering, "still_open", s.stillOpen(), maxShownIncidents) {
		report.Open = append(report.Open, s.openIncident(t))
	}
	for _, t := range some(&s.answering, "resolved", s.resolved(), maxShownIncidents) {
		report.Resolved = append(report.Resolved, s.resolvedIncident(t))
	}
	report.Done, report.DoneOn = s.done()
	report.Noise = s.noise()
	report.Changes, report.Maintenance, report.Next = s.changeViews(), s.maintenance(), s.next()
	s.absences(report)
	report.basis = basis{
		Window: &mcptools.Window{Since: s.clock.show(s.window.Since), Until: s.clock.show(s.window.Until), TimeZone: s.clock.zone.String()},
		LookedAt: []string{
			fmt.Sprintf("%s: %d", logPart, len(s.entries)), fmt.Sprintf("%s: %d", createdPart, len(s.created)), fmt.Sprintf("%s: %d", openPart, len(s.openNow)),
			fmt.Sprintf("%s: %d", olderPart, len(s.older)), s.scope(),
		},
		Notes: append(s.remarks, s.strangers...), NotKnown: s.notKnown, Untrusted: []string{"title", "text", "summary", "details", "links", "resolution"},
	}
	return report
}

// noise returns the kinds of incidents that opened repeatedly; none if not all that opened are known.
func (s *shiftReading) noise() []repeatedView {
	if !s.knows(createdPart) {
		return nil
	}
	var shown []repeatedView
	for _, kind := range some(&s.answering, "noise", oncall.RepeatedKinds(s.opened()), maxShownRest) {
		newest := kind.Incidents[0]
		one := repeatedView{newest.ID, s.cut(newest.Title, 100), view.Name(newest.Service), len(kind.Incidents), kind.ByItself, nil}
		if s.knows(logPart) {
			one.NeverAcknowledged = new(kind.NeverAcknowledged)
		}
		shown = append(shown, one)
	}
	return shown
}

// scope returns which incidents the report is about.
func (s *shiftReading) scope() string {
	switch {
	case len(s.teams)+len(s.services) > 0:
		return "the incidents of the teams and services that were asked for"
	case s.user.ID == "":
		return "the incidents of the whole account, since the key belongs to no user"
	}
	if len(s.always) > 0 {
		return "the incidents of the escalation policies that name the user, and those that concern the user"
	}
	return "the incidents of the shift's escalation policies, and those that concern the user"
}

func (s *shiftReading) shiftView() *shiftView {
	if !s.found {
		return nil
	}
	shown := &shiftView{User: view.Of(s.user), Since: s.clock.show(s.shift.Since), Until: s.clock.show(s.shift.Until)}
	if s.shift.Until.After(s.clock.now) {
		shown.EndsIn = view.Length(s.shift.Until.Sub(s.clock.now))
	}
	var policies, schedules []pagerduty.Reference
	for _, o := range s.shift.OnCalls {
		policies, schedules = append(policies, o.EscalationPolicy), append(schedules, o.Schedule)
	}
	shown.Policies, shown.Schedules = once(policies), once(schedules)
	return shown
}

// once returns the views of references, each once.
func once(references []pagerduty.Reference) []view.Reference {
	var shown []view.Reference
	for _, r := range view.References(references) {
		if !slices.Contains(shown, r) {
			shown = append(shown, r)
		}
	}
	return shown
}

// unknownIncidents returns a list that the report's incidents rest on and that could not be read to its end; "" if all incidents are known.
func (s *shiftReading) unknownIncidents() string {
	for _, name := range []string{logPart, createdPart, openPart} {
		if !s.knows(name) {
			return name
		}
	}
	if s.olderUnknown {
		return olderPart
	}
	return ""
}

// counts counts the incidents; nil if not all are known.
func (s *shiftReading) counts() *shiftCounts {
	if name := s.unknownIncidents(); name != "" {
		s.remark("There are no counts, since they rest on the list of " + name + ".")
		return nil
	}
	c := &shiftCounts{}
	count := func(holds bool, n *int) {
		if holds {
			*n++
		}
	}
	for _, t := range s.touched {
		count(len(t.Acts) > 0 || t.Opened, &c.Touched)
		count(t.Opened, &c.Opened)
		count(t.Resolved != nil, &c.Resolved)
		count(t.Reopened != nil, &c.Reopened)
		count(t.Escalated != nil, &c.Escalated)
		count(t.Unacknowledged != nil, &c.Unacknowledged)
		count(t.Moved != nil, &c.Moved)
		count(t.Snoozed != nil, &c.Snoozed)
		count(t.IsOpen(), &c.Open)
	}
	return c
}

func (s *shiftReading) opened() []oncall.Touched {
	return slices.DeleteFunc(slices.Clone(s.touched), func(t oncall.Touched) bool { return !t.Opened })
}

// resolved returns the incidents that were touched and are resolved: those on which people worked first, then the latest.
func (s *shiftReading) resolved() []oncall.Touched {
	resolved := slices.DeleteFunc(slices.Clone(s.touched), func(t oncall.Touched) bool { return t.IsOpen() })
	rank := func(t oncall.Touched) int {
		switch {
		case t.Reopened != nil || t.Moved != nil || t.Escalated != nil:
			return 0
		case !t.ResolvedByItself():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(resolved, func(a, b oncall.Touched) int {
		if order := rank(a) - rank(b); order != 0 {
			return order
		}
		return incident.ResolvedAt(b.Incident).Compare(incident.ResolvedAt(a.Incident).Time)
	})
	return resolved
}

// common shows what open and resolved incidents have in common.
func (s *shiftReading) common(t oncall.Touched) shiftIncident {
	shown := shiftIncident{
		ID: t.ID, Number: t.Number, Title: s.cut(t.Title, 120), Priority: incident.Priority(t.Incident), Service: view.Name(t.Service), CreatedAt: s.clock.at(t.CreatedAt),
	}
	for _, happened := range []struct {
		holds bool
		word  string
	}{
		{t.Opened, "opened"}, {t.Reopened != nil, "reopened"}, {t.Escalated != nil, "escalated"}, {t.Unacknowledged != nil, "unacknowledged"}, {t.Moved != nil, "moved"},
		{t.Snoozed != nil, "snoozed"},
	} {
		if happened.holds {
			shown.Happened = append(shown.Happened, happened.word)
		}
	}
	if t.Moved != nil {
		shown.MovedTo, shown.MovedBy = labels(t.Moved.Assignees), view.Name(t.Moved.Agent)
	}
	return shown
}

func (s *shiftReading) openIncident(t oncall.Touched) shiftIncident {
	shown := s.common(t)
	shown.Status, shown.HasIt = t.Status, names(incident.Assignees(t.Incident))
	shown.Nobody = len(shown.HasIt) == 0
	for _, action := range t.PendingActions {
		if action.Type == "escalate" {
			shown.Escalates = s.clock.at(action.At)
		}
		if endsAcknowledgement(action) && (t.Asleep || s.sleeps[t.ID]) {
			shown.SnoozedUntil, shown.PastEnd = s.clock.at(action.At), s.found && action.At.After(s.shift.Until)
		}
	}
	shown.Last = s.lastWord(t)
	return shown
}

// lastWord returns the last note, or what happened last in the window if that is all there is.
func (s *shiftReading) lastWord(t oncall.Touched) *wordView {
	if n, found := s.lastNotes[t.ID]; found {
		return &wordView{n.ID, s.clock.at(n.CreatedAt), "note", view.Name(n.User), nil, s.cut(n.Content, 160)}
	}
	if len(t.Acts) == 0 || !s.knows(lastNotePart(t.ID)) || !s.knows(logPart) {
		return nil
	}
	act := s.act(t.Acts[len(t.Acts)-1])
	return &wordView{act.ID, act.At, act.What, act.By, act.To, act.Text}
}

func (s *shiftReading) resolvedIncident(t oncall.Touched) shiftIncident {
	shown := s.common(t)
	end := incident.ResolvedAt(t.Incident)
	shown.ResolvedAt, shown.Took = s.clock.at(end), between(t.CreatedAt, end.Time)
	if by := t.LastStatusChangeBy; by != nil {
		shown.ResolvedBy = view.Name(*by)
	}
	if t.Resolved != nil {
		shown.Resolution = s.cut(t.Resolved.Text, 120)
	}
	if end.After(s.window.Until) {
		shown.Happened = append(shown.Happened, "resolved after the window")
	}
	return shown
}

// done returns what the user did: numbers of incidents by act, if all incidents are known, and their ids.
func (s *shiftReading) done() (counts map[string]int, ids []string) {
	if s.user.ID == "" {
		return nil, nil
	}
	done := oncall.DoneBy(s.user.ID, s.touched)
	for _, kind := range slices.Sorted(maps.Keys(done)) {
		if s.unknownIncidents() == "" {
			if counts == nil {
				counts = map[string]int{}
			}
			counts[wordOf(kind)] = len(done[kind])
		}
		for _, id := range done[kind] {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return counts, some(&s.answering, "user_acted_on", ids, 30)
}
