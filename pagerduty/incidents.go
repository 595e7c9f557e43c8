package pagerduty

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// IncidentStatus is where an incident stands.
type IncidentStatus string

// The statuses of an incident. Triggered and acknowledged incidents are open.
const (
	StatusTriggered    IncidentStatus = "triggered"
	StatusAcknowledged IncidentStatus = "acknowledged"
	StatusResolved     IncidentStatus = "resolved"
)

// Urgency says how loudly responders are notified.
type Urgency string

// The urgencies of an incident.
const (
	UrgencyHigh Urgency = "high"
	UrgencyLow  Urgency = "low"
)

// Incident is a problem that someone has to look at.
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
	FirstTrigger   *LogEntry     `json:"first_trigger_log_entry"` // whole with IncludeFirstTrigger, else id and type
	CustomFields   []CustomField `json:"custom_fields"`           // Get with IncludeCustomFields
	PendingActions []Pending     `json:"pending_actions"`

	AssignedVia       string             `json:"assigned_via"`   // escalation_policy or direct_assignment
	ResolveReason     *ResolveReason     `json:"resolve_reason"` // nil unless the incident was merged into another
	IsMergeable       bool               `json:"is_mergeable"`
	Responders        []Responder        `json:"incidents_responders"`
	ResponderRequests []ResponderRequest `json:"responder_requests"`
}

// IsOpen reports whether the incident is not resolved.
func (i *Incident) IsOpen() bool { return i.Status != StatusResolved }

// ids: an incident may be asked for by its number.
func (i *Incident) ids() []string { return []string{i.ID, strconv.Itoa(i.Number)} }

// IncidentType is the account's own kind of incident.
type IncidentType struct {
	Name string `json:"name"`
}

// Assignment says who has to look at an incident, since when.
type Assignment struct {
	At       Time      `json:"at"`
	Assignee Reference `json:"assignee"`
}

// Acknowledgement says who looks at an incident, since when.
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

// ConferenceBridge is where responders meet.
type ConferenceBridge struct {
	Number string `json:"conference_number,omitempty"`
	URL    string `json:"conference_url,omitempty"`
}

// IncidentBody holds what was said when the incident was created.
type IncidentBody struct {
	Details json.RawMessage `json:"details"` // a string, or an object that an integration sent
}

// CustomField is a value of one of the account's own fields.
type CustomField struct {
	Name        string          `json:"name"`
	DisplayName string          `json:"display_name"`
	Value       json.RawMessage `json:"value"` // of the field's own type; null if unset
}

// Pending is something that PagerDuty will do by itself.
type Pending struct {
	Type string `json:"type"` // unacknowledge, escalate, resolve or urgency_change
	At   Time   `json:"at"`
	To   string `json:"to"` // the urgency after an urgency_change
}

// ResolveReason says why PagerDuty resolved an incident by itself.
type ResolveReason struct {
	Type     string    `json:"type"`     // merge_resolve_reason
	Incident Reference `json:"incident"` // the one that it was merged into
}

// IncidentInclude is a part of an incident that PagerDuty leaves out unless asked.
type IncidentInclude string

// What Get can include.
const (
	IncludeFirstTrigger     IncidentInclude = "first_trigger_log_entries"
	IncludeConferenceBridge IncidentInclude = "conference_bridge"
	IncludeCustomFields     IncidentInclude = "custom_fields"
)

// ListIncidentsOptions narrows a list of incidents. The zero value lists those of the last month,
// oldest first, as PagerDuty does. Give both Since and Until or neither: with one alone PagerDuty
// lists a single month from it.
type ListIncidentsOptions struct {
	PageOptions
	Statuses    []IncidentStatus
	Urgencies   []Urgency
	ServiceIDs  []string
	TeamIDs     []string
	UserIDs     []string // assigned to any of these; PagerDuty matches open incidents only
	PriorityIDs []string
	IncidentKey string
	Since       time.Time // at most six months before Until
	Until       time.Time
	AllTime     bool     // ignores Since and Until
	SortBy      []string // at most two of incident_number, created_at, resolved_at, urgency, each with :asc or :desc
}

// IncidentsService reads and changes incidents and what belongs to them.
type IncidentsService struct{ core *core }

// List is one page of incidents.
//
// Operation listIncidents: GET /incidents.
func (s *IncidentsService) List(ctx context.Context, options ListIncidentsOptions) (*Page[Incident], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages is List, page after page.
//
// Operation listIncidents: GET /incidents.
func (s *IncidentsService) Pages(ctx context.Context, options ListIncidentsOptions) iter.Seq2[*Page[Incident], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All is List, incident after incident.
//
// Operation listIncidents: GET /incidents.
func (s *IncidentsService) All(ctx context.Context, options ListIncidentsOptions) iter.Seq2[Incident, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *IncidentsService) list(options ListIncidentsOptions) listing[Incident] {
	r := get("listIncidents", "incidents")
	options.set(r.query)
	return listing[Incident]{s.core, r, "incidents", func(i Incident) string { return i.ID }}
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

// Get is one incident, by id or by number.
//
// Operation getIncident: GET /incidents/{id}.
func (s *IncidentsService) Get(ctx context.Context, id string, include ...IncidentInclude) (*Incident, error) {
	r := get("getIncident", "incidents", id)
	addAll(r.query, "include", include)
	return one[Incident](ctx, s.core, r, "incident")
}
