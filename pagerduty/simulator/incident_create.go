package simulator

import (
	"cmp"
	"slices"
	"strings"
)

// newIncidentInput is the body of createIncident.
type newIncidentInput struct {
	Type             string             `json:"type"`
	Title            string             `json:"title"`
	Service          *referenceInput    `json:"service"`
	Priority         *referenceInput    `json:"priority"`
	Urgency          string             `json:"urgency"`
	Body             *bodyInput         `json:"body"`
	Key              string             `json:"incident_key"`
	Assignments      []assignmentInput  `json:"assignments"`
	IncidentType     *incidentTypeInput `json:"incident_type"`
	EscalationPolicy *referenceInput    `json:"escalation_policy"`
	ConferenceBridge *bridgeInput       `json:"conference_bridge"`
}

type bodyInput struct {
	Type    string `json:"type"`
	Details any    `json:"details"`
}

type assignmentInput struct {
	Assignee *referenceInput `json:"assignee"`
}

type bridgeInput struct {
	Number *string `json:"conference_number"`
	URL    *string `json:"conference_url"`
}

func createIncident(c *call) (any, error) {
	var in struct {
		Incident *newIncidentInput `json:"incident"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Incident == nil {
		return nil, invalid("the body must have an incident")
	}
	i, assignees, err := c.newIncident(in.Incident)
	if err != nil {
		return nil, err
	}
	by := agent{user: c.from}
	trigger := channel{Type: "web_trigger", Summary: i.title, Subject: i.title, Details: i.body}
	c.account.openIncident(i, by, trigger, assignees, c.now)
	if slices.Contains(assignees, c.from) {
		c.account.acknowledge(i, c.from, c.now)
	}
	return c.incidentAnswer(i), nil
}

// newIncident returns the incident in the body, or the refusal of the body.
func (c *call) newIncident(in *newIncidentInput) (*incident, []*user, error) {
	c.checkType("incident", in.Type, "incident")
	if strings.TrimSpace(in.Title) == "" {
		c.problem("incident.title must not be empty")
	}
	if in.Service == nil {
		c.problem("incident.service is required")
	}
	c.checkUrgency("incident", in.Urgency)
	i := &incident{
		title: in.Title, urgency: in.Urgency, key: in.Key,
		service:  resolve(c, &c.account.services, "incident.service", in.Service, "service_reference"),
		priority: resolve(c, &c.account.priorities, "incident.priority", in.Priority, "priority_reference"),
		policy:   resolve(c, &c.account.escalationPolicies, "incident.escalation_policy", in.EscalationPolicy, "escalation_policy_reference"),
		kind:     cmp.Or(c.incidentType("incident.incident_type", in.IncidentType), defaultIncidentType),
	}
	if in.Body != nil {
		c.checkType("incident.body", in.Body.Type, "incident_body")
		i.body = in.Body.Details
	}
	in.ConferenceBridge.apply(&i.bridge)
	assignees := c.assignees("incident", in.Assignments, in.EscalationPolicy)
	if len(assignees) > 1 {
		c.problem("incident.assignments: a new incident can have only one assignee")
	}
	if err := c.refusal(); err != nil {
		return nil, nil, err
	}
	if i.service.status == "disabled" {
		return nil, nil, conflicting("The service " + i.service.name + " is disabled and takes no incidents")
	}
	if i.key == "" {
		i.key = strings.ToLower(c.account.newID("", 32))
	} else if c.account.openWithKey(i.service, i.key) {
		return nil, nil, conflicting("Open incident with matching dedup key already exists on this service")
	}
	return i, assignees, nil
}

func (a *account) openWithKey(s *service, key string) bool {
	return slices.ContainsFunc(a.incidents.order, func(i *incident) bool { return i.open() && i.service == s && i.key == key })
}

func (c *call) checkUrgency(member, urgency string) {
	if urgency != "" && urgency != "high" && urgency != "low" {
		c.problem("%s.urgency must be high or low, not %q", member, urgency)
	}
}

// assignees returns the users to whom the body assigns the incident. It refuses a body that also has an escalation policy.
func (c *call) assignees(member string, assignments []assignmentInput, policy *referenceInput) []*user {
	if len(assignments) > 0 && policy != nil && !c.lenient { // clients send a whole incident back; its assignees win
		c.problem("%s: assignments and escalation_policy exclude each other", member)
	}
	var users []*user
	for _, a := range assignments {
		if a.Assignee == nil {
			c.problem("%s.assignments: each must have an assignee", member)
			continue
		}
		users = append(users, resolve(c, &c.account.users, member+".assignments.assignee", a.Assignee, "user_reference"))
	}
	return users
}

// apply changes a conference bridge; omitted members are unchanged.
func (in *bridgeInput) apply(bridge *conferenceBridge) {
	if in != nil && in.Number != nil {
		bridge.Number = *in.Number
	}
	if in != nil && in.URL != nil {
		bridge.URL = *in.URL
	}
}
