package simulator

import (
	"fmt"
	"time"
)

// How much Large holds in all.
const (
	largeUsers          = 450
	largeServices       = 450
	largeIncidents      = 1200
	largeGroupings      = 110
	largeOrchestrations = 120
)

// crowd adds users and services until there are as many as Large has.
func (p *planter) crowd() {
	for n := len(p.users.order); n < largeUsers; n++ {
		u := p.user(user{
			id: p.newShortID(), name: fmt.Sprintf("Engineer %03d", n), email: fmt.Sprintf("engineer.%03d@%s", n, domain),
			role: "limited_user", jobTitle: "Software Engineer", timeZone: "Etc/UTC", color: "green",
		})
		t := p.teams.order[n%len(p.teams.order)]
		t.members = append(t.members, member{u, "responder"})
	}
	for n := len(p.services.order); n < largeServices; n++ {
		policies := p.escalationPolicies.order
		p.service(service{
			id: p.newShortID(), name: fmt.Sprintf("Microservice %03d", n), description: crowdDescription,
			policy: policies[n%len(policies)], urgency: urgencyRule{constant: "high"}, createdAt: p.ago(time.Duration(n) * day),
		})
	}
}

// crowdServices are those that Demo does not have.
func (p *planter) crowdServices() []*service {
	return filter(p.services.order, func(s *service) bool { return s.description == crowdDescription })
}

const crowdDescription = "One of many."

// crowdAround adds alert grouping settings and event orchestrations of the crowd's services.
func (p *planter) crowdAround() {
	crowd := p.crowdServices()
	for n := len(p.groupings.order); n < largeGroupings; n++ {
		at := p.ago(time.Duration(n) * time.Hour)
		p.addGrouping(&grouping{
			id: p.newShortID(), name: fmt.Sprintf("Setting %03d", n), kind: groupByTime, config: groupingConfig{timeout: 300},
			services: crowd[n : n+1], createdAt: at, updatedAt: at,
		})
	}
	for n := len(p.orchestrations.order); n < largeOrchestrations; n++ {
		p.orchestration(p.newUUID(), fmt.Sprintf("Feed %03d", n), crowdDescription, "", time.Duration(n)*day, "Events")
	}
}

// crowdTales are incidents of the crowd's services, one every two hours; every seventh is open.
func crowdTales(p *planter, count int) []tale {
	crowd := p.crowdServices()
	tales := make([]tale, 0, count)
	for n := range count {
		t := tale{
			title:   fmt.Sprintf("Error budget of %s is burning", crowd[n%len(crowd)].name),
			service: crowd[n%len(crowd)].id, severity: "error", age: 30*time.Minute + time.Duration(n)*2*time.Hour,
		}
		if n%7 != 0 {
			t.then = func(s *story) {
				u := s.owner()
				s.acknowledgedBy(u, 5*time.Minute)
				s.resolvedBy(u, 25*time.Minute, "")
			}
		}
		tales = append(tales, t)
	}
	return tales
}
