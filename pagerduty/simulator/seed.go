package simulator

import (
	"fmt"
	"slices"
	"time"
)

// Seed is the initial content of an account.
type Seed string

// The seeds.
const (
	Demo  Seed = "demo"  // a small company with teams, schedules, services, and incidents of the last months
	Empty Seed = "empty" // the user of UserKey and nothing else
	Large Seed = "large" // Demo, with 450 users, 450 services, 1,200 incidents, and over 100 alert grouping settings and event orchestrations
)

// ParseSeed parses the name of a seed.
func ParseSeed(name string) (Seed, error) {
	switch seed := Seed(name); seed {
	case Demo, Empty, Large:
		return seed, nil
	}
	return "", fmt.Errorf("there is no seed %q; the seeds are demo, empty and large", name)
}

// newAccount returns the account of a seed with scenarios. All its times are relative to now.
func (s Seed) newAccount(now time.Time, scenarios []Scenario) *account {
	p := &seeder{account: &account{}, now: now.UTC().Truncate(time.Second), issuedApart: 1 << 30}
	p.addVendors()
	p.addIncidentTypes(s != Empty)
	switch s {
	case Empty:
		p.keyUser = p.user(keyUserSeed())
	default:
		p.people()
		p.keyUser = p.users.byID[keyUserSeed().id]
		p.schedulesAndPolicies()
		p.catalogue()
		p.businessCatalogue()
		if s == Large {
			p.addLargeResources()
		}
		p.changeHistory()
		p.addIncidents(s)
		p.relateCheckout()
		p.eventOrchestrations()
		p.incidentWorkflows()
		p.subscribers()
		p.alertGrouping()
		p.demoStatusPages()
		p.team("PTGUILD", "Observability Guild", "Meets on Thursdays. Owns nothing.", "PUJONAS", "PUKEIKO")
		if s == Large {
			p.addLargeSettings()
		}
		p.defaultPolicy("PUIRENE")
		p.webhookExamples()
		p.partnerShifts()
	}
	p.play(scenarios)
	return p.account
}

// seeder fills an account. issuedApart is the other counter of ids: see withOwnIDs.
type seeder struct {
	*account
	now         time.Time
	issuedApart int
}

func (p *seeder) ago(d time.Duration) time.Time { return p.now.Add(-d) }

const day = 24 * time.Hour

// incidentSpec describes an incident of a seed: how it opened, and what happened then.
type incidentSpec struct {
	id, title, service, urgency, priority, key string
	age                                        time.Duration
	text                                       string // of the alert that opened it; "" means the title
	severity                                   string // of that alert
	then                                       func(*seededIncident)
}

// seededIncident is an incident that is being filled. In its methods, after is the time since it opened.
type seededIncident struct {
	*seeder
	*incident
}

// addIncidents opens the incidents in the order in which they happened, so that their numbers follow it.
func (p *seeder) addIncidents(s Seed) {
	specs := slices.Concat(openIncidentSpecs(), resolvedIncidentSpecs(), noisyIncidentSpecs())
	if s == Large {
		specs = append(specs, largeIncidentSpecs(p, largeIncidents-len(specs))...)
	}
	slices.SortStableFunc(specs, func(a, b incidentSpec) int { return int(b.age/time.Second) - int(a.age/time.Second) })
	p.incidentNumber = 4200 - len(specs) // the latest number is the same for every number of incidents
	for _, t := range specs {
		p.addIncident(t)
	}
	for _, t := range openIncidentSpecs() {
		(&seededIncident{p, p.incidents.byID[t.id]}).passTime(p.now)
	}
}

func (p *seeder) addIncident(t incidentSpec) {
	s, at := p.services.byID[t.service], p.ago(t.age)
	i := &incident{
		id: t.id, title: t.title, service: s, urgency: t.urgency, key: t.key, kind: defaultIncidentType,
		priority: p.priorityNamed(t.priority),
	}
	if i.key == "" {
		i.key = p.newID("", 32)
	}
	source := s.integrations.order[0]
	p.openIncident(i, agent{service: s, integration: source},
		channel{Type: "api", Summary: t.title, ServiceKey: source.key, Description: t.title, IncidentKey: i.key}, nil, at)
	seeded := &seededIncident{p, i}
	text := t.title
	if t.text != "" {
		text = t.text
	}
	seeded.alert(0, t.severity, text, map[string]any{"source": source.name}, "")
	if t.then != nil {
		t.then(seeded)
	}
}

func (s *seededIncident) at(after time.Duration) time.Time { return s.createdAt.Add(after) }

// passTime takes the pending actions of an incident that are due until a time. Each action of a user in a seed begins with it, and open
// incidents of the demo account end with it, so that the account is as in PagerDuty at every hour.
func (s *seededIncident) passTime(until time.Time) {
	if next, ok := s.due(s.incident, until); ok {
		s.withOwnIDs(func() { s.actUntil(until, []dueAction{next}) })
	}
}

// withOwnIDs calls do with a separate range of ids. The ids of all other records thus do not depend on who was on call at the hour.
func (p *seeder) withOwnIDs(do func()) {
	p.issued, p.issuedApart = p.issuedApart, p.issued
	do()
	p.issued, p.issuedApart = p.issuedApart, p.issued
}

// owner returns the first user to whom the incident was assigned.
func (s *seededIncident) owner() *user { return s.assignments[0].user }

func (s *seededIncident) alert(after time.Duration, severity, summary string, details map[string]any, link string) *alert {
	a := &alert{
		id: s.newLongID(), summary: summary, key: fmt.Sprintf("%s/%d", s.key, len(s.alerts)+1), severity: severity,
		integration: s.incident.service.integrations.order[0], createdAt: s.at(after), details: details,
	}
	if link != "" {
		a.contexts = []alertContext{{Type: "link", Href: link, Text: "Dashboard"}}
	}
	s.alerts = append(s.alerts, a)
	return a
}

func (s *seededIncident) acknowledgedBy(u *user, after time.Duration) {
	s.passTime(s.at(after))
	s.acknowledge(s.incident, u, s.at(after))
}

// snoozedBy snoozes the incident for some hours.
func (s *seededIncident) snoozedBy(u *user, after time.Duration, hours int) {
	s.passTime(s.at(after))
	s.withOwnIDs(func() { s.snooze(s.incident, hours*3600, agent{user: u}, s.at(after)) })
}

func (s *seededIncident) noted(u *user, after time.Duration, content string) {
	s.passTime(s.at(after))
	s.addNote(s.incident, u, content, s.at(after))
}

func (s *seededIncident) resolvedBy(u *user, after time.Duration, resolution string) {
	s.passTime(s.at(after))
	s.resolve(s.incident, agent{user: u}, resolution, s.at(after))
}
