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

func TestListBusinessServices(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_business_services", `{"total":true}`)
	list.Expect(map[string]any{
		"items.0.name": "Checkout and Payments", "items.0.impact": "impacted", "items.0.team.name": "Checkout", "items.0.point_of_contact": "#checkout",
		"items.1.name": "Customer Accounts", "items.1.impact": "not_impacted", "items.1.team": nil, "total": 4, "more": false, "notes": nil,
	})
	if got := len(s.SentTo("GET", "/business_services/impacts")); got != 1 {
		t.Errorf("the impacts were asked for %d times", got)
	}
	for arguments, want := range map[string][]string{
		`{"query":"ACCOUNT"}`: {"PBSACCO"}, `{"team_ids":["Data"]}`: {"PBSSTOC"}, `{"team_ids":["Checkout","PTSEARC"],"query":"shop"}`: {"PBSSHOP"},
		`{"team_ids":["Security"]}`: {}, `{"limit":1,"offset":1}`: {"PBSACCO"}, `{"query":"e","limit":1,"offset":1}`: {"PBSACCO"},
	} {
		list := s.Call("list_business_services", arguments)
		if got := list.Column("items", "id"); !slices.Equal(got, want) {
			t.Errorf("%s lists %v", arguments, got)
		}
		filtered := strings.Contains(arguments, "ACCOUNT") || strings.Contains(arguments, "team_ids")
		if said := strings.Contains(list.Text("notes.0"), "Searched "); said != filtered {
			t.Errorf("%s: %s", arguments, list.JSON)
		}
	}
	s.Call("list_business_services", `{"query":"e","limit":1}`).Expect(map[string]any{"more": true, "next_offset": 1, "notes": nil})
	if sentence := s.CallError("list_business_services", `{"team_ids":["PTNONE1"]}`); !strings.Contains(sentence, "team_ids[0]") {
		t.Error(sentence)
	}
	if empty := start(t, blackbox.Empty()).Call("list_business_services", `{}`); empty.JSON != `{"items":[],"more":false}` {
		t.Error(empty.JSON)
	}
}

// The list is shown even if the impact cannot be read.
func TestBusinessServicesWithoutImpact(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/business_services/impacts"})
	s.Call("list_business_services", `{}`).Expect(map[string]any{"items.0.id": "PBSPAYM", "items.0.impact": nil, "notes.0": s.Call("list_business_services", `{}`).Text("notes.0")})
	if list := s.Call("get_business_service", `{"service_id":"PBSSHOP"}`); !strings.Contains(list.Text("notes.0"), "not allowed") || !list.Has("impacted_by") {
		t.Error(list.JSON)
	}
}

// PagerDuty returns at most 200 impacts at once, so they are asked for in portions.
func TestImpactsInPortions(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var offset int
		_, _ = fmt.Sscan(r.URL.Query().Get("offset"), &offset)
		var all []string
		ids := r.URL.Query()["ids[]"]
		for i := range 100 {
			if ids == nil {
				all = append(all, fmt.Sprintf(`{"id":"PB%05d","name":"B","team":null}`, offset+i))
			}
		}
		for _, id := range ids {
			all = append(all, fmt.Sprintf(`{"id":%q,"status":"impacted"}`, id))
		}
		root := "business_services"
		if ids != nil {
			root = "services"
		}
		_, _ = fmt.Fprintf(w, `{%q:[%s],"more":%t}`, root, strings.Join(all, ","), offset < 200 && ids == nil)
	})})
	list := s.Call("list_business_services", `{"limit":250}`)
	portions := s.SentTo("GET", "/business_services/impacts")
	if list.Len("items") != 250 || list.Text("items.249.impact") != "impacted" || len(portions) != 3 || len(portions[0].Query["ids[]"]) > 200 {
		t.Errorf("%d items, %d portions", list.Len("items"), len(portions))
	}
}

func TestGetBusinessService(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("get_business_service", `{"service_id":"online shop"}`).Expect(map[string]any{
		"id": "PBSSHOP", "impact": "impacted", "team.name": "Search and Storefront", "impacted_by.0.id": "Q2CHECKOUTLATE", "impacted_by.0.service": "Checkout API",
		"impacted_by.0.priority": "P1", "impacted_by.1.service": "Payments Gateway", "supporting_business_services.0.name": "Checkout and Payments",
		"supporting_business_services.0.impact": "impacted", "missing": nil, "notes": nil,
	})
	s.Call("get_business_service", `{"service_id":"PBSACCO"}`).Expect(map[string]any{"impact": "not_impacted", "impacted_by": nil, "supporting_business_services": nil, "team": nil})
	for id, want := range map[string]string{"Checkout API": "no business service has this id", "PBNONE1": "no business service has this id"} {
		if sentence := s.CallError("get_business_service", `{"service_id":"`+id+`"}`); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q", id, sentence)
		}
	}
	broken := failing(t, simulator.Fault{Kind: simulator.FaultServerError, Path: "/business_services/impactors"}, simulator.Fault{Kind: simulator.FaultServerError, Path: "/business_services/*/supporting_services/impacts"})
	if shown := broken.Call("get_business_service", `{"service_id":"PBSSHOP"}`); !shown.Has("missing.impacted_by") || !shown.Has("missing.supporting_business_services") || shown.Text("impact") != "impacted" {
		t.Error(shown.JSON)
	}
}

// The name or id of a technical service is told apart from a mistyped one.
func TestServiceInsteadOfBusinessService(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, text := range []string{"checkout api", "PSCHKAP"} {
		if sentence := s.CallError("get_business_service", `{"service_id":"`+text+`"}`); !strings.Contains(sentence, "Checkout API (PSCHKAP) is a service: use get_service_dependencies") {
			t.Errorf("%s: %q", text, sentence)
		}
	}
	if sentence := s.CallError("get_business_service", `{"service_id":"nobody"}`); strings.Contains(sentence, "is a service") {
		t.Error(sentence)
	}
}
