package simulator

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

type service struct {
	id, name, description string
	status                string // disabled or maintenance; "" lets the open incidents decide
	policy                *escalationPolicy
	teams                 []*team
	urgency               urgencyRule
	autoResolve           int // seconds, 0 for never
	acknowledgement       int // seconds until an acknowledgement lapses, 0 for never
	createdAt             time.Time
	lastIncidentAt        time.Time
	integrations          []*integration
	autoPause             int                // seconds, 0 for off
	orchestration         *orchestrationPath // nil for one that was never touched
}

// urgencyRule says how urgent a service's incidents are: constantly, or in its support hours and outside of them.
type urgencyRule struct {
	constant        string        // high, low or severity_based; "" means by support hours
	hours           *supportHours // only by support hours, as are the next two
	during, outside string
}

type supportHours struct {
	TimeZone   string `json:"time_zone"`
	DaysOfWeek []int  `json:"days_of_week"`
	StartTime  string `json:"start_time"`
	EndTime    string `json:"end_time"`
	Type       string `json:"type"`
}

// integration is where a service's events come from.
type integration struct {
	id, kind, name, key string
	createdAt           time.Time
}

func serviceRoutes() []route {
	return []route{
		{method: "GET", path: "/services", handle: listServices},
		{method: "GET", path: "/services/{id}", handle: getService},
	}
}

func listServices(c *call) (any, error) {
	query, name, teams := c.text("query"), c.text("name"), c.list("team_ids[]")
	found := filter(c.account.services.order,
		func(s *service) bool { return contains(s.name, query) },
		func(s *service) bool { return name == "" || s.name == name },
		func(s *service) bool { return len(teams) == 0 || inTeams(s.teams, teams) })
	sortByName(c, found, func(s *service) string { return s.name })
	return paginate(c, "services", found, c.renderer().service)
}

func integrationRoutes() []route {
	return []route{{method: "GET", path: "/services/{id}/integrations/{integration_id}", handle: getIntegration}}
}

func getIntegration(c *call) (any, error) {
	s, err := named(c, &c.account.services, "service")
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(s.integrations, func(i *integration) bool { return i.id == c.path["integration_id"] })
	if at < 0 {
		return nil, notFound("no integration of the service has the id " + c.path["integration_id"])
	}
	return map[string]any{"integration": c.renderer().fullIntegration(s, s.integrations[at])}, nil
}

// sortByName sorts as sort_by asks: by name, ascending or descending.
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

func getService(c *call) (any, error) {
	s, err := named(c, &c.account.services, "service")
	if err != nil {
		return nil, err
	}
	return map[string]any{"service": c.renderer().service(s)}, nil
}

func (s *service) head(kind string) reference {
	return refer(kind, s.id, s.name, "/services/"+s.id, "/service-directory/"+s.id)
}

func (s *service) reference() reference { return s.head("service_reference") }

// state is the service's status: its own where it is switched off, else that of its open incidents.
func (a *account) state(s *service) string {
	state := cmp.Or(s.status, "active")
	if s.status != "" {
		return state
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

// defaultUrgency is the urgency of an incident that opens now and does not say its own.
func (a *account) defaultUrgency(s *service, now time.Time) string {
	urgency := s.urgency.constant
	if urgency == "" {
		urgency = s.urgency.outside
		if s.urgency.hours.open(now.In(a.mustLocation(s.urgency.hours.TimeZone))) {
			urgency = s.urgency.during
		}
	}
	if urgency == "severity_based" {
		return "high"
	}
	return urgency
}

// open tells whether a local time is in the support hours.
func (h *supportHours) open(local time.Time) bool {
	day := int(local.Weekday()+6)%7 + 1 // PagerDuty's week begins on Monday with 1
	clock := local.Format(time.TimeOnly)
	return slices.Contains(h.DaysOfWeek, day) && clock >= h.StartTime && clock < h.EndTime
}

type serviceView struct {
	reference
	Name                   string         `json:"name"`
	Description            string         `json:"description"`
	CreatedAt              string         `json:"created_at"`
	Status                 string         `json:"status"`
	AutoResolveTimeout     *int           `json:"auto_resolve_timeout"`
	AcknowledgementTimeout *int           `json:"acknowledgement_timeout"`
	LastIncidentTimestamp  *string        `json:"last_incident_timestamp,omitempty"`
	Teams                  []any          `json:"teams"`
	IncidentUrgencyRule    map[string]any `json:"incident_urgency_rule"`
	SupportHours           *supportHours  `json:"support_hours,omitempty"`
	ScheduledActions       []any          `json:"scheduled_actions"`
	EscalationPolicy       any            `json:"escalation_policy"`
	Addons                 []any          `json:"addons"`
	AlertCreation          string         `json:"alert_creation"`
	Integrations           []any          `json:"integrations"`
	AlertGrouping          *reference     `json:"alert_grouping_parameters,omitempty"`
	AutoPauseNotifications *autoPauseView `json:"auto_pause_notifications_parameters,omitempty"`
}

type autoPauseView struct {
	Enabled bool `json:"enabled"`
	Timeout int  `json:"timeout"`
}

func (r *renderer) service(s *service) serviceView {
	v := serviceView{
		reference: s.head("service"), Name: s.name, Description: s.description, CreatedAt: r.time(s.createdAt),
		Status: r.account.state(s), AutoResolveTimeout: secondsOrNull(s.autoResolve), AcknowledgementTimeout: secondsOrNull(s.acknowledgement),
		LastIncidentTimestamp: r.timeOrNull(s.lastIncidentAt), Teams: r.teams(s.teams), IncidentUrgencyRule: s.urgency.view(),
		SupportHours: s.urgency.hours, ScheduledActions: []any{}, EscalationPolicy: r.policyOr(s.policy), Addons: []any{},
		AlertCreation: "create_alerts_and_incidents",
		Integrations:  each(s.integrations, func(i *integration) any { return r.integration(s, i) }),
	}
	if g := r.account.groupingOf(s); g != nil {
		v.AlertGrouping = new(g.reference())
	}
	if r.include["auto_pause_notifications_parameters"] {
		v.AutoPauseNotifications = &autoPauseView{s.autoPause > 0, s.autoPause}
	}
	return v
}

func secondsOrNull(seconds int) *int {
	if seconds == 0 {
		return nil
	}
	return &seconds
}

func (u urgencyRule) view() map[string]any {
	if u.constant != "" {
		return map[string]any{"type": "constant", "urgency": u.constant}
	}
	return map[string]any{
		"type":                  "use_support_hours",
		"during_support_hours":  map[string]string{"type": "constant", "urgency": u.during},
		"outside_support_hours": map[string]string{"type": "constant", "urgency": u.outside},
	}
}

func (i *integration) head(s *service, kind string) reference {
	path := "/services/" + s.id + "/integrations/" + i.id
	return refer(kind, i.id, i.name, path, path)
}

func (i *integration) reference(s *service) reference { return i.head(s, i.kind+"_reference") }

type integrationView struct {
	reference
	Name             string `json:"name"`
	Service          any    `json:"service"`
	CreatedAt        string `json:"created_at"`
	IntegrationKey   string `json:"integration_key,omitempty"`
	IntegrationEmail string `json:"integration_email,omitempty"`
}

func (r *renderer) integration(s *service, i *integration) any {
	if !r.include["integrations"] {
		return i.reference(s)
	}
	return r.fullIntegration(s, i)
}

func (r *renderer) fullIntegration(s *service, i *integration) integrationView {
	v := integrationView{reference: i.head(s, i.kind), Name: i.name, Service: r.serviceOr(s), CreatedAt: r.time(i.createdAt)}
	if strings.Contains(i.kind, "email") {
		v.IntegrationEmail = i.key + "@" + subdomain + ".pagerduty.com"
	} else {
		v.IntegrationKey = i.key
	}
	return v
}
