package aiops_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListAlertGroupingSettings(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_alert_grouping_settings", `{}`).Expect(map[string]any{
		"items.0.id": byContent, "items.0.name": "Checkout by source", "items.0.type": "content_based", "items.0.aggregate": "all", "items.0.fields.1": "custom_details.region",
		"items.0.time_window": 900, "items.0.timeout": nil, "items.0.services.0.id": "PSCHKAP", "items.0.services.0.name": "Checkout API", "items.0.config": nil,
		"items.1.type": "content_based_intelligent", "items.1.aggregate": "any", "items.1.time_window": 300,
		"items.2.type": "intelligent", "items.2.fields.0": "summary", "items.2.aggregate": nil, "items.2.time_window": 600,
		"items.3.type": "time", "items.3.timeout": 3600, "items.3.time_window": nil, "items.4": nil, "more": false, "next_after": nil, "next_offset": nil, "total": nil,
	})
	s.ExpectSent("GET /alert_grouping_settings?limit=25")
	for _, arguments := range []string{`{"service_ids":["checkout api"]}`, `{"services":[{"id":"PSCHKAP","type":"service_reference"}]}`} {
		s.Call("list_alert_grouping_settings", arguments).Expect(map[string]any{"items.0.id": byContent, "items.1": nil})
		if sent := s.Sent(); sent[len(sent)-1] != "GET /alert_grouping_settings?limit=25&service_ids[]=PSCHKAP" {
			t.Errorf("%s: sent %v", arguments, sent)
		}
	}
	if none := s.Call("list_alert_grouping_settings", `{"service_ids":["PSKUBER"]}`); none.JSON != `{"items":[],"more":false}` {
		t.Error(none.JSON)
	}
	if sentence := s.CallError("list_alert_grouping_settings", `{"service_ids":["PSNONE1"]}`); !strings.Contains(sentence, "no service has this id") {
		t.Errorf("an invalid id: %q", sentence)
	}
}

// Cursors lead to the last page, and no setting is missing or shown twice.
func TestListAlertGroupingSettingsPaging(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: largeAccount()})
	all := s.Call("list_alert_grouping_settings", `{"limit":1000,"total":true}`)
	all.Expect(map[string]any{"total": 110, "more": false, "next_after": nil})
	if all.Len("items") != 110 || len(s.Requests()) != 2 || strings.Contains(s.Sent()[1], "total") {
		t.Errorf("%d settings after %v", all.Len("items"), s.Sent())
	}
	for _, limit := range []int{1, 40, 55} {
		var ids []string
		after, pages := "", 0
		for more := true; more && pages < 200; pages++ {
			page := s.Call("list_alert_grouping_settings", fmt.Sprintf(`{"limit":%d,"after":%q}`, limit, after))
			ids = append(ids, page.Column("items", "id")...)
			if len(s.Requests()) != 1 {
				t.Fatalf("limit %d: sent %v", limit, s.Sent())
			}
			more, after = page.At("more") == true, page.Text("next_after")
			if more != (after != "") || page.Has("next_offset") {
				t.Fatalf("limit %d: more is %v with next_after %q", limit, more, after)
			}
		}
		if want := all.Column("items", "id"); strings.Join(ids, " ") != strings.Join(want, " ") || pages != (110+limit-1)/limit {
			t.Errorf("limit %d: %d settings on %d pages", limit, len(ids), pages)
		}
	}
	second := s.Call("list_alert_grouping_settings", `{"limit":40}`).Text("next_after")
	third := s.Call("list_alert_grouping_settings", fmt.Sprintf(`{"limit":40,"after":%q}`, second)).Text("next_after")
	before := s.Call("list_alert_grouping_settings", fmt.Sprintf(`{"limit":10,"before":%q}`, third))
	before.Expect(map[string]any{"items.0.id": all.Text("items.69.id"), "items.9.id": all.Text("items.78.id"), "items.10": nil, "more": true})
	for _, arguments := range []string{`{"after":"a","before":"b"}`, `{"before":"b","limit":101}`} {
		if sentence := s.CallError("list_alert_grouping_settings", arguments); !strings.Contains(sentence, "before") || len(s.Requests()) != 0 {
			t.Errorf("%s: %q after %v", arguments, sentence, s.Sent())
		}
	}
	if sentence := s.CallError("list_alert_grouping_settings", `{"after":"no cursor"}`); !strings.Contains(sentence, "cursor") {
		t.Errorf("%q", sentence)
	}
}

func TestGetAlertGroupingSetting(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("get_alert_grouping_setting", `{"setting_id":"`+byTime+`"}`).Expect(map[string]any{"id": byTime, "type": "time", "timeout": 3600, "services.0.id": "PSSCANN"})
	s.ExpectSent("GET /alert_grouping_settings/" + byTime)
	if sentence := s.CallError("get_alert_grouping_setting", `{"setting_id":"PGNONE1"}`); !strings.Contains(sentence, "(404)") {
		t.Errorf("%q", sentence)
	}
	for _, tool := range []string{"get_alert_grouping_setting", "delete_alert_grouping_setting", "update_alert_grouping_setting"} {
		sentence := s.CallError(tool, `{"setting_id":"Scanners, an hour at a time"}`)
		if !strings.Contains(sentence, `setting_id is "Scanners, an hour at a time"`) || !strings.Contains(sentence, "settings go by id only") || len(s.Requests()) != 0 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Sent())
		}
	}
}

// A type that this library does not know is shown as PagerDuty sends it, without empty values.
func TestAnUnknownTypeOfGrouping(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, `{"alert_grouping_setting":{"id":"PGNEW01","name":null,"type":"by_magic","config":{"wand":"elder","x":null,"y":[]},"services":[],"self":null}}`)
	})})
	if got := s.Call("get_alert_grouping_setting", `{"setting_id":"PGNEW01"}`); got.JSON != `{"id":"PGNEW01","type":"by_magic","config":{"wand":"elder"}}` {
		t.Error(got.JSON)
	}
	if sentence := s.CallError("update_alert_grouping_setting", `{"setting_id":"PGNEW01","time_window":300}`); !strings.Contains(sentence, "by_magic") || len(s.Writes()) != 0 {
		t.Errorf("%q after %v", sentence, s.Writes())
	}
}
