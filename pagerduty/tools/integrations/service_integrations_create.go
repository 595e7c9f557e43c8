package integrations

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) serviceIntegrationCreation() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_service_integration", "Adds an integration to a service, which then receives events. Give vendor or type.", t.createServiceIntegration,
			mcptools.WithQuestion(t.askCreateIntegration), mcptools.WithMarks(marks.Quiet, marks.NoDuty),
			mcptools.WithExample(`{"service_id":"Order Pipeline","vendor":"Datadog","name":"Datadog monitors"}`)),
	}
}

type createIntegrationInput struct {
	serviceID
	Vendor  *string `json:"vendor,omitempty" blank:"omitted" jsonschema_description:"Id or name."`
	Type    string  `json:"type,omitempty" jsonschema:"enum=events_api_v2,enum=generic_events_api,enum=generic_email,enum=event_transformer_api,enum=aws_cloudwatch,enum=nagios,enum=pingdom" jsonschema_description:"Default with a vendor: events_api_v2."`
	Name    string  `json:"name,omitempty"`
	Address string  `json:"email,omitempty" jsonschema_description:"For generic_email: an address in the account's domain."`
	ShowKey bool    `json:"show_key,omitempty" jsonschema_description:"Return the integration key, or the e-mail address."`
}

const mailType = "generic_email"

func (in createIntegrationInput) check() error {
	switch mails := in.Type == mailType; {
	case in.Vendor == nil && in.Type == "":
		return errors.New("give vendor or type: the monitoring product, or events_api_v2 for anything that sends events itself")
	case mails && strings.TrimSpace(in.Address) == "":
		return errors.New("email is missing: an integration of type generic_email receives mail at an address in the account's domain, such as orders@acme.pagerduty.com")
	case !mails && in.Address != "":
		return errors.New("email is for type generic_email only")
	}
	return nil
}

// createdIntegration is the result of create_service_integration.
type createdIntegration struct {
	integrationView
	Service view.Reference `json:"service"`
	Key     string         `json:"key,omitzero"`   // only if it was asked for
	Address string         `json:"email,omitzero"` // only if it was asked for
	Notes   []string       `json:"notes,omitempty"`
}

func (t *tools) createServiceIntegration(ctx context.Context, in createIntegrationInput) (*createdIntegration, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	service, wanted, err := in.wanted(ctx, client)
	if err != nil {
		return nil, err
	}
	created, err := client.ServiceIntegrations.Create(ctx, service, *wanted)
	if err != nil {
		return nil, err
	}
	shown := &createdIntegration{integrationView: showIntegration(*created), Service: view.Reference{ID: service}}
	if owner := view.Of(created.Service); owner != nil {
		shown.Service = *owner
	}
	shown.reveal(created, in.ShowKey)
	return shown, nil
}

// wanted returns the id of the service, and the integration to create. Its default name is the vendor's.
func (in createIntegrationInput) wanted(ctx context.Context, client *pagerduty.Client) (serviceID string, wanted *pagerduty.NewServiceIntegration, err error) {
	var service, vendor identify.Candidate
	arguments := []identify.Argument{identify.OneOf(identify.Service(), "service_id", in.ServiceID, &service)}
	if in.Vendor != nil {
		arguments = append(arguments, identify.OneOf(identify.Vendor(), "vendor", *in.Vendor, &vendor))
	}
	if err := identify.Resolve(ctx, client, arguments...); err != nil {
		return "", nil, err
	}
	if strings.EqualFold(vendor.Name, "Email") && in.Type != mailType {
		return "", nil, errors.New("vendor Email receives mail: give type generic_email and email, or leave vendor out")
	}
	wanted = &pagerduty.NewServiceIntegration{
		Type: cmp.Or(in.Type, "events_api_v2") + typeSuffix, Name: cmp.Or(strings.TrimSpace(in.Name), vendor.Name), VendorID: vendor.ID,
	}
	wanted.Address, err = in.address(service.Host())
	return service.ID, wanted, err
}

// address returns the address that receives mail. Without a domain it gets that of the account, which is the host of its web app.
func (in createIntegrationInput) address(host string) (string, error) {
	address := strings.TrimSpace(in.Address)
	local, domain, hasDomain := strings.Cut(address, "@")
	account, _, _ := strings.Cut(host, ".")
	given, _, _ := strings.Cut(domain, ".")
	switch {
	case address == "":
		return "", nil
	case !hasDomain && host != "":
		return local + "@" + host, nil
	case local == "" || !strings.HasSuffix(strings.ToLower(domain), ".pagerduty.com"), account != "" && !strings.EqualFold(given, account):
		return "", fmt.Errorf("email: %.60q is not in the account's domain; write one such as orders@%s", address, cmp.Or(host, "acme.pagerduty.com"))
	}
	return address, nil
}

// reveal adds the key and the address if they were asked for, and otherwise a note on where to find them.
func (shown *createdIntegration) reveal(created *pagerduty.ServiceIntegration, wanted bool) {
	switch {
	case wanted && created.Key.IsZero() && created.Address.IsZero():
		shown.Notes = []string{"PagerDuty's answer has no key."}
	case wanted:
		shown.Key, shown.Address = created.Key.Reveal(), created.Address.Reveal()
	default:
		shown.Notes = []string{"The key is not shown. It is in PagerDuty's web app, under the integrations of the service."}
	}
}

func (t *tools) askCreateIntegration(ctx context.Context, in createIntegrationInput) mcptools.Question {
	question := mcptools.NewQuestion("Add an integration to service %s", identify.Labels(ctx, t.source, identify.Service().Name, in.ServiceID))
	if in.Vendor != nil {
		question = question.And(", for %s", identify.Labels(ctx, t.source, identify.Vendor().Name, *in.Vendor))
	}
	if in.Type != "" {
		question = question.And(", of type %s", []string{in.Type})
	}
	if in.ShowKey {
		question = question.And(", and show its key")
	}
	return question.And("?")
}
