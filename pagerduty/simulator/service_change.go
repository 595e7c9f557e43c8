package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

func serviceChangeRoutes() []route {
	return []route{
		{method: "POST", path: "/services", status: http.StatusCreated, handle: createService},
		{method: "PUT", path: "/services/{id}", handle: updateService},
	}
}

// serviceInput is the body of createService and updateService. An update changes what it has.
type serviceInput struct {
	Type                    string            `json:"type"`
	Name                    *string           `json:"name"`
	Description             optional[string]  `json:"description"`
	Status                  *string           `json:"status"`
	EscalationPolicy        *referenceInput   `json:"escalation_policy"`
	AutoResolveTimeout      optional[int]     `json:"auto_resolve_timeout"`
	AcknowledgementTimeout  optional[int]     `json:"acknowledgement_timeout"`
	IncidentUrgencyRule     *urgencyRuleInput `json:"incident_urgency_rule"`
	SupportHours            *supportHours     `json:"support_hours"`
	AutoPauseNotifications  *autoPauseInput   `json:"auto_pause_notifications_parameters"`
	AlertGroupingParameters json.RawMessage   `json:"alert_grouping_parameters"`

	policy *escalationPolicy // what escalation_policy refers to
}

type urgencyRuleInput struct {
	Type    string        `json:"type"`
	Urgency string        `json:"urgency"`
	During  *urgencyInput `json:"during_support_hours"`
	Outside *urgencyInput `json:"outside_support_hours"`
}

type urgencyInput struct {
	Type    string `json:"type"`
	Urgency string `json:"urgency"`
}

type autoPauseInput struct {
	Enabled bool `json:"enabled"`
	Timeout int  `json:"timeout"`
}

func createService(c *call) (any, error) {
	s := &service{autoResolve: 14400, acknowledgement: 1800, urgency: urgencyRule{constant: "high"}, createdAt: c.now}
	in, err := c.serviceInput(s)
	if err != nil {
		return nil, err
	}
	if in.Name == nil {
		c.problem("service.name is required")
	}
	if in.EscalationPolicy == nil {
		c.problem("service.escalation_policy is required")
	}
	if in.Status != nil && *in.Status != "active" {
		c.problem("service.status of a new service must be active, not %q", *in.Status)
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	in.apply(s)
	s.id = c.account.newShortID()
	c.account.services.add(s.id, s)
	return map[string]any{"service": c.renderer().service(s)}, nil
}

func updateService(c *call) (any, error) {
	s, err := named(c, &c.account.services, "service")
	if err != nil {
		return nil, err
	}
	in, err := c.serviceInput(s)
	if err != nil {
		return nil, err
	}
	in.apply(s)
	if in.AlertGroupingParameters != nil {
		c.account.ungroup(s, c.now)
	}
	return map[string]any{"service": c.renderer().service(s)}, nil
}

// serviceInput reads what is to become of a service, or says what is wrong with it.
func (c *call) serviceInput(s *service) (*serviceInput, error) {
	var body struct {
		Service *serviceInput `json:"service"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	in := body.Service
	if in == nil {
		return nil, invalid("the body must have a service")
	}
	c.checkType("service", in.Type, "service")
	if in.Name != nil {
		taken := slices.ContainsFunc(c.account.services.order, func(other *service) bool { return other != s && strings.EqualFold(other.name, *in.Name) })
		c.checkName("service", *in.Name, 255, taken)
	}
	in.policy = resolve(c, &c.account.escalationPolicies, "service.escalation_policy", in.EscalationPolicy, "escalation_policy_reference")
	if in.Status != nil && *in.Status != "active" && *in.Status != "disabled" && !c.lenient {
		c.problem("service.status must be active or disabled, not %q: the others follow from incidents and maintenance windows", *in.Status)
	}
	c.checkTimeouts(in)
	c.checkUrgencyRule(in.IncidentUrgencyRule, in.SupportHours != nil || s.urgency.hours != nil)
	c.checkSupportHours(in.SupportHours)
	if in.AlertGroupingParameters != nil && !c.lenient {
		c.problem("service.alert_grouping_parameters is deprecated, and writing it takes the service out of its alert grouping setting: use /alert_grouping_settings")
	}
	return in, c.refusal()
}

func (c *call) checkTimeouts(in *serviceInput) {
	if in.AutoResolveTimeout.value < 0 {
		c.problem("service.auto_resolve_timeout must not be negative: it is in seconds, and 0 turns it off")
	}
	if in.AcknowledgementTimeout.value < 0 {
		c.problem("service.acknowledgement_timeout must not be negative: it is in seconds, and 0 turns it off")
	}
	pause := in.AutoPauseNotifications
	if pause == nil {
		return
	}
	if pause.Enabled && !slices.Contains([]int{120, 180, 300, 600, 900}, pause.Timeout) {
		c.problem("service.auto_pause_notifications_parameters.timeout must be 120, 180, 300, 600 or 900 seconds, not %d", pause.Timeout)
	}
	if !pause.Enabled && pause.Timeout != 0 {
		c.problem("service.auto_pause_notifications_parameters.timeout must be 0 unless enabled is true")
	}
}

func (c *call) checkUrgencyRule(in *urgencyRuleInput, hours bool) {
	if in == nil {
		return
	}
	const member = "service.incident_urgency_rule"
	switch in.Type {
	case "constant":
		c.checkServiceUrgency(member, in.Urgency)
	case "use_support_hours":
		if !hours {
			c.problem("service.support_hours is required for an urgency that depends on them")
		}
		for _, part := range []*urgencyInput{in.During, in.Outside} {
			if part == nil || part.Type != "constant" {
				c.problem(`%s must have during_support_hours and outside_support_hours, each {"type":"constant","urgency":…}`, member)
				continue
			}
			c.checkServiceUrgency(member, part.Urgency)
		}
	default:
		c.problem("%s.type must be constant or use_support_hours, not %q", member, in.Type)
	}
}

func (c *call) checkServiceUrgency(member, urgency string) {
	if urgency != "high" && urgency != "low" && urgency != "severity_based" {
		c.problem("%s.urgency must be high, low or severity_based, not %q", member, urgency)
	}
}

func (c *call) checkSupportHours(h *supportHours) {
	if h == nil {
		return
	}
	c.checkType("service.support_hours", h.Type, "fixed_time_per_day")
	if _, err := c.account.location(h.TimeZone); err != nil || h.TimeZone == "" {
		c.problem("service.support_hours.time_zone is not known: %q", h.TimeZone)
	}
	if len(h.DaysOfWeek) == 0 || slices.Min(h.DaysOfWeek) < 1 || slices.Max(h.DaysOfWeek) > 7 {
		c.problem("service.support_hours.days_of_week must hold numbers from 1 (Monday) to 7")
	}
	if !isTimeOfDay(h.StartTime) || !isTimeOfDay(h.EndTime) {
		c.problem("service.support_hours.start_time and end_time must be like 09:00:00")
	}
}

func (in *serviceInput) apply(s *service) {
	s.name = valueOr(in.Name, s.name)
	in.Description.apply(&s.description)
	in.AutoResolveTimeout.apply(&s.autoResolve)
	in.AcknowledgementTimeout.apply(&s.acknowledgement)
	if in.policy != nil {
		s.policy, s.teams = in.policy, in.policy.teams
	}
	switch valueOr(in.Status, "") {
	case "active":
		s.status = ""
	case "disabled":
		s.status = "disabled"
	}
	if in.SupportHours != nil {
		s.urgency.hours = in.SupportHours
	}
	if in.IncidentUrgencyRule != nil {
		s.urgency = in.IncidentUrgencyRule.rule(s.urgency.hours)
	}
	if in.AutoPauseNotifications != nil {
		s.autoPause = in.AutoPauseNotifications.Timeout
	}
}

func (in *urgencyRuleInput) rule(hours *supportHours) urgencyRule {
	if in.Type == "constant" {
		return urgencyRule{constant: in.Urgency}
	}
	return urgencyRule{hours: hours, during: in.During.Urgency, outside: in.Outside.Urgency}
}
