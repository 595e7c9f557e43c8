package simulator

import (
	"fmt"
	"time"
)

// noisyIncidentSpecs returns the incidents of a noisy service: three a day, which nobody acknowledges, and which the integration
// resolves within minutes.
func noisyIncidentSpecs() []incidentSpec {
	const days, perDay = 8, 3
	var specs []incidentSpec
	for n := range days * perDay {
		specs = append(specs, incidentSpec{
			title: fmt.Sprintf("Scanner %02d has lost its network", 3+n*7%19), service: "PSSCANN", severity: "warning",
			age: 11*time.Hour + time.Duration(n)*(day/perDay) + time.Duration(n*n%71)*time.Minute,
			then: func(s *seededIncident) {
				s.resolve(s.incident, agent{service: s.incident.service, integration: s.incident.service.integrations.order[0]}, "", s.at(time.Duration(2+n%7)*time.Minute))
			},
		})
	}
	return specs
}
