package pagerduty

import (
	"context"
	"fmt"
	"strings"
)

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
	Type string `json:"type"` // in requests TechnicalServiceType or BusinessServiceType; PagerDuty answers with technical_service_reference or business_service_reference
}

// The types of a ServiceNode in a request.
const (
	TechnicalServiceType = "service"
	BusinessServiceType  = "business_service"
)

// IsBusiness reports whether the node is a business service.
func (n ServiceNode) IsBusiness() bool { return strings.HasPrefix(n.Type, BusinessServiceType) }

// TechnicalServiceNode returns the node of a service.
func TechnicalServiceNode(id string) ServiceNode { return ServiceNode{id, TechnicalServiceType} }

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

// Associate creates dependencies. PagerDuty refuses all of them if one would close a cycle. A service has at most 2,000 dependencies.
//
// Operation createServiceDependency: POST /service_dependencies/associate.
func (s *ServiceDependenciesService) Associate(ctx context.Context, pairs ...ServicePair) ([]ServiceDependency, error) {
	return s.change(ctx, "createServiceDependency", "associate", pairs)
}

// Disassociate deletes dependencies, and returns them.
//
// Operation deleteServiceDependency: POST /service_dependencies/disassociate.
func (s *ServiceDependenciesService) Disassociate(ctx context.Context, pairs ...ServicePair) ([]ServiceDependency, error) {
	return s.change(ctx, "deleteServiceDependency", "disassociate", pairs)
}

// change sends pairs. The answer has the dependencies that were changed: without any, it does not show a change.
func (s *ServiceDependenciesService) change(ctx context.Context, operation, path string, pairs []ServicePair) ([]ServiceDependency, error) {
	body, err := newDependenciesBody(pairs)
	if err != nil {
		return nil, err
	}
	var changed []ServiceDependency
	err = s.core.do(ctx, post(operation, body, "service_dependencies", path), func(answer []byte) (err error) {
		changed, _, err = decodeList[ServiceDependency](answer, "relationships")
		if err == nil && len(changed) == 0 {
			err = fmt.Errorf("it has no dependencies for the %d of the request", len(pairs))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}
