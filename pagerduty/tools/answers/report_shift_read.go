package answers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

// shiftReading is what report_shift reads.
type shiftReading struct {
	answering
	user   pagerduty.Reference // zero if the key belongs to nobody
	shift  oncall.Shift
	found  bool               // the user has a shift
	always []pagerduty.OnCall // of a user without a shift: the levels that name the user
	// ofShift is false for a report on a time, a team or a service, without a user: who is next then does not depend on a shift.
	ofShift bool
	window  oncall.Window

	teams, services []string // the filters
	policies        []string // that the next people are looked up for

	entries   []pagerduty.LogEntry // of the window, newest first
	created   []pagerduty.Incident // in the window
	openNow   []pagerduty.Incident
	older     []pagerduty.Incident // touched in the window, resolved, and created before it
	touched   []oncall.Touched     // in the scope of the report
	changes   []pagerduty.ChangeEvent
	windows   []pagerduty.MaintenanceWindow
	strangers []string // the note on services and teams
	nextUp    *duty    // who is on call after the handover; nil if it is not known

	mu        sync.Mutex                // guards lastNotes and sleeps
	sleeps    map[string]bool           // incidents that were snoozed before the window and sleep still
	lastNotes map[string]pagerduty.Note // by incident

	olderUnknown bool // some older incident could not be read
}

// The parts, as not_known names them.
const (
	shiftPart       = "the user's shifts"
	createdPart     = "incidents created in the window"
	olderPart       = "older incidents"
	maintenancePart = "maintenance windows"
	nextPart        = "who is on call next"
)

const (
	maxShifts       = 1000
	maxShiftEntries = 5000
	maxCreated      = 2000
	maxOlder        = 100 // older incidents that are read one by one
	maxLastWords    = 20  // open incidents whose notes are read

	nextSearched = 8 * 24 * time.Hour // how far after the handover the next turns are looked for
)

var errLongWindow = errors.New("since and until are more than 31 days apart: ask for a shorter time")

// readLists reads the lists of the window.
func (s *shiftReading) readLists() error {
	return s.all(
		part{logPart, s.readEntries}, part{createdPart, s.readCreated}, part{openPart, s.readOpenNow},
		part{changesPart, s.readChanges}, part{maintenancePart, s.readMaintenance}, part{policyPart, s.findPolicies},
		filtersPart(s.client, s.services, s.teams, &s.strangers),
	)
}

func (s *shiftReading) readEntries(ctx context.Context) error {
	s.entries = records(s.reading, logPart, s.client.LogEntries.All(ctx, pagerduty.ListAccountLogEntriesOptions{
		ListLogEntriesOptions: pagerduty.ListLogEntriesOptions{PageOptions: pages(), Since: s.window.Since, Until: s.window.Until}, TeamIDs: s.teams,
	}), maxShiftEntries)
	return nil
}

func (s *shiftReading) readCreated(ctx context.Context) error {
	s.created = records(s.reading, createdPart, s.client.Incidents.All(ctx, pagerduty.ListIncidentsOptions{
		PageOptions: pages(), Since: s.window.Since, Until: s.window.Until, TeamIDs: s.teams, ServiceIDs: s.services,
	}), maxCreated)
	return nil
}

func (s *shiftReading) readOpenNow(ctx context.Context) error {
	s.openNow = records(s.reading, openPart, s.client.Incidents.All(ctx, pagerduty.ListIncidentsOptions{
		PageOptions: pages(), AllTime: true, TeamIDs: s.teams, ServiceIDs: s.services, SortBy: []string{"created_at:desc"},
		Statuses: []pagerduty.IncidentStatus{pagerduty.StatusTriggered, pagerduty.StatusAcknowledged},
	}), maxOpen)
	return nil
}

func (s *shiftReading) readChanges(ctx context.Context) error {
	s.changes = records(s.reading, changesPart, s.client.ChangeEvents.All(ctx, pagerduty.ListChangeEventsOptions{
		PageOptions: pages(), Since: s.window.Since, Until: s.window.Until, TeamIDs: s.teams,
	}), maxChanges)
	return nil
}

func (s *shiftReading) readMaintenance(ctx context.Context) error {
	filter := pagerduty.MaintenanceOpen
	if s.isPast() {
		filter = pagerduty.MaintenanceAll
	}
	s.windows = records(s.reading, maintenancePart, s.client.MaintenanceWindows.All(ctx, pagerduty.ListMaintenanceWindowsOptions{
		PageOptions: pages(), TeamIDs: s.teams, ServiceIDs: s.services, Filter: filter,
	}), maxOpen)
	return nil
}

// findPolicies finds the escalation policies whose next people matter: those of the filters, or those of the
// shift, or those that name a user who has no shift.
func (s *shiftReading) findPolicies(ctx context.Context) error {
	add := func(id string) {
		if id != "" && !slices.Contains(s.policies, id) {
			s.policies = append(s.policies, id)
		}
	}
	for _, o := range slices.Concat(s.shift.OnCalls, s.always) {
		if len(s.teams)+len(s.services) == 0 {
			add(o.EscalationPolicy.ID)
		}
	}
	for _, id := range s.services[:min(len(s.services), maxNear)] {
		service, err := s.client.Services.Get(ctx, id)
		if err != nil {
			return err
		}
		add(service.EscalationPolicy.ID)
	}
	if len(s.teams) > 0 {
		page, err := s.client.EscalationPolicies.List(ctx, pagerduty.ListEscalationPoliciesOptions{PageOptions: pages(), TeamIDs: s.teams})
		if err != nil {
			return err
		}
		for _, policy := range page.Items {
			add(policy.ID)
		}
	}
	return nil
}

// readIncidents reads the incidents that were touched in the window and are in no list: those that are older and resolved.
func (s *shiftReading) readIncidents() error {
	known := map[string]bool{}
	for _, i := range slices.Concat(s.created, s.openNow) {
		known[i.ID] = true
	}
	var ids []string
	for _, entry := range s.entries {
		service := len(s.services) == 0 || entry.Service.ID == "" || slices.Contains(s.services, entry.Service.ID)
		if id := entry.Incident.ID; id != "" && !known[id] && service {
			known[id] = true
			ids = append(ids, id)
		}
	}
	if len(ids) > maxOlder {
		s.lacks(olderPart+" after the latest 100", errTooMany)
		ids, s.olderUnknown = ids[:maxOlder], true
	}
	found := make([]*pagerduty.Incident, len(ids))
	var parts []part
	for n, id := range ids {
		parts = append(parts, part{"the incident " + id, func(ctx context.Context) (err error) {
			found[n], err = s.client.Incidents.Get(ctx, id)
			return err
		}})
	}
	err := s.all(parts...)
	for _, i := range found {
		if i == nil {
			s.olderUnknown = true
			continue
		}
		s.older = append(s.older, *i)
	}
	s.sift()
	return err
}

// sift keeps the incidents that the report is about: all with filters, or else those of the shift's policies and those that concern the user.
func (s *shiftReading) sift() {
	seen := map[string]bool{}
	var all []pagerduty.Incident
	for _, i := range slices.Concat(s.openNow, s.created, s.older) {
		ofServices := len(s.services) == 0 || slices.Contains(s.services, i.Service.ID)
		if !seen[i.ID] && ofServices && !i.CreatedAt.After(s.window.Until) {
			seen[i.ID] = true
			all = append(all, i)
		}
	}
	for _, t := range oncall.TouchedIn(s.window, all, s.entries) {
		mine := slices.Contains(s.policies, t.EscalationPolicy.ID) || t.Concerns(s.user.ID)
		if s.user.ID == "" || len(s.teams)+len(s.services) > 0 || mine {
			s.touched = append(s.touched, t)
		}
	}
}

// readRest reads the last words on what is open, and who is on call next.
func (s *shiftReading) readRest() error {
	s.lastNotes, s.sleeps = map[string]pagerduty.Note{}, map[string]bool{}
	var parts []part
	for _, t := range s.stillOpen()[:min(maxLastWords, len(s.stillOpen()))] {
		parts = append(parts, part{lastNotePart(t.ID), func(ctx context.Context) error { return s.readLastNote(ctx, t.ID) }})
		if t.Snoozed == nil && t.Acknowledged == nil && slices.ContainsFunc(t.PendingActions, endsAcknowledgement) {
			parts = append(parts, part{"whether " + t.ID + " is snoozed", func(ctx context.Context) error { return s.readSnooze(ctx, t.ID) }})
		}
	}
	if len(s.policies) > 0 {
		parts = append(parts, part{nextPart, s.readNext})
	}
	return s.all(parts...)
}

func lastNotePart(id string) string { return "the last note on " + id }

func (s *shiftReading) readLastNote(ctx context.Context, id string) error {
	notes, err := s.client.Incidents.Notes(ctx, id)
	if len(notes) == 0 {
		return err
	}
	last := slices.MaxFunc(notes, func(a, b pagerduty.Note) int { return a.CreatedAt.Compare(b.CreatedAt.Time) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastNotes[id] = last
	return err
}

// endsAcknowledgement reports whether PagerDuty will trigger an acknowledged incident again: a snooze or the service's time-out ends.
func endsAcknowledgement(action pagerduty.Pending) bool { return action.Type == "unacknowledge" }

// readSnooze finds out whether the acknowledgement of an incident ends by a snooze: what happened last to it was one.
func (s *shiftReading) readSnooze(ctx context.Context, id string) error {
	page, err := s.client.Incidents.LogEntries(ctx, id, pagerduty.ListLogEntriesOptions{PageOptions: pages(), Overview: true})
	if err != nil {
		return err
	}
	for _, act := range slices.Backward(oncall.Timeline(page.Items)) {
		switch act.Kind {
		case "snooze":
			s.mu.Lock()
			defer s.mu.Unlock()
			s.sleeps[id] = true
			return nil
		case "acknowledge", "unacknowledge", "trigger":
			return nil
		}
	}
	return nil
}

// readNext reads who is on call when the shift or the window is over, and who follows.
func (s *shiftReading) readNext(context.Context) (err error) {
	at := s.handover()
	s.nextUp, err = readDuty(s.reading, s.client, s.nextPolicies(), nil, oncall.Window{Since: at, Until: at.Add(nextSearched)})
	return err
}

// nextPolicies returns the policies whose next people are read.
func (s *shiftReading) nextPolicies() []string { return s.policies[:min(len(s.policies), maxPolicies)] }

// handover is the moment after which the next people are on call: the end of the shift if the report is about it, or of the window.
func (s *shiftReading) handover() time.Time {
	if s.found && s.ofShift && !s.shift.Until.Before(s.window.Until) {
		return s.shift.Until
	}
	return s.window.Until
}

// stillOpen returns the incidents that are open now: those of high urgency first, then the newest.
func (s *shiftReading) stillOpen() []oncall.Touched {
	open := slices.DeleteFunc(slices.Clone(s.touched), func(t oncall.Touched) bool { return !t.IsOpen() })
	slices.SortStableFunc(open, func(a, b oncall.Touched) int {
		if a.Urgency != b.Urgency {
			return strings.Compare(string(a.Urgency), string(b.Urgency)) // high before low
		}
		return b.CreatedAt.Compare(a.CreatedAt.Time)
	})
	return open
}
