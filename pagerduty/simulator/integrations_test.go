package simulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const integrationsOfOrders = "/services/PSORDER/integrations"

func integrationBody(members string) string { return `{"integration":{` + members + `}}` }

// TestUpdateLeavesWhatItOmits: for every resource, an update without members changes nothing.
func TestUpdateLeavesWhatItOmits(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for name, l := range lifecycles(a) {
		created := a.ok("POST", l.path, l.body(l.create))
		l.conceal(a, created)
		kind := ""
		if strings.HasPrefix(l.create, `"type"`) && l.secret == "" { // an update of a webhook subscription has no type
			kind, _, _ = strings.Cut(l.create, ",")
		}
		after := a.ok("PUT", fmt.Sprintf("%s/%v", l.path, created.at(l.root+".id")), l.body(kind))
		for _, o := range []object{created, after} { // these change with every update
			delete(o.at(l.root).(map[string]any), "version")
		}
		if fmt.Sprint(after) != fmt.Sprint(created) {
			t.Errorf("%s: an empty update made\n%v\nof\n%v", name, after, created)
		}
	}
}

// TestIntegrationEmail: the address is independent of the key. Null leaves both unchanged.
func TestIntegrationEmail(t *testing.T) {
	t.Parallel()
	for mode, options := range map[string][]simulator.Option{"strict": nil, "lenient": {simulator.Lenient()}} {
		a := newAPI(t, options...)
		events := a.ok("POST", integrationsOfOrders, integrationBody(`"type":"events_api_v2_inbound_integration","integration_email":null`))
		mail := a.ok("POST", integrationsOfOrders, integrationBody(`"type":"generic_email_inbound_integration","integration_email":"orders@lanternfield-demo.pagerduty.com"`))
		for _, before := range []object{events, mail} {
			path := fmt.Sprintf("%s/%v", integrationsOfOrders, before.at("integration.id"))
			if after := a.ok("PUT", path, integrationBody(`"integration_email":null`)); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("%s: null made %v of %v", mode, after, before)
			}
		}
		if key, _ := events.at("integration.integration_key").(string); len(key) != 32 {
			t.Errorf("%s: the key is %q", mode, key)
		}
		a.equal(mail, "integration.integration_email", "orders@lanternfield-demo.pagerduty.com")
		path := fmt.Sprintf("%s/%v", integrationsOfOrders, events.at("integration.id"))
		a.do("PUT", path, integrationBody(`"integration_email":"orders@lanternfield-demo.pagerduty.com"`))
		a.equal(a.ok("GET", path, ""), "integration.integration_key", events.at("integration.integration_key"))
	}
}

func TestIntegrationTypes(t *testing.T) {
	t.Parallel()
	strict, lenient := newAPI(t), newAPI(t, simulator.Lenient())
	reference := integrationBody(`"type":"events_api_v2_inbound_integration_reference"`)
	strict.refused(400, 2001, "integration.type must be aws_cloudwatch_inbound_integration", "POST", integrationsOfOrders, reference)
	lenient.equal(lenient.ok("POST", integrationsOfOrders, reference), "integration.type", "events_api_v2_inbound_integration")
	vendors := integrationBody(`"type":"service_integration"`) // as PagerDuty's Terraform provider sends it
	strict.refused(400, 2001, "integration.type must be", "POST", integrationsOfOrders, vendors)
	lenient.ok("POST", integrationsOfOrders, vendors)
	for _, a := range []*api{strict, lenient} {
		a.refused(400, 2001, "integration.type must be", "POST", integrationsOfOrders, integrationBody(`"type":"service"`))
	}
	strict.refused(400, 2001, "PagerDuty would ignore it", "POST", integrationsOfOrders,
		integrationBody(`"type":"events_api_v2_inbound_integration","integration_email":"orders@lanternfield-demo.pagerduty.com"`))
}
