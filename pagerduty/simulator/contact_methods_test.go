package simulator_test

import (
	"slices"
	"testing"
)

func TestPartsOfUsersAndServices(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if got := a.ok("GET", "/users/PUAMARA/contact_methods", "").column("contact_methods", "address"); !slices.Equal(got, []string{amara, "5550100"}) {
		t.Errorf("addresses are %v", got)
	}
	if got := a.ok("GET", "/users/PUAMARA/notification_rules?urgency=low", "").column("notification_rules", "urgency"); !slices.Equal(got, []string{"low"}) {
		t.Errorf("rules are for %v", got)
	}
	a.equal(a.ok("GET", "/users/PUAMARA/notification_rules?urgency=all", ""), "notification_rules.0.contact_method.type", "email_contact_method_reference")
	a.equal(a.ok("GET", "/users/PUAMARA/notification_rules?include[]=contact_methods", ""), "notification_rules.1.contact_method.address", amara)
	a.refused(400, 2001, "one of high, low, all", "GET", "/users/PUAMARA/notification_rules?urgency=medium", "")
	id := a.ok("GET", "/services/PSCHKAP", "").at("service.integrations.0.id").(string)
	a.equal(a.ok("GET", "/services/PSCHKAP/integrations/"+id, ""), "integration.integration_key", "not-a-real-events-key-of-PSCHKAP")
	a.equal(a.ok("GET", "/services/PSCHKAP/integrations/"+id+"?include[]=services", ""), "integration.service.name", "Checkout API")
	a.refused(404, 2100, "no integration", "GET", "/services/PSSTORE/integrations/"+id, "")
}
