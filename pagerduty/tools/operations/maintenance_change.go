package operations

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	Start       *string  `json:"start,omitempty" blank:"omitted"`
	End         *string  `json:"end,omitempty" blank:"omitted"`
	Description *string  `json:"description,omitempty"`
}

// changedWindow is a maintenance window after a change. Effect and what follows from it are empty if it covers what it covered before.
type changedWindow struct {
	createdWindow
	view.Change
	Still []windowView `json:"still_under_maintenance,omitempty"` // other ongoing windows of the services that it no longer covers
}

func (t *tools) updateMaintenanceWindow(ctx context.Context, in updateMaintenanceWindowInput) (*changedWindow, error) {
	if in.ServiceIDs == nil && in.Start == nil && in.End == nil && in.Description == nil {
		return nil, errors.New("nothing to change: give at least one of service_ids, start, end and description")
	}
	id, host, err := identify.PageID("maintenance window", "window_id", in.WindowID)
	if err != nil {
		return nil, err
	}
	var services []identify.Candidate
	named := identify.ManyOf(identify.Service(), "service_ids", in.ServiceIDs, &services)
	if err := identify.Check(named); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	var before *pagerduty.MaintenanceWindow
	if err := parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			before, err = readWindow(ctx, client, id, host)
			return err
		},
		func(ctx context.Context) error { return identify.Resolve(ctx, client, named) },
	); err != nil {
		return nil, err
	}
	if services == nil {
		services = candidatesOf(before.Services)
	}
	times := when.Parser{Now: when.Now(ctx), Zone: when.UserZone(ctx, client), Plans: true}
	change, err := in.complete(*before, services, &times)
	if err != nil {
		return nil, err
	}
	shown, err := changeWindow(ctx, client, *before, *change, services)
	if err == nil {
		shown.Notes = slices.Concat(shown.Unchanged("maintenance window"), shown.Notes, times.Notes())
	}
	return shown, err
}

// changeWindow changes a window. If it will cover other services or another time, the result has the effect.
func changeWindow(ctx context.Context, client *pagerduty.Client, before pagerduty.MaintenanceWindow, change pagerduty.MaintenanceWindowChange, services []identify.Candidate) (*changedWindow, error) {
	now := when.Now(ctx)
	dropped := slices.DeleteFunc(slices.Clone(before.Services), func(s pagerduty.Reference) bool { return slices.Contains(change.ServiceIDs, s.ID) })
	covers := len(dropped) > 0 || len(change.ServiceIDs) != len(before.Services) || !before.Start.Equal(*change.Start) || !before.End.Equal(*change.End)
	var state *maintenanceState
	if covers {
		state = readState(ctx, client, change.ServiceIDs)
	}
	after, err := client.MaintenanceWindows.Update(ctx, before.ID, change)
	if err != nil {
		return nil, err
	}
	shown := &changedWindow{createdWindow: createdWindow{windowView: showWindow(*after, afterWrite(ctx, *after))}}
	if covers {
		shown.createdWindow = *state.describe(*after, services, afterWrite(ctx, *after))
	}
	if len(dropped) > 0 {
		left := noLongerCovered(ctx, client, before, dropped, now)
		shown.Effect, shown.Still, shown.Notes = shown.Effect+" "+left.effect, left.still, append(shown.Notes, left.notes...)
	}
	shown.Change = view.Changes(showWindow(before, now), shown.windowView, "services", "start", "end", "description")
	return shown, nil
}

func candidatesOf(services []pagerduty.Reference) []identify.Candidate {
	var all []identify.Candidate
	for _, s := range services {
		all = append(all, identify.Candidate{ID: s.ID, Name: view.Name(s)})
	}
	return all
}

// complete returns everything that PagerDuty requires: the new values, and the present ones of the window.
func (in updateMaintenanceWindowInput) complete(before pagerduty.MaintenanceWindow, services []identify.Candidate, times *when.Parser) (*pagerduty.MaintenanceWindowChange, error) {
	if err := checkNotPast(before, times.Now); err != nil {
		return nil, err
	}
	start, end := before.Start.Time, before.End.Time
	in.Start, in.End = unlessAt(in.Start, start), unlessAt(in.End, end)
	var err error
	if in.Start != nil {
		if start, err = times.Parse("start", *in.Start); err != nil {
			return nil, err
		}
		if err := checkMoved(before, start, times.Now); err != nil {
			return nil, err
		}
	}
	if in.End != nil {
		if end, err = times.ParseEnd("end", *in.End); err != nil {
			return nil, err
		}
	}
	if err := checkWindow(start, end, times.Now); err != nil {
		return nil, err
	}
	if end.Sub(start) > before.End.Sub(before.Start.Time) { // a window that is too long may be shortened
		err = checkLength(start, end)
	}
	return &pagerduty.MaintenanceWindowChange{Start: &start, End: &end, ServiceIDs: idsOf(services), Description: in.Description}, err
}

// unlessAt returns the text of a time; nil if that is the present one, which may be later than new times may be.
func unlessAt(text *string, present time.Time) *string {
	if text == nil {
		return nil
	}
	if moment, err := time.Parse(time.RFC3339, strings.TrimSpace(*text)); err == nil && moment.Equal(present) {
		return nil
	}
	return text
}

// checkMoved refuses a new start that is past, and any new start of a window that has begun.
func checkMoved(before pagerduty.MaintenanceWindow, start, now time.Time) error {
	switch {
	case before.Start.Equal(start):
		return nil
	case statusOf(before, now) == statusOngoing:
		return fmt.Errorf("start: maintenance window %s began at %s, which cannot be changed. Omit start; end sets how long it lasts", before.ID, view.Time(before.Start))
	}
	return startsPast(start, now, "Give now to begin it now, or omit start")
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

// readWindow reads a window. It refuses a link to another account; host is that of the link, if any.
func readWindow(ctx context.Context, client *pagerduty.Client, id, host string) (*pagerduty.MaintenanceWindow, error) {
	window, err := client.MaintenanceWindows.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return window, identify.CheckAccount(host, window.HTMLURL)
}

// windowLabel is the Label of maintenance windows: their services and their end.
func windowLabel(ctx context.Context, client *pagerduty.Client, text string) (string, error) {
	id, host, err := identify.PageID("maintenance window", "window_id", text)
	if err != nil {
		return "", err
	}
	window, err := readWindow(ctx, client, id, host)
	if err != nil {
		return "", err
	}
	return "of " + strings.Join(labels(window.Services), ", ") + " until " + view.Time(window.End), nil
}

func (t *tools) askUpdateWindow(ctx context.Context, in updateMaintenanceWindowInput) mcptools.Question {
	return ask.Of("maintenance window", identify.Labels(ctx, t.source, windowLabel, in.WindowID),
		ask.To("end", in.End), ask.To("start", in.Start), ask.ToAll("services", in.ServiceIDs), ask.To("description", in.Description))
}
