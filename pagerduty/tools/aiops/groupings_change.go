package aiops

import (
	"context"
	"errors"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) groupingChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_alert_grouping_setting", "Creates a setting that groups the alerts of services into incidents.", t.createGrouping),
		mcptools.Destructive("update_alert_grouping_setting", "Changes what is given of an alert grouping setting.", t.updateGrouping),
		mcptools.Destructive("delete_alert_grouping_setting", "Deletes an alert grouping setting: the alerts of its services are no longer grouped.", t.deleteGrouping),
	}
}

type createGroupingInput struct {
	Name        *string  `json:"name,omitempty"`
	Description *string  `json:"description,omitempty"`
	Type        string   `json:"type" jsonschema:"enum=content_based,enum=content_based_intelligent,enum=intelligent,enum=time"`
	ServiceIDs  []string `json:"service_ids" jsonschema:"minItems=1,maxItems=250" jsonschema_description:"Ids or names. content_based_intelligent takes one."`
	groupingConfig
}

func (t *tools) createGrouping(ctx context.Context, in createGroupingInput) (*groupingView, error) {
	grouping, err := in.on(in.Type, nil)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	change := pagerduty.AlertGroupingChange{Name: in.Name, Description: in.Description, Grouping: grouping}
	names := identify.NewNames(client)
	names.Verify()
	if err := names.Resolve(ctx, identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &change.ServiceIDs)); err != nil {
		return nil, err
	}
	setting, err := client.AlertGroupingSettings.Create(ctx, change)
	if err != nil {
		return nil, err
	}
	return new(showGrouping(*setting)), nil
}

type updateGroupingInput struct {
	settingID
	Name        *string  `json:"name,omitempty"`
	Description *string  `json:"description,omitempty"`
	Type        *string  `json:"type,omitempty" jsonschema:"enum=content_based,enum=content_based_intelligent,enum=intelligent,enum=time"`
	ServiceIDs  []string `json:"service_ids,omitempty" jsonschema:"minItems=1,maxItems=250" jsonschema_description:"All that it is to be for: ids or names."`
	groupingConfig
}

func (t *tools) updateGrouping(ctx context.Context, in updateGroupingInput) (*groupingView, error) {
	id, err := in.check()
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	change := pagerduty.AlertGroupingChange{Name: in.Name, Description: in.Description}
	names := identify.NewNames(client)
	names.Verify()
	if err := names.Resolve(ctx, identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &change.ServiceIDs)); err != nil {
		return nil, err
	}
	if change.Grouping, err = in.changed(ctx, client, id); err != nil {
		return nil, err
	}
	setting, err := client.AlertGroupingSettings.Update(ctx, id, change)
	if err != nil {
		return nil, err
	}
	return new(showGrouping(*setting)), nil
}

// check refuses what needs no request to refuse.
func (in updateGroupingInput) check() (string, error) {
	id, err := in.id()
	if err != nil {
		return "", err
	}
	if in.Name == nil && in.Description == nil && in.Type == nil && in.ServiceIDs == nil && in.isEmpty() {
		return "", errors.New("nothing to change: give at least one of name, description, type, service_ids, aggregate, fields, time_window and timeout")
	}
	if in.Type != nil {
		err = in.belongsTo(*in.Type)
	}
	return id, err
}

// changed is how the setting is to group; nil for as before. PagerDuty takes a configuration whole, so what is not given comes
// from the one that is there.
func (in updateGroupingInput) changed(ctx context.Context, client *pagerduty.Client, id string) (pagerduty.AlertGrouping, error) {
	if in.Type == nil && in.isEmpty() {
		return nil, nil
	}
	setting, err := client.AlertGroupingSettings.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	current := pagerduty.GroupingType(setting.Grouping)
	if in.Type == nil || *in.Type == current {
		return in.on(current, setting.Grouping)
	}
	return in.on(*in.Type, nil)
}

type deletedGroupingView struct {
	Deleted view.Reference `json:"deleted"`
}

func (t *tools) deleteGrouping(ctx context.Context, in settingID) (*deletedGroupingView, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	return &deletedGroupingView{view.Reference{ID: id}}, client.AlertGroupingSettings.Delete(ctx, id)
}
