package simulator

import (
	"fmt"
	"slices"
	"time"
)

// Scenario is a situation that is added to the data of a seed.
type Scenario string

// The scenarios.
const (
	// IncidentStorm adds 37 triggered incidents on eight services within ten minutes. Their alerts point to one cause. There is a change
	// event shortly before the first incident, whose id is Q1STORMDNSROOT.
	IncidentStorm Scenario = "incident-storm"
	// NobodyOnCall adds the service Refunds (PSREFND), whose rotation has ended: nobody is on call at any level of its escalation policy
	// (PEREFUN), and its triggered incident Q1REFUNDORPHAN has no assignee.
	NobodyOnCall Scenario = "nobody-on-call"
	// RateLimited answers the first five requests with 429 and a waiting time of one second.
	RateLimited Scenario = "rate-limited"
)

// ParseScenario parses the name of a scenario. It returns an error if the seed does not support the scenario: Empty supports only
// RateLimited.
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

// play adds the scenarios to the account. The ids and numbers of the seed are the same without them.
func (p *seeder) play(scenarios []Scenario) {
	if slices.Contains(scenarios, NobodyOnCall) { // older than the storm, so its incident needs the lower number
		p.nobodyOnCall()
	}
	if slices.Contains(scenarios, IncidentStorm) {
		p.incidentStorm()
	}
}

// faultsOf returns the faults of the scenarios.
func faultsOf(scenarios []Scenario) []Fault {
	if !slices.Contains(scenarios, RateLimited) {
		return nil
	}
	return []Fault{{Kind: FaultRateLimit, Times: 5, Reset: time.Second}}
}
