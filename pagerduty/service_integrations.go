package pagerduty

import "context"

// ServiceIntegration receives events for a service. In a list of services only its Reference is set.
type ServiceIntegration struct {
	Reference
	Vendor    Reference `json:"vendor"`                     // empty for a generic integration
	Key       Secret    `json:"integration_key,omitzero"`   // anyone who has it can send events
	Address   Secret    `json:"integration_email,omitzero"` // of an integration that receives e-mail; anyone who has it can send events
	CreatedAt Time      `json:"created_at"`
	Service   Reference `json:"service"`
}

// NewServiceIntegration is an integration to create.
type NewServiceIntegration struct {
	Type     string // such as events_api_v2_inbound_integration
	Name     string // "" means PagerDuty's choice
	VendorID string // "" for a generic integration
	Address  string // for integrations that receive e-mail: an address in the account's domain
}

type newIntegrationBody struct {
	Integration struct {
		Type    string `json:"type"`
		Name    string `json:"name,omitempty"`
		Vendor  *link  `json:"vendor,omitempty"`
		Address string `json:"integration_email,omitempty"`
	} `json:"integration"`
}

// ServiceIntegrationsService creates integrations of services. Services.Get lists them.
type ServiceIntegrationsService struct{ core *core }

// Create adds an integration to a service.
//
// Operation createServiceIntegration: POST /services/{id}/integrations.
func (s *ServiceIntegrationsService) Create(ctx context.Context, serviceID string, integration NewServiceIntegration) (*ServiceIntegration, error) {
	var body newIntegrationBody
	in := &body.Integration
	in.Type, in.Name, in.Address = integration.Type, integration.Name, integration.Address
	if integration.VendorID != "" {
		if err := checkIDs(integration.VendorID); err != nil {
			return nil, err
		}
		in.Vendor = linkTo(integration.VendorID, "vendor_reference")
	}
	return one[ServiceIntegration](ctx, s.core, post("createServiceIntegration", body, "services", serviceID, "integrations"), "integration")
}
