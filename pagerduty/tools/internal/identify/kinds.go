package identify

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/person"
)

// Kind is a kind of object that people refer to by name.
type Kind struct {
	noun     string // for errors
	offers   int    // number of objects that an error lists if none is similar
	listsAll bool   // search ignores its query, since PagerDuty has none for this kind
	parts    []Kind // of a kind with several types: the kinds that a link may be of
	get      func(ctx context.Context, client *pagerduty.Client, id string) (Candidate, error)
	search   func(ctx context.Context, client *pagerduty.Client, query string) (found []Candidate, truncated bool, err error)
	suggest  suggestFunc                                  // nil if Suggest cannot suggest objects of this kind
	refuse   func(argument string, found Candidate) error // nil if Resolve takes every object of this kind
}

// maxCandidates limits how much of a list is searched for a name. A longer list is truncated, and then no name in it counts as unique.
const maxCandidates = 1000

// newKind returns a kind whose objects are fetched by get and listed by list.
func newKind[T any](noun string, candidate func(T) Candidate,
	get func(ctx context.Context, client *pagerduty.Client, id string) (*T, error),
	list func(ctx context.Context, client *pagerduty.Client, query string) iter.Seq2[T, error],
) Kind {
	return Kind{
		noun:    noun,
		suggest: suggestFirst(candidate, list),
		get: func(ctx context.Context, client *pagerduty.Client, id string) (Candidate, error) {
			found, err := get(ctx, client, id)
			if err != nil {
				return Candidate{}, err
			}
			return candidate(*found), nil
		},
		search: func(ctx context.Context, client *pagerduty.Client, query string) (found []Candidate, truncated bool, err error) {
			for item, err := range list(ctx, client, query) {
				if err != nil {
					return nil, false, err
				}
				if len(found) == maxCandidates {
					return found, true, nil
				}
				found = append(found, candidate(item))
			}
			return found, false, nil
		},
	}
}

// Service is the kind of services.
func Service() Kind {
	return newKind("service", func(s pagerduty.Service) Candidate { return Candidate{ID: s.ID, Name: s.Name, page: s.HTMLURL} },
		func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.Service, error) {
			return client.Services.Get(ctx, id)
		},
		func(ctx context.Context, client *pagerduty.Client, query string) iter.Seq2[pagerduty.Service, error] {
			return client.Services.All(ctx, pagerduty.ListServicesOptions{Query: query})
		})
}

// Team is the kind of teams.
func Team() Kind {
	return newKind("team", func(t pagerduty.Team) Candidate { return Candidate{ID: t.ID, Name: t.Name, page: t.HTMLURL} },
		func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.Team, error) {
			return client.Teams.Get(ctx, id)
		},
		func(ctx context.Context, client *pagerduty.Client, query string) iter.Seq2[pagerduty.Team, error] {
			return client.Teams.All(ctx, pagerduty.ListTeamsOptions{Query: query})
		})
}

// User is the kind of users. They also go by their e-mail address, and the acting user by "me".
func User() Kind {
	kind := newKind("user", func(u pagerduty.User) Candidate {
		return Candidate{ID: u.ID, Name: u.Name, Email: u.Email, page: u.HTMLURL, role: u.Role}
	},
		func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.User, error) {
			return client.Users.Get(ctx, id)
		},
		func(ctx context.Context, client *pagerduty.Client, query string) iter.Seq2[pagerduty.User, error] {
			return client.Users.All(ctx, pagerduty.ListUsersOptions{Query: query})
		})
	search := kind.search
	kind.search = func(ctx context.Context, client *pagerduty.Client, query string) (found []Candidate, truncated bool, err error) {
		if !strings.EqualFold(query, "me") {
			return search(ctx, client, query)
		}
		user, err := client.Users.Acting(ctx)
		if err != nil {
			return nil, false, err
		}
		return []Candidate{{ID: user.ID, Name: user.Name, Email: query, role: user.Role}}, false, nil
	}
	return kind
}

// Responder is the kind of users who can be on call and be assigned incidents. Resolve refuses others.
func Responder() Kind {
	kind := User()
	kind.refuse = refuseStakeholder
	return kind
}

func refuseStakeholder(argument string, found Candidate) error {
	if !person.IsStakeholder(found.role) {
		return nil
	}
	return fmt.Errorf("%s: %s (%s) has the role %s, a stakeholder's, which can neither be on call nor be assigned incidents: choose another person", argument, found.Name, found.ID, found.role)
}

// EscalationPolicy is the kind of escalation policies.
func EscalationPolicy() Kind {
	return newKind("escalation policy", func(p pagerduty.EscalationPolicy) Candidate {
		return Candidate{ID: p.ID, Name: p.Name, page: p.HTMLURL}
	},
		func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.EscalationPolicy, error) {
			return client.EscalationPolicies.Get(ctx, id)
		},
		func(ctx context.Context, client *pagerduty.Client, query string) iter.Seq2[pagerduty.EscalationPolicy, error] {
			return client.EscalationPolicies.All(ctx, pagerduty.ListEscalationPoliciesOptions{Query: query})
		})
}

// EventOrchestration is the kind of event orchestrations. PagerDuty cannot search them.
func EventOrchestration() Kind {
	kind := newKind("event orchestration", func(o pagerduty.Orchestration) Candidate { return Candidate{ID: o.ID, Name: o.Name} },
		func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.Orchestration, error) {
			return client.EventOrchestrations.Get(ctx, id)
		},
		func(ctx context.Context, client *pagerduty.Client, _ string) iter.Seq2[pagerduty.Orchestration, error] {
			return client.EventOrchestrations.All(ctx, pagerduty.ListOrchestrationsOptions{})
		})
	kind.listsAll = true
	return kind
}

// IncidentWorkflow is the kind of incident workflows.
func IncidentWorkflow() Kind {
	return newKind("incident workflow", func(w pagerduty.IncidentWorkflow) Candidate {
		return Candidate{ID: w.ID, Name: w.Name, page: w.HTMLURL}
	},
		func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.IncidentWorkflow, error) {
			return client.IncidentWorkflows.Get(ctx, id)
		},
		func(ctx context.Context, client *pagerduty.Client, query string) iter.Seq2[pagerduty.IncidentWorkflow, error] {
			return client.IncidentWorkflows.All(ctx, pagerduty.ListIncidentWorkflowsOptions{Query: query})
		})
}

// Priority is the kind of priorities. There are few, and PagerDuty cannot fetch a single one.
func Priority() Kind {
	kind := newKind("priority", func(p pagerduty.Priority) Candidate {
		return Candidate{ID: p.ID, Name: pagerduty.Reference{Name: p.Name, Summary: p.Summary}.Label()}
	}, nil, func(ctx context.Context, client *pagerduty.Client, _ string) iter.Seq2[pagerduty.Priority, error] {
		return client.Priorities.All(ctx, pagerduty.PageOptions{})
	})
	kind.listsAll, kind.get, kind.offers = true, nil, 10
	return kind
}
