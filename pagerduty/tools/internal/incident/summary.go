// Package incident finds and shows incidents and their parts for several areas of tools.
package incident

import (
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Summary is an incident in a list.
type Summary struct {
	ID             string                   `json:"id"`
	Number         int                      `json:"number,omitzero"`
	Title          string                   `json:"title,omitzero"`
	Status         pagerduty.IncidentStatus `json:"status,omitzero"`
	Urgency        pagerduty.Urgency        `json:"urgency,omitzero"`
	Priority       string                   `json:"priority,omitzero"`
	Service        *view.Reference          `json:"service,omitzero"`
	Assignees      []Assignee               `json:"assignees,omitempty"`
	AssignedAt     string                   `json:"assigned_at,omitzero"` // absent if the incident was assigned when it was created
	AcknowledgedBy []string                 `json:"acknowledged_by,omitempty"`
	CreatedAt      string                   `json:"created_at,omitzero"`
	UpdatedAt      string                   `json:"updated_at,omitzero"` // only in lists with updated_since
	ResolvedAt     string                   `json:"resolved_at,omitzero"`
	ResolvedBy     string                   `json:"resolved_by,omitzero"`
	Alerts         int                      `json:"alerts,omitzero"`
	HTMLURL        string                   `json:"html_url,omitzero"`
}

// Assignee is a user to whom an incident is assigned.
type Assignee struct {
	view.Reference
	Since string `json:"since,omitzero"` // if the assignees differ; see assigned_at
}

// Summarize returns the incident as lists show it.
func Summarize(i pagerduty.Incident) Summary {
	shown := Summary{
		ID: i.ID, Number: i.Number, Title: i.Title, Status: i.Status, Urgency: i.Urgency,
		Priority: Priority(i), Service: view.Of(i.Service), AcknowledgedBy: AcknowledgedBy(i),
		CreatedAt: view.Time(i.CreatedAt), ResolvedAt: view.Time(ResolvedAt(i)), Alerts: i.AlertCounts.All, HTMLURL: i.HTMLURL,
	}
	shown.assign(i)
	if i.Status == pagerduty.StatusResolved && i.LastStatusChangeBy != nil {
		shown.ResolvedBy = view.Name(*i.LastStatusChangeBy)
	}
	return shown
}

// Priority returns the name of the incident's priority; "" if it has none.
func Priority(i pagerduty.Incident) string {
	if i.Priority == nil {
		return ""
	}
	return i.Priority.Label()
}

// assign sets the assignees, and when they were assigned: once if it was at the same time.
func (s *Summary) assign(i pagerduty.Incident) {
	for _, assignment := range i.Assignments {
		who := view.Of(assignment.Assignee)
		if who == nil {
			continue
		}
		a := Assignee{Reference: *who}
		if assignment.At.Sub(i.CreatedAt.Time) >= time.Minute {
			a.Since = view.Time(assignment.At)
		}
		s.Assignees = append(s.Assignees, a)
	}
	if len(s.Assignees) == 0 || slices.ContainsFunc(s.Assignees, func(a Assignee) bool { return a.Since != s.Assignees[0].Since }) {
		return
	}
	s.AssignedAt = s.Assignees[0].Since
	for n := range s.Assignees {
		s.Assignees[n].Since = ""
	}
}

// Assignees returns the users to whom the incident is assigned.
func Assignees(i pagerduty.Incident) []view.Reference {
	var references []pagerduty.Reference
	for _, assignment := range i.Assignments {
		references = append(references, assignment.Assignee)
	}
	return view.References(references)
}

// AcknowledgedBy returns the names of the users who acknowledged the incident.
func AcknowledgedBy(i pagerduty.Incident) []string {
	var names []string
	for _, a := range i.Acknowledgements {
		if a.Acknowledger.ID != "" {
			names = append(names, view.Name(a.Acknowledger))
		}
	}
	return names
}

// ResolvedAt returns when the incident was resolved; zero if it is open.
func ResolvedAt(i pagerduty.Incident) pagerduty.Time {
	return pagerduty.Time{Time: oncall.EndOf(i)}
}
