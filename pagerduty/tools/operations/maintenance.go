package operations

import (
	"context"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) maintenanceWindows() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_maintenance_windows", "Lists maintenance windows. During one, its services open no incidents.", t.listMaintenanceWindows,
			mcptools.WithExample(`{"service_ids":["Warehouse Sync"]}`)),
	}
}

type listMaintenanceWindowsInput struct {
	ServiceIDs []string                    `json:"service_ids,omitempty" jsonschema_description:"Ids or names."`
	TeamIDs    []string                    `json:"team_ids,omitempty" jsonschema_description:"Ids or names."`
	Filter     pagerduty.MaintenanceFilter `json:"filter,omitempty" jsonschema:"enum=past,enum=future,enum=ongoing,enum=open,enum=all" jsonschema_description:"Default open: ongoing or future."`
	Query      string                      `json:"query,omitempty" jsonschema_description:"Part of a description."`
	paging.Counted
}

// The values of windowView.Status.
const (
	statusPast    = "past"
	statusOngoing = "ongoing"
	statusFuture  = "future"
)

// windowView is a maintenance window.
type windowView struct {
	ID          string           `json:"id"`
	Status      string           `json:"status"` // past, ongoing or future
	Start       string           `json:"start,omitzero"`
	End         string           `json:"end,omitzero"`
	Description string           `json:"description,omitzero"`
	Services    []view.Reference `json:"services,omitempty"`
	CreatedBy   string           `json:"created_by,omitzero"`
	HTMLURL     string           `json:"html_url,omitzero"`
}

func showWindow(w pagerduty.MaintenanceWindow, now time.Time) windowView {
	return windowView{
		ID: w.ID, Status: statusOf(w, now), Start: view.Time(w.Start), End: view.Time(w.End), Description: w.Description,
		Services: view.References(w.Services), CreatedBy: view.Name(w.CreatedBy), HTMLURL: w.HTMLURL,
	}
}

func statusOf(w pagerduty.MaintenanceWindow, now time.Time) string {
	switch {
	case !now.Before(w.End.Time):
		return statusPast
	case now.Before(w.Start.Time):
		return statusFuture
	}
	return statusOngoing
}

func (t *tools) listMaintenanceWindows(ctx context.Context, in listMaintenanceWindowsInput) (mcptools.List[windowView], error) {
	options := pagerduty.ListMaintenanceWindowsOptions{Query: strings.TrimSpace(in.Query), Filter: in.Filter}
	if options.Filter == "" {
		options.Filter = pagerduty.MaintenanceOpen
	}
	filters := []identify.Argument{
		identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &options.ServiceIDs),
		identify.Many(identify.Team(), "team_ids", in.TeamIDs, &options.TeamIDs),
	}
	now := when.Now(ctx)
	return paging.FilteredList(ctx, t.source, in.Counted, filters, func(w pagerduty.MaintenanceWindow) windowView { return showWindow(w, now) },
		func(ctx context.Context, client *pagerduty.Client, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.MaintenanceWindow], error) {
			options.PageOptions = page
			return client.MaintenanceWindows.List(ctx, options)
		})
}
