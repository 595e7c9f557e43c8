package pagerduty

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// IncidentStatus is the status of an incident.
type IncidentStatus string

// The statuses of an incident. Triggered and acknowledged incidents are open.
const (
	StatusTriggered    IncidentStatus = "triggered"
	StatusAcknowledged IncidentStatus = "acknowledged"
	StatusResolved     IncidentStatus = "resolved"
)

// Urgency selects which notification rules of the responders apply.
type Urgency string

// The urgencies of an incident.
const (
	UrgencyHigh Urgency = "high"
	UrgencyLow  Urgency = "low"
)

// Incident is a problem that someone has to resolve.
type Incident struct {
	ID                 string            `json:"id"`
	Number             int               `json:"incident_number"`
	Title              string            `json:"title"`
	Status             IncidentStatus    `json:"status"`
	Urgency            Urgency           `json:"urgency"`
	Priority           *Reference        `json:"priority"`
	IncidentKey        string            `json:"incident_key"`
	IncidentType       IncidentType      `json:"incident_type"`
	CreatedAt          Time              `json:"created_at"`
	UpdatedAt          Time              `json:"updated_at"`
	ResolvedAt         Time              `json:"resolved_at"`
	LastStatusChangeAt Time              `json:"last_status_change_at"`
	LastStatusChangeBy *Reference        `json:"last_status_change_by"`
	Service            Reference         `json:"service"`
	EscalationPolicy   Reference         `json:"escalation_policy"`
	Teams              []Reference       `json:"teams"`
	Assignments        []Assignment      `json:"assignments"`
	Acknowledgements   []Acknowledgement `json:"acknowledgements"`
	AlertCounts        AlertCounts       `json:"alert_counts"`
	ConferenceBridge   *ConferenceBridge `json:"conference_bridge"`
	HTMLURL            string            `json:"html_url"`

	Body           IncidentBody  `json:"body"`                    // Get only
	FirstTrigger   *LogEntry     `json:"first_trigger_log_entry"` // just id and type unless IncludeFirstTrigger is given
	CustomFields   []CustomField `json:"custom_fields"`           // Get with IncludeCustomFields only
	PendingActions []Pending     `json:"pending_actions"`

	AssignedVia       string             `json:"assigned_via"`   // escalation_policy or direct_assignment
	ResolveReason     *ResolveReason     `json:"resolve_reason"` // nil unless the incident was merged into another
	IsMergeable       bool               `json:"is_mergeable"`
	Responders        []Responder        `json:"incidents_responders"`
	ResponderRequests []ResponderRequest `json:"responder_requests"`
}

// IsOpen reports whether the incident is not resolved.
func (i *Incident) IsOpen() bool { return i.Status != StatusResolved }

// An incident can be asked for by its number, which is unknown if the response lacks it.
func (i *Incident) ids() []string {
	if i.Number == 0 {
		return []string{i.ID, ""}
	}
	return []string{i.ID, strconv.Itoa(i.Number)}
}

// Assignment records who an incident was assigned to, and when.
type Assignment struct {
	At       Time      `json:"at"`
	Assignee Reference `json:"assignee"`
}

// Acknowledgement records who acknowledged an incident, and when.
type Acknowledgement struct {
	At           Time      `json:"at"`
	Acknowledger Reference `json:"acknowledger"`
}

// AlertCounts counts an incident's alerts.
type AlertCounts struct {
	All       int `json:"all"`
	Triggered int `json:"triggered"`
	Resolved  int `json:"resolved"`
}

// ConferenceBridge is the phone number and the web address of the responders' conference.
type ConferenceBridge struct {
	Number string `json:"conference_number,omitempty"`
	URL    string `json:"conference_url,omitempty"`
}

// IncidentBody holds the details that the incident was created with.
type IncidentBody struct {
	Details json.RawMessage `json:"details"` // a string, or an object that an integration sent
}

// Pending is an action that PagerDuty will take automatically.
type Pending struct {
	Type string `json:"type"` // unacknowledge, escalate, resolve or urgency_change
	At   Time   `json:"at"`
	To   string `json:"to"` // the new urgency, for an urgency_change
}

// ResolveReason is why PagerDuty resolved an incident automatically.
type ResolveReason struct {
	Type     string    `json:"type"`     // merge_resolve_reason
	Incident Reference `json:"incident"` // the incident that it was merged into
}

// IncidentInclude names a part of an incident that PagerDuty sends on request only.
type IncidentInclude string

// Values of the include parameter of IncidentsService.Get.
const (
	IncludeFirstTrigger     IncidentInclude = "first_trigger_log_entries"
	IncludeConferenceBridge IncidentInclude = "conference_bridge"
	IncludeCustomFields     IncidentInclude = "custom_fields"
)

// ListIncidentsOptions filters a list of incidents. The zero value lists those of the last month, oldest first. Set both Since and
// Until or neither: with only one of them, PagerDuty lists the month that starts or ends there.
type ListIncidentsOptions struct {
	PageOptions
	Statuses    []IncidentStatus
	Urgencies   []Urgency
	ServiceIDs  []string
	TeamIDs     []string
	UserIDs     []string // assigned to any of these users; matches open incidents only
	PriorityIDs []string
	IncidentKey string
	Since       time.Time // at most six months before Until
	Until       time.Time
	AllTime     bool     // lists incidents of any time; Since and Until are ignored
	SortBy      []string // at most two of incident_number, created_at, resolved_at, urgency, each with :asc or :desc
}

// IncidentsService reads and changes incidents, and reads their alerts, notes and log entries.
type IncidentsService struct{ core *core }

// List returns one page of incidents.
//
// Operation listIncidents: GET /incidents.
func (s *IncidentsService) List(ctx context.Context, options ListIncidentsOptions) (*Page[Incident], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listIncidents: GET /incidents.
func (s *IncidentsService) Pages(ctx context.Context, options ListIncidentsOptions) iter.Seq2[*Page[Incident], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the incidents that List returns, across all pages.
//
// Operation listIncidents: GET /incidents.
func (s *IncidentsService) All(ctx context.Context, options ListIncidentsOptions) iter.Seq2[Incident, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *IncidentsService) list(options ListIncidentsOptions) listRequest[Incident] {
	r := get("listIncidents", "incidents")
	options.set(r.query)
	return listRequest[Incident]{s.core, r, "incidents", func(i Incident) string { return i.ID }}
}

func (o ListIncidentsOptions) set(query url.Values) {
	addAll(query, "statuses", o.Statuses)
	addAll(query, "urgencies", o.Urgencies)
	addAll(query, "service_ids", o.ServiceIDs)
	addAll(query, "team_ids", o.TeamIDs)
	addAll(query, "user_ids", o.UserIDs)
	addAll(query, "priority_ids", o.PriorityIDs)
	setText(query, "incident_key", o.IncidentKey)
	setText(query, "sort_by", strings.Join(o.SortBy, ","))
	if o.AllTime {
		query.Set("date_range", "all")
		return
	}
	setTime(query, "since", o.Since)
	setTime(query, "until", o.Until)
}

// Get returns one incident, by its id or its number.
//
// Operation getIncident: GET /incidents/{id}.
func (s *IncidentsService) Get(ctx context.Context, id string, include ...IncidentInclude) (*Incident, error) {
	r := get("getIncident", "incidents", id)
	if isNumber(id) {
		r.object = cmp.Or(strings.TrimLeft(id, "0"), "0") // a number
	}
	addAll(r.query, "include", include)
	return one[Incident](ctx, s.core, r, "incident")
}
