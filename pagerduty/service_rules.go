package pagerduty

import "encoding/json"

// Timeout is the time after which a service does something automatically. Seconds is 0 for never, and nil if the answer lacks it.
type Timeout struct{ Seconds *int }

// UnmarshalJSON decodes null as 0, which is PagerDuty's way to write never. It never fails.
func (t *Timeout) UnmarshalJSON(data []byte) error {
	var seconds int
	if t.Seconds = nil; json.Unmarshal(data, &seconds) == nil { // null leaves 0
		t.Seconds = &seconds
	}
	return nil
}

// MarshalJSON encodes Seconds, nil as null.
func (t Timeout) MarshalJSON() ([]byte, error) { return json.Marshal(t.Seconds) }

// UrgencyRule determines the urgency of a service's incidents.
type UrgencyRule struct {
	Type    string `json:"type"`    // constant, or use_support_hours with the two rules below
	Urgency string `json:"urgency"` // high, low or severity_based; empty with use_support_hours

	DuringSupportHours  *SupportHoursUrgency `json:"during_support_hours,omitempty"`
	OutsideSupportHours *SupportHoursUrgency `json:"outside_support_hours,omitempty"`
}

// SupportHoursUrgency determines the urgency of incidents during the support hours, or outside of them.
type SupportHoursUrgency struct {
	Type    string `json:"type"`    // constant
	Urgency string `json:"urgency"` // high, low or severity_based
}

// SupportHours are the hours in which a service has support, on the listed days of the week.
type SupportHours struct {
	TimeZone   string `json:"time_zone"`    // a tz database or Rails name
	DaysOfWeek []int  `json:"days_of_week"` // 1 is Monday
	StartTime  string `json:"start_time"`   // such as "09:00:00"
	EndTime    string `json:"end_time"`
}

// ScheduledAction changes a service's open incidents when support hours begin or end.
type ScheduledAction struct {
	Type      string              `json:"type"` // urgency_change
	At        ScheduledActionTime `json:"at"`
	ToUrgency string              `json:"to_urgency"`
}

// ScheduledActionTime is the time of a scheduled action.
type ScheduledActionTime struct {
	Type string `json:"type"` // named_time
	Name string `json:"name"` // support_hours_start or support_hours_end
}

// ServiceAlertGrouping is how a service's alerts are grouped: by the service's own grouping, or by an alert grouping setting. It is
// zero if alerts are not grouped.
type ServiceAlertGrouping struct {
	Grouping AlertGrouping // nil if a setting is used
	Setting  Reference     // zero if no setting is used
}

// UnmarshalJSON decodes JSON with an id as a Setting, else as a Grouping. It never fails.
func (g *ServiceAlertGrouping) UnmarshalJSON(data []byte) error {
	var read struct {
		Type   string          `json:"type"`
		Config json.RawMessage `json:"config"`
	}
	*g = ServiceAlertGrouping{}
	_ = json.Unmarshal(data, &read) // members of an unexpected type stay empty
	_ = json.Unmarshal(data, &g.Setting)
	if g.Setting.ID != "" {
		return nil
	}
	if g.Setting = (Reference{}); read.Type != "" {
		g.Grouping = newGrouping(read.Type, read.Config)
	}
	return nil
}
