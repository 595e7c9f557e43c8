package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// TestContract calls every operation in every way that shows different members, and checks the answers against PagerDuty's contract.
func TestContract(t *testing.T) {
	t.Parallel()
	for _, seed := range []simulator.Seed{simulator.Demo, simulator.Empty} {
		t.Run(string(seed), func(t *testing.T) {
			t.Parallel()
			a, checker := held(t, simulator.New(simulator.WithClock(atNoon), simulator.WithSeed(seed)))
			for _, path := range readPaths(a, seed) {
				a.ok("GET", path, "")
			}
			if seed == simulator.Empty {
				return
			}
			for _, w := range writes() {
				a.ok(w.method, w.path, w.body)
			}
			for _, w := range laterWrites(a) {
				a.ok(w.method, w.path, w.body)
			}
			for name, l := range lifecycles(a) {
				if name != "integration" { // the contract does not have its deletion
					l.run(&api{t, a.url, a.client})
				}
			}
			integration := fmt.Sprint("/services/PSORDER/integrations/", a.ok("POST", "/services/PSORDER/integrations", lifecycles(a)["integration"].body(lifecycles(a)["integration"].create)).at("integration.id"))
			a.ok("PUT", integration, `{"integration":{"type":"events_api_v2_inbound_integration","name":"Orders, all"}}`)
			migrate(a)
			scheduleExchanges(a)
			shiftExchanges(a)
			const membership = "/teams/PTDATAE/escalation_policies/PECHECK"
			a.ok("PUT", membership, "")
			a.ok("DELETE", membership, "")
			for _, path := range changedPaths() {
				a.ok("PUT", path, `{"orchestration_path":{"sets":[{"id":"start","rules":[]}],"catch_all":{"actions":{}}}}`)
			}
			a.ok("PUT", "/event_orchestrations/services/PSORDER/active", `{"active":true}`)
			for _, path := range []string{
				latency + "/log_entries?include[]=channels&limit=100", latency + "/alerts", "/incidents/Q3PAYACQUIRER0",
				"/incidents/Q5PGREPLICALAG", "/incidents/Q5PGREPLICALAG/alerts", "/incidents/Q5PGREPLICALAG/log_entries?include[]=channels",
				overridesOf + "?" + october, "/log_entries?limit=100",
			} {
				a.ok("GET", path, "")
			}
			for _, operation := range contract.Operations() {
				if checker.Checked()[operation] == 0 {
					t.Errorf("operation %s is in the contract and was not asked", operation)
				}
			}
		})
	}
}

type write struct{ method, path, body string }

func writes() []write {
	return []write{
		{"POST", "/incidents", `{"incident":{"type":"incident","title":"Held to the contract","service":{"id":"PSCHKAP","type":"service_reference"},
			"priority":{"id":"PPRIOR2","type":"priority_reference"},"urgency":"low","body":{"type":"incident_body","details":"text"},
			"conference_bridge":{"conference_url":"https://meet.lanternfield.example/x"}}}`},
		{"POST", "/incidents", `{"incident":{"type":"incident","title":"Assigned","service":{"id":"PSCHKAP","type":"service_reference"},
			"incident_type":{"name":"major_incident"},"assignments":[{"assignee":{"id":"PUAMARA","type":"user_reference"}}]}}`},
		{"POST", "/incidents/Q2CHECKOUTLATE/notes", `{"note":{"content":"A note"}}`},
		{"POST", "/incidents/Q2CHECKOUTLATE/responder_requests", `{"requester_id":"PUAMARA","message":"Please help","responder_request_targets":[
			{"responder_request_target":{"id":"PUDIEGO","type":"user_reference"}},
			{"responder_request_target":{"id":"PEPLATF","type":"escalation_policy_reference"}}]}`},
		{"PUT", "/incidents", `{"incidents":[{"id":"Q2CHECKOUTLATE","type":"incident_reference","urgency":"low","priority":"P2","title":"Renamed"},
			{"id":"Q4CARTERRORS00","type":"incident_reference","status":"resolved","resolution":"Gone"}]}`},
		{"PUT", "/incidents/Q2CHECKOUTLATE", `{"incident":{"type":"incident_reference","escalation_level":2,"service":{"id":"PSPAYGW","type":"service_reference"}}}`},
		{"PUT", "/incidents/Q2CHECKOUTLATE", `{"incident":{"type":"incident_reference","escalation_policy":{"id":"PEPLATF","type":"escalation_policy_reference"}}}`},
		{"PUT", "/incidents/Q2CHECKOUTLATE", `{"incident":{"type":"incident_reference","status":"acknowledged"}}`},
		{"PUT", "/incidents/Q2CHECKOUTLATE", `{"incident":{"type":"incident_reference","status":"triggered","incident_type":{"name":"major_incident"}}}`},
		{"PUT", "/incidents/Q4CARTERRORS00", `{"incident":{"type":"incident_reference","status":"acknowledged"}}`},

		{"PUT", "/incidents/Q2CHECKOUTLATE/custom_fields/values", `{"custom_fields":[{"id":"PFORDER","value":12},{"id":"PFIMPAC","value":null},{"name":"regions","value":["us-east-1"]}]}`},
		{"POST", "/incidents/Q2CHECKOUTLATE/status_updates", `{"message":"Slow checkout","subject":"Checkout","html_message":"<p>Slow</p>"}`},
		{"POST", "/incidents/Q2CHECKOUTLATE/status_updates/subscribers", `{"subscribers":[{"subscriber_id":"PUDIEGO","subscriber_type":"user"},{"subscriber_id":"PNOBODY","subscriber_type":"user"}]}`},
		{"PUT", "/incidents/Q2CHECKOUTLATE/responder_requests/cancel", `{"requester_id":"PUAMARA","responder_request_targets":[
			{"id":"PUDIEGO","type":"user_reference"},{"id":"PUELENA","type":"user_reference"},{"id":"PEPLATF","type":"escalation_policy_reference"},{"id":"PULIAMO","type":"user_reference"}]}`},
		{"POST", "/incident_workflows/PWMAJOR/instances", `{"incident_workflow_instance":{"incident":{"id":"Q2CHECKOUTLATE","type":"incident_reference"}}}`},
		{"POST", "/services", `{"service":{"type":"service","name":"Vouchers","description":"Codes","status":"active","auto_resolve_timeout":null,
			"escalation_policy":{"id":"PECHECK","type":"escalation_policy_reference"},
			"incident_urgency_rule":{"type":"use_support_hours","during_support_hours":{"type":"constant","urgency":"high"},
				"outside_support_hours":{"type":"constant","urgency":"severity_based"}},
			"support_hours":{"type":"fixed_time_per_day","time_zone":"Europe/Berlin","days_of_week":[1,2],"start_time":"09:00:00","end_time":"17:00:00"},
			"auto_pause_notifications_parameters":{"enabled":true,"timeout":300}}}`},
		{"PUT", "/services/PSCHKAP", `{"service":{"type":"service","name":"Checkout","auto_resolve_timeout":0}}`},
		{"POST", "/maintenance_windows", `{"maintenance_window":{"type":"maintenance_window","start_time":"2026-10-15T10:00:00Z",
			"end_time":"2026-10-15T12:00:00Z","description":"Upgrade","services":[{"id":"PSCHKAP","type":"service_reference"}]}}`},
		{"PUT", "/maintenance_windows/PWCOUN2", `{"maintenance_window":{"type":"maintenance_window","start_time":"2026-10-14T10:00:00Z",
			"end_time":"2026-10-14T20:00:00Z","services":[{"id":"PSWAREH","type":"service_reference"}]}}`},
		{"POST", "/service_dependencies/associate", `{"relationships":[{"supporting_service":{"id":"PSWAREH","type":"service"},
			"dependent_service":{"id":"PBSSHOP","type":"business_service"}}]}`},
		{"POST", "/service_dependencies/disassociate", `{"relationships":[{"supporting_service":{"id":"PSPGDBS","type":"service"},
			"dependent_service":{"id":"PSORDER","type":"service"}}]}`},
		{"POST", "/teams", `{"team":{"type":"team","name":"Mobile","description":"Apps","default_role":"none"}}`},
		{"PUT", "/teams/PTCHECK", `{"team":{"type":"team","description":"Baskets"}}`},
		{"PUT", "/teams/PTGUILD/users/PUBRUNO", ""},
		{"PUT", "/teams/PTGUILD/users/PUBRUNO", `{"role":"manager"}`},
		{"DELETE", "/teams/PTGUILD/users/PUBRUNO", ""},
		{"DELETE", "/teams/PTGUILD?reassignment_team=PTCHECK", ""},
		{"POST", "/schedules/PSCHKP1/overrides", `{"overrides":[
			{"start":"2026-10-15T00:00:00Z","end":"2026-10-16T00:00:00Z","user":{"id":"PUDIEGO","type":"user_reference"}},
			{"start":"2026-10-15T00:00:00Z","end":"2026-10-14T00:00:00Z","user":{"id":"PNOBODY","type":"user_reference"}}]}`},
		{"POST", "/alert_grouping_settings", `{"alert_grouping_setting":{"name":"Orders","type":"time","config":{"timeout":0},
			"services":[{"id":"PSORDER","type":"service_reference"}]}}`},
		{"PUT", "/alert_grouping_settings/PGCHECK", `{"alert_grouping_setting":{"description":"Changed"}}`},
		{"DELETE", "/alert_grouping_settings/PGDATAB", ""},
		{"POST", "/webhook_subscriptions/PWHLEDG/enable", ""},
		{"POST", "/webhook_subscriptions/PWHLEDG/ping", ""},
		{"POST", publicPage + "/posts", pageMaintenance},
		{"POST", publicPage + "/posts/PPSLOWC/post_updates", `{"post_update":` + pageUpdate("") + `}`},
		{"POST", "/analytics/raw/incidents", `{"filters":{"service_ids":["PSCHKAP"],"urgency":"high"},"limit":3,"order_by":"seconds_to_resolve","order":"desc","time_zone":"Europe/Berlin"}`},
		{"POST", "/analytics/metrics/incidents/all", ofCheckout(`,"aggregate_unit":"week"`)},
		{"POST", "/analytics/metrics/incidents/services", ofCheckout(`,"order_by":"total_incident_count","order":"desc"`)},
		{"POST", "/analytics/metrics/incidents/teams", ofCheckout("")},
		{"POST", "/analytics/metrics/incidents/escalation_policies", ofCheckout(`,"aggregate_unit":"month","time_zone":"Asia/Tokyo"`)},
		{"POST", "/analytics/metrics/responders/all", ofCheckout("")},
		{"POST", "/analytics/metrics/responders/teams", ofCheckout("")},
		{"PUT", "/event_orchestrations/" + production + "/router", `{"orchestration_path":{"type":"router","parent":{"id":"` + production + `","type":"event_orchestration_reference"},
			"sets":[{"id":"start","rules":[{"actions":{"dynamic_route_to":{"lookup_by":"service_id","source":"event.component","regex":"(.*)"}},"conditions":[]},
				{"label":"All","disabled":true,"conditions":[{"expression":"event.summary exists"}],"actions":{"route_to":"PSGIFTC"}}]}],
			"catch_all":{"actions":{"route_to":"PSCHKAP"}}}}`},
	}
}

// laterWrites need ids from answers, or undo the earlier writes.
func laterWrites(a *api) []write {
	alerts := a.ok("GET", latency+"/alerts", "").column("alerts", "id")
	change := a.ok("GET", "/change_events", "").at("change_events.0.id")
	ongoing := a.ok("POST", overridesOf, `{"overrides":[{"start":"2026-10-14T11:00:00Z","end":"2026-10-14T16:00:00Z","user":{"id":"PUDIEGO","type":"user_reference"}}]}`).at("items.0.override.id")
	noted := fmt.Sprint(latency, "/notes/", a.ok("POST", latency+"/notes", `{"note":{"content":"To be changed"}}`).at("note.id"))
	return []write{
		{"PUT", noted, `{"note":{"content":"Changed"}}`},
		{"DELETE", noted, ""},
		{"PUT", latency + "/alerts/" + alerts[2], `{"alert":{"id":"` + alerts[2] + `","type":"alert","status":"resolved"}}`},
		{"PUT", latency + "/alerts?limit=1&total=true", `{"alerts":[{"id":"` + alerts[0] + `","type":"alert","status":"resolved"},
			{"id":"` + alerts[1] + `","type":"alert_reference","incident":{"id":"Q5PGREPLICALAG","type":"incident_reference"}}]}`},
		{"PUT", fmt.Sprint("/change_events/", change), `{"change_event":{"type":"change_event","summary":"Deployed","custom_details":{"version":"v2"}}}`},
		{"POST", "/incidents/Q5PGREPLICALAG/snooze", `{"duration":7200}`},
		{"PUT", latency + "/merge", `{"source_incidents":[{"id":"Q3PAYACQUIRER0","type":"incident_reference"}]}`},
		{"DELETE", fmt.Sprint(overridesOf, "/", ongoing), ""},
		{"DELETE", "/schedules/PSPLSUN/overrides/PSOVER1", ""},
		{"DELETE", "/maintenance_windows/PWCOUN3", ""},
	}
}

const (
	latency = "/incidents/Q2CHECKOUTLATE"
	october = "since=2026-10-01T00:00:00Z&until=2026-10-20T00:00:00Z"
)

// production is an event orchestration with a dynamic route, rules and a catch-all to unrouted.
const production = "1b5e0a52-4f6c-4d0a-9f53-0c1d6a7e8f01"

// readPaths are all reads, without and with every include[].
func readPaths(a *api, seed simulator.Seed) []string {
	incidentIncludes := "acknowledgers agents assignees conference_bridge escalation_policies first_trigger_log_entries priorities services teams users"
	userIncludes := "contact_methods notification_rules teams subdomains"
	serviceIncludes := "escalation_policies teams integrations auto_pause_notifications_parameters"
	policyIncludes := "services teams targets escalation_rule_assignment_strategies"
	paths := slices.Concat(
		included("/incidents?date_range=all&limit=100&total=true", incidentIncludes),
		included("/users?total=true", userIncludes), included("/users/me?", userIncludes), included("/users/PUAMARA?", userIncludes),
		included("/services?", serviceIncludes), included("/escalation_policies?", policyIncludes),
		included("/schedules?"+october, "schedule_layers overrides_subschedule final_schedule"),
		included("/oncalls?since=2026-10-12T00:00:00Z&until=2026-10-15T00:00:00Z&limit=100&total=true", "escalation_policies users schedules"),
		included("/log_entries?limit=100&total=true", "incidents services channels teams"), included("/maintenance_windows?total=true", "teams services users"),
		[]string{"/webhook_subscriptions?total=true", "/webhook_subscriptions?filter_type=account"},
		[]string{"/oncalls", "/incidents/types", "/incidents/types?filter=all", "/incidents/types/incident_default", "/incidents/types/PMAJORI/custom_fields", "/incidents/types/security_incident/custom_fields?include[]=field_options",
			"/incident_workflows?total=true&query=o", "/incident_workflows?include[]=steps&include[]=team", "/incident_workflows/triggers?limit=2&sort_by=workflow_name+desc", "/incident_workflows/triggers?trigger_type=manual&is_disabled=false",
			"/business_services?total=true", "/change_events?since=2026-10-01T00:00:00Z", "/alert_grouping_settings?total=true", "/event_orchestrations?sort_by=routes:desc", "/teams", "/priorities", "/abilities", "/abilities/teams", "/vendors", "/vendors/PAM4FGS", "/licenses", "/license_allocations", "/users/PUAMARA/license", "/users/PUAMARA?include[]=calendar_urls", "/schedules?time_zone=Asia/Tokyo&sort_by="},
	)
	if seed == simulator.Empty {
		return slices.DeleteFunc(paths, func(path string) bool { return strings.Contains(path, "sort_by=") })
	}
	paths = slices.Concat(paths[:len(paths)-1],
		included("/incidents/Q2CHECKOUTLATE?", incidentIncludes+" custom_fields"),
		included("/services/PSSTORE?", serviceIncludes), included("/escalation_policies/PECHECK?", policyIncludes),
		included("/escalation_policies/PEWAREH?", policyIncludes), included("/maintenance_windows/PWCOUN2?", "teams services users"), included("/teams/PTCHECK?", "privileges"), included("/teams/PTCHECK/members?total=true", "users"),
		[]string{
			"/incident_workflows/PWSECUR", "/incident_workflows/triggers?incident_id=Q2CHECKOUTLATE&workflow_id=PWMAJOR", "/incidents/Q2CHECKOUTLATE/custom_fields/values",
			"/incidents/Q2CHECKOUTLATE/status_updates/subscribers", "/incidents/Q3PAYACQUIRER0/status_updates/subscribers",
			fmt.Sprint("/log_entries/", a.ok("GET", "/log_entries?limit=1", "").at("log_entries.0.id"), "?include[]=channels"),
			"/status_pages", "/status_pages?status_page_type=private", publicPage + "/services", publicPage + "/severities?post_type=incident", publicPage + "/statuses",
			publicPage + "/impacts?post_type=maintenance", publicPage + "/posts", publicPage + "/posts?post_type=incident&status[]=PSTRESO&reviewed_status=approved",
			publicPage + "/posts/PPSLOWC", publicPage + "/posts/PPCOUNT?include[]=status_page_post_update", publicPage + "/posts/PPSLOWC/post_updates",
			"/alert_grouping_settings?limit=2", "/alert_grouping_settings?service_ids[]=PSCHKAP", "/event_orchestrations/" + production,
			"/event_orchestrations/" + production + "/global", "/event_orchestrations/" + production + "/unrouted", "/event_orchestrations/" + production + "/router",
			"/services/PSCHKAP/change_events?limit=3", "/service_dependencies/technical_services/PSCHKAP", "/service_dependencies/business_services/PBSSHOP",
			"/business_services/impacts", "/business_services/impacts?additional_fields[]=services.highest_impacting_priority&additional_fields[]=total_impacted_count",
			"/business_services/PBSSHOP/supporting_services/impacts?additional_fields[]=services.highest_impacting_priority", "/business_services/impactors",
			"/event_orchestrations/services/PSCHKAP", "/event_orchestrations/services/PSORDER", "/event_orchestrations/services/PSORDER/active",
			"/webhook_subscriptions/PWHTICK", "/webhook_subscriptions?filter_type=service&filter_id=PSPAYGW",
		},
	)
	for _, id := range a.ok("GET", "/alert_grouping_settings", "").column("alert_grouping_settings", "id") {
		paths = append(paths, "/alert_grouping_settings/"+id)
	}
	for _, id := range a.ok("GET", "/change_events?limit=5", "").column("change_events", "id") {
		paths = append(paths, "/change_events/"+id)
	}
	for _, id := range a.ok("GET", "/schedules", "").column("schedules", "id") {
		paths = append(paths, "/schedules/"+id, "/schedules/"+id+"?"+october, "/schedules/"+id+"?overflow=true&"+october, "/schedules/"+id+"/users", "/schedules/"+id+"/users?"+october,
			"/schedules/"+id+"/overrides?"+october, "/schedules/"+id+"/overrides?editable=true&overflow=true&"+october)
	}
	for _, id := range a.ok("GET", "/users", "").column("users", "id") {
		paths = append(paths, "/users/"+id+"/contact_methods", "/users/"+id+"/notification_rules?urgency=low", "/users/"+id+"/notification_rules?include[]=contact_methods")
	}
	for _, id := range a.ok("GET", latency+"/alerts", "").column("alerts", "id") {
		paths = append(paths, latency+"/alerts/"+id)
	}
	for _, service := range a.ok("GET", "/services", "").at("services").([]any) {
		of := object(service.(map[string]any))
		paths = append(paths, included(fmt.Sprintf("/services/%v/integrations/%v?", of.at("id"), of.at("integrations.0.id")), "services vendors")...)
	}
	for _, id := range a.ok("GET", "/incidents?date_range=all&limit=100", "").column("incidents", "id") {
		of := "/incidents/" + id
		paths = slices.Concat(paths, []string{
			of, of + "/notes", of + "/alerts?limit=100", of + "/log_entries?limit=100", of + "/related_change_events", of + "/business_services/impacts", of + "/past_incidents?total=true",
			of + "/related_incidents", of + "/related_incidents?additional_details[]=incident",
			of + "/outlier_incident", of + "/outlier_incident?additional_details[]=incident",
		})
	}
	return slices.Concat(paths, shiftReadPaths(a),
		included("/incidents/Q2CHECKOUTLATE/alerts?", "services first_trigger_log_entries incidents"),
		included("/incidents/Q2CHECKOUTLATE/log_entries?limit=100", "incidents services channels teams"))
}

// included returns a path without include[], with each of its values, and with all.
func included(path, includes string) []string {
	paths, all := []string{strings.TrimSuffix(path, "?")}, path
	for _, include := range strings.Fields(includes) {
		paths = append(paths, path+"&include[]="+include)
		all += "&include[]=" + include
	}
	return append(paths, all)
}
