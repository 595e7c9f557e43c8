package pagerduty

import (
	"context"
	"iter"
)

// ShiftSchedule determines who is on call when, by shifts. Its rotations produce shifts independently of each other, custom shifts add
// to them, and overrides replace a member of a shift: several users may be on call at once.
type ShiftSchedule struct {
	ID                 string          `json:"id"`
	Type               string          `json:"type"` // "schedule_v3"
	Name               string          `json:"name"`
	Description        string          `json:"description"`
	TimeZone           string          `json:"time_zone"`
	Teams              []Reference     `json:"teams"`
	EscalationPolicies []Reference     `json:"escalation_policies"`
	Users              []Reference     `json:"users"`
	Rotations          []ShiftRotation `json:"rotations"`
	Final              FinalShifts     `json:"final_schedule"` // who is on call; Get with a window only
	HTMLURL            string          `json:"html_url"`
}

// FinalShifts holds the shifts in a ScheduleWindow, with overrides and custom shifts.
type FinalShifts struct {
	Assignments []ComputedShift `json:"computed_shift_assignments"`
	Coverage    float64         `json:"rendered_coverage_percentage"` // the part of the window in which somebody is on call, 0 to 100
}

// ComputedShift is the time of one member on call. Shifts of several members may overlap. Those of an empty member put nobody on call.
type ComputedShift struct {
	Start  Time        `json:"start_time"`
	End    Time        `json:"end_time"`
	Member ShiftMember `json:"member"`
	Source ShiftSource `json:"source"`
}

// ShiftSource is what a shift comes from.
type ShiftSource struct {
	Type       string `json:"type"` // schedule_rotation, custom_shift, schedule_rotation_override or custom_shift_override
	RotationID string `json:"rotation_id"`
	ShiftID    string `json:"shift_id"` // of a custom shift
	OverrideID string `json:"override_id"`
}

// MemberType is the kind of a ShiftMember.
type MemberType string

// The kinds of members.
const (
	MemberUser  MemberType = "user_member"
	MemberEmpty MemberType = "empty_member" // keeps the place of a user in a rotation, and nobody is on call
)

// ShiftMember is who is on call in a shift.
type ShiftMember struct {
	Type   MemberType `json:"type"`
	UserID string     `json:"user_id,omitempty"` // of a MemberUser
}

// UserMember returns the member for a user.
func UserMember(userID string) ShiftMember { return ShiftMember{MemberUser, userID} }

func (m ShiftMember) check() error {
	if m.Type == MemberEmpty && m.UserID == "" {
		return nil
	}
	return checkIDs(m.UserID)
}

// NewShiftSchedule is a shift-based schedule to create. PagerDuty refuses rotations here: see CreateRotation and CreateEvent.
type NewShiftSchedule struct {
	Name        string   `json:"name"`      // required; at most 255 characters
	TimeZone    string   `json:"time_zone"` // required; tz database name
	Description string   `json:"description,omitempty"`
	TeamIDs     []string `json:"-"`
}

// ShiftScheduleChange holds the values that Update sets. A nil Description is unchanged.
type ShiftScheduleChange struct {
	Name        string  `json:"name"`      // required, even if it stays the same
	TimeZone    string  `json:"time_zone"` // required, even if it stays the same
	Description *string `json:"description,omitempty"`
}

type shiftScheduleBody[T any] struct {
	Schedule T `json:"schedule"`
}

// ListShiftSchedulesOptions filters a list of shift-based schedules. The zero value lists all. PageSize is 1 to 1000; PagerDuty counts
// no Total.
type ListShiftSchedulesOptions struct {
	PageOptions
	Query   string   // part of a name
	TeamIDs []string // schedules of any of these teams
}

// ShiftSchedulesService reads and changes shift-based schedules (v3): their rotations, custom shifts and overrides. The errors of its
// methods match ErrLayered if the schedule is made of layers.
type ShiftSchedulesService struct{ core *core }

// List returns one page of references to shift-based schedules; their Summary is the name. It does not list schedules made of layers.
//
// Operation listSchedulesV3: GET /v3/schedules.
func (s *ShiftSchedulesService) List(ctx context.Context, options ListShiftSchedulesOptions) (*Page[Reference], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listSchedulesV3: GET /v3/schedules.
func (s *ShiftSchedulesService) Pages(ctx context.Context, options ListShiftSchedulesOptions) iter.Seq2[*Page[Reference], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the references that List returns, across all pages.
//
// Operation listSchedulesV3: GET /v3/schedules.
func (s *ShiftSchedulesService) All(ctx context.Context, options ListShiftSchedulesOptions) iter.Seq2[Reference, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *ShiftSchedulesService) list(options ListShiftSchedulesOptions) listRequest[Reference] {
	r := get("listSchedulesV3", "v3", "schedules")
	r.maxPageSize, r.withoutTotal = 1000, true
	setText(r.query, "query", options.Query)
	addAll(r.query, "team_ids", options.TeamIDs)
	return listRequest[Reference]{s.core, r, "schedules", func(v Reference) string { return v.ID }}
}

// Get returns one schedule with its rotations, and the shifts in the window.
//
// Operation getScheduleV3: GET /v3/schedules/{id}.
func (s *ShiftSchedulesService) Get(ctx context.Context, id string, window ScheduleWindow) (*ShiftSchedule, error) {
	r := get("getScheduleV3", "v3", "schedules", id)
	window.addTo(r.query)
	if !window.isEmpty() {
		addAll(r.query, "include", []string{"final_schedule"})
	}
	schedule, err := one[ShiftSchedule](ctx, s.core, r, "schedule")
	if err == nil && schedule.Type == "schedule" {
		return nil, ErrLayered
	}
	return schedule, asLayered(err)
}

// Create creates a schedule without rotations.
//
// Operation createScheduleV3: POST /v3/schedules.
func (s *ShiftSchedulesService) Create(ctx context.Context, schedule NewShiftSchedule) (*ShiftSchedule, error) {
	type input struct {
		NewShiftSchedule
		Teams []link `json:"teams,omitempty"`
	}
	teams, err := teamLinks(schedule.TeamIDs)
	if err != nil {
		return nil, err
	}
	body := shiftScheduleBody[input]{input{schedule, teams}}
	return one[ShiftSchedule](ctx, s.core, post("createScheduleV3", body, "v3", "schedules"), "schedule")
}

// Update changes the name, the time zone and the description of a schedule. Its teams cannot be changed.
//
// Operation updateScheduleV3: PUT /v3/schedules/{id}.
func (s *ShiftSchedulesService) Update(ctx context.Context, id string, change ShiftScheduleChange) (*ShiftSchedule, error) {
	if change.Name == "" || change.TimeZone == "" {
		return nil, &ArgumentError{Argument: "change", Message: "lacks a Name or a TimeZone: PagerDuty needs both, even if they stay the same"}
	}
	body := shiftScheduleBody[ShiftScheduleChange]{change}
	schedule, err := one[ShiftSchedule](ctx, s.core, put("updateScheduleV3", body, "v3", "schedules", id), "schedule")
	return schedule, asLayered(err)
}

// Delete deletes a schedule. PagerDuty refuses while an escalation policy uses it.
//
// Operation deleteScheduleV3: DELETE /v3/schedules/{id}.
func (s *ShiftSchedulesService) Delete(ctx context.Context, id string) error {
	return asLayered(s.core.deleteVerified(ctx, del("deleteScheduleV3", "v3", "schedules", id), func() (bool, error) {
		_, err := s.Get(ctx, id, ScheduleWindow{})
		return isMissing(err)
	}))
}
