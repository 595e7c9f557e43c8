package staffing

import (
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
	shown.Notes = append(shown.Notes, shown.emptyLevels()...)
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

// emptyLevels returns a note on the levels at which nobody is on call now.
func (p *writtenPolicy) emptyLevels() []string {
	var empty []string
	for _, level := range p.Levels {
		if level.NotifiedNow == nil {
			empty = append(empty, fmt.Sprint(level.Level.Level))
		}
	}
	if empty == nil {
		return nil
	}
	return []string{"Nobody is on call now at level " + strings.Join(empty, ", ") + "."}
}
