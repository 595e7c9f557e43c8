package simulator

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

type service struct {
	id, name, description string
	status                string // disabled; "" means it depends on maintenance windows and open incidents
	policy                *escalationPolicy
	teams                 []*team
	urgency               urgencyRule
	autoResolve           int // seconds; 0 means never
	acknowledgement       int // seconds until an acknowledgement ends; 0 means never
	createdAt, deletedAt  time.Time
	lastIncidentAt        time.Time
	integrations          collection[integration]
	autoPause             int                // seconds; 0 means off
	orchestration         *orchestrationPath // nil if it was never changed
	orchestrated          bool               // its orchestration is active
	alertCreation         string

	leavesGrouping bool // it is removed from its alert grouping setting when the change is made
	ownGrouping    *ownGrouping
	// Stored, but not used.
	scheduledActions                       []any
	responsePlay, grouping, groupingWindow json.RawMessage // the latter two are older than ownGrouping
}

func services() *resource[service] {
	return &resource[service]{
		path: "/services", one: "service", many: "services", kind: "service",
		records: func(c *call) (*collection[service], error) { return &c.account.services, nil },
		id:      func(s *service) *string { return &s.id },
		deleted: func(s *service) *time.Time { return &s.deletedAt },
		fresh:   freshService,
		head:    func(s *service) map[string]any { return s.head("service").members() },
		fields: []field[service]{
			text("name", func(s *service) *string { return &s.name }, rules{required: true, unique: true, longest: 255, name: true}),
			text("description", func(s *service) *string { return &s.description }, rules{longest: 1024}),
			written("status", setServiceStatus, func(r *renderer, s *service) any { return r.account.state(s, r.now) }),
			required(written("escalation_policy", setServicePolicy, func(r *renderer, s *service) any { return r.policyOr(s.policy) })),
			seconds("auto_resolve_timeout", func(s *service) *int { return &s.autoResolve }),
			seconds("acknowledgement_timeout", func(s *service) *int { return &s.acknowledgement }),
			written("support_hours", setSupportHours, (*renderer).supportHours), // before incident_urgency_rule, which needs them
			written("incident_urgency_rule", setUrgencyRule, func(_ *renderer, s *service) any { return s.urgency.view() }),
			written("auto_pause_notifications_parameters", setAutoPause, (*renderer).autoPause),
			text("alert_creation", func(s *service) *string { return &s.alertCreation }, rules{among: []string{"create_incidents", "create_alerts_and_incidents"}}),
			written("alert_grouping_parameters", setOwnGrouping, (*renderer).groupingParameters),
			written("alert_grouping", func(_ *call, s *service, _ string, in json.RawMessage) { s.grouping = in }, (*renderer).groupingKind),
			kept("alert_grouping_timeout", func(s *service) *json.RawMessage { return &s.groupingWindow }, leftOut),
			written("scheduled_actions", setScheduledActions, func(_ *renderer, s *service) any { return append([]any{}, s.scheduledActions...) }),
			kept("response_play", func(s *service) *json.RawMessage { return &s.responsePlay }, leftOut),
			shown("created_at", func(r *renderer, s *service) any { return r.time(s.createdAt) }),
			shown("last_incident_timestamp", func(r *renderer, s *service) any { return r.timeOrLeftOut(s.lastIncidentAt) }),
			shown("teams", func(r *renderer, s *service) any { return r.teams(s.teams) }),
			shown("addons", func(*renderer, *service) any { return []any{} }),
			shown("integrations", func(r *renderer, s *service) any { return each(s.integrations.order, r.integration) }),
		},
		filters: []listFilter[service]{
			search(func(s *service) *string { return &s.name }),
			ofTeams(func(_ *call, s *service) []*team { return s.teams }),
			func(c *call) func(*service) bool {
				name := c.text("name")
				return func(s *service) bool { return name == "" || s.name == name }
			},
		},
		order: byName(func(s *service) *string { return &s.name }),
		changed: func(c *call, _, s *service) {
			if s.leavesGrouping {
				s.leavesGrouping = false
				c.account.ungroup(s, c.now)
			}
		},
		remove: removeService,
	}
}

func serviceRoutes() []route { return services().routes() }

func freshService(c *call) *service {
	return &service{
		autoResolve: 14400, acknowledgement: 1800, urgency: urgencyRule{constant: "high"}, createdAt: c.now, alertCreation: "create_alerts_and_incidents",
	}
}

func setServiceStatus(c *call, s *service, member, status string) {
	switch {
	case s.id == "" && status == "disabled":
		c.problem("%s of a new service must be active, not %q", member, status)
	case status == "active":
		s.status = ""
	case status == "disabled":
		s.status = status
	case !c.lenient && (s.id == "" || status != c.account.state(c.account.services.byID[s.id], c.now)): // the current status is accepted
		c.problem("%s must be active or disabled, not %q: the others depend on incidents and maintenance windows", member, status)
	}
}

func setServicePolicy(c *call, s *service, member string, in *referenceInput) {
	if in == nil {
		c.problem("%s must not be null", member)
		return
	}
	if p := resolve(c, &c.account.escalationPolicies, member, in, "escalation_policy_reference"); p != nil {
		s.policy, s.teams = p, p.teams
	}
}

// setScheduledActions ignores null elements, which PagerDuty's Terraform provider sends for a service with support hours.
func setScheduledActions(c *call, s *service, member string, in []any) {
	s.scheduledActions = withoutNull(c, member, in)
}

type autoPauseInput struct {
	Enabled bool `json:"enabled"`
	Timeout int  `json:"timeout"`
}

func setAutoPause(c *call, s *service, member string, in *autoPauseInput) {
	if in == nil {
		in = &autoPauseInput{}
	}
	if in.Enabled && !slices.Contains([]int{120, 180, 300, 600, 900}, in.Timeout) {
		c.problem("%s.timeout must be 120, 180, 300, 600 or 900 seconds, not %d", member, in.Timeout)
	}
	if !in.Enabled && in.Timeout != 0 {
		c.problem("%s.timeout must be 0 unless enabled is true", member)
	}
	s.autoPause = 0
	if in.Enabled {
		s.autoPause = in.Timeout
	}
}

func (r *renderer) autoPause(s *service) any {
	if !r.include["auto_pause_notifications_parameters"] {
		return leftOut
	}
	if s.autoPause == 0 {
		return map[string]any{"enabled": false, "timeout": nil} // as in PagerDuty
	}
	return autoPauseInput{true, s.autoPause}
}

// removeService resolves the open incidents of a service, removes it from its alert grouping setting, and deletes its dependencies.
func removeService(c *call, s *service) error {
	for _, i := range c.account.incidents.order {
		if i.service == s && i.open() {
			c.account.resolve(i, agent{user: c.user, service: s}, "", c.now)
		}
	}
	c.account.ungroup(s, c.now)
	c.account.removeDependencies(s.id)
	return nil
}

func (s *service) head(kind string) reference {
	return refer(kind, s.id, s.name, "/services/"+s.id, "/service-directory/"+s.id).deleted(s.deletedAt)
}

func (s *service) reference() reference { return s.head("service_reference") }

// state returns the status of a service. Unless it is disabled, that depends on maintenance windows and open incidents.
func (a *account) state(s *service, now time.Time) string {
	state := "active"
	switch {
	case s.status != "":
		return s.status
	case a.maintained(s, now):
		return "maintenance"
	}
	for _, i := range a.incidents.order {
		switch {
		case i.service != s:
		case i.status == statusTriggered:
			return "critical"
		case i.status == statusAcknowledged:
			state = "warning"
		}
	}
	return state
}

func (r *renderer) service(s *service) any { return services().view(r, s) }

// sortByName sorts by name, ascending or descending as in sort_by.
func sortByName[T any](c *call, records []*T, name func(*T) string) {
	slices.SortStableFunc(records, func(a, b *T) int { return cmp.Compare(name(a), name(b)) })
	switch order := c.text("sort_by"); order {
	case "", "name", "name:asc":
	case "name:desc":
		slices.Reverse(records)
	default:
		c.problem("sort_by must be name, name:asc or name:desc, not %q", order)
	}
}
