package pagerduty

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// ChangeEvent is a reported change to a system, such as a deployment.
type ChangeEvent struct {
	ID            string          `json:"id"`
	Summary       string          `json:"summary"`
	Source        string          `json:"source"`
	Timestamp     Time            `json:"timestamp"`
	Services      []Reference     `json:"services"`
	Integration   Reference       `json:"integration"` // the one that reported the change
	Links         []ChangeLink    `json:"links"`
	Images        []ChangeImage   `json:"images"`
	CustomDetails json.RawMessage `json:"custom_details"`
	HTMLURL       string          `json:"html_url"`
	Correlation   struct {
		Reason string `json:"reason"` // most_recent, related_service or intelligent
	} `json:"correlation_reason"` // only in IncidentsService.RelatedChanges
}

// ChangeLink is a link in a change event.
type ChangeLink struct {
	Href string `json:"href"`
	Text string `json:"text"`
}

// ChangeImage is an image in a change event.
type ChangeImage struct {
	Source string `json:"src"`
	Href   string `json:"href"`
	Text   string `json:"alt"`
}

// ListChangeEventsOptions filters a list of change events. The zero value lists all.
type ListChangeEventsOptions struct {
	PageOptions
	TeamIDs        []string // change events of any of these teams' services
	IntegrationIDs []string // reported by any of these integrations
	Since, Until   time.Time
}

// ChangeEventUpdate holds the values that Update sets. Nil fields are unchanged.
type ChangeEventUpdate struct {
	Summary       *string        `json:"summary,omitempty"`
	CustomDetails map[string]any `json:"custom_details,omitempty"`
}

// ChangeEventsService reads and changes change events. PagerDuty may not say whether a list of them goes on. Then Page.More is set for
// a full page, and the next page may be empty.
type ChangeEventsService struct{ core *core }

// List returns one page of change events.
//
// Operation listChangeEvents: GET /change_events.
func (s *ChangeEventsService) List(ctx context.Context, options ListChangeEventsOptions) (*Page[ChangeEvent], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listChangeEvents: GET /change_events.
func (s *ChangeEventsService) Pages(ctx context.Context, options ListChangeEventsOptions) iter.Seq2[*Page[ChangeEvent], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the change events that List returns, across all pages.
//
// Operation listChangeEvents: GET /change_events.
func (s *ChangeEventsService) All(ctx context.Context, options ListChangeEventsOptions) iter.Seq2[ChangeEvent, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *ChangeEventsService) list(options ListChangeEventsOptions) listRequest[ChangeEvent] {
	return changeEventList(s.core, get("listChangeEvents", "change_events"), options)
}

// changeEventList returns a request for a list of change events. PagerDuty takes their times in UTC only.
func changeEventList(c *core, r request, options ListChangeEventsOptions) listRequest[ChangeEvent] {
	addAll(r.query, "team_ids", options.TeamIDs)
	addAll(r.query, "integration_ids", options.IntegrationIDs)
	setTime(r.query, "since", options.Since.UTC())
	setTime(r.query, "until", options.Until.UTC())
	r.withoutMore = true
	return listRequest[ChangeEvent]{c, r, "change_events", func(e ChangeEvent) string { return e.ID }}
}

// Get returns one change event.
//
// Operation getChangeEvent: GET /change_events/{id}.
func (s *ChangeEventsService) Get(ctx context.Context, id string) (*ChangeEvent, error) {
	return one[ChangeEvent](ctx, s.core, get("getChangeEvent", "change_events", id), "change_event")
}

// Update changes the summary or the details of a change event.
//
// Operation updateChangeEvent: PUT /change_events/{id}.
func (s *ChangeEventsService) Update(ctx context.Context, id string, update ChangeEventUpdate) (*ChangeEvent, error) {
	var body struct {
		ChangeEvent struct {
			Type string `json:"type"`
			ChangeEventUpdate
		} `json:"change_event"`
	}
	body.ChangeEvent.Type, body.ChangeEvent.ChangeEventUpdate = "change_event", update
	return one[ChangeEvent](ctx, s.core, put("updateChangeEvent", body, "change_events", id), "change_event")
}

// ChangeEvents returns one page of the change events of a service.
//
// Operation listServiceChangeEvents: GET /services/{id}/change_events.
func (s *ServicesService) ChangeEvents(ctx context.Context, serviceID string, options ListChangeEventsOptions) (*Page[ChangeEvent], error) {
	return s.changeEvents(serviceID, options).page(ctx, options.PageOptions)
}

// AllChangeEvents iterates over the change events that ChangeEvents returns, across all pages.
//
// Operation listServiceChangeEvents: GET /services/{id}/change_events.
func (s *ServicesService) AllChangeEvents(ctx context.Context, serviceID string, options ListChangeEventsOptions) iter.Seq2[ChangeEvent, error] {
	return s.changeEvents(serviceID, options).all(ctx, options.PageOptions)
}

func (s *ServicesService) changeEvents(serviceID string, options ListChangeEventsOptions) listRequest[ChangeEvent] {
	return changeEventList(s.core, get("listServiceChangeEvents", "services", serviceID, "change_events"), options)
}

// RelatedChanges returns at most limit change events that may have caused an incident. A limit of 0 is PagerDuty's default.
//
// Operation listIncidentRelatedChangeEvents: GET /incidents/{id}/related_change_events.
func (s *IncidentsService) RelatedChanges(ctx context.Context, incidentID string, limit int) ([]ChangeEvent, error) {
	r := get("listIncidentRelatedChangeEvents", "incidents", incidentID, "related_change_events")
	setInt(r.query, "limit", limit)
	return items[ChangeEvent](ctx, s.core, r, "change_events")
}
