package simulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// lifecycle describes how a record is created, changed and deleted.
type lifecycle struct {
	path, root     string
	create, change string // members
	member, want   string // after the change
	unlisted       bool   // PagerDuty has no list of it
	secret         string // member that only the answer to the creation has
}

func lifecycles(a *api) map[string]lifecycle {
	orchestration := "/event_orchestrations/" + production
	return map[string]lifecycle{
		"user": {
			path: "/users", root: "user", create: `"type":"user","name":"Olga Marsh","email":"olga.marsh@lanternfield.example","role":"limited_user","time_zone":"Europe/Riga"`,
			change: `"type":"user","name":"Olga Marsh","email":"olga.marsh@lanternfield.example","job_title":"Network Engineer"`, member: "job_title", want: "Network Engineer",
		},
		"contact method": {
			path: "/users/PUDIEGO/contact_methods", root: "contact_method", create: `"type":"sms_contact_method","label":"Private","address":"5550199","country_code":1`,
			change: `"type":"sms_contact_method","label":"Other","address":"5550199","country_code":1`, member: "label", want: "Other",
		},
		"notification rule": {
			path: "/users/PUDIEGO/notification_rules", root: "notification_rule",
			create: `"type":"assignment_notification_rule","start_delay_in_minutes":5,"urgency":"high","contact_method":{"id":"EMDIEGO","type":"email_contact_method"}`,
			change: `"type":"assignment_notification_rule","start_delay_in_minutes":10,"urgency":"high","contact_method":{"id":"EMDIEGO","type":"email_contact_method_reference"}`,
			member: "start_delay_in_minutes", want: "10",
		},
		"team": {path: "/teams", root: "team", create: `"type":"team","name":"Mobile Apps"`, change: `"type":"team","description":"Apps"`, member: "description", want: "Apps"},
		"escalation policy": {
			path: "/escalation_policies", root: "escalation_policy", create: `"type":"escalation_policy","name":"Night","num_loops":2,"teams":[{"id":"PTDATAE","type":"team_reference"}],
				"escalation_rules":[{"escalation_delay_in_minutes":5,"targets":[{"id":"PUDIEGO","type":"user_reference"},{"id":"PSDATA1","type":"schedule_reference"}]}]`,
			change: `"type":"escalation_policy","description":"At night"`, member: "description", want: "At night",
		},
		"service": {
			path: "/services", root: "service", create: `"type":"service","name":"Voucher Codes","escalation_policy":{"id":"PECHECK","type":"escalation_policy_reference"},
				"scheduled_actions":[{"type":"urgency_change","at":{"type":"named_time","name":"support_hours_start"},"to_urgency":"high"}]`,
			change: `"type":"service","description":"Codes","alert_creation":"create_incidents"`, member: "alert_creation", want: "create_incidents",
		},
		"business service": {
			path: "/business_services", root: "business_service", create: `"name":"Gift Vouchers","description":"Sold and redeemed","team":{"id":"PTCHECK"}`,
			change: `"point_of_contact":"Elena Petrova"`, member: "point_of_contact", want: "Elena Petrova",
		},
		"integration": {
			path: "/services/PSORDER/integrations", root: "integration", create: `"type":"events_api_v2_inbound_integration","name":"Orders","vendor":{"id":"PAM4FGS","type":"vendor_reference"}`,
			change: `"type":"events_api_v2_inbound_integration","name":"Orders, all"`, member: "name", want: "Orders, all", unlisted: true,
		},
		"webhook subscription": {
			path: "/webhook_subscriptions", root: "webhook_subscription", create: `"type":"webhook_subscription","events":["incident.triggered"],"filter":{"id":"PTCHECK","type":"team_reference"},
				"delivery_method":{"type":"http_delivery_method","url":"https://hooks.lanternfield.example/x","custom_headers":[{"name":"X-Queue","value":"7"}]}`,
			change: `"description":"To the wall","events":["incident.resolved"],"active":false`, member: "description", want: "To the wall",
			secret: "delivery_method.secret",
		},
		"orchestration": {
			path: "/event_orchestrations", root: "orchestration", create: `"name":"Staging Events","team":{"id":"PTPLATF"}`,
			change: `"description":"Of the staging clusters"`, member: "description", want: "Of the staging clusters",
		},
		"orchestration integration": {
			path: orchestration + "/integrations", root: "integration", create: `"label":"Grafana"`, change: `"label":"Loki"`, member: "label", want: "Loki",
		},
	}
}

func (l lifecycle) body(members string) string { return `{"` + l.root + `":{` + members + `}}` }

// run creates, reads, changes, lists and deletes a record.
func (l lifecycle) run(a *api) {
	a.t.Helper()
	created := a.ok("POST", l.path, l.body(l.create))
	id := created.at(l.root + ".id")
	l.conceal(a, created)
	one := fmt.Sprintf("%s/%v", l.path, id)
	if read := a.ok("GET", one, ""); fmt.Sprint(read) != fmt.Sprint(created) {
		a.t.Errorf("%s is read as %v, the answer to its creation was %v", one, read, created)
	}
	a.equal(a.ok("PUT", one, l.body(l.change)), l.root+"."+l.member, l.want)
	a.equal(a.ok("GET", one, ""), l.root+"."+l.member, l.want)
	if list := l.root + "s"; !l.unlisted {
		if l.root == "escalation_policy" {
			list = "escalation_policies"
		}
		if listed := a.ok("GET", l.path, ""); !strings.Contains(strings.Join(listed.column(list, "id"), " "), fmt.Sprint(id)) {
			a.t.Errorf("%v is not in %v", id, listed)
		}
	}
	if status, answer := a.do("DELETE", one, ""); status != 204 || answer != nil {
		a.t.Errorf("DELETE %s: %d %v", one, status, answer)
	}
	a.refused(404, 2100, "has the id", "GET", one, "")
	a.refused(404, 2100, "has the id", "DELETE", one, "")
}

// conceal expects the secret in the answer to the creation, and replaces it with null.
func (l lifecycle) conceal(a *api, created object) {
	a.t.Helper()
	if l.secret == "" {
		return
	}
	if text, _ := created.at(l.root + "." + l.secret).(string); len(text) < 32 {
		a.t.Errorf("the secret of %v is %q", created.at(l.root+".id"), text)
	}
	outer, member, _ := strings.Cut(l.secret, ".")
	created.at(l.root + "." + outer).(map[string]any)[member] = nil
}

// TestResourcesComeAndGo: records of every simple resource can be created, read, changed, listed and deleted.
func TestResourcesComeAndGo(t *testing.T) {
	t.Parallel()
	for mode, options := range map[string][]simulator.Option{"strict": nil, "lenient": {simulator.Lenient()}} {
		a := newAPI(t, options...)
		for name, l := range lifecycles(a) {
			t.Run(name+"/"+mode, func(t *testing.T) { l.run(&api{t, a.url, a.client}) })
		}
	}
}

// TestResourcesRefuse: a refusal names the wrong member, and changes nothing.
func TestResourcesRefuse(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	policy := func(rules string) string {
		return `{"escalation_policy":{"type":"escalation_policy","name":"Night","escalation_rules":` + rules + `}}`
	}
	for name, c := range map[string]struct{ method, path, body, want string }{
		"no name":                      {"POST", "/users", `{"user":{"type":"user","email":"o@lanternfield.example"}}`, "user.name is required"},
		"no text":                      {"POST", "/users", `{"user":{"type":"user","name":7,"email":"o@lanternfield.example"}}`, `"user.name" is of the wrong type`},
		"no address":                   {"POST", "/users", `{"user":{"type":"user","name":"O","email":"olga"}}`, "user.email must be an e-mail address"},
		"an address that is taken":     {"POST", "/users", `{"user":{"type":"user","name":"O","email":"AMARA.OKAFOR@lanternfield.example"}}`, "Email has already been taken"},
		"no such role":                 {"PUT", "/users/PUDIEGO", `{"user":{"type":"user","role":"boss"}}`, "user.role must be admin, limited_user"},
		"no such zone":                 {"PUT", "/users/PUDIEGO", `{"user":{"type":"user","time_zone":"Mars/Base"}}`, "user.time_zone is not known"},
		"read-only member":             {"PUT", "/services/PSSTORE", `{"service":{"type":"service","teams":[]}}`, "service.teams is read-only"},
		"read-only member of a new":    {"POST", "/users", `{"user":{"type":"user","name":"O","email":"o@lanternfield.example","avatar_url":"https://x.example"}}`, "user.avatar_url is read-only"},
		"other type":                   {"POST", "/escalation_policies", `{"escalation_policy":{"name":"Night","escalation_rules":[]}}`, "escalation_policy.type must be escalation_policy"},
		"no rules":                     {"POST", "/escalation_policies", policy(`[]`), "must have at least one rule"},
		"no targets":                   {"POST", "/escalation_policies", policy(`[{"escalation_delay_in_minutes":5,"targets":[]}]`), "escalation_rules.0.targets must have at least one"},
		"no delay":                     {"POST", "/escalation_policies", policy(`[{"targets":[{"id":"PUDIEGO","type":"user_reference"}]}]`), "must be 1 to 527040"},
		"a delay without end":          {"POST", "/escalation_policies", policy(`[{"escalation_delay_in_minutes":9223372036854775807,"targets":[{"id":"PUDIEGO","type":"user_reference"}]}]`), "must be 1 to 527040"},
		"nobody":                       {"POST", "/escalation_policies", policy(`[{"escalation_delay_in_minutes":5,"targets":[{"id":"PNOBODY","type":"user_reference"}]}]`), "PNOBODY"},
		"no schedule":                  {"POST", "/escalation_policies", policy(`[{"escalation_delay_in_minutes":5,"targets":[{"id":"PNOBODY","type":"schedule_reference"}]}]`), "PNOBODY"},
		"too many loops":               {"PUT", "/escalation_policies/PECHECK", `{"escalation_policy":{"type":"escalation_policy","num_loops":10}}`, "num_loops must be 0 to 9"},
		"no team":                      {"PUT", "/escalation_policies/PECHECK", `{"escalation_policy":{"type":"escalation_policy","teams":[{"id":"PNONE","type":"team_reference"}]}}`, "PNONE"},
		"no policy":                    {"PUT", "/services/PSSTORE", `{"service":{"type":"service","escalation_policy":null}}`, "service.escalation_policy is required"},
		"a contact that is null":       {"PUT", "/users/PUCHLOE/notification_rules/NRHLOEH", `{"notification_rule":{"type":"assignment_notification_rule","contact_method":null}}`, "notification_rule.contact_method is required"},
		"no kind of contact":           {"POST", "/users/PUDIEGO/contact_methods", `{"contact_method":{"type":"pigeon","label":"x","address":"y"}}`, "contact_method.type must be email_contact_method"},
		"contact of another":           {"POST", "/users/PUDIEGO/notification_rules", `{"notification_rule":{"type":"assignment_notification_rule","urgency":"high","contact_method":{"id":"EMAMARA","type":"email_contact_method"}}}`, "EMAMARA"},
		"team of an orchestration":     {"PUT", "/event_orchestrations/" + production, `{"orchestration":{"team":{"id":"PNONE"}}}`, "PNONE"},
		"user on a schedule":           {"DELETE", "/users/PUDIEGO", "", "cannot be deleted while the schedule"},
		"user on a policy":             {"DELETE", "/users/PUELENA", "", "cannot be deleted while the escalation policy"},
		"policy of a service":          {"DELETE", "/escalation_policies/PECHECK", "", "cannot be deleted while services use it"},
		"team that owns":               {"DELETE", "/teams/PTCHECK", "", "escalation policies, services or schedules"},
		"user of the key":              {"DELETE", "/users/PUAMARA", "", "simulator's key"},
		"an integration of no service": {"POST", "/services/PNONE/integrations", `{"integration":{"type":"nagios_inbound_integration"}}`, "no service has the id"},
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := (&api{t, a.url, a.client}).do(c.method, c.path, c.body)
			if told := fmt.Sprint(answer.at("error")); status < 400 || status > 404 || !strings.Contains(told, c.want) {
				t.Errorf("%d %s, want %q", status, told, c.want)
			}
		})
	}
	a.equal(a.ok("GET", "/users/PUDIEGO", ""), "user.role", "limited_user")
	a.equal(a.ok("GET", "/escalation_policies/PECHECK", ""), "escalation_policy.num_loops", 2)
}

// TestNewUserCanBeReached: as in PagerDuty, a new user has an e-mail address called Default, and a notification rule for each urgency.
func TestNewUserCanBeReached(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	user := a.ok("POST", "/users", `{"user":{"type":"user","name":"Olga Marsh","email":"olga@lanternfield.example"}}`).at("user.id").(string)
	contacts := a.ok("GET", "/users/"+user+"/contact_methods", "")
	a.equal(contacts, "contact_methods.0.label", "Default")
	a.equal(contacts, "contact_methods.0.address", "olga@lanternfield.example")
	if got := a.ok("GET", "/users/"+user+"/notification_rules", "").column("notification_rules", "urgency"); strings.Join(got, " ") != "high low" {
		t.Errorf("the rules are for %v", got)
	}
	a.ok("DELETE", "/users/"+user+"/contact_methods/"+contacts.at("contact_methods.0.id").(string), "")
	if got := a.ok("GET", "/users/"+user+"/notification_rules", "").column("notification_rules", "id"); len(got) != 0 {
		t.Errorf("the rules that need what was deleted are there still: %v", got)
	}
}

// TestReadOnlyMembersMayComeBack: a record can be read, changed and sent back with all its members.
func TestReadOnlyMembersMayComeBack(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for path, root := range map[string]string{
		"/services/PSKUBER": "service", "/users/PUDIEGO": "user", "/escalation_policies/PEPLATF": "escalation_policy", "/teams/PTPLATF": "team",
		"/event_orchestrations/" + production: "orchestration",
	} {
		body := string(whole(a, path))
		body = strings.ReplaceAll(body, "http://simulator", a.url)
		if again := a.ok("PUT", path, body); root != "orchestration" && fmt.Sprint(again) != fmt.Sprint(a.ok("GET", path, "")) {
			t.Errorf("%s became %v", path, again)
		}
	}
}

// TestDeletedIsStillMentioned: references to a deleted object remain, with deleted_at.
func TestDeletedIsStillMentioned(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	policy := a.ok("POST", "/escalation_policies", `{"escalation_policy":{"type":"escalation_policy","name":"Night","escalation_rules":[{"escalation_delay_in_minutes":5,
		"targets":[{"id":"PUHENRY","type":"user_reference"}]}]}}`).at("escalation_policy.id").(string)
	service := a.ok("POST", "/services", `{"service":{"type":"service","name":"Nightly","escalation_policy":{"id":"`+policy+`","type":"escalation_policy_reference"}}}`).at("service.id").(string)
	user := a.ok("POST", "/users", `{"user":{"type":"user","name":"Olga Marsh","email":"olga@lanternfield.example"}}`).at("user.id").(string)
	incident := "/incidents/" + a.ok("POST", "/incidents", `{"incident":{"type":"incident","title":"x","service":{"id":"`+service+`","type":"service_reference"},
		"assignments":[{"assignee":{"id":"`+user+`","type":"user_reference"}}]}}`).at("incident.id").(string)

	a.ok("DELETE", "/users/"+user, "")
	open := a.ok("GET", incident, "")
	a.equal(open, "incident.assignments.0.assignee.id", "PUHENRY") // the user on call is assigned now
	log := a.ok("GET", incident+"/log_entries", "")
	mentioned := log.at("log_entries").([]any)
	first := object(mentioned[len(mentioned)-1].(map[string]any))
	if told := fmt.Sprint(log); !strings.Contains(told, "deleted_at:2026-10-14T12:00:00Z") || first.at("agent.deleted_at") != nil {
		t.Errorf("the log has no deleted_at of the user: %v", told)
	}

	a.ok("DELETE", "/services/"+service, "")
	a.ok("DELETE", "/escalation_policies/"+policy, "")
	closed := a.ok("GET", incident+"?include[]=services&include[]=escalation_policies", "")
	a.equal(closed, "incident.status", "resolved")
	for _, member := range []string{"service", "escalation_policy"} {
		a.equal(closed, "incident."+member+".type", member+"_reference")
		a.equal(closed, "incident."+member+".deleted_at", "2026-10-14T12:00:00Z")
		a.equal(closed, "incident."+member+".html_url", nil)
	}
	a.refused(404, 2100, "no service", "GET", "/services/"+service, "")
}

// TestPolicyInTeams: a service has the teams of its policy, whenever either changes.
func TestPolicyInTeams(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const membership = "/teams/PTDATAE/escalation_policies/PECHECK"
	teams := func() string {
		return strings.Join(a.ok("GET", "/services/PSCHKAP", "").column("service.teams", "id"), " ")
	}
	a.ok("PUT", membership, "")
	a.ok("PUT", membership, "")
	if got := teams(); got != "PTCHECK PTDATAE" {
		t.Errorf("the service is in %s", got)
	}
	a.ok("DELETE", membership, "")
	a.refused(404, 2100, "is not in the team", "DELETE", membership, "")
	a.ok("PUT", "/escalation_policies/PECHECK", `{"escalation_policy":{"type":"escalation_policy","teams":[{"id":"PTSEARC","type":"team_reference"}]}}`)
	if got := teams(); got != "PTSEARC" {
		t.Errorf("the service is in %s", got)
	}
}

// TestFewerLevels: an incident never stays at a removed level of its policy.
func TestFewerLevels(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok("PUT", latency, `{"incident":{"type":"incident_reference","escalation_level":3}}`)
	before := a.ok("GET", "/escalation_policies/PECHECK", "").at("escalation_policy.escalation_rules.0.id")
	changed := a.ok("PUT", "/escalation_policies/PECHECK", fmt.Sprintf(`{"escalation_policy":{"type":"escalation_policy","escalation_rules":[
		{"id":%q,"escalation_delay_in_minutes":5,"targets":[{"id":"PUELENA","type":"user_reference"}]}]}}`, before))
	a.equal(changed, "escalation_policy.escalation_rules.0.id", before)
	a.ok("GET", latency, "")
	a.refused(400, 1006, "levels 1 to 1", "PUT", latency, `{"incident":{"type":"incident_reference","escalation_level":2}}`)
}

func TestAbilities(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if got := fmt.Sprint(a.ok("GET", "/abilities", "").at("abilities")); !strings.Contains(got, "teams") {
		t.Errorf("the abilities are %s", got)
	}
	a.ok("GET", "/abilities/teams", "")
	a.refused(402, 2014, "time_travel", "GET", "/abilities/time_travel", "")
}

// TestOrchestrationPathsChange: the rules of every path can be replaced. Existing rules keep their ids.
func TestOrchestrationPathsChange(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, path := range changedPaths() {
		before := a.ok("GET", path, "")
		if before.at("orchestration_path.version") == nil {
			t.Errorf("%s has no version: %v", path, before)
		}
		body := `{"orchestration_path":{"sets":[{"id":"start","rules":[{"label":"Odd","conditions":[{"expression":"event.summary matches part 'odd'"}],"actions":{"route_to":"odd"}}]},
			{"id":"odd","rules":[{"conditions":[],"actions":{"severity":"warning"}}]}],"catch_all":{"actions":{"severity":"info"}}}}`
		after := a.ok("PUT", path, body)
		a.equal(after, "orchestration_path.sets.1.rules.0.actions.severity", "warning")
		a.equal(after, "orchestration_path.catch_all.actions.severity", "info")
		if after.at("orchestration_path.version") == before.at("orchestration_path.version") {
			t.Errorf("%s: the version is %v still", path, after.at("orchestration_path.version"))
		}
		a.equal(a.ok("GET", path, ""), "orchestration_path.sets.0.rules.0.id", after.at("orchestration_path.sets.0.rules.0.id"))
		a.refused(400, 2001, `the id of one of the sets, not "even"`, "PUT", path, strings.Replace(body, `"route_to":"odd"`, `"route_to":"even"`, 1))
		a.refused(400, 2001, `must have the id "start"`, "PUT", path, `{"orchestration_path":{"sets":[]}}`)
	}
	const active = "/event_orchestrations/services/PSORDER/active"
	a.equal(a.ok("GET", active, ""), "active", false)
	a.equal(a.ok("PUT", active, `{"active":true}`), "active", true)
	a.equal(a.ok("GET", active, ""), "active", true)
	a.refused(400, 2001, "active is required", "PUT", active, `{}`)
}

func changedPaths() []string {
	return []string{"/event_orchestrations/" + production + "/global", "/event_orchestrations/" + production + "/unrouted", "/event_orchestrations/services/PSORDER"}
}

// TestMigrateIntegration: an integration moves to another orchestration and keeps its key.
func TestMigrateIntegration(t *testing.T) {
	t.Parallel()
	migrate(newAPI(t))
}

func migrate(a *api) {
	a.t.Helper()
	from := a.ok("GET", "/event_orchestrations/"+production+"/integrations", "")
	id, to := from.at("integrations.0.id"), "/event_orchestrations/7c2d9f14-8a3b-4e61-b0d7-5f2a1c9e4b02/integrations"
	body := fmt.Sprintf(`{"source_id":%q,"source_type":"orchestration","integration_id":%q}`, production, id)
	moved := a.ok("POST", to+"/migration", body)
	a.equal(moved, "total", 2)
	a.equal(moved, "integrations.1.parameters.routing_key", from.at("integrations.0.parameters.routing_key"))
	left := a.ok("GET", "/event_orchestrations/"+production+"/integrations", "")
	a.equal(left, "integrations.0.id", from.at("integrations.1.id"))
	a.equal(left, "total", 2)
}
