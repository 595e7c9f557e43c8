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
	a.equal(a.ok("GET", "/users/PUAMARA/notification_rules?urgency=all", ""), "notification_rules.0.contact_method.type", "phone_contact_method")
	a.equal(a.ok("GET", "/users/PUAMARA/notification_rules?include[]=contact_methods", ""), "notification_rules.1.contact_method.address", amara)
	a.refused(400, 2001, "one of high, low, all", "GET", "/users/PUAMARA/notification_rules?urgency=medium", "")
	id := a.ok("GET", "/services/PSCHKAP", "").at("service.integrations.0.id").(string)
	a.equal(a.ok("GET", "/services/PSCHKAP/integrations/"+id, ""), "integration.integration_key", "not-a-real-events-key-of-PSCHKAP")
	a.equal(a.ok("GET", "/services/PSCHKAP/integrations/"+id+"?include[]=services", ""), "integration.service.name", "Checkout API")
	a.refused(404, 2100, "no integration", "GET", "/services/PSSTORE/integrations/"+id, "")
}

// TestNothingTwice: a user cannot have the same address or the same notification rule twice.
func TestNothingTwice(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const contacts, rules = "/users/PUAMARA/contact_methods", "/users/PUAMARA/notification_rules"
	phone := func(country, label string) string {
		return `{"contact_method":{"type":"phone_contact_method","label":"` + label + `","address":"5550188"` + country + `}}`
	}
	first := a.ok("POST", contacts, phone("", "Desk"))
	id := first.at("contact_method.id").(string)
	a.equal(first, "contact_method.country_code", 1)
	a.refused(400, 2001, "[User Contact method must be unique]", "POST", contacts, phone(`,"country_code":1`, "Again"))
	abroad := a.ok("POST", contacts, phone(`,"country_code":44`, "Abroad")).at("contact_method.id").(string)
	a.refused(400, 2001, "[User Contact method must be unique]", "PUT", contacts+"/"+abroad, phone(`,"country_code":1`, "Abroad"))
	a.equal(a.ok("PUT", contacts+"/"+id, phone("", "Office")), "contact_method.label", "Office")
	a.ok("POST", "/users/PUDIEGO/contact_methods", phone("", "Desk"))

	rule := func(urgency, delay string) string {
		return `{"notification_rule":{"type":"assignment_notification_rule","urgency":"` + urgency + `","start_delay_in_minutes":` + delay +
			`,"contact_method":{"id":"` + id + `","type":"phone_contact_method_reference"}}}`
	}
	five := a.ok("POST", rules, rule("high", "5")).at("notification_rule.id").(string)
	a.refused(400, 2001, "[Channel Start delay must be unique for a given contact method]", "POST", rules, rule("high", "5"))
	a.ok("POST", rules, rule("low", "5"))
	a.ok("PUT", rules+"/"+five, rule("high", "5"))
	ten := a.ok("POST", rules, rule("high", "10")).at("notification_rule.id").(string)
	a.refused(400, 2001, "[Channel Start delay must be unique for a given contact method]", "PUT", rules+"/"+ten, rule("high", "5"))
}
