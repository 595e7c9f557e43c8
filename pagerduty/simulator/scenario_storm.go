package simulator

import (
	"fmt"
	"time"
)

// The storm: a new DNS cache on every node returns errors, so every service that looks up a name fails.

const (
	stormRoot    = "Q1STORMDNSROOT"
	stormAge     = 11 * time.Minute
	stormPause   = 16 * time.Second // between two incidents
	stormService = "PSKUBER"        // where it began
)

// affectedService is a service in the storm. It has an incident for each of its hosts.
type affectedService struct {
	service, title, priority, severity string
	lookup                             string // the name whose lookup fails
	hosts                              []string
}

func affectedServices() []affectedService {
	return []affectedService{
		{stormService, "Lookups of internal names fail on node %s", "P1", "critical", "kubernetes.default.svc",
			[]string{"eu-w1-node-07", "eu-w1-node-02", "eu-w1-node-11", "eu-w1-node-04", "eu-w1-node-19", "eu-w1-node-23"}},
		{"PSCHKAP", "Checkout API: pod %s cannot reach its database", "P1", "critical", "pg-checkout.internal",
			[]string{"checkout-api-6f9d-2xk", "checkout-api-6f9d-9qp", "checkout-api-6f9d-hw4", "checkout-api-6f9d-lz7", "checkout-api-6f9d-t5c", "checkout-api-6f9d-v8m"}},
		{"PSPAYGW", "Payments: acquirer %s is unreachable", "P2", "critical", "acquirer-proxy.internal",
			[]string{"eu-1", "eu-2", "us-1", "apac-1"}},
		{"PSSTORE", "More than 5%% of requests to the %s page fail", "P2", "error", "checkout-api.internal",
			[]string{"cart", "product", "home", "account", "voucher"}},
		{"PSSEARC", "Search shard %s has no quorum", "", "error", "search-coordinator.internal",
			[]string{"lamps-0", "lamps-1", "lamps-2", "content-0"}},
		{"PSORDER", "Order worker %s has not taken a message for 3 minutes", "", "warning", "orders-queue.internal",
			[]string{"orders-a", "orders-b", "orders-c", "exports-a", "exports-b"}},
		{"PSPGDBS", "Replica %s has lost its primary", "P2", "critical", "pg-orders-primary.internal",
			[]string{"pg-orders-replica-1", "pg-orders-replica-3", "pg-catalog-replica-1", "pg-checkout-replica-1"}},
		{"PSIDENT", "Logins fail for %s", "P3", "error", "tokens.internal",
			[]string{"customers", "partners", "staff"}},
	}
}

// stormIncidentSpecs returns the incidents of the storm, oldest first, from all services in turn.
func stormIncidentSpecs() []incidentSpec {
	all, specs := affectedServices(), []incidentSpec{}
	for turn, more := 0, true; more; turn++ {
		more = false
		for _, s := range all {
			if turn < len(s.hosts) {
				specs, more = append(specs, s.spec(s.hosts[turn], len(specs))), true
			}
		}
	}
	specs[0].id = stormRoot
	return specs
}

func (s affectedService) spec(host string, n int) incidentSpec {
	title := fmt.Sprintf(s.title, host)
	return incidentSpec{
		title: title, service: s.service, priority: s.priority, severity: s.severity, key: "storm/" + host,
		age: stormAge - time.Duration(n)*stormPause,
		then: func(seeded *seededIncident) {
			details := map[string]any{"host": host, "region": "eu-west-1", "resolver": "169.254.20.10", "lookup": s.lookup}
			seeded.alerts[0].details = details
			for extra := range n % 3 {
				seeded.alert(time.Duration(5+4*extra)*time.Second, s.severity, fmt.Sprintf("%s: lookup %s on 169.254.20.10:53: server misbehaving", host, s.lookup), details, "")
			}
		},
	}
}

func (p *seeder) incidentStorm() {
	root := p.services.byID[stormService]
	deploy := p.change(stormAge+2*time.Minute, root, "Deployed node-local DNS cache 1.23.0 to all nodes in eu-west-1", map[string]any{
		"version": "1.23.0", "previous_version": "1.22.28", "environment": "production", "author": "deploy bot",
	})
	first := len(p.incidents.order)
	for _, t := range stormIncidentSpecs() {
		p.addIncident(t)
	}
	storm := p.incidents.order[first:]
	seen := map[*service]bool{root: true}
	for _, i := range storm {
		p.relatePast(i)
		switch {
		case i == storm[0]:
			i.changes = []relatedChange{{deploy, "intelligent"}}
		case i.service != root: // the change is already listed as the latest of its service
			i.changes = []relatedChange{{deploy, "related_service"}}
			i.related = []relatedIncident{{storm[0], nil}}
		}
		if !seen[i.service] {
			seen[i.service] = true
			storm[0].related = append(storm[0].related, relatedIncident{i, nil})
		}
	}
}
