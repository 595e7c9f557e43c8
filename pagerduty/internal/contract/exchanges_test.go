package contract_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
)

// exchange is a request to PagerDuty and its answer. Tests change a field to violate the contract.
type exchange struct {
	method string
	target string // path and query
	header http.Header
	body   string
	status int
	answer string
}

// run sends the request through the check to a server that returns the answer. It returns the reported violations and the number
// of checks by operation.
func (e exchange) run(t *testing.T) (violations []*contract.Violation, checked map[string]int) {
	t.Helper()
	answers := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(e.status)
		_, _ = w.Write([]byte(e.answer))
	})
	checker := contract.New(func(err error) { violations = append(violations, err.(*contract.Violation)) }, answers)
	request := httptest.NewRequest(e.method, e.target, strings.NewReader(e.body))
	request.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	request.Header.Set("Authorization", "Token token=y_NbAkKc66ryYTWUXYEu")
	if e.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, values := range e.header {
		request.Header[name] = values
	}
	response := httptest.NewRecorder()
	checker.ServeHTTP(response, request)
	if response.Code != e.status || response.Body.String() != e.answer {
		t.Errorf("the check changed the answer to %d %s", response.Code, response.Body)
	}
	return violations, checker.Checked()
}

func get(target, answer string) exchange {
	return exchange{method: http.MethodGet, target: target, status: http.StatusOK, answer: answer}
}

func write(method, target, body string, status int, answer string) exchange {
	return exchange{
		method: method, target: target, header: http.Header{"From": {"earline@example.com"}},
		body: body, status: status, answer: answer,
	}
}

// legal returns valid exchanges by operation, like those that PagerDuty publishes.
func legal() map[string]exchange {
	all := map[string]exchange{
		"createIncident": write(http.MethodPost, "/incidents", `{"incident":{"type":"incident","title":"The server is on fire.",
			"service":{"id":"PWIXJZS","type":"service_reference","summary":"My Mail Service","self":null},"priority":{"id":"P53ZZH5","type":"priority_reference"},
			"urgency":"high","incident_key":"baf7cf21b1da41b4b0221008339ff357",
			"body":{"type":"incident_body","details":"A disk is getting full."},
			"escalation_policy":{"id":"PT20YPA","type":"escalation_policy_reference"}}}`, 201, `{"incident":`+incident+`}`),
		"createIncidentNote": write(http.MethodPost, "/incidents/PT4KHLK/notes",
			`{"note":{"content":"Firefighters are on the scene."}}`, 200, `{"note":`+note+`}`),
		"createIncidentResponderRequest": write(http.MethodPost, "/incidents/PT4KHLK/responder_requests", `{
			"requester_id":"PL1JMK5","message":"Please help with the fire","responder_request_targets":[
			{"responder_request_target":{"id":"PJ25ZYX","type":"user_reference"}}]}`, 200, responderRequest),
		"getCurrentUser":      get("/users/me", `{"user":`+user+`}`),
		"getEscalationPolicy": get("/escalation_policies/PANZZEQ", `{"escalation_policy":`+escalationPolicy+`}`),
		"getIncident":         get("/incidents/1234?include[]=acknowledgers&include[]=custom_fields", `{"incident":`+incident+`}`),
		"getOutlierIncident": get("/incidents/PT4KHLK/outlier_incident?since=2020-09-01T00:00:00Z", `{"outlier_incident":{
			"incident":{"id":"PR2P3RW","created_at":"2020-11-18T13:08:14Z","self":"https://api.pagerduty.com/incidents/PR2P3RW",
			"title":"The server is on fire."},
			"incident_template":{"id":"PX12345","cluster_id":"PCGTMUF","mined_text":"The server is on fire <*>"}}}`),
		"getPastIncidents": get("/incidents/PT4KHLK/past_incidents?limit=5&total=true", `{"past_incidents":[{"incident":{
			"id":"PFBE9I2","created_at":"2020-11-04T16:08:15Z","self":"https://api.pagerduty.com/incidents/PFBE9I2",
			"title":"Things are so broken!"},"score":46.8249}],"total":1,"limit":5}`),
		"getRelatedIncidents": get("/incidents/PT4KHLK/related_incidents?additional_details[]=incident", `{"related_incidents":[
			{"incident":{"id":"PR2P3RW","created_at":"2020-11-18T13:08:14Z","title":"The server is on fire."},"relationships":[
			{"type":"machine_learning_inferred","metadata":{"grouping_classification":"similar_contents",
			"user_feedback":{"positive_feedback_count":12,"negative_feedback_count":3}}},
			{"type":"service_dependency","metadata":{"dependent_services":[{"id":"P1L1YEE","type":"business_service_reference",
			"self":"https://api.pagerduty.com/business_services/P1L1YEE"}],"supporting_services":[]}}]}]}`),
		"getSchedule": get("/schedules/PI7DH85?since=2015-11-06T20:00:00Z&until=2015-11-07T20:00:00%2B01:00&time_zone=UTC&overflow=true",
			`{"schedule":`+schedule+`}`),
		"getService":                      get("/services/PIJ90N7?include[]=integrations", `{"service":`+service+`}`),
		"getTeam":                         get("/teams/PQ9K7I8", `{"team":`+team+`}`),
		"getUser":                         get("/users/PXPGF42", `{"user":`+user+`}`),
		"listEscalationPolicies":          get("/escalation_policies?sort_by=name:asc&user_ids[]=PEYSGVF", list("escalation_policies", escalationPolicy)),
		"listIncidentAlerts":              get("/incidents/PT4KHLK/alerts?statuses[]=triggered&sort_by=created_at:desc", list("alerts", alert)),
		"listIncidentLogEntries":          get("/incidents/PT4KHLK/log_entries?is_overview=true&since=2015-11-07T00:00:00Z&limit=100", list("log_entries", logEntries)),
		"listIncidentNotes":               get("/incidents/PT4KHLK/notes", `{"notes":[`+note+`]}`),
		"listIncidentRelatedChangeEvents": get("/incidents/PT4KHLK/related_change_events?limit=5", `{"change_events":[`+changeEvent+`]}`),
		"listIncidents": get("/incidents?statuses[]=triggered&statuses[]=acknowledged&sort_by=created_at:desc,urgency:asc&limit=25&offset=0&total=true&priority_ids[]=P53ZZH5",
			list("incidents", incident)),
		"listPriorities": get("/priorities", list("priorities", priority)),
		"listSchedules":  get("/schedules?query=daily", list("schedules", schedule)),
		"listServices":   get("/services?name=My%20Application%20Service", list("services", service)),
		"listTeams":      get("/teams?query=Engineering", list("teams", team)),
		"listUsers":      get("/users?team_ids[]=PQ9K7I8", list("users", user)),
		"updateIncident": write(http.MethodPut, "/incidents/PT4KHLK", `{"incident":{"type":"incident_reference","status":"acknowledged",
			"priority":"P1"}}`, 200, `{"incident":`+incident+`}`),
		"updateIncidents": write(http.MethodPut, "/incidents", `{"incidents":[{"id":"PT4KHLK","type":"incident_reference","status":"resolved",
			"resolution":"Cooled down."},{"id":"PQMF62U","type":"incident_reference","priority":{"id":"P53ZZH5","type":"priority_reference"},
			"assignments":[{"assignee":{"id":"PXPGF42","type":"user_reference"}}]}]}`, 200, list("incidents", incident)),
	}
	maps.Copy(all, legalSchedules())
	return all
}

func list(name, items string) string {
	return `{"` + name + `":[` + items + `],"limit":25,"offset":0,"total":null,"more":false}`
}

const priority = `{"id":"P53ZZH5","type":"priority","summary":"P2","self":"https://api.pagerduty.com/priorities/P53ZZH5",
	"html_url":null,"name":"P2","description":null}`

const incident = `{"id":"PT4KHLK","type":"incident","summary":"[#1234] The server is on fire.",
	"self":"https://api.pagerduty.com/incidents/PT4KHLK","html_url":"https://subdomain.pagerduty.com/incidents/PT4KHLK",
	"incident_number":1234,"title":"The server is on fire.","created_at":"2015-10-06T21:30:42Z","updated_at":"2015-10-06T21:40:23Z",
	"status":"resolved","incident_key":"baf7cf21b1da41b4b0221008339ff357",
	"pending_actions":[{"type":"unacknowledge","at":"2015-11-10T01:02:52Z"},{"type":"resolve","at":"2015-11-10T04:31:52Z"}],
	"service":{"id":"PIJ90N7","type":"service_reference","summary":"My Mail Service",
		"self":"https://api.pagerduty.com/services/PIJ90N7","html_url":"https://subdomain.pagerduty.com/service-directory/PIJ90N7"},
	"assigned_via":"escalation_policy",
	"assignments":[{"at":"2015-11-10T00:31:52Z","assignee":{"id":"PXPGF42","type":"user_reference","summary":"Earline Greenholt",
		"self":"https://api.pagerduty.com/users/PXPGF42","html_url":"https://subdomain.pagerduty.com/users/PXPGF42"}}],
	"acknowledgements":null,"last_status_change_at":"2015-10-06T21:38:23-07:00","resolved_at":null,
	"last_status_change_by":{"id":"PXPGF42","type":"user_reference","summary":"Earline Greenholt","self":null,"html_url":null},
	"first_trigger_log_entry":{"id":"Q02JTSNZWHSEKV","type":"trigger_log_entry_reference","summary":"Triggered through the API",
		"self":"https://api.pagerduty.com/log_entries/Q02JTSNZWHSEKV","html_url":null},
	"incident_type":{"name":"major_incident"},
	"escalation_policy":{"id":"PT20YPA","type":"escalation_policy_reference","summary":"Another Escalation Policy","self":null,"html_url":null},
	"teams":[{"id":"PQ9K7I8","type":"team_reference","summary":"Engineering","self":null,"html_url":null}],
	"alert_counts":{"all":2,"triggered":0,"resolved":2},"is_mergeable":true,"alert_grouping":null,
	"priority":` + priority + `,"resolve_reason":null,"conference_bridge":null,"incidents_responders":[],"responder_requests":[],
	"urgency":"high","body":{"type":"incident_body","details":{"free":{"of":["any",null,"rule"]}}}}`

const note = `{"id":"PWL7QXS","user":{"id":"PXPGF42","type":"user_reference","summary":"Earline Greenholt","self":null,"html_url":null},
	"channel":{"summary":"The PagerDuty website or APIs"},"content":"Firefighters are on the scene.","created_at":"2013-03-06T15:28:51-05:00"}`

const responderRequest = `{"responder_request":{"incident":{"id":"PXP12GZ","type":"incident_reference","summary":"Ongoing Incident",
	"self":null,"html_url":null},"requester":{"id":"P09TT3C","type":"user_reference","summary":"Jane Doe","self":null,"html_url":null},
	"requested_at":"2018-08-16T14:53:06Z","message":"Please help with the fire","responder_request_targets":[{"responder_request_target":{
	"type":"user_reference","id":"PL7A2O4","summary":"Lee Turner","incidents_responders":[{"state":"pending",
	"user":{"id":"PL7A2O4","type":"user_reference","summary":"Lee Turner","self":null,"html_url":null},
	"incident":{"id":"PXP12GZ","type":"incident_reference","summary":"Ongoing Incident","self":null,"html_url":null},
	"updated_at":"2018-08-16T14:55:21Z","message":"Please help with the fire",
	"requester":{"id":"P09TT3C","type":"user_reference","summary":"Jane Doe","self":null,"html_url":null},
	"requested_at":"2018-08-16T14:53:06Z"}]}}]}}`

const alert = `{"id":"PT4KHLK","type":"alert","summary":"The server is on fire.","self":"https://api.pagerduty.com/incidents/PT4KHLK/alerts/PXPGF42",
	"html_url":null,"created_at":"2015-10-06T21:30:42Z","status":"resolved","alert_key":"baf7cf21b1da41b4b0221008339ff357","suppressed":false,
	"severity":null,"service":{"id":"PIJ90N7","type":"service_reference","summary":"My Mail Service","self":null,"html_url":null},
	"body":{"type":"alert_body","contexts":[{"type":"link","href":"http://acme.example.com","text":"View at Acme"}],
		"details":{"customKey":"Server is on fire!","deep":{"er":[1,null]}}},
	"incident":{"id":"PT4KHLK","type":"incident_reference","summary":"[#1234] The server is on fire.","self":null,"html_url":null},
	"first_trigger_log_entry":{"id":"Q02JTSNZWHSEKV","type":"trigger_log_entry_reference","summary":null,"self":null,"html_url":null},
	"integration":{"id":"PCPZE64","type":"generic_email_inbound_integration_reference","summary":"Email","self":null,"html_url":null}}`

const logEntries = `{"id":"Q02JTSNZWHSEKV","type":"trigger_log_entry","summary":"Triggered through the API",
	"self":"https://api.pagerduty.com/log_entries/Q02JTSNZWHSEKV","html_url":null,"created_at":"2015-11-07T00:14:20Z",
	"agent":{"id":"PIJ90N7","type":"service_reference","summary":"My Mail Service","self":null,"html_url":null},
	"channel":{"type":"api","service_key":"4bdd","description":"Tasks","incident_key":"baf7","details":{"any":"thing"}},
	"incident":{"id":"PT4KHLK","type":"incident_reference","summary":null,"self":null,"html_url":null},
	"teams":[],"contexts":[],"event_details":{"description":"Tasks::SFDCValidator"}},
	{"id":"Q1TVN1DJG8AVC9","type":"acknowledge_log_entry","summary":"Acknowledged by Earline Greenholt","self":null,"html_url":null,
	"created_at":"2015-11-07T00:20:00Z","agent":{"id":"PXPGF42","type":"user_reference","summary":null,"self":null,"html_url":null},
	"channel":{"type":"web_ui","summary":null},"acknowledgement_timeout":1800,"note":null,"contexts":[]},
	{"id":"Q2TVN1DJG8AVC9","type":"notify_log_entry","created_at":"2015-11-07T00:21:00Z","channel":{"type":"auto",
	"notification":{"type":"email_notification","address":"earline@example.com","status":"success"}},
	"user":{"id":"PXPGF42","type":"user_reference","summary":null,"self":null,"html_url":null}}`

const changeEvent = `{"id":"01BBYA24YGKQM3BNL7EHU1V7AH","type":"change_event","summary":"Build Success","self":null,"html_url":null,
	"timestamp":"2020-07-17T08:42:58Z","services":[{"id":"PEYSGVF","type":"service_reference","summary":null,"self":null,"html_url":null}],
	"integration":{"id":"PEYSGVF","type":"inbound_integration_reference","summary":null,"self":null,"html_url":null},
	"routing_key":"routing","source":"acme-build-pipeline-tool-default-i-9999",
	"links":[{"href":"https://acme.example.com/build/2","text":"View more details in Acme!"}],"images":[],
	"custom_details":{"build_state":"passed","steps":[1,2]},"correlation_reason":{"reason":"most_recent"}}`

const team = `{"id":"PQ9K7I8","type":"team","summary":"Engineering","self":"https://api.pagerduty.com/teams/PQ9K7I8",
	"html_url":"https://subdomain.pagerduty.com/teams/PQ9K7I8","name":"Engineering","description":null,"default_role":"manager"}`

const user = `{"id":"PXPGF42","type":"user","summary":"Earline Greenholt","self":"https://api.pagerduty.com/users/PXPGF42",
	"html_url":"https://subdomain.pagerduty.com/users/PXPGF42","name":"Earline Greenholt","email":"earline@example.com",
	"time_zone":"America/Lima","color":"green","role":"admin","avatar_url":"https://secure.gravatar.com/avatar/a8b7.png",
	"description":null,"invitation_sent":false,"job_title":null,"created_via_sso":false,
	"teams":[{"id":"PQ9K7I8","type":"team_reference","summary":"Engineering","self":null,"html_url":null}],
	"contact_methods":[{"id":"PTDVERC","type":"email_contact_method_reference","summary":"Default","self":null,"html_url":null}],
	"notification_rules":[{"id":"P8GRWKK","type":"assignment_notification_rule_reference","summary":"0 minutes","self":null,"html_url":null}]}`

const escalationPolicy = `{"id":"PANZZEQ","type":"escalation_policy","summary":"Engineering Escalation Policy",
	"self":"https://api.pagerduty.com/escalation_policies/PANZZEQ","html_url":null,"name":"Engineering Escalation Policy",
	"description":null,"num_loops":0,"on_call_handoff_notifications":"if_has_services","escalation_rules":[{"id":"PANZZEQ",
	"escalation_delay_in_minutes":30,"escalation_rule_assignment_strategy":{"type":"assign_to_everyone"},"targets":[
	{"id":"PEYSGVF","type":"user_reference","summary":"PagerDuty Admin","self":null,"html_url":null},
	{"id":"PI7DH85","type":"schedule_reference","summary":"Daily","self":null,"html_url":null}]}],
	"services":[{"id":"PIJ90N7","type":"service_reference","summary":"My Mail Service","self":null,"html_url":null}],"teams":[]}`

const schedule = `{"id":"PI7DH85","type":"schedule","summary":"Daily Engineering Rotation","self":"https://api.pagerduty.com/schedules/PI7DH85",
	"html_url":"https://subdomain.pagerduty.com/schedules/PI7DH85","name":"Daily Engineering Rotation","time_zone":"America/New_York",
	"description":"Rotation schedule for engineering","schedule_layers":[{"name":"Layer 1","id":"PUSEABC",
	"start":"2015-11-06T20:00:00-05:00","end":null,"rotation_virtual_start":"2015-11-06T20:00:00-05:00","rotation_turn_length_seconds":86400,
	"users":[{"user":{"id":"PXPGF42","type":"user_reference","summary":"Regina Phalange","self":null,"html_url":null}}],
	"restrictions":[{"type":"daily_restriction","start_time_of_day":"08:00:00","duration_seconds":32400}],
	"rendered_schedule_entries":[],"rendered_coverage_percentage":0}],
	"final_schedule":{"name":"Final Schedule","rendered_schedule_entries":[{"start":"2015-11-10T08:00:00-05:00",
	"end":"2015-11-10T17:00:00-05:00","user":{"id":"PXPGF42","type":"user_reference","summary":null,"self":null,"html_url":null}}],
	"rendered_coverage_percentage":37.5},
	"overrides_subschedule":{"name":"Overrides","rendered_schedule_entries":[],"rendered_coverage_percentage":null},
	"escalation_policies":[],"users":[{"id":"PXPGF42","type":"user_reference","summary":null,"self":null,"html_url":null}],"teams":[]}`

const service = `{"id":"PIJ90N7","type":"service","summary":"My Application Service","self":"https://api.pagerduty.com/services/PIJ90N7",
	"html_url":"https://subdomain.pagerduty.com/services/PIJ90N7","name":"My Application Service","description":null,
	"auto_resolve_timeout":null,"acknowledgement_timeout":600,"created_at":"2015-11-06T11:12:51-05:00","status":"active",
	"alert_creation":"create_alerts_and_incidents","alert_grouping_parameters":{"type":"intelligent","config":{"time_window":300}},
	"integrations":[{"id":"PQ12345","type":"generic_email_inbound_integration_reference","summary":"Email","self":null,"html_url":null}],
	"escalation_policy":{"id":"PT20YPA","type":"escalation_policy_reference","summary":"Another Escalation Policy","self":null,"html_url":null},
	"teams":[],"incident_urgency_rule":{"type":"use_support_hours","during_support_hours":{"type":"constant","urgency":"high"},
	"outside_support_hours":{"type":"constant","urgency":"low"}},
	"support_hours":{"type":"fixed_time_per_day","time_zone":"America/Lima","start_time":"09:00:00","end_time":"17:00:00","days_of_week":[1,2,3,4,5]},
	"scheduled_actions":[{"type":"urgency_change","at":{"type":"named_time","name":"support_hours_start"},"to_urgency":"high"}],
	"auto_pause_notifications_parameters":{"enabled":true,"timeout":300},"last_incident_timestamp":null,"response_play":null,"addons":[]}`
