package simulator

import "time"

// incidentWorkflows adds workflows. One is restricted to a team, and one is disabled.
func (p *seeder) incidentWorkflows() {
	checkout, payments := p.services.byID["PSCHKAP"], p.services.byID["PSPAYGW"]
	responders := func(id string) []stepInput { return []stepInput{{"Responders", "text", id}} }
	for _, w := range []*workflow{
		{
			id: "PWMAJOR", name: "Major incident response", description: "Brings the platform on-call and tells the stakeholders.", team: p.teams.byID["PTCHECK"],
			steps: []workflowStep{
				{"PWSTEP1", "Ask the platform on-call to help", actionAddResponders, responders("PEPLATF"), nil},
				{"PWSTEP2", "Open a chat channel", "pagerduty.com:slack:create-a-channel:4", []stepInput{{"Channel name", "text", "inc-{{incident.number}}"}}, nil},
				{"PWSTEP3", "Tell the subscribers", actionStatusUpdate, []stepInput{{"Message", "text", "We are working on a major incident."}}, nil},
			},
			triggers: []*workflowTrigger{
				{id: "7f1c2a50-3d14-4c5e-9a57-0a6c2f6b1e01", kind: triggerManual, allServices: true},
				{id: "7f1c2a50-3d14-4c5e-9a57-0a6c2f6b1e02", kind: triggerConditional, condition: "incident.priority matches 'P1'", services: []*service{checkout, payments}},
			},
		},
		{
			id: "PWSECUR", name: "Security containment", description: "For the security team.", team: p.teams.byID["PTSECUR"],
			steps: []workflowStep{
				{"PWSTEP4", "Ask the security engineer to help", actionAddResponders, responders("PUMEIXI"), nil},
				{"PWSTEP5", "If personal data is at risk", actionCondition, nil, []workflowStep{
					{"PWSTEP6", "Note the reporting deadline", actionAddNote, []stepInput{{"Note", "text", "The authority must be told within 72 hours."}}, nil},
				}},
			},
			triggers: []*workflowTrigger{
				{id: "7f1c2a50-3d14-4c5e-9a57-0a6c2f6b1e03", kind: triggerManual, allServices: true, team: p.teams.byID["PTSECUR"]},
				{id: "7f1c2a50-3d14-4c5e-9a57-0a6c2f6b1e04", kind: triggerType, types: []string{"security_incident"}, allServices: true},
			},
		},
		{
			id: "PWREVIE", name: "Post-incident review", description: "Reminds the assignees to write down what happened.",
			steps: []workflowStep{{"PWSTEP7", "Write a reminder", actionAddNote, []stepInput{{"Note", "text", "Please write the review within five days."}}, nil}},
			triggers: []*workflowTrigger{
				{id: "7f1c2a50-3d14-4c5e-9a57-0a6c2f6b1e05", kind: triggerManual, services: []*service{checkout}},
			},
		},
		{id: "PWOLDBR", name: "Bridge of 2019", description: "Replaced by Major incident response.", disabled: true, steps: []workflowStep{
			{"PWSTEP8", "Open a conference bridge", "pagerduty.com:incident-workflows:add-conference-bridge:3", nil, nil},
		}},
	} {
		w.createdAt = p.ago(120 * day)
		for _, t := range w.triggers {
			t.workflow = w
		}
		p.workflows.add(w.id, w)
	}
}

// subscribers subscribes people to the status updates of the checkout incident, and asks one to help with that of payments.
func (p *seeder) subscribers() {
	waiting := &responder{
		user: p.users.byID["PUFARID"], requester: p.users.byID["PUBRUNO"], state: responderPending, at: p.ago(20 * time.Minute),
		message: "Is the database the reason that authorisations are slow?",
	}
	payments := p.incidents.byID["Q3PAYACQUIRER0"]
	payments.responders = append(payments.responders, waiting)
	payments.requests = append(payments.requests, &responderRequest{
		"PREQPAY", waiting.message, waiting.requester, waiting.at, []responderTarget{{user: waiting.user, responders: []*responder{waiting}}},
	})
	p.incidents.byID[checkoutIncident].subscribers = []subscriber{
		{user: p.users.byID["PUNADIA"]},
		{team: p.teams.byID["PTSEARC"]},
		{user: p.users.byID["PUIRENE"], via: []*businessService{p.businessServices.byID["PBSSHOP"]}},
	}
}
