package simulator

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// integration is an integration of a service, which receives its events.
type integration struct {
	id, kind, name, key string
	createdAt           time.Time
	service             *service
	vendor              *vendor // nil for none
	mail                mailIntegration
}

// mailIntegration has the fields of an integration that receives e-mail.
type mailIntegration struct {
	address                                          string // "" means an address made from the key
	creation, filterMode, filters, parsers, fallback json.RawMessage
}

func integrations() *resource[integration] {
	return &resource[integration]{
		path: "/services/{id}/integrations", key: "integration_id", one: "integration", many: "integrations",
		rootless: true, // PagerDuty's Go client omits the root in updates
		records: func(c *call) (*collection[integration], error) {
			s, err := services().find(c)
			if err != nil {
				return nil, err
			}
			return &s.integrations, nil
		},
		id: func(i *integration) *string { return &i.id },
		fresh: func(c *call) *integration {
			return &integration{createdAt: c.now, service: c.account.services.byID[c.path["id"]], kind: "generic_events_api_inbound_integration"}
		},
		head: func(i *integration) map[string]any { return i.head(i.kind).members() },
		fields: []field[integration]{
			written("type", setIntegrationType, nil), // shown in the head
			text("name", func(i *integration) *string { return &i.name }, rules{longest: 255}),
			written("vendor", setVendor, (*renderer).integrationVendor),
			written("integration_email", setIntegrationEmail, (*renderer).integrationEmail),
			kept("email_incident_creation", func(i *integration) *json.RawMessage { return &i.mail.creation }, leftOut),
			kept("email_filter_mode", func(i *integration) *json.RawMessage { return &i.mail.filterMode }, leftOut),
			kept("email_filters", func(i *integration) *json.RawMessage { return &i.mail.filters }, leftOut),
			kept("email_parsers", func(i *integration) *json.RawMessage { return &i.mail.parsers }, leftOut),
			kept("email_parsing_fallback", func(i *integration) *json.RawMessage { return &i.mail.fallback }, leftOut),
			written("service", func(*call, *integration, string, *referenceInput) {}, func(r *renderer, i *integration) any { return r.serviceOr(i.service) }), // taken from the path
			shown("created_at", func(r *renderer, i *integration) any { return r.time(i.createdAt) }),
			shown("integration_key", (*renderer).integrationKey),
		},
		changed: func(c *call, before, i *integration) {
			i.name = cmp.Or(i.name, i.kind)
			if before == nil {
				i.key = c.account.newID("", 32)
			}
		},
	}
}

// integrationRoutes has one operation that the contract lacks: PagerDuty's Terraform provider deletes integrations.
func integrationRoutes() []route {
	return append(integrations().routes(), route{
		method: "DELETE", path: "/services/{id}/integrations/{integration_id}", hidden: true, status: http.StatusNoContent, handle: integrations().delete,
	})
}

var integrationTypes = []string{
	"aws_cloudwatch_inbound_integration", "cloudkick_inbound_integration", "event_transformer_api_inbound_integration",
	"generic_email_inbound_integration", "generic_events_api_inbound_integration", "keynote_inbound_integration",
	"nagios_inbound_integration", "pingdom_inbound_integration", "sql_monitor_inbound_integration", "events_api_v2_inbound_integration",
}

// setIntegrationType reads the type of an integration. PagerDuty also accepts the type of a reference, and types that are not in its
// contract.
func setIntegrationType(c *call, i *integration, member, kind string) {
	i.kind = kind
	if c.lenient {
		i.kind = strings.TrimSuffix(kind, "_reference")
	}
	if !slices.Contains(integrationTypes, i.kind) && !(c.lenient && strings.HasSuffix(i.kind, "_integration")) {
		c.problem("%s must be %s, not %q", member, alternativesOf(integrationTypes), kind)
	}
}

// setIntegrationEmail reads an e-mail address. An omitted address and null are unchanged.
func setIntegrationEmail(c *call, i *integration, member, address string) {
	switch {
	case address == "":
	case i.takesMail():
		i.mail.address = address
	case !c.lenient:
		c.problem("%s is only for integrations that receive e-mail, not for the type %s: PagerDuty would ignore it", member, i.kind)
	}
}

func setVendor(c *call, i *integration, member string, in *referenceInput) {
	i.vendor = resolve(c, &c.account.vendors, member, in, "vendor_reference", "vendor")
}

func (i *integration) takesMail() bool { return strings.Contains(i.kind, "email") }

func (r *renderer) integrationVendor(i *integration) any {
	switch {
	case i.vendor == nil:
		return leftOut
	case r.include["vendors"]:
		return vendors().view(r.bare(), i.vendor)
	}
	return i.vendor.head("vendor_reference")
}

func (r *renderer) integrationEmail(i *integration) any {
	if !i.takesMail() {
		return leftOut
	}
	address := cmp.Or(i.mail.address, i.key)
	if strings.Contains(address, "@") {
		return address
	}
	return address + "@" + subdomain + ".pagerduty.com"
}

func (r *renderer) integrationKey(i *integration) any {
	if i.takesMail() {
		return leftOut
	}
	return i.key
}

func (i *integration) head(kind string) reference {
	path := "/services/" + i.service.id + "/integrations/" + i.id
	return refer(kind, i.id, i.name, path, path)
}

func (i *integration) reference() reference { return i.head(i.kind + "_reference") }

// integration renders an integration of a service in full if include[] contains it, and as a reference otherwise.
func (r *renderer) integration(i *integration) any {
	if !r.include["integrations"] {
		return i.reference()
	}
	return integrations().view(r, i)
}
