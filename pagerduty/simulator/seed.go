package simulator

import (
	"fmt"
	"slices"
	"time"
)

// Seed is what an account holds at the start.
type Seed string

// The seeds.
const (
	Demo  Seed = "demo"  // a small company with teams, schedules, services, and incidents of the last months
	Empty Seed = "empty" // the user of UserKey and nothing else
	Large Seed = "large" // Demo and more: 450 users, 450 services and 1,200 incidents in all, and over 100 of what else pages
)

// ParseSeed reads the name of a seed.
func ParseSeed(name string) (Seed, error) {
	switch seed := Seed(name); seed {
	case Demo, Empty, Large:
		return seed, nil
	}
	return "", fmt.Errorf("there is no seed %q; the seeds are demo, empty and large", name)
}

// plant makes the account, and in it what the scenarios say. All its times are relative to now.
func (s Seed) plant(now time.Time, scenarios []Scenario) *account {
	p := &planter{account: &account{}, now: now.UTC().Truncate(time.Second), issuedAside: 1 << 30}
	p.addVendors()
	switch s {
	case Empty:
		p.keyUser = p.user(keyUserSeed())
	case Demo, Large:
		p.people()
		p.keyUser = p.users.byID[keyUserSeed().id]
		p.schedulesAndPolicies()
		p.catalogue()
		if s == Large {
			p.crowd()
		}
		p.changeHistory()
		p.tellStories(s)
		p.relateCheckout()
		p.eventOrchestrations()
		p.alertGrouping()
		p.team("PTGUILD", "Observability Guild", "Meets on Thursdays. Owns nothing.", "PUJONAS", "PUKEIKO")
		if s == Large {
			p.crowdAround()
		}
		p.defaultPolicy("PUIRENE")
	default:
		panic(fmt.Sprintf("simulator: there is no seed %q", string(s)))
	}
	p.play(s, scenarios)
	return p.account
}

// planter fills an account.
type planter struct {
	*account
	now         time.Time
	issuedAside int
}

func (p *planter) ago(d time.Duration) time.Time { return p.now.Add(-d) }

const day = 24 * time.Hour

// tale is an incident of a seed: how it opened and what happened next.
type tale struct {
	id, title, service, urgency, priority, key string
	age                                        time.Duration
	text                                       string // of the alert that opened it; the title when empty
	severity                                   string // of that alert
	then                                       func(*story)
}

// story is an incident while its tale is told; after counts from when it opened.
type story struct {
	*planter
	*incident
}

// tellStories opens the incidents in the order in which they happened, so that their numbers follow it.
func (p *planter) tellStories(s Seed) {
	tales := slices.Concat(openTales(), resolvedTales(), noisyTales())
	if s == Large {
		tales = append(tales, crowdTales(p, largeIncidents-len(tales))...)
	}
	slices.SortStableFunc(tales, func(a, b tale) int { return int(b.age/time.Second) - int(a.age/time.Second) })
	p.incidentNumber = 4200 - len(tales) // so that the latest number is the same with more of them
	for _, t := range tales {
		p.tell(t)
	}
	for _, t := range openTales() {
		(&story{p, p.incidents.byID[t.id]}).meanwhile(p.now)
	}
}

func (p *planter) tell(t tale) {
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
	told := &story{p, i}
	text := t.title
	if t.text != "" {
		text = t.text
	}
	told.alert(0, t.severity, text, map[string]any{"source": source.name}, "")
	if t.then != nil {
		t.then(told)
	}
}

func (s *story) at(after time.Duration) time.Time { return s.createdAt.Add(after) }

// meanwhile lets time do what it does while nobody acts. Whatever somebody does in a story begins with it, and a story of the demo
// account goes on until now, so that the account is as PagerDuty would have left it at every hour.
func (s *story) meanwhile(until time.Time) {
	if next, ok := s.due(s.incident, until); ok {
		s.aside(func() { s.actUntil(until, []dueAction{next}) })
	}
}

// aside takes ids from a range of their own, so that those of all else do not depend on who was on call at the hour.
func (p *planter) aside(do func()) {
	p.issued, p.issuedAside = p.issuedAside, p.issued
	do()
	p.issued, p.issuedAside = p.issuedAside, p.issued
}

// owner is the first whom the incident was assigned to.
func (s *story) owner() *user { return s.assignments[0].user }

func (s *story) alert(after time.Duration, severity, summary string, details map[string]any, link string) *alert {
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

func (s *story) acknowledgedBy(u *user, after time.Duration) {
	s.meanwhile(s.at(after))
	s.acknowledge(s.incident, u, s.at(after))
}

// snoozedBy keeps an acknowledgement from ending for some hours.
func (s *story) snoozedBy(u *user, after time.Duration, hours int) {
	s.meanwhile(s.at(after))
	s.aside(func() { s.snooze(s.incident, hours*3600, agent{user: u}, s.at(after)) })
}

func (s *story) noted(u *user, after time.Duration, content string) {
	s.meanwhile(s.at(after))
	s.addNote(s.incident, u, content, s.at(after))
}

func (s *story) resolvedBy(u *user, after time.Duration, resolution string) {
	s.meanwhile(s.at(after))
	s.resolve(s.incident, agent{user: u}, resolution, s.at(after))
}
