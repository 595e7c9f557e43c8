package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const dependencies = "/service_dependencies"

// pairs returns the body of associate and disassociate: each pair has a dependent service and a supporting one.
func pairs(ids ...string) string {
	node := func(id string) string {
		kind := "service"
		if strings.HasPrefix(id, "PB") {
			kind = "business_service"
		}
		return fmt.Sprintf(`{"id":%q,"type":%q}`, id, kind)
	}
	var all []string
	for i := 0; i < len(ids); i += 2 {
		all = append(all, `{"dependent_service":`+node(ids[i])+`,"supporting_service":`+node(ids[i+1])+`}`)
	}
	return `{"relationships":[` + strings.Join(all, ",") + `]}`
}

func TestServiceDependencies(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	supporting := func(path string) []string {
		return a.ok("GET", dependencies+path, "").column("relationships", "supporting_service.id")
	}
	if got := supporting("/technical_services/PSCHKAP"); !slices.Equal(got, []string{"PSCHKAP", "PSCHKAP", "PSPAYGW", "PSPGDBS"}) { // both ways
		t.Errorf("of Checkout API: %v", got)
	}
	made := a.ok("POST", dependencies+"/associate", pairs("PBSACCO", "PSPGDBS", "PSCHKAP", "PSPAYGW"))
	for path, want := range map[string]any{
		"0.type": "service_dependency", "0.supporting_service.type": "technical_service_reference", "0.dependent_service.type": "business_service_reference",
		"1.id": "DDEMO0000000000010", // it was there already
	} {
		a.equal(made, "relationships."+path, want)
	}
	if got := supporting("/business_services/PBSACCO"); !slices.Equal(got, []string{"PSIDENT", "PSPGDBS"}) {
		t.Errorf("of Customer Accounts: %v", got)
	}
	a.ok("POST", dependencies+"/disassociate", pairs("PBSACCO", "PSIDENT"))
	if got := supporting("/business_services/PBSACCO"); !slices.Equal(got, []string{"PSPGDBS"}) {
		t.Errorf("of Customer Accounts: %v", got)
	}
	a.ok("DELETE", "/services/PSPGDBS", "")
	if got := supporting("/business_services/PBSACCO"); len(got) != 0 {
		t.Errorf("of Customer Accounts: %v", got)
	}
}

func TestDependenciesAreRefused(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const associate, disassociate = dependencies + "/associate", dependencies + "/disassociate"
	for _, test := range []struct{ path, body, want string }{
		{associate, pairs("PSKUBER", "PBSSHOP"), "cycle"},
		{associate, pairs("PSSCANN", "PSORDER", "PSORDER", "PSSCANN"), "cycle"}, // the first alone would be accepted
		{associate, pairs("PSORDER", "PSORDER"), "itself"},
		{associate, `{"relationships":[]}`, "must not be empty"},
		{associate, `{"relationships":[{"supporting_service":{"id":"PSORDER","type":"service"}}]}`, "dependent_service is required"},
		{associate, `{"relationships":[{"supporting_service":{"id":"PSSCANN","type":"technical_service_reference"},"dependent_service":{"id":"PSORDER","type":"service"}}]}`, "type must be"},
		{disassociate, pairs("PSORDER", "PSSCANN"), "does not depend"},
		{disassociate, pairs("PSORDER", "PSPGDBS", "PSORDER", "PSSCANN"), "does not depend"},
	} {
		a.refused(400, 2001, test.want, "POST", test.path, test.body)
	}
	if got := a.ok("GET", dependencies+"/technical_services/PSORDER", "").column("relationships", "supporting_service.id"); !slices.Equal(got, []string{"PSPGDBS"}) {
		t.Errorf("after the refusals Order Pipeline depends on %v", got)
	}
	a.refused(404, 2100, "PSNONE0", "POST", associate, pairs("PSORDER", "PSNONE0"))
	a.refused(404, 2100, "no service has the id PBSSHOP", "POST", associate, strings.ReplaceAll(pairs("PSORDER", "PBSSHOP"), "business_service", "service"))
	a.refused(404, 2100, "no service", "GET", dependencies+"/technical_services/PBSSHOP", "")
	a.refused(404, 2100, "no business service", "GET", dependencies+"/business_services/PSORDER", "")
	lenient := newAPI(t, simulator.Lenient())
	lenient.ok("POST", disassociate, pairs("PSORDER", "PSSCANN"))
	lenient.ok("POST", associate, strings.ReplaceAll(pairs("PSORDER", "PSSCANN"), `"service"`, `"technical_service_reference"`))
}

// TestDeepDependencies: a chain of 100 services is the longest.
func TestDeepDependencies(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithSeed(simulator.Large))
	var chain []string
	for offset := 0; len(chain) < 102; offset += 100 {
		for _, id := range a.ok("GET", fmt.Sprint("/services?limit=100&offset=", offset), "").column("services", "id") {
			if a.ok("GET", dependencies+"/technical_services/"+id, "").at("relationships.0") == nil {
				chain = append(chain, id)
			}
		}
	}
	var links []string
	for i := range 101 {
		links = append(links, chain[i], chain[i+1])
	}
	a.refused(400, 2001, "deeper than 100", "POST", dependencies+"/associate", pairs(links...))
	a.ok("POST", dependencies+"/associate", pairs(links[2:]...))
	a.refused(400, 2001, "deeper than 100", "POST", dependencies+"/associate", pairs(links[:2]...))
}
