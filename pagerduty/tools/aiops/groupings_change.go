package aiops

import (
	"context"
	"errors"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) groupingChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("create_alert_grouping_setting", "Creates a setting that groups the alerts of services into incidents.", t.createGrouping, mcptools.WithQuestion(t.askCreateGrouping),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"type":"time","service_ids":["Order Pipeline"],"timeout":300}`)),
		mcptools.Destructive("update_alert_grouping_setting", "Updates an alert grouping setting; omitted fields are unchanged.", t.updateGrouping, mcptools.WithQuestion(t.askUpdateGrouping),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"setting_id":"PGCHECK","name":"Checkout alerts"}`)),
		mcptools.Destructive("delete_alert_grouping_setting", "Deletes an alert grouping setting: the alerts of its services are no longer grouped.", t.deleteGrouping, mcptools.WithQuestion(t.askDeleteGrouping),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"setting_id":"PGCHECK"}`)),
	}
}

type createGroupingInput struct {
	Name        *string  `json:"name,omitempty"`
	Description *string  `json:"description,omitempty"`
	Type        string   `json:"type" jsonschema:"enum=content_based,enum=content_based_intelligent,enum=intelligent,enum=time"`
	ServiceIDs  []string `json:"service_ids" jsonschema:"minItems=1,maxItems=250" jsonschema_description:"Ids or names. content_based_intelligent takes one."`
	moveInput
	groupingConfig
}

// changedGroupingView is a setting after a write, with the effect on services.
type changedGroupingView struct {
	groupingView
	view.Change
	Moved     []moveView       `json:"moved,omitempty"`
	Ungrouped []view.Reference `json:"no_longer_grouped,omitempty"`
	Notes     []string         `json:"notes,omitempty"`
}

// showChangedGrouping returns a setting after a write, compared with before, which is nil for a new one.
func showChangedGrouping(before *groupingView, after *pagerduty.AlertGroupingSetting, moves []move) *changedGroupingView {
	shown := &changedGroupingView{groupingView: showGrouping(*after)}
	for _, one := range moves {
		shown.Moved = append(shown.Moved, one.view())
	}
	if before == nil {
		return shown
	}
	shown.Change = view.Changes(before, shown.groupingView, "name", "description", "type", "aggregate", "fields", "time_window", "timeout", "services")
	shown.Notes = shown.Unchanged("setting")
	now := idsOf(after.Services)
	for _, service := range before.Services {
		if !slices.Contains(now, service.ID) {
			shown.Ungrouped = append(shown.Ungrouped, service)
		}
	}
	return shown
}

func (t *tools) createGrouping(ctx context.Context, in createGroupingInput) (*changedGroupingView, error) {
	grouping, err := in.applyTo(in.Type, nil)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	change := pagerduty.AlertGroupingChange{Name: in.Name, Description: in.Description, Grouping: grouping}
	if err := identify.Resolve(ctx, client, identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &change.ServiceIDs)); err != nil {
		return nil, err
	}
	moves, err := in.findMoves(ctx, client, "", change.ServiceIDs)
	if err != nil {
		return nil, err
	}
	setting, err := writeAfterMoves(ctx, client, moves, func() (*pagerduty.AlertGroupingSetting, error) {
		return client.AlertGroupingSettings.Create(ctx, change)
	})
	if err != nil {
		return nil, err
	}
	return showChangedGrouping(nil, setting, moves), nil
}

type updateGroupingInput struct {
	settingID
	Name        *string  `json:"name,omitempty"`
	Description *string  `json:"description,omitempty"`
	Type        *string  `json:"type,omitempty" jsonschema:"enum=content_based,enum=content_based_intelligent,enum=intelligent,enum=time"`
	ServiceIDs  []string `json:"service_ids,omitempty" jsonschema:"minItems=1,maxItems=250" jsonschema_description:"The complete list: ids or names."`
	moveInput
	groupingConfig
}

func (t *tools) updateGrouping(ctx context.Context, in updateGroupingInput) (*changedGroupingView, error) {
	id, err := in.check()
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	change := pagerduty.AlertGroupingChange{Name: in.Name, Description: in.Description}
	services := identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &change.ServiceIDs)
	if err := identify.Check(services); err != nil {
		return nil, err
	}
	var before *pagerduty.AlertGroupingSetting
	var moves []move
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			before, err = client.AlertGroupingSettings.Get(ctx, id)
			return err
		},
		func(ctx context.Context) (err error) {
			if err := identify.Resolve(ctx, client, services); err != nil {
				return err
			}
			moves, err = in.findMoves(ctx, client, id, change.ServiceIDs)
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	shown := showGrouping(*before) // before grouping changes its configuration
	if change.Grouping, err = in.grouping(before); err != nil {
		return nil, err
	}
	setting, err := writeAfterMoves(ctx, client, moves, func() (*pagerduty.AlertGroupingSetting, error) {
		return client.AlertGroupingSettings.Update(ctx, id, change)
	})
	if err != nil {
		return nil, err
	}
	return showChangedGrouping(&shown, setting, moves), nil
}

// check refuses mistakes that can be found without a request, and returns the setting's id.
func (in updateGroupingInput) check() (string, error) {
	id, err := in.id()
	if err != nil {
		return "", err
	}
	if in.Name == nil && in.Description == nil && in.Type == nil && in.ServiceIDs == nil && in.isEmpty() {
		return "", errors.New("nothing to change: give at least one of name, description, type, service_ids, aggregate, fields, time_window and timeout")
	}
	if in.Type != nil {
		err = in.groupingConfig.check(*in.Type)
	}
	return id, err
}

// grouping returns the new configuration; nil if it is unchanged. PagerDuty replaces the whole configuration, so omitted fields come from
// the existing one.
func (in updateGroupingInput) grouping(setting *pagerduty.AlertGroupingSetting) (pagerduty.AlertGrouping, error) {
	if in.Type == nil && in.isEmpty() {
		return nil, nil
	}
	current := pagerduty.GroupingType(setting.Grouping)
	if in.Type == nil || *in.Type == current {
		return in.applyTo(current, setting.Grouping)
	}
	return in.applyTo(*in.Type, nil)
}

type deletedGroupingView struct {
	Deleted   view.Reference   `json:"deleted"`
	Type      string           `json:"type,omitzero"`
	Ungrouped []view.Reference `json:"no_longer_grouped,omitempty"`
}

func (t *tools) deleteGrouping(ctx context.Context, in settingID) (*deletedGroupingView, error) {
	client, setting, err := t.findGrouping(ctx, in)
	if err != nil {
		return nil, err
	}
	return &deletedGroupingView{
		view.Reference{ID: setting.ID, Name: setting.Name}, pagerduty.GroupingType(setting.Grouping), view.References(setting.Services),
	}, client.AlertGroupingSettings.Delete(ctx, setting.ID)
}

func (t *tools) askCreateGrouping(ctx context.Context, in createGroupingInput) mcptools.Question {
	words := "Group alerts of %s, type %s?"
	if in.MoveServices {
		words = "Group alerts of %s, type %s, and remove them from their current settings?"
	}
	return mcptools.NewQuestion(words, identify.Labels(ctx, t.source, identify.Service().Name, in.ServiceIDs...), []string{in.Type})
}

func (t *tools) askUpdateGrouping(ctx context.Context, in updateGroupingInput) mcptools.Question {
	services := in.ServiceIDs
	if services != nil {
		services = identify.Labels(ctx, t.source, identify.Service().Name, services...)
	}
	return ask.Of("alert grouping setting", identify.Labels(ctx, t.source, identify.GroupingName, in.SettingID),
		ask.To("type", in.Type), ask.ToAll("services", services), ask.To("aggregate", in.Aggregate), ask.ToAll("fields", in.Fields),
		ask.ToNumber("time window", in.TimeWindow), ask.ToNumber("timeout", in.Timeout), ask.To("name", in.Name), ask.To("description", in.Description))
}

func (t *tools) askDeleteGrouping(ctx context.Context, in settingID) mcptools.Question {
	return mcptools.NewQuestion("Delete alert grouping setting %s? Alerts are then no longer grouped.", identify.Labels(ctx, t.source, identify.GroupingName, in.SettingID))
}
