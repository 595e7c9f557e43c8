package simulator

import (
	"cmp"
	"slices"
)

// maxImpacts is the number of impacts and impactors that PagerDuty returns at most.
const maxImpacts = 200

func businessImpactRoutes() []route {
	return []route{
		{method: "GET", path: "/business_services/impacts", handle: getImpacts},
		{method: "GET", path: "/business_services/impactors", handle: getImpactors},
		{method: "GET", path: "/business_services/{id}/supporting_services/impacts", handle: getSupportingImpacts},
		{method: "GET", path: "/incidents/{id}/business_services/impacts", handle: getIncidentImpacts},
	}
}

func getImpacts(c *call) (any, error) { return c.impacts(c.chosenServices()), nil }

// getSupportingImpacts answers with the business services that directly support one.
func getSupportingImpacts(c *call) (any, error) {
	b, err := businessServices().find(c)
	if err != nil {
		return nil, err
	}
	supports := func(other *businessService) bool {
		return c.account.dependency(&dependency{supporting: serviceNode{other.id, true}, dependent: serviceNode{b.id, true}}) != nil
	}
	return c.impacts(filter(c.account.businessServices.order, supports, c.chosen())), nil
}

// getImpactors answers with the incidents that impact business services, those of the highest priority first.
func getImpactors(c *call) (any, error) {
	chosen := c.chosenServices()
	var found []*incident
	for _, i := range c.account.incidents.order {
		if slices.ContainsFunc(chosen, func(b *businessService) bool { return slices.Contains(c.account.impactorsOf(b), i) }) {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(a, b *incident) int { return c.account.severity(b.priority) - c.account.severity(a.priority) })
	shown, more := cut(found, maxImpacts, 0, "")
	return map[string]any{"limit": maxImpacts, "more": more, "impactors": each(shown, func(i *incident) any {
		return map[string]string{"id": i.id, "type": "incident"}
	})}, nil
}

// getIncidentImpacts answers with the business services that an incident impacts.
func getIncidentImpacts(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	impacted := filter(c.account.businessServices.order, func(b *businessService) bool { return slices.Contains(c.account.impactorsOf(b), i) })
	return map[string]any{"limit": maxLimit, "next_cursor": nil, "services": each(impacted, func(b *businessService) any { return c.impact(b, false) })}, nil
}

// chosen returns the condition for the business services that the query chooses by id.
func (c *call) chosen() func(*businessService) bool {
	ids := c.list("ids[]")
	return func(b *businessService) bool { return len(ids) == 0 || slices.Contains(ids, b.id) }
}

// chosenServices returns the business services of the query: those with its ids, or those that no other business service depends on.
func (c *call) chosenServices() []*businessService {
	if len(c.list("ids[]")) > 0 {
		return filter(c.account.businessServices.order, c.chosen())
	}
	return filter(c.account.businessServices.order, func(b *businessService) bool {
		return !slices.ContainsFunc(c.account.dependencies.order, func(d *dependency) bool {
			return d.supporting == serviceNode{b.id, true} && d.dependent.business
		})
	})
}

// impacts returns the answer with the impacts of business services: the impacted ones first, then by name.
func (c *call) impacts(of []*businessService) any {
	fields := c.list("additional_fields[]", "services.highest_impacting_priority", "total_impacted_count")
	slices.SortFunc(of, func(a, b *businessService) int {
		return cmp.Or(cmp.Compare(min(1, len(c.account.impactorsOf(b))), min(1, len(c.account.impactorsOf(a)))), cmp.Compare(a.name, b.name))
	})
	shown, more := cut(of, maxImpacts, 0, "")
	withPriority := slices.Contains(fields, "services.highest_impacting_priority")
	answer := map[string]any{"limit": maxImpacts, "more": more, "services": each(shown, func(b *businessService) any { return c.impact(b, withPriority) })}
	if slices.Contains(fields, "total_impacted_count") {
		impacted := filter(of, func(b *businessService) bool { return c.account.impactorsOf(b) != nil })
		answer["additional_fields"] = map[string]int{"total_impacted_count": len(impacted)}
	}
	return answer
}

func (c *call) impact(b *businessService, withPriority bool) any {
	impactors := c.account.impactorsOf(b)
	view := map[string]any{"id": b.id, "type": "business_service", "name": b.name, "status": "not_impacted"}
	if impactors != nil {
		view["status"] = "impacted"
	}
	if !withPriority {
		return view
	}
	var highest any
	if impactors != nil {
		worst := slices.MaxFunc(impactors, func(a, b *incident) int { return c.account.severity(a.priority) - c.account.severity(b.priority) }).priority
		if worst != nil {
			highest = map[string]any{"id": worst.id, "order": c.account.severity(worst)}
		}
	}
	view["additional_fields"] = map[string]any{"highest_impacting_priority": highest}
	return view
}

// severity returns the order of a priority, which is higher for a more severe one. No priority is the lowest.
func (a *account) severity(p *priority) int {
	if p == nil {
		return 0
	}
	return len(a.priorities.order) - slices.Index(a.priorities.order, p)
}

// impactorsOf returns the incidents that impact a business service: the open ones of high urgency on services that support it, directly
// or not.
func (a *account) impactorsOf(b *businessService) []*incident {
	supporting, _ := a.below(serviceNode{b.id, true})
	return filter(a.incidents.order, func(i *incident) bool {
		return i.open() && i.urgency == "high" && slices.Contains(supporting, serviceNode{i.service.id, false})
	})
}
