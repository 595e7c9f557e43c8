package simulator

import (
	"slices"
	"strings"
)

// The kind of triggers.
const (
	triggerManual      = "manual"
	triggerConditional = "conditional"
	triggerType        = "incident_type"
)

// workflowTrigger is a way in which a workflow starts. The simulator starts workflows on request only.
type workflowTrigger struct {
	id, kind, condition string
	types               []string // of incidents, by name
	services            []*service
	allServices         bool
	team                *team // who may start it; nil for everybody
	workflow            *workflow
}

func workflowTriggerRoutes() []route {
	return []route{{method: "GET", path: "/incident_workflows/triggers", handle: listWorkflowTriggers}}
}

func listWorkflowTriggers(c *call) (any, error) {
	workflowID, kind, name := c.text("workflow_id"), c.text("trigger_type"), c.text("workflow_name_contains")
	incidentID, serviceID := c.text("incident_id"), c.text("service_id")
	if incidentID != "" && serviceID != "" {
		c.problem("incident_id and service_id exclude each other")
	}
	if kind != "" && !slices.Contains([]string{triggerManual, triggerConditional, triggerType}, kind) {
		c.problem("trigger_type must be manual, conditional or incident_type, not %q", kind)
	}
	if incidentID != "" {
		i, err := find(&c.account.incidents, incidentID, "incident")
		if err != nil {
			return nil, err
		}
		serviceID = i.service.id
	}
	disabled := c.boolean("is_disabled")
	found := filter(c.account.workflowTriggers(),
		func(t *workflowTrigger) bool { return workflowID == "" || t.workflow.id == workflowID },
		func(t *workflowTrigger) bool { return kind == "" || t.kind == kind },
		func(t *workflowTrigger) bool { return contains(t.workflow.name, name) },
		func(t *workflowTrigger) bool { return serviceID == "" || t.isOn(serviceID) },
		func(t *workflowTrigger) bool { return !c.query.Has("is_disabled") || t.workflow.disabled == disabled })
	c.sortTriggers(found)
	return paginateForward(c, "triggers", found, c.renderer().workflowTrigger)
}

func (a *account) workflowTriggers() []*workflowTrigger {
	var all []*workflowTrigger
	for _, w := range a.workflows.order {
		all = append(all, w.triggers...)
	}
	return all
}

func (t *workflowTrigger) isOn(id string) bool {
	return t.allServices || slices.ContainsFunc(t.services, func(s *service) bool { return s.id == id })
}

// sortTriggers sorts by sort_by, which has the direction after a space.
func (c *call) sortTriggers(triggers []*workflowTrigger) {
	field, direction, _ := strings.Cut(c.text("sort_by"), " ")
	key := func(t *workflowTrigger) string { return t.workflow.id }
	switch {
	case field == "workflow_name":
		key = func(t *workflowTrigger) string { return t.workflow.name }
	case field == "":
		return
	case field != "workflow_id":
		c.problem("sort_by must be workflow_id or workflow_name, not %q", field)
	}
	if direction != "" && direction != "asc" && direction != "desc" {
		c.problem("the direction of sort_by must be asc or desc, not %q", direction)
	}
	slices.SortStableFunc(triggers, func(a, b *workflowTrigger) int {
		if direction == "desc" {
			a, b = b, a
		}
		return strings.Compare(key(a), key(b))
	})
}

func (r *renderer) workflowTrigger(t *workflowTrigger) map[string]any {
	v := refer("workflow_trigger", t.id, t.workflow.name, "/incident_workflows/triggers/"+t.id, "").members()
	of := t.workflow.reference().members()
	of["name"] = t.workflow.name // in place of the summary
	delete(of, "summary")
	v["trigger_type"], v["trigger_type_name"], v["workflow"], v["is_subscribed_to_all_services"] = t.kind, strings.ReplaceAll(t.kind, "_", " "), of, t.allServices
	v["services"] = each(t.services, func(s *service) map[string]any {
		one := s.reference().members()
		one["type"] = "service"
		return one
	})
	permissions := map[string]any{"restricted": t.team != nil}
	if t.team != nil {
		permissions["team_id"] = t.team.id
	}
	v["permissions"], v["is_disabled"] = permissions, t.workflow.disabled
	if t.condition != "" {
		v["condition"] = t.condition
	}
	if t.types != nil {
		v["incident_types"] = t.types
	}
	return v
}

// paginateForward returns the answer of a list with a cursor for the next page only: its position in the list.
func paginateForward[T, V any](c *call, name string, items []T, view func(T) V) (any, error) {
	limit, offset := c.limit(), c.cursor("cursor")
	if err := c.refusal(); err != nil {
		return nil, err
	}
	page, more := cut(items, limit, offset, c.pages)
	answer := map[string]any{name: each(page, view), "limit": limit, "next_cursor": nil}
	if more {
		answer["next_cursor"] = cursorOf(max(1, offset+len(page))) // the page may be empty because of a fault
	}
	return answer, nil
}
