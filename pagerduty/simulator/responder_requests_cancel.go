package simulator

import (
	"fmt"
	"slices"
	"strings"
)

// The states of a responder.
const (
	responderPending   = "pending"
	responderJoined    = "joined"
	responderDeclined  = "declined"
	responderCancelled = "user_cancelled"
)

type cancelledTargetView struct {
	Type   string `json:"type"`
	ID     string `json:"id"`
	Result string `json:"result"`
}

// cancelResponderRequests cancels the pending requests to users and escalation policies, and reports what became of the others.
func cancelResponderRequests(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	var in struct {
		RequesterID string           `json:"requester_id"`
		Targets     []referenceInput `json:"responder_request_targets"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if c.account.users.byID[in.RequesterID] == nil {
		c.problem("requester_id: no user has the id %q", in.RequesterID)
	}
	if len(in.Targets) == 0 {
		c.problem("the body must have responder_request_targets")
	}
	for n, target := range in.Targets {
		member := fmt.Sprintf("responder_request_targets.%d", n)
		c.checkType(member, target.Type, "user_reference", "escalation_policy_reference")
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	results := each(in.Targets, func(target referenceInput) cancelledTargetView {
		return cancelledTargetView{target.Type, target.ID, c.cancel(i, target)}
	})
	if slices.ContainsFunc(results, func(r cancelledTargetView) bool { return r.Result == "cancelled" }) {
		c.account.remark(i, responderChannel, "Requests for help withdrawn", "", agent{user: c.account.users.byID[in.RequesterID]}, c.now)
	}
	return map[string]any{"responder_request_targets": results}, nil
}

// cancel cancels the pending requests to a target. It returns cancelled, or the state of the latest request, or not_found.
func (c *call) cancel(i *incident, target referenceInput) string {
	result := "not_found"
	for _, request := range i.requests {
		for _, asked := range request.targets {
			if !asked.is(target) {
				continue
			}
			for _, r := range asked.responders {
				switch {
				case r.state == responderPending:
					r.state, r.changedAt, i.updatedAt = responderCancelled, c.now, c.now
					result = "cancelled"
				case result != "cancelled" && slices.Contains([]string{responderJoined, responderDeclined}, r.state):
					result = r.state
				}
			}
		}
	}
	return result
}

func (t responderTarget) is(target referenceInput) bool {
	if strings.HasPrefix(target.Type, "escalation_policy") {
		return t.policy != nil && t.policy.id == target.ID
	}
	return t.user != nil && t.user.id == target.ID
}
