package answers

import (
	"context"
	"errors"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) reportShift() mcptools.Tool {
	return mcptools.Read("report_shift",
		"Reports a shift for handover: incidents opened, resolved, moved or open, noise, changes, who is next.",
		t.reportOne, mcptools.WithExample(`{}`))
}

type reportShiftInput struct {
	Since      string   `json:"since,omitempty" jsonschema_description:"Default: the last shift."`
	Until      string   `json:"until,omitempty"`
	UserID     *string  `json:"user_id,omitempty" blank:"omitted"`
	TeamIDs    []string `json:"team_ids,omitempty"`
	ServiceIDs []string `json:"service_ids,omitempty"`
	detailArgument
}

// shiftReport is what the next person on call has to know.
type shiftReport struct {
	Shift       *shiftView        `json:"shift,omitzero"`
	Counts      *shiftCounts      `json:"counts,omitzero"` // absent if what they rest on could not be read
	Open        []shiftIncident   `json:"still_open,omitempty"`
	Resolved    []shiftIncident   `json:"resolved,omitempty"`
	Done        map[string]int    `json:"user_did,omitempty"` // number of incidents by act
	DoneOn      []string          `json:"user_acted_on,omitempty"`
	Noise       []repeatedView    `json:"noise,omitempty"`
	Changes     []changeView      `json:"changes,omitempty"`
	Maintenance []maintenanceView `json:"maintenance,omitempty"`
	Next        []nextOnCallView  `json:"next_on_call,omitempty"`
	basis
}

// shiftView is whose shift it is.
type shiftView struct {
	User      *view.Reference  `json:"user,omitzero"`
	Since     string           `json:"since"`
	Until     string           `json:"until"`
	EndsIn    string           `json:"ends_in,omitzero"`
	Policies  []view.Reference `json:"escalation_policies,omitempty"`
	Schedules []view.Reference `json:"schedules,omitempty"`
}

// shiftCounts counts incidents. One incident may count several times.
type shiftCounts struct {
	Touched        int `json:"incidents"`
	Opened         int `json:"opened"`
	Resolved       int `json:"resolved"`
	Reopened       int `json:"reopened"`
	Escalated      int `json:"escalated"`
	Unacknowledged int `json:"unacknowledged"`
	Moved          int `json:"moved"`
	Snoozed        int `json:"snoozed"`
	Open           int `json:"still_open"`
}

func (t *tools) reportOne(ctx context.Context, in reportShiftInput) (*shiftReport, error) {
	s := &shiftReading{answering: answering{full: in.full(ctx)}}
	var err error
	if s.client, err = t.source.Client(ctx); err != nil {
		return nil, err
	}
	s.reading = startReading(ctx)
	defer s.stop()
	if err := s.resolve(in); err != nil {
		return nil, err
	}
	if err := s.findWindow(in); err != nil {
		return nil, err
	}
	if err := s.readLists(); err != nil {
		return nil, err
	}
	if err := s.readIncidents(); err != nil {
		return nil, err
	}
	if err := s.readRest(); err != nil {
		return nil, err
	}
	return s.show(), nil
}

// resolve finds the user and the filters.
func (s *shiftReading) resolve(in reportShiftInput) error {
	var user string
	arguments := []identify.Argument{
		identify.Many(identify.Team(), "team_ids", in.TeamIDs, &s.teams), identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &s.services),
	}
	if in.UserID != nil {
		arguments = append(arguments, identify.One(identify.User(), "user_id", in.UserID, &user))
	}
	if err := identify.Resolve(s.ctx, s.client, arguments...); err != nil {
		return err
	}
	if user != "" {
		s.user = pagerduty.Reference{ID: user}
		return nil
	}
	acting, err := s.client.Users.Acting(s.ctx)
	switch {
	case err == nil:
		s.user = pagerduty.Reference{ID: acting.ID, Summary: acting.Name}
	case errors.Is(err, pagerduty.ErrNoUser): // the report is not of a user
	case len(s.teams)+len(s.services) == 0:
		return err // "my shift" is of nobody
	default:
		s.lacks("what you did", err)
	}
	return s.gone()
}

const (
	shiftSearched  = 14 * 24 * time.Hour // how far back the last shift is looked for
	withoutAShift  = 24 * time.Hour
	longestWindow  = 31 * 24 * time.Hour
	maintenanceFar = 7 * 24 * time.Hour
)

// findWindow reads the shift of the user, and the window that the report covers: the arguments, or the shift.
func (s *shiftReading) findWindow(in reportShiftInput) error {
	times := s.parser(s.client)
	given, err := times.Window(in.Since, in.Until)
	if err != nil {
		return err
	}
	s.clock = s.askersClock(s.client)
	asked, filtered := in.Since+in.Until != "", len(s.teams)+len(s.services) > 0
	s.ofShift = in.UserID != nil || !asked && !filtered
	if s.user.ID != "" && (in.UserID != nil || !filtered) { // the teams and services need not be those of the key's owner
		s.readShift(given.Until)
	}
	s.remark(times.Notes()...)
	s.window = oncall.Window{Since: given.Since, Until: given.Until}
	s.fillWindow()
	if s.window.Until.After(s.clock.now) {
		s.window.Until = s.clock.now
	}
	if s.window.Until.Sub(s.window.Since) > longestWindow {
		return errLongWindow
	}
	return when.CheckOrder("since", s.window.Since, "until", s.window.Until)
}

// readShift reads the shift of the user that runs at a moment, or now, or else the last one before.
func (s *shiftReading) readShift(to time.Time) {
	at := s.clock.now
	if !to.IsZero() && to.Before(at) {
		at = to
	}
	onCalls := records(s.reading, shiftPart, s.client.OnCalls.All(s.ctx, pagerduty.ListOnCallsOptions{
		PageOptions: pages(), UserIDs: []string{s.user.ID}, Since: at.Add(-shiftSearched), Until: at.Add(time.Second),
	}), maxShifts)
	s.shift, s.found = oncall.LatestShift(onCalls, at)
	if len(onCalls) > 0 {
		s.user = onCalls[0].User
	}
	if s.found {
		return
	}
	for _, o := range onCalls {
		if o.Start.IsZero() && o.End.IsZero() {
			s.always = append(s.always, o)
		}
	}
}

// fillWindow completes the window from the shift.
func (s *shiftReading) fillWindow() {
	asked := !s.window.Since.IsZero() || !s.window.Until.IsZero()
	if !asked && s.found {
		s.window = s.shift.Window
		return
	}
	if s.window.Until.IsZero() {
		s.window.Until = s.clock.now
	}
	if s.window.Since.IsZero() {
		s.window.Since = s.window.Until.Add(-withoutAShift)
		switch {
		case asked:
		case !s.ofShift:
			s.remark("No user and no time was given: the report covers the last 24 hours.")
		case s.knows(shiftPart):
			s.remark("No shift of the user in the last 14 days has a start and an end: the report covers the last 24 hours.")
		default:
			s.remark("The user's shift is not known: the report covers the last 24 hours.")
		}
	}
}
