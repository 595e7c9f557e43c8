package simulator

import (
	"fmt"
	"time"
)

// The number of records in Large.
const (
	largeUsers          = 450
	largeServices       = 450
	largeIncidents      = 1200
	largeGroupings      = 110
	largeOrchestrations = 120
)

// addLargeResources adds users and services up to the numbers of Large.
func (p *seeder) addLargeResources() {
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
			id: p.newShortID(), name: fmt.Sprintf("Microservice %03d", n), description: largeDescription,
			policy: policies[n%len(policies)], urgency: urgencyRule{constant: "high"}, createdAt: p.ago(time.Duration(n) * day),
		})
	}
}

// addedServices returns the services that Demo does not have.
func (p *seeder) addedServices() []*service {
	return filter(p.services.order, func(s *service) bool { return s.description == largeDescription })
}

const largeDescription = "One of many."

// addLargeSettings adds alert grouping settings and event orchestrations up to the numbers of Large.
func (p *seeder) addLargeSettings() {
	added := p.addedServices()
	for n := len(p.groupings.order); n < largeGroupings; n++ {
		at := p.ago(time.Duration(n) * time.Hour)
		p.addGrouping(&grouping{
			id: p.newShortID(), name: fmt.Sprintf("Setting %03d", n), kind: groupByTime, config: groupingConfig{timeout: 300},
			services: added[n : n+1], createdAt: at, updatedAt: at,
		})
	}
	for n := len(p.orchestrations.order); n < largeOrchestrations; n++ {
		p.orchestration(p.newUUID(), fmt.Sprintf("Feed %03d", n), largeDescription, "", time.Duration(n)*day, "Events")
	}
}

// largeIncidentSpecs returns incidents of the added services, one every two hours. Every seventh is open.
func largeIncidentSpecs(p *seeder, count int) []incidentSpec {
	added := p.addedServices()
	specs := make([]incidentSpec, 0, count)
	for n := range count {
		t := incidentSpec{
			title:   fmt.Sprintf("Error budget of %s is burning", added[n%len(added)].name),
			service: added[n%len(added)].id, severity: "error", age: 30*time.Minute + time.Duration(n)*2*time.Hour,
		}
		if n%7 != 0 {
			t.then = func(s *seededIncident) {
				u := s.owner()
				s.acknowledgedBy(u, 5*time.Minute)
				s.resolvedBy(u, 25*time.Minute, "")
			}
		}
		specs = append(specs, t)
	}
	return specs
}
