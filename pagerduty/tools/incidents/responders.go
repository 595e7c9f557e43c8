package incidents

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) responders() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("add_responders", "Asks people to help with an incident, and notifies them.", t.addResponders,
			mcptools.WithMarks(marks.NoDuty), mcptools.WithMarkCount(marks.Pages, addRespondersInput.pages), mcptools.WithMarkCount(marks.People, addRespondersInput.people),
			mcptools.WithQuestion(t.askResponders), mcptools.WithExample(`{"incident_id":"4197","user_ids":["Bruno Castellani"]}`)),
	}
}

type addRespondersInput struct {
	IncidentID          string   `json:"incident_id" jsonschema_description:"Id, number or web address."`
	UserIDs             []string `json:"user_ids,omitempty" jsonschema_description:"Ids, names or e-mails."`
	EscalationPolicyIDs []string `json:"escalation_policy_ids,omitempty" jsonschema_description:"Ids or names; asks whoever is on call there."`
	ServiceIDs          []string `json:"service_ids,omitempty" jsonschema_description:"Ids or names; asks whoever is on call for them now at level 1."`
	Message             string   `json:"message,omitempty" jsonschema_description:"Default: the incident's number and title."`
}

// pages returns the number of notifications that the request may send: one to each user, and one to whoever is on call for each escalation
// policy or service, who may be several people.
func (in addRespondersInput) pages() int {
	return len(in.UserIDs) + len(in.EscalationPolicyIDs) + len(in.ServiceIDs)
}

// people returns the number of users that the request notifies; 0 if it also notifies whoever is on call.
func (in addRespondersInput) people() int {
	if len(in.EscalationPolicyIDs)+len(in.ServiceIDs) > 0 {
		return 0
	}
	return len(in.UserIDs)
}

type respondersView struct {
	Incident incident.Brief   `json:"incident"`
	Message  string           `json:"message"`
	Asked    []askedView      `json:"asked,omitempty"`
	AskedAt  string           `json:"asked_at,omitzero"`
	Notified []view.Reference `json:"notified,omitempty"` // the people who were asked, as far as PagerDuty names them
	Notes    []string         `json:"notes,omitempty"`    // on who was not asked again
}

// askedView is a user or an escalation policy that the request went to.
type askedView struct {
	view.Reference
	OnCallFor []string `json:"on_call_for,omitempty"` // services, or escalation policies of which some people are not asked again
}

func (t *tools) addResponders(ctx context.Context, in addRespondersInput) (*respondersView, error) {
	if in.pages() == 0 {
		return nil, errors.New("give at least one of user_ids, escalation_policy_ids and service_ids: whom to ask")
	}
	var ids responderIDs
	if err := identify.Check(in.names(&ids)...); err != nil {
		return nil, err
	}
	name, err := identify.Incident("incident_id", in.IncidentID)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	var onCall []serviceOnCall
	var requester *pagerduty.User
	var about *pagerduty.Incident
	err = parallel.Do(ctx,
		func(ctx context.Context) error {
			err := identify.Resolve(ctx, client, in.names(&ids)...)
			if err == nil {
				onCall, err = onCallForServices(ctx, client, ids.services)
			}
			return err
		},
		func(ctx context.Context) (err error) { requester, err = client.Users.Acting(ctx); return err },
		func(ctx context.Context) (err error) { about, err = incident.Lookup(ctx, client, name); return err },
	)
	if err != nil {
		return nil, err
	}
	request := pagerduty.NewResponderRequest{
		RequesterID: requester.ID, UserIDs: slices.Clone(ids.users), EscalationPolicyIDs: ids.policies,
		Message: cmp.Or(in.Message, fmt.Sprintf("Please help with #%d: %s", about.Number, about.Title)),
	}
	for _, service := range onCall {
		for _, user := range service.users {
			if !slices.Contains(request.UserIDs, user.ID) {
				request.UserIDs = append(request.UserIDs, user.ID)
			}
		}
	}
	left := leaveOut(ctx, client, *about, &request)
	if len(request.UserIDs)+len(request.EscalationPolicyIDs) == 0 {
		return nil, left.nobody()
	}
	sent, err := client.Incidents.RequestResponders(ctx, about.ID, request)
	if err != nil {
		return nil, err
	}
	shown := showAsked(*about, request, *sent, append(onCall, left.policies...))
	shown.Notes = left.notes(*about, request)
	return shown, nil
}

// responderIDs are the ids of the objects that a request names.
type responderIDs struct{ users, policies, services []string }

// names returns the arguments that name objects, whose ids will be stored in ids.
func (in addRespondersInput) names(ids *responderIDs) []identify.Argument {
	return []identify.Argument{
		identify.Many(identify.Responder(), "user_ids", in.UserIDs, &ids.users),
		identify.Many(identify.EscalationPolicy(), "escalation_policy_ids", in.EscalationPolicyIDs, &ids.policies),
		identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &ids.services),
	}
}

// serviceOnCall is who is on call for a service or an escalation policy at level 1.
type serviceOnCall struct {
	service string // its name
	users   []view.Reference
}

// onCallForServices finds who is on call now at level 1. It returns an error if a service has nobody: the caller decides whether to ask the
// next level.
func onCallForServices(ctx context.Context, client *pagerduty.Client, ids []string) ([]serviceOnCall, error) {
	services := make([]pagerduty.Service, len(ids))
	err := parallel.Each(ctx, len(ids), func(ctx context.Context, i int) error {
		service, err := client.Services.Get(ctx, ids[i])
		if err == nil {
			services[i] = *service
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var policies []string
	for _, service := range services {
		policies = append(policies, service.EscalationPolicy.ID)
	}
	onCall, err := onCallNow(ctx, client, policies)
	if err != nil {
		return nil, err
	}
	var found []serviceOnCall
	for _, service := range services {
		first := oncall.FirstNotified(levelsNow(onCall, service.EscalationPolicy.ID, when.Now(ctx)))
		if first == nil || first.Number > 1 {
			return nil, nobodyOnCall(first, service)
		}
		found = append(found, serviceOnCall{service.Name, peopleAt(first)})
	}
	return found, nil
}

// nobodyOnCall returns the error for a service with nobody at level 1. first is the first level with someone, or nil.
func nobodyOnCall(first *oncall.Level, service pagerduty.Service) error {
	policy := service.EscalationPolicy
	sentence := fmt.Sprintf("nobody is on call at level 1 for %s (escalation policy %s)", service.Name, policy.Label())
	if first != nil {
		var names []string
		for _, user := range peopleAt(first) {
			names = append(names, fmt.Sprintf("%s (%s)", user.Name, user.ID))
		}
		sentence += fmt.Sprintf("; at level %d it is %s. Give user_ids or escalation_policy_ids instead", first.Number, strings.Join(names, ", "))
	}
	return errors.New(sentence)
}

// showAsked returns whom the request went to, by the names in PagerDuty's response as far as it has them.
func showAsked(about pagerduty.Incident, request pagerduty.NewResponderRequest, sent pagerduty.ResponderRequest, onCall []serviceOnCall) *respondersView {
	shown := &respondersView{Incident: incident.BriefOf(about), Message: request.Message, AskedAt: view.Time(sent.RequestedAt)}
	for _, id := range slices.Concat(request.UserIDs, request.EscalationPolicyIDs) {
		asked := askedView{Reference: view.Reference{ID: id}}
		for _, service := range onCall {
			if at := slices.IndexFunc(service.users, func(u view.Reference) bool { return u.ID == id }); at >= 0 {
				asked.Reference = service.users[at]
				asked.OnCallFor = append(asked.OnCallFor, service.service)
			}
		}
		if at := slices.IndexFunc(sent.Targets, func(target pagerduty.ResponderTarget) bool { return target.ID == id }); at >= 0 {
			target := sent.Targets[at]
			asked.Reference = *view.Of(target.Reference)
			for _, responder := range target.Responders {
				if who := view.Of(responder.User); who != nil && !slices.Contains(shown.Notified, *who) {
					shown.Notified = append(shown.Notified, *who)
				}
			}
		}
		shown.Asked = append(shown.Asked, asked)
	}
	return shown
}

// askResponders asks "Ask Ada Lovelace, who is on call for Checkout to help with 4200 Replication lag?".
func (t *tools) askResponders(ctx context.Context, in addRespondersInput) mcptools.Question {
	whom := identify.Labels(ctx, t.source, identify.User().Name, in.UserIDs...)
	for _, name := range slices.Concat(
		identify.Labels(ctx, t.source, identify.EscalationPolicy().Name, in.EscalationPolicyIDs...),
		identify.Labels(ctx, t.source, identify.Service().Name, in.ServiceIDs...)) {
		whom = append(whom, "who is on call for "+name)
	}
	return mcptools.NewQuestion("Ask %s to help with %s?", whom, identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID))
}
