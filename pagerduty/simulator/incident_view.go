package simulator

type incidentView struct {
	reference
	Number               int                 `json:"incident_number"`
	Title                string              `json:"title"`
	CreatedAt            string              `json:"created_at"`
	UpdatedAt            string              `json:"updated_at"`
	Status               string              `json:"status"`
	Key                  string              `json:"incident_key"`
	Service              any                 `json:"service"`
	Assignments          []assignmentView    `json:"assignments"`
	AssignedVia          string              `json:"assigned_via"`
	LastStatusChangeAt   string              `json:"last_status_change_at"`
	ResolvedAt           *string             `json:"resolved_at"`
	FirstTriggerLogEntry any                 `json:"first_trigger_log_entry"`
	AlertCounts          alertCountsView     `json:"alert_counts"`
	IsMergeable          bool                `json:"is_mergeable"`
	IncidentType         map[string]string   `json:"incident_type"`
	EscalationPolicy     any                 `json:"escalation_policy"`
	Teams                []any               `json:"teams"`
	PendingActions       []pendingActionView `json:"pending_actions"`
	Acknowledgements     []acknowledgedView  `json:"acknowledgements"`
	AlertGrouping        *alertGroupingView  `json:"alert_grouping"`
	LastStatusChangeBy   any                 `json:"last_status_change_by"`
	Priority             *priorityView       `json:"priority"`
	ResolveReason        *resolveReasonView  `json:"resolve_reason"` // only merged incidents have one
	Responders           []responderView     `json:"incidents_responders"`
	ResponderRequests    []requestView       `json:"responder_requests"`
	Urgency              string              `json:"urgency"`
	ConferenceBridge     *conferenceBridge   `json:"conference_bridge,omitempty"`
	Body                 *bodyView           `json:"body,omitempty"`
	CustomFields         []fieldValue        `json:"custom_fields,omitempty"`
}

type assignmentView struct {
	At       string `json:"at"`
	Assignee any    `json:"assignee"`
}

type acknowledgedView struct {
	At           string `json:"at"`
	Acknowledger any    `json:"acknowledger"`
}

type alertCountsView struct {
	All       int `json:"all"`
	Triggered int `json:"triggered"`
	Resolved  int `json:"resolved"`
}

type alertGroupingView struct {
	Type    string  `json:"grouping_type"`
	Started string  `json:"started_at"`
	Ended   *string `json:"ended_at"`
	Active  bool    `json:"alert_grouping_active"`
}

type resolveReasonView struct {
	Type     string    `json:"type"`
	Incident reference `json:"incident"`
}

type bodyView struct {
	Type    string `json:"type"`
	Details any    `json:"details"`
}

func (i *incident) reference() reference { return i.head("incident_reference") }

func (i *incident) head(kind string) reference {
	return refer(kind, i.id, i.summary(), "/incidents/"+i.id, "/incidents/"+i.id)
}

func (r *renderer) incident(i *incident) incidentView {
	v := incidentView{
		reference: i.head("incident"), Number: i.number, Title: i.title, Status: i.status, Key: i.key, Urgency: i.urgency,
		CreatedAt: r.time(i.createdAt), UpdatedAt: r.time(i.updatedAt), ResolvedAt: r.timeOrNull(i.resolvedAt),
		LastStatusChangeAt: r.time(i.statusChangedAt), LastStatusChangeBy: r.agent(i.statusChangedBy),
		Service: r.serviceOr(i.service), EscalationPolicy: r.policyOr(i.policy), Teams: r.teams(i.teams),
		Priority: i.priority.viewOrNull(), AssignedVia: i.assignedVia, IsMergeable: i.open(),
		IncidentType: map[string]string{"name": i.kind}, FirstTriggerLogEntry: r.firstTrigger(i),
		Assignments: each(i.assignments, func(a assignment) assignmentView {
			return assignmentView{r.time(a.at), r.userOr(a.user, "assignees", "users")}
		}),
		Acknowledgements: each(i.acknowledgements, func(a assignment) acknowledgedView {
			return acknowledgedView{r.time(a.at), r.userOr(a.user, "acknowledgers", "users")}
		}),
		AlertCounts: i.alertCounts(), AlertGrouping: r.alertGrouping(i), PendingActions: r.pendingActions(i),
		Responders:        each(i.responders, func(p *responder) responderView { return r.responder(i, p) }),
		ResponderRequests: each(i.requests, func(q *responderRequest) requestView { return r.responderRequest(i, q) }),
	}
	if r.include["conference_bridge"] {
		v.ConferenceBridge = new(i.bridge)
	}
	if r.include["custom_fields"] {
		v.CustomFields = r.account.fieldValues(i)
	}
	if i.mergedInto != nil {
		v.ResolveReason = &resolveReasonView{"merge_resolve_reason", i.mergedInto.reference()}
	}
	if r.details && i.body != nil {
		v.Body = &bodyView{"incident_body", i.body}
	}
	return v
}

func (r *renderer) firstTrigger(i *incident) any {
	first := i.log[0]
	if r.include["first_trigger_log_entries"] {
		return r.bare("channels").logEntry(i, first)
	}
	return first.head(i, "trigger_log_entry_reference")
}

func (i *incident) alertCounts() alertCountsView {
	counts := alertCountsView{All: len(i.alerts)}
	for _, a := range i.alerts {
		if a.resolvedAt.IsZero() {
			counts.Triggered++
		}
	}
	counts.Resolved = counts.All - counts.Triggered
	return counts
}

// alertGrouping is null for an incident whose alerts were not grouped.
func (r *renderer) alertGrouping(i *incident) *alertGroupingView {
	if len(i.alerts) < 2 {
		return nil
	}
	return &alertGroupingView{"advanced", r.time(i.createdAt), r.timeOrNull(i.resolvedAt), i.open()}
}

// agent renders the agent of an action.
func (r *renderer) agent(a agent) any {
	switch {
	case a.user != nil:
		return r.userOr(a.user, "agents", "users")
	case a.integration != nil:
		return a.integration.head("integration_reference")
	case r.include["agents"]:
		return r.bare().service(a.service)
	}
	return a.service.reference()
}
