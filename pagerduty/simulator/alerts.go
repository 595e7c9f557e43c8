package simulator

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

type alert struct {
	id, summary, key, severity string
	integration                *integration
	createdAt, resolvedAt      time.Time
	suppressed                 bool
	details                    map[string]any
	service                    *service // of an alert that was moved from another service's incident, otherwise nil
	contexts                   []alertContext
	event                      *eventDetails // nil for an alert of a seed
}

// alertContext is a link or an image of an alert.
type alertContext struct {
	Type string `json:"type"`
	Href string `json:"href,omitempty"`
	Src  string `json:"src,omitempty"`
	Text string `json:"text,omitempty"`
}

func alertRoutes() []route {
	return []route{
		{method: "GET", path: "/incidents/{id}/alerts", handle: listAlerts},
		{method: "GET", path: "/incidents/{id}/alerts/{alert_id}", handle: getAlert},
		{method: "PUT", path: "/incidents/{id}/alerts", acts: true, handle: updateAlerts},
		{method: "PUT", path: "/incidents/{id}/alerts/{alert_id}", acts: true, handle: updateAlert},
	}
}

func listAlerts(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	key, statuses := c.text("alert_key"), c.list("statuses[]", statusTriggered, statusResolved)
	found := filter(i.alerts,
		func(a *alert) bool { return key == "" || a.key == key },
		func(a *alert) bool { return oneOf(statuses, a.status()) })
	c.sortAlerts(found)
	r := c.renderer()
	return paginate(c, "alerts", found, func(a *alert) alertView { return r.alert(i, a) })
}

// sortAlerts sorts by sort_by. The default is newest first.
func (c *call) sortAlerts(alerts []*alert) {
	field, direction, _ := strings.Cut(c.text("sort_by"), ":")
	moment := func(a *alert) time.Time { return a.createdAt }
	switch field {
	case "":
		direction = "desc"
	case "created_at":
	case "resolved_at":
		moment = func(a *alert) time.Time { return a.resolvedAt }
	default:
		c.problem("sort_by must be created_at or resolved_at, not %q", field)
	}
	slices.SortStableFunc(alerts, func(a, b *alert) int {
		if direction == "desc" {
			a, b = b, a
		}
		return moment(a).Compare(moment(b))
	})
	if direction != "" && direction != "asc" && direction != "desc" {
		c.problem("the direction of sort_by must be asc or desc, not %q", direction)
	}
}

func (a *alert) status() string {
	if a.resolvedAt.IsZero() {
		return statusTriggered
	}
	return statusResolved
}

type alertView struct {
	reference
	CreatedAt            string        `json:"created_at"`
	Status               string        `json:"status"`
	Key                  string        `json:"alert_key"`
	Service              any           `json:"service"`
	FirstTriggerLogEntry any           `json:"first_trigger_log_entry"`
	Incident             any           `json:"incident"`
	Suppressed           bool          `json:"suppressed"`
	Severity             string        `json:"severity"`
	Integration          reference     `json:"integration"`
	Body                 alertBodyView `json:"body"`
}

type alertBodyView struct {
	Type     string         `json:"type"`
	Contexts []alertContext `json:"contexts"`
	Details  map[string]any `json:"details"`
	Event    eventView      `json:"cef_details"`
}

// eventView is an event in PagerDuty's common event format.
type eventView struct {
	Description  string         `json:"description"`
	Severity     string         `json:"severity"`
	SourceOrigin string         `json:"source_origin"`
	Component    string         `json:"source_component,omitempty"`
	ServiceGroup *string        `json:"service_group"`
	Class        string         `json:"event_class,omitempty"`
	DedupKey     string         `json:"dedup_key"`
	Client       string         `json:"client"`
	ClientURL    *string        `json:"client_url"`
	CreationTime string         `json:"creation_time"`
	Contexts     []alertContext `json:"contexts"`
	Details      map[string]any `json:"details"`
}

// event returns the event that an alert was made from. For an alert of a seed, its client_url is the alert's first link.
func (r *renderer) event(a *alert, s *service) eventView {
	v := eventView{
		Description: a.summary, Severity: a.severity, SourceOrigin: s.name, DedupKey: a.key, Client: a.integration.name,
		CreationTime: r.time(a.createdAt), Contexts: slices.Concat([]alertContext{}, a.contexts), Details: a.details,
	}
	if e := a.event; e != nil {
		v.SourceOrigin, v.Component, v.Class, v.Client = e.source, e.component, e.class, cmp.Or(e.client, v.Client)
		v.ServiceGroup, v.ClientURL = textOrNull(e.group), textOrNull(e.clientURL)
		return v
	}
	if len(a.contexts) > 0 && a.contexts[0].Href != "" {
		v.ClientURL = &a.contexts[0].Href
	}
	return v
}

// textOrNull returns nil for an empty text.
func textOrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func (r *renderer) alert(i *incident, a *alert) alertView {
	v := alertView{
		reference: refer("alert", a.id, a.summary, "/incidents/"+i.id+"/alerts/"+a.id, "/alerts/"+a.id),
		CreatedAt: r.time(a.createdAt), Status: a.status(), Key: a.key, Service: r.serviceOr(cmp.Or(a.service, i.service)),
		FirstTriggerLogEntry: r.firstTrigger(i), Incident: i.reference(), Suppressed: a.suppressed, Severity: a.severity,
		Integration: a.integration.reference(),
		Body:        alertBodyView{"alert_body", slices.Concat([]alertContext{}, a.contexts), a.details, r.event(a, cmp.Or(a.service, i.service))},
	}
	if r.include["incidents"] {
		v.Incident = r.bare().incident(i)
	}
	return v
}

const maxAlerts = 1000 // of an incident

// checkAlertCount refuses more alerts than an incident can have.
func (c *call) checkAlertCount(number int) {
	if number > maxAlerts {
		c.problem("an incident has at most %d alerts, not %d", maxAlerts, number)
	}
}

// alert returns the incident's alert with this id, or nil.
func (i *incident) alert(id string) *alert {
	for _, a := range i.alerts {
		if a.id == id {
			return a
		}
	}
	return nil
}

func getAlert(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	a, err := c.alert(i)
	if err != nil {
		return nil, err
	}
	return map[string]any{"alert": c.renderer().alert(i, a)}, nil
}

// alert returns the incident's alert in the call's path.
func (c *call) alert(i *incident) (*alert, error) {
	if a := i.alert(c.path["alert_id"]); a != nil {
		return a, nil
	}
	return nil, notFound("no alert of the incident has the id " + c.path["alert_id"])
}
