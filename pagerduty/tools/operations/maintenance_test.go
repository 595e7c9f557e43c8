package operations_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListMaintenanceWindows(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_maintenance_windows", `{}`).Expect(map[string]any{
		"items.0.id": "PWCOUN2", "items.0.status": "ongoing", "items.0.services.0.name": "Warehouse Sync", "items.0.created_by": "Liam O'Sullivan",
		"items.1.id": "PWCOUN3", "items.1.status": "future", "items.2": nil, "more": false,
	})
	s.ExpectSent("GET /maintenance_windows?filter=open&limit=25")
	for arguments, want := range map[string][]string{
		`{"filter":"past"}`: {"PWCOUN1"}, `{"filter":"all","total":true}`: {"PWCOUN1", "PWCOUN2", "PWCOUN3"}, `{"query":"no such"}`: {},
		`{"service_ids":["Checkout API"]}`: {}, `{"team_ids":["Data"],"limit":1}`: {"PWCOUN2"},
	} {
		list := s.Call("list_maintenance_windows", arguments)
		if got := list.Column("items", "id"); !slices.Equal(got, want) {
			t.Errorf("%s lists %v", arguments, got)
		}
	}
	for _, unknown := range []string{`{"service_ids":["PSNONE1"]}`, `{"team_ids":["nobody"]}`, `{"filter":"now"}`} {
		s.CallError("list_maintenance_windows", unknown)
	}
}

// One call puts services under maintenance for two hours, and one ends it early.
func TestMaintenanceForTwoHours(t *testing.T) {
	t.Parallel()
	s := demo(t)
	created := s.Call("create_maintenance_window", `{"service_ids":["Checkout API","PSORDER"],"duration":"2h","description":"Upgrade"}`)
	end := created.Text("end")
	created.Expect(map[string]any{
		"status": "ongoing", "services.0.name": "Checkout API", "services.1.id": "PSORDER", "created_by": "Amara Okafor",
		"effect":               "P1 incident #4197 stays open, as does all that was open before (2 incidents). Until " + end + " no incidents are opened on Checkout API, Order Pipeline.",
		"stays_open.0.service": "Checkout API", "stays_open.0.status": "acknowledged", "stays_open.1.service": "Order Pipeline", "overlaps": nil, "notes": nil,
	})
	writes := s.Writes()
	if len(writes) != 1 || writes[0].From != "amara.okafor@lanternfield.example" || !strings.Contains(writes[0].Body, `"end_time":"`+end+`"`) {
		t.Errorf("wrote %v", writes)
	}
	startsAt, _ := time.Parse(time.RFC3339, created.Text("start"))
	if endsAt, _ := time.Parse(time.RFC3339, end); endsAt.Sub(startsAt) != 2*time.Hour {
		t.Errorf("from %v to %v", startsAt, endsAt)
	}
	id := created.Text("id")
	s.Call("list_maintenance_windows", `{"filter":"ongoing","service_ids":["Checkout API"]}`).Expect(map[string]any{"items.0.id": id})
	ended := s.Call("end_maintenance_window", `{"window_id":"`+id+`"}`)
	ended.Expect(map[string]any{
		"outcome": "ended", "status": "past", "before.status": "ongoing", "before.end": end, "still_under_maintenance": nil,
		"effect": "Incidents are opened on Checkout API, Order Pipeline again.",
	})
	s.Call("list_maintenance_windows", `{"filter":"ongoing","service_ids":["Checkout API"]}`).Expect(map[string]any{"items.0": nil})
	if sentence := s.CallError("end_maintenance_window", `{"window_id":"`+id+`"}`); !strings.Contains(sentence, "ended at") || !strings.Contains(sentence, "Nothing was changed") || len(s.Writes()) > 0 {
		t.Errorf("%q after %v", sentence, s.Sent())
	}
}

func TestCreateMaintenanceWindowTimes(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("create_maintenance_window", `{"service_ids":["PSSCANN"],"start":"2026-11-24T22:00","end":"2026-11-25T02:00:00+01:00"}`).Expect(map[string]any{
		"status": "future", "start": "2026-11-24T22:00:00Z", "end": "2026-11-25T01:00:00Z", "stays_open": nil,
		"effect": "From 2026-11-24T22:00:00Z to 2026-11-25T01:00:00Z no incidents are opened on Warehouse Scanners.",
	})
	s.Call("create_maintenance_window", `{"service_ids":["Warehouse Sync"],"start":"+1h","duration":"90m"}`).Expect(map[string]any{"overlaps.0.id": "PWCOUN2", "overlaps.1": nil})
	before := s.Call("list_maintenance_windows", `{"filter":"all","total":true}`).Number("total")
	for arguments, want := range map[string]string{
		`{"service_ids":["PSCHKAP"]}`:                                                "end or duration is required",
		`{"service_ids":["PSCHKAP"],"end":"+2h","duration":"2h"}`:                    "exclude each other",
		`{"service_ids":["PSCHKAP"],"duration":"two hours"}`:                         "duration",
		`{"service_ids":["PSCHKAP"],"start":"-3h","end":"-1h"}`:                      "has to end in the future",
		`{"service_ids":["PSCHKAP"],"start":"+3h","end":"+1h"}`:                      "is not before",
		`{"service_ids":["PSCHKAP"],"start":"-1h","duration":"2h"}`:                  "is past: a maintenance window begins now",
		`{"service_ids":["PSCHKAP"],"start":"-1h","end":"+2h"}`:                      "is past: a maintenance window begins now",
		`{"service_ids":["PSCHKAP"],"duration":"5000d"}`:                             "more than 90 days, and the services would open no incidents until then: give end",
		`{"service_ids":["PSCHKAP"],"end":"2028-06-01"}`:                             "at most 366 days",
		`{"service_ids":["PSCHKAP"],"start":"2126-01-01","duration":"1h"}`:           "start: 2126-01-01 is more than 2 years ahead; is that the year you mean?",
		`{"service_ids":["PSCHKAP"],"start":"later","duration":"1h"}`:                "start",
		`{"service_ids":["PSCHKAP"],"end":"later"}`:                                  "end",
		`{"service_ids":["Checkout"],"duration":"1h"}`:                               "Checkout API",
		`{"service_ids":["PSCHKAP","PSNONE1"],"duration":"1h","description":"Both"}`: "service_ids[1]",
	} {
		if sentence := s.CallError("create_maintenance_window", arguments); !strings.Contains(sentence, want) || !strings.HasSuffix(sentence, "Nothing was changed.") || len(s.Writes()) > 0 {
			t.Errorf("%s: %q after %v", arguments, sentence, s.Sent())
		}
	}
	if got := s.Call("list_maintenance_windows", `{"filter":"all","total":true}`).Number("total"); got != before {
		t.Errorf("%d windows instead of %d", got, before)
	}
}

// Overlaps are looked for beyond the first page of windows.
func TestOverlapBeyondTheFirstPage(t *testing.T) {
	t.Parallel()
	for windows, want := range map[int]map[string]any{
		150:  {"overlaps.0.id": "PW00120", "overlaps.9.id": "PW00129", "overlaps.10": nil, "notes.0": "20 more windows of these services overlap.", "notes.1": nil},
		1200: {"overlaps.9.id": "PW00129", "notes.1": "Only the first 1000 ongoing and future windows of these services were compared."},
	} {
		s := start(t, blackbox.Account{Handler: manyWindows(windows)})
		s.Call("create_maintenance_window", `{"service_ids":["PSA0000"],"start":"2026-11-24T00:00:00Z","duration":"1h"}`).Expect(want)
	}
}

// manyWindows is an account with maintenance windows of which those from 120 on are on one day.
func manyWindows(count int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		var page []string
		for i := offset; i < min(offset+100, count); i++ {
			day := "2026-12-24"
			if i >= 120 {
				day = "2026-11-24"
			}
			page = append(page, fmt.Sprintf(`{"id":"PW%05d","start_time":"%sT00:30:00Z","end_time":"%sT02:00:00Z"}`, i, day, day))
		}
		switch {
		case r.Method == http.MethodPost:
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{"maintenance_window":{"id":"PWNEW01","start_time":"2026-11-24T00:00:00Z","end_time":"2026-11-24T01:00:00Z"}}`))
		case r.URL.Path == "/maintenance_windows":
			_, _ = fmt.Fprintf(w, `{"maintenance_windows":[%s],"more":%v}`, strings.Join(page, ","), offset+100 < count)
		case r.URL.Path == "/incidents":
			_, _ = w.Write([]byte(`{"incidents":[]}`))
		case r.URL.Path == "/users/me":
			_, _ = w.Write([]byte(`{"user":{"id":"PUAMARA","name":"Amara","email":"amara@lanternfield.example","time_zone":"UTC"}}`))
		default:
			_, _ = w.Write([]byte(`{"service":{"id":"PSA0000","name":"Service"}}`))
		}
	})
}

// The window is created even if what is open cannot be read.
func TestCreateMaintenanceWindowWithoutTheRest(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultServerError, Method: "GET", Path: "/incidents"}, simulator.Fault{Kind: simulator.FaultServerError, Method: "GET", Path: "/maintenance_windows"})
	created := s.Call("create_maintenance_window", `{"service_ids":["PSCHKAP"],"duration":"1d"}`)
	if !created.Has("id") || !created.Has("missing.stays_open") || !created.Has("missing.overlaps") {
		t.Error(created.JSON)
	}
}

func TestMaintenanceNeedsAUser(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Key: simulator.AccountKey})
	if sentence := s.CallError("create_maintenance_window", `{"service_ids":["PSCHKAP"],"duration":"2h"}`); !strings.Contains(sentence, "belongs to no user") || len(s.Writes()) > 0 {
		t.Errorf("%q after %v", sentence, s.Sent())
	}
}

func TestUpdateMaintenanceWindow(t *testing.T) {
	t.Parallel()
	s := demo(t)
	before := s.Call("list_maintenance_windows", `{"filter":"ongoing"}`)
	s.Call("update_maintenance_window", `{"window_id":"PWCOUN2","service_ids":["Warehouse Sync","PSSCANN"],"description":"Count"}`).Expect(map[string]any{
		"changed.0": "services", "changed.1": "description", "changed.2": nil, "before.services.0.id": "PSWAREH", "before.services.1": nil, "services.1.name": "Warehouse Scanners",
		"before.description": "Weekly count in the warehouse: stock stands still meanwhile.", "start": before.Text("items.0.start"), "end": before.Text("items.0.end"),
	})
	s.ExpectLast(fmt.Sprintf(`{"maintenance_window":{"type":"maintenance_window","start_time":%q,"end_time":%q,"description":"Count","services":[{"id":"PSWAREH","type":"service_reference"},{"id":"PSSCANN","type":"service_reference"}]}}`,
		before.Text("items.0.start"), before.Text("items.0.end")))
	s.Call("update_maintenance_window", `{"window_id":"PWCOUN2","end":"+30m"}`).Expect(map[string]any{"changed.0": "end", "before.end": before.Text("items.0.end"), "services.1.id": "PSSCANN"})
	s.Call("update_maintenance_window", `{"window_id":"PWCOUN3","description":"Weekly count in the warehouse: stock stands still meanwhile."}`).Expect(map[string]any{
		"changed": nil, "notes.0": "Nothing changed: the maintenance window already had these values.",
	})
	for arguments, want := range map[string]string{
		`{"window_id":"PWCOUN2"}`:                            "nothing to change",
		`{"window_id":"PWCOUN1","end":"+2h"}`:                "does not change past ones",
		`{"window_id":"PWCOUN2","end":"2028-06-01"}`:         "at most 366 days",
		`{"window_id":"PWCOUN3","end":"2040-01-01"}`:         "is that the year you mean?",
		`{"window_id":"PWCOUN2","end":"-1h"}`:                "has to end in the future",
		`{"window_id":"PWCOUN3","end":"+1h"}`:                "is not before",
		`{"window_id":"PWCOUN2","start":"+2d"}`:              "began at " + before.Text("items.0.start") + ", which cannot be changed. Omit start",
		`{"window_id":"PWCOUN2","start":"-3h"}`:              "which cannot be changed",
		`{"window_id":"PWCOUN3","start":"-3h"}`:              "begins now at the earliest. Give now to begin it now, or omit start.",
		`{"window_id":"PWCOUN2","service_ids":["nobody's"]}`: "service_ids[0]",
		`{"window_id":"PWNONE1","end":"+1h"}`:                "PagerDuty has no maintenance window PWNONE1",
		`{"window_id":"Warehouse Sync","end":"+1h"}`:         "window_id",
	} {
		if sentence := s.CallError("update_maintenance_window", arguments); !strings.Contains(sentence, want) || !strings.HasSuffix(sentence, "Nothing was changed.") || len(s.Writes()) > 0 {
			t.Errorf("%s: %q after %v", arguments, sentence, s.Sent())
		}
	}
}

// A window that is longer than new ones may be can be shortened, and keeps its times where they are repeated.
func TestShortenALongWindow(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	later := -400 * day
	s := start(t, blackbox.Account{Clock: func() time.Time { return blackbox.Now().Add(later) }})
	server := httptest.NewServer(s.Simulator)
	t.Cleanup(server.Close)
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport))
	if err != nil {
		t.Fatal(err)
	}
	from, to := blackbox.Now().Add(later), blackbox.Now().Add(3*365*day)
	window, err := client.MaintenanceWindows.Create(t.Context(), pagerduty.MaintenanceWindowChange{Start: &from, End: &to, ServiceIDs: []string{"PSCHKAP"}})
	if err != nil {
		t.Fatal(err)
	}
	later = 0
	update := func(arguments string) string { return `{"window_id":"` + window.ID + `",` + arguments + `}` }
	s.Call("update_maintenance_window", update(fmt.Sprintf(`"start":%q,"end":%q,"description":"Old"`, from.Format(time.RFC3339), to.Format(time.RFC3339)))).Expect(map[string]any{
		"changed.0": "description", "changed.1": nil,
	})
	if sentence := s.CallError("update_maintenance_window", update(fmt.Sprintf(`"end":%q`, to.Add(day).Format(time.RFC3339)))); !strings.Contains(sentence, "is that the year you mean?") {
		t.Error(sentence)
	}
	s.Call("update_maintenance_window", update(`"end":"+3h"`)).Expect(map[string]any{"changed.0": "end", "changed.1": nil})
	if sentence := s.CallError("update_maintenance_window", update(`"end":"+4h"`)); !strings.Contains(sentence, "would last 400 days") {
		t.Error(sentence)
	}
}

// An update says what it silences and what it does not, as a new window does; without other services or times it says and reads nothing.
func TestUpdateMaintenanceWindowTellsItsEffect(t *testing.T) {
	t.Parallel()
	s := demo(t)
	window := s.Call("list_maintenance_windows", `{"filter":"ongoing"}`)
	end := window.Text("items.0.end")
	s.Call("update_maintenance_window", `{"window_id":"PWCOUN2","service_ids":["Checkout API"]}`).Expect(map[string]any{
		"effect":               "P1 incident #4197 stays open, as does all that was open before (1 incident). Until " + end + " no incidents are opened on Checkout API. Incidents are opened on Warehouse Sync again.",
		"stays_open.0.service": "Checkout API", "overlaps": nil, "still_under_maintenance": nil, "changed.0": "services",
	})
	other := s.Call("create_maintenance_window", `{"service_ids":["Checkout API"],"duration":"1h"}`).Text("id")
	back := s.Call("update_maintenance_window", `{"window_id":"PWCOUN2","service_ids":["Warehouse Sync"],"end":"+3h"}`)
	back.Expect(map[string]any{"still_under_maintenance.0.id": other, "stays_open.0.service": "Warehouse Sync"})
	if effect := back.Text("effect"); !strings.HasSuffix(effect, "no incidents are opened on Warehouse Sync. This window no longer covers Checkout API. Services of another ongoing window stay under maintenance.") {
		t.Error(effect)
	}
	s.Call("update_maintenance_window", `{"window_id":"PWCOUN3","service_ids":["PSCHKAP"],"start":"now"}`).Expect(map[string]any{
		"status": "ongoing", "overlaps.0.id": other, "stays_open.0.number": 4197, "changed.0": "services", "changed.1": "start",
	})
	arguments := fmt.Sprintf(`{"window_id":"PWCOUN2","service_ids":["PSWAREH"],"start":%q,"description":"Count"}`, window.Text("items.0.start"))
	s.Call("update_maintenance_window", arguments).Expect(map[string]any{"effect": nil, "changed.0": "description", "changed.1": nil})
	if len(s.Requests()) != 3 {
		t.Errorf("sent %v", s.Sent())
	}
}

func TestEndMaintenanceWindow(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("end_maintenance_window", `{"window_id":"PWCOUN3"}`).Expect(map[string]any{"outcome": "deleted", "effect": "Warehouse Sync will not be under maintenance then.", "status": "future"})
	s.ExpectSent("GET /maintenance_windows/PWCOUN3", "DELETE /maintenance_windows/PWCOUN3")
	s.Call("list_maintenance_windows", `{"filter":"future"}`).Expect(map[string]any{"items.0": nil})
	other := s.Call("create_maintenance_window", `{"service_ids":["Warehouse Sync"],"duration":"1h"}`).Text("id")
	s.Call("end_maintenance_window", `{"window_id":"PWCOUN2"}`).Expect(map[string]any{
		"outcome": "ended", "still_under_maintenance.0.id": other, "effect": "This window no longer covers Warehouse Sync. Services of another ongoing window stay under maintenance.",
	})
	for id, want := range map[string]string{"PWCOUN1": "ended at", "PWNONE1": "404"} {
		if sentence := s.CallError("end_maintenance_window", `{"window_id":"`+id+`"}`); !strings.Contains(sentence, want) || len(s.Writes()) > 0 {
			t.Errorf("%s: %q", id, sentence)
		}
	}
}

// A window that ends while it is being changed is refused by PagerDuty, and explained.
func TestWindowEndsMeanwhile(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Method: "DELETE", Status: http.StatusMethodNotAllowed, Body: `{"error":{"message":"Maintenance window can't be deleted","code":5003,"errors":["it is in the past"]}}`})
	if sentence := s.CallError("end_maintenance_window", `{"window_id":"PWCOUN2"}`); !strings.Contains(sentence, "The maintenance window is over") || !strings.Contains(sentence, "Nothing was changed") {
		t.Error(sentence)
	}
}

// No tool that writes sends a change with a read-only client.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
	for tool, arguments := range map[string]string{
		"create_maintenance_window": `{"service_ids":["PSCHKAP"],"duration":"2h"}`, "update_maintenance_window": `{"window_id":"PWCOUN2","end":"+1h"}`,
		"end_maintenance_window": `{"window_id":"PWCOUN2"}`, "set_service_dependency": `{"service_id":"PSORDER","depends_on":["PSWAREH"]}`,
	} {
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "read-only") || len(s.Writes()) > 0 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Sent())
		}
	}
}

// A link to another account's window changes none of this account.
func TestWindowOfAnotherAccount(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const elsewhere, here = `"https://other.pagerduty.com/maintenance_windows#/show/PWCOUN2"`, `"https://lanternfield-demo.pagerduty.com/maintenance_windows#/show/PWCOUN2"`
	for tool, arguments := range map[string]string{"end_maintenance_window": "", "update_maintenance_window": `,"description":"x"`} {
		if sentence := s.CallError(tool, `{"window_id":`+elsewhere+arguments+`}`); !strings.Contains(sentence, `the link leads to "other.pagerduty.com"`) || len(s.Writes()) > 0 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Sent())
		}
	}
	s.Call("end_maintenance_window", `{"window_id":`+here+`}`).Expect(map[string]any{"outcome": "ended"})
}
