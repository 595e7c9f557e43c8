package simulator

import (
	"fmt"
	"time"
)

// noisyTales are the incidents of a service that calls too often for too little: three a day, which end by themselves within
// minutes and which nobody acknowledges.
func noisyTales() []tale {
	const days, perDay = 8, 3
	var tales []tale
	for n := range days * perDay {
		tales = append(tales, tale{
			title: fmt.Sprintf("Scanner %02d has lost its network", 3+n*7%19), service: "PSSCANN", severity: "warning",
			age: 11*time.Hour + time.Duration(n)*(day/perDay) + time.Duration(n*n%71)*time.Minute,
			then: func(s *story) {
				s.resolve(s.incident, agent{service: s.incident.service, integration: s.incident.service.integrations.order[0]}, "", s.at(time.Duration(2+n%7)*time.Minute))
			},
		})
	}
	return tales
}
