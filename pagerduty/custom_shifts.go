package pagerduty

import (
	"context"
	"iter"
	"time"
)

// CustomShift puts a member on call for a time, beside whoever the rotations put on call.
type CustomShift struct {
	ID          string            `json:"id"`
	Start       Time              `json:"start_time"`
	End         Time              `json:"end_time"`
	Assignments []ShiftAssignment `json:"assignments"` // exactly one
	HTMLURL     string            `json:"html_url"`
}

// Member returns who is on call.
func (s CustomShift) Member() ShiftMember {
	if len(s.Assignments) == 0 {
		return ShiftMember{}
	}
	return s.Assignments[0].Member
}

// ShiftAssignment is the assignment of a member to a custom shift.
type ShiftAssignment struct {
	ID     string      `json:"id"`
	Member ShiftMember `json:"member"`
}

// NewCustomShift is a custom shift to create. All fields are required.
type NewCustomShift struct {
	Start, End time.Time
	Member     ShiftMember
}

// CustomShiftChange holds the values that UpdateCustomShift sets. Nil fields are unchanged.
type CustomShiftChange struct {
	Start, End *time.Time
	Member     *ShiftMember
}

type customShiftBody struct {
	Type        string                `json:"type,omitempty"`
	Start       *string               `json:"start_time,omitempty"`
	End         *string               `json:"end_time,omitempty"`
	Assignments []shiftAssignmentBody `json:"assignments,omitempty"`
}

type shiftAssignmentBody struct {
	Type   string      `json:"type"`
	Member ShiftMember `json:"member"`
}

func (c CustomShiftChange) body() (customShiftBody, error) {
	body := customShiftBody{Start: timeText(c.Start), End: timeText(c.End)}
	if c.Member == nil {
		return body, nil
	}
	body.Assignments = []shiftAssignmentBody{{"shift_assignment", *c.Member}}
	return body, c.Member.check()
}

// CustomShifts returns one page of a schedule's custom shifts.
//
// Operation listCustomShifts: GET /v3/schedules/{id}/custom_shifts.
func (s *ShiftSchedulesService) CustomShifts(ctx context.Context, scheduleID string, options ListShiftsOptions) (*Page[CustomShift], error) {
	list, err := s.customShifts(scheduleID, options)
	if err != nil {
		return nil, err
	}
	page, err := list.page(ctx, options.PageOptions)
	return page, asLayered(err)
}

// AllCustomShifts iterates over the custom shifts that CustomShifts returns, across all pages.
//
// Operation listCustomShifts: GET /v3/schedules/{id}/custom_shifts.
func (s *ShiftSchedulesService) AllCustomShifts(ctx context.Context, scheduleID string, options ListShiftsOptions) iter.Seq2[CustomShift, error] {
	return allShifts(ctx, options, func() (listRequest[CustomShift], error) { return s.customShifts(scheduleID, options) })
}

func (s *ShiftSchedulesService) customShifts(scheduleID string, options ListShiftsOptions) (listRequest[CustomShift], error) {
	r := get("listCustomShifts", "v3", "schedules", scheduleID, "custom_shifts")
	r.withoutTotal = true
	options.addTo(r.query)
	return listRequest[CustomShift]{s.core, r, "custom_shifts", func(c CustomShift) string { return c.ID }}, checkWindow(options.Since, options.Until)
}

// CreateCustomShifts adds custom shifts to a schedule, all or none.
//
// Operation createCustomShifts: POST /v3/schedules/{id}/custom_shifts.
func (s *ShiftSchedulesService) CreateCustomShifts(ctx context.Context, scheduleID string, shifts ...NewCustomShift) ([]CustomShift, error) {
	var body struct {
		Shifts []customShiftBody `json:"custom_shifts"`
	}
	if len(shifts) == 0 {
		return nil, &ArgumentError{Argument: "shifts", Message: "are none: give at least one"}
	}
	for _, shift := range shifts {
		encoded, err := CustomShiftChange{&shift.Start, &shift.End, &shift.Member}.body()
		switch {
		case err != nil:
			return nil, err
		case encoded.Start == nil || encoded.End == nil:
			return nil, &ArgumentError{Argument: "shifts", Message: "lack a Start or an End: both are needed"}
		}
		encoded.Type = "custom_shift"
		body.Shifts = append(body.Shifts, encoded)
	}
	r := post("createCustomShifts", body, "v3", "schedules", scheduleID, "custom_shifts")
	made, err := created[CustomShift](ctx, s.core, r, "custom_shifts", len(shifts))
	return made, asLayered(err)
}

// GetCustomShift returns one custom shift.
//
// Operation getCustomShift: GET /v3/schedules/{id}/custom_shifts/{custom_shift_id}.
func (s *ShiftSchedulesService) GetCustomShift(ctx context.Context, scheduleID, shiftID string) (*CustomShift, error) {
	return oneLayered[CustomShift](ctx, s.core, get("getCustomShift", "v3", "schedules", scheduleID, "custom_shifts", shiftID), "custom_shift")
}

// UpdateCustomShift changes a custom shift. Nil fields are unchanged.
//
// Operation updateCustomShift: PUT /v3/schedules/{id}/custom_shifts/{custom_shift_id}.
func (s *ShiftSchedulesService) UpdateCustomShift(ctx context.Context, scheduleID, shiftID string, change CustomShiftChange) (*CustomShift, error) {
	var body struct {
		Shift customShiftBody `json:"custom_shift"`
	}
	var err error
	if body.Shift, err = change.body(); err != nil {
		return nil, err
	}
	r := put("updateCustomShift", body, "v3", "schedules", scheduleID, "custom_shifts", shiftID)
	return oneLayered[CustomShift](ctx, s.core, r, "custom_shift")
}

// DeleteCustomShift deletes a custom shift. PagerDuty ends one that has begun, and refuses to delete a past one.
//
// Operation deleteCustomShift: DELETE /v3/schedules/{id}/custom_shifts/{custom_shift_id}.
func (s *ShiftSchedulesService) DeleteCustomShift(ctx context.Context, scheduleID, shiftID string) error {
	r := del("deleteCustomShift", "v3", "schedules", scheduleID, "custom_shifts", shiftID)
	return asLayered(s.core.deleteVerified(ctx, r, func() (bool, error) {
		shift, err := s.GetCustomShift(ctx, scheduleID, shiftID)
		if err == nil {
			return s.core.isPast(shift.End), nil
		}
		return isMissing(err)
	}))
}
