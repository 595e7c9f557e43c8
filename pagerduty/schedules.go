package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strings"
	"time"
)

// PagerDuty has two kinds of schedules, with the same kind of ids and an API for each. The error of a request for the other kind
// matches one of these.
var (
	// ErrShiftBased: the schedule is shift-based (v3): use Client.ShiftSchedules.
	ErrShiftBased = errors.New("pagerduty: the schedule is shift-based (v3)")
	// ErrLayered: the schedule is made of layers (v2): use Client.Schedules.
	ErrLayered = errors.New("pagerduty: the schedule is made of layers (v2)")
)

// Schedule determines who is on call when. It consists of layers. An earlier layer takes precedence over later ones, and overrides
// take precedence over all layers.
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
	Final              RenderedLayer   `json:"final_schedule"`        // who is on call; Get with a window only
	Overrides          RenderedLayer   `json:"overrides_subschedule"` // Get with a window only
	HTMLURL            string          `json:"html_url"`
}

// ScheduleLayer is a rotation of users.
type ScheduleLayer struct {
	ID                        string        `json:"id"`
	Name                      string        `json:"name"`
	Start                     Time          `json:"start"`
	End                       Time          `json:"end"` // zero for a layer without an end
	RotationVirtualStart      Time          `json:"rotation_virtual_start"`
	RotationTurnLengthSeconds int           `json:"rotation_turn_length_seconds"`
	Users                     []LayerUser   `json:"users"`
	Restrictions              []Restriction `json:"restrictions"`
	RenderedLayer
}

// LayerUser is a user in a rotation.
type LayerUser struct {
	User Reference `json:"user"`
}

// Restriction limits a layer to a time of the day or the week.
type Restriction struct {
	Type            string `json:"type"` // daily_restriction or weekly_restriction
	StartTimeOfDay  string `json:"start_time_of_day"`
	DurationSeconds int    `json:"duration_seconds"`
	StartDayOfWeek  int    `json:"start_day_of_week"` // 1 is Monday
}

// RenderedLayer holds the turns in a ScheduleWindow.
type RenderedLayer struct {
	Entries  []ScheduleEntry `json:"rendered_schedule_entries"`
	Coverage float64         `json:"rendered_coverage_percentage"` // the part of the window in which somebody is on call, 0 to 100
}

// ScheduleEntry is one turn on call.
type ScheduleEntry struct {
	Start Time      `json:"start"`
	End   Time      `json:"end"`
	User  Reference `json:"user"`
}

// ListSchedulesOptions filters a list of schedules. The zero value lists all.
type ListSchedulesOptions struct {
	PageOptions
	Query   string   // part of a name
	TeamIDs []string // schedules of any of these teams
}

// ScheduleWindow is the time span whose turns Get returns. For the zero value Get returns none.
type ScheduleWindow struct {
	Since, Until time.Time
	TimeZone     string // tz database name, for the times in the answer; the schedule's own if empty
	Overflow     bool   // turns that reach beyond the window are whole; otherwise they are cut
}

// isEmpty reports whether the window asks for no turns.
func (w ScheduleWindow) isEmpty() bool { return w.Since.IsZero() && w.Until.IsZero() }

func (w ScheduleWindow) addTo(query url.Values) {
	setTime(query, "since", w.Since)
	setTime(query, "until", w.Until)
	setText(query, "time_zone", w.TimeZone)
	setTrue(query, "overflow", w.Overflow)
}

// SchedulesService reads and changes schedules made of layers (v2) and their overrides.
type SchedulesService struct{ core *core }

// List returns one page of schedules, without their layers. It does not list shift-based schedules.
//
// Operation listSchedules: GET /schedules.
func (s *SchedulesService) List(ctx context.Context, options ListSchedulesOptions) (*Page[Schedule], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listSchedules: GET /schedules.
func (s *SchedulesService) Pages(ctx context.Context, options ListSchedulesOptions) iter.Seq2[*Page[Schedule], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the schedules that List returns, across all pages.
//
// Operation listSchedules: GET /schedules.
func (s *SchedulesService) All(ctx context.Context, options ListSchedulesOptions) iter.Seq2[Schedule, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *SchedulesService) list(options ListSchedulesOptions) listRequest[Schedule] {
	r := get("listSchedules", "schedules")
	setText(r.query, "query", options.Query)
	addAll(r.query, "team_ids", options.TeamIDs)
	return listRequest[Schedule]{s.core, r, "schedules", func(v Schedule) string { return v.ID }}
}

// Get returns one schedule, with the turns in the window. The error matches ErrShiftBased if the schedule is shift-based.
//
// Operation getSchedule: GET /schedules/{id}.
func (s *SchedulesService) Get(ctx context.Context, id string, window ScheduleWindow) (*Schedule, error) {
	r := get("getSchedule", "schedules", id)
	window.addTo(r.query)
	schedule, err := one[Schedule](ctx, s.core, r, "schedule")
	if err == nil && strings.HasPrefix(schedule.Type, "schedule_v3") {
		return nil, ErrShiftBased
	}
	return schedule, asShiftBased(err)
}

// OnCallUsers returns the users who are on call at any time between since and until. The error matches ErrShiftBased if the schedule
// is shift-based.
//
// Operation listScheduleUsers: GET /schedules/{id}/users.
func (s *SchedulesService) OnCallUsers(ctx context.Context, id string, since, until time.Time) ([]User, error) {
	r := get("listScheduleUsers", "schedules", id, "users")
	setTime(r.query, "since", since)
	setTime(r.query, "until", until)
	users, err := items[User](ctx, s.core, r, "users")
	return users, asShiftBased(err)
}

// asShiftBased adds ErrShiftBased to an error in which PagerDuty refers to the API for shift-based schedules.
func asShiftBased(err error) error {
	return asOtherKind(err, ErrShiftBased, "shift-based", "/v3/schedules")
}

// asLayered adds ErrLayered to an error in which PagerDuty refers to the API for schedules made of layers.
func asLayered(err error) error {
	return asOtherKind(err, ErrLayered, "layer-based", "v2 schedules api")
}

// asOtherKind adds kind to a refusal that has one of the words.
func asOtherKind(err, kind error, words ...string) error {
	failure, ok := errors.AsType[*Error](err)
	if !ok || !errors.Is(failure, ErrInvalid) {
		return err
	}
	text := strings.ToLower(failure.Message + " " + strings.Join(failure.Details, " "))
	for _, word := range words {
		if strings.Contains(text, word) {
			return fmt.Errorf("%w: %w", kind, err)
		}
	}
	return err
}
