package operations

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

type createMaintenanceWindowInput struct {
	ServiceIDs  []string `json:"service_ids" jsonschema:"minItems=1" jsonschema_description:"Ids or names."`
	Start       string   `json:"start,omitempty" jsonschema_description:"Default: now."`
	End         string   `json:"end,omitempty" jsonschema_description:"This or duration is required."`
	Duration    string   `json:"duration,omitempty" jsonschema_description:"Such as 2h, 90m or 1d."`
	Description string   `json:"description,omitempty"`
}

// createdWindow is a new maintenance window, and what it means for its services.
type createdWindow struct {
	Effect string `json:"effect,omitzero"` // first, since it names what still pages
	windowView
	StaysOpen []openView       `json:"stays_open,omitempty"` // incidents that were open before
	Overlaps  []windowView     `json:"overlaps,omitempty"`   // other windows of these services at the time
	Missing   incident.Missing `json:"missing,omitempty"`
	Notes     []string         `json:"notes,omitempty"`
}

func (t *tools) createMaintenanceWindow(ctx context.Context, in createMaintenanceWindowInput) (*createdWindow, error) {
	var services []identify.Candidate
	named := identify.ManyOf(identify.Service(), "service_ids", in.ServiceIDs, &services)
	if err := errors.Join(identify.Check(named), in.checkEnd()); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	times := when.Parser{Now: when.Now(ctx), Zone: when.UserZone(ctx, client), Plans: true}
	start, end, err := in.times(&times)
	if err != nil {
		return nil, err
	}
	if err := parallel.Do(ctx,
		func(ctx context.Context) error { return identify.Resolve(ctx, client, named) },
		func(ctx context.Context) error { return incident.FindActingUser(ctx, client) },
	); err != nil {
		return nil, err
	}
	before := readState(ctx, client, idsOf(services))
	window, err := client.MaintenanceWindows.Create(ctx, pagerduty.MaintenanceWindowChange{
		Start: &start, End: &end, ServiceIDs: idsOf(services), Description: &in.Description,
	})
	if err != nil {
		return nil, err
	}
	shown := before.describe(*window, services, afterWrite(ctx, *window))
	shown.Notes = append(shown.Notes, times.Notes()...)
	return shown, nil
}

// checkEnd refuses a window without an end, or with two.
func (in createMaintenanceWindowInput) checkEnd() error {
	switch {
	case in.End == "" && in.Duration == "":
		return errors.New("end or duration is required: a maintenance window has an end. Give one, such as duration 2h")
	case in.End != "" && in.Duration != "":
		return errors.New("end and duration exclude each other: give one of them")
	case in.Duration != "":
		length, err := when.Length("duration", in.Duration)
		if err == nil && length > longestDuration {
			err = fmt.Errorf("duration %.20q is more than %d days, and the services would open no incidents until then: give end if this is meant", in.Duration, longestDuration/day)
		}
		return err
	}
	return nil
}

const (
	day             = 24 * time.Hour
	longestDuration = 90 * day // a longer one is probably mistyped
)

// startsPast refuses a start that is past: PagerDuty begins the window now, so that a duration would be cut without a word.
func startsPast(start, now time.Time, advice string) error {
	if start.Before(now.Add(-time.Minute)) {
		return fmt.Errorf("start (%s) is past: a maintenance window begins now at the earliest. %s", start.Format(time.RFC3339), advice)
	}
	return nil
}

func (in createMaintenanceWindowInput) times(times *when.Parser) (start, end time.Time, err error) {
	start = times.Now
	if in.Start != "" {
		if start, err = times.Parse("start", in.Start); err != nil {
			return start, end, err
		}
	}
	if in.End != "" {
		end, err = times.ParseEnd("end", in.End)
	} else {
		var length time.Duration
		length, err = when.Length("duration", in.Duration)
		end = start.Add(length)
	}
	if err != nil {
		return start, end, err
	}
	if err := checkWindow(start, end, times.Now); err != nil {
		return start, end, err
	}
	return start, end, errors.Join(startsPast(start, times.Now, "Omit start, and give end or how long it lasts from now"), checkLength(start, end))
}

// checkWindow refuses a window that PagerDuty would refuse.
func checkWindow(start, end, now time.Time) error {
	if !end.After(now) {
		return fmt.Errorf("end (%s) is past: a maintenance window has to end in the future", end.Format(time.RFC3339))
	}
	return when.CheckOrder("start", start, "end", end)
}

// checkLength refuses a window whose end is probably mistyped. A service that is not needed is disabled.
func checkLength(start, end time.Time) error {
	return when.CheckLength("the window", start, end, "its services would open no incidents")
}

// askCreateWindow asks "Put Checkout API under maintenance for 2h?".
func (t *tools) askCreateWindow(ctx context.Context, in createMaintenanceWindowInput) mcptools.Question {
	question := mcptools.NewQuestion("Put %s under maintenance", identify.Labels(ctx, t.source, identify.Service().Name, in.ServiceIDs...))
	if in.Start != "" {
		question = question.And(" from %s", []string{in.Start})
	}
	if in.Duration != "" {
		return question.And(" for %s?", []string{in.Duration})
	}
	return question.And(" until %s?", []string{in.End})
}
