package incident

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Alert is an alert of an incident.
type Alert struct {
	ID        string `json:"id"`
	Status    string `json:"status,omitzero"`
	Severity  string `json:"severity,omitzero"`
	Summary   string `json:"summary,omitzero"`
	CreatedAt string `json:"created_at,omitzero"`
	Source    string `json:"source,omitzero"`
	Event
}

// ShowAlert returns the view of an alert.
func ShowAlert(a pagerduty.Alert) Alert {
	shown := Alert{
		ID: a.ID, Status: a.Status, Severity: a.Severity, Summary: a.Summary,
		CreatedAt: view.Time(a.CreatedAt), Source: a.Integration.Label(), Event: EventOf(a.Body.Details, a.Body.Contexts, a.Body.CEFDetails),
	}
	if common := a.Body.CEFDetails; common != nil {
		shown.Severity, shown.Summary = cmp.Or(a.Severity, common.Severity), cmp.Or(a.Summary, common.Description)
	}
	shown.showOnce()
	return shown
}

// showOnce removes what repeats another text, as in alerts whose sender filled several fields with its own name.
func (a *Alert) showOnce() {
	if a.Component == a.Origin {
		a.Component = ""
	}
	if a.Origin == a.Source || strings.HasSuffix(a.Source, ": "+a.Origin) {
		a.Origin = ""
	}
	if a.Client == a.Source {
		a.Client = ""
	}
	if a.Message == a.Summary {
		a.Message = ""
	}
	if slices.ContainsFunc(a.Links, func(l Link) bool { return l.Href == a.ClientURL }) {
		a.ClientURL = ""
	}
	var details map[string]string
	if json.Unmarshal(a.Details, &details) == nil && len(details) == 1 && details["source"] == a.Source {
		a.Details = nil
	}
}
