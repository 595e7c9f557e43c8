package simulator

import (
	"fmt"
	"slices"
)

func mergeRoutes() []route {
	return []route{{method: "PUT", path: "/incidents/{id}/merge", acts: true, handle: mergeIncidents}}
}

// mergeIncidents moves the alerts of other incidents to one and resolves the others, all or none.
func mergeIncidents(c *call) (any, error) {
	target, err := c.incident()
	if err != nil {
		return nil, err
	}
	var in struct {
		Sources []referenceInput `json:"source_incidents"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if len(in.Sources) == 0 {
		return nil, invalid("the body must have source_incidents")
	}
	if !target.open() {
		return nil, alreadyResolved(target)
	}
	var sources []*incident
	alerts := len(target.alerts)
	for n := range in.Sources {
		member := fmt.Sprintf("source_incidents.%d", n)
		source := resolve(c, &c.account.incidents, member, &in.Sources[n], "incident_reference", "incident")
		switch {
		case source == nil:
		case source == target || slices.Contains(sources, source):
			c.problem("%s: %s is there already", member, source.id)
		case source.mergedInto != nil:
			return nil, badRequest(1019, "Incident Already Merged", "incident "+source.id+" was merged into "+source.mergedInto.id)
		default:
			sources, alerts = append(sources, source), alerts+len(source.alerts)
		}
	}
	c.checkAlertCount(alerts)
	if err := c.refusal(); err != nil {
		return nil, err
	}
	for _, source := range sources {
		c.account.merge(source, target, agent{user: c.from}, c.now)
	}
	return map[string]any{"incident": target.reference()}, nil
}
