package simulator

import "net/http"

// businessService is what customers or the company use. Services and other business services support it.
type businessService struct {
	id, name, description, contact string
	team                           *team // nil for none
}

func businessServices() *resource[businessService] {
	return &resource[businessService]{
		path: "/business_services", one: "business_service", many: "business_services",
		records: func(c *call) (*collection[businessService], error) { return &c.account.businessServices, nil },
		id:      func(b *businessService) *string { return &b.id },
		fresh:   func(*call) *businessService { return &businessService{} },
		head: func(b *businessService) map[string]any {
			return refer("business_service", b.id, b.name, "/business_services/"+b.id, "/service-directory/business/"+b.id).members()
		},
		fields: []field[businessService]{
			text("name", func(b *businessService) *string { return &b.name }, rules{required: true, unique: true, longest: 255}),
			text("description", func(b *businessService) *string { return &b.description }, rules{longest: 1024}),
			text("point_of_contact", func(b *businessService) *string { return &b.contact }, rules{longest: 255}),
			written("team", setBusinessTeam, func(_ *renderer, b *businessService) any { return b.teamView() }),
		},
		order: byName(func(b *businessService) *string { return &b.name }),
		remove: func(c *call, b *businessService) error {
			c.account.removeDependencies(b.id)
			return nil
		},
	}
}

// businessServiceRoutes differ from those of other resources: PagerDuty answers a creation with 200.
func businessServiceRoutes() []route {
	routes := businessServices().routes()
	for n := range routes {
		if routes[n].method == http.MethodPost {
			routes[n].status = http.StatusOK
		}
	}
	return routes
}

func setBusinessTeam(c *call, b *businessService, member string, in *struct{ ID string }) {
	b.team = nil
	if in == nil || in.ID == "" && c.lenient {
		return
	}
	if b.team = c.account.teams.byID[in.ID]; b.team == nil {
		c.problem("%s.id: no team has the id %q", member, in.ID)
	}
}

func (b *businessService) teamView() any {
	if b.team == nil {
		return nil
	}
	return map[string]string{"id": b.team.id, "type": "team_reference", "self": apiURL + "/teams/" + b.team.id}
}
