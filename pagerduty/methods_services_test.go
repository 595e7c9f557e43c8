package pagerduty_test

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func everyPartOfAService() pagerduty.ServiceChange {
	return pagerduty.ServiceChange{
		Name: new("Payments"), EscalationPolicyID: new("PPOL"), Description: new("Takes money."), Status: new("active"), Urgency: new("high"),
		AutoResolveTimeout: new(14400), AcknowledgementTimeout: new(1800), AutoPause: &pagerduty.AutoPause{Enabled: true, Timeout: 300},
	}
}

func everyPartOfATeam() pagerduty.TeamChange {
	return pagerduty.TeamChange{Name: new("Payments"), Description: new("Takes money."), DefaultRole: new("manager")}
}

func someIDs() []string { return []string{"PONE", "PTWO"} }

func escalationPolicyMethods() map[string]method {
	const page = `{"escalation_policies":[]}`
	options := pagerduty.ListEscalationPoliciesOptions{PageOptions: everyPageOption(), Query: "pay", UserIDs: someIDs(), TeamIDs: someIDs(),
		Include: []pagerduty.EscalationPolicyInclude{pagerduty.IncludeServices, pagerduty.IncludeTeams, pagerduty.IncludeTargets}}
	return map[string]method{
		"EscalationPolicies.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.EscalationPolicies.List(ctx, options))
		}),
		"EscalationPolicies.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.EscalationPolicies.Pages(ctx, options)))
		}),
		"EscalationPolicies.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.EscalationPolicies.All(ctx, options)))
		}),
		"EscalationPolicies.Get": reads(`{"escalation_policy":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.EscalationPolicies.Get(ctx, id, pagerduty.IncludeAssignmentStrategies))
		}),
		"EscalationPolicies.Create": writes(`{"escalation_policy":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.EscalationPolicies.Create(ctx, everyPartOfAPolicy()))
		}),
		"EscalationPolicies.Update": writes(`{"escalation_policy":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.EscalationPolicies.Update(ctx, id, everyPartOfAPolicy()))
		}),
		"EscalationPolicies.Delete": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.EscalationPolicies.Delete(ctx, id)
		}),
	}
}

func everyPartOfAPolicy() pagerduty.EscalationPolicyChange {
	return pagerduty.EscalationPolicyChange{
		Name: new("Payments"), Description: new("Takes money."), Loops: new(2), TeamID: new("PTEAM"),
		Rules: []pagerduty.NewEscalationRule{
			{ID: "PRULE", DelayMinutes: 15, AssignmentStrategy: pagerduty.RoundRobin, Targets: []pagerduty.EscalationTarget{
				{ID: "PADA", Type: pagerduty.TargetUser}, {ID: "PSCHED", Type: pagerduty.TargetSchedule}, {ID: "PSHIFT", Type: pagerduty.TargetShiftSchedule},
			}},
			{DelayMinutes: 30, Targets: []pagerduty.EscalationTarget{{ID: "PBOB", Type: pagerduty.TargetUser}}},
		},
	}
}

func priorityMethods() map[string]method {
	return map[string]method{
		"Priorities.List": reads(`{"priorities":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Priorities.List(ctx, everyPageOption()))
		}),
		"Priorities.All": reads(`{"priorities":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Priorities.All(ctx, everyPageOption())))
		}),
	}
}

func serviceMethods() map[string]method {
	const page, one = `{"services":[]}`, `{"service":{"id":"PID"}}`
	options := pagerduty.ListServicesOptions{PageOptions: everyPageOption(), Query: "pay", TeamIDs: someIDs()}
	return map[string]method{
		"Services.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Services.List(ctx, options))
		}),
		"Services.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Services.Pages(ctx, options)))
		}),
		"Services.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Services.All(ctx, options)))
		}),
		"Services.Get": reads(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Services.Get(ctx, id))
		}),
		"Services.Create": writes(one, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Services.Create(ctx, everyPartOfAService()))
		}),
		"Services.Update": writes(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Services.Update(ctx, id, everyPartOfAService()))
		}),
	}
}

func teamMethods() map[string]method {
	const page, one, members = `{"teams":[]}`, `{"team":{"id":"PID"}}`, `{"members":[]}`
	options := pagerduty.ListTeamsOptions{PageOptions: everyPageOption(), Query: "pay"}
	return map[string]method{
		"Teams.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Teams.List(ctx, options))
		}),
		"Teams.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Teams.Pages(ctx, options)))
		}),
		"Teams.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Teams.All(ctx, options)))
		}),
		"Teams.Get": reads(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Teams.Get(ctx, id))
		}),
		"Teams.Members": reads(members, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Teams.Members(ctx, id, everyPageOption()))
		}),
		"Teams.AllMembers": reads(members, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(drain(c.Teams.AllMembers(ctx, id, everyPageOption())))
		}),
		"Teams.Create": writes(one, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Teams.Create(ctx, everyPartOfATeam()))
		}),
		"Teams.Update": writes(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Teams.Update(ctx, id, everyPartOfATeam()))
		}),
		"Teams.Delete": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.Teams.Delete(ctx, id, "PHEIR")
		}),
		"Teams.PutMember": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.Teams.PutMember(ctx, id, "PADA", pagerduty.TeamResponder)
		}),
		"Teams.RemoveMember": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.Teams.RemoveMember(ctx, id, "PADA")
		}),
	}
}

func userMethods() map[string]method {
	const page, one = `{"users":[]}`, `{"user":{"id":"PID"}}`
	options := pagerduty.ListUsersOptions{PageOptions: everyPageOption(), Query: "pay", TeamIDs: someIDs()}
	return map[string]method{
		"Users.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Users.List(ctx, options))
		}),
		"Users.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Users.Pages(ctx, options)))
		}),
		"Users.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Users.All(ctx, options)))
		}),
		"Users.Get": reads(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Users.Get(ctx, id, pagerduty.IncludeContactMethods, pagerduty.IncludeNotificationRules))
		}),
		"Users.Me": reads(one, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Users.Me(ctx, pagerduty.IncludeContactMethods, pagerduty.IncludeNotificationRules))
		}),
		"Users.Create": {mutates: true, acts: true, body: one, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Users.Create(ctx, pagerduty.NewUser{
				Name: "Ada Lovelace", Email: "ada@example.com", Role: "limited_user", TimeZone: "Europe/London", JobTitle: "Analyst",
			}))
		}},
		"Users.Acting": reads(`{"users":[{"id":"PADA","email":"ada@example.com"}]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Users.Acting(ctx))
		}),
	}
}
