package pagerduty

import (
	"context"
	"iter"
	"time"
)

// Events returns one page of a rotation's events.
//
// Operation listEvents: GET /v3/schedules/{id}/rotations/{rotation_id}/events.
func (s *ShiftSchedulesService) Events(ctx context.Context, scheduleID, rotationID string, options PageOptions) (*Page[ShiftEvent], error) {
	page, err := s.events(scheduleID, rotationID).page(ctx, options)
	return page, asLayered(err)
}

// AllEvents iterates over the events that Events returns, across all pages.
//
// Operation listEvents: GET /v3/schedules/{id}/rotations/{rotation_id}/events.
func (s *ShiftSchedulesService) AllEvents(ctx context.Context, scheduleID, rotationID string, options PageOptions) iter.Seq2[ShiftEvent, error] {
	return layered(s.events(scheduleID, rotationID).all(ctx, options))
}

func (s *ShiftSchedulesService) events(scheduleID, rotationID string) listRequest[ShiftEvent] {
	r := get("listEvents", "v3", "schedules", scheduleID, "rotations", rotationID, "events")
	r.withoutTotal = true
	return listRequest[ShiftEvent]{s.core, r, "events", func(e ShiftEvent) string { return e.ID }}
}

// GetEvent returns one event. since and until may be zero.
//
// Operation getEvent: GET /v3/schedules/{id}/rotations/{rotation_id}/events/{event_id}.
func (s *ShiftSchedulesService) GetEvent(ctx context.Context, scheduleID, rotationID, eventID string, since, until time.Time) (*ShiftEvent, error) {
	r := get("getEvent", "v3", "schedules", scheduleID, "rotations", rotationID, "events", eventID)
	setWindow(r.query, since, until)
	return oneLayered[ShiftEvent](ctx, s.core, r, "event")
}

// CreateEvent adds an event to a rotation, which holds at most 5. PagerDuty refuses an event whose effective time overlaps that of
// another in the same rotation, even if their shifts do not: hours that differ by day need a rotation each, unless one rule covers
// them.
//
// Operation createEvent: POST /v3/schedules/{id}/rotations/{rotation_id}/events.
func (s *ShiftSchedulesService) CreateEvent(ctx context.Context, scheduleID, rotationID string, event NewShiftEvent) (*ShiftEvent, error) {
	body, err := ShiftEventChange{
		Name: &event.Name, Start: &event.Start, End: &event.End, EffectiveSince: &event.EffectiveSince, EffectiveUntil: &event.EffectiveUntil,
		Recurrence: event.Recurrence, Assignment: &event.Assignment,
	}.body()
	switch {
	case err != nil:
		return nil, err
	case event.Start.DateTime.IsZero() || event.End.DateTime.IsZero() || event.EffectiveSince.IsZero():
		return nil, &ArgumentError{Argument: "event", Message: "lacks a Start, an End or an EffectiveSince: all three are needed"}
	case len(event.Recurrence) == 0 || len(event.Assignment.Members) == 0:
		return nil, &ArgumentError{Argument: "event", Message: "lacks a Recurrence or members: both are needed"}
	}
	r := post("createEvent", body, "v3", "schedules", scheduleID, "rotations", rotationID, "events")
	return oneLayered[ShiftEvent](ctx, s.core, r, "event")
}

// UpdateEvent changes an event. Nil fields are unchanged. PagerDuty changes nothing but EffectiveUntil of an event that is effective,
// and nothing of a past one.
//
// Operation updateEvent: PUT /v3/schedules/{id}/rotations/{rotation_id}/events/{event_id}.
func (s *ShiftSchedulesService) UpdateEvent(ctx context.Context, scheduleID, rotationID, eventID string, change ShiftEventChange) (*ShiftEvent, error) {
	body, err := change.body()
	if err != nil {
		return nil, err
	}
	r := put("updateEvent", body, "v3", "schedules", scheduleID, "rotations", rotationID, "events", eventID)
	return oneLayered[ShiftEvent](ctx, s.core, r, "event")
}

// DeleteEvent deletes an event that is not effective yet, and ends one that is: the shifts that it has produced remain. PagerDuty
// refuses to delete a past one.
//
// Operation deleteEvent: DELETE /v3/schedules/{id}/rotations/{rotation_id}/events/{event_id}.
func (s *ShiftSchedulesService) DeleteEvent(ctx context.Context, scheduleID, rotationID, eventID string) error {
	r := del("deleteEvent", "v3", "schedules", scheduleID, "rotations", rotationID, "events", eventID)
	return asLayered(s.core.deleteVerified(ctx, r, func() (bool, error) {
		event, err := s.GetEvent(ctx, scheduleID, rotationID, eventID, time.Time{}, time.Time{})
		if err == nil {
			return !event.EffectiveUntil.IsZero() && s.core.isPast(event.EffectiveUntil), nil
		}
		return isMissing(err)
	}))
}
