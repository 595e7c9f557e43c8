package response

import (
	"context"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/recent"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) statusUpdates() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("send_status_update", "Sends a status update of an incident to its subscribers, such as stakeholders, and names them.", t.sendStatusUpdate,
			mcptools.WithMarks(marks.Pages, marks.NoDuty), mcptools.WithQuestion(t.askStatusUpdate),
			mcptools.WithExample(`{"incident_id":"4197","message":"Orders are slow in Europe. A rollback is done, and latency is falling."}`)),
	}
}

type statusUpdateInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Message    string `json:"message" jsonschema:"minLength=1"`
	Subject    string `json:"subject,omitempty" jsonschema_description:"Of the e-mail."`
}

type sentUpdateView struct {
	ID          string           `json:"id"`
	Incident    incidentState    `json:"incident"`
	SentAt      string           `json:"sent_at,omitzero"`
	SentBy      string           `json:"sent_by,omitzero"`
	Subject     string           `json:"subject,omitzero"`
	Message     string           `json:"message"`
	Subscribers []subscriberView `json:"subscribers,omitzero"` // whom PagerDuty lists; others may be mailed, too
	Note        string           `json:"note,omitzero"`
	Missing     incident.Missing `json:"missing,omitempty"`
}

// subscriberView is a user or a team that receives the update.
type subscriberView struct {
	view.Reference
	Type string   `json:"type,omitzero"`
	Via  []string `json:"via,omitempty"` // such as business services
}

func (t *tools) sendStatusUpdate(ctx context.Context, in statusUpdateInput) (*sentUpdateView, error) {
	name, err := identify.Incident("incident_id", in.IncidentID)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	about, err := incident.LookupToChange(ctx, client, name)
	if err != nil {
		return nil, err
	}
	entries, unlisted := recentEntries(ctx, client, about.ID)
	if err := in.checkNew(ctx, *about, entries); err != nil {
		return nil, err
	}
	subscribers, unread := subscribersOf(ctx, client, about.ID)
	sent, err := client.Incidents.SendStatusUpdate(ctx, about.ID, pagerduty.NewStatusUpdate{Message: in.Message, Subject: in.Subject})
	if err != nil {
		return nil, err
	}
	shown := &sentUpdateView{
		ID: sent.ID, Incident: stateOf(*about), SentAt: view.Time(sent.CreatedAt), SentBy: view.Name(sent.Sender),
		Subject: sent.Subject, Message: mcptools.Clean(sent.Message, maxEcho),
	}
	shown.Missing.Add("recent_updates", unlisted)
	shown.Missing.Add("subscribers", unread)
	if unread == nil {
		shown.Subscribers = showSubscribers(ctx, client, subscribers.Items)
		shown.Note = noteOn(subscribers)
	}
	return shown, nil
}

// subscribersOf returns the subscribers of an incident. It leaves time to send the update if they take too long.
func subscribersOf(ctx context.Context, client *pagerduty.Client, incidentID string) (*pagerduty.Page[pagerduty.Subscriber], error) {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	return client.Incidents.Subscribers(ctx, incidentID)
}

// maxEcho is how much of a message a result repeats, in characters.
const maxEcho = 300

// checkNew refuses a message that was sent in the last minutes, as far as the incident's log has the text.
func (in statusUpdateInput) checkNew(ctx context.Context, about pagerduty.Incident, entries []pagerduty.LogEntry) error {
	for _, e := range entries {
		for _, text := range []string{e.Note, e.Channel.Summary, e.Channel.Body, e.Channel.Description} {
			if recent.IsText(text, in.Message) && isAbout(e, "status update") {
				return recent.Repeated(fmt.Sprintf("sent as a status update of %s %s", label(about), recent.Ago(ctx, e.CreatedAt, e.Agent)),
					"sending it again would notify the subscribers twice")
			}
		}
	}
	return nil
}

// noteOn returns a note on what the list of subscribers does not show.
func noteOn(subscribers *pagerduty.Page[pagerduty.Subscriber]) string {
	switch {
	case subscribers.More:
		return "PagerDuty lists only the first subscribers here; there are more."
	case len(subscribers.Items) == 0:
		return "PagerDuty lists no subscriber of this incident; it may still mail others."
	}
	return ""
}

// showSubscribers returns the subscribers with their names, as far as they can be read.
func showSubscribers(ctx context.Context, client *pagerduty.Client, subscribers []pagerduty.Subscriber) []subscriberView {
	ids := map[string][]string{}
	for _, s := range subscribers {
		ids[s.Type] = append(ids[s.Type], s.ID)
	}
	var users, teams map[string]string
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	_ = parallel.Do(ctx,
		func(ctx context.Context) error {
			users = identify.NamesOf(ctx, client, identify.User().Name, ids["user"])
			return nil
		},
		func(ctx context.Context) error {
			teams = identify.NamesOf(ctx, client, identify.Team().Name, ids["team"])
			return nil
		},
	)
	shown := []subscriberView{}
	for _, s := range subscribers {
		names := users
		if s.Type == "team" {
			names = teams
		}
		one := subscriberView{Reference: view.Reference{ID: s.ID, Name: names[s.ID]}, Type: s.Type}
		for _, via := range s.Via {
			one.Via = append(one.Via, via.Label())
		}
		shown = append(shown, one)
	}
	return shown
}

// askStatusUpdate asks "Send to the subscribers of 4197 Checkout latency: Orders are slow?".
func (t *tools) askStatusUpdate(ctx context.Context, in statusUpdateInput) mcptools.Question {
	return mcptools.NewQuestion("Send a status update to the subscribers of %s: %s?", identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID),
		[]string{strings.TrimSpace(in.Subject + " " + in.Message)})
}
