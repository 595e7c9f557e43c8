package simulator

import "time"

// alertGrouping adds an alert grouping setting of every type.
func (p *seeder) alertGrouping() {
	for n, g := range []struct {
		id, name, kind string
		config         groupingConfig
		services       []string
	}{
		{"PGCHECK", "Checkout by source", groupContentBased, groupingConfig{aggregate: "all", fields: []string{"source", "custom_details.region"}, timeWindow: 900}, []string{"PSCHKAP"}},
		{"PGDATAB", "Databases by cluster", groupContentBasedIntelligent, groupingConfig{aggregate: "any", fields: []string{"component"}, timeWindow: 300}, []string{"PSPGDBS"}},
		{"PGSHOPS", "Storefront and search", groupIntelligent, groupingConfig{iagFields: []string{"summary"}, timeWindow: 600}, []string{"PSSTORE", "PSSEARC"}},
		{"PGSCANN", "Scanners, an hour at a time", groupByTime, groupingConfig{timeout: 3600}, []string{"PSSCANN"}},
	} {
		at := p.ago(time.Duration(200-30*n) * day)
		p.addGrouping(&grouping{
			id: g.id, name: g.name, kind: g.kind, config: g.config, createdAt: at, updatedAt: at,
			services: each(g.services, func(id string) *service { return p.services.byID[id] }),
		})
	}
}
