package services

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) serviceChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_service", "Creates a service. It belongs to the teams of its escalation policy.", t.createService,
			mcptools.WithQuestion(t.askCreate),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"name":"Vouchers","escalation_policy_id":"Checkout"}`)),
		mcptools.Destructive("update_service", "Updates a service; omitted fields are unchanged.", t.updateService,
			mcptools.WithQuestion(t.askUpdate),
			mcptools.WithMarks(marks.Quiet), mcptools.WithMarkCount(marks.Duty, updateServiceInput.duties), mcptools.WithExample(`{"service_id":"Storefront Web","description":"The shop."}`)),
	}
}

// settings are the arguments that create_service and update_service share.
type settings struct {
	Description            *string `json:"description,omitempty"`
	Urgency                *string `json:"urgency,omitempty" jsonschema:"enum=high,enum=low,enum=severity_based" jsonschema_description:"Of its incidents."`
	AutoResolveTimeout     *int    `json:"auto_resolve_timeout,omitempty" jsonschema:"minimum=0" jsonschema_description:"Seconds until an open incident is resolved; 0: never."`
	AcknowledgementTimeout *int    `json:"acknowledgement_timeout,omitempty" jsonschema:"minimum=0" jsonschema_description:"Seconds until an acknowledged incident triggers again; 0: never."`
	AutoPause              *string `json:"auto_pause,omitempty" jsonschema:"enum=0,enum=120,enum=180,enum=300,enum=600,enum=900" jsonschema_description:"Seconds to hold notifications of alerts that usually resolve themselves; 0: off."`
}

func (s settings) change() pagerduty.ServiceChange {
	change := pagerduty.ServiceChange{
		Description: s.Description, Urgency: s.Urgency, AutoResolveTimeout: s.AutoResolveTimeout, AcknowledgementTimeout: s.AcknowledgementTimeout,
	}
	if s.AutoPause != nil {
		seconds, _ := strconv.Atoi(*s.AutoPause) // one of the enum
		change.AutoPause = &pagerduty.AutoPause{Enabled: seconds > 0, Timeout: seconds}
	}
	return change
}

type createServiceInput struct {
	Name               string `json:"name" jsonschema:"minLength=1"`
	EscalationPolicyID string `json:"escalation_policy_id" jsonschema_description:"Id or name."`
	settings
}

func (t *tools) createService(ctx context.Context, in createServiceInput) (*changedService, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	change, policy := in.change(), ""
	if err := identify.Resolve(ctx, client, identify.One(identify.EscalationPolicy(), "escalation_policy_id", &in.EscalationPolicyID, &policy)); err != nil {
		return nil, err
	}
	change.Name, change.EscalationPolicyID = identify.NewName(&in.Name), &policy
	service, err := client.Services.Create(ctx, change)
	if err != nil {
		return nil, err
	}
	return written(ctx, client, service, nil), nil
}

type updateServiceInput struct {
	ServiceID          string  `json:"service_id" jsonschema_description:"Id or name."`
	Name               *string `json:"name,omitempty" jsonschema:"minLength=1"`
	EscalationPolicyID *string `json:"escalation_policy_id,omitempty" blank:"omitted" jsonschema_description:"Id or name."`
	Status             *string `json:"status,omitempty" jsonschema:"enum=active,enum=disabled"`
	settings
}

// duties counts the changes of who is on call for the service.
func (in updateServiceInput) duties() int {
	if in.EscalationPolicyID == nil {
		return 0
	}
	return 1
}

func (t *tools) updateService(ctx context.Context, in updateServiceInput) (*changedService, error) {
	change := in.change()
	change.Name, change.Status = identify.NewName(in.Name), in.Status
	if change == (pagerduty.ServiceChange{}) && in.EscalationPolicyID == nil {
		return nil, errors.New("nothing to change: give at least one of name, description, status, escalation_policy_id, urgency, " +
			"auto_resolve_timeout, acknowledgement_timeout and auto_pause")
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	before, policy, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	if in.Urgency != nil {
		if err := checkUrgencyRule(before); err != nil {
			return nil, err
		}
	}
	if policy != "" {
		change.EscalationPolicyID = &policy
	}
	service, err := client.Services.Update(ctx, before.ID, change)
	if err != nil {
		return nil, err
	}
	return written(ctx, client, service, before), nil
}

// find looks up the service, and the new escalation policy if there is one.
func (in updateServiceInput) find(ctx context.Context, client *pagerduty.Client) (service *pagerduty.Service, policy string, err error) {
	wanted := identify.One(identify.EscalationPolicy(), "escalation_policy_id", in.EscalationPolicyID, &policy)
	if err := identify.Check(identify.One(identify.Service(), "service_id", &in.ServiceID, nil), wanted); err != nil {
		return nil, "", err
	}
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			service, err = identify.Find(ctx, client, identify.Service(), "service_id", in.ServiceID, client.Services.Get)
			return err
		},
		func(ctx context.Context) error {
			return identify.Resolve(ctx, client, wanted)
		},
	)
	return service, policy, err
}

// checkUrgencyRule refuses to replace an urgency that depends on support hours, since no tool can restore it.
func checkUrgencyRule(service *pagerduty.Service) error {
	if service.UrgencyRule.Type != "use_support_hours" {
		return nil
	}
	return fmt.Errorf("urgency: the urgency of %s depends on its support hours, and a fixed one would replace the whole rule. "+
		"Omit urgency, or change the rule in PagerDuty's web app", service.Name)
}

// changedService is a service after it was written.
type changedService struct {
	*detail
	view.Change
	Notes []string `json:"notes,omitempty"`
}

// written returns a service after it was written, compared with before, which is nil for a new one. It reads the service again, since
// PagerDuty's response to a write is incomplete. The write is a success even if the service cannot be read.
func written(ctx context.Context, client *pagerduty.Client, service, before *pagerduty.Service) *changedService {
	shown := &changedService{}
	compared := []string{"name", "description", "status", "escalation_policy", "urgency", "auto_resolve_timeout", "acknowledgement_timeout"}
	if after, err := client.Services.Get(ctx, service.ID); err == nil {
		service, compared = after, append(compared, "auto_pause")
	} else {
		shown.Notes = append(shown.Notes, "The service was written, but could not be read again: auto_pause and integrations may be missing here.")
	}
	shown.detail = describe(service)
	if before == nil {
		return shown
	}
	shown.Change = view.Changes(describe(before), shown.detail, compared...)
	shown.Notes = append(shown.Notes, shown.Unchanged("service")...)
	return shown
}

func (t *tools) askCreate(ctx context.Context, in createServiceInput) mcptools.Question {
	return mcptools.NewQuestion("Create service %s with escalation policy %s?", []string{in.Name},
		identify.Labels(ctx, t.source, identify.EscalationPolicy().Name, in.EscalationPolicyID))
}

func (t *tools) askUpdate(ctx context.Context, in updateServiceInput) mcptools.Question {
	policy := in.EscalationPolicyID
	if policy != nil {
		policy = &identify.Labels(ctx, t.source, identify.EscalationPolicy().Name, *policy)[0]
	}
	return ask.Of("service", identify.Labels(ctx, t.source, identify.Service().Name, in.ServiceID),
		ask.To("status", in.Status), ask.To("escalation policy", policy), ask.To("urgency", in.Urgency), ask.To("name", in.Name),
		ask.ToNumber("auto-resolve timeout", in.AutoResolveTimeout), ask.ToNumber("acknowledgement timeout", in.AcknowledgementTimeout),
		ask.To("auto-pause", in.AutoPause), ask.To("description", in.Description))
}
