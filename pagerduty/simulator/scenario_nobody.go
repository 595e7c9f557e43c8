package simulator

import "time"

// nobodyOnCall adds a service whose rotation has ended. PagerDuty assigns an incident to the first level at which somebody is on call, and
// drops events of integrations if there is no such level. So the only incident was assigned manually, to a user who has since been deleted.
func (p *seeder) nobodyOnCall() {
	p.schedule("PSREFUN", "Refunds", "Whoever gives customers their money back.", "Europe/London", "PTCHECK",
		layerSeed{"Weekly, until the end of the project", week, []string{"PUCHLOE", "PUBRUNO"}, nil})
	p.schedules.byID["PSREFUN"].layers[0].end = p.ago(2 * time.Hour)
	p.policy("PEREFUN", "Refunds", "The schedule, and nobody behind it.", "PTCHECK", 0, "PSREFUN")
	s := p.service(service{
		id: "PSREFND", name: "Refunds", description: "Gives customers their money back.", policy: p.escalationPolicies.byID["PEREFUN"],
		urgency: urgencyRule{constant: "high"}, createdAt: p.ago(120 * day),
	})
	by, left := p.users.byID["PUELENA"], &user{id: "PUTOMAS", name: "Tomas Brandt", deletedAt: p.ago(20 * day)} // who is deleted
	i := &incident{
		id: "Q1REFUNDORPHAN", title: "Refunds have not been paid out since this morning", service: s, urgency: "high", kind: defaultIncidentType,
		priority: p.priorityNamed("P2"), key: p.newID("", 32), body: "Support counts 63 customers who wait for their money.",
	}
	at := p.ago(25 * time.Minute)
	p.openIncident(i, agent{user: by}, channel{Type: "web_trigger", Summary: i.title, Subject: i.title, Details: i.body}, []*user{left}, at)
	seeded := &seededIncident{p, i}
	seeded.noted(by, 9*time.Minute, "Tomas does not answer. The rotation ended today, and nobody is on call after it.")
	i.assignments, i.updatedAt = nil, seeded.at(15*time.Minute)
}
