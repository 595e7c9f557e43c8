package aiops_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// expectWritten fails the test unless the latest call made one write, with this setting.
func expectWritten(t *testing.T, s *blackbox.Session, line, setting string) {
	t.Helper()
	writes := s.Writes()
	if want := `{"alert_grouping_setting":{` + setting + `}}`; len(writes) != 1 || writes[0].String() != line || writes[0].Body != want {
		t.Errorf("wrote %v, want %s %s", writes, line, want)
	}
}

func TestCreateAlertGroupingSetting(t *testing.T) {
	t.Parallel()
	const services = `"services":[{"id":"PSKUBER","type":"service_reference"}]`
	for name, test := range map[string]struct {
		arguments, sent string
		want            map[string]any
	}{
		"content":           {`"type":"content_based","aggregate":"any","fields":["source"],"time_window":86400`, `"type":"content_based","config":{"aggregate":"any","fields":["source"],"time_window":86400}`, map[string]any{"aggregate": "any", "time_window": 86400}},
		"fields in a text":  {`"type":"content_based","aggregate":"any","fields":"summary,component"`, `"type":"content_based","config":{"aggregate":"any","fields":["summary","component"]}`, map[string]any{"fields.0": "summary", "fields.1": "component"}},
		"both":              {`"type":"content_based_intelligent","aggregate":"all","fields":"source","time_window":0`, `"type":"content_based_intelligent","config":{"aggregate":"all","fields":["source"],"time_window":0}`, map[string]any{"fields.0": "source", "time_window": 300}},
		"text":              {`"type":"intelligent","fields":["summary","class"]`, `"type":"intelligent","config":{"iag_fields":["summary","class"]}`, map[string]any{"fields.1": "class"}},
		"text, with a name": {`"type":"intelligent","iag_fields":["class"],"time_window":3600,"name":"N","description":"D"`, `"name":"N","description":"D","type":"intelligent","config":{"iag_fields":["class"],"time_window":3600}`, map[string]any{"name": "N", "description": "D"}},
		"time":              {`"type":"time","timeout":60`, `"type":"time","config":{"timeout":60}`, map[string]any{"timeout": 60}},
		"until resolved":    {`"type":"TIME","timeout":0`, `"type":"time","config":{"timeout":0}`, map[string]any{"timeout": 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			created := s.Call("create_alert_grouping_setting", `{"service_ids":["kubernetes platform"],`+test.arguments+`}`)
			created.Expect(test.want)
			expectWritten(t, s, "POST /alert_grouping_settings", test.sent+","+services)
			s.Call("get_alert_grouping_setting", `{"setting_id":"`+created.Text("id")+`"}`).Expect(test.want)
		})
	}
}

func TestAlertGroupingInTheOtherServersShape(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("create_alert_grouping_setting", `{"create_model":{"alert_grouping_setting":{"name":"N","description":null,"type":"intelligent",
		"config":{"time_window":600,"recommended_time_window":null,"iag_fields":["class"]},"services":[{"id":"PSKUBER","type":"service_reference"}]}}}`).Expect(map[string]any{
		"name": "N", "type": "intelligent", "fields.0": "class", "time_window": 600, "services.0.id": "PSKUBER",
	})
	s.Call("update_alert_grouping_setting", `{"setting_id":"`+byTime+`","update_model":{"alert_grouping_setting":{"id":"`+byTime+`","type":"time","config":{"timeout":"120"}}}}`).Expect(map[string]any{
		"id": byTime, "timeout": 120, "name": "Scanners, an hour at a time",
	})
}

// refusedConfigs are invalid configurations, with their errors.
func refusedConfigs() map[string]string {
	return map[string]string{
		`"type":"time","time_window":300`:                                                         "time_window does not belong to the type time, which takes timeout",
		`"type":"time","fields":["x"],"timeout":60`:                                               "fields does not belong",
		`"type":"time","timeout":59`:                                                              "60 to 86400",
		`"type":"time","timeout":86401`:                                                           "60 to 86400",
		`"type":"intelligent","aggregate":"all"`:                                                  "aggregate does not belong to the type intelligent, which takes fields, time_window",
		`"type":"intelligent","time_window":86400`:                                                "300 to 3600",
		`"type":"intelligent","timeout":0`:                                                        "timeout does not belong",
		`"type":"content_based","aggregate":"all","fields":["x"],"time_window":299`:               "300 to 3600",
		`"type":"content_based","aggregate":"all","fields":["x"],"time_window":3601`:              "300 to 3600",
		`"type":"content_based_intelligent","aggregate":"all","fields":["x"],"time_window":86400`: "300 to 3600",
		`"type":"content_based","aggregate":"all","fields":["x"],"timeout":60`:                    "timeout does not belong",
	}
}

func TestAlertGroupingRefusals(t *testing.T) {
	t.Parallel()
	s := demo(t)
	refused := func(tool, arguments, want string) {
		t.Helper()
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, want) || len(s.Requests()) != 0 {
			t.Errorf("%s %s: %q does not say %q, or sent %v", tool, arguments, sentence, want, s.Sent())
		}
	}
	for config, want := range refusedConfigs() {
		refused("create_alert_grouping_setting", `{"service_ids":["PSKUBER"],`+config+`}`, want)
		refused("update_alert_grouping_setting", `{"setting_id":"`+byTime+`",`+config+`}`, want)
	}
	refused("create_alert_grouping_setting", `{"service_ids":["PSKUBER"],"type":"content_based","fields":["x"]}`, "needs aggregate and fields")
	refused("create_alert_grouping_setting", `{"service_ids":[],"type":"time","timeout":0}`, "service_ids")
	refused("create_alert_grouping_setting", `{"service_ids":["PSKUBER"],"type":"rules"}`, "type")
	refused("update_alert_grouping_setting", `{"setting_id":"`+byTime+`"}`, "nothing to change")
	for arguments, want := range map[string]string{
		`{"service_ids":["PSNONE1"],"type":"time"}`:                                                                 "no service has this id",
		`{"service_ids":["PSSCANN"],"type":"time","timeout":60}`:                                                    "Nothing was changed",
		`{"service_ids":["PSKUBER","PSIDENT"],"type":"content_based_intelligent","aggregate":"all","fields":["x"]}`: "Nothing was changed",
	} {
		if sentence := s.CallError("create_alert_grouping_setting", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
}

// Omitted fields are not sent, except those of the configuration, which PagerDuty replaces as a whole.
func TestUpdateAlertGroupingSetting(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		id, arguments, sent string
	}{
		{byContent, `"name":"N"`, `"name":"N"`},
		{byContent, `"description":""`, `"description":""`},
		{byContent, `"time_window":0`, `"type":"content_based","config":{"aggregate":"all","fields":["source","custom_details.region"],"time_window":0}`},
		{byContent, `"type":"content_based","aggregate":"any"`, `"type":"content_based","config":{"aggregate":"any","fields":["source","custom_details.region"],"time_window":900}`},
		{byContent, `"type":"time","timeout":0`, `"type":"time","config":{"timeout":0}`},
		{byTime, `"timeout":600`, `"type":"time","config":{"timeout":600}`},
		{byText, `"fields":["class"]`, `"type":"intelligent","config":{"iag_fields":["class"],"time_window":600}`},
		{byBoth, `"time_window":300`, `"type":"content_based_intelligent","config":{"aggregate":"any","fields":["component"],"time_window":300}`},
		{byText, `"service_ids":["storefront web"]`, `"services":[{"id":"PSSTORE","type":"service_reference"}]`},
	} {
		t.Run(fmt.Sprint(test.id, test.arguments), func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			s.Call("update_alert_grouping_setting", `{"setting_id":"`+test.id+`",`+test.arguments+`}`).Expect(map[string]any{"id": test.id})
			expectWritten(t, s, "PUT /alert_grouping_settings/"+test.id, test.sent)
			if reads := len(s.SentTo("GET", "/alert_grouping_settings/"+test.id)); reads != 1 {
				t.Errorf("read the setting %d times", reads)
			}
		})
	}
	s := demo(t)
	for arguments, want := range map[string]string{
		`{"setting_id":"` + byTime + `","time_window":300}`:         "time_window does not belong to the type time",
		`{"setting_id":"` + byTime + `","type":"content_based"}`:    "needs aggregate and fields",
		`{"setting_id":"PGNONE1","timeout":60}`:                     "(404)",
		`{"setting_id":"` + byTime + `","service_ids":["PSNONE1"]}`: "no service has this id",
		`{"setting_id":"` + byText + `","time_window":3601}`:        "300 to 3600",
	} {
		if sentence := s.CallError("update_alert_grouping_setting", arguments); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %q does not say %q, or wrote %v", arguments, sentence, want, s.Writes())
		}
	}
}

func TestDeleteAlertGroupingSetting(t *testing.T) {
	t.Parallel()
	s := demo(t)
	if deleted := s.Call("delete_alert_grouping_setting", `{"setting_id":"`+byTime+`"}`); deleted.JSON != `{"deleted":{"id":"`+byTime+`","name":"Scanners, an hour at a time"},"type":"time","no_longer_grouped":[{"id":"PSSCANN","name":"Warehouse Scanners"}]}` {
		t.Error(deleted.JSON)
	}
	s.ExpectSent("GET /alert_grouping_settings/"+byTime, "DELETE /alert_grouping_settings/"+byTime)
	if sentence := s.CallError("delete_alert_grouping_setting", `{"setting_id":"`+byTime+`"}`); !strings.Contains(sentence, "(404)") || len(s.Writes()) != 0 {
		t.Errorf("deleted twice: %q", sentence)
	}
}

// A change keeps members of the configuration that this library does not know. A configuration that cannot be understood is not replaced.
func TestUpdateKeepsTheRestOfAConfiguration(t *testing.T) {
	t.Parallel()
	const fields = `"iag_fields":["summary","custom_details.host"]`
	for config, want := range map[string]string{
		`{"time_window":600.0,` + fields + `,"new":1}`:  `"type":"intelligent","config":{` + fields + `,"new":1,"time_window":900}`,
		`{"time_window":"600",` + fields + `}`:          `"type":"intelligent","config":{` + fields + `,"time_window":900}`,
		`{"time_window":{"a":1},` + fields + `}`:        `"type":"intelligent","config":{` + fields + `,"time_window":900}`,
		`{"iag_fields":"summary","time_window":600}`:    `"type":"intelligent","config":{"iag_fields":"summary","time_window":900}`,
		`{` + fields + `,"recommended_time_window":60}`: `"type":"intelligent","config":{` + fields + `,"time_window":900}`,
		`"odd"`: "",
		`[600]`: "",
	} {
		s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = fmt.Fprintf(w, `{"alert_grouping_setting":{"id":"PGTEXT1","type":"intelligent","config":%s}}`, config)
		})})
		const arguments = `{"setting_id":"PGTEXT1","time_window":900}`
		if want != "" {
			s.Call("update_alert_grouping_setting", arguments)
			expectWritten(t, s, "PUT /alert_grouping_settings/PGTEXT1", want)
		} else if sentence := s.CallError("update_alert_grouping_setting", arguments); !strings.Contains(sentence, "a change would lose it.") || !strings.HasSuffix(sentence, " Nothing was changed.") || len(s.Writes()) != 0 {
			t.Errorf("%s: %q after %v", config, sentence, s.Writes())
		}
	}
}
