package pagerduty

import (
	"context"
	"encoding/json"
	"iter"
)

// BusinessService is what customers or the company use. Services and other business services support it.
type BusinessService struct {
	ID             string    `json:"id"`
	Name           string    `json:"name"`
	Description    string    `json:"description"`
	PointOfContact string    `json:"point_of_contact"`
	Team           Reference `json:"team"` // PagerDuty sends its id only; empty if there is none
	HTMLURL        string    `json:"html_url"`
}

// BusinessServiceChange holds the values that Create and Update set. Update leaves nil fields unchanged.
type BusinessServiceChange struct {
	Name           *string // required by Create
	Description    *string
	PointOfContact *string
	TeamID         *string
}

type businessServiceBody struct {
	BusinessService struct {
		Name           *string   `json:"name,omitempty"`
		Description    *string   `json:"description,omitempty"`
		PointOfContact *string   `json:"point_of_contact,omitempty"`
		Team           *teamByID `json:"team,omitempty"`
	} `json:"business_service"`
}

type teamByID struct {
	ID string `json:"id"`
}

func (c BusinessServiceChange) body() (businessServiceBody, error) {
	var body businessServiceBody
	service := &body.BusinessService
	service.Name, service.Description, service.PointOfContact = c.Name, c.Description, c.PointOfContact
	if c.TeamID == nil {
		return body, nil
	}
	service.Team = &teamByID{*c.TeamID}
	return body, checkIDs(*c.TeamID)
}

// The values of ServiceImpact.Status.
const (
	Impacted    = "impacted"
	NotImpacted = "not_impacted"
)

// ServiceImpact is the state of a business service: whether an open incident impacts it.
type ServiceImpact struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	Name       string `json:"name"`
	Status     string `json:"status"` // Impacted or NotImpacted
	Additional struct {
		HighestImpactingPriority *struct {
			ID    string `json:"id"`
			Order int    `json:"order"`
		} `json:"highest_impacting_priority"`
	} `json:"additional_fields"`
}

// ImpactOptions selects business services and adds members to their impacts.
type ImpactOptions struct {
	IDs          []string // of business services; without any, PagerDuty chooses the most impacted
	WithPriority bool     // adds HighestImpactingPriority
	WithTotal    bool     // adds ServiceImpacts.TotalImpacted
}

func (o ImpactOptions) set(r request) request {
	addAll(r.query, "ids", o.IDs)
	if o.WithPriority {
		r.query.Add("additional_fields[]", "services.highest_impacting_priority")
	}
	if o.WithTotal {
		r.query.Add("additional_fields[]", "total_impacted_count")
	}
	return r
}

// MaxImpacts is the number of impacts and impactors that PagerDuty returns at most. Ask for more business services in portions.
const MaxImpacts = 200

// ServiceImpacts are impacts of business services, the impacted ones first.
type ServiceImpacts struct {
	Services      []ServiceImpact
	More          bool // there are more than MaxImpacts
	TotalImpacted *int // the number of impacted business services; nil unless it was asked for
}

// Impactor is what impacts a business service: an incident.
type Impactor struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// BusinessServicesService reads and changes business services.
type BusinessServicesService struct{ core *core }

// List returns one page of business services. PagerDuty has no filters for them.
//
// Operation listBusinessServices: GET /business_services.
func (s *BusinessServicesService) List(ctx context.Context, options PageOptions) (*Page[BusinessService], error) {
	return s.list().page(ctx, options)
}

// Pages iterates over the pages of List.
//
// Operation listBusinessServices: GET /business_services.
func (s *BusinessServicesService) Pages(ctx context.Context, options PageOptions) iter.Seq2[*Page[BusinessService], error] {
	return s.list().pages(ctx, options)
}

// All iterates over the business services that List returns, across all pages.
//
// Operation listBusinessServices: GET /business_services.
func (s *BusinessServicesService) All(ctx context.Context, options PageOptions) iter.Seq2[BusinessService, error] {
	return s.list().all(ctx, options)
}

func (s *BusinessServicesService) list() listRequest[BusinessService] {
	r := get("listBusinessServices", "business_services")
	return listRequest[BusinessService]{s.core, r, "business_services", func(b BusinessService) string { return b.ID }}
}

// Get returns one business service.
//
// Operation getBusinessService: GET /business_services/{id}.
func (s *BusinessServicesService) Get(ctx context.Context, id string) (*BusinessService, error) {
	return one[BusinessService](ctx, s.core, get("getBusinessService", "business_services", id), "business_service")
}

// Create creates a business service.
//
// Operation createBusinessService: POST /business_services.
func (s *BusinessServicesService) Create(ctx context.Context, service BusinessServiceChange) (*BusinessService, error) {
	body, err := service.body()
	if err != nil {
		return nil, err
	}
	return one[BusinessService](ctx, s.core, post("createBusinessService", body, "business_services"), "business_service")
}

// Update changes a business service. Nil fields are unchanged.
//
// Operation updateBusinessService: PUT /business_services/{id}.
func (s *BusinessServicesService) Update(ctx context.Context, id string, change BusinessServiceChange) (*BusinessService, error) {
	body, err := change.body()
	if err != nil {
		return nil, err
	}
	return one[BusinessService](ctx, s.core, put("updateBusinessService", body, "business_services", id), "business_service")
}

// Delete deletes a business service and its dependencies.
//
// Operation deleteBusinessService: DELETE /business_services/{id}.
func (s *BusinessServicesService) Delete(ctx context.Context, id string) error {
	return s.core.deleteVerified(ctx, del("deleteBusinessService", "business_services", id), func() (bool, error) {
		_, err := s.Get(ctx, id)
		return isMissing(err)
	})
}

// Impacts returns which business services open incidents impact. Without ids it covers the top-level business services.
//
// Operation getBusinessServiceImpacts: GET /business_services/impacts.
func (s *BusinessServicesService) Impacts(ctx context.Context, options ImpactOptions) (*ServiceImpacts, error) {
	return impacts(ctx, s.core, options.set(get("getBusinessServiceImpacts", "business_services", "impacts")))
}

// SupportingImpacts returns the impacts of the business services that directly support one.
//
// Operation getBusinessServiceSupportingServiceImpacts: GET /business_services/{id}/supporting_services/impacts.
func (s *BusinessServicesService) SupportingImpacts(ctx context.Context, id string, options ImpactOptions) (*ServiceImpacts, error) {
	return impacts(ctx, s.core, options.set(get("getBusinessServiceSupportingServiceImpacts", "business_services", id, "supporting_services", "impacts")))
}

// Impactors returns the open incidents that impact business services: the top-level ones if there are no ids. The page's
// More reports whether there are more than MaxImpacts.
//
// Operation getBusinessServiceTopLevelImpactors: GET /business_services/impactors.
func (s *BusinessServicesService) Impactors(ctx context.Context, ids []string) (*Page[Impactor], error) {
	if err := checkIDs(ids...); err != nil {
		return nil, err
	}
	r := get("getBusinessServiceTopLevelImpactors", "business_services", "impactors")
	addAll(r.query, "ids", ids)
	return fetchPage[Impactor](ctx, s.core, r, "impactors")
}

// BusinessServiceImpacts returns the business services that an incident impacts.
//
// Operation getIncidentImpactedBusinessServices: GET /incidents/{id}/business_services/impacts.
func (s *IncidentsService) BusinessServiceImpacts(ctx context.Context, incidentID string) ([]ServiceImpact, error) {
	return items[ServiceImpact](ctx, s.core, get("getIncidentImpactedBusinessServices", "incidents", incidentID, "business_services", "impacts"), "services")
}

func impacts(ctx context.Context, c *core, r request) (*ServiceImpacts, error) {
	found := &ServiceImpacts{}
	err := c.do(ctx, r, func(body []byte) error {
		services, info, err := decodeList[ServiceImpact](body, "services")
		if err != nil {
			return err
		}
		var additional struct {
			Fields struct {
				Total count `json:"total_impacted_count"`
			} `json:"additional_fields"`
		}
		_ = json.Unmarshal(body, &additional) // members of an unexpected type stay empty
		found.Services, found.More, found.TotalImpacted = services, goesOn(info), additional.Fields.Total.number
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}
