package incidents

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) responders() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("add_responders", "Asks people to help with an incident, and notifies them.", t.addResponders,
			mcptools.WithMarkCount(MarkPages, addRespondersInput.pages), mcptools.WithMarkCount(MarkPeople, addRespondersInput.people)),
	}
}

type addRespondersInput struct {
	IncidentID          string   `json:"incident_id" jsonschema_description:"Id, number or web address."`
	UserIDs             []string `json:"user_ids,omitempty" jsonschema_description:"Ids, names or e-mails."`
	EscalationPolicyIDs []string `json:"escalation_policy_ids,omitempty" jsonschema_description:"Ids or names; asks who is on call there."`
	Message             string   `json:"message,omitempty" jsonschema_description:"Default: the incident's number and title."`
}

// pages is how many notifications the request may send: one to each user, and one to whoever is on call in each escalation policy,
// who may be several people.
func (in addRespondersInput) pages() int { return len(in.UserIDs) + len(in.EscalationPolicyIDs) }

// people is how many users the request notifies, if it names them all.
func (in addRespondersInput) people() int {
	if len(in.EscalationPolicyIDs) > 0 {
		return 0
	}
	return len(in.UserIDs)
}

type respondersView struct {
	Incident view.Reference   `json:"incident"`
	Message  string           `json:"message"`
	Asked    []view.Reference `json:"asked,omitempty"`
}

func (t *tools) addResponders(ctx context.Context, in addRespondersInput) (*respondersView, error) {
	if len(in.UserIDs)+len(in.EscalationPolicyIDs) == 0 {
		return nil, errors.New("give at least one of user_ids and escalation_policy_ids: whom to ask")
	}
	name, err := identify.Incident("incident_id", in.IncidentID)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	request, err := in.request(ctx, client)
	if err != nil {
		return nil, err
	}
	incident, err := lookUp(ctx, client, name)
	if err != nil {
		return nil, err
	}
	request.Message = cmp.Or(in.Message, fmt.Sprintf("Please help with #%d: %s", incident.Number, incident.Title))
	sent, err := client.Incidents.RequestResponders(ctx, incident.ID, *request)
	if err != nil {
		return nil, err
	}
	return &respondersView{
		Incident: view.Reference{ID: incident.ID, Name: incident.Title}, Message: request.Message, Asked: asked(*request, *sent),
	}, nil
}

// asked shows whom the request went to: as PagerDuty answers where it names them, by their ids otherwise.
func asked(request pagerduty.NewResponderRequest, sent pagerduty.ResponderRequest) []view.Reference {
	var shown []view.Reference
	for _, id := range slices.Concat(request.UserIDs, request.EscalationPolicyIDs) {
		at := slices.IndexFunc(sent.Targets, func(target pagerduty.ResponderTarget) bool { return target.ID == id })
		if at >= 0 {
			shown = append(shown, *view.Of(sent.Targets[at].Reference))
		} else {
			shown = append(shown, view.Reference{ID: id})
		}
	}
	return shown
}

// request resolves the names. What pages someone must not rest on a guess: ids are looked up too.
func (in addRespondersInput) request(ctx context.Context, client *pagerduty.Client) (*pagerduty.NewResponderRequest, error) {
	names := identify.NewNames(client)
	names.Verify()
	request := &pagerduty.NewResponderRequest{}
	err := names.Resolve(ctx,
		identify.Many(identify.User(), "user_ids", in.UserIDs, &request.UserIDs),
		identify.Many(identify.EscalationPolicy(), "escalation_policy_ids", in.EscalationPolicyIDs, &request.EscalationPolicyIDs),
	)
	if err != nil {
		return nil, err
	}
	requester, err := client.Users.Acting(ctx)
	if err != nil {
		return nil, err
	}
	request.RequesterID = requester.ID
	return request, nil
}
