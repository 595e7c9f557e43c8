package simulator

import (
	"slices"
	"time"
)

// urgencyRule decides the urgency of a service's incidents. It is constant, or depends on support hours.
type urgencyRule struct {
	constant              string        // high, low or severity_based; "" means it depends on support hours
	hours                 *supportHours // used with the next two if constant is ""
	inHours, outsideHours string
}

type supportHours struct {
	TimeZone   string `json:"time_zone"`
	DaysOfWeek []int  `json:"days_of_week"`
	StartTime  string `json:"start_time"`
	EndTime    string `json:"end_time"`
	Type       string `json:"type"`
}

// defaultUrgency returns the urgency of an incident that opens now and has neither its own nor a severity.
func (a *account) defaultUrgency(s *service, now time.Time) string {
	return a.urgencyOf(s, "critical", now)
}

// urgencyOf returns the urgency of an incident that an alert of this severity opens now.
func (a *account) urgencyOf(s *service, severity string, now time.Time) string {
	urgency := s.urgency.constant
	if urgency == "" {
		urgency = s.urgency.outsideHours
		if s.urgency.hours.open(now.In(a.mustLocation(s.urgency.hours.TimeZone))) {
			urgency = s.urgency.inHours
		}
	}
	switch {
	case urgency == "severity_based" && (severity == "warning" || severity == "info"):
		return "low"
	case urgency == "severity_based":
		return "high"
	}
	return urgency
}

// open reports whether a local time is within the support hours.
func (h *supportHours) open(local time.Time) bool {
	day := int(local.Weekday()+6)%7 + 1 // 1 is Monday
	clock := local.Format(time.TimeOnly)
	return slices.Contains(h.DaysOfWeek, day) && clock >= h.StartTime && clock < h.EndTime
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

func setSupportHours(c *call, s *service, member string, h *supportHours) {
	if h != nil {
		c.checkSupportHours(member, h)
		s.urgency.hours = h
	}
}

func (r *renderer) supportHours(s *service) any {
	if s.urgency.hours == nil {
		return leftOut
	}
	return s.urgency.hours
}

func setUrgencyRule(c *call, s *service, member string, in *urgencyRuleInput) {
	if in == nil {
		return
	}
	switch in.Type {
	case "constant":
		c.checkServiceUrgency(member, in.Urgency)
		s.urgency, s.scheduledActions = urgencyRule{constant: in.Urgency}, nil // these need support hours
		return
	case "use_support_hours":
	default:
		c.problem("%s.type must be constant or use_support_hours, not %q", member, in.Type)
		return
	}
	if s.urgency.hours == nil {
		c.problem("service.support_hours is required for an urgency that depends on them")
	}
	for _, part := range []*urgencyInput{in.During, in.Outside} {
		if part == nil || part.Type != "constant" {
			c.problem(`%s must have during_support_hours and outside_support_hours, each {"type":"constant","urgency":…}`, member)
			return
		}
		c.checkServiceUrgency(member, part.Urgency)
	}
	s.urgency = urgencyRule{hours: s.urgency.hours, inHours: in.During.Urgency, outsideHours: in.Outside.Urgency}
}

func (c *call) checkServiceUrgency(member, urgency string) {
	if urgency != "high" && urgency != "low" && urgency != "severity_based" {
		c.problem("%s.urgency must be high, low or severity_based, not %q", member, urgency)
	}
}

func (c *call) checkSupportHours(member string, h *supportHours) {
	c.checkType(member, h.Type, "fixed_time_per_day")
	if _, err := c.account.location(h.TimeZone); err != nil || h.TimeZone == "" {
		c.problem("%s.time_zone is not known: %q", member, h.TimeZone)
	}
	if len(h.DaysOfWeek) == 0 || slices.Min(h.DaysOfWeek) < 1 || slices.Max(h.DaysOfWeek) > 7 {
		c.problem("%s.days_of_week must contain numbers from 1 (Monday) to 7", member)
	}
	if !isTimeOfDay(h.StartTime) || !isTimeOfDay(h.EndTime) {
		c.problem("%s.start_time and end_time must be like 09:00:00", member)
	}
}

func (u urgencyRule) view() map[string]any {
	if u.constant != "" {
		return map[string]any{"type": "constant", "urgency": u.constant}
	}
	return map[string]any{
		"type":                  "use_support_hours",
		"during_support_hours":  map[string]string{"type": "constant", "urgency": u.inHours},
		"outside_support_hours": map[string]string{"type": "constant", "urgency": u.outsideHours},
	}
}
