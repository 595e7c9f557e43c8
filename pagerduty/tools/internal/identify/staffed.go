package identify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// The types of what has somebody on call, beside IsService, IsUser, IsLayered and IsShiftBased.
const (
	IsTeam   Type = "team"
	IsPolicy Type = "escalation_policy"
)

// Staffed is the kind of everything that has somebody on call: services, teams, escalation policies, schedules of both kinds, and users
// if they are wanted. missed is called for each of these kinds that could not be searched, such as one that the key may not read, if another
// has the name. It may be nil.
func Staffed(withUsers bool, missed func(kind string, err error)) Kind {
	kinds := []Kind{typed(Service(), IsService), typed(Team(), IsTeam), typed(EscalationPolicy(), IsPolicy), typed(Schedule(), "")}
	noun := "service, team, escalation policy or schedule"
	if withUsers {
		kinds, noun = append(kinds, typed(User(), IsUser)), "service, team, escalation policy, schedule or user"
	}
	return Kind{noun: noun, parts: kinds, suggest: suggestAll(kinds...),
		get: func(ctx context.Context, client *pagerduty.Client, id string) (Candidate, error) {
			return getAny(ctx, client, kinds, id)
		},
		search: func(ctx context.Context, client *pagerduty.Client, query string) ([]Candidate, bool, error) {
			return searchAny(ctx, client, kinds, query, missed)
		},
	}
}

// typed returns a kind whose candidates say what they are.
func typed(kind Kind, t Type) Kind {
	get, search := kind.get, kind.search
	mark := func(c *Candidate) {
		if t != "" {
			c.Type = t
		}
		c.noun = kind.noun
	}
	kind.get = func(ctx context.Context, client *pagerduty.Client, id string) (Candidate, error) {
		found, err := get(ctx, client, id)
		mark(&found)
		return found, err
	}
	kind.search = func(ctx context.Context, client *pagerduty.Client, query string) ([]Candidate, bool, error) {
		found, truncated, err := search(ctx, client, query)
		for i := range found {
			mark(&found[i])
		}
		return found, truncated, err
	}
	return kind
}

// getAny returns the object with an id, of whichever kind it is. The error of a kind counts only if no other has the id.
func getAny(ctx context.Context, client *pagerduty.Client, kinds []Kind, id string) (Candidate, error) {
	found, failures := make([]Candidate, len(kinds)), make([]error, len(kinds))
	err := parallel.Each(ctx, len(kinds), func(ctx context.Context, i int) error {
		found[i], failures[i] = kinds[i].get(ctx, client, id)
		return ctx.Err()
	})
	if err != nil {
		return Candidate{}, err
	}
	var all []Candidate
	var failed error
	for i, failure := range failures {
		switch {
		case failure == nil:
			all = append(all, found[i])
		case failed == nil || !errors.Is(failure, pagerduty.ErrNotFound):
			failed = failure
		}
	}
	switch len(all) {
	case 0:
		return Candidate{}, failed
	case 1:
		return all[0], nil
	}
	return Candidate{}, fmt.Errorf("%s is the id of several: %s. Give a name", id, join(all, len(all)))
}

// searchAny returns what a search finds among all kinds. The error of a kind goes to missed, and is returned if nothing else has the name.
func searchAny(ctx context.Context, client *pagerduty.Client, kinds []Kind, query string, missed func(string, error)) (all []Candidate, truncated bool, err error) {
	found, cut, failures := make([][]Candidate, len(kinds)), make([]bool, len(kinds)), make([]error, len(kinds))
	err = parallel.Each(ctx, len(kinds), func(ctx context.Context, i int) error {
		found[i], cut[i], failures[i] = kinds[i].search(ctx, client, query)
		return ctx.Err()
	})
	for i := range kinds {
		all, truncated = append(all, found[i]...), truncated || cut[i]
	}
	if err == nil && len(matches(all, query)) == 0 {
		return all, truncated, cmp.Or(failures...)
	}
	for i, failure := range failures {
		if failure != nil && missed != nil {
			missed(kinds[i].noun, failure)
		}
	}
	return all, truncated, err
}

// Namesakes returns what a text names by its id or exact name: one object, or several of different types that share the name, such as a
// team and its escalation policy.
func Namesakes(ctx context.Context, client *pagerduty.Client, kind Kind, argument, text string) ([]Candidate, error) {
	if err := Check(One(kind, argument, &text, nil)); err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	if page, ok := kind.readLink(text); ok {
		found, err := kind.follow(ctx, client, argument, page)
		return []Candidate{found}, err
	}
	if looksLikeID(text) {
		found, err := kind.get(ctx, client, text)
		if !errors.Is(err, pagerduty.ErrNotFound) {
			return []Candidate{found}, err
		}
	}
	candidates, truncated, err := kind.search(ctx, client, text)
	if err != nil {
		return nil, err
	}
	matching := matches(candidates, text)
	if len(matching) == 0 || truncated || sameType(matching) {
		only, err := search(ctx, client, kind, argument, text)
		return []Candidate{only}, err
	}
	return matching, nil
}

// sameType reports whether two of the candidates are of the same type, so that their name is ambiguous.
func sameType(candidates []Candidate) bool {
	return slices.ContainsFunc(candidates, func(a Candidate) bool {
		return slices.ContainsFunc(candidates, func(b Candidate) bool { return a.ID != b.ID && a.noun == b.noun })
	})
}
