package incidents

import (
	"bytes"
	"cmp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// trigger is the event that opened the incident.
type trigger struct {
	Summary string `json:"summary,omitzero"`
	incident.Event
}

// triggerOf returns the trigger without what the incident repeats; nil if nothing is left.
func triggerOf(i *pagerduty.Incident) *trigger {
	if i.FirstTrigger == nil {
		return nil
	}
	channel := i.FirstTrigger.Channel
	shown := &trigger{Event: incident.EventOf(channel.Details, append(channel.Contexts, i.FirstTrigger.Contexts...), channel.CEFDetails)}
	shown.Client, shown.ClientURL = cmp.Or(channel.Client, shown.Client), cmp.Or(channel.ClientURL, shown.ClientURL)
	for _, text := range []string{channel.Summary, channel.Description, i.FirstTrigger.EventDetails.Description} {
		if shown.Summary == "" && text != i.Title {
			shown.Summary = text
		}
	}
	if bytes.Equal(shown.Details, view.Raw(i.Body.Details)) {
		shown.Details = nil
	}
	if shown.Summary == "" && shown.IsEmpty() {
		return nil
	}
	return shown
}
