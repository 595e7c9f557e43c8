package simulator

import (
	"slices"
	"strings"
)

// dependency states that one service depends on another. Each is a service or a business service.
type dependency struct {
	id                    string
	supporting, dependent serviceNode
}

// serviceNode is a service, or a business service.
type serviceNode struct {
	id       string
	business bool
}

// PagerDuty's limits.
const (
	maxDependencies    = 2000 // of one service
	maxDependencyDepth = 100
)

func serviceDependencyRoutes() []route {
	const path = "/service_dependencies"
	return []route{
		{method: "GET", path: path + "/technical_services/{id}", handle: func(c *call) (any, error) { return listDependencies(c, &c.account.services, "service") }},
		{method: "GET", path: path + "/business_services/{id}", handle: func(c *call) (any, error) {
			return listDependencies(c, &c.account.businessServices, "business service")
		}},
		{method: "POST", path: path + "/associate", handle: associateServices},
		{method: "POST", path: path + "/disassociate", handle: disassociateServices},
	}
}

func listDependencies[T any](c *call, services *collection[T], what string) (any, error) {
	if _, err := named(c, services, what); err != nil {
		return nil, err
	}
	return relationships(filter(c.account.dependencies.order, func(d *dependency) bool { return d.has(c.path["id"]) })), nil
}

func relationships(dependencies []*dependency) any {
	return map[string]any{"relationships": each(dependencies, func(d *dependency) any {
		return map[string]any{"id": d.id, "type": "service_dependency", "supporting_service": d.supporting.view(), "dependent_service": d.dependent.view()}
	})}
}

func (n serviceNode) view() map[string]string {
	kind := "technical_service_reference"
	if n.business {
		kind = "business_service_reference"
	}
	return map[string]string{"id": n.id, "type": kind}
}

func (d *dependency) has(id string) bool { return d.supporting.id == id || d.dependent.id == id }

// relationshipsBody is the body of associate and disassociate.
type relationshipsBody struct {
	Relationships []struct {
		Supporting *nodeInput `json:"supporting_service"`
		Dependent  *nodeInput `json:"dependent_service"`
	} `json:"relationships"`
}

type nodeInput struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// dependencies returns the dependencies of the body, without ids.
func (c *call) dependencies() ([]*dependency, error) {
	var in relationshipsBody
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if len(in.Relationships) == 0 {
		c.problem("relationships must not be empty")
	}
	var all []*dependency
	for _, r := range in.Relationships {
		supporting, err := c.node("supporting_service", r.Supporting)
		if err != nil {
			return nil, err
		}
		dependent, err := c.node("dependent_service", r.Dependent)
		if err != nil {
			return nil, err
		}
		if supporting == dependent {
			c.problem("a service cannot depend on itself: %s", supporting.id)
		}
		all = append(all, &dependency{supporting: supporting, dependent: dependent})
	}
	return all, c.refusal()
}

// node returns the service of a relationship. PagerDuty's answers have other types than requests (technical_service_reference and
// business_service_reference).
func (c *call) node(member string, in *nodeInput) (serviceNode, error) {
	if in == nil {
		return serviceNode{}, invalid(member + " is required")
	}
	c.checkType(member, in.Type, "service", "business_service")
	node := serviceNode{in.ID, strings.HasPrefix(in.Type, "business_service")}
	if node.business {
		_, err := find(&c.account.businessServices, in.ID, "business service")
		return node, err
	}
	_, err := find(&c.account.services, in.ID, "service")
	return node, err
}

// associateServices creates all dependencies of the body, or none. A dependency that exists stays as it is.
func associateServices(c *call) (any, error) {
	wanted, err := c.dependencies()
	if err != nil {
		return nil, err
	}
	before := c.account.dependencies
	c.account.dependencies = collection[dependency]{}
	for _, d := range before.order {
		c.account.dependencies.add(d.id, d)
	}
	var made []*dependency
	for _, d := range wanted {
		if known := c.account.dependency(d); known != nil {
			made = append(made, known)
			continue
		}
		c.checkDependency(d)
		d.id = c.account.newID("D", 17)
		made = append(made, c.account.dependencies.add(d.id, d))
	}
	if err := c.refusal(); err != nil {
		c.account.dependencies = before
		return nil, err
	}
	return relationships(made), nil
}

// checkDependency refuses a new dependency that would close a cycle or exceed a limit.
func (c *call) checkDependency(d *dependency) {
	supporting, depth := c.account.below(d.supporting)
	_, height := c.account.above(d.dependent)
	count := func(n serviceNode) int {
		return len(filter(c.account.dependencies.order, func(other *dependency) bool { return other.has(n.id) }))
	}
	switch {
	case slices.Contains(supporting, d.dependent):
		c.problem("the dependency of %s on %s would make a cycle", d.dependent.id, d.supporting.id)
	case depth+height+1 > maxDependencyDepth:
		c.problem("dependencies must not be deeper than %d", maxDependencyDepth)
	case max(count(d.supporting), count(d.dependent)) >= maxDependencies:
		c.problem("a service must not have more than %d dependencies", maxDependencies)
	}
}

// disassociateServices deletes all dependencies of the body, or none.
func disassociateServices(c *call) (any, error) {
	wanted, err := c.dependencies()
	if err != nil {
		return nil, err
	}
	var found []*dependency
	for _, d := range wanted {
		known := c.account.dependency(d)
		switch {
		case known != nil:
			found = append(found, known)
		case !c.lenient:
			c.problem("%s does not depend on %s", d.dependent.id, d.supporting.id)
		}
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	for _, d := range found {
		c.account.dependencies.remove(d.id)
	}
	return relationships(found), nil
}

// dependency returns the dependency between the same services, or nil.
func (a *account) dependency(wanted *dependency) *dependency {
	for _, d := range a.dependencies.order {
		if d.supporting == wanted.supporting && d.dependent == wanted.dependent {
			return d
		}
	}
	return nil
}

// removeDependencies deletes the dependencies of a deleted service.
func (a *account) removeDependencies(id string) {
	for _, d := range slices.Clone(a.dependencies.order) {
		if d.has(id) {
			a.dependencies.remove(d.id)
		}
	}
}

// below returns a service and all services that support it, directly or not, and the length of the longest chain of them.
func (a *account) below(n serviceNode) (found []serviceNode, depth int) {
	return reach(n, func(of serviceNode) []serviceNode {
		var next []serviceNode
		for _, d := range a.dependencies.order {
			if d.dependent == of {
				next = append(next, d.supporting)
			}
		}
		return next
	})
}

// above returns a service and all services that depend on it, directly or not, and the length of the longest chain of them.
func (a *account) above(n serviceNode) (found []serviceNode, height int) {
	return reach(n, func(of serviceNode) []serviceNode {
		var next []serviceNode
		for _, d := range a.dependencies.order {
			if d.supporting == of {
				next = append(next, d.dependent)
			}
		}
		return next
	})
}

// reach follows next from a service, level by level. The dependencies have no cycles.
func reach(from serviceNode, next func(serviceNode) []serviceNode) (found []serviceNode, levels int) {
	found = []serviceNode{from}
	for level := found; ; levels++ {
		var following []serviceNode
		for _, n := range level {
			for _, one := range next(n) {
				if !slices.Contains(following, one) {
					following = append(following, one)
				}
			}
		}
		if following == nil {
			return found, levels
		}
		for _, one := range following {
			if !slices.Contains(found, one) {
				found = append(found, one)
			}
		}
		level = following
	}
}
