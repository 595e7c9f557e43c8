package simulator

import (
	"fmt"
	"time"
)

func (p *seeder) catalogue() {
	office := &supportHours{"Europe/Berlin", []int{1, 2, 3, 4, 5}, "09:00:00", "18:00:00", "fixed_time_per_day"}
	for n, s := range []struct {
		id, name, description, policy string
		urgency                       urgencyRule
		status                        string
		autoResolve, acknowledgement  int
	}{
		{"PSCHKAP", "Checkout API", "Turns baskets into orders.", "PECHECK", urgencyRule{constant: "high"}, "", 0, 1800},
		{"PSPAYGW", "Payments Gateway", "Talks to the card acquirers.", "PECHECK", urgencyRule{constant: "severity_based"}, "", 14400, 1800},
		{"PSSTORE", "Storefront Web", "The shop that visitors see.", "PESEARC", urgencyRule{constant: "high"}, "", 14400, 0},
		{"PSSEARC", "Product Search", "Finds lamps by name, size and light.", "PESEARC", urgencyRule{hours: office, inHours: "high", outsideHours: "low"}, "", 0, 3600},
		{"PSORDER", "Order Pipeline", "Carries orders to the warehouse and the books.", "PEDATAE", urgencyRule{constant: "low"}, "", 0, 0},
		{"PSWAREH", "Warehouse Sync", "Keeps the stock in step with the warehouse.", "PEDATAE", urgencyRule{constant: "low"}, "", 86400, 0},
		{"PSPGDBS", "Postgres Fleet", "Every database of the shop.", "PEPLATF", urgencyRule{constant: "high"}, "", 0, 1800},
		{"PSKUBER", "Kubernetes Platform", "Clusters in eu-west-1 and us-east-1.", "PEPLATF", urgencyRule{constant: "high"}, "", 86400, 1800},
		{"PSIDENT", "Identity and Login", "Accounts, sessions and the contact form.", "PESECUR", urgencyRule{constant: "severity_based"}, "", 0, 0},
		{"PSGIFTC", "Gift Cards (retired)", "Replaced by vouchers in the Checkout API.", "PECHECK", urgencyRule{constant: "low"}, "disabled", 0, 0},
		{"PSSCANN", "Warehouse Scanners", "Hand-held scanners and their wireless network. Known to be noisy.", "PEWAREH", urgencyRule{constant: "low"}, "", 3600, 0},
		{"PSHELPD", "Help Desk", "Questions of customers that support passes on.", "PEHELPD", urgencyRule{constant: "low"}, "", 0, 0},
	} {
		added := p.service(service{
			id: s.id, name: s.name, description: s.description, policy: p.escalationPolicies.byID[s.policy], urgency: s.urgency,
			status: s.status, autoResolve: s.autoResolve, acknowledgement: s.acknowledgement, createdAt: p.ago(time.Duration(900-40*n) * day),
		})
		if s.id == "PSSTORE" {
			added.autoPause = 300
		}
	}
	p.maintenance("PSWAREH")
	form := p.services.byID["PSIDENT"]
	form.integrations.add("PICFORM", &integration{
		id: "PICFORM", kind: "generic_email_inbound_integration", name: "Contact form", key: "contact-form", createdAt: p.ago(300 * day), service: form,
	})
}

// maintenance adds the weekly maintenance windows of a service: last week's, the current one, which ends in some hours, and the next.
func (p *seeder) maintenance(serviceID string) {
	const ago, long = 2 * time.Hour, 8 * time.Hour
	for n := range 3 {
		start := p.ago(ago).Add(time.Duration(n-1) * week)
		id := fmt.Sprintf("PWCOUN%d", n+1)
		p.maintenanceWindows.add(id, &maintenanceWindow{
			id: id, number: p.nextWindow(), description: "Weekly count in the warehouse: stock stands still meanwhile.", start: start, end: start.Add(long),
			services: []*service{p.services.byID[serviceID]}, createdBy: p.users.byID["PULIAMO"],
		})
	}
}

// service adds a service with an integration and the teams of its escalation policy.
func (p *seeder) service(s service) *service {
	s.teams, s.alertCreation = s.policy.teams, "create_alerts_and_incidents"
	events := p.newShortID()
	s.integrations.add(events, &integration{
		id: events, kind: "events_api_v2_inbound_integration", name: "Events API v2: " + s.name, key: fmt.Sprintf("not-a-real-events-key-of-%s", s.id),
		createdAt: s.createdAt, service: &s,
	})
	return p.services.add(s.id, &s)
}

// changeHistory adds deploys: a month of them for every active service, and those of the checkout incident.
func (p *seeder) changeHistory() {
	for n, s := range p.services.order[:9] {
		for release := range 4 {
			version := 400 + 3*n - release
			p.change(newestChange+time.Duration(n)*7*time.Hour+time.Duration(release)*week, s,
				fmt.Sprintf("Deployed %s v%d to production", s.name, version), map[string]any{"version": fmt.Sprintf("v%d", version), "environment": "production"})
		}
	}
}

const newestChange = 26 * time.Hour

func (p *seeder) change(age time.Duration, s *service, summary string, details map[string]any) *changeEvent {
	id := p.newID("01", 24)
	return p.changeEvents.add(id, &changeEvent{
		id: id, summary: summary, source: "deploys." + domain, at: p.ago(age), services: []*service{s}, integration: s.integrations.order[0],
		links: []changeLink{{"https://git." + domain + "/changes/" + id, "View the change"}}, details: details,
	})
}
