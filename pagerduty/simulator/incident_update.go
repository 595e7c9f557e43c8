package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

const maxIncidentsPerUpdate = 250

// incidentChangeInput has the members that both updates accept.
type incidentChangeInput struct {
	Type             string             `json:"type"`
	Status           string             `json:"status"`
	Resolution       *string            `json:"resolution"`
	Title            *string            `json:"title"`
	Priority         json.RawMessage    `json:"priority"`
	EscalationLevel  *int               `json:"escalation_level"`
	Assignments      []assignmentInput  `json:"assignments"`
	IncidentType     *incidentTypeInput `json:"incident_type"`
	EscalationPolicy *referenceInput    `json:"escalation_policy"`
	Urgency          string             `json:"urgency"`
	ConferenceBridge *bridgeInput       `json:"conference_bridge"`
}

// updateIncidents changes several incidents, all or none.
func updateIncidents(c *call) (any, error) {
	var in struct {
		Incidents []struct {
			ID string `json:"id"`
			incidentChangeInput
		} `json:"incidents"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if len(in.Incidents) > maxIncidentsPerUpdate {
		return nil, &refusal{http.StatusRequestEntityTooLarge, 2001, "Invalid Input Provided", []string{"at most 250 incidents can be updated at once"}}
	}
	if len(in.Incidents) == 0 {
		return nil, invalid("the body must have incidents")
	}
	var changes []*incidentChange
	seen := map[string]bool{}
	for n, item := range in.Incidents {
		member := fmt.Sprintf("incidents.%d", n)
		i := c.account.incidents.byID[item.ID]
		if i == nil {
			return nil, invalid(fmt.Sprintf("%s.id: no incident has the id %q; its number is not accepted here", member, item.ID))
		}
		if seen[item.ID] {
			c.problem("%s.id: %s occurs twice", member, item.ID)
		}
		seen[item.ID] = true
		change, err := c.planChange(member, i, &item.incidentChangeInput)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	r := c.renderer()
	r.details = true
	return map[string]any{"incidents": each(changes, func(change *incidentChange) incidentView {
		change.apply(c)
		return r.incident(change.incident)
	})}, nil
}

func updateIncident(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	var in struct {
		Incident *struct {
			incidentChangeInput
			Service *referenceInput `json:"service"`
		} `json:"incident"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Incident == nil {
		return nil, invalid("the body must have an incident")
	}
	change, err := c.planChange("incident", i, &in.Incident.incidentChangeInput)
	if err != nil {
		return nil, err
	}
	change.service = resolve(c, &c.account.services, "incident.service", in.Incident.Service, "service_reference")
	if err := c.refusal(); err != nil {
		return nil, err
	}
	change.apply(c)
	return c.incidentAnswer(i), nil
}

// incidentChange is a change that was checked.
type incidentChange struct {
	incident  *incident
	in        *incidentChangeInput
	kind      string
	priority  *priority
	service   *service
	policy    *escalationPolicy
	assignees []*user
}

// planChange checks a change without making it.
func (c *call) planChange(member string, i *incident, in *incidentChangeInput) (*incidentChange, error) {
	c.checkType(member, in.Type, "incident", "incident_reference")
	switch in.Status {
	case "", statusTriggered, statusAcknowledged, statusResolved:
	default:
		c.problem("%s.status must be triggered, acknowledged or resolved, not %q", member, in.Status)
	}
	if in.Resolution != nil && in.Status != statusResolved {
		c.problem("%s.resolution is only possible with the status resolved", member)
	}
	if in.Title != nil && strings.TrimSpace(*in.Title) == "" {
		c.problem("%s.title must not be empty", member)
	}
	c.checkUrgency(member, in.Urgency)
	change := &incidentChange{
		incident: i, in: in, kind: c.incidentType(member+".incident_type", in.IncidentType),
		policy:    resolve(c, &c.account.escalationPolicies, member+".escalation_policy", in.EscalationPolicy, "escalation_policy_reference"),
		assignees: c.assignees(member, in.Assignments, in.EscalationPolicy),
	}
	if in.EscalationLevel != nil && len(in.Assignments) > 0 {
		c.problem("%s: escalation_level and assignments exclude each other", member)
	}
	var err error
	if change.priority, err = c.priority(member, in.Priority); err != nil {
		return nil, err
	}
	return change, change.possible(c)
}

// priority reads a priority, which is a reference or a name. It returns nil if the body has none.
func (c *call) priority(member string, raw json.RawMessage) (*priority, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	var in struct {
		referenceInput
		Name string `json:"name"`
	}
	if json.Unmarshal(raw, &in.Name) != nil && json.Unmarshal(raw, &in) != nil {
		c.problem("%s.priority must be a reference or a name", member)
		return nil, nil
	}
	if p := c.account.priorityNamed(in.Name + in.ID); p != nil {
		return p, nil
	}
	return nil, badRequest(1020, "Invalid Priority", fmt.Sprintf("%s.priority: no priority has the id or name %q", member, in.Name+in.ID))
}

// possible returns the refusal of a change that the state of the incident does not allow, or nil.
func (change *incidentChange) possible(c *call) error {
	i, in := change.incident, change.in
	moves := in.EscalationLevel != nil || change.policy != nil || len(in.Assignments) > 0
	if !i.open() && (in.Status == statusResolved || in.Status == "" && moves) {
		return badRequest(1001, "Incident Already Resolved", "incident "+i.id+" is resolved: set the status to triggered or acknowledged to reopen it")
	}
	if in.EscalationLevel == nil && change.policy == nil {
		return nil
	}
	policy, level := change.destination()
	if level < 1 || level > len(policy.rules) {
		return badRequest(1006, "Incident Cannot Be Escalated", fmt.Sprintf("escalation policy %s has the levels 1 to %d", policy.id, len(policy.rules)))
	}
	if len(c.account.onCall(policy, level, c.now)) == 0 {
		return badRequest(1015, "No One Is On Call", fmt.Sprintf("nobody is on call at level %d of escalation policy %s", level, policy.id))
	}
	return nil
}

// destination returns the policy and the level to which the change moves the incident.
func (change *incidentChange) destination() (*escalationPolicy, int) {
	policy, level := change.incident.policy, 1
	if change.policy != nil {
		policy = change.policy
	}
	if change.in.EscalationLevel != nil {
		level = *change.in.EscalationLevel
	}
	return policy, level
}

func (change *incidentChange) apply(c *call) {
	i, in, by := change.incident, change.in, agent{user: c.from}
	change.applyFields(c, by)
	if in.Urgency != "" && in.Urgency != i.urgency {
		c.account.setUrgency(i, in.Urgency, by, c.now)
	}
	if in.Status != "" && in.Status != statusResolved && !i.open() {
		c.account.reopen(i, by, c.now)
	}
	change.applyAssignees(c, by)
	switch in.Status {
	case statusTriggered:
		if i.status == statusAcknowledged {
			c.account.unacknowledge(i, by, c.now)
		}
	case statusAcknowledged:
		c.account.acknowledge(i, c.from, c.now)
	case statusResolved:
		resolution := ""
		if in.Resolution != nil {
			resolution = *in.Resolution
		}
		c.account.resolve(i, by, resolution, c.now)
	}
}

// applyFields changes all fields except the status and the assignees.
func (change *incidentChange) applyFields(c *call, by agent) {
	i, in := change.incident, change.in
	if change.service != nil && change.service != i.service {
		old := i.service.name
		i.service, i.teams = change.service, change.service.teams
		c.account.changeField(i, "service", i.service.name, &old, by, c.now)
	}
	if in.Title != nil && *in.Title != i.title {
		old := i.title
		i.title = *in.Title
		c.account.changeField(i, "title", i.title, &old, by, c.now)
	}
	if change.priority != nil && change.priority != i.priority {
		var old *string
		if i.priority != nil {
			old = &i.priority.name
		}
		i.priority = change.priority
		c.account.changeField(i, "priority", i.priority.name, old, by, c.now)
	}
	if change.kind != "" && change.kind != i.kind {
		old := i.kind
		i.kind = change.kind
		c.account.changeField(i, "incident_type", i.kind, &old, by, c.now)
	}
	if bridge := i.bridge; in.ConferenceBridge != nil {
		in.ConferenceBridge.apply(&i.bridge)
		if bridge != i.bridge {
			c.account.changeField(i, "conference_bridge", i.bridge.Number+" "+i.bridge.URL, nil, by, c.now)
		}
	}
}

// applyAssignees assigns the incident to other users. They have not acknowledged it, so it is triggered again.
func (change *incidentChange) applyAssignees(c *call, by agent) {
	i, in := change.incident, change.in
	policy, level := change.destination()
	switch {
	case len(change.assignees) > 0:
		c.account.assign(i, change.assignees, by, c.now)
	case change.policy != nil:
		i.policy, i.repeats = policy, 0
		c.account.assignLevel(i, level, "delegate_log_entry", by, c.now)
	case in.EscalationLevel != nil:
		c.account.assignLevel(i, level, "escalate_log_entry", by, c.now)
	default:
		return
	}
	if i.status == statusAcknowledged && in.Status == "" {
		c.account.unacknowledge(i, by, c.now)
	}
	c.account.notify(i, c.now)
}
