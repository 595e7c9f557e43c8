package incident

import (
	"cmp"
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Event is an event from a monitoring tool.
type Event struct {
	Class     string          `json:"class,omitzero"`
	Origin    string          `json:"origin,omitzero"` // the failing object, such as a host
	Component string          `json:"component,omitzero"`
	Location  string          `json:"location,omitzero"`
	Group     string          `json:"group,omitzero"`
	Client    string          `json:"client,omitzero"`
	ClientURL string          `json:"client_url,omitzero"`
	Links     []Link          `json:"links,omitempty"`
	Message   string          `json:"message,omitzero"`
	Details   json.RawMessage `json:"details,omitempty"`
}

// Link is a link or an image, such as a runbook or a graph.
type Link struct {
	Text string `json:"text,omitzero"`
	Href string `json:"href"`
}

// IsEmpty reports whether nothing is known of the event.
func (e Event) IsEmpty() bool {
	return e.Class+e.Origin+e.Component+e.Location+e.Group+e.Client+e.ClientURL+e.Message == "" && e.Links == nil && e.Details == nil
}

// EventOf returns the event with these details and links. common are the fields that all monitoring tools share; nil if there are none.
func EventOf(details json.RawMessage, contexts []pagerduty.AlertContext, common *pagerduty.CEFDetails) Event {
	e := Event{Details: view.Raw(details), Links: Links(contexts)}
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
		e.Links = Links(common.Contexts)
	}
	return e
}

// Links returns the links and images, each address once.
func Links(contexts []pagerduty.AlertContext) []Link {
	var shown []Link
	seen := map[string]bool{}
	for _, c := range contexts {
		href := cmp.Or(c.Href, c.Src)
		if href == "" || seen[href] {
			continue
		}
		seen[href] = true
		shown = append(shown, Link{c.Text, href})
	}
	return shown
}
