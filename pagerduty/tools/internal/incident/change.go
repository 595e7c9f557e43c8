package incident

import (
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Change is a change event, such as a deployment.
type Change struct {
	ID       string           `json:"id"`
	At       string           `json:"at,omitzero"`
	Summary  string           `json:"summary,omitzero"`
	Source   string           `json:"source,omitzero"`
	Services []view.Reference `json:"services,omitempty"`
	Links    []string         `json:"links,omitempty"`
	Reason   string           `json:"reason,omitzero"`
	Details  json.RawMessage  `json:"details,omitempty"`
}

// ShowChange returns the view of a change event.
func ShowChange(c pagerduty.ChangeEvent) Change {
	shown := Change{
		ID: c.ID, At: view.Time(c.Timestamp), Summary: c.Summary, Source: c.Source,
		Services: view.References(c.Services), Reason: c.Correlation.Reason, Details: view.Raw(c.CustomDetails),
	}
	for _, link := range c.Links {
		shown.Links = append(shown.Links, link.Href)
	}
	return shown
}
