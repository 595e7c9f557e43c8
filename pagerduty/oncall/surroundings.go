package oncall

import (
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Neighbour is a service or business service that another depends on, or that depends on it, directly or through others.
type Neighbour struct {
	pagerduty.ServiceNode
	Steps   int      // 1 for a direct dependency
	Through []string // ids of the services one step nearer; none for a direct dependency
}

// Surroundings follows dependencies from a service, the nearest first: the services that it depends on, and those that depend on it.
// Cycles lead nowhere.
func Surroundings(service string, dependencies []pagerduty.ServiceDependency) (supports, dependants []Neighbour) {
	supports = follow(service, dependencies, func(d pagerduty.ServiceDependency) (from, to pagerduty.ServiceNode) { return d.Dependent, d.Supporting })
	dependants = follow(service, dependencies, func(d pagerduty.ServiceDependency) (from, to pagerduty.ServiceNode) { return d.Supporting, d.Dependent })
	return supports, dependants
}

func follow(service string, dependencies []pagerduty.ServiceDependency, ends func(pagerduty.ServiceDependency) (from, to pagerduty.ServiceNode)) []Neighbour {
	var found []Neighbour
	seen, level := []string{service}, []string{service}
	for steps := 1; len(level) > 0; steps++ {
		var next []Neighbour
		for _, d := range dependencies {
			from, to := ends(d)
			if !slices.Contains(level, from.ID) || slices.Contains(seen, to.ID) {
				continue
			}
			at := slices.IndexFunc(next, func(n Neighbour) bool { return n.ID == to.ID })
			if at < 0 {
				at, next = len(next), append(next, Neighbour{ServiceNode: to, Steps: steps})
			}
			if steps > 1 && !slices.Contains(next[at].Through, from.ID) {
				next[at].Through = append(next[at].Through, from.ID)
			}
		}
		level = nil
		for _, n := range next {
			level = append(level, n.ID)
		}
		found, seen = append(found, next...), append(seen, level...)
	}
	return found
}
