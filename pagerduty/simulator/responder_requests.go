package simulator

import (
	"fmt"
	"strings"
	"time"
)

// responderRequest is a request to users to join an incident.
type responderRequest struct {
	id, message string
	requester   *user
	at          time.Time
	targets     []responderTarget
}

// responderTarget is a user or an escalation policy. responders are its users.
type responderTarget struct {
	user       *user
	policy     *escalationPolicy
	responders []*responder
}

// responder is a user who was asked to join an incident.
type responder struct {
	user, requester *user
	state, message  string
	at              time.Time
	changedAt       time.Time // when the state changed; zero if it never has
}

func responderRequestRoutes() []route {
	const path = "/incidents/{id}/responder_requests"
	return []route{
		{method: "POST", path: path, ability: "coordinated_responding", handle: createResponderRequest},
		{method: "PUT", path: path + "/cancel", ability: "coordinated_responding", handle: cancelResponderRequests},
	}
}

type responderRequestInput struct {
	RequesterID string  `json:"requester_id"`
	Message     *string `json:"message"`
	Targets     []struct {
		Target *referenceInput `json:"responder_request_target"`
	} `json:"responder_request_targets"`
}

func createResponderRequest(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	var in responderRequestInput
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	request := c.newResponderRequest(&in)
	if err := c.refusal(); err != nil {
		return nil, err
	}
	if !i.open() {
		return nil, badRequest(1001, "Incident Already Resolved", "incident "+i.id+" is resolved and accepts no responders")
	}
	c.account.addRequest(i, request, c.now)
	return map[string]any{"responder_request": c.renderer().responderRequest(i, request)}, nil
}

// addRequest asks the targets of a request to join an incident.
func (a *account) addRequest(i *incident, request *responderRequest, at time.Time) {
	request.id = a.newShortID()
	i.requests = append(i.requests, request)
	for _, t := range request.targets {
		i.responders = append(i.responders, t.responders...)
	}
	i.updatedAt = at
	asked := strings.Join(each(request.targets, responderTarget.name), ", ")
	a.remark(i, responderChannel, "Help requested from "+asked, request.message, agent{user: request.requester}, at)
}

func (t responderTarget) name() string {
	if t.user != nil {
		return t.user.name
	}
	return t.policy.name
}

func (c *call) newResponderRequest(in *responderRequestInput) *responderRequest {
	request := &responderRequest{requester: c.account.users.byID[in.RequesterID], at: c.now}
	if request.requester == nil {
		c.problem("requester_id: no user has the id %q", in.RequesterID)
	}
	if in.Message == nil {
		c.problem("the body must have a message")
	} else {
		request.message = *in.Message
	}
	if len(in.Targets) == 0 {
		c.problem("the body must have responder_request_targets")
	}
	for n, target := range in.Targets {
		request.targets = append(request.targets, c.responderTarget(fmt.Sprintf("responder_request_targets.%d", n), request, target.Target))
	}
	return request
}

func (c *call) responderTarget(member string, request *responderRequest, in *referenceInput) responderTarget {
	var target responderTarget
	var users []*user
	switch {
	case in == nil:
		c.problem("%s must have a responder_request_target", member)
	case strings.HasPrefix(in.Type, "escalation_policy"):
		if target.policy = resolve(c, &c.account.escalationPolicies, member, in, "escalation_policy_reference"); target.policy != nil {
			_, users = c.account.firstLevel(target.policy, c.now)
		}
	default:
		if target.user = resolve(c, &c.account.users, member, in, "user_reference"); target.user != nil {
			users = []*user{target.user}
		}
	}
	target.responders = each(users, func(u *user) *responder {
		return &responder{user: u, requester: request.requester, state: "pending", message: request.message, at: c.now}
	})
	return target
}

type requestView struct {
	ID          string                `json:"id"`
	Incident    reference             `json:"incident"`
	Requester   reference             `json:"requester"`
	RequestedAt string                `json:"requested_at"`
	Message     string                `json:"message"`
	Targets     []responderTargetView `json:"responder_request_targets"`
}

type responderTargetView struct {
	Type       string          `json:"type"`
	ID         string          `json:"id"`
	Summary    string          `json:"summary"`
	Responders []responderView `json:"incident_responders"`
	// Wrapped is the target in the form of PagerDuty's examples, which its schema does not have. Only a lenient simulator accepts it.
	Wrapped *wrappedTargetView `json:"responder_request_target,omitempty"`
}

type wrappedTargetView struct {
	Type       string          `json:"type"`
	ID         string          `json:"id"`
	Summary    string          `json:"summary"`
	Responders []responderView `json:"incidents_responders"`
}

type responderView struct {
	State       string    `json:"state"`
	User        reference `json:"user"`
	Incident    reference `json:"incident"`
	UpdatedAt   string    `json:"updated_at"`
	Message     string    `json:"message"`
	Requester   reference `json:"requester"`
	RequestedAt string    `json:"requested_at"`
}

func (r *renderer) responderRequest(i *incident, q *responderRequest) requestView {
	return requestView{q.id, i.reference(), q.requester.reference(), r.time(q.at), q.message,
		each(q.targets, func(t responderTarget) responderTargetView {
			head := reference{}
			if t.user != nil {
				head = t.user.head("user")
			} else {
				head = t.policy.head("escalation_policy")
			}
			responders := each(t.responders, func(p *responder) responderView { return r.responder(i, p) })
			v := responderTargetView{Type: head.Type, ID: head.ID, Summary: head.Summary, Responders: responders}
			if r.lenient {
				v.Wrapped = &wrappedTargetView{v.Type, v.ID, v.Summary, v.Responders}
			}
			return v
		})}
}

func (r *renderer) responder(i *incident, p *responder) responderView {
	return responderView{p.state, p.user.reference(), i.reference(), r.time(later(p.at, p.changedAt)), p.message, p.requester.reference(), r.time(p.at)}
}
