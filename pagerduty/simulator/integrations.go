package simulator

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// integration is where a service's events come from.
type integration struct {
	id, kind, name, key string // the key is an address for e-mail
	createdAt           time.Time
	service             *service
	vendor              *vendor // nil for none
	mail                mailIntegration
}

// mailIntegration is what is only kept of an integration that takes e-mail.
type mailIntegration struct {
	creation, filterMode, filters, parsers, fallback json.RawMessage
}

func integrations() *resource[integration] {
	return &resource[integration]{
		path: "/services/{id}/integrations", key: "integration_id", one: "integration", many: "integrations",
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
			text("type", func(i *integration) *string { return &i.kind }, rules{check: checkIntegrationType}),
			text("name", func(i *integration) *string { return &i.name }, rules{longest: 255}),
			written("vendor", setVendor, (*renderer).integrationVendor),
			written("integration_email", func(_ *call, i *integration, _, address string) { i.key = address }, (*renderer).integrationEmail),
			kept("email_incident_creation", func(i *integration) *json.RawMessage { return &i.mail.creation }, leftOut),
			kept("email_filter_mode", func(i *integration) *json.RawMessage { return &i.mail.filterMode }, leftOut),
			kept("email_filters", func(i *integration) *json.RawMessage { return &i.mail.filters }, leftOut),
			kept("email_parsers", func(i *integration) *json.RawMessage { return &i.mail.parsers }, leftOut),
			kept("email_parsing_fallback", func(i *integration) *json.RawMessage { return &i.mail.fallback }, leftOut),
			written("service", func(*call, *integration, string, *referenceInput) {}, func(r *renderer, i *integration) any { return r.serviceOr(i.service) }), // the path says it
			shown("created_at", func(r *renderer, i *integration) any { return r.time(i.createdAt) }),
			shown("integration_key", (*renderer).integrationKey),
		},
		changed: func(c *call, before, i *integration) {
			i.name = cmp.Or(i.name, i.kind)
			if before == nil && i.key == "" {
				i.key = c.account.newID("", 32)
			}
		},
	}
}

// integrationRoutes has an operation more than the contract: PagerDuty's Terraform provider deletes integrations, too.
func integrationRoutes() []route {
	return append(integrations().routes(), route{
		method: "DELETE", path: "/services/{id}/integrations/{integration_id}", hidden: true, status: http.StatusNoContent, handle: integrations().delete,
	})
}

func checkIntegrationType(c *call, member, kind string) {
	if !strings.HasSuffix(strings.TrimSuffix(kind, "_reference"), "_integration") {
		c.problem("%s must be the type of an inbound integration such as events_api_v2_inbound_integration, not %q", member, kind)
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
	if strings.Contains(i.key, "@") {
		return i.key
	}
	return i.key + "@" + subdomain + ".pagerduty.com"
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

// integration renders an integration of a service in full when include[] asks for it, and as a reference otherwise.
func (r *renderer) integration(i *integration) any {
	if !r.include["integrations"] {
		return i.reference()
	}
	return integrations().view(r, i)
}
