package pagerduty

import (
	"context"
	"iter"
	"time"
)

// MaintenanceWindow is a time in which services open no incidents. Their open incidents stay open.
type MaintenanceWindow struct {
	ID             string      `json:"id"`
	SequenceNumber int         `json:"sequence_number"`
	Description    string      `json:"description"`
	Start          Time        `json:"start_time"`
	End            Time        `json:"end_time"`
	Services       []Reference `json:"services"`
	Teams          []Reference `json:"teams"`
	CreatedBy      Reference   `json:"created_by"`
	HTMLURL        string      `json:"html_url"`
}

// MaintenanceFilter selects maintenance windows by their time.
type MaintenanceFilter string

// The filters of maintenance windows.
const (
	MaintenancePast    MaintenanceFilter = "past"
	MaintenanceFuture  MaintenanceFilter = "future"
	MaintenanceOngoing MaintenanceFilter = "ongoing"
	MaintenanceOpen    MaintenanceFilter = "open" // ongoing or future
	MaintenanceAll     MaintenanceFilter = "all"
)

// ListMaintenanceWindowsOptions filters a list of maintenance windows. The zero value lists all.
type ListMaintenanceWindowsOptions struct {
	PageOptions
	Query      string // part of a description
	TeamIDs    []string
	ServiceIDs []string
	Filter     MaintenanceFilter
}

// MaintenanceWindowChange holds the values that Create and Update set. Update leaves nil fields unchanged.
type MaintenanceWindowChange struct {
	Start       *time.Time // required by Create; PagerDuty replaces a past start by now
	End         *time.Time // required by Create
	ServiceIDs  []string   // required by Create; replaces all services
	Description *string
}

type maintenanceWindowBody struct {
	Window struct {
		Type        string  `json:"type"`
		Start       string  `json:"start_time,omitempty"`
		End         string  `json:"end_time,omitempty"`
		Description *string `json:"description,omitempty"`
		Services    []*link `json:"services,omitempty"`
	} `json:"maintenance_window"`
}

func (c MaintenanceWindowChange) body() (maintenanceWindowBody, error) {
	var body maintenanceWindowBody
	body.Window.Type, body.Window.Description = "maintenance_window", c.Description
	if c.Start != nil {
		body.Window.Start = c.Start.Format(time.RFC3339)
	}
	if c.End != nil {
		body.Window.End = c.End.Format(time.RFC3339)
	}
	for _, id := range c.ServiceIDs {
		body.Window.Services = append(body.Window.Services, linkTo(id, "service_reference"))
	}
	return body, checkIDs(c.ServiceIDs...)
}

// MaintenanceWindowsService reads and changes maintenance windows.
type MaintenanceWindowsService struct{ core *core }

// List returns one page of maintenance windows.
//
// Operation listMaintenanceWindows: GET /maintenance_windows.
func (s *MaintenanceWindowsService) List(ctx context.Context, options ListMaintenanceWindowsOptions) (*Page[MaintenanceWindow], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listMaintenanceWindows: GET /maintenance_windows.
func (s *MaintenanceWindowsService) Pages(ctx context.Context, options ListMaintenanceWindowsOptions) iter.Seq2[*Page[MaintenanceWindow], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the maintenance windows that List returns, across all pages.
//
// Operation listMaintenanceWindows: GET /maintenance_windows.
func (s *MaintenanceWindowsService) All(ctx context.Context, options ListMaintenanceWindowsOptions) iter.Seq2[MaintenanceWindow, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *MaintenanceWindowsService) list(options ListMaintenanceWindowsOptions) listRequest[MaintenanceWindow] {
	r := get("listMaintenanceWindows", "maintenance_windows")
	setText(r.query, "query", options.Query)
	addAll(r.query, "team_ids", options.TeamIDs)
	addAll(r.query, "service_ids", options.ServiceIDs)
	setText(r.query, "filter", string(options.Filter))
	return listRequest[MaintenanceWindow]{s.core, r, "maintenance_windows", func(w MaintenanceWindow) string { return w.ID }}
}

// Get returns one maintenance window.
//
// Operation getMaintenanceWindow: GET /maintenance_windows/{id}.
func (s *MaintenanceWindowsService) Get(ctx context.Context, id string) (*MaintenanceWindow, error) {
	return one[MaintenanceWindow](ctx, s.core, get("getMaintenanceWindow", "maintenance_windows", id), "maintenance_window")
}

// Create creates a maintenance window in the name of the acting user; see WithFrom.
//
// Operation createMaintenanceWindow: POST /maintenance_windows.
func (s *MaintenanceWindowsService) Create(ctx context.Context, window MaintenanceWindowChange) (*MaintenanceWindow, error) {
	body, err := window.body()
	if err != nil {
		return nil, err
	}
	return one[MaintenanceWindow](ctx, s.core, post("createMaintenanceWindow", body, "maintenance_windows").withFrom(), "maintenance_window")
}

// Update changes a maintenance window. PagerDuty's contract requires start, end and services: set them even if they stay as they are.
//
// Operation updateMaintenanceWindow: PUT /maintenance_windows/{id}.
func (s *MaintenanceWindowsService) Update(ctx context.Context, id string, change MaintenanceWindowChange) (*MaintenanceWindow, error) {
	body, err := change.body()
	if err != nil {
		return nil, err
	}
	return one[MaintenanceWindow](ctx, s.core, put("updateMaintenanceWindow", body, "maintenance_windows", id), "maintenance_window")
}

// Delete deletes a future maintenance window, and ends an ongoing one. PagerDuty refuses it for a past one (405, code 5003).
//
// Operation deleteMaintenanceWindow: DELETE /maintenance_windows/{id}.
func (s *MaintenanceWindowsService) Delete(ctx context.Context, id string) error {
	return s.core.deleteVerified(ctx, del("deleteMaintenanceWindow", "maintenance_windows", id), func() (bool, error) {
		window, err := s.Get(ctx, id)
		if err != nil {
			return isMissing(err)
		}
		return s.core.isPast(window.End), nil
	})
}
