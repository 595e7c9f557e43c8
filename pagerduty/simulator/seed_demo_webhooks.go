package simulator

// webhookExamples adds webhook subscriptions of every kind: of the account, of a team and of a service, one that PagerDuty disabled after failures,
// and one that is off.
func (p *seeder) webhookExamples() {
	for _, w := range []webhookSubscription{
		{
			id: "PWHCHAT", description: "Incidents to the chat", active: true, filter: webhookFilter{Type: webhookAccount},
			events:   []string{"incident.triggered", "incident.acknowledged", "incident.escalated", "incident.resolved"},
			delivery: webhookDelivery{url: "https://chat." + domain + "/hooks/pagerduty?token=not-a-real-token"},
		},
		{
			id: "PWHTICK", description: "Tickets of checkout", active: true, filter: webhookFilter{"PTCHECK", webhookTeam},
			events: []string{"incident.triggered", "incident.priority_updated", "incident.resolved"},
			delivery: webhookDelivery{
				url: "https://tickets." + domain + "/intake", headers: []webhookHeader{{"X-Ticket-Queue", "checkout"}, {"Authorization", "not-a-real-header"}},
			},
		},
		{
			id: "PWHLEDG", description: "Payments ledger", active: true, filter: webhookFilter{"PSPAYGW", webhookService},
			events:   []string{"incident.triggered", "incident.reopened", "incident.resolved", "incident.status_update_published"},
			delivery: webhookDelivery{url: "https://ledger:not-a-real-password@books." + domain + "/pagerduty", disabled: true},
		},
		{
			id: "PWHCATA", description: "Service catalogue", filter: webhookFilter{Type: webhookAccount},
			events:   []string{"service.created", "service.updated", "service.deleted"},
			delivery: webhookDelivery{url: "https://catalogue." + domain + "/webhooks"},
		},
	} {
		w.kind, w.delivery.id, w.delivery.secret = "webhook_subscription", "PD"+w.id[2:], "not-a-real-secret-of-"+w.id
		p.webhooks.add(w.id, &w)
	}
}
