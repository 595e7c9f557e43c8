package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
)

// ErrShiftBased says that the schedule is a shift-based one (v3), which PagerDuty shows through another API.
var ErrShiftBased = errors.New("pagerduty: the schedule is shift-based (v3)")

// Schedule says who is on call when. It is made of layers, of which the first covers those that
// follow, and overrides cover all.
type Schedule struct {
	ID                 string          `json:"id"`
	Type               string          `json:"type"` // "schedule"
	Name               string          `json:"name"`
	Summary            string          `json:"summary"`
	Description        string          `json:"description"`
	TimeZone           string          `json:"time_zone"`
	Users              []Reference     `json:"users"`
	Teams              []Reference     `json:"teams"`
	EscalationPolicies []Reference     `json:"escalation_policies"`
	Layers             []ScheduleLayer `json:"schedule_layers"`       // Get only
	Final              RenderedLayer   `json:"final_schedule"`        // Get with a window: who is on call
	Overrides          RenderedLayer   `json:"overrides_subschedule"` // Get with a window
	HTMLURL            string          `json:"html_url"`
}

// ScheduleLayer is a rotation of users.
type ScheduleLayer struct {
	ID                        string        `json:"id"`
	Name                      string        `json:"name"`
	Start                     Time          `json:"start"`
	End                       Time          `json:"end"` // zero for a layer that goes on
	RotationVirtualStart      Time          `json:"rotation_virtual_start"`
	RotationTurnLengthSeconds int           `json:"rotation_turn_length_seconds"`
	Users                     []LayerUser   `json:"users"`
	Restrictions              []Restriction `json:"restrictions"`
	RenderedLayer
}

// LayerUser is someone's turn in a rotation.
type LayerUser struct {
	User Reference `json:"user"`
}

// Restriction is a time of the day or the week to which a layer is confined.
type Restriction struct {
	Type            string `json:"type"` // daily_restriction or weekly_restriction
	StartTimeOfDay  string `json:"start_time_of_day"`
	DurationSeconds int    `json:"duration_seconds"`
	StartDayOfWeek  int    `json:"start_day_of_week"` // 1 is Monday
}

// RenderedLayer is who is on call in a window of time.
type RenderedLayer struct {
	Entries  []ScheduleEntry `json:"rendered_schedule_entries"`
	Coverage float64         `json:"rendered_coverage_percentage"` // of the window, 0 to 100
}

// ScheduleEntry is one turn on call.
type ScheduleEntry struct {
	Start Time      `json:"start"`
	End   Time      `json:"end"`
	User  Reference `json:"user"`
}

// ListSchedulesOptions narrows a list of schedules. The zero value lists all.
type ListSchedulesOptions struct {
	PageOptions
	Query   string // part of a name
	TeamIDs []string
}

// ScheduleWindow is the time for which Get renders a schedule. The zero value renders nothing.
type ScheduleWindow struct {
	Since, Until time.Time
	TimeZone     string // tz database name, for the times in the answer; the schedule's own if empty
}

// SchedulesService reads schedules made of layers (v2) and puts overrides on them.
type SchedulesService struct{ core *core }

// List is one page of schedules, without their layers. Shift-based schedules are not among them.
//
// Operation listSchedules: GET /schedules.
func (s *SchedulesService) List(ctx context.Context, options ListSchedulesOptions) (*Page[Schedule], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages is List, page after page.
//
// Operation listSchedules: GET /schedules.
func (s *SchedulesService) Pages(ctx context.Context, options ListSchedulesOptions) iter.Seq2[*Page[Schedule], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All is List, schedule after schedule.
//
// Operation listSchedules: GET /schedules.
func (s *SchedulesService) All(ctx context.Context, options ListSchedulesOptions) iter.Seq2[Schedule, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *SchedulesService) list(options ListSchedulesOptions) listing[Schedule] {
	r := get("listSchedules", "schedules")
	setText(r.query, "query", options.Query)
	addAll(r.query, "team_ids", options.TeamIDs)
	return listing[Schedule]{s.core, r, "schedules", func(v Schedule) string { return v.ID }}
}

// Get is one schedule, rendered for the window. ErrShiftBased: it is a shift-based one.
//
// Operation getSchedule: GET /schedules/{id}.
func (s *SchedulesService) Get(ctx context.Context, id string, window ScheduleWindow) (*Schedule, error) {
	r := get("getSchedule", "schedules", id)
	setTime(r.query, "since", window.Since)
	setTime(r.query, "until", window.Until)
	setText(r.query, "time_zone", window.TimeZone)
	schedule, err := one[Schedule](ctx, s.core, r, "schedule")
	if err == nil && strings.HasPrefix(schedule.Type, "schedule_v3") {
		return nil, ErrShiftBased
	}
	return schedule, shiftBased(err)
}

// OnCallUsers are the users on call at any time between since and until. ErrShiftBased: the
// schedule is a shift-based one.
//
// Operation listScheduleUsers: GET /schedules/{id}/users.
func (s *SchedulesService) OnCallUsers(ctx context.Context, id string, since, until time.Time) ([]User, error) {
	r := get("listScheduleUsers", "schedules", id, "users")
	setTime(r.query, "since", since)
	setTime(r.query, "until", until)
	users, err := items[User](ctx, s.core, r, "users")
	return users, shiftBased(err)
}

// shiftBased recognises PagerDuty's refusal of a schedule that belongs to the other API.
func shiftBased(err error) error {
	failure, ok := errors.AsType[*Error](err)
	if !ok || !errors.Is(failure, ErrInvalid) {
		return err
	}
	words := strings.ToLower(failure.Message + " " + strings.Join(failure.Details, " "))
	if strings.Contains(words, "shift-based") || strings.Contains(words, "/v3/schedules") {
		return fmt.Errorf("%w: %w", ErrShiftBased, err)
	}
	return err
}
