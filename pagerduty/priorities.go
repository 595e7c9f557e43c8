package pagerduty

import (
	"context"
	"iter"
)

// Priority is one of the account's own levels of severity, such as "P1".
type Priority struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Summary     string `json:"summary"`
	Description string `json:"description"`
}

// PrioritiesService reads the account's priorities.
type PrioritiesService struct{ core *core }

// List is one page of priorities, the most severe first. ErrPlan: the account has none.
//
// Operation listPriorities: GET /priorities.
func (s *PrioritiesService) List(ctx context.Context, options PageOptions) (*Page[Priority], error) {
	return s.list().page(ctx, options)
}

// All is List, priority after priority.
//
// Operation listPriorities: GET /priorities.
func (s *PrioritiesService) All(ctx context.Context, options PageOptions) iter.Seq2[Priority, error] {
	return s.list().all(ctx, options)
}

func (s *PrioritiesService) list() listing[Priority] {
	return listing[Priority]{s.core, get("listPriorities", "priorities"), "priorities", func(p Priority) string { return p.ID }}
}
