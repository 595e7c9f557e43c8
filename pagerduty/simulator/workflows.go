package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// workflow is a sequence of steps that can be started on an incident.
type workflow struct {
	id, name, description string
	team                  *team
	disabled              bool
	createdAt             time.Time
	steps                 []workflowStep
	triggers              []*workflowTrigger
}

// workflowStep is a step of a workflow. inside are the steps of a condition, which the simulator always meets.
type workflowStep struct {
	id, name, action string
	inputs           []stepInput
	inside           []workflowStep
}

type stepInput struct {
	Name  string `json:"name"`
	Kind  string `json:"parameter_type"`
	Value string `json:"value"`
}

// The actions of steps that have an effect here. Others, such as those of chat tools, have none.
const (
	actionAddResponders = "pagerduty.com:incident-workflows:add-responders:1"
	actionStatusUpdate  = "pagerduty.com:incident-workflows:send-status-update:5"
	actionAddNote       = "pagerduty.com:incident-workflows:add-incident-note:1"
	actionCondition     = "pagerduty.com:logic:if:1"
)

func workflowRoutes() []route {
	return append([]route{
		{method: "GET", path: "/incident_workflows", handle: listWorkflows},
		{method: "GET", path: "/incident_workflows/{id}", handle: getWorkflow},
		{method: "POST", path: "/incident_workflows/{id}/instances", status: http.StatusCreated, handle: startWorkflow},
	}, workflowTriggerRoutes()...)
}

func listWorkflows(c *call) (any, error) {
	query := c.text("query")
	found := filter(c.account.workflows.order, func(w *workflow) bool { return contains(w.name, query) })
	slices.SortStableFunc(found, func(a, b *workflow) int { return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
	r := c.renderer()
	return paginate(c, "incident_workflows", found, func(w *workflow) map[string]any { return r.workflow(w) })
}

// getWorkflow answers with the steps and the team.
func getWorkflow(c *call) (any, error) {
	w, err := c.workflow()
	if err != nil {
		return nil, err
	}
	r := c.renderer()
	r.include["steps"], r.include["team"] = true, true
	return map[string]any{"incident_workflow": r.workflow(w)}, nil
}

func (c *call) workflow() (*workflow, error) {
	return named(c, &c.account.workflows, "incident workflow")
}

func (w *workflow) reference() reference {
	return refer("workflow_reference", w.id, w.name, "/incident_workflows/"+w.id, "/incident-workflows/workflows/"+w.id)
}

func (r *renderer) workflow(w *workflow) map[string]any {
	head := w.reference()
	head.Type = "incident_workflow"
	v := head.members()
	v["name"], v["description"], v["created_at"], v["is_enabled"] = w.name, w.description, r.time(w.createdAt), !w.disabled
	if r.include["steps"] {
		v["steps"] = each(w.steps, workflowStep.view)
	}
	if r.include["team"] && w.team != nil {
		v["team"] = map[string]string{"id": w.team.id, "type": "team_reference"}
	}
	return v
}

func (s workflowStep) view() map[string]any {
	v := refer("step", s.id, s.name, "", "").members()
	configuration := map[string]any{"action_id": s.action, "inputs": each(s.inputs, func(in stepInput) stepInput { return in }), "outputs": []any{}}
	if s.inside != nil {
		configuration["inline_steps_inputs"] = []any{map[string]any{"name": "Actions", "value": map[string]any{"steps": each(s.inside, workflowStep.view)}}}
	}
	v["name"], v["action_configuration"] = s.name, configuration
	return v
}

// startWorkflow starts a workflow on an incident. Its steps take effect at once.
func startWorkflow(c *call) (any, error) {
	w, err := c.workflow()
	if err != nil {
		return nil, err
	}
	var in struct {
		Instance *struct {
			ID       string          `json:"id"`
			Type     string          `json:"type"`
			Incident *referenceInput `json:"incident"`
		} `json:"incident_workflow_instance"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Instance == nil || in.Instance.Incident == nil {
		return nil, invalid("the body must have incident_workflow_instance.incident")
	}
	i := resolve(c, &c.account.incidents, "incident_workflow_instance.incident", in.Instance.Incident, "incident_reference")
	if w.disabled {
		c.problem("the workflow %s is disabled", w.name)
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	if c.user != nil && !w.startableBy(c.user) {
		return nil, &refusal{http.StatusForbidden, 2010, "Access Denied", []string{"only members of a team may start the workflow " + w.name}}
	}
	c.account.start(w, i, c.user, c.now)
	return map[string]any{"incident_workflow_instance": map[string]any{
		"id": c.account.newLongID(), "type": "incident_workflow_instance", "incident": i.reference(),
	}}, nil
}

// startableBy reports whether the user may start the workflow. A manual trigger can restrict it to a team.
func (w *workflow) startableBy(u *user) bool {
	restricted := false
	for _, t := range w.triggers {
		if t.kind != triggerManual {
			continue
		}
		if t.team == nil || t.team.has(u) {
			return true
		}
		restricted = true
	}
	return !restricted
}

func (t *team) has(u *user) bool {
	return slices.ContainsFunc(t.members, func(m member) bool { return m.user == u })
}

// start logs the start of a workflow and takes its steps. by is nil for the account's key.
func (a *account) start(w *workflow, i *incident, by *user, at time.Time) {
	a.remark(i, workflowChannel, fmt.Sprintf("Incident workflow %q started", w.name), "", agent{user: by, service: i.service}, at)
	i.updatedAt = at
	if by == nil {
		by = a.keyUser
	}
	for _, step := range w.steps {
		a.take(step, i, by, at)
	}
}

// take takes a step of a workflow.
func (a *account) take(step workflowStep, i *incident, by *user, at time.Time) {
	value := ""
	if len(step.inputs) > 0 {
		value = step.inputs[0].Value
	}
	switch step.action {
	case actionAddNote:
		a.addNote(i, by, value, at)
	case actionStatusUpdate:
		a.sendStatusUpdate(i, &statusUpdate{message: value, sender: by, at: at})
	case actionAddResponders:
		request := &responderRequest{requester: by, message: "Please help with " + i.title, at: at}
		target := responderTarget{user: a.users.byID[value], policy: a.escalationPolicies.byID[value]}
		users := []*user{target.user}
		switch {
		case target.policy != nil:
			_, users = a.firstLevel(target.policy, at)
		case target.user == nil: // deleted since
			return
		}
		target.responders = each(users, func(u *user) *responder {
			return &responder{user: u, requester: by, state: responderPending, message: request.message, at: at}
		})
		request.targets = []responderTarget{target}
		a.addRequest(i, request, at)
	case actionCondition:
		for _, inside := range step.inside {
			a.take(inside, i, by, at)
		}
	}
}
