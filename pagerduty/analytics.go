package pagerduty

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"
)

// AnalyticsService reads what PagerDuty computes from incidents and notifications. It lags behind them by up to 24 hours. Every operation
// needs the OAuth scope analytics.write, although none changes anything, and a user's key must select teams or services.
type AnalyticsService struct{ core *core }

// IncidentSelection selects the incidents of analytics. The zero value selects all of the account, which only an account's key may do.
type IncidentSelection struct {
	Since       time.Time // first time of creation; at most a year before Until
	Until       time.Time
	Urgency     Urgency
	Major       bool // only incidents of a major priority
	TeamIDs     []string
	ServiceIDs  []string
	PriorityIDs []string
}

type selectionBody struct {
	Since       *time.Time `json:"created_at_start,omitempty"`
	Until       *time.Time `json:"created_at_end,omitempty"`
	Urgency     Urgency    `json:"urgency,omitempty"`
	Major       bool       `json:"major,omitempty"`
	TeamIDs     []string   `json:"team_ids,omitempty"`
	ServiceIDs  []string   `json:"service_ids,omitempty"`
	PriorityIDs []string   `json:"priority_ids,omitempty"`
}

func (s IncidentSelection) body() selectionBody {
	return selectionBody{wholeSecond(s.Since), wholeSecond(s.Until), s.Urgency, s.Major, s.TeamIDs, s.ServiceIDs, s.PriorityIDs}
}

// wholeSecond returns a time for a body, without fractions of a second; nil for the zero time.
func wholeSecond(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return new(t.Truncate(time.Second))
}

// IncidentAnalytics is what analytics has on one incident. A value that the incident does not have, such as the time to resolve an open
// one, is nil.
type IncidentAnalytics struct {
	ID           string  `json:"id"`
	Number       int     `json:"incident_number"`
	Title        string  `json:"description"`
	Status       string  `json:"status"`
	Urgency      Urgency `json:"urgency"`
	Major        bool    `json:"major"`
	PriorityID   string  `json:"priority_id"`
	PriorityName string  `json:"priority_name"`
	TypeID       string  `json:"incident_type_id"`
	TypeName     string  `json:"incident_type_name"`
	CreatedAt    Time    `json:"created_at"`
	UpdatedAt    Time    `json:"updated_at"` // in analytics
	ResolvedAt   Time    `json:"resolved_at"`
	AutoResolved bool    `json:"auto_resolved"`

	ServiceID            string `json:"service_id"`
	ServiceName          string `json:"service_name"`
	TeamID               string `json:"team_id"`
	TeamName             string `json:"team_name"`
	EscalationPolicyID   string `json:"escalation_policy_id"`
	EscalationPolicyName string `json:"escalation_policy_name"`

	SecondsToAcknowledge *int `json:"seconds_to_first_ack"`
	SecondsToResolve     *int `json:"seconds_to_resolve"`
	SecondsToEngage      *int `json:"seconds_to_engage"`   // from the first responder to the last; nil for fewer than two
	SecondsToMobilize    *int `json:"seconds_to_mobilize"` // from creation to the last responder; nil for fewer than two
	EngagedSeconds       *int `json:"engaged_seconds"`     // of all responders together
	SnoozedSeconds       *int `json:"snoozed_seconds"`
	UserDefinedSeconds   *int `json:"user_defined_effort_seconds"`

	Acknowledgements   int `json:"acknowledgement_count"`
	Assignments        int `json:"assignment_count"`
	Reassignments      int `json:"reassignment_count"`
	Escalations        int `json:"escalation_count"`
	ManualEscalations  int `json:"manual_escalation_count"`
	TimeoutEscalations int `json:"timeout_escalation_count"`
	EngagedUsers       int `json:"engaged_user_count"`
	ActiveUsers        int `json:"active_user_count"`
	Notifications      int `json:"total_notifications"`
	Interruptions      int `json:"total_interruptions"`
	InBusinessHours    int `json:"business_hour_interruptions"`
	InOffHours         int `json:"off_hour_interruptions"`
	InSleepHours       int `json:"sleep_hour_interruptions"`
	PriorityOrder      int `json:"priority_order"`

	ResolvedByID      string   `json:"resolved_by_user_id"`
	ResolvedByName    string   `json:"resolved_by_user_name"`
	AcknowledgedIDs   []string `json:"acknowledged_user_ids"`
	AcknowledgedNames []string `json:"acknowledged_user_names"`
	AssignedIDs       []string `json:"assigned_user_ids"`
	AssignedNames     []string `json:"assigned_user_names"`
	JoinedIDs         []string `json:"joined_user_ids"`
	JoinedNames       []string `json:"joined_user_names"`
}

// UnmarshalJSON never fails: members of an unexpected type stay empty.
func (i *IncidentAnalytics) UnmarshalJSON(data []byte) error {
	type fields IncidentAnalytics
	var read fields
	decodeMembers(data, &read)
	*i = IncidentAnalytics(read)
	return nil
}

const incidentCount = "total_incident_count"

// hasIncidentCount reports whether a row of metrics has a number of incidents, as every row of PagerDuty's.
func hasIncidentCount(row []byte) bool {
	var members map[string]json.RawMessage
	var count *int
	return json.Unmarshal(row, &members) == nil && json.Unmarshal(members[incidentCount], &count) == nil && count != nil
}

// missingCount returns the name of the member that a row without a number of incidents lacks.
func missingCount(counted bool) string {
	if counted {
		return ""
	}
	return incidentCount
}

// decodeMembers decodes an object. A member of an unexpected type stays empty. With json.Unmarshal alone a pointer would point to 0.
func decodeMembers[T any](data []byte, target *T) {
	if json.Unmarshal(data, target) == nil {
		return
	}
	var none T
	*target = none
	var members map[string]json.RawMessage
	_ = json.Unmarshal(data, &members) // not an object: no members
	for name, value := range members {
		if one, err := json.Marshal(map[string]json.RawMessage{name: value}); err == nil && json.Unmarshal(one, new(T)) == nil {
			_ = json.Unmarshal(one, target) // has just succeeded
		}
	}
}

// AnalyticsIncidentsOptions select the incidents of AnalyticsService.Incidents and their order.
type AnalyticsIncidentsOptions struct {
	IncidentSelection
	PageSize        int       // records per request, 1 to 1000; 0 means PagerDuty's default (1000 in AllIncidents)
	After           string    // Page.NextCursor of the page before; "" for the first page
	Before          string    // selects the page before this cursor instead
	UpdatedAfter    time.Time // only what analytics has recomputed since
	IncidentTypeIDs []string
	OrderBy         string // created_at or seconds_to_resolve
	Order           string // asc or desc
	TimeZone        string // of times in the answer, by its name in the tz database
}

const maxAnalyticsPage = 1000

// Incidents returns one page of incidents with their analytics.
//
// Operation getAnalyticsIncidents: POST /analytics/raw/incidents.
func (s *AnalyticsService) Incidents(ctx context.Context, options AnalyticsIncidentsOptions) (*Page[IncidentAnalytics], error) {
	if options.PageSize < 0 || options.PageSize > maxAnalyticsPage {
		return nil, &ArgumentError{Argument: "PageSize", Message: fmt.Sprintf("is %d; PagerDuty sends 1 to %d incidents in one request", options.PageSize, maxAnalyticsPage)}
	}
	body := struct {
		Filters struct {
			selectionBody
			UpdatedAfter    *time.Time `json:"updated_after,omitempty"`
			IncidentTypeIDs []string   `json:"incident_type_ids,omitempty"`
		} `json:"filters"`
		Limit    int    `json:"limit,omitempty"`
		After    string `json:"starting_after,omitempty"`
		Before   string `json:"ending_before,omitempty"`
		Order    string `json:"order,omitempty"`
		OrderBy  string `json:"order_by,omitempty"`
		TimeZone string `json:"time_zone,omitempty"`
	}{Limit: options.PageSize, After: options.After, Before: options.Before, Order: options.Order, OrderBy: options.OrderBy, TimeZone: options.TimeZone}
	body.Filters.selectionBody = options.IncidentSelection.body()
	body.Filters.UpdatedAfter, body.Filters.IncidentTypeIDs = wholeSecond(options.UpdatedAfter), options.IncidentTypeIDs
	page, err := fetchPage[IncidentAnalytics](ctx, s.core, post("getAnalyticsIncidents", body, "analytics", "raw", "incidents").reading(), "data")
	if err != nil {
		return nil, err
	}
	page.key = incidentAnalyticsKey
	return page, nil
}

func incidentAnalyticsKey(i IncidentAnalytics) string { return i.ID }

// AllIncidents iterates over the incidents that Incidents returns, across all pages.
//
// Operation getAnalyticsIncidents: POST /analytics/raw/incidents.
func (s *AnalyticsService) AllIncidents(ctx context.Context, options AnalyticsIncidentsOptions) iter.Seq2[IncidentAnalytics, error] {
	if options.PageSize == 0 {
		options.PageSize = maxAnalyticsPage
	}
	first := CursorOptions{PageSize: options.PageSize, After: options.After, Before: options.Before}
	return allByCursor(first, incidentAnalyticsKey, func(at CursorOptions) (*Page[IncidentAnalytics], error) {
		options.After, options.Before = at.After, at.Before
		return s.Incidents(ctx, options)
	})
}
