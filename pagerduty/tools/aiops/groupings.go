package aiops

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) groupings() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_alert_grouping_settings", "Lists how the alerts of services are grouped into incidents.", t.listGroupings,
			mcptools.WithExample(`{"service_ids":["Checkout API"]}`)),
		mcptools.Read("get_alert_grouping_setting", "Returns one alert grouping setting.", t.getGrouping,
			mcptools.WithExample(`{"setting_id":"PGCHECK"}`)),
	}
}

type listGroupingsInput struct {
	ServiceIDs []string `json:"service_ids,omitempty" jsonschema_description:"Any of these: ids or names."`
	paging.CursorArguments
}

// groupingView is an alert grouping setting.
type groupingView struct {
	ID          string           `json:"id"`
	Name        string           `json:"name,omitzero"`
	Description string           `json:"description,omitzero"`
	Type        string           `json:"type,omitzero"`
	Aggregate   string           `json:"aggregate,omitzero"`
	Fields      []string         `json:"fields,omitempty"`
	TimeWindow  *int             `json:"time_window,omitzero"`
	Timeout     *int             `json:"timeout,omitzero"`
	Config      any              `json:"config,omitempty"` // of a type that this library does not know
	Services    []view.Reference `json:"services,omitempty"`
	CreatedAt   string           `json:"created_at,omitzero"`
	UpdatedAt   string           `json:"updated_at,omitzero"`
}

func showGrouping(s pagerduty.AlertGroupingSetting) groupingView {
	shown := groupingView{
		ID: s.ID, Name: s.Name, Description: s.Description, Type: pagerduty.GroupingType(s.Grouping),
		Services: view.References(s.Services), CreatedAt: view.Time(s.CreatedAt), UpdatedAt: view.Time(s.UpdatedAt),
	}
	switch g := s.Grouping.(type) {
	case *pagerduty.ContentGrouping:
		shown.Aggregate, shown.Fields, shown.TimeWindow = g.Aggregate, g.Fields, g.TimeWindow
	case *pagerduty.ContentIntelligentGrouping:
		shown.Aggregate, shown.Fields, shown.TimeWindow = g.Aggregate, g.Fields, g.TimeWindow
	case *pagerduty.IntelligentGrouping:
		shown.Fields, shown.TimeWindow = g.Fields, g.TimeWindow
	case *pagerduty.TimeGrouping:
		shown.Timeout = g.Timeout
	case *pagerduty.UnknownGrouping:
		shown.Config = view.Compact(g.Config)
	}
	return shown
}

func (t *tools) listGroupings(ctx context.Context, in listGroupingsInput) (mcptools.List[groupingView], error) {
	if err := in.Check(); err != nil {
		return mcptools.List[groupingView]{}, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return mcptools.List[groupingView]{}, err
	}
	var options pagerduty.ListAlertGroupingSettingsOptions
	filters := []identify.Argument{identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &options.ServiceIDs)}
	return paging.Filtered(ctx, client, filters, func(ctx context.Context) (mcptools.List[groupingView], error) {
		return paging.CollectByCursor(ctx, in.CursorArguments, func(s pagerduty.AlertGroupingSetting) string { return s.ID }, showGrouping,
			func(ctx context.Context, page pagerduty.CursorOptions) (*pagerduty.Page[pagerduty.AlertGroupingSetting], error) {
				options.CursorOptions = page
				return client.AlertGroupingSettings.List(ctx, options)
			})
	})
}

// settingID is the argument of tools on one setting. Settings go by id only, since their names may be empty.
type settingID struct {
	SettingID string `json:"setting_id" alias:"alert_grouping_setting_id"`
}

func (in settingID) id() (string, error) {
	id, err := identify.ID("setting_id", in.SettingID)
	if err != nil {
		return "", fmt.Errorf("%w; settings go by id only, and their list has the ids", err)
	}
	return id, nil
}

func (t *tools) findGrouping(ctx context.Context, in settingID) (*pagerduty.Client, *pagerduty.AlertGroupingSetting, error) {
	id, err := in.id()
	if err != nil {
		return nil, nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, nil, err
	}
	setting, err := client.AlertGroupingSettings.Get(ctx, id)
	return client, setting, err
}

func (t *tools) getGrouping(ctx context.Context, in settingID) (*groupingView, error) {
	_, setting, err := t.findGrouping(ctx, in)
	if err != nil {
		return nil, err
	}
	return new(showGrouping(*setting)), nil
}
