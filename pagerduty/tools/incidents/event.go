package incidents

import (
	"bytes"
	"cmp"
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// event is an event from a monitoring tool.
type event struct {
	Class     string          `json:"class,omitzero"`
	Origin    string          `json:"origin,omitzero"` // the failing object, such as a host
	Component string          `json:"component,omitzero"`
	Location  string          `json:"location,omitzero"`
	Group     string          `json:"group,omitzero"`
	Client    string          `json:"client,omitzero"`
	ClientURL string          `json:"client_url,omitzero"`
	Links     []link          `json:"links,omitempty"`
	Message   string          `json:"message,omitzero"`
	Details   json.RawMessage `json:"details,omitempty"`
}

// link is a link or an image, such as a runbook or a graph.
type link struct {
	Text string `json:"text,omitzero"`
	Href string `json:"href"`
}

func (e event) isEmpty() bool {
	return e.Class+e.Origin+e.Component+e.Location+e.Group+e.Client+e.ClientURL+e.Message == "" && e.Links == nil && e.Details == nil
}

func eventOf(details json.RawMessage, contexts []pagerduty.AlertContext, common *pagerduty.CEFDetails) event {
	e := event{Details: view.Raw(details), Links: links(contexts)}
	if common == nil {
		return e
	}
	e.Class, e.Origin, e.Component = common.EventClass, common.SourceOrigin, common.SourceComponent
	e.Location, e.Group, e.Message = common.SourceLocation, common.ServiceGroup, common.Message
	e.Client, e.ClientURL = common.Client, common.ClientURL
	if e.Details == nil {
		e.Details = view.Raw(common.Details)
	}
	if e.Links == nil {
		e.Links = links(common.Contexts)
	}
	return e
}

// links returns the links and images, each address once.
func links(contexts []pagerduty.AlertContext) []link {
	var shown []link
	seen := map[string]bool{}
	for _, c := range contexts {
		href := cmp.Or(c.Href, c.Src)
		if href == "" || seen[href] {
			continue
		}
		seen[href] = true
		shown = append(shown, link{c.Text, href})
	}
	return shown
}

// trigger is the event that opened the incident.
type trigger struct {
	Summary string `json:"summary,omitzero"`
	event
}

// triggerOf returns the trigger without what the incident repeats; nil if nothing is left.
func triggerOf(i *pagerduty.Incident) *trigger {
	if i.FirstTrigger == nil {
		return nil
	}
	channel := i.FirstTrigger.Channel
	shown := &trigger{event: eventOf(channel.Details, append(channel.Contexts, i.FirstTrigger.Contexts...), channel.CEFDetails)}
	shown.Client, shown.ClientURL = cmp.Or(channel.Client, shown.Client), cmp.Or(channel.ClientURL, shown.ClientURL)
	for _, text := range []string{channel.Summary, channel.Description, i.FirstTrigger.EventDetails.Description} {
		if shown.Summary == "" && text != i.Title {
			shown.Summary = text
		}
	}
	if bytes.Equal(shown.Details, view.Raw(i.Body.Details)) {
		shown.Details = nil
	}
	if shown.Summary == "" && shown.isEmpty() {
		return nil
	}
	return shown
}
