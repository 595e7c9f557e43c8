package simulator_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const groupingSettings = "/alert_grouping_settings"

func groupingBody(members string) string { return `{"alert_grouping_setting":{` + members + `}}` }

func TestGroupingSettingsOfEveryType(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if got := a.ok("GET", groupingSettings, "").column("alert_grouping_settings", "type"); !slices.Equal(got, []string{"content_based", "content_based_intelligent", "intelligent", "time"}) {
		t.Errorf("the demo has %v", got)
	}
	const services = `"services":[{"id":"PSORDER","type":"service_reference"}]`
	for config, want := range map[string]string{
		`"type":"content_based","config":{"aggregate":"all","fields":["source"],"time_window":86400}`:            "map[aggregate:all fields:[source] recommended_time_window:600 time_window:86400]",
		`"type":"content_based_intelligent","config":{"aggregate":"any","fields":["source"],"time_window":3600}`: "map[aggregate:any fields:[source] recommended_time_window:600 time_window:3600]",
		`"type":"intelligent","config":{"time_window":0}`:                                                        "map[iag_fields:[summary] recommended_time_window:600 time_window:300]",
		`"type":"time","config":{"timeout":60}`:                                                                  "map[timeout:60]",
	} {
		created := a.ok("POST", groupingSettings, groupingBody(`"name":"New",`+config+`,`+services))
		a.equal(created, "alert_grouping_setting.config", want)
		a.equal(created, "alert_grouping_setting.created_at", "2026-10-14T12:00:00Z")
		path := groupingSettings + "/" + created.at("alert_grouping_setting.id").(string)
		a.equal(a.ok("GET", path, ""), "alert_grouping_setting.services.0.summary", "Order Pipeline")
		a.ok("DELETE", path, "")
		a.refused(404, 2100, "no alert grouping setting", "GET", path, "")
	}
}

func TestGroupingSettingRefuses(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const services = `,"services":[{"id":"PSORDER","type":"service_reference"}]`
	for members, want := range map[string]string{
		`"type":"time","config":{"timeout":59}` + services:                                                                                           "60 to 86400",
		`"type":"time","config":{"timeout":86401}` + services:                                                                                        "60 to 86400",
		`"type":"intelligent","config":{"time_window":86400}` + services:                                                                             "300 to 3600",
		`"type":"content_based","config":{"aggregate":"all","fields":["a"],"time_window":3601}` + services:                                           "[86400 0]",
		`"type":"content_based","config":{"aggregate":"some","fields":["a"]}` + services:                                                             "all or any",
		`"type":"content_based","config":{"aggregate":"all","fields":[]}` + services:                                                                 "at least one field",
		`"type":"content_based_intelligent","config":{"aggregate":"all","fields":["a"],"time_window":1}` + services:                                  "300 to 3600",
		`"type":"random","config":{}` + services:                                                                                                     "content_based_intelligent, intelligent or time",
		`"type":"time"` + services:                                                                                                                   "config is required",
		`"type":"time","config":{"timeout":60}`:                                                                                                      "services is required",
		`"type":"time","config":{"timeout":60},"services":[]`:                                                                                        "must not be empty",
		`"type":"time","config":{"timeout":60},"services":[null]`:                                                                                    "must not contain null",
		`"type":"time","config":{"timeout":60},"services":[{"id":"PNONE","type":"service_reference"}]`:                                               "PNONE",
		`"type":"time","config":{"timeout":60},"services":[{"id":"PSCHKAP","type":"service_reference"}]`:                                             "already in the setting PGCHECK",
		`"type":"time","config":{"timeout":60},"services":[{"id":"PSORDER","type":"service_reference"},{"id":"PSORDER","type":"service_reference"}]`: "twice",
		`"type":"content_based_intelligent","config":{"aggregate":"all","fields":["a"]},"services":[{"id":"PSORDER","type":"service_reference"},{"id":"PSWAREH","type":"service_reference"}]`: "has at most 1",
	} {
		a.refused(400, 2001, want, "POST", groupingSettings, groupingBody(members))
	}
	a.refused(400, 2001, "must have an alert_grouping_setting", "POST", groupingSettings, `{}`)
	a.refused(404, 2100, "", "PUT", groupingSettings+"/PNONE", groupingBody(`"name":"x"`))
	a.refused(404, 2100, "", "DELETE", groupingSettings+"/PNONE", "")
	if got := a.ok("GET", groupingSettings+"?total=true", "").at("total"); got != 4.0 {
		t.Errorf("%v settings after all refusals", got)
	}
}

func TestUpdateGroupingSetting(t *testing.T) {
	t.Parallel()
	a, path := newAPI(t), groupingSettings+"/PGSHOPS"
	renamed := a.ok("PUT", path, groupingBody(`"name":"Shop"`))
	a.equal(renamed, "alert_grouping_setting.name", "Shop")
	a.equal(renamed, "alert_grouping_setting.config.time_window", 600)
	a.equal(renamed, "alert_grouping_setting.updated_at", "2026-10-14T12:00:00Z")
	if got := renamed.column("alert_grouping_setting.services", "id"); !slices.Equal(got, []string{"PSSTORE", "PSSEARC"}) {
		t.Errorf("without services the setting has %v", got)
	}
	a.equal(a.ok("PUT", path, groupingBody(`"name":null`)), "alert_grouping_setting.name", "")
	a.refused(400, 2001, "config is required if the type changes", "PUT", path, groupingBody(`"type":"time"`))
	a.refused(400, 2001, "has at most 1", "PUT", path, groupingBody(`"type":"content_based_intelligent","config":{"aggregate":"all","fields":["a"]}`))
	changed := a.ok("PUT", path, groupingBody(`"type":"time","config":{"timeout":0},"services":[{"id":"PSSTORE","type":"service_reference"}]`))
	a.equal(changed, "alert_grouping_setting.config", "map[timeout:0]")
	a.ok("PUT", groupingSettings+"/PGDATAB", groupingBody(`"services":[{"id":"PSSEARC","type":"service_reference"}]`)) // free by now
	a.equal(a.ok("GET", groupingSettings+"?service_ids[]=PSSEARC", ""), "alert_grouping_settings.0.id", "PGDATAB")
}

// TestMembersOfAnotherType: a strict simulator refuses them. A lenient one drops them, as PagerDuty does.
func TestMembersOfAnotherType(t *testing.T) {
	t.Parallel()
	body := groupingBody(`"type":"time","config":{"timeout":60,"fields":["a"]}`)
	newAPI(t).refused(400, 2001, "config.fields does not belong to the type time", "PUT", groupingSettings+"/PGCHECK", body)
	lenient := newAPI(t, simulator.Lenient())
	lenient.equal(lenient.ok("PUT", groupingSettings+"/PGCHECK", body), "alert_grouping_setting.config", "map[timeout:60]")
}

func TestGroupingSettingsPageByCursor(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithSeed(simulator.Large))
	whole := a.ok("GET", groupingSettings+"?limit=100&total=true", "")
	a.equal(whole, "total", 110)
	a.equal(whole, "before", nil)
	all := append(whole.column("alert_grouping_settings", "id"),
		a.ok("GET", groupingSettings+"?limit=100&after="+fmt.Sprint(whole.at("after")), "").column("alert_grouping_settings", "id")...)
	var forth [][]string
	answer := a.ok("GET", groupingSettings+"?limit=25", "")
	for {
		forth = append(forth, answer.column("alert_grouping_settings", "id"))
		if answer.at("after") == nil {
			break
		}
		a.equal(answer, "total", nil)
		answer = a.ok("GET", fmt.Sprintf("%s?limit=25&after=%v", groupingSettings, answer.at("after")), "")
	}
	if len(forth) != 5 || !slices.Equal(slices.Concat(forth...), all) || len(all) != 110 {
		t.Errorf("%d pages, %d of %d settings", len(forth), len(slices.Concat(forth...)), len(all))
	}
	for n := len(forth) - 2; n >= 0; n-- {
		answer = a.ok("GET", fmt.Sprintf("%s?limit=25&before=%v", groupingSettings, answer.at("before")), "")
		if got := answer.column("alert_grouping_settings", "id"); !slices.Equal(got, forth[n]) {
			t.Errorf("back on page %d: %v, want %v", n, got, forth[n])
		}
	}
	a.equal(answer, "before", nil)
	for query, want := range map[string]string{
		"after=2": "must be a cursor", "before=x": "must be a cursor", "limit=0": "limit", "limit=101": "limit",
		"after=cmVjb3JkOjI&before=cmVjb3JkOjM": "exclude each other", "offset=25": `no query parameter "offset"`,
	} {
		a.refused(400, 2001, want, "GET", groupingSettings+"?"+query, "")
	}
}

// TestCursorsOutliveChanges: a page begins after the previous one, even if the last record of that was deleted.
func TestCursorsOutliveChanges(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	first := a.ok("GET", groupingSettings+"?limit=2", "")
	a.ok("DELETE", groupingSettings+"/PGDATAB", "")
	second := a.ok("GET", groupingSettings+"?limit=2&after="+first.at("after").(string), "")
	if got := a.ok("GET", groupingSettings+"?limit=25&before="+second.at("before").(string), "").column("alert_grouping_settings", "id"); !slices.Equal(got, []string{"PGCHECK"}) {
		t.Errorf("before the second page is %v", got)
	}
	if got := second.column("alert_grouping_settings", "id"); !slices.Equal(got, []string{"PGSHOPS", "PGSCANN"}) || second.at("after") != nil {
		t.Errorf("the second page is %v and goes on at %v", got, second.at("after"))
	}
}
