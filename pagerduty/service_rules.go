package pagerduty

import "encoding/json"

// Timeout is after how many seconds a service does something by itself: 0 for never, nil where the answer does not say.
type Timeout struct{ Seconds *int }

// UnmarshalJSON never fails. PagerDuty writes null for never.
func (t *Timeout) UnmarshalJSON(data []byte) error {
	var seconds int
	if t.Seconds = nil; json.Unmarshal(data, &seconds) == nil { // null leaves 0
		t.Seconds = &seconds
	}
	return nil
}

// MarshalJSON gives the seconds, and null where they are not known.
func (t Timeout) MarshalJSON() ([]byte, error) { return json.Marshal(t.Seconds) }

// UrgencyRule is how urgent a service's incidents are.
type UrgencyRule struct {
	Type    string `json:"type"`    // constant, or use_support_hours with two rules of its own
	Urgency string `json:"urgency"` // high, low or severity_based; empty with use_support_hours

	DuringSupportHours  *SupportHoursUrgency `json:"during_support_hours,omitempty"`
	OutsideSupportHours *SupportHoursUrgency `json:"outside_support_hours,omitempty"`
}

// SupportHoursUrgency is how urgent a service's incidents are during its support hours, or outside of them.
type SupportHoursUrgency struct {
	Type    string `json:"type"`    // constant
	Urgency string `json:"urgency"` // high, low or severity_based
}

// SupportHours are when a service has support: the same hours on each of some days.
type SupportHours struct {
	TimeZone   string `json:"time_zone"`    // a tz database or Rails name
	DaysOfWeek []int  `json:"days_of_week"` // 1 is Monday
	StartTime  string `json:"start_time"`   // such as "09:00:00"
	EndTime    string `json:"end_time"`
}

// ScheduledAction is what happens to a service's open incidents when support hours begin or end.
type ScheduledAction struct {
	Type      string              `json:"type"` // urgency_change
	At        ScheduledActionTime `json:"at"`
	ToUrgency string              `json:"to_urgency"`
}

// ScheduledActionTime is when a scheduled action happens.
type ScheduledActionTime struct {
	Type string `json:"type"` // named_time
	Name string `json:"name"` // support_hours_start or support_hours_end
}

// ServiceAlertGrouping is how a service's alerts are grouped: by the service's own rule, or by an alert grouping setting.
type ServiceAlertGrouping struct {
	Grouping AlertGrouping // nil for a setting, and for none
	Setting  Reference
}

// UnmarshalJSON tells a rule from a setting by the id that only the latter has. It never fails.
func (g *ServiceAlertGrouping) UnmarshalJSON(data []byte) error {
	var read struct {
		Type   string          `json:"type"`
		Config json.RawMessage `json:"config"`
	}
	*g = ServiceAlertGrouping{}
	_ = json.Unmarshal(data, &read) // what does not fit stays empty
	_ = json.Unmarshal(data, &g.Setting)
	if g.Setting.ID != "" {
		return nil
	}
	if g.Setting = (Reference{}); read.Type != "" {
		g.Grouping = groupingOf(read.Type, read.Config)
	}
	return nil
}
