package identify

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// maxSuggestions is how many objects of a kind are suggested: one request, since a user who types causes many.
const maxSuggestions = 100

// suggestFunc returns the first objects that PagerDuty finds for a part of a name.
type suggestFunc func(ctx context.Context, client *pagerduty.Client, typed string) ([]Candidate, error)

// Suggest returns a function that suggests the names of objects of the kind to a user who types: those that begin with the text first.
func Suggest(source pagerduty.ClientSource, kind Kind) mcptools.CompleteFunc {
	return func(ctx context.Context, typed string) ([]string, error) {
		client, err := source.Client(ctx)
		if err != nil {
			return nil, err
		}
		found, err := kind.suggest(ctx, client, typed)
		if err != nil {
			return nil, err
		}
		var names []string
		for _, candidate := range found {
			names = append(names, shown(candidate.Name))
		}
		slices.SortStableFunc(names, func(a, b string) int { return distance(a, typed) - distance(b, typed) })
		return names, nil
	}
}

// distance orders suggestions: names that begin with the text, names with a word that does, all others.
func distance(name, typed string) int {
	name, typed = strings.ToLower(name), strings.ToLower(typed)
	switch {
	case strings.HasPrefix(name, typed):
		return 0
	case strings.Contains(name, " "+typed):
		return 1
	}
	return 2
}

func suggestFirst[T any](candidate func(T) Candidate, list func(context.Context, *pagerduty.Client, string) iter.Seq2[T, error]) suggestFunc {
	return func(ctx context.Context, client *pagerduty.Client, typed string) (found []Candidate, err error) {
		for item, err := range list(ctx, client, typed) {
			if err != nil {
				return nil, err
			}
			if found = append(found, candidate(item)); len(found) == maxSuggestions {
				break
			}
		}
		return found, nil
	}
}

// suggestAll returns a function that suggests objects of several kinds. A kind that cannot be listed is left out, unless none can be.
func suggestAll(kinds ...Kind) suggestFunc {
	return func(ctx context.Context, client *pagerduty.Client, typed string) ([]Candidate, error) {
		found, failed := make([][]Candidate, len(kinds)), make([]error, len(kinds))
		_ = parallel.Each(ctx, len(kinds), func(ctx context.Context, i int) error {
			found[i], failed[i] = kinds[i].suggest(ctx, client, typed)
			return nil
		})
		if slices.Contains(failed, nil) {
			return slices.Concat(found...), nil
		}
		return nil, errors.Join(failed...)
	}
}
