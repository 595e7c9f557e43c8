package aiops_test

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// A service in another setting is moved only with move_services. The error names the setting and the effect of a move.
func TestServicesOfAnotherSetting(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for call, want := range map[[2]string]string{
		{"create_alert_grouping_setting", `{"service_ids":["PSSTORE","PSKUBER"],"type":"time","timeout":60}`}: `Storefront Web in "Storefront and search" (PGSHOPS), which would keep Product Search. Set move_services to true`,
		{"create_alert_grouping_setting", `{"service_ids":["PSSCANN"],"type":"time","timeout":60}`}:           `Warehouse Scanners in "Scanners, an hour at a time" (PGSCANN), which would be deleted, since no service would be left in it. Set move_services`,
		{"update_alert_grouping_setting", `{"setting_id":"PGSCANN","service_ids":["PSSCANN","PSCHKAP"]}`}:     `Checkout API in "Checkout by source" (PGCHECK), which would be deleted`,
	} {
		if sentence := s.CallError(call[0], call[1]); !strings.Contains(sentence, want) || !strings.HasSuffix(sentence, "Nothing was changed.") || len(s.Writes()) != 0 {
			t.Errorf("%v: %q after %v", call, sentence, s.Writes())
		}
	}
	s.Call("create_alert_grouping_setting", `{"name":"N","service_ids":["PSSTORE","PSKUBER","PSSCANN"],"type":"time","timeout":60,"move_services":true}`).Expect(map[string]any{
		"name": "N", "services.2.id": "PSSCANN",
		"moved.0.services.0.name": "Storefront Web", "moved.0.from.name": "Storefront and search", "moved.0.type": "intelligent", "moved.0.keeps.0.id": "PSSEARC", "moved.0.from_deleted": nil,
		"moved.1.services.0.name": "Warehouse Scanners", "moved.1.from.id": "PGSCANN", "moved.1.keeps": nil, "moved.1.from_deleted": true, "moved.2": nil,
	})
	s.Call("get_alert_grouping_setting", `{"setting_id":"PGSHOPS"}`).Expect(map[string]any{"services.0.id": "PSSEARC", "services.1": nil})
	s.CallError("get_alert_grouping_setting", `{"setting_id":"PGSCANN"}`)
	s.Call("update_alert_grouping_setting", `{"setting_id":"PGSHOPS","service_ids":["PSCHKAP"],"move_services":true}`).Expect(map[string]any{
		"services.0.id": "PSCHKAP", "changed.0": "services", "before.services.0.id": "PSSEARC", "no_longer_grouped.0.id": "PSSEARC", "no_longer_grouped.1": nil, "moved.0.from.id": "PGCHECK", "moved.0.from_deleted": true,
	})
	s.Call("update_alert_grouping_setting", `{"setting_id":"PGSHOPS","time_window":900}`).Expect(map[string]any{"changed.0": "time_window", "changed.1": nil, "before.time_window": 600, "time_window": 900})
	s.Call("update_alert_grouping_setting", `{"setting_id":"PGSHOPS","time_window":900,"service_ids":["PSCHKAP"]}`).Expect(map[string]any{"changed": nil, "notes.0": "Nothing changed: the setting already had these values."})
}

// If the write is refused, services go back to their previous settings.
func TestMovesAreUndone(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Around: refusing(func(r *http.Request, body string) bool {
		return r.Method == http.MethodPost && strings.Contains(body, `"name":"N"`)
	})})
	const arguments = `{"name":"N","service_ids":["PSSTORE","PSSCANN"],"type":"time","timeout":60,"move_services":true}`
	sentence := s.CallError("create_alert_grouping_setting", arguments)
	recreated := regexp.MustCompile(`are back in it\. The setting "Scanners, an hour at a time" was deleted and recreated: its id is now (\w+), no longer PGSCANN\. The key is not allowed`).FindStringSubmatch(sentence)
	if recreated == nil || strings.Contains(sentence, "Nothing was changed") {
		t.Fatalf("%q", sentence)
	}
	s.Call("get_alert_grouping_setting", `{"setting_id":"`+recreated[1]+`"}`).Expect(map[string]any{"name": "Scanners, an hour at a time", "services.0.id": "PSSCANN"})
	list := s.Call("list_alert_grouping_settings", `{}`)
	for name, services := range map[string]int{"Storefront and search": 2, "Scanners, an hour at a time": 1} {
		found := false
		for i, shown := range list.Column("items", "name") {
			if shown == name {
				found = list.Len("items."+string(rune('0'+i))+".services") == services
			}
		}
		if !found {
			t.Errorf("%s has changed: %s", name, list.JSON)
		}
	}
	s = start(t, blackbox.Account{Around: refusing(func(r *http.Request, body string) bool { return r.Method == http.MethodPost })})
	if sentence := s.CallError("create_alert_grouping_setting", arguments); !strings.Contains(sentence, `could not be moved back`) || !strings.Contains(sentence, `Warehouse Scanners from "Scanners, an hour at a time" (PGSCANN)`) {
		t.Errorf("%q", sentence)
	}
}

// If the outcome of the write is unknown, the services are not moved back: they may be in the new setting.
func TestMovesStayAfterAnUnknownOutcome(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Unchecked: true, Around: func(account http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				_, _ = io.WriteString(w, "<html>Blocked</html>")
				return
			}
			account.ServeHTTP(w, r)
		})
	}})
	sentence := s.CallError("create_alert_grouping_setting", `{"name":"N","service_ids":["PSSTORE"],"type":"time","timeout":60,"move_services":true}`)
	if !strings.Contains(sentence, "may have been made") || !strings.Contains(sentence, `Storefront Web from "Storefront and search" (PGSHOPS)`) {
		t.Errorf("%q", sentence)
	}
	s.Call("get_alert_grouping_setting", `{"setting_id":"PGSHOPS"}`).Expect(map[string]any{"services.0.id": "PSSEARC", "services.1": nil})
}

// The list in PagerDuty's documentation repeats its cursor. The move goes on with the settings that were read.
func TestMoveAfterARepeatedCursor(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Unchecked: true, Around: func(account http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet && r.URL.Path == "/alert_grouping_settings" {
				_, _ = io.WriteString(w, `{"alert_grouping_settings":[{"id":"PGSHOPS","name":"Storefront and search","type":"time","config":{"timeout":60},"services":[{"id":"PSSTORE"},{"id":"PSSEARC"}]}],"after":"a","before":"b"}`)
				return
			}
			account.ServeHTTP(w, r)
		})
	}})
	s.Call("create_alert_grouping_setting", `{"name":"N","service_ids":["PSSTORE"],"type":"time","timeout":60,"move_services":true}`).Expect(map[string]any{"name": "N", "moved.0.from.id": "PGSHOPS"})
}
