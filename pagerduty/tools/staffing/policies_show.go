package staffing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/policy"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// writtenPolicy is an escalation policy after it was written.
type writtenPolicy struct {
	Warning string `json:"warning,omitzero"` // on services for which a level pages nobody now
	policy.View
	Levels []staffedLevel `json:"levels,omitempty"`
	view.Change
	Notes []string `json:"notes,omitempty"`
}

// staffedLevel is a level and whom it would notify now.
type staffedLevel struct {
	policy.Level
	NotifiedNow []view.Reference `json:"would_notify_now,omitempty"`
}

// showWritten returns a policy after it was written, compared with before, which is nil for a new one. The write is a success even if
// who is on call cannot be read.
func showWritten(ctx context.Context, client *pagerduty.Client, after, before *pagerduty.EscalationPolicy) *writtenPolicy {
	shown := &writtenPolicy{View: policy.Show(*after)}
	if before != nil {
		shown.Change = view.Changes(policy.Show(*before), shown.View, "name", "description", "levels", "repeats", "teams")
		shown.Notes = shown.Unchanged("escalation policy")
	}
	onCalls, err := paging.First(client.OnCalls.All(ctx, pagerduty.ListOnCallsOptions{EscalationPolicyIDs: []string{after.ID}}), maxOnCalls)
	for _, level := range shown.View.Levels {
		shown.Levels = append(shown.Levels, staffedLevel{level, usersAt(onCalls, level.Level)})
	}
	shown.View.Levels = nil
	if err != nil {
		shown.Notes = append(shown.Notes, "The policy was written, but who is on call at its levels could not be read.")
		return shown
	}
	shown.warn()
	if len(shown.Services) == 0 {
		shown.Notes = append(shown.Notes, "No service uses this policy.")
	}
	return shown
}

// usersAt returns the users on call at a level, each once.
func usersAt(onCalls []pagerduty.OnCall, level int) []view.Reference {
	var users []view.Reference
	for _, onCall := range onCalls {
		user := view.Of(onCall.User)
		if onCall.EscalationLevel == level && user != nil && !user.Deleted && !slices.Contains(users, *user) {
			users = append(users, *user)
		}
	}
	return users
}

// warn names the levels that have nobody on call now, and their services. It is a warning if an incident would page nobody, or not at
// once; otherwise it is a note.
func (p *writtenPolicy) warn() {
	var empty []string
	first := 0 // level that notifies somebody
	for _, level := range p.Levels {
		switch {
		case level.NotifiedNow == nil:
			empty = append(empty, fmt.Sprint(level.Level.Level))
		case first == 0:
			first = level.Level.Level
		}
	}
	if empty == nil {
		return
	}
	levels := "Nobody is on call now at level " + strings.Join(empty, ", ") + "."
	services := namesOf(p.Services)
	switch {
	case services == "" || first == 1:
		p.Notes = append(p.Notes, levels)
	case first == 0:
		p.Warning = fmt.Sprintf("An incident of these services would page nobody now: %s. %s", services, levels)
	default:
		p.Warning = fmt.Sprintf("An incident of these services would page nobody at level 1 now, and level %d first: %s. %s", first, services, levels)
	}
}

// namesOf returns what the first services are called, and the number of the others.
func namesOf(services []view.Reference) string {
	const most = 10
	var names []string
	for _, service := range services[:min(most, len(services))] {
		names = append(names, cmp.Or(service.Name, service.ID))
	}
	if left := len(services) - most; left > 0 {
		names = append(names, fmt.Sprintf("and %d more", left))
	}
	return strings.Join(names, ", ")
}
