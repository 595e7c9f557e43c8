package simulator_test

import (
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const policyOfCheckout = `"escalation_policy":{"id":"PECHECK","type":"escalation_policy_reference"}`

func serviceBody(members string) string { return `{"service":{"type":"service",` + members + `}}` }

func TestCreateService(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	plain := a.ok("POST", "/services", serviceBody(`"name":"Vouchers",`+policyOfCheckout))
	for path, want := range map[string]any{
		"name": "Vouchers", "description": "", "status": "active", "auto_resolve_timeout": 14400, "acknowledgement_timeout": 1800,
		"incident_urgency_rule.urgency": "high", "escalation_policy.id": "PECHECK", "teams.0.id": "PTCHECK", "created_at": "2026-10-14T12:00:00Z",
		"auto_pause_notifications_parameters": nil, // it is an include
	} {
		a.equal(plain, "service."+path, want)
	}
	id := plain.at("service.id").(string)
	a.equal(a.ok("GET", "/services?query=voucher", ""), "services.0.id", id)
	a.equal(a.ok("POST", "/incidents", `{"incident":{"type":"incident","title":"x","service":{"id":"`+id+`","type":"service_reference"}}}`), "incident.urgency", "high")
	off := a.ok("POST", "/services", serviceBody(`"name":"Never","auto_resolve_timeout":null,"acknowledgement_timeout":0,`+policyOfCheckout))
	a.equal(off, "service.auto_resolve_timeout", nil)
	a.equal(off, "service.acknowledgement_timeout", nil)
	for members, want := range map[string]string{
		`"name":"checkout api",` + policyOfCheckout:                                                            "Name has already been taken",
		`"name":"",` + policyOfCheckout:                                                                        "must not be empty",
		policyOfCheckout:                                                                                       "service.name is required",
		`"name":"x"`:                                                                                           "escalation_policy is required",
		`"name":"x","status":"disabled",` + policyOfCheckout:                                                   "must be active",
		`"name":"x","status":"critical",` + policyOfCheckout:                                                   "active or disabled",
		`"name":"x","auto_resolve_timeout":-1,` + policyOfCheckout:                                             "0 turns it off",
		`"name":"x","auto_resolve_timeout":31622401,` + policyOfCheckout:                                       "must be 0 to 31622400",
		`"name":"x","acknowledgement_timeout":9223372036854775807,` + policyOfCheckout:                         "must be 0 to 31622400",
		`"name":"x","acknowledgement_timeout":"1 h",` + policyOfCheckout:                                       "wrong type",
		`"name":"x","escalation_policy":{"id":"PNONE","type":"escalation_policy_reference"}`:                   "PNONE",
		`"name":"x","incident_urgency_rule":{"type":"constant","urgency":"medium"},` + policyOfCheckout:        "severity_based",
		`"name":"x","incident_urgency_rule":{"type":"use_support_hours"},` + policyOfCheckout:                  "support_hours is required",
		`"name":"x","incident_urgency_rule":{"type":"often"},` + policyOfCheckout:                              "constant or use_support_hours",
		`"name":"x","auto_pause_notifications_parameters":{"enabled":true,"timeout":100},` + policyOfCheckout:  "120, 180",
		`"name":"x","auto_pause_notifications_parameters":{"enabled":false,"timeout":300},` + policyOfCheckout: "unless enabled",
		`"name":"x","support_hours":{"type":"fixed_time_per_day","time_zone":"Mars","days_of_week":[1],"start_time":"9","end_time":"10:00:00"},` + policyOfCheckout: "Mars",
	} {
		a.refused(400, 2001, want, "POST", "/services", serviceBody(members))
	}
	a.refused(400, 2001, "must have the member service", "POST", "/services", `{}`)
	a.refused(404, 2100, "no service", "PUT", "/services/PNOTHIN", serviceBody(`"name":"x"`))
}

// TestUpdateService: omitted members are unchanged. Null and 0 turn a timeout off.
func TestUpdateService(t *testing.T) {
	t.Parallel()
	a, path := newAPI(t), "/services/PSPAYGW"
	renamed := a.ok("PUT", path, serviceBody(`"name":"Payments"`))
	for member, want := range map[string]any{
		"name": "Payments", "description": "Talks to the card acquirers.", "auto_resolve_timeout": 14400, "acknowledgement_timeout": 1800,
		"incident_urgency_rule.urgency": "severity_based", "escalation_policy.id": "PECHECK",
	} {
		a.equal(renamed, "service."+member, want)
	}
	a.equal(a.ok("PUT", path, serviceBody(`"auto_resolve_timeout":0`)), "service.auto_resolve_timeout", nil)
	a.equal(a.ok("PUT", path, serviceBody(`"auto_resolve_timeout":60`)), "service.auto_resolve_timeout", 60)
	cleared := a.ok("PUT", path, serviceBody(`"auto_resolve_timeout":null,"description":null`))
	a.equal(cleared, "service.auto_resolve_timeout", nil)
	a.equal(cleared, "service.description", "")
	a.equal(cleared, "service.acknowledgement_timeout", 1800)
	moved := a.ok("PUT", path, serviceBody(`"escalation_policy":{"id":"PEPLATF","type":"escalation_policy_reference"}`))
	a.equal(moved, "service.teams.0.id", "PTPLATF")
	a.equal(a.ok("PUT", path, serviceBody(`"status":"disabled"`)), "service.status", "disabled")
	a.refused(400, 2002, "disabled", "POST", "/incidents", `{"incident":{"type":"incident","title":"x","service":{"id":"PSPAYGW","type":"service_reference"}}}`)
	a.equal(a.ok("PUT", path, serviceBody(`"status":"active"`)), "service.status", "critical") // an incident is open
	a.equal(a.ok("PUT", path, serviceBody(`"auto_pause_notifications_parameters":{"enabled":true,"timeout":600}`)), "service.auto_pause_notifications_parameters", nil)
	a.equal(a.ok("GET", path+"?include[]=auto_pause_notifications_parameters", ""), "service.auto_pause_notifications_parameters.timeout", 600)
	a.refused(400, 2001, "Name has already been taken", "PUT", path, serviceBody(`"name":"Checkout API"`))
	a.equal(a.ok("GET", path, ""), "service.name", "Payments")
}

// TestUrgencyBySupportHours: the urgency of an incident depends on the time at which it opens.
func TestUrgencyBySupportHours(t *testing.T) {
	t.Parallel()
	for now, want := range map[time.Time]string{noon: "low", noon.Add(8 * time.Hour): "high"} {
		a := serve(t, simulator.New(simulator.WithClock(func() time.Time { return now })))
		a.ok("PUT", "/services/PSCHKAP", serviceBody(`"incident_urgency_rule":{"type":"use_support_hours",
			"during_support_hours":{"type":"constant","urgency":"low"},"outside_support_hours":{"type":"constant","urgency":"severity_based"}},
			"support_hours":{"type":"fixed_time_per_day","time_zone":"Europe/Rome","days_of_week":[3],"start_time":"09:00:00","end_time":"17:00:00"}`))
		a.equal(a.ok("POST", "/incidents", newIncident("")), "incident.urgency", want)
		a.equal(a.ok("GET", "/services/PSCHKAP", ""), "service.incident_urgency_rule.outside_support_hours.urgency", "severity_based")
	}
}

// TestWritingGroupingParameters: PUT with the parameters of a service removes it from its setting. A strict simulator refuses that.
func TestWritingGroupingParameters(t *testing.T) {
	t.Parallel()
	body := serviceBody(`"alert_grouping_parameters":{"type":"time"}`)
	newAPI(t).refused(400, 2001, "use /alert_grouping_settings", "PUT", "/services/PSSTORE", body)
	a := newAPI(t, simulator.Lenient())
	a.equal(a.ok("GET", "/services/PSSTORE", ""), "service.alert_grouping_parameters.id", "PGSHOPS")
	a.equal(a.ok("PUT", "/services/PSSTORE", body), "service.alert_grouping_parameters", "map[config:<nil> type:time]")
	if got := a.ok("GET", "/alert_grouping_settings/PGSHOPS", "").column("alert_grouping_setting.services", "id"); len(got) != 1 || got[0] != "PSSEARC" {
		t.Errorf("the setting has %v", got)
	}
}

// TestNames: services and escalation policies refuse the same names as PagerDuty. Spaces at the end are removed.
func TestNames(t *testing.T) {
	t.Parallel()
	strict, lenient := newAPI(t), newAPI(t, simulator.Lenient())
	policy := func(name string) string {
		return `{"escalation_policy":{"type":"escalation_policy","name":"` + name + `"}}`
	}
	for _, a := range []*api{strict, lenient} {
		a.refused(400, 2001, "unprintable", "PUT", "/services/PSSTORE", serviceBody(`"name":"Store\nfront"`))
		a.equal(a.ok("PUT", "/services/PSSTORE", serviceBody(`"name":"Store & Café <eu/west> 50%"`)), "service.name", "Store & Café <eu/west> 50%")
		a.refused(400, 2001, "unprintable", "PUT", "/escalation_policies/PECHECK", policy(`Night\u0007`))
		for _, sign := range []string{`\\`, "/", "&", "<", ">"} {
			a.refused(400, 2001, "must not contain any of", "PUT", "/escalation_policies/PECHECK", policy("Day "+sign+" night"))
		}
		a.equal(a.ok("PUT", "/escalation_policies/PECHECK", policy("Night, 50%")), "escalation_policy.name", "Night, 50%")
	}
	strict.refused(400, 2001, "end with a space", "PUT", "/services/PSSTORE", serviceBody(`"name":"Store  "`))
	strict.refused(400, 2001, "end with a space", "PUT", "/escalation_policies/PECHECK", policy("Night "))
	lenient.equal(lenient.ok("PUT", "/services/PSSTORE", serviceBody(`"name":"Store  "`)), "service.name", "Store")
	lenient.equal(lenient.ok("PUT", "/escalation_policies/PECHECK", policy("Night ")), "escalation_policy.name", "Night")
}

// TestScheduledActions: they are removed together with the support hours that they need.
func TestScheduledActions(t *testing.T) {
	t.Parallel()
	const action = `{"type":"urgency_change","at":{"type":"named_time","name":"support_hours_start"},"to_urgency":"high"}`
	body := serviceBody(`"scheduled_actions":[null,` + action + `]`)
	newAPI(t).refused(400, 2001, "scheduled_actions must not contain null", "PUT", "/services/PSSEARC", body)
	a := newAPI(t, simulator.Lenient())
	if got := a.ok("PUT", "/services/PSSEARC", body).column("service.scheduled_actions", "to_urgency"); len(got) != 1 || got[0] != "high" {
		t.Errorf("the actions are %v", got)
	}
	a.equal(a.ok("PUT", "/services/PSSEARC", serviceBody(`"incident_urgency_rule":{"type":"constant","urgency":"low"}`)), "service.scheduled_actions", "[]")
}

// TestOwnGrouping: PagerDuty fills in a time window, and also shows the type in the older member.
func TestOwnGrouping(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.Lenient())
	for parameters, want := range map[string][3]any{ // the type, alert_grouping and the time window
		`{"type":"content_based","config":{"aggregate":"all","fields":["source"]}}`:                     {"content_based", "rules", 300},
		`{"type":"content_based","config":{"aggregate":"all","fields":["source"],"time_window":86400}}`: {"content_based", "rules", 86400},
		`{"type":"intelligent"}`:                            {"intelligent", "intelligent", 300},
		`{"type":"intelligent","config":{"time_window":0}}`: {"intelligent", "intelligent", 300},
		`{"type":"time","config":{"timeout":5}}`:            {"time", "time", nil},
		`{"type":null}`:                                     {nil, nil, nil},
		`null`:                                              {nil, nil, nil},
	} {
		changed := a.ok("PUT", "/services/PSSTORE", serviceBody(`"alert_grouping_parameters":`+parameters))
		a.equal(changed, "service.alert_grouping_parameters.type", want[0])
		a.equal(changed, "service.alert_grouping", want[1])
		a.equal(changed, "service.alert_grouping_parameters.config.time_window", want[2])
	}
}
