package pagerduty

import (
	"context"
)

// IncidentMetricsOptions select incidents, and the periods into which they are divided.
type IncidentMetricsOptions struct {
	IncidentSelection
	EscalationPolicyIDs   []string
	MinAcknowledgements   int
	MinTimeoutEscalations int
	MinManualEscalations  int
	AdvanceUsed           bool   // only incidents in which PagerDuty Advance was used
	Every                 string // day, week or month: a row for each; "" for one row
	TimeZone              string // of these periods, by its name in the tz database
	OrderBy               string // a member of the rows, such as total_incident_count
	Order                 string // asc or desc
}

func (o IncidentMetricsOptions) body() any {
	type filters struct {
		selectionBody
		EscalationPolicyIDs   []string `json:"escalation_policy_ids,omitempty"`
		MinAcknowledgements   int      `json:"min_ackowledgements,omitempty"` // PagerDuty spells it so
		MinTimeoutEscalations int      `json:"min_timeout_escalations,omitempty"`
		MinManualEscalations  int      `json:"min_manual_escalations,omitempty"`
		AdvanceUsed           bool     `json:"pd_advance_used,omitempty"`
	}
	return struct {
		Filters  filters `json:"filters"`
		TimeZone string  `json:"time_zone,omitempty"`
		Order    string  `json:"order,omitempty"`
		OrderBy  string  `json:"order_by,omitempty"`
		Every    string  `json:"aggregate_unit,omitempty"`
	}{
		filters{o.IncidentSelection.body(), o.EscalationPolicyIDs, o.MinAcknowledgements, o.MinTimeoutEscalations, o.MinManualEscalations, o.AdvanceUsed},
		o.TimeZone, o.Order, o.OrderBy, o.Every,
	}
}

// IncidentMetrics are the metrics of the incidents of one group and period. A mean or percentile is nil if no incident has the value.
// Times begin with the creation of the incident unless noted otherwise.
type IncidentMetrics struct {
	RangeStart           Time   `json:"range_start"` // of the period; zero without periods
	ServiceID            string `json:"service_id"`
	ServiceName          string `json:"service_name"`
	TeamID               string `json:"team_id"`
	TeamName             string `json:"team_name"`
	EscalationPolicyID   string `json:"escalation_policy_id"`
	EscalationPolicyName string `json:"escalation_policy_name"`

	Incidents         int `json:"total_incident_count"`
	Acknowledged      int `json:"total_incidents_acknowledged"`
	AutoResolved      int `json:"total_incidents_auto_resolved"`
	ManuallyEscalated int `json:"total_incidents_manual_escalated"`
	TimeoutEscalated  int `json:"total_incidents_timeout_escalated"`
	Reassigned        int `json:"total_incidents_reassigned"`
	Escalations       int `json:"total_escalation_count"`
	Notifications     int `json:"total_notifications"`
	Interruptions     int `json:"total_interruptions"`
	InBusinessHours   int `json:"total_business_hour_interruptions"`
	InOffHours        int `json:"total_off_hour_interruptions"`
	InSleepHours      int `json:"total_sleep_hour_interruptions"`
	Responders        int `json:"distinct_responder_count"` // only by escalation policy

	MeanSecondsToAcknowledge *float64 `json:"mean_seconds_to_first_ack"`
	P50SecondsToAcknowledge  *float64 `json:"p50_seconds_to_first_ack"`
	P75SecondsToAcknowledge  *float64 `json:"p75_seconds_to_first_ack"`
	P90SecondsToAcknowledge  *float64 `json:"p90_seconds_to_first_ack"`
	P95SecondsToAcknowledge  *float64 `json:"p95_seconds_to_first_ack"`
	MeanSecondsToResolve     *float64 `json:"mean_seconds_to_resolve"`
	P50SecondsToResolve      *float64 `json:"p50_seconds_to_resolve"`
	P75SecondsToResolve      *float64 `json:"p75_seconds_to_resolve"`
	P90SecondsToResolve      *float64 `json:"p90_seconds_to_resolve"`
	P95SecondsToResolve      *float64 `json:"p95_seconds_to_resolve"`
	MeanSecondsToEngage      *float64 `json:"mean_seconds_to_engage"`   // from the first responder to the last, where there are several
	MeanSecondsToMobilize    *float64 `json:"mean_seconds_to_mobilize"` // until the last responder, where there are several
	MeanEngagedSeconds       *float64 `json:"mean_engaged_seconds"`     // of all responders together
	MeanUserDefinedSeconds   *float64 `json:"mean_user_defined_engaged_seconds"`
	MeanEngagedUsers         *float64 `json:"mean_engaged_user_count"`
	MeanAssignments          *float64 `json:"mean_assignment_count"`
	TotalEngagedSeconds      int      `json:"total_engaged_seconds"`
	TotalSnoozedSeconds      int      `json:"total_snoozed_seconds"`
	TotalUserDefinedSeconds  int      `json:"total_user_defined_engaged_seconds"`
	UpTimePercent            *float64 `json:"up_time_pct"` // without major incidents

	counted bool // has a number of incidents, as every row of PagerDuty's
}

// UnmarshalJSON notes whether there is a number of incidents. It never fails.
func (m *IncidentMetrics) UnmarshalJSON(data []byte) error {
	type fields IncidentMetrics
	var read fields
	decodeMembers(data, &read)
	*m = IncidentMetrics(read)
	m.counted = hasIncidentCount(data)
	return nil
}

func (m *IncidentMetrics) missing() string { return missingCount(m.counted) }

// IncidentMetrics returns the metrics of all selected incidents, in one row or one for each period. Only these have percentiles.
//
// Operation getAnalyticsMetricsIncidentsAll: POST /analytics/metrics/incidents/all.
func (s *AnalyticsService) IncidentMetrics(ctx context.Context, options IncidentMetricsOptions) ([]IncidentMetrics, error) {
	return s.incidentMetrics(ctx, "getAnalyticsMetricsIncidentsAll", "all", options)
}

// IncidentMetricsByService returns the metrics of the incidents of each service.
//
// Operation getAnalyticsMetricsIncidentsService: POST /analytics/metrics/incidents/services.
func (s *AnalyticsService) IncidentMetricsByService(ctx context.Context, options IncidentMetricsOptions) ([]IncidentMetrics, error) {
	return s.incidentMetrics(ctx, "getAnalyticsMetricsIncidentsService", "services", options)
}

// IncidentMetricsByTeam returns the metrics of the incidents of each team.
//
// Operation getAnalyticsMetricsIncidentsTeam: POST /analytics/metrics/incidents/teams.
func (s *AnalyticsService) IncidentMetricsByTeam(ctx context.Context, options IncidentMetricsOptions) ([]IncidentMetrics, error) {
	return s.incidentMetrics(ctx, "getAnalyticsMetricsIncidentsTeam", "teams", options)
}

// IncidentMetricsByEscalationPolicy returns the metrics of the incidents of each escalation policy.
//
// Operation getAnalyticsMetricsIncidentsEscalationPolicy: POST /analytics/metrics/incidents/escalation_policies.
func (s *AnalyticsService) IncidentMetricsByEscalationPolicy(ctx context.Context, options IncidentMetricsOptions) ([]IncidentMetrics, error) {
	return s.incidentMetrics(ctx, "getAnalyticsMetricsIncidentsEscalationPolicy", "escalation_policies", options)
}

func (s *AnalyticsService) incidentMetrics(ctx context.Context, operation, group string, options IncidentMetricsOptions) ([]IncidentMetrics, error) {
	return items[IncidentMetrics](ctx, s.core, post(operation, options.body(), "analytics", "metrics", "incidents", group).reading(), "data")
}
