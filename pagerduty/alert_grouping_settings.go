package pagerduty

import (
	"context"
	"encoding/json"
	"iter"
)

// AlertGrouping is how alerts are grouped into incidents: a *ContentGrouping, a *ContentIntelligentGrouping, an
// *IntelligentGrouping or a *TimeGrouping; in answers also an *UnknownGrouping. To change a grouping, change the value that was
// read: it keeps the members of PagerDuty's configuration that this library does not know.
type AlertGrouping interface{ groupingType() string }

// ContentGrouping groups alerts whose fields are equal.
type ContentGrouping struct {
	Aggregate  string   `json:"aggregate,omitempty"`   // all or any: how many of the fields must be equal
	Fields     []string `json:"fields,omitempty"`      // such as "summary" or "custom_details.host"
	TimeWindow *int     `json:"time_window,omitempty"` // seconds, 300 to 3600 or 86400; 0 for PagerDuty's recommendation

	unknown members
}

// ContentIntelligentGrouping groups alerts whose fields are equal or whose texts are alike, on one service.
type ContentIntelligentGrouping struct {
	Aggregate  string   `json:"aggregate,omitempty"` // all or any
	Fields     []string `json:"fields,omitempty"`
	TimeWindow *int     `json:"time_window,omitempty"` // seconds, 300 to 3600; 0 for PagerDuty's recommendation

	unknown members
}

// IntelligentGrouping groups alerts whose texts are alike.
type IntelligentGrouping struct {
	Fields     []string `json:"iag_fields,omitempty"`  // the texts to compare; by default the summary
	TimeWindow *int     `json:"time_window,omitempty"` // seconds, 300 to 3600; 0 for PagerDuty's recommendation

	unknown members
}

// TimeGrouping groups alerts that arrive within Timeout of the first.
type TimeGrouping struct {
	Timeout *int `json:"timeout,omitempty"` // seconds, 60 to 86400; 0 groups all alerts until the incident is resolved

	unknown members
}

// UnknownGrouping is a grouping whose type this library does not know, or whose configuration is not an object. Create and Update
// refuse it.
type UnknownGrouping struct {
	Type   string
	Config json.RawMessage
}

func (*ContentGrouping) groupingType() string            { return "content_based" }
func (*ContentIntelligentGrouping) groupingType() string { return "content_based_intelligent" }
func (*IntelligentGrouping) groupingType() string        { return "intelligent" }
func (*TimeGrouping) groupingType() string               { return "time" }
func (g *UnknownGrouping) groupingType() string          { return g.Type }

// GroupingType returns PagerDuty's name for the type of a grouping, such as "time"; "" for nil.
func GroupingType(grouping AlertGrouping) string {
	if grouping == nil {
		return ""
	}
	return grouping.groupingType()
}

// AlertGroupingSetting is a rule for grouping the alerts of one or more services.
type AlertGroupingSetting struct {
	ID          string
	Name        string
	Description string
	Grouping    AlertGrouping
	Services    []Reference
	CreatedAt   Time
	UpdatedAt   Time
}

// UnmarshalJSON decodes the configuration by its type. It never fails.
func (s *AlertGroupingSetting) UnmarshalJSON(data []byte) error {
	var read struct {
		ID          string          `json:"id"`
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Type        string          `json:"type"`
		Config      json.RawMessage `json:"config"`
		Services    []Reference     `json:"services"`
		CreatedAt   Time            `json:"created_at"`
		UpdatedAt   Time            `json:"updated_at"`
	}
	_ = json.Unmarshal(data, &read) // members of an unexpected type stay empty
	*s = AlertGroupingSetting{
		ID: read.ID, Name: read.Name, Description: read.Description, Services: read.Services,
		CreatedAt: read.CreatedAt, UpdatedAt: read.UpdatedAt, Grouping: newGrouping(read.Type, read.Config),
	}
	return nil
}

// AlertGroupingChange holds the values that Create and Update set. Update leaves nil fields unchanged.
type AlertGroupingChange struct {
	Name        *string
	Description *string
	Grouping    AlertGrouping // required by Create
	ServiceIDs  []string      // required by Create; at most 250, and only one for a *ContentIntelligentGrouping
}

type alertGroupingBody struct {
	Setting struct {
		Name        *string       `json:"name,omitempty"`
		Description *string       `json:"description,omitempty"`
		Type        string        `json:"type,omitempty"`
		Config      AlertGrouping `json:"config,omitempty"`
		Services    []link        `json:"services,omitempty"`
	} `json:"alert_grouping_setting"`
}

func (c AlertGroupingChange) body() (alertGroupingBody, error) {
	var body alertGroupingBody
	if _, unknown := c.Grouping.(*UnknownGrouping); unknown {
		return body, &ArgumentError{Argument: "Grouping", Message: "is of a type that this library can only read"}
	}
	body.Setting.Name, body.Setting.Description = c.Name, c.Description
	body.Setting.Type, body.Setting.Config = GroupingType(c.Grouping), c.Grouping
	for _, id := range c.ServiceIDs {
		body.Setting.Services = append(body.Setting.Services, link{ID: id, Type: "service_reference"})
	}
	return body, checkIDs(c.ServiceIDs...)
}

// ListAlertGroupingSettingsOptions filters a list of settings. The zero value lists all.
type ListAlertGroupingSettingsOptions struct {
	CursorOptions
	ServiceIDs []string // settings of any of these services
}

// AlertGroupingSettingsService reads and changes alert grouping settings.
type AlertGroupingSettingsService struct{ core *core }

// List returns one page of settings.
//
// Operation listAlertGroupingSettings: GET /alert_grouping_settings.
func (s *AlertGroupingSettingsService) List(ctx context.Context, options ListAlertGroupingSettingsOptions) (*Page[AlertGroupingSetting], error) {
	return s.list(options).cursorPage(ctx, options.CursorOptions)
}

// All iterates over the settings that List returns, across all pages.
//
// Operation listAlertGroupingSettings: GET /alert_grouping_settings.
func (s *AlertGroupingSettingsService) All(ctx context.Context, options ListAlertGroupingSettingsOptions) iter.Seq2[AlertGroupingSetting, error] {
	return s.list(options).cursorAll(ctx, options.CursorOptions)
}

func (s *AlertGroupingSettingsService) list(options ListAlertGroupingSettingsOptions) listRequest[AlertGroupingSetting] {
	r := get("listAlertGroupingSettings", "alert_grouping_settings")
	addAll(r.query, "service_ids", options.ServiceIDs)
	return listRequest[AlertGroupingSetting]{s.core, r, "alert_grouping_settings", func(s AlertGroupingSetting) string { return s.ID }}
}

// Get returns one setting.
//
// Operation getAlertGroupingSetting: GET /alert_grouping_settings/{id}.
func (s *AlertGroupingSettingsService) Get(ctx context.Context, id string) (*AlertGroupingSetting, error) {
	return one[AlertGroupingSetting](ctx, s.core, get("getAlertGroupingSetting", "alert_grouping_settings", id), "alert_grouping_setting")
}

// Create creates a setting. A service can belong to only one setting.
//
// Operation postAlertGroupingSettings: POST /alert_grouping_settings.
func (s *AlertGroupingSettingsService) Create(ctx context.Context, setting AlertGroupingChange) (*AlertGroupingSetting, error) {
	body, err := setting.body()
	if err != nil {
		return nil, err
	}
	return one[AlertGroupingSetting](ctx, s.core, post("postAlertGroupingSettings", body, "alert_grouping_settings"), "alert_grouping_setting")
}

// Update changes a setting. Nil fields are unchanged.
//
// Operation putAlertGroupingSetting: PUT /alert_grouping_settings/{id}.
func (s *AlertGroupingSettingsService) Update(ctx context.Context, id string, change AlertGroupingChange) (*AlertGroupingSetting, error) {
	body, err := change.body()
	if err != nil {
		return nil, err
	}
	return one[AlertGroupingSetting](ctx, s.core, put("putAlertGroupingSetting", body, "alert_grouping_settings", id), "alert_grouping_setting")
}

// Delete deletes a setting. The alerts of its services are no longer grouped.
//
// Operation deleteAlertGroupingSetting: DELETE /alert_grouping_settings/{id}.
func (s *AlertGroupingSettingsService) Delete(ctx context.Context, id string) error {
	return s.core.deleteVerified(ctx, del("deleteAlertGroupingSetting", "alert_grouping_settings", id), func() (bool, error) {
		_, err := s.Get(ctx, id)
		return isMissing(err)
	})
}
