package pagerduty

import (
	"context"
	"slices"
)

// ResponderCancellation is the argument of CancelResponderRequests. RequesterID is required, and at least one user or policy.
type ResponderCancellation struct {
	RequesterID         string // the user who cancels; see UsersService.Acting
	UserIDs             []string
	EscalationPolicyIDs []string
}

// CancelledRequest is what became of the request to a user or an escalation policy.
type CancelledRequest struct {
	ID     string `json:"id"`
	Type   string `json:"type"`   // user_reference or escalation_policy_reference
	Result string `json:"result"` // cancelled, joined, declined or not_found
}

// CancelResponderRequests cancels pending requests for help with an incident. It is not repeated after a failure, since PagerDuty reports a
// request that was cancelled before as not_found.
//
// Operation cancelIncidentResponderRequest: PUT /incidents/{id}/responder_requests/cancel.
func (s *IncidentsService) CancelResponderRequests(ctx context.Context, incidentID string, cancel ResponderCancellation) ([]CancelledRequest, error) {
	if len(cancel.UserIDs)+len(cancel.EscalationPolicyIDs) == 0 {
		return nil, &ArgumentError{Argument: "UserIDs", Message: "and EscalationPolicyIDs are empty: name whose requests to cancel"}
	}
	if err := checkIDs(slices.Concat([]string{cancel.RequesterID}, cancel.UserIDs, cancel.EscalationPolicyIDs)...); err != nil {
		return nil, err
	}
	body := struct {
		RequesterID string  `json:"requester_id"`
		Targets     []*link `json:"responder_request_targets"`
	}{RequesterID: cancel.RequesterID}
	for _, id := range cancel.UserIDs {
		body.Targets = append(body.Targets, linkTo(id, "user_reference"))
	}
	for _, id := range cancel.EscalationPolicyIDs {
		body.Targets = append(body.Targets, linkTo(id, "escalation_policy_reference"))
	}
	r := put("cancelIncidentResponderRequest", body, "incidents", incidentID, "responder_requests", "cancel")
	r.repeatable = false
	asked := slices.Concat(cancel.UserIDs, cancel.EscalationPolicyIDs)
	return itemsWith(ctx, s.core, r, "responder_request_targets", func(c CancelledRequest) string { return c.ID }, len(asked), asked...)
}
