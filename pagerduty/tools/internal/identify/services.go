package identify

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// The types of AnyService.
const (
	IsService         Type = "service"
	IsBusinessService Type = "business_service"
)

// BusinessService is the kind of business services. PagerDuty cannot search them.
func BusinessService() Kind {
	kind := newKind("business service", func(b pagerduty.BusinessService) Candidate {
		return Candidate{ID: b.ID, Name: b.Name, Type: IsBusinessService, page: b.HTMLURL}
	}, func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.BusinessService, error) {
		return client.BusinessServices.Get(ctx, id)
	}, func(ctx context.Context, client *pagerduty.Client, _ string) iter.Seq2[pagerduty.BusinessService, error] {
		return client.BusinessServices.All(ctx, pagerduty.PageOptions{})
	})
	kind.listsAll = true
	return kind
}

// AnyService is the kind of services and business services together. It lists business services once.
func AnyService() Kind {
	technical, business := Service(), BusinessService()
	others := remembered(business)
	return Kind{
		noun:  "service or business service",
		parts: []Kind{typed(technical, IsService), typed(business, IsBusinessService)},
		get: func(ctx context.Context, client *pagerduty.Client, id string) (Candidate, error) {
			found, err := technical.get(ctx, client, id)
			if !errors.Is(err, pagerduty.ErrNotFound) {
				found.Type = IsService
				return found, err
			}
			return business.get(ctx, client, id)
		},
		search: func(ctx context.Context, client *pagerduty.Client, query string) (found []Candidate, truncated bool, err error) {
			var more []Candidate
			var moreTruncated bool
			err = parallel.Do(ctx,
				func(ctx context.Context) (err error) {
					found, truncated, err = technical.search(ctx, client, query)
					return err
				},
				func(ctx context.Context) (err error) {
					more, moreTruncated, err = others(ctx, client)
					return err
				},
			)
			for i := range found {
				found[i].Type = IsService
			}
			return append(found, more...), truncated || moreTruncated, err
		},
	}
}

// remembered returns the search of a kind that is listed whole. It keeps the list for the next call.
func remembered(kind Kind) func(context.Context, *pagerduty.Client) ([]Candidate, bool, error) {
	turn := make(chan struct{}, 1) // not a mutex: a call that waits can be cancelled
	var listed, truncated bool
	var all []Candidate
	return func(ctx context.Context, client *pagerduty.Client) ([]Candidate, bool, error) {
		select {
		case turn <- struct{}{}:
			defer func() { <-turn }()
		case <-ctx.Done():
			return nil, false, context.Cause(ctx)
		}
		if listed {
			return slices.Clone(all), truncated, nil
		}
		found, more, err := kind.search(ctx, client, "")
		if err == nil {
			listed, all, truncated = true, slices.Clone(found), more
		}
		return found, more, err
	}
}
