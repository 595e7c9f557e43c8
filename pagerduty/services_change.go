package pagerduty

import "context"

// ServiceChange holds the values that Create and Update set. Create uses PagerDuty's defaults for nil fields; Update leaves them
// unchanged.
type ServiceChange struct {
	Name                   *string // required by Create
	EscalationPolicyID     *string // required by Create
	Description            *string
	Status                 *string // active, which is the default, or disabled
	Urgency                *string // of the service's incidents: high, low or severity_based
	AutoResolveTimeout     *int    // seconds until an open incident is resolved; 0 for never
	AcknowledgementTimeout *int    // seconds until an acknowledged incident is triggered again; 0 for never
	AutoPause              *AutoPause
}

// AutoPause delays notifications about alerts that usually resolve themselves.
type AutoPause struct {
	Enabled bool `json:"enabled"`
	Timeout int  `json:"timeout,omitempty"` // seconds: 120, 180, 300, 600 or 900
}

type serviceBody struct {
	Service struct {
		Type                   string       `json:"type"`
		Name                   *string      `json:"name,omitempty"`
		Description            *string      `json:"description,omitempty"`
		Status                 *string      `json:"status,omitempty"`
		EscalationPolicy       *link        `json:"escalation_policy,omitempty"`
		UrgencyRule            *UrgencyRule `json:"incident_urgency_rule,omitempty"`
		AutoResolveTimeout     *int         `json:"auto_resolve_timeout,omitempty"`
		AcknowledgementTimeout *int         `json:"acknowledgement_timeout,omitempty"`
		AutoPause              *AutoPause   `json:"auto_pause_notifications_parameters,omitempty"`
	} `json:"service"`
}

func (c ServiceChange) body() (serviceBody, error) {
	var body serviceBody
	service := &body.Service
	service.Type, service.Name, service.Description, service.Status = "service", c.Name, c.Description, c.Status
	service.AutoResolveTimeout, service.AcknowledgementTimeout, service.AutoPause = c.AutoResolveTimeout, c.AcknowledgementTimeout, c.AutoPause
	if c.Urgency != nil {
		service.UrgencyRule = &UrgencyRule{Type: "constant", Urgency: *c.Urgency}
	}
	if c.EscalationPolicyID == nil {
		return body, nil
	}
	service.EscalationPolicy = linkTo(*c.EscalationPolicyID, "escalation_policy_reference")
	return body, checkIDs(*c.EscalationPolicyID)
}

// Create creates a service.
//
// Operation createService: POST /services.
func (s *ServicesService) Create(ctx context.Context, service ServiceChange) (*Service, error) {
	body, err := service.body()
	if err != nil {
		return nil, err
	}
	return one[Service](ctx, s.core, post("createService", body, "services"), "service")
}

// Update changes a service. Nil fields are unchanged.
//
// Operation updateService: PUT /services/{id}.
func (s *ServicesService) Update(ctx context.Context, id string, change ServiceChange) (*Service, error) {
	body, err := change.body()
	if err != nil {
		return nil, err
	}
	return one[Service](ctx, s.core, put("updateService", body, "services", id), "service")
}
