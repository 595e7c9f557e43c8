package pagerduty

import (
	"context"
	"iter"
	"time"
)

// ShiftOverride replaces a member of a rotation or of a custom shift for a time. Other rotations and shifts stay as they are.
type ShiftOverride struct {
	ID            string      `json:"id"`
	RotationID    string      `json:"rotation_id"`     // or CustomShiftID
	CustomShiftID string      `json:"custom_shift_id"` // or RotationID
	Start         Time        `json:"start_time"`
	End           Time        `json:"end_time"`
	Overridden    ShiftMember `json:"overridden_member"` // is not on call
	Overriding    ShiftMember `json:"overriding_member"` // is on call instead
	HTMLURL       string      `json:"html_url"`
}

// NewShiftOverride is an override to create, with either a RotationID or a CustomShiftID.
type NewShiftOverride struct {
	RotationID, CustomShiftID string
	Start, End                time.Time
	Overridden, Overriding    ShiftMember
}

// ShiftOverrideChange holds the values that UpdateOverride sets. Nil fields are unchanged.
type ShiftOverrideChange struct {
	Start, End *time.Time
	Overriding *ShiftMember
}

// ListShiftsOptions selects a page of the overrides or custom shifts in a window. Since and Until are required. PagerDuty counts no
// Total.
type ListShiftsOptions struct {
	PageOptions
	ScheduleWindow
}

type shiftOverrideBody struct {
	Type          string       `json:"type,omitempty"`
	RotationID    string       `json:"rotation_id,omitempty"`
	CustomShiftID string       `json:"custom_shift_id,omitempty"`
	Start         *string      `json:"start_time,omitempty"`
	End           *string      `json:"end_time,omitempty"`
	Overridden    *ShiftMember `json:"overridden_member,omitempty"`
	Overriding    *ShiftMember `json:"overriding_member,omitempty"`
}

func (o NewShiftOverride) body() (shiftOverrideBody, error) {
	body := shiftOverrideBody{
		Type: "override_shift", RotationID: o.RotationID, CustomShiftID: o.CustomShiftID,
		Start: timeText(&o.Start), End: timeText(&o.End), Overridden: &o.Overridden, Overriding: &o.Overriding,
	}
	if (o.RotationID == "") == (o.CustomShiftID == "") {
		return body, &ArgumentError{Argument: "overrides", Message: "must have either a RotationID or a CustomShiftID"}
	}
	if body.Start == nil || body.End == nil {
		return body, &ArgumentError{Argument: "overrides", Message: "lack a Start or an End: both are needed"}
	}
	for _, member := range []ShiftMember{o.Overridden, o.Overriding} {
		if err := member.check(); err != nil {
			return body, err
		}
	}
	return body, checkIDs(o.RotationID + o.CustomShiftID)
}

// Overrides returns one page of a schedule's overrides.
//
// Operation listOverrides: GET /v3/schedules/{id}/overrides.
func (s *ShiftSchedulesService) Overrides(ctx context.Context, scheduleID string, options ListShiftsOptions) (*Page[ShiftOverride], error) {
	list, err := s.overrides(scheduleID, options)
	if err != nil {
		return nil, err
	}
	page, err := list.page(ctx, options.PageOptions)
	return page, asLayered(err)
}

// AllOverrides iterates over the overrides that Overrides returns, across all pages.
//
// Operation listOverrides: GET /v3/schedules/{id}/overrides.
func (s *ShiftSchedulesService) AllOverrides(ctx context.Context, scheduleID string, options ListShiftsOptions) iter.Seq2[ShiftOverride, error] {
	return allShifts(ctx, options, func() (listRequest[ShiftOverride], error) { return s.overrides(scheduleID, options) })
}

func (s *ShiftSchedulesService) overrides(scheduleID string, options ListShiftsOptions) (listRequest[ShiftOverride], error) {
	r := get("listOverrides", "v3", "schedules", scheduleID, "overrides")
	r.withoutTotal = true
	options.addTo(r.query)
	return listRequest[ShiftOverride]{s.core, r, "overrides", func(o ShiftOverride) string { return o.ID }}, checkWindow(options.Since, options.Until)
}

// allShifts iterates over a list that needs a window.
func allShifts[T any](ctx context.Context, options ListShiftsOptions, list func() (listRequest[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		r, err := list()
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		layered(r.all(ctx, options.PageOptions))(yield)
	}
}

// CreateOverrides adds overrides to a schedule, all or none.
//
// Operation createOverrides: POST /v3/schedules/{id}/overrides.
func (s *ShiftSchedulesService) CreateOverrides(ctx context.Context, scheduleID string, overrides ...NewShiftOverride) ([]ShiftOverride, error) {
	var body struct {
		Overrides []shiftOverrideBody `json:"overrides"`
	}
	if len(overrides) == 0 {
		return nil, &ArgumentError{Argument: "overrides", Message: "are none: give at least one"}
	}
	for _, override := range overrides {
		encoded, err := override.body()
		if err != nil {
			return nil, err
		}
		body.Overrides = append(body.Overrides, encoded)
	}
	made, err := created[ShiftOverride](ctx, s.core, post("createOverrides", body, "v3", "schedules", scheduleID, "overrides"), "overrides", len(overrides))
	return made, asLayered(err)
}

// GetOverride returns one override.
//
// Operation getOverride: GET /v3/schedules/{id}/overrides/{override_id}.
func (s *ShiftSchedulesService) GetOverride(ctx context.Context, scheduleID, overrideID string) (*ShiftOverride, error) {
	return oneLayered[ShiftOverride](ctx, s.core, get("getOverride", "v3", "schedules", scheduleID, "overrides", overrideID), "override")
}

// UpdateOverride changes an override. Nil fields are unchanged.
//
// Operation updateOverride: PUT /v3/schedules/{id}/overrides/{override_id}.
func (s *ShiftSchedulesService) UpdateOverride(ctx context.Context, scheduleID, overrideID string, change ShiftOverrideChange) (*ShiftOverride, error) {
	var body struct {
		Override shiftOverrideBody `json:"override"`
	}
	body.Override = shiftOverrideBody{Start: timeText(change.Start), End: timeText(change.End), Overriding: change.Overriding}
	if change.Overriding != nil {
		if err := change.Overriding.check(); err != nil {
			return nil, err
		}
	}
	r := put("updateOverride", body, "v3", "schedules", scheduleID, "overrides", overrideID)
	return oneLayered[ShiftOverride](ctx, s.core, r, "override")
}

// DeleteOverride deletes an override: the overridden member is on call again. PagerDuty ends one that has begun.
//
// Operation deleteOverride: DELETE /v3/schedules/{id}/overrides/{override_id}.
func (s *ShiftSchedulesService) DeleteOverride(ctx context.Context, scheduleID, overrideID string) error {
	r := del("deleteOverride", "v3", "schedules", scheduleID, "overrides", overrideID)
	return asLayered(s.core.deleteVerified(ctx, r, func() (bool, error) {
		override, err := s.GetOverride(ctx, scheduleID, overrideID)
		if err == nil {
			return s.core.isPast(override.End), nil
		}
		return isMissing(err)
	}))
}
