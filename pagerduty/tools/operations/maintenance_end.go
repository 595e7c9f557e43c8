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
	id, host, err := identify.PageID("maintenance window", "window_id", in.WindowID)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	before, err := readWindow(ctx, client, id, host)
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
	left := noLongerCovered(ctx, client, *before, before.Services, now)
	shown.Outcome, shown.Effect, shown.Still, shown.Notes = "deleted", left.effect, left.still, left.notes
	if shown.Status == statusOngoing {
		shown.Outcome, shown.Before = "ended", map[string]any{"status": shown.Status, "end": shown.End}
		shown.Status, shown.End = statusPast, now.Format(time.RFC3339)
	}
	return shown, nil
}

// uncovered is what it means for services that a window no longer covers them.
type uncovered struct {
	effect string
	still  []windowView // other ongoing windows that cover some of them
	notes  []string
}

// noLongerCovered returns what it means that services were taken from a window, which was in this state before. It looks for other windows
// that cover them if this one has begun.
func noLongerCovered(ctx context.Context, client *pagerduty.Client, before pagerduty.MaintenanceWindow, services []pagerduty.Reference, now time.Time) uncovered {
	names := strings.Join(labels(services), ", ")
	if statusOf(before, now) == statusFuture {
		return uncovered{effect: names + " will not be under maintenance then."}
	}
	left := uncovered{effect: "Incidents are opened on " + names + " again."}
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	windows, err := windowsOn(ctx, client, idsOf(candidatesOf(services)))
	if err != nil {
		left.notes = []string{"Whether another window covers " + names + " could not be read."}
		return left
	}
	for _, w := range windows {
		if w.ID != before.ID && statusOf(w, now) == statusOngoing {
			left.still = append(left.still, showWindow(w, now))
		}
	}
	if left.still != nil {
		left.effect = "This window no longer covers " + names + ". Services of another ongoing window stay under maintenance."
	}
	return left
}

func (t *tools) askEndWindow(ctx context.Context, in endMaintenanceWindowInput) mcptools.Question {
	return mcptools.NewQuestion("End maintenance window %s now?", identify.Labels(ctx, t.source, windowLabel, in.WindowID))
}
