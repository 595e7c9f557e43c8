package pagerduty

import "context"

// ServiceDependency states that one service depends on another. Both may be services or business services.
type ServiceDependency struct {
	ID         string      `json:"id"`
	Supporting ServiceNode `json:"supporting_service"`
	Dependent  ServiceNode `json:"dependent_service"`
}

func (d *ServiceDependency) missing() string {
	switch {
	case d.Supporting.ID == "":
		return "supporting_service"
	case d.Dependent.ID == "":
		return "dependent_service"
	}
	return ""
}

// ServiceNode is a service or a business service in a dependency. PagerDuty sends no name.
type ServiceNode struct {
	ID   string `json:"id"`
	Type string `json:"type"` // such as BusinessServiceType
}

// The types of a ServiceNode. PagerDuty also uses them without _reference, and service for TechnicalServiceType.
const (
	TechnicalServiceType = "technical_service_reference"
	BusinessServiceType  = "business_service_reference"
)

// IsBusiness reports whether the node is a business service.
func (n ServiceNode) IsBusiness() bool {
	return n.Type == BusinessServiceType || n.Type == "business_service"
}

// TechnicalService returns the node of a service.
func TechnicalService(id string) ServiceNode { return ServiceNode{id, TechnicalServiceType} }

// BusinessServiceNode returns the node of a business service.
func BusinessServiceNode(id string) ServiceNode { return ServiceNode{id, BusinessServiceType} }

// ServicePair is a dependency between two services, to create or delete.
type ServicePair struct {
	Supporting ServiceNode `json:"supporting_service"`
	Dependent  ServiceNode `json:"dependent_service"`
}

type dependenciesBody struct {
	Relationships []ServicePair `json:"relationships"`
}

func newDependenciesBody(pairs []ServicePair) (dependenciesBody, error) {
	if len(pairs) == 0 {
		return dependenciesBody{}, &ArgumentError{Argument: "pairs", Message: "are none: give at least one"}
	}
	for _, pair := range pairs {
		if err := checkIDs(pair.Supporting.ID, pair.Dependent.ID); err != nil {
			return dependenciesBody{}, err
		}
	}
	return dependenciesBody{pairs}, nil
}

// ServiceDependenciesService reads and changes the dependencies between services.
type ServiceDependenciesService struct{ core *core }

// OfService returns the dependencies that a service is directly part of, in both directions.
//
// Operation getTechnicalServiceServiceDependencies: GET /service_dependencies/technical_services/{id}.
func (s *ServiceDependenciesService) OfService(ctx context.Context, id string) ([]ServiceDependency, error) {
	return items[ServiceDependency](ctx, s.core, get("getTechnicalServiceServiceDependencies", "service_dependencies", "technical_services", id), "relationships")
}

// OfBusinessService returns the dependencies that a business service is directly part of, in both directions.
//
// Operation getBusinessServiceServiceDependencies: GET /service_dependencies/business_services/{id}.
func (s *ServiceDependenciesService) OfBusinessService(ctx context.Context, id string) ([]ServiceDependency, error) {
	return items[ServiceDependency](ctx, s.core, get("getBusinessServiceServiceDependencies", "service_dependencies", "business_services", id), "relationships")
}

// Associate creates dependencies. PagerDuty refuses all of them if one would close a cycle. A service has
// at most 2,000 dependencies.
//
// Operation createServiceDependency: POST /service_dependencies/associate.
func (s *ServiceDependenciesService) Associate(ctx context.Context, pairs ...ServicePair) ([]ServiceDependency, error) {
	body, err := newDependenciesBody(pairs)
	if err != nil {
		return nil, err
	}
	return items[ServiceDependency](ctx, s.core, post("createServiceDependency", body, "service_dependencies", "associate"), "relationships")
}

// Disassociate deletes dependencies.
//
// Operation deleteServiceDependency: POST /service_dependencies/disassociate.
func (s *ServiceDependenciesService) Disassociate(ctx context.Context, pairs ...ServicePair) ([]ServiceDependency, error) {
	body, err := newDependenciesBody(pairs)
	if err != nil {
		return nil, err
	}
	return items[ServiceDependency](ctx, s.core, post("deleteServiceDependency", body, "service_dependencies", "disassociate"), "relationships")
}
