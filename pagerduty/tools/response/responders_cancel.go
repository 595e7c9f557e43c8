package response

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) responderCancellations() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("cancel_responder_requests", "Withdraws requests for help with an incident that were not answered yet.", t.cancelResponders,
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithQuestion(t.askCancel),
			mcptools.WithExample(`{"incident_id":"4198","user_ids":["Farid Rahimi"]}`)),
	}
}

type cancelRespondersInput struct {
	IncidentID          string   `json:"incident_id" jsonschema_description:"Id, number or web address."`
	UserIDs             []string `json:"user_ids,omitempty" jsonschema_description:"Ids, names or e-mails."`
	EscalationPolicyIDs []string `json:"escalation_policy_ids,omitempty" jsonschema_description:"Ids or names."`
}

type cancelledView struct {
	Changed  int              `json:"changed"` // number of withdrawn requests
	Incident view.Reference   `json:"incident"`
	Items    []cancelledItem  `json:"items"`
	Missing  incident.Missing `json:"missing,omitempty"`
}

type cancelledItem struct {
	view.Reference
	Result string `json:"result"`
}

func (t *tools) cancelResponders(ctx context.Context, in cancelRespondersInput) (*cancelledView, error) {
	var cancel pagerduty.ResponderCancellation
	if err := identify.Check(in.names(&cancel)...); err != nil {
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
	if len(in.UserIDs)+len(in.EscalationPolicyIDs) == 0 {
		return nil, askForTargets(ctx, client, name)
	}
	var about *pagerduty.Incident
	err = parallel.Do(ctx,
		func(ctx context.Context) error { return identify.Resolve(ctx, client, in.names(&cancel)...) },
		func(ctx context.Context) (err error) {
			about, err = incident.LookupToChange(ctx, client, name)
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	requester, err := client.Users.Acting(ctx) // cached by the lookup
	if err != nil {
		return nil, err
	}
	cancel.RequesterID = requester.ID
	results, err := client.Incidents.CancelResponderRequests(ctx, about.ID, cancel)
	if err != nil {
		return nil, err
	}
	return showCancelled(ctx, client, *about, results), nil
}

func (in cancelRespondersInput) names(cancel *pagerduty.ResponderCancellation) []identify.Argument {
	return []identify.Argument{
		identify.Many(identify.User(), "user_ids", in.UserIDs, &cancel.UserIDs),
		identify.Many(identify.EscalationPolicy(), "escalation_policy_ids", in.EscalationPolicyIDs, &cancel.EscalationPolicyIDs),
	}
}

// showCancelled returns what became of each request, in words, and who is still asked through other requests.
func showCancelled(ctx context.Context, client *pagerduty.Client, before pagerduty.Incident, results []pagerduty.CancelledRequest) *cancelledView {
	shown := &cancelledView{Incident: view.Reference{ID: before.ID, Name: before.Title}, Items: []cancelledItem{}}
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	ids := map[string][]string{}
	for _, r := range results {
		ids[r.Type] = append(ids[r.Type], r.ID)
	}
	names := map[string]map[string]string{
		"user_reference":              identify.NamesOf(ctx, client, identify.User().Name, ids["user_reference"]),
		"escalation_policy_reference": identify.NamesOf(ctx, client, identify.EscalationPolicy().Name, ids["escalation_policy_reference"]),
	}
	var now []incident.Asked
	after, err := client.Incidents.Get(ctx, before.ID)
	if err == nil {
		now = incident.AllAsked(*after)
	}
	shown.Missing.Add("still_asked", err)
	for _, r := range results {
		if r.Result == "cancelled" {
			shown.Changed++
		}
		text := resultInWords(r.Result) + stillAsked(r, incident.AllAsked(before), now)
		shown.Items = append(shown.Items, cancelledItem{view.Reference{ID: r.ID, Name: names[r.Type][r.ID]}, text})
	}
	return shown
}

func resultInWords(result string) string {
	switch result {
	case "cancelled":
		return "withdrawn"
	case "joined":
		return "joined already: still a responder"
	case "declined":
		return "declined already: nothing to withdraw"
	case "not_found":
		return "was not asked, or the request is withdrawn already"
	}
	return fmt.Sprintf("PagerDuty answered %q", result)
}

// askCancel asks "Withdraw the requests to Ada Lovelace to help with 4200 Replication lag?".
func (t *tools) askCancel(ctx context.Context, in cancelRespondersInput) mcptools.Question {
	whom := identify.Labels(ctx, t.source, identify.User().Name, in.UserIDs...)
	whom = append(whom, identify.Labels(ctx, t.source, identify.EscalationPolicy().Name, in.EscalationPolicyIDs...)...)
	return mcptools.NewQuestion("Withdraw the request to %s to help with %s?", whom, identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID))
}
