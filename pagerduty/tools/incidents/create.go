package incidents

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) create() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_incident", "Opens an incident and notifies whoever is on call. Repeating the call while the incident is open pages nobody.",
			t.createIncident, mcptools.WithMarks(marks.Pages, marks.NoDuty), mcptools.WithMarkCount(marks.People, createIncidentInput.people),
			mcptools.WithQuestion(t.askCreate), mcptools.WithExample(`{"title":"Checkout is slow","service_id":"Checkout API"}`)),
	}
}

type createIncidentInput struct {
	Title              string            `json:"title" jsonschema:"minLength=1"`
	ServiceID          string            `json:"service_id" jsonschema_description:"Id or name."`
	Urgency            pagerduty.Urgency `json:"urgency,omitempty" jsonschema:"enum=high,enum=low" jsonschema_description:"Default: the service's rule."`
	Details            string            `json:"details,omitempty" jsonschema_description:"What is known, for the responders."`
	Priority           *string           `json:"priority,omitempty" blank:"omitted" jsonschema_description:"Name, such as P1, or id."`
	EscalationPolicyID *string           `json:"escalation_policy_id,omitempty" blank:"omitted" jsonschema_description:"Id or name, instead of the service's. Not with assignee_id."`
	AssigneeID         *string           `json:"assignee_id,omitempty" blank:"omitted" jsonschema_description:"A user's id, name or e-mail, instead of who is on call."`
	IncidentKey        string            `json:"incident_key,omitempty" jsonschema_description:"One open incident per key. Default: from service, title and details."`
	IncidentType       string            `json:"incident_type,omitempty" jsonschema_description:"Name of one of the account's incident types."`
	ConferenceURL      string            `json:"conference_url,omitempty"`
	ConferenceNumber   string            `json:"conference_number,omitempty"`
}

// people returns 1 if the incident goes to a user and not to whoever is on call.
func (in createIncidentInput) people() int {
	if in.AssigneeID == nil {
		return 0
	}
	return 1
}

type createdView struct {
	Created  bool             `json:"created"`
	Note     string           `json:"note,omitzero"`
	Incident incident.Summary `json:"incident"`
	Notified []view.Reference `json:"notified,omitzero"` // empty if nobody was notified
	Next     []next           `json:"next,omitempty"`
	Missing  incident.Missing `json:"missing,omitempty"`
}

func (t *tools) createIncident(ctx context.Context, in createIncidentInput) (*createdView, error) {
	if in.EscalationPolicyID != nil && in.AssigneeID != nil {
		return nil, errors.New("escalation_policy_id and assignee_id exclude each other: give one of them or neither")
	}
	if err := checkConference(in.ConferenceURL); err != nil {
		return nil, err
	}
	if err := identify.Check(in.names(&pagerduty.NewIncident{})...); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	var wanted *pagerduty.NewIncident
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) { wanted, err = in.wanted(ctx, client); return err },
		func(ctx context.Context) error { return incident.FindActingUser(ctx, client) },
	)
	if err != nil {
		return nil, err
	}
	created, err := client.Incidents.Create(ctx, *wanted)
	exists, isOpen := errors.AsType[*pagerduty.IncidentExistsError](err)
	if err != nil && !isOpen {
		return nil, refusedType(ctx, client, wanted.IncidentType, err)
	}
	shown := &createdView{Created: !isOpen, Notified: []view.Reference{}}
	if isOpen {
		created = exists.Incident
		shown.Note = "This incident is already open: no second one was created, nobody was notified again, and nothing was changed. " +
			"To change its urgency, priority or assignee, update this incident."
	} else if shown.Notified = append(shown.Notified, incident.Assignees(*created)...); len(shown.Notified) == 0 {
		shown.Note = "The incident has no assignee, since nobody is on call for it: nobody was notified."
	}
	shown.Incident = incident.Summarize(*created)
	var actions [][]next
	var unread error
	maintained := false
	_ = parallel.Do(ctx,
		func(ctx context.Context) error {
			actions, unread = nextActions(ctx, client, when.Now(ctx), *created)
			return nil
		},
		func(ctx context.Context) error {
			maintained = inMaintenance(ctx, client, wanted.ServiceID)
			return nil
		},
	)
	shown.Next = actions[0]
	shown.Missing.Add("next.notifies", unread)
	if maintained {
		shown.Note = strings.TrimSpace(shown.Note + " The service is in maintenance: until the window ends, PagerDuty may notify nobody of its incidents. If it is urgent, reach people in another way.")
	}
	return shown, nil
}

// inMaintenance reports whether a service is in a maintenance window; false if that cannot be read.
func inMaintenance(ctx context.Context, client *pagerduty.Client, serviceID string) bool {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	service, err := client.Services.Get(ctx, serviceID)
	return err == nil && service.Status == "maintenance"
}

// names returns the arguments that name objects, whose ids will be stored in wanted.
func (in createIncidentInput) names(wanted *pagerduty.NewIncident) []identify.Argument {
	return []identify.Argument{
		identify.One(identify.Service(), "service_id", &in.ServiceID, &wanted.ServiceID),
		identify.One(identify.Priority(), "priority", in.Priority, &wanted.PriorityID),
		identify.One(identify.EscalationPolicy(), "escalation_policy_id", in.EscalationPolicyID, &wanted.EscalationPolicyID),
		identify.One(identify.Responder(), "assignee_id", in.AssigneeID, &wanted.AssigneeID),
	}
}

// wanted returns the incident to create.
func (in createIncidentInput) wanted(ctx context.Context, client *pagerduty.Client) (*pagerduty.NewIncident, error) {
	kind, err := typeName(ctx, client, in.IncidentType)
	if err != nil {
		return nil, err
	}
	wanted := &pagerduty.NewIncident{
		Title: strings.TrimSpace(in.Title), Urgency: in.Urgency, Details: in.Details, IncidentType: kind,
		ConferenceBridge: conferenceBridge(in.ConferenceURL, in.ConferenceNumber),
	}
	if err := identify.Resolve(ctx, client, in.names(wanted)...); err != nil {
		return nil, err
	}
	wanted.IncidentKey = cmp.Or(in.IncidentKey, keyFor(*wanted))
	return wanted, nil
}

// keyFor derives the key from service, title and details, ignoring case and spacing. If a retry, or a model that has lost the result,
// repeats the call, it pages nobody a second time.
func keyFor(wanted pagerduty.NewIncident) string {
	words := func(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }
	sum := sha256.Sum256([]byte(wanted.ServiceID + "\x00" + words(wanted.Title) + "\x00" + words(wanted.Details)))
	return "agent-" + hex.EncodeToString(sum[:16])
}

// checkConference refuses an address that responders cannot or should not open.
func checkConference(text string) error {
	address, err := url.Parse(text)
	if text == "" || err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Host != "" {
		return nil
	}
	return fmt.Errorf("conference_url is %.60q: give an address such as https://meet.example.com/x; a telephone number goes into conference_number", text)
}

func conferenceBridge(url, number string) *pagerduty.ConferenceBridge {
	if url == "" && number == "" {
		return nil
	}
	return &pagerduty.ConferenceBridge{URL: url, Number: number}
}

// askCreate asks "Open an incident on Checkout API: Checkout is down?".
func (t *tools) askCreate(ctx context.Context, in createIncidentInput) mcptools.Question {
	words := "Open an incident on %s"
	switch in.Urgency {
	case pagerduty.UrgencyHigh:
		words = "Open a high-urgency incident on %s"
	case pagerduty.UrgencyLow:
		words = "Open a low-urgency incident on %s"
	}
	question := mcptools.NewQuestion(words, identify.Labels(ctx, t.source, identify.Service().Name, in.ServiceID))
	switch {
	case in.AssigneeID != nil:
		question = question.And(" for %s", identify.Labels(ctx, t.source, identify.User().Name, *in.AssigneeID))
	case in.EscalationPolicyID != nil:
		question = question.And(" with escalation policy %s", identify.Labels(ctx, t.source, identify.EscalationPolicy().Name, *in.EscalationPolicyID))
	}
	return question.And(": %s?", []string{in.Title})
}
