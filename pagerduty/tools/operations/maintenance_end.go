package operations

import (
	"context"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

type endMaintenanceWindowInput struct {
	WindowID string `json:"window_id"`
}

// endedWindow is a maintenance window that was ended or deleted.
type endedWindow struct {
	windowView
	Outcome string         `json:"outcome"` // ended or deleted
	Effect  string         `json:"effect"`
	Before  map[string]any `json:"before,omitempty"`
	Still   []windowView   `json:"still_under_maintenance,omitempty"` // other ongoing windows of its services
	Notes   []string       `json:"notes,omitempty"`
}

func (t *tools) endMaintenanceWindow(ctx context.Context, in endMaintenanceWindowInput) (*endedWindow, error) {
	id, err := identify.PageID("maintenance window", "window_id", in.WindowID)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	before, err := client.MaintenanceWindows.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	now := when.Now(ctx)
	if err := checkNotPast(*before, now); err != nil {
		return nil, err
	}
	if err := client.MaintenanceWindows.Delete(ctx, id); err != nil {
		return nil, err
	}
	shown := &endedWindow{windowView: showWindow(*before, now)}
	names := strings.Join(labels(before.Services), ", ")
	if shown.Status == statusFuture {
		shown.Outcome, shown.Effect = "deleted", names+" will not be under maintenance then."
		return shown, nil
	}
	shown.Outcome, shown.Effect = "ended", "Incidents are opened on "+names+" again."
	shown.Before = map[string]any{"status": shown.Status, "end": shown.End}
	shown.Status, shown.End = statusPast, now.Format(time.RFC3339)
	shown.addOthers(ctx, client, *before, now)
	return shown, nil
}

// addOthers adds the other windows that keep services of the window under maintenance.
func (e *endedWindow) addOthers(ctx context.Context, client *pagerduty.Client, ended pagerduty.MaintenanceWindow, now time.Time) {
	var ids []string
	for _, service := range ended.Services {
		ids = append(ids, service.ID)
	}
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	windows, err := windowsOn(ctx, client, ids)
	if err != nil {
		e.Notes = append(e.Notes, "The window was ended. Whether another window covers its services could not be read.")
		return
	}
	for _, w := range windows {
		if w.ID != ended.ID && statusOf(w, now) == statusOngoing {
			e.Still = append(e.Still, showWindow(w, now))
		}
	}
	if e.Still != nil {
		e.Effect = "This window no longer covers " + strings.Join(labels(ended.Services), ", ") + ". Services of another ongoing window stay under maintenance."
	}
}

func (t *tools) askEndWindow(ctx context.Context, in endMaintenanceWindowInput) mcptools.Question {
	return mcptools.NewQuestion("End maintenance window %s now?", identify.Labels(ctx, t.source, windowLabel, in.WindowID))
}
