package pagerduty

import (
	"context"
	"iter"
	"net/url"
	"time"
)

// ShiftRotation is a part of a shift-based schedule. Its events produce its shifts. A schedule has at most 10 rotations.
type ShiftRotation struct {
	ID      string       `json:"id"`
	Events  []ShiftEvent `json:"events"` // in the order of their effective times, which do not overlap
	HTMLURL string       `json:"html_url"`
}

// ShiftEvent produces shifts by a recurrence rule while it is effective, and assigns its members to them. What recurs is the wall-clock
// time in the zone of Start, so that a shift begins at the same local time in summer and winter.
type ShiftEvent struct {
	ID             string                  `json:"id"`
	Name           string                  `json:"name"`
	Start          ZonedTime               `json:"start_time"` // of the first shift
	End            ZonedTime               `json:"end_time"`   // of the first shift
	EffectiveSince Time                    `json:"effective_since"`
	EffectiveUntil Time                    `json:"effective_until"` // zero for an event without an end
	Recurrence     []string                `json:"recurrence"`      // one rule of RFC 5545, such as "RRULE:FREQ=WEEKLY;BYDAY=MO,TU"
	Assignment     ShiftAssignmentStrategy `json:"assignment_strategy"`
	HTMLURL        string                  `json:"html_url"`
}

// ZonedTime is a point in time, and the zone in which its wall-clock time counts.
type ZonedTime struct {
	DateTime Time   `json:"date_time"`
	TimeZone string `json:"time_zone"` // tz database name
}

// AssignmentType is how an event assigns its members.
type AssignmentType string

// The ways to assign members.
const (
	AssignRotating AssignmentType = "rotating_member_assignment_strategy" // one after the other
	AssignEvery    AssignmentType = "every_member_assignment_strategy"    // all at once
)

// ShiftAssignmentStrategy assigns members to the shifts of an event.
type ShiftAssignmentStrategy struct {
	Type            AssignmentType `json:"type"`
	ShiftsPerMember int            `json:"shifts_per_member,omitempty"` // of AssignRotating, from 1: shifts in a row before the next member
	Members         []ShiftMember  `json:"members"`                     // 1 to 20, in the order of their turns
}

func (s ShiftAssignmentStrategy) check() error {
	for _, member := range s.Members {
		if err := member.check(); err != nil {
			return err
		}
	}
	return nil
}

// NewShiftEvent is an event to create. All fields but EffectiveUntil are required.
type NewShiftEvent struct {
	Name           string
	Start, End     ZonedTime
	EffectiveSince time.Time // PagerDuty moves a past one to now
	EffectiveUntil time.Time // zero for an event without an end
	Recurrence     []string
	Assignment     ShiftAssignmentStrategy
}

// ShiftEventChange holds the values that UpdateEvent sets. Nil fields are unchanged.
type ShiftEventChange struct {
	Name           *string
	Start, End     *ZonedTime
	EffectiveSince *time.Time
	EffectiveUntil *time.Time // the zero time for an event without an end
	Recurrence     []string
	Assignment     *ShiftAssignmentStrategy
}

type shiftEventBody struct {
	Event struct {
		Name           *string                  `json:"name,omitempty"`
		Start          *ZonedTime               `json:"start_time,omitempty"`
		End            *ZonedTime               `json:"end_time,omitempty"`
		EffectiveSince *string                  `json:"effective_since,omitempty"`
		EffectiveUntil **string                 `json:"effective_until,omitempty"` // nil leaves it out, a pointer to nil is null
		Recurrence     []string                 `json:"recurrence,omitempty"`
		Assignment     *ShiftAssignmentStrategy `json:"assignment_strategy,omitempty"`
	} `json:"event"`
}

func (c ShiftEventChange) body() (shiftEventBody, error) {
	var body shiftEventBody
	event := &body.Event
	event.Name, event.Start, event.End, event.Recurrence, event.Assignment = c.Name, c.Start, c.End, c.Recurrence, c.Assignment
	event.EffectiveSince = timeText(c.EffectiveSince)
	if c.EffectiveUntil != nil {
		event.EffectiveUntil = new(timeText(c.EffectiveUntil))
	}
	if c.Assignment == nil {
		return body, nil
	}
	return body, c.Assignment.check()
}

// timeText returns nil for no time and for the zero time.
func timeText(t *time.Time) *string {
	if t == nil || t.IsZero() {
		return nil
	}
	return new(t.Format(time.RFC3339))
}

// Rotations returns one page of a schedule's rotations, with their events.
//
// Operation listRotations: GET /v3/schedules/{id}/rotations.
func (s *ShiftSchedulesService) Rotations(ctx context.Context, scheduleID string, options PageOptions) (*Page[ShiftRotation], error) {
	page, err := s.rotations(scheduleID).page(ctx, options)
	return page, asLayered(err)
}

// AllRotations iterates over the rotations that Rotations returns, across all pages.
//
// Operation listRotations: GET /v3/schedules/{id}/rotations.
func (s *ShiftSchedulesService) AllRotations(ctx context.Context, scheduleID string, options PageOptions) iter.Seq2[ShiftRotation, error] {
	return layered(s.rotations(scheduleID).all(ctx, options))
}

func (s *ShiftSchedulesService) rotations(scheduleID string) listRequest[ShiftRotation] {
	r := get("listRotations", "v3", "schedules", scheduleID, "rotations")
	r.withoutTotal = true
	return listRequest[ShiftRotation]{s.core, r, "rotations", func(r ShiftRotation) string { return r.ID }}
}

// layered applies asLayered to the error of an iteration.
func layered[T any](all iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for item, err := range all {
			if !yield(item, asLayered(err)) {
				return
			}
		}
	}
}

// oneLayered sends r and decodes the object under root, as one does, and applies asLayered to the error.
func oneLayered[T any](ctx context.Context, c *core, r request, root string) (*T, error) {
	value, err := one[T](ctx, c, r, root)
	return value, asLayered(err)
}

// GetRotation returns one rotation. since and until may be zero; otherwise its events are those that are effective between them.
//
// Operation getRotation: GET /v3/schedules/{id}/rotations/{rotation_id}.
func (s *ShiftSchedulesService) GetRotation(ctx context.Context, scheduleID, rotationID string, since, until time.Time) (*ShiftRotation, error) {
	r := get("getRotation", "v3", "schedules", scheduleID, "rotations", rotationID)
	setWindow(r.query, since, until)
	return oneLayered[ShiftRotation](ctx, s.core, r, "rotation")
}

func setWindow(query url.Values, since, until time.Time) {
	setTime(query, "since", since)
	setTime(query, "until", until)
}

// CreateRotation adds an empty rotation to a schedule.
//
// Operation createRotation: POST /v3/schedules/{id}/rotations.
func (s *ShiftSchedulesService) CreateRotation(ctx context.Context, scheduleID string) (*ShiftRotation, error) {
	return oneLayered[ShiftRotation](ctx, s.core, post("createRotation", struct{}{}, "v3", "schedules", scheduleID, "rotations"), "rotation")
}

// DeleteRotation deletes a rotation. Its shifts end now.
//
// Operation deleteRotation: DELETE /v3/schedules/{id}/rotations/{rotation_id}.
func (s *ShiftSchedulesService) DeleteRotation(ctx context.Context, scheduleID, rotationID string) error {
	r := del("deleteRotation", "v3", "schedules", scheduleID, "rotations", rotationID)
	return asLayered(s.core.deleteVerified(ctx, r, func() (bool, error) {
		_, err := s.GetRotation(ctx, scheduleID, rotationID, time.Time{}, time.Time{})
		return isMissing(err)
	}))
}
