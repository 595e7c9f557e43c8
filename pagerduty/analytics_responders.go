package pagerduty

import (
	"context"
	"time"
)

// ResponderMetricsOptions select responders, and the incidents that they responded to. A user's key must select teams.
type ResponderMetricsOptions struct {
	Since        time.Time // at most a year before Until
	Until        time.Time
	Urgency      Urgency
	TeamIDs      []string
	ResponderIDs []string
	PriorityIDs  []string
	TimeZone     string // by its name in the tz database
	OrderBy      string // a member of the rows, such as total_interruptions
	Order        string // asc or desc
}

func (o ResponderMetricsOptions) body() any {
	type filters struct {
		Since        *time.Time `json:"date_range_start,omitempty"`
		Until        *time.Time `json:"date_range_end,omitempty"`
		Urgency      Urgency    `json:"urgency,omitempty"`
		TeamIDs      []string   `json:"team_ids,omitempty"`
		ResponderIDs []string   `json:"responder_ids,omitempty"`
		PriorityIDs  []string   `json:"priority_ids,omitempty"`
	}
	return struct {
		Filters  filters `json:"filters"`
		TimeZone string  `json:"time_zone,omitempty"`
		Order    string  `json:"order,omitempty"`
		OrderBy  string  `json:"order_by,omitempty"`
	}{
		filters{wholeSecond(o.Since), wholeSecond(o.Until), o.Urgency, o.TeamIDs, o.ResponderIDs, o.PriorityIDs},
		o.TimeZone, o.Order, o.OrderBy,
	}
}

// ResponderMetrics are the metrics of responders. A mean is nil if there is nothing to compute it from.
type ResponderMetrics struct {
	ResponderID   string `json:"responder_id"` // empty in the metrics of all responders, as are the next three
	ResponderName string `json:"responder_name"`
	TeamID        string `json:"team_id"`
	TeamName      string `json:"team_name"`

	Incidents             int `json:"total_incident_count"`
	Acknowledged          int `json:"total_incidents_acknowledged"`
	ManuallyEscalatedFrom int `json:"total_incidents_manual_escalated_from"`
	ManuallyEscalatedTo   int `json:"total_incidents_manual_escalated_to"`
	TimeoutEscalatedFrom  int `json:"total_incidents_timeout_escalated_from"`
	TimeoutEscalatedTo    int `json:"total_incidents_timeout_escalated_to"`
	ReassignedFrom        int `json:"total_incidents_reassigned_from"`
	ReassignedTo          int `json:"total_incidents_reassigned_to"`
	Notifications         int `json:"total_notifications"`
	Interruptions         int `json:"total_interruptions"`
	InBusinessHours       int `json:"total_business_hour_interruptions"`
	InOffHours            int `json:"total_off_hour_interruptions"`
	InSleepHours          int `json:"total_sleep_hour_interruptions"`

	MeanSecondsToAcknowledge *float64 `json:"mean_time_to_acknowledge_seconds"`
	MeanEngagedSeconds       *float64 `json:"mean_engaged_seconds"`
	EngagedSeconds           int      `json:"total_engaged_seconds"`
	OnCallSeconds            int      `json:"total_seconds_on_call"`
	OnCallSecondsLevel1      int      `json:"total_seconds_on_call_level_1"`
	OnCallSecondsLevel2Plus  int      `json:"total_seconds_on_call_level_2_plus"`

	counted bool // has a number of incidents, as every row of PagerDuty's
}

// UnmarshalJSON notes whether there is a number of incidents. It never fails.
func (m *ResponderMetrics) UnmarshalJSON(data []byte) error {
	type fields ResponderMetrics
	var read fields
	decodeMembers(data, &read)
	*m = ResponderMetrics(read)
	m.counted = hasIncidentCount(data)
	return nil
}

func (m *ResponderMetrics) missing() string { return missingCount(m.counted) }

// ResponderMetrics returns the metrics of all selected responders together, in one row.
//
// Operation getAnalyticsMetricsRespondersAll: POST /analytics/metrics/responders/all.
func (s *AnalyticsService) ResponderMetrics(ctx context.Context, options ResponderMetricsOptions) ([]ResponderMetrics, error) {
	return s.responderMetrics(ctx, "getAnalyticsMetricsRespondersAll", "all", options)
}

// ResponderMetricsByTeam returns the metrics of each responder in each team. Do not add them up: an incident or an hour on call may be in
// several rows.
//
// Operation getAnalyticsMetricsRespondersTeam: POST /analytics/metrics/responders/teams.
func (s *AnalyticsService) ResponderMetricsByTeam(ctx context.Context, options ResponderMetricsOptions) ([]ResponderMetrics, error) {
	return s.responderMetrics(ctx, "getAnalyticsMetricsRespondersTeam", "teams", options)
}

func (s *AnalyticsService) responderMetrics(ctx context.Context, operation, group string, options ResponderMetricsOptions) ([]ResponderMetrics, error) {
	return items[ResponderMetrics](ctx, s.core, post(operation, options.body(), "analytics", "metrics", "responders", group).reading(), "data")
}
