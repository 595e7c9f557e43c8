package simulator

import "time"

// The main incident of the demo account: checkout became slow after a deploy.

const (
	checkoutIncident = "Q2CHECKOUTLATE"
	checkoutAge      = 95 * time.Minute
	deployAge        = checkoutAge + 12*time.Minute
)

func checkoutSpec() incidentSpec {
	return incidentSpec{
		id: checkoutIncident, service: "PSCHKAP", priority: "P1", age: checkoutAge, severity: "critical", key: "checkout-api/latency-p99/eu-west-1",
		title: "Checkout latency p99 above 4 s in eu-west-1",
		text:  "checkout-api p99 latency is 4.3 s (threshold 1.5 s for 5 minutes) in eu-west-1",
		then:  playCheckout,
	}
}

func playCheckout(s *seededIncident) {
	amara, elena, bruno := s.users.byID["PUAMARA"], s.users.byID["PUELENA"], s.users.byID["PUBRUNO"]
	dashboard := "https://metrics." + domain + "/d/checkout-latency"
	s.alerts[0].contexts = []alertContext{{Type: "link", Href: dashboard, Text: "Checkout latency"}}
	s.alert(2*time.Minute, "error", "checkout-api: connection pool exhausted on 6 of 12 pods",
		map[string]any{"pool_size": 20, "waiting": 143, "release": "v412"}, dashboard)
	s.alert(3*time.Minute, "critical", "Orders per minute 38% below the same hour last week", map[string]any{"expected": 210, "actual": 130}, dashboard)
	s.acknowledgedBy(amara, 4*time.Minute)
	s.alert(7*time.Minute, "warning", "checkout-api: CPU throttling on 4 of 12 pods", map[string]any{"throttled_percent": 31}, dashboard)
	s.noted(amara, 11*time.Minute, "Began 12 minutes after checkout-api v412 went out. Every slow trace waits for a database connection.")
	s.alert(15*time.Minute, "error", "Apdex of the checkout funnel is 0.61 (target 0.90)", map[string]any{"apdex": 0.61}, "").resolvedAt = s.at(64 * time.Minute)
	s.request(amara, elena, "joined", 18*time.Minute, "Checkout is losing orders. Please decide about a rollback of v412.")
	s.bridge = conferenceBridge{"+1 555-0190,,4200#", "https://meet." + domain + "/incident-checkout"}
	s.noted(elena, 26*time.Minute, "Rollback of v412 approved. Support is told that orders are slow and not lost.")
	s.snoozedBy(amara, 28*time.Minute, 6)
	s.noted(bruno, 52*time.Minute, "Rolled back to v411 in eu-west-1. p99 is at 1.9 s and falling; the pool fix goes into v413.")
	s.fieldValues = map[string]any{
		"PFIMPAC": "Slow checkout in Europe; about 80 orders a minute delayed", "PFREGIO": []string{"eu-west-1"}, "PFORDER": 3200,
	}
}

// request asks a user to join the incident.
func (s *seededIncident) request(by, asked *user, state string, after time.Duration, message string) {
	r := &responder{user: asked, requester: by, state: state, message: message, at: s.at(after)}
	s.requests = append(s.requests, &responderRequest{s.newShortID(), message, by, s.at(after), []responderTarget{{user: asked, responders: []*responder{r}}}})
	s.responders = append(s.responders, r)
}

// relateCheckout relates the checkout incident to changes and other incidents. Call it after all incidents were added.
func (p *seeder) relateCheckout() {
	i := p.incidents.byID[checkoutIncident]
	deploy := p.change(deployAge, i.service, "Deployed Checkout API v412 to production: new connection pool settings", map[string]any{
		"version": "v412", "previous_version": "v411", "environment": "production", "author": "deploy bot",
	})
	resize := p.change(deployAge+50*time.Minute, p.services.byID["PSPGDBS"], "Changed max_connections of pg-checkout from 400 to 300", map[string]any{
		"cluster": "pg-checkout", "old": 400, "new": 300,
	})
	i.changes = []relatedChange{{deploy, "intelligent"}, {resize, "related_service"}}
	i.related = []relatedIncident{
		{p.incidents.byID["Q3PAYACQUIRER0"], nil},
		{p.incidents.byID["Q4CARTERRORS00"], p.services.byID["PSSTORE"]},
		{p.incidents.byID["Q5PGREPLICALAG"], nil},
	}
	for _, open := range filter(p.incidents.order, (*incident).open) {
		p.relatePast(open)
	}
}

// relatePast relates an open incident to resolved ones of its service, latest first.
func (p *seeder) relatePast(i *incident) {
	score := 98.5
	for n := len(p.incidents.order) - 1; n >= 0 && len(i.past) < 8; n-- {
		if past := p.incidents.order[n]; past.service == i.service && !past.open() && past.createdAt.Before(i.createdAt) {
			i.past = append(i.past, pastIncident{past, score})
			score -= 7.25
		}
	}
}
