package pagerduty

import (
	"context"
	"encoding/json"
	"slices"
)

// NewResponderRequest asks people to help with an incident.
type NewResponderRequest struct {
	RequesterID         string // the user who asks; see UsersService.Acting
	Message             string
	UserIDs             []string
	EscalationPolicyIDs []string
}

// ResponderRequest is a request for help as PagerDuty keeps it.
type ResponderRequest struct {
	ID          string            `json:"id"`
	Message     string            `json:"message"`
	RequestedAt Time              `json:"requested_at"`
	Requester   Reference         `json:"requester"`
	Targets     []ResponderTarget `json:"responder_request_targets"`
}

// lacks: PagerDuty sends no id with a request that was just made.
func (r *ResponderRequest) lacks() string {
	if r.ID == "" && r.Requester.ID == "" && len(r.Targets) == 0 {
		return "requester"
	}
	return ""
}

// ResponderTarget is whom a request for help went to: a user or an escalation policy.
type ResponderTarget struct {
	Reference
	Responders []Responder `json:"incidents_responders"` // whom the target stands for
}

// UnmarshalJSON reads the target bare, as the contract has it, or wrapped, as it is sent. It never fails.
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
	_ = json.Unmarshal(data, &read) // what does not fit stays empty
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

// Responder is someone who was asked to help.
type Responder struct {
	State       string    `json:"state"` // pending, joined, declined or user_cancelled
	User        Reference `json:"user"`
	UpdatedAt   Time      `json:"updated_at"` // since when the state holds
	Message     string    `json:"message"`
	Requester   Reference `json:"requester"`
	RequestedAt Time      `json:"requested_at"`
}

type responderTargetBody struct {
	Target *link `json:"responder_request_target"`
}

// RequestResponders asks users and the users on call of escalation policies for help. It notifies
// people. ErrPlan: the account's plan has no coordinated responding.
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
	r.pages = true
	return one[ResponderRequest](ctx, s.core, r, "responder_request")
}
