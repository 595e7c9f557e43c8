package simulator

import "time"

// nobodyOnCall adds a service whose rotation has run out. PagerDuty gives an incident to the first level that has someone on
// call and drops what integrations send where no level has: what is left is an incident that was given to somebody by hand,
// and whose assignee has left the account since.
func (p *planter) nobodyOnCall() {
	p.schedule("PSREFUN", "Refunds", "Whoever gives customers their money back.", "Europe/London", "PTCHECK",
		layerSeed{"Weekly, until the end of the project", week, []string{"PUCHLOE", "PUBRUNO"}, nil})
	p.schedules.byID["PSREFUN"].layers[0].end = p.ago(2 * time.Hour)
	p.policy("PEREFUN", "Refunds", "The schedule, and nobody behind it.", "PTCHECK", 0, "PSREFUN")
	s := p.service(service{
		id: "PSREFND", name: "Refunds", description: "Gives customers their money back.", policy: p.escalationPolicies.byID["PEREFUN"],
		urgency: urgencyRule{constant: "high"}, createdAt: p.ago(120 * day),
	})
	by, left := p.users.byID["PUELENA"], &user{id: "PUTOMAS", name: "Tomas Brandt", deletedAt: p.ago(20 * day)} // whom the account does not have any more
	i := &incident{
		id: "Q1REFUNDORPHAN", title: "Refunds have not been paid out since this morning", service: s, urgency: "high", kind: defaultIncidentType,
		priority: p.priorityNamed("P2"), key: p.newID("", 32), body: "Support counts 63 customers who wait for their money.",
	}
	at := p.ago(25 * time.Minute)
	p.openIncident(i, agent{user: by}, channel{Type: "web_trigger", Summary: i.title, Subject: i.title, Details: i.body}, []*user{left}, at)
	told := &story{p, i}
	told.noted(by, 9*time.Minute, "Tomas does not answer. The rotation ended today, and nobody is on call after it.")
	i.assignments, i.updatedAt = nil, told.at(15*time.Minute)
}
