package identify

import (
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// maxCandidates bounds how much of a list is searched for a name.
const maxCandidates = 1000

// gather turns a list into candidates.
func gather[T any](list iter.Seq2[T, error], candidate func(T) Candidate) ([]Candidate, error) {
	var candidates []Candidate
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		if candidates = append(candidates, candidate(item)); len(candidates) == maxCandidates {
			break
		}
	}
	return candidates, nil
}

// Service is the kind of services.
func Service() Kind {
	return Kind{
		noun: "service",
		exists: func(ctx context.Context, client *pagerduty.Client, id string) error {
			_, err := client.Services.Get(ctx, id)
			return err
		},
		search: func(ctx context.Context, client *pagerduty.Client, query string) ([]Candidate, error) {
			list := client.Services.All(ctx, pagerduty.ListServicesOptions{Query: query})
			return gather(list, func(s pagerduty.Service) Candidate { return Candidate{ID: s.ID, Name: s.Name} })
		},
	}
}

// Team is the kind of teams.
func Team() Kind {
	return Kind{
		noun: "team",
		exists: func(ctx context.Context, client *pagerduty.Client, id string) error {
			_, err := client.Teams.Get(ctx, id)
			return err
		},
		search: func(ctx context.Context, client *pagerduty.Client, query string) ([]Candidate, error) {
			list := client.Teams.All(ctx, pagerduty.ListTeamsOptions{Query: query})
			return gather(list, func(t pagerduty.Team) Candidate { return Candidate{ID: t.ID, Name: t.Name} })
		},
	}
}

// User is the kind of users, who are called by name or e-mail address, or "me" for the acting user.
func User() Kind {
	return Kind{
		noun: "user",
		exists: func(ctx context.Context, client *pagerduty.Client, id string) error {
			_, err := client.Users.Get(ctx, id)
			return err
		},
		search: func(ctx context.Context, client *pagerduty.Client, query string) ([]Candidate, error) {
			if strings.EqualFold(query, "me") {
				user, err := client.Users.Acting(ctx)
				if err != nil {
					return nil, err
				}
				return []Candidate{{ID: user.ID, Name: query}}, nil
			}
			list := client.Users.All(ctx, pagerduty.ListUsersOptions{Query: query})
			return gather(list, func(u pagerduty.User) Candidate { return Candidate{ID: u.ID, Name: u.Name, Email: u.Email} })
		},
	}
}

// EscalationPolicy is the kind of escalation policies.
func EscalationPolicy() Kind {
	return Kind{
		noun: "escalation policy",
		exists: func(ctx context.Context, client *pagerduty.Client, id string) error {
			_, err := client.EscalationPolicies.Get(ctx, id)
			return err
		},
		search: func(ctx context.Context, client *pagerduty.Client, query string) ([]Candidate, error) {
			list := client.EscalationPolicies.All(ctx, pagerduty.ListEscalationPoliciesOptions{Query: query})
			return gather(list, func(p pagerduty.EscalationPolicy) Candidate { return Candidate{ID: p.ID, Name: p.Name} })
		},
	}
}

// EventOrchestration is the kind of event orchestrations. PagerDuty cannot search them.
func EventOrchestration() Kind {
	return Kind{
		noun:     "event orchestration",
		listsAll: true,
		exists: func(ctx context.Context, client *pagerduty.Client, id string) error {
			_, err := client.EventOrchestrations.Get(ctx, id)
			return err
		},
		search: func(ctx context.Context, client *pagerduty.Client, _ string) ([]Candidate, error) {
			list := client.EventOrchestrations.All(ctx, pagerduty.ListOrchestrationsOptions{})
			return gather(list, func(o pagerduty.Orchestration) Candidate { return Candidate{ID: o.ID, Name: o.Name} })
		},
	}
}

// Schedule is the kind of schedules. A shift-based one has no name here: PagerDuty lists it elsewhere.
func Schedule() Kind {
	return Kind{
		noun: "schedule",
		hint: "Shift-based schedules are found by id only",
		exists: func(ctx context.Context, client *pagerduty.Client, id string) error {
			_, err := client.Schedules.Get(ctx, id, pagerduty.ScheduleWindow{})
			if errors.Is(err, pagerduty.ErrShiftBased) {
				return nil
			}
			return err
		},
		search: func(ctx context.Context, client *pagerduty.Client, query string) ([]Candidate, error) {
			list := client.Schedules.All(ctx, pagerduty.ListSchedulesOptions{Query: query})
			return gather(list, func(s pagerduty.Schedule) Candidate { return Candidate{ID: s.ID, Name: s.Name} })
		},
	}
}

// Priority is the kind of priorities. There are few, and one cannot be fetched alone.
func Priority() Kind {
	return Kind{
		noun:     "priority",
		listsAll: true,
		search: func(ctx context.Context, client *pagerduty.Client, _ string) ([]Candidate, error) {
			list := client.Priorities.All(ctx, pagerduty.PageOptions{})
			return gather(list, func(p pagerduty.Priority) Candidate {
				return Candidate{ID: p.ID, Name: pagerduty.Reference{Name: p.Name, Summary: p.Summary}.Label()}
			})
		},
	}
}
