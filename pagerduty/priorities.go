package pagerduty

import (
	"context"
	"iter"
)

// Priority is a level of severity that the account defines, such as "P1".
type Priority struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Summary     string `json:"summary"`
	Description string `json:"description"`
}

// PrioritiesService reads the account's priorities.
type PrioritiesService struct{ core *core }

// List returns one page of priorities, the most severe first. The error matches ErrPlan if the account's plan has no priorities.
//
// Operation listPriorities: GET /priorities.
func (s *PrioritiesService) List(ctx context.Context, options PageOptions) (*Page[Priority], error) {
	return s.list().page(ctx, options)
}

// All iterates over the priorities that List returns, across all pages.
//
// Operation listPriorities: GET /priorities.
func (s *PrioritiesService) All(ctx context.Context, options PageOptions) iter.Seq2[Priority, error] {
	return s.list().all(ctx, options)
}

func (s *PrioritiesService) list() listRequest[Priority] {
	return listRequest[Priority]{s.core, get("listPriorities", "priorities"), "priorities", func(p Priority) string { return p.ID }}
}
