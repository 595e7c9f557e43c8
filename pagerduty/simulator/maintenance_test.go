package simulator_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const windows = "/maintenance_windows"

func windowBody(members string) string {
	return `{"maintenance_window":{"type":"maintenance_window",` + members + `}}`
}

const ordersService = `"services":[{"id":"PSORDER","type":"service_reference"}]`

// TestMaintenance: a service is in maintenance during each of its windows, with and without live time.
func TestMaintenance(t *testing.T) {
	t.Parallel()
	for _, options := range [][]simulator.Option{{}, {simulator.WithLiveTime()}} {
		a := newLiving(t, options...)
		status := func(service string) any { return a.ok("GET", "/services/"+service, "").at("service.status") }
		if got := status("PSWAREH"); got != "maintenance" {
			t.Errorf("Warehouse Sync is %v", got)
		}
		created := a.ok("POST", windows, windowBody(`"start_time":"2026-10-14T14:00:00Z","end_time":"2026-10-14T16:00:00Z","description":"Upgrade",`+ordersService))
		a.equal(created, "maintenance_window.created_by.id", "PUAMARA")
		a.equal(created, "maintenance_window.teams.0.id", "PTDATAE")
		for _, step := range []struct {
			at            time.Duration
			orders, stock string
		}{{2*time.Hour - time.Second, "warning", "maintenance"}, {2 * time.Hour, "maintenance", "maintenance"}, {4 * time.Hour, "warning", "maintenance"}, {6 * time.Hour, "warning", "critical"}} {
			a.clock.Set(noon.Add(step.at))
			if orders, stock := status("PSORDER"), status("PSWAREH"); orders != step.orders || stock != step.stock {
				t.Errorf("after %v: %v and %v, want %+v", step.at, orders, stock, step)
			}
		}
	}
}

func TestListMaintenanceWindows(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for query, want := range map[string][]string{
		"": {"PWCOUN1", "PWCOUN2", "PWCOUN3"}, "?filter=past": {"PWCOUN1"}, "?filter=ongoing": {"PWCOUN2"}, "?filter=future": {"PWCOUN3"},
		"?filter=open": {"PWCOUN2", "PWCOUN3"}, "?filter=all&limit=1": {"PWCOUN1"}, "?service_ids[]=PSWAREH&filter=ongoing": {"PWCOUN2"},
		"?service_ids[]=PSORDER": nil, "?team_ids[]=PTDATAE&filter=past": {"PWCOUN1"}, "?team_ids[]=PTCHECK": nil, "?query=count&filter=past": {"PWCOUN1"}, "?query=x": nil,
	} {
		if got := a.ok("GET", windows+query, "").column("maintenance_windows", "id"); !slices.Equal(got, want) {
			t.Errorf("%s lists %v, want %v", query, got, want)
		}
	}
	whole := a.ok("GET", windows+"/PWCOUN2?include[]=services&include[]=teams&include[]=users", "")
	for path, want := range map[string]any{
		"start_time": "2026-10-14T10:00:00Z", "end_time": "2026-10-14T18:00:00Z", "sequence_number": 2, "services.0.status": "maintenance",
		"teams.0.name": "Data", "created_by.name": "Liam O'Sullivan",
	} {
		a.equal(whole, "maintenance_window."+path, want)
	}
	a.refused(400, 2001, "past, future, ongoing, open or all", "GET", windows+"?filter=now", "")
	a.refused(404, 2100, "no maintenance window", "GET", windows+"/P0", "")
}

func TestChangeMaintenanceWindows(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	begun := a.ok("POST", windows, windowBody(`"start_time":"2026-10-14T09:00:00Z","end_time":"2026-10-14T16:00:00Z",`+ordersService))
	a.equal(begun, "maintenance_window.start_time", "2026-10-14T12:00:00Z")
	a.equal(begun, "maintenance_window.sequence_number", 4)
	path := fmt.Sprint(windows, "/", begun.at("maintenance_window.id"))
	changed := a.ok("PUT", path, windowBody(`"end_time":"2026-10-14T13:00:00Z","services":[{"id":"PSORDER","type":"service_reference"},{"id":"PSSTORE","type":"service_reference"}]`))
	a.equal(changed, "maintenance_window.end_time", "2026-10-14T13:00:00Z")
	a.equal(a.ok("GET", "/services/PSSTORE", ""), "service.status", "maintenance")
	if status, _ := a.do("DELETE", path, ""); status != 204 {
		t.Errorf("ending it: %d", status)
	}
	a.equal(a.ok("GET", path, ""), "maintenance_window.end_time", "2026-10-14T12:00:00Z")
	a.equal(a.ok("GET", "/services/PSORDER", ""), "service.status", "warning")
	a.refused(405, 5003, "in the past", "DELETE", path, "")
	a.ok("DELETE", windows+"/PWCOUN3", "")
	a.refused(404, 2100, "no maintenance window", "GET", windows+"/PWCOUN3", "")
	next := a.ok("POST", windows, windowBody(`"start_time":"2026-10-15T09:00:00Z","end_time":"2026-10-15T16:00:00Z",`+ordersService))
	a.equal(next, "maintenance_window.sequence_number", 5)
	a.refused(400, 2001, "sequence_number is read-only", "PUT", path, windowBody(`"sequence_number":1`))
	for members, want := range map[string]string{
		ordersService: "maintenance_window.start_time is required",
		`"start_time":"2026-10-14T13:00:00Z","end_time":"2026-10-14T13:00:00Z",` + ordersService:                                       "must be after start_time",
		`"start_time":"2026-10-13T13:00:00Z","end_time":"2026-10-13T14:00:00Z",` + ordersService:                                       "must not be in the past",
		`"start_time":"soon","end_time":"2026-10-15T14:00:00Z",` + ordersService:                                                       "ISO 8601",
		`"start_time":"2026-10-15T13:00:00Z","end_time":"2026-10-15T14:00:00Z","services":[{"id":"PNONE","type":"service_reference"}]`: "PNONE",
		`"start_time":"2026-10-15T13:00:00Z","end_time":"2026-10-15T14:00:00Z","services":[]`:                                          "services must not be empty",
		`"start_time":"2026-10-15T13:00:00Z","end_time":"2026-10-15T14:00:00Z","until":1,` + ordersService:                             "until",
	} {
		a.refused(400, 2001, want, "POST", windows, windowBody(members))
	}
	a.refused(400, 2001, "must have the member maintenance_window", "POST", windows, `{}`)
	a.refused(400, 2001, "must not contain null", "PUT", windows+"/PWCOUN2", windowBody(`"services":[null]`))
	a.refused(400, 2001, "must not be empty", "PUT", windows+"/PWCOUN2", windowBody(`"services":[]`))
}

// TestLenientMaintenanceWindow: PagerDuty's Go client sends an update without its root.
func TestLenientMaintenanceWindow(t *testing.T) {
	t.Parallel()
	const update = `{"id":"PWCOUN2","type":"maintenance_window","start_time":"2026-10-14T10:00:00Z","end_time":"2026-10-14T16:00:00Z","description":"Count","services":[{"id":"PSWAREH","type":"service_reference"}]}`
	a := newAPI(t, simulator.Lenient())
	a.equal(a.ok("PUT", windows+"/PWCOUN2", update), "maintenance_window.end_time", "2026-10-14T16:00:00Z")
	newAPI(t).refused(400, 2001, "unknown body member", "PUT", windows+"/PWCOUN2", update)
}
