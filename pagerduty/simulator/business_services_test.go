package simulator_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const business = "/business_services"

func TestBusinessServices(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if got := a.ok("GET", business, "").column("business_services", "id"); !slices.Equal(got, []string{"PBSPAYM", "PBSACCO", "PBSSHOP", "PBSSTOC"}) {
		t.Errorf("lists %v", got)
	}
	status, created := a.do("POST", business, `{"business_service":{"name":"Vouchers","team":{"id":"PTCHECK"}}}`)
	if status != 200 { // not 201
		t.Errorf("the creation is answered with %d", status)
	}
	a.equal(created, "business_service.team.id", "PTCHECK")
	one := fmt.Sprint(business, "/", created.at("business_service.id"))
	changed := a.ok("PUT", one, `{"business_service":{"description":"Sold","point_of_contact":"Elena"}}`)
	a.equal(changed, "business_service.name", "Vouchers")
	a.equal(changed, "business_service.team.id", "PTCHECK")
	a.equal(a.ok("PUT", one, `{"business_service":{"team":null}}`), "business_service.team", nil)
	for body, want := range map[string]string{
		`{"business_service":{"description":"x"}}`:                    "name is required",
		`{"business_service":{"name":"online shop"}}`:                 "already been taken",
		`{"business_service":{"name":"x","team":{"id":"PNONE"}}}`:     "PNONE",
		`{"business_service":{"name":"x","type":"business_service"}}`: "type",
		`{}`: "must have the member business_service",
	} {
		a.refused(400, 2001, want, "POST", business, body)
	}
	lenient := newAPI(t, simulator.Lenient())
	lenient.ok("POST", business, `{"business_service":{"name":"x","type":"business_service","team":{"id":""}}}`)
	a.ok("DELETE", business+"/PBSPAYM", "")
	a.refused(404, 2100, "no business service", "GET", business+"/PBSPAYM", "")
	if got := len(a.ok("GET", dependencies+"/business_services/PBSSHOP", "").column("relationships", "id")); got != 2 {
		t.Errorf("%d dependencies after the deletion of one", got)
	}
}

// TestImpacts: a business service is impacted while an incident of high urgency is open on a service that supports it, even indirectly.
func TestImpacts(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	status := func() map[string]string {
		found := map[string]string{}
		answer := a.ok("GET", business+"/impacts?ids[]=PBSSHOP&ids[]=PBSPAYM&ids[]=PBSSTOC&ids[]=PBSACCO&ids[]=PNONE", "")
		for i, id := range answer.column("services", "id") {
			found[id] = answer.column("services", "status")[i]
		}
		return found
	}
	if got := fmt.Sprint(status()); got != "map[PBSACCO:not_impacted PBSPAYM:impacted PBSSHOP:impacted PBSSTOC:not_impacted]" {
		t.Errorf("%s", got)
	}
	top := a.ok("GET", business+"/impacts?additional_fields[]=services.highest_impacting_priority&additional_fields[]=total_impacted_count", "")
	for path, want := range map[string]any{
		"services.0.id": "PBSSHOP", "services.0.additional_fields.highest_impacting_priority.id": "PPRIOR1", "services.0.additional_fields.highest_impacting_priority.order": 5,
		"services.1.additional_fields.highest_impacting_priority": nil, "additional_fields.total_impacted_count": 1, "limit": 200, "more": false,
	} {
		a.equal(top, path, want)
	}
	a.equal(a.ok("GET", business+"/PBSSHOP/supporting_services/impacts", ""), "services.0.id", "PBSPAYM")
	if got := a.ok("GET", business+"/impactors?ids[]=PBSPAYM", "").column("impactors", "id"); !slices.Equal(got, []string{"Q2CHECKOUTLATE", "Q3PAYACQUIRER0", "Q5PGREPLICALAG", "Q6NODESNOTREAD"}) {
		t.Errorf("impactors %v", got)
	}
	if got := a.ok("GET", "/incidents/Q6NODESNOTREAD/business_services/impacts", "").column("services", "id"); !slices.Equal(got, []string{"PBSSHOP", "PBSPAYM"}) {
		t.Errorf("the nodes impact %v", got)
	}
	a.equal(a.ok("GET", "/incidents/Q9STOCKIMPORT0/business_services/impacts", ""), "services.0", nil) // of low urgency
	a.ok("PUT", "/incidents/Q9STOCKIMPORT0", `{"incident":{"type":"incident_reference","urgency":"high"}}`)
	a.equal(a.ok("GET", business+"/impacts?ids[]=PBSSTOC", ""), "services.0.status", "impacted")
	a.ok("PUT", "/incidents/Q9STOCKIMPORT0", `{"incident":{"type":"incident_reference","status":"resolved"}}`)
	a.equal(a.ok("GET", business+"/impacts?ids[]=PBSSTOC", ""), "services.0.status", "not_impacted")
	a.refused(400, 2001, "additional_fields[]", "GET", business+"/impacts?additional_fields[]=all", "")
	a.refused(404, 2100, "no business service", "GET", business+"/PNONE/supporting_services/impacts", "")
}
