package simulator

import (
	"fmt"
	"slices"
	"time"
)

// Scenario is something that goes on in an account when it begins, beside what its seed holds.
type Scenario string

// The scenarios.
const (
	// IncidentStorm is 37 incidents on eight services within ten minutes, all triggered, whose alerts name one cause, and a
	// change event shortly before the first of them (Q1STORMDNSROOT).
	IncidentStorm Scenario = "incident-storm"
	// NobodyOnCall is the service Refunds (PSREFND), whose rotation has run out: nobody is on call at any level of its
	// escalation policy (PEREFUN), and its triggered incident Q1REFUNDORPHAN has no assignee.
	NobodyOnCall Scenario = "nobody-on-call"
	// RateLimited refuses the first five requests with 429 and asks for a second's patience each time, then answers.
	RateLimited Scenario = "rate-limited"
)

// ParseScenario reads the name of a scenario that can go on in what a seed holds: only RateLimited can in Empty.
func ParseScenario(name string, seed Seed) (Scenario, error) {
	switch scenario := Scenario(name); scenario {
	case IncidentStorm, NobodyOnCall:
		if seed == Empty {
			return "", fmt.Errorf("the scenario %s needs the people and services of the seed demo or large", scenario)
		}
		return scenario, nil
	case RateLimited:
		return scenario, nil
	}
	return "", fmt.Errorf("there is no scenario %q; the scenarios are incident-storm, nobody-on-call and rate-limited", name)
}

// play makes what goes on in the account. It stays out of what the seed holds, whose ids and numbers are the same without it.
func (p *planter) play(seed Seed, scenarios []Scenario) {
	for _, scenario := range scenarios {
		if _, err := ParseScenario(string(scenario), seed); err != nil {
			panic("simulator: " + err.Error())
		}
	}
	if slices.Contains(scenarios, NobodyOnCall) { // older than the storm, so its incident has the lower number
		p.nobodyOnCall()
	}
	if slices.Contains(scenarios, IncidentStorm) {
		p.incidentStorm()
	}
}

// faultsOf is what the scenarios make of the API.
func faultsOf(scenarios []Scenario) []Fault {
	if !slices.Contains(scenarios, RateLimited) {
		return nil
	}
	return []Fault{{Kind: FaultRateLimit, Times: 5, Reset: time.Second}}
}
