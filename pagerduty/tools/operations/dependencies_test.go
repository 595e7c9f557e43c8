package operations_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestGetServiceDependencies(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("get_service_dependencies", `{"service_id":"Checkout API"}`).Expect(map[string]any{
		"id": "PSCHKAP", "business": nil, "open_incidents": 1, "latest_incidents.0.number": 4197, "latest_incidents.0.service": nil,
		"depends_on.0.name": "Payments Gateway", "depends_on.0.depth": 1, "depends_on.0.needed_by.0": "Checkout API", "depends_on.0.open_incidents": 1,
		"depends_on.2.name": "Kubernetes Platform", "depends_on.2.depth": 2, "depends_on.2.needed_by.0": "Postgres Fleet", "depends_on.3": nil,
		"used_by.0.name": "Checkout and Payments", "used_by.0.business": true, "used_by.0.impact": "impacted", "used_by.2.name": "Online Shop", "used_by.2.uses.1": "Storefront Web", "used_by.3": nil,
		"notes": nil, "missing": nil,
	})
	if got := len(s.SentTo("GET", "/incidents")); got != 1 || len(s.Requests()) != 10 {
		t.Errorf("%d lists of incidents among %d requests: %v", got, len(s.Requests()), s.Sent())
	}
	for arguments, want := range map[string]string{
		`{"service_id":"PBSSHOP","depth":1}`:          "PBSPAYM PSSTORE PSSEARC",
		`{"service_id":"PBSSHOP","depth":5}`:          "PBSPAYM PSSTORE PSSEARC PSCHKAP PSPAYGW PSPGDBS PSKUBER",
		`{"service_id":"Kubernetes Platform"}`:        "",
		`{"service_id":"Warehouse Sync","depth":5}`:   "",
		`{"service_id":"Stock and Warehouse"}`:        "PSWAREH PSSCANN",
		`{"service_id":"Order Pipeline","depth":"2"}`: "PSPGDBS PSKUBER",
	} {
		shown := s.Call("get_service_dependencies", arguments)
		if got := strings.Join(shown.Column("depends_on", "id"), " "); got != want || !strings.Contains(shown.JSON, `"depends_on":[`) || !strings.Contains(shown.JSON, `"used_by":[`) {
			t.Errorf("%s: %s", arguments, shown.JSON)
		}
	}
	for arguments, want := range map[string]string{
		`{"service_id":"Checkout"}`: "Checkout and Payments (PBSPAYM)", `{"service_id":"PSCHKAP","depth":6}`: "depth", `{"service_id":"PSNONE1"}`: "no service or business service",
	} {
		if sentence := s.CallError("get_service_dependencies", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q", arguments, sentence)
		}
	}
}

// graphAccount has services whose dependencies are given as pairs of ids: the first depends on the second.
func graphAccount(pairs func(id string) [][2]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		switch {
		case strings.HasPrefix(r.URL.Path, "/service_dependencies/"):
			var all []string
			for i, pair := range pairs(id) {
				all = append(all, fmt.Sprintf(`{"id":"D%d","dependent_service":{"id":%q,"type":"service"},"supporting_service":{"id":%q,"type":"service"}}`, i, pair[0], pair[1]))
			}
			_, _ = fmt.Fprintf(w, `{"relationships":[%s]}`, strings.Join(all, ","))
		case r.URL.Path == "/incidents":
			_, _ = w.Write([]byte(`{"incidents":[{"id":"Q1","title":"Down","service":{"id":"PSA0001"}},{"id":"Q2","service":{"id":"PSA0001"}},{"id":"Q3","service":{"id":"PSA0001"}},{"id":"Q4","service":{"id":"PSA0001"}}],"more":true}`))
		case r.URL.Path == "/services":
			_, _ = w.Write([]byte(`{"services":[]}`))
		default:
			_, _ = fmt.Fprintf(w, `{"service":{"id":%q,"name":"Service %s"}}`, id, id)
		}
	})
}

// PagerDuty refuses cycles. If there is one, each service is shown once in each direction.
func TestDependenciesInACycle(t *testing.T) {
	t.Parallel()
	cycle := [][2]string{{"PSA0000", "PSA0001"}, {"PSA0001", "PSA0002"}, {"PSA0002", "PSA0000"}}
	s := start(t, blackbox.Account{Handler: graphAccount(func(string) [][2]string { return cycle })})
	shown := s.Call("get_service_dependencies", `{"service_id":"PSA0000","depth":5}`)
	if !slices.Equal(shown.Column("depends_on", "id"), []string{"PSA0001", "PSA0002"}) || !slices.Equal(shown.Column("used_by", "id"), []string{"PSA0002", "PSA0001"}) {
		t.Error(shown.JSON)
	}
	shown.Expect(map[string]any{
		"name": "Service PSA0000", "depends_on.0.name": "Service PSA0001", "depends_on.0.open_incidents": 4, "depends_on.0.latest_incidents.2.id": "Q3", "depends_on.0.latest_incidents.3": nil,
		"notes.0": "More than 100 incidents are open on these services: the numbers count the latest 100.", "notes.1": nil,
	})
	for _, id := range []string{"PSA0000", "PSA0001", "PSA0002"} {
		if got := len(s.SentTo("GET", "/service_dependencies/technical_services/"+id)); got != 1 {
			t.Errorf("the dependencies of %s were read %d times", id, got)
		}
	}
}

func TestManyDependencies(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: graphAccount(func(id string) (all [][2]string) {
		if id == "PSA0000" {
			for i := range 80 {
				all = append(all, [2]string{"PSA0000", fmt.Sprintf("PSB%04d", i)})
			}
		}
		return all
	})})
	shown := s.Call("get_service_dependencies", `{"service_id":"PSA0000","depth":2}`)
	if shown.Len("depends_on") != 50 || !strings.Contains(shown.JSON, "At most 50 services are followed") || len(s.SentTo("GET", "/service_dependencies/technical_services/PSB0060")) != 0 {
		t.Errorf("%d services, %v", shown.Len("depends_on"), shown.At("notes"))
	}
}

// A service whose dependencies cannot be read does not hide the others.
func TestUnreadableDependencies(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/service_dependencies/technical_services/PSPGDBS"},
		simulator.Fault{Kind: simulator.FaultServerError, Path: "/incidents"})
	shown := s.Call("get_service_dependencies", `{"service_id":"PSCHKAP"}`)
	if shown.Len("depends_on") != 2 || !strings.Contains(shown.Text("notes.0"), "[PSPGDBS]") || !shown.Has("missing.open_incidents") {
		t.Error(shown.JSON)
	}
}

func TestSetServiceDependency(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("set_service_dependency", `{"service_id":"Order Pipeline","depends_on":["Warehouse Sync","PSPGDBS","Customer Accounts"]}`).Expect(map[string]any{
		"service.id": "PSORDER", "added.0.name": "Warehouse Sync", "added.1.name": "Customer Accounts", "added.2": nil, "already.0.name": "Postgres Fleet", "removed": nil,
	})
	writes := s.Writes()
	if len(writes) != 1 || writes[0].Path != "/service_dependencies/associate" || writes[0].Body != `{"relationships":[`+
		`{"supporting_service":{"id":"PSWAREH","type":"service"},"dependent_service":{"id":"PSORDER","type":"service"}},`+
		`{"supporting_service":{"id":"PBSACCO","type":"business_service"},"dependent_service":{"id":"PSORDER","type":"service"}}]}` {
		t.Errorf("wrote %v", writes)
	}
	s.Call("set_service_dependency", `{"service_id":"Order Pipeline","depends_on":["Warehouse Sync","Checkout API"],"remove":true}`).Expect(map[string]any{
		"removed.0.name": "Warehouse Sync", "removed.1": nil, "already.0.name": "Checkout API", "added": nil,
	})
	s.Call("get_service_dependencies", `{"service_id":"Order Pipeline","depth":1}`).Expect(map[string]any{"depends_on.0.name": "Postgres Fleet", "depends_on.1.name": "Customer Accounts", "depends_on.2": nil})
	s.Call("set_service_dependency", `{"service_id":"PSORDER","depends_on":["PSPGDBS"]}`).Expect(map[string]any{"notes.0": "Nothing changed: the dependencies were so already.", "already.0.id": "PSPGDBS"})
	if len(s.Writes()) > 0 {
		t.Errorf("wrote %v", s.Writes())
	}
}

// The result has what PagerDuty's answer has, which may be less than was asked for.
func TestDependencyThatPagerDutyLeavesOut(t *testing.T) {
	t.Parallel()
	leaveOut := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				_, _ = w.Write([]byte(`{"relationships":[{"id":"D1","dependent_service":{"id":"PSORDER","type":"technical_service_reference"},"supporting_service":{"id":"PSWAREH","type":"technical_service_reference"}}]}`))
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	s := start(t, blackbox.Account{Unchecked: true, Around: leaveOut})
	s.Call("set_service_dependency", `{"service_id":"PSORDER","depends_on":["PSWAREH","PSSCANN"]}`).Expect(map[string]any{
		"added.0.id": "PSWAREH", "added.1": nil, "unknown.0.name": "Warehouse Scanners", "notes.0": "PagerDuty's answer does not have the dependencies on the unknown ones. Read them before you repeat the call.",
	})
}

func TestSetServiceDependencyRefusals(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string]string{
		`{"service_id":"PSORDER","depends_on":["Order Pipeline"]}`:    "cannot depend on itself",
		`{"service_id":"PSPGDBS","depends_on":["Checkout API"]}`:      "Checkout API depends on Postgres Fleet already",
		`{"service_id":"PSKUBER","depends_on":["Online Shop"]}`:       "would close a cycle", // PagerDuty sees it
		`{"service_id":"PSORDER","depends_on":["Warehouse"]}`:         "depends_on[0]",
		`{"service_id":"PSORDER","depends_on":["PSWAREH","PSNONE1"]}`: "depends_on[1]",
	} {
		if sentence := s.CallError("set_service_dependency", arguments); !strings.Contains(sentence, want) || !strings.HasSuffix(sentence, "Nothing was changed.") {
			t.Errorf("%s: %q", arguments, sentence)
		}
	}
	s.Call("get_service_dependencies", `{"service_id":"Order Pipeline","depth":1}`).Expect(map[string]any{"depends_on.0.name": "Postgres Fleet", "depends_on.1": nil})
}
