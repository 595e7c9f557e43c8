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

// NewOverride puts someone on call in place of whoever the layers name.
type NewOverride struct {
	Start, End time.Time
	UserID     string
}

// OverrideResult is what became of one override.
type OverrideResult struct {
	Status   int      // an HTTP status, such as 201
	Errors   []string // why the override was refused
	Override Override
}

// UnmarshalJSON reads a result, or an override in its place. It never fails.
func (r *OverrideResult) UnmarshalJSON(data []byte) error {
	var read struct {
		Status   int             `json:"status"`
		Errors   json.RawMessage `json:"errors"`
		Override json.RawMessage `json:"override"`
	}
	_ = json.Unmarshal(data, &read) // what does not fit stays empty
	*r = OverrideResult{Status: read.Status, Errors: sentences(readAny(read.Errors))}
	if read.Override == nil {
		read.Override = data
	}
	_ = json.Unmarshal(read.Override, &r.Override)
	return nil
}

// Created reports whether the override holds.
func (r OverrideResult) Created() bool {
	accepted := r.Status >= 200 && r.Status < 300 || r.Status == 0 && r.Override.ID != ""
	return accepted && len(r.Errors) == 0
}

// Unknown reports whether the result neither accepts nor refuses the override: look at the schedule.
func (r OverrideResult) Unknown() bool {
	return r.Status == 0 && r.Override.ID == "" && len(r.Errors) == 0
}

// Override is a time for which someone is on call in place of whoever the layers name.
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

func bodyOf(overrides []NewOverride) (overridesBody, error) {
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

// CreateOverrides puts overrides on a schedule. Each is accepted or refused by itself: look at
// every result, which stand in the order of the overrides. ErrUndecided may come with the results
// that could be read. ErrShiftBased: the schedule is a shift-based one.
//
// Operation createScheduleOverride: POST /schedules/{id}/overrides.
func (s *SchedulesService) CreateOverrides(ctx context.Context, scheduleID string, overrides ...NewOverride) ([]OverrideResult, error) {
	body, err := bodyOf(overrides)
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
			err = errors.New("none of its results says anything")
		}
		return err
	})
	if err == nil && !slices.ContainsFunc(results, func(r OverrideResult) bool { return r.Created() || r.Unknown() }) {
		changes.Refused(ctx, "createScheduleOverride") // each of them was, although the request was not
	}
	return results, shiftBased(err)
}

// overrideResults reads the answer, which is a bare list by the contract and is wrapped in the
// documentation.
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
