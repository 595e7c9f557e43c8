package pagerduty

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

// NewOverride is an override to create: the user is on call instead of those in the layers. All fields are required.
type NewOverride struct {
	Start, End time.Time
	UserID     string
}

// OverrideResult is the result for one override.
type OverrideResult struct {
	Status   int      // an HTTP status, such as 201
	Errors   []string // why the override was refused
	Override Override
}

// UnmarshalJSON decodes a result, or a bare override. It never fails.
func (r *OverrideResult) UnmarshalJSON(data []byte) error {
	var read struct {
		Status   int             `json:"status"`
		Errors   json.RawMessage `json:"errors"`
		Override json.RawMessage `json:"override"`
	}
	_ = json.Unmarshal(data, &read) // members of an unexpected type stay empty
	*r = OverrideResult{Status: read.Status, Errors: sentences(decodeAny(read.Errors))}
	if read.Override == nil {
		read.Override = data
	}
	_ = json.Unmarshal(read.Override, &r.Override)
	return nil
}

// Created reports whether the override was created.
func (r OverrideResult) Created() bool {
	accepted := r.Status >= 200 && r.Status < 300 || r.Status == 0 && r.Override.ID != ""
	return accepted && len(r.Errors) == 0
}

// Unknown reports whether it is unclear if the override was created. If so, check the schedule.
func (r OverrideResult) Unknown() bool {
	return r.Status == 0 && r.Override.ID == "" && len(r.Errors) == 0
}

// Override puts a user on call for a time, instead of those in the schedule's layers.
type Override struct {
	ID    string    `json:"id"`
	Start Time      `json:"start"`
	End   Time      `json:"end"`
	User  Reference `json:"user"`
}

type overrideBody struct {
	Start string `json:"start"`
	End   string `json:"end"`
	User  *link  `json:"user"`
}

type overridesBody struct {
	Overrides []overrideBody `json:"overrides"`
}

func newOverridesBody(overrides []NewOverride) (overridesBody, error) {
	var body overridesBody
	if len(overrides) == 0 {
		return body, &ArgumentError{Argument: "overrides", Message: "are none: give at least one"}
	}
	for _, override := range overrides {
		if err := checkIDs(override.UserID); err != nil {
			return body, err
		}
		if override.Start.IsZero() || override.End.IsZero() {
			return body, &ArgumentError{Argument: "overrides", Message: "lack a start or an end: both are needed"}
		}
		body.Overrides = append(body.Overrides, overrideBody{
			Start: override.Start.Format(time.RFC3339), End: override.End.Format(time.RFC3339), User: linkTo(override.UserID, "user_reference"),
		})
	}
	return body, nil
}

// CreateOverrides adds overrides to a schedule. PagerDuty accepts or refuses each of them separately: check every result. The results
// are in the order of the overrides. If the error matches ErrUndecided, the results are those that could be decoded. The error
// matches ErrShiftBased if the schedule is shift-based.
//
// Operation createScheduleOverride: POST /schedules/{id}/overrides.
func (s *SchedulesService) CreateOverrides(ctx context.Context, scheduleID string, overrides ...NewOverride) ([]OverrideResult, error) {
	body, err := newOverridesBody(overrides)
	if err != nil {
		return nil, err
	}
	var results []OverrideResult
	err = s.core.do(ctx, post("createScheduleOverride", body, "schedules", scheduleID, "overrides"), func(answer []byte) (err error) {
		results, err = overrideResults(answer)
		if err == nil && len(results) != len(overrides) {
			err = fmt.Errorf("it has %d results for %d overrides", len(results), len(overrides))
		}
		known := func(r OverrideResult) bool { return !r.Unknown() }
		if err == nil && !slices.ContainsFunc(results, known) {
			err = errors.New("none of its results shows whether the override was created")
		}
		return err
	})
	if err == nil && !slices.ContainsFunc(results, func(r OverrideResult) bool { return r.Created() || r.Unknown() }) {
		changes.Refused(ctx, "createScheduleOverride") // the request succeeded, but every override was refused
	}
	return results, asShiftBased(err)
}

// ListOverridesOptions selects the overrides that Overrides returns. Since and Until are required.
type ListOverridesOptions struct {
	Since, Until time.Time
	Editable     bool // leaves out past overrides
	Overflow     bool // overrides that reach beyond the window are whole; otherwise they are cut
}

// Overrides returns the overrides in a window. The error matches ErrShiftBased if the schedule is shift-based.
//
// Operation listScheduleOverrides: GET /schedules/{id}/overrides.
func (s *SchedulesService) Overrides(ctx context.Context, scheduleID string, options ListOverridesOptions) ([]Override, error) {
	if err := checkWindow(options.Since, options.Until); err != nil {
		return nil, err
	}
	r := get("listScheduleOverrides", "schedules", scheduleID, "overrides")
	setTime(r.query, "since", options.Since)
	setTime(r.query, "until", options.Until)
	setTrue(r.query, "editable", options.Editable)
	setTrue(r.query, "overflow", options.Overflow)
	overrides, err := items[Override](ctx, s.core, r, "overrides")
	return overrides, asShiftBased(err)
}

// checkWindow refuses a window without a start or an end, for lists that need both.
func checkWindow(since, until time.Time) error {
	if since.IsZero() || until.IsZero() {
		return &ArgumentError{Argument: "Since, Until", Message: "are not both set: PagerDuty lists overrides and shifts only within a window"}
	}
	return nil
}

// DeleteOverride deletes an override that has not begun, and ends one that has: those in the layers are on call again. PagerDuty
// refuses to delete a past one. The error matches ErrShiftBased if the schedule is shift-based.
//
// Operation deleteScheduleOverride: DELETE /schedules/{id}/overrides/{override_id}.
func (s *SchedulesService) DeleteOverride(ctx context.Context, scheduleID, overrideID string) error {
	r := del("deleteScheduleOverride", "schedules", scheduleID, "overrides", overrideID)
	r.okRoot = "override" // the answer for one that has begun
	return asShiftBased(s.core.do(ctx, r, nil))
}

// overrideResults decodes the answer: a bare list in PagerDuty's contract, a wrapped one in its documentation.
func overrideResults(answer []byte) (results []OverrideResult, err error) {
	if trimmed := bytes.TrimSpace(answer); len(trimmed) > 0 && trimmed[0] == '[' {
		err = json.Unmarshal(answer, &results)
		return results, err
	}
	wrapped, _, err := unwrap[[]OverrideResult](answer, "overrides")
	if err != nil {
		return nil, err
	}
	return *wrapped, nil
}
