package simulator

import (
	"encoding/json"
	"strings"
	"time"
)

// The event orchestrations of the demo account.

func (p *seeder) eventOrchestrations() {
	production := p.orchestration("1b5e0a52-4f6c-4d0a-9f53-0c1d6a7e8f01", "Production Events", "Everything that monitoring sends.", "PTPLATF", 420*day,
		"Prometheus", "CloudWatch", "Synthetic checks")
	production.router = p.path("router", 420*day, `{"route_to":"unrouted"}`, ruleSet{"start", p.rules(
		ruleSeed{"Services that name themselves", nil, `{"dynamic_route_to":{"lookup_by":"service_name","source":"event.custom_details.service","regex":"(.*)"}}`, false},
		ruleSeed{"Checkout", []string{"event.source matches part 'checkout'", "event.component matches 'checkout-api'"}, `{"route_to":"PSCHKAP"}`, false},
		ruleSeed{"Payments", []string{"event.source matches part 'acquirer'"}, `{"route_to":"PSPAYGW"}`, false},
		ruleSeed{"Databases", []string{"event.source matches regex '^pg-'"}, `{"route_to":"PSPGDBS"}`, false},
		ruleSeed{"Clusters", []string{"event.class matches part 'node'", "event.class matches part 'pod'"}, `{"route_to":"PSKUBER"}`, false},
		ruleSeed{"Search", []string{"event.group matches 'search'"}, `{"route_to":"PSSEARC"}`, false},
		ruleSeed{"Scanners", []string{"event.source matches part 'scanner'"}, `{"route_to":"PSSCANN"}`, false},
		ruleSeed{"Gift cards, until they are gone", []string{"event.group matches 'gift-cards'"}, `{"route_to":"PSCHKAP"}`, true},
	)})
	production.global = p.path("global", 300*day, `{}`, ruleSet{"start", p.rules(
		ruleSeed{"Drop what the staging clusters send", []string{"event.custom_details.environment matches 'staging'"}, `{"drop_event":true}`, false},
		ruleSeed{"Deploys may be noisy", []string{"event.custom_details.deploying matches 'true'"}, `{"suspend":300,"annotate":"Held back while a deploy was running."}`, false},
		ruleSeed{"Name the region", []string{"event.custom_details.region exists"},
			`{"extractions":[{"target":"event.summary","template":"[{{event.custom_details.region}}] {{event.summary}}"}]}`, false},
	)})
	production.unrouted = p.path("unrouted", 300*day, `{"severity":"info"}`, ruleSet{"start", p.rules(
		ruleSeed{"Nobody has claimed these disks", []string{"event.summary matches part 'disk'"}, `{"severity":"warning"}`, false},
	)})
	partners := p.orchestration("7c2d9f14-8a3b-4e61-b0d7-5f2a1c9e4b02", "Partner Feeds", "What acquirers and carriers report of themselves.", "PTCHECK", 200*day, "Status feed")
	partners.router = p.path("router", 200*day, `{"route_to":"PSWAREH"}`, ruleSet{"start", p.rules(
		ruleSeed{"Acquirers", []string{"event.group matches 'acquirers'"}, `{"route_to":"PSPAYGW"}`, false},
	)})
	p.orchestration("e90f6b3d-2c75-4188-a6e4-d31b7f50c803", "Office Alarms", "Not in use yet.", "", 3*day)
	p.services.byID["PSCHKAP"].orchestrated = true
	p.services.byID["PSCHKAP"].orchestration = p.path("service", 250*day, `{}`,
		ruleSet{"start", p.rules(
			ruleSeed{"Load tests", []string{"event.custom_details.load_test matches 'true'"}, `{"suppress":true}`, false},
			ruleSeed{"Losing orders", []string{"event.summary matches part 'orders per minute'"}, `{"priority":"PPRIOR1","severity":"critical","route_to":"orders"}`, false},
		)},
		ruleSet{"orders", p.rules(
			ruleSeed{"", nil, `{"annotate":"Support has a text for customers: see the runbook of checkout."}`, false},
		)})
}

// orchestration adds an event orchestration with empty paths.
func (p *seeder) orchestration(id, name, description, teamID string, age time.Duration, integrations ...string) *orchestration {
	at, admin := p.ago(age), p.users.byID["PUHENRY"]
	o := p.orchestrations.add(id, &orchestration{
		id: id, name: name, description: description, team: p.teams.byID[teamID], version: p.newVersion(),
		createdAt: at, updatedAt: at, createdBy: admin, updatedBy: admin,
		router: emptyPath("router", at), global: emptyPath("global", at), unrouted: emptyPath("unrouted", at),
	})
	for _, label := range integrations {
		integration := p.newUUID()
		o.integrations.add(integration, &orchestrationIntegration{integration, label, "not-a-real-routing-key-" + strings.ReplaceAll(integration, "-", "")[:9]})
	}
	return o
}

func (p *seeder) path(kind string, age time.Duration, catchAll string, sets ...ruleSet) *orchestrationPath {
	path, admin := emptyPath(kind, p.ago(age)), p.users.byID["PUHENRY"]
	path.sets, path.catchAll, path.version, path.createdBy, path.updatedBy = sets, json.RawMessage(catchAll), p.newVersion(), admin, admin
	return path
}

type ruleSeed struct {
	label      string
	conditions []string
	actions    string
	disabled   bool
}

func (p *seeder) rules(seeds ...ruleSeed) []orchestrationRule {
	return each(seeds, func(s ruleSeed) orchestrationRule {
		conditions := each(s.conditions, func(expression string) map[string]string { return map[string]string{"expression": expression} })
		rule := orchestrationRule{"actions": json.RawMessage(s.actions)}
		for member, value := range map[string]any{"id": p.newUUID(), "label": s.label, "conditions": conditions, "disabled": s.disabled} {
			rule[member], _ = json.Marshal(value) // cannot fail: strings and a boolean
		}
		return rule
	})
}
