package incidents

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/recent"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// leftOut is who is not asked again, since PagerDuty would notify them again.
type leftOut struct {
	people   []string        // in words, each once
	policies []serviceOnCall // whose remaining people are asked by name
}

// leaveOut removes from a request those who joined the incident a short time ago, or were asked then and have not answered. Of an
// escalation policy with such people, the request asks only the others.
func leaveOut(ctx context.Context, client *pagerduty.Client, about pagerduty.Incident, request *pagerduty.NewResponderRequest) leftOut {
	var left leftOut
	busy := stillAsked(ctx, about)
	if len(busy) == 0 {
		return left
	}
	isBusy := func(id string) bool {
		words, isBusy := busy[id]
		if isBusy && !slices.Contains(left.people, words) {
			left.people = append(left.people, words)
		}
		return isBusy
	}
	request.UserIDs = slices.DeleteFunc(request.UserIDs, isBusy)
	onCall, _ := onCallNow(ctx, client, request.EscalationPolicyIDs) // without it, the policies are asked as they are
	request.EscalationPolicyIDs = slices.DeleteFunc(slices.Clone(request.EscalationPolicyIDs), func(policy string) bool {
		people := peopleAt(oncall.FirstNotified(levelsNow(onCall, policy, when.Now(ctx))))
		if !slices.ContainsFunc(people, func(user view.Reference) bool { return busy[user.ID] != "" }) {
			return false
		}
		for _, user := range people {
			if !isBusy(user.ID) && !slices.Contains(request.UserIDs, user.ID) {
				request.UserIDs = append(request.UserIDs, user.ID)
			}
		}
		left.policies = append(left.policies, serviceOnCall{policyName(onCall, policy), people})
		return true
	})
	return left
}

func policyName(onCall []pagerduty.OnCall, id string) string {
	for _, entry := range onCall {
		if entry.EscalationPolicy.ID == id {
			return entry.EscalationPolicy.Label()
		}
	}
	return id
}

// stillAsked returns, in words and by id, the people who joined the incident a short time ago, and those who were asked then and have not
// answered.
func stillAsked(ctx context.Context, about pagerduty.Incident) map[string]string {
	busy := map[string]string{}
	for _, asked := range incident.AllAsked(about) {
		who := fmt.Sprintf("%s (%s)", asked.User.Label(), asked.User.ID)
		switch {
		case asked.State == "joined" && recent.Is(ctx, asked.UpdatedAt):
			busy[asked.User.ID] = fmt.Sprintf("%s joined %s", who, recent.Ago(ctx, asked.UpdatedAt, pagerduty.Reference{}))
		case asked.IsPending() && recent.Is(ctx, asked.RequestedAt) && busy[asked.User.ID] == "":
			busy[asked.User.ID] = fmt.Sprintf("%s was asked %s and has not answered", who, recent.Ago(ctx, asked.RequestedAt, asked.Requester))
		}
	}
	return busy
}

// nobody returns the error of a request that would ask only people who are not asked again.
func (l leftOut) nobody() error {
	return fmt.Errorf("nobody is left to ask: %s. Asking again would notify them again, and is possible after %.0f minutes",
		strings.Join(l.people, ", "), recent.Span.Minutes())
}

// notes returns notes on who was not asked again, and on who is asked although they joined or acknowledged the incident before.
func (l leftOut) notes(about pagerduty.Incident, request pagerduty.NewResponderRequest) []string {
	var notes []string
	if l.people != nil {
		notes = append(notes, "Not asked again: "+strings.Join(l.people, ", ")+".")
	}
	had := func(user pagerduty.Reference, done string) {
		note := fmt.Sprintf("%s had %s the incident already.", user.Label(), done)
		if slices.Contains(request.UserIDs, user.ID) && !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	for _, by := range about.Acknowledgements {
		had(by.Acknowledger, "acknowledged")
	}
	for _, asked := range about.Responders {
		if asked.State == "joined" {
			had(asked.User, "joined")
		}
	}
	return notes
}
