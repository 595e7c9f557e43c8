package pagerduty_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// A grouping that is read and written back keeps all members of its configuration, known or not.
func TestGroupingsKeepTheirConfiguration(t *testing.T) {
	t.Parallel()
	for config, want := range map[string]string{
		`"type":"time","config":{"timeout":60,"new":true}`:                                                      `{"new":true,"timeout":60}`,
		`"type":"time","config":{"timeout":"60"}`:                                                               `{"timeout":60}`,
		`"type":"time","config":{"timeout":60.0}`:                                                               `{"timeout":60}`,
		`"type":"time","config":{"timeout":6e1,"recommended_time_window":7}`:                                    `{"timeout":60}`,
		`"type":"time","config":{"timeout":"soon"}`:                                                             `{"timeout":"soon"}`,
		`"type":"time","config":{"timeout":60.5}`:                                                               `{"timeout":60.5}`,
		`"type":"time","config":{"timeout":1e400}`:                                                              `{"timeout":1e400}`,
		`"type":"time","config":{"timeout":null,"new":null}`:                                                    `{"new":null}`,
		`"type":"intelligent","config":{"iag_fields":["summary"],"time_window":"soon","big":12345678901234567}`: `{"big":12345678901234567,"iag_fields":["summary"],"time_window":"soon"}`,
		`"type":"intelligent","config":{"iag_fields":["summary",7],"time_window":600}`:                          `{"iag_fields":["summary",7],"time_window":600}`,
		`"type":"content_based","config":{"aggregate":7,"fields":["class"],"time_window":"300"}`:                `{"aggregate":7,"fields":["class"],"time_window":300}`,
		`"type":"content_based_intelligent","config":{"aggregate":"all","fields":"class","new":{"a":[1]}}`:      `{"aggregate":"all","fields":"class","new":{"a":[1]}}`,
	} {
		written := ""
		client, _ := newClient(t, everywhere(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPut {
				var body struct {
					Setting struct {
						Config json.RawMessage `json:"config"`
					} `json:"alert_grouping_setting"`
				}
				if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
					t.Error(err)
				}
				written = string(body.Setting.Config)
			}
			return answer(200, `{"alert_grouping_setting":{"id":"PAGS",`+config+`}}`)(r)
		}))
		setting, err := client.AlertGroupingSettings.Get(t.Context(), "PAGS")
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.AlertGroupingSettings.Update(t.Context(), "PAGS", pagerduty.AlertGroupingChange{Grouping: setting.Grouping})
		if err != nil || written != want {
			t.Errorf("%s: wrote %s, want %s, %v", config, written, want, err)
		}
	}
}

// A field that is set replaces the member that was read, even one of another type.
func TestGroupingsTakeChanges(t *testing.T) {
	t.Parallel()
	var setting pagerduty.AlertGroupingSetting
	if err := json.Unmarshal([]byte(`{"type":"time","config":{"timeout":"soon","new":1}}`), &setting); err != nil {
		t.Fatal(err)
	}
	grouping, ok := setting.Grouping.(*pagerduty.TimeGrouping)
	if !ok || grouping.Timeout != nil {
		t.Fatalf("read %#v", setting.Grouping)
	}
	grouping.Timeout = new(90)
	if got := encoded(t, grouping); got != `{"new":1,"timeout":90}` {
		t.Errorf("wrote %s", got)
	}
}
