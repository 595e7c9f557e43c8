package operations

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) maintenanceChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_maintenance_window", "Puts services under maintenance: they open no incidents meanwhile. Open incidents stay open.", t.createMaintenanceWindow,
			mcptools.WithQuestion(t.askCreateWindow),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"service_ids":["Checkout API"],"duration":"2h","description":"Upgrade"}`)),
		mcptools.Destructive("update_maintenance_window", "Updates a maintenance window that is not over; omitted fields are unchanged.", t.updateMaintenanceWindow,
			mcptools.WithQuestion(t.askUpdateWindow),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"window_id":"PWCOUN2","end":"+3h"}`)),
		mcptools.Destructive("end_maintenance_window", "Ends an ongoing maintenance window now, or deletes a future one.", t.endMaintenanceWindow,
			mcptools.WithQuestion(t.askEndWindow),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"window_id":"PWCOUN2"}`)),
	}
}

type updateMaintenanceWindowInput struct {
	WindowID    string   `json:"window_id"`
	ServiceIDs  []string `json:"service_ids,omitempty" jsonschema:"minItems=1" jsonschema_description:"All services of the window: ids or names."`
	Start       *string  `json:"start,omitempty"`
	End         *string  `json:"end,omitempty"`
	Description *string  `json:"description,omitempty"`
}

// changedWindow is a maintenance window after a change.
type changedWindow struct {
	windowView
	view.Change
	Notes []string `json:"notes,omitempty"`
}

func (t *tools) updateMaintenanceWindow(ctx context.Context, in updateMaintenanceWindowInput) (*changedWindow, error) {
	if in.ServiceIDs == nil && in.Start == nil && in.End == nil && in.Description == nil {
		return nil, errors.New("nothing to change: give at least one of service_ids, start, end and description")
	}
	id, err := identify.PageID("maintenance window", "window_id", in.WindowID)
	if err != nil {
		return nil, err
	}
	change := pagerduty.MaintenanceWindowChange{Description: in.Description}
	services := identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &change.ServiceIDs)
	if err := identify.Check(services); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	var before *pagerduty.MaintenanceWindow
	if err := parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			before, err = client.MaintenanceWindows.Get(ctx, id)
			return err
		},
		func(ctx context.Context) error { return identify.Resolve(ctx, client, services) },
	); err != nil {
		return nil, err
	}
	times := when.Parser{Now: when.Now(ctx), Zone: when.UserZone(ctx, client)}
	if err := in.complete(&change, *before, &times); err != nil {
		return nil, err
	}
	after, err := client.MaintenanceWindows.Update(ctx, id, change)
	if err != nil {
		return nil, err
	}
	shown := &changedWindow{windowView: showWindow(*after, times.Now)}
	shown.Change = view.Changes(showWindow(*before, times.Now), shown.windowView, "services", "start", "end", "description")
	shown.Notes = append(shown.Unchanged("maintenance window"), times.Notes()...)
	return shown, nil
}

// complete sets everything that PagerDuty requires: the new values, and the present ones of the window.
func (in updateMaintenanceWindowInput) complete(change *pagerduty.MaintenanceWindowChange, before pagerduty.MaintenanceWindow, times *when.Parser) error {
	if err := checkNotPast(before, times.Now); err != nil {
		return err
	}
	start, end := before.Start.Time, before.End.Time
	var err error
	if in.Start != nil {
		if start, err = times.Parse("start", *in.Start); err != nil {
			return err
		}
	}
	if in.End != nil {
		if end, err = times.ParseEnd("end", *in.End); err != nil {
			return err
		}
	}
	if change.Start, change.End = &start, &end; change.ServiceIDs == nil {
		for _, service := range before.Services {
			change.ServiceIDs = append(change.ServiceIDs, service.ID)
		}
	}
	if err := checkWindow(start, end, times.Now); err != nil || in.Start == nil && in.End == nil {
		return err
	}
	return checkLength(start, end)
}

// checkNotPast refuses a past window, which PagerDuty would refuse (405, code 5003).
func checkNotPast(w pagerduty.MaintenanceWindow, now time.Time) error {
	if statusOf(w, now) != statusPast {
		return nil
	}
	return fmt.Errorf("maintenance window %s ended at %s, and PagerDuty does not change past ones. Nothing is left to end; create a new window if the services need one", w.ID, view.Time(w.End))
}

func labels(references []pagerduty.Reference) []string {
	var names []string
	for _, r := range references {
		names = append(names, view.Name(r))
	}
	return names
}

// windowLabel is the Label of maintenance windows: their services and their end.
func windowLabel(ctx context.Context, client *pagerduty.Client, text string) (string, error) {
	id, err := identify.PageID("maintenance window", "window_id", text)
	if err != nil {
		return "", err
	}
	window, err := client.MaintenanceWindows.Get(ctx, id)
	if err != nil {
		return "", err
	}
	return "of " + strings.Join(labels(window.Services), ", ") + " until " + view.Time(window.End), nil
}

func (t *tools) askUpdateWindow(ctx context.Context, in updateMaintenanceWindowInput) mcptools.Question {
	return ask.Of("maintenance window", identify.Labels(ctx, t.source, windowLabel, in.WindowID),
		ask.To("end", in.End), ask.To("start", in.Start), ask.ToAll("services", in.ServiceIDs), ask.To("description", in.Description))
}
