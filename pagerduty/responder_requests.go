package pagerduty

import (
	"context"
	"encoding/json"
	"slices"
)

// NewResponderRequest is the argument of RequestResponders. RequesterID is required, and at least one user or policy.
type NewResponderRequest struct {
	RequesterID         string // the user who asks; see UsersService.Acting
	Message             string
	UserIDs             []string
	EscalationPolicyIDs []string // asks the users who are on call
}

// ResponderRequest is a request for help with an incident.
type ResponderRequest struct {
	ID          string            `json:"id"`
	Message     string            `json:"message"`
	RequestedAt Time              `json:"requested_at"`
	Requester   Reference         `json:"requester"`
	Targets     []ResponderTarget `json:"responder_request_targets"`
}

// PagerDuty sends no id for a new request.
func (r *ResponderRequest) missing() string {
	if r.ID == "" && r.Requester.ID == "" && len(r.Targets) == 0 {
		return "requester"
	}
	return ""
}

// ResponderTarget is the user or the escalation policy that a request for help was sent to.
type ResponderTarget struct {
	Reference
	Responders []Responder `json:"incidents_responders"` // the users asked
}

// UnmarshalJSON decodes a bare target, as in PagerDuty's OpenAPI contract, or a target wrapped in responder_request_target, as
// PagerDuty sends it. It never fails.
func (t *ResponderTarget) UnmarshalJSON(data []byte) error {
	type fields ResponderTarget
	type target struct {
		fields
		InContract []Responder `json:"incident_responders"` // sent as incidents_responders
	}
	var read struct {
		target
		Wrapped *target `json:"responder_request_target"`
	}
	_ = json.Unmarshal(data, &read) // members of an unexpected type stay empty
	found := read.target
	if read.Wrapped != nil {
		found = *read.Wrapped
	}
	*t = ResponderTarget(found.fields)
	if t.Responders == nil {
		t.Responders = found.InContract
	}
	return nil
}

// Responder is a user who was asked to help.
type Responder struct {
	State       string    `json:"state"` // pending, joined, declined or user_cancelled
	User        Reference `json:"user"`
	UpdatedAt   Time      `json:"updated_at"` // time of the last change of State
	Message     string    `json:"message"`
	Requester   Reference `json:"requester"`
	RequestedAt Time      `json:"requested_at"`
}

type responderTargetBody struct {
	Target *link `json:"responder_request_target"`
}

// RequestResponders asks users, and those on call for escalation policies, for help with an incident. It notifies people. The error
// matches ErrPlan if the account's plan lacks the feature.
//
// Operation createIncidentResponderRequest: POST /incidents/{id}/responder_requests.
func (s *IncidentsService) RequestResponders(ctx context.Context, incidentID string, request NewResponderRequest) (*ResponderRequest, error) {
	if len(request.UserIDs)+len(request.EscalationPolicyIDs) == 0 {
		return nil, &ArgumentError{Argument: "UserIDs", Message: "and EscalationPolicyIDs are empty: name whom to ask"}
	}
	if err := checkIDs(slices.Concat([]string{request.RequesterID}, request.UserIDs, request.EscalationPolicyIDs)...); err != nil {
		return nil, err
	}
	var targets []responderTargetBody
	for _, id := range request.UserIDs {
		targets = append(targets, responderTargetBody{linkTo(id, "user_reference")})
	}
	for _, id := range request.EscalationPolicyIDs {
		targets = append(targets, responderTargetBody{linkTo(id, "escalation_policy_reference")})
	}
	body := struct {
		RequesterID string                `json:"requester_id"`
		Message     string                `json:"message"`
		Targets     []responderTargetBody `json:"responder_request_targets"`
	}{request.RequesterID, request.Message, targets}
	r := post("createIncidentResponderRequest", body, "incidents", incidentID, "responder_requests")
	r.notifies = true
	return one[ResponderRequest](ctx, s.core, r, "responder_request")
}
