package response

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
)

// askForTargets returns the error of a call that names nobody. It names who has not answered yet.
func askForTargets(ctx context.Context, client *pagerduty.Client, name identify.IncidentName) error {
	const wanted = "give user_ids or escalation_policy_ids: whose requests to withdraw"
	about, err := incident.Lookup(ctx, client, name)
	if err != nil {
		return err
	}
	var pending []string
	for _, asked := range incident.AllAsked(*about) {
		who := fmt.Sprintf("%s (%s)", asked.User.Label(), asked.User.ID)
		if asked.Policy.ID != "" {
			who += fmt.Sprintf(" through %s (%s)", asked.Policy.Label(), asked.Policy.ID)
		}
		if asked.IsPending() && !slices.Contains(pending, who) {
			pending = append(pending, who)
		}
	}
	if len(pending) == 0 {
		return errors.New(wanted + ". Nobody on this incident has a request that was not answered")
	}
	const most = 20
	return fmt.Errorf("%s. Not answered yet: %s", wanted, strings.Join(pending[:min(most, len(pending))], ", "))
}

// stillAsked returns how the people of a withdrawn request are still asked to help, as the end of a sentence; "" if they are not.
func stillAsked(withdrawn pagerduty.CancelledRequest, before, now []incident.Asked) string {
	isPolicy := strings.HasPrefix(withdrawn.Type, "escalation_policy")
	var ways []string
	for _, asked := range now {
		concerned, way := asked.User.ID == withdrawn.ID, asked.Way()
		if isPolicy {
			concerned, way = wasAskedThrough(before, withdrawn.ID, asked.User.ID), asked.User.Label()+" "+asked.Way()
		}
		if concerned && asked.IsPending() && !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	switch {
	case len(ways) == 0:
		return ""
	case isPolicy:
		return "; still asked: " + strings.Join(ways, ", ")
	}
	return "; still asked " + strings.Join(ways, " and ")
}

func wasAskedThrough(asked []incident.Asked, policyID, userID string) bool {
	return slices.ContainsFunc(asked, func(a incident.Asked) bool { return a.Policy.ID == policyID && a.User.ID == userID })
}
