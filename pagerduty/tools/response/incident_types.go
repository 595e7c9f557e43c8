package response

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) incidentTypes() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_incident_types", "Lists the account's incident types with their custom fields.", t.listIncidentTypes,
			mcptools.WithExample(`{}`)),
		mcptools.Read("list_priorities", "Lists the priorities, most severe first.", t.listPriorities,
			mcptools.WithExample(`{}`)),
	}
}

type typeView struct {
	ID          string           `json:"id"`
	Name        string           `json:"name,omitzero"`
	DisplayName string           `json:"display_name,omitzero"`
	Description string           `json:"description,omitzero"`
	Inherits    string           `json:"inherits_fields_of,omitzero"` // the name of another type in the list
	Fields      []fieldView      `json:"fields"`                      // without those that it inherits from a type in the list
	Missing     incident.Missing `json:"missing,omitempty"`
}

// fieldView is a custom field.
type fieldView struct {
	Name        string          `json:"name"`
	DisplayName string          `json:"display_name,omitzero"`
	Description string          `json:"description,omitzero"`
	Type        string          `json:"type,omitzero"`
	Several     bool            `json:"several,omitzero"` // it holds a list
	Options     []string        `json:"options,omitempty"`
	Default     json.RawMessage `json:"default,omitempty"`
}

func (t *tools) listIncidentTypes(ctx context.Context, _ struct{}) (mcptools.List[typeView], error) {
	var list mcptools.List[typeView]
	client, err := t.source.Client(ctx)
	if err != nil {
		return list, err
	}
	types, err := client.IncidentTypes.List(ctx, pagerduty.ListIncidentTypesOptions{})
	if err != nil {
		return list, err
	}
	fields, failed := make([][]pagerduty.IncidentField, len(types)), make([]error, len(types))
	_ = parallel.Each(ctx, len(types), func(ctx context.Context, i int) error {
		fields[i], failed[i] = client.IncidentTypes.Fields(ctx, types[i].ID)
		return nil
	})
	for i, kind := range types {
		shown := showType(kind, types, fields[i])
		shown.Missing.Add("fields", failed[i])
		list.Items = append(list.Items, shown)
	}
	return list, nil
}

func showType(kind pagerduty.IncidentType, all []pagerduty.IncidentType, fields []pagerduty.IncidentField) typeView {
	shown := typeView{ID: kind.ID, Name: kind.Name, DisplayName: kind.DisplayName, Description: kind.Description, Fields: []fieldView{}}
	for _, field := range fields {
		owner := slices.IndexFunc(all, func(t pagerduty.IncidentType) bool { return t.ID == field.IncidentType })
		if owner >= 0 && all[owner].ID != kind.ID {
			shown.Inherits = all[owner].Name
			continue
		}
		shown.Fields = append(shown.Fields, showField(field))
	}
	return shown
}

func showField(f pagerduty.IncidentField) fieldView {
	return fieldView{
		Name: f.Name, DisplayName: f.DisplayName, Description: f.Description, Type: f.DataType, Several: holdsSeveral(f), Options: optionsOf(f),
		Default: view.Raw(f.DefaultValue),
	}
}

func holdsSeveral(f pagerduty.IncidentField) bool {
	return strings.HasPrefix(f.FieldType, "multi_value")
}

func optionsOf(f pagerduty.IncidentField) []string {
	var options []string
	for _, option := range f.Options {
		options = append(options, option.Data.Value)
	}
	return options
}

type priorityView struct {
	view.Reference
	Description string `json:"description,omitzero"`
}

func (t *tools) listPriorities(ctx context.Context, _ struct{}) (mcptools.List[priorityView], error) {
	var list mcptools.List[priorityView]
	client, err := t.source.Client(ctx)
	if err != nil {
		return list, err
	}
	const most = 1000
	priorities, err := paging.First(client.Priorities.All(ctx, pagerduty.PageOptions{}), most)
	if err != nil {
		return list, err
	}
	for _, p := range priorities {
		name := pagerduty.Reference{ID: p.ID, Name: p.Name, Summary: p.Summary}
		list.Items = append(list.Items, priorityView{*view.Of(name), p.Description})
	}
	return list, nil
}
