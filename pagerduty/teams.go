package pagerduty

import (
	"context"
	"iter"
)

// Team is a group of users that owns services, schedules and escalation policies.
type Team struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	DefaultRole string `json:"default_role"` // manager or none: what users outside may do
	HTMLURL     string `json:"html_url"`
}

// ListTeamsOptions narrows a list of teams. The zero value lists all.
type ListTeamsOptions struct {
	PageOptions
	Query string // part of a name
}

// TeamsService reads and changes teams.
type TeamsService struct{ core *core }

// List is one page of teams, ordered by name.
//
// Operation listTeams: GET /teams.
func (s *TeamsService) List(ctx context.Context, options ListTeamsOptions) (*Page[Team], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages is List, page after page.
//
// Operation listTeams: GET /teams.
func (s *TeamsService) Pages(ctx context.Context, options ListTeamsOptions) iter.Seq2[*Page[Team], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All is List, team after team.
//
// Operation listTeams: GET /teams.
func (s *TeamsService) All(ctx context.Context, options ListTeamsOptions) iter.Seq2[Team, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *TeamsService) list(options ListTeamsOptions) listing[Team] {
	r := get("listTeams", "teams")
	setText(r.query, "query", options.Query)
	return listing[Team]{s.core, r, "teams", func(t Team) string { return t.ID }}
}

// Get is one team.
//
// Operation getTeam: GET /teams/{id}.
func (s *TeamsService) Get(ctx context.Context, id string) (*Team, error) {
	return one[Team](ctx, s.core, get("getTeam", "teams", id), "team")
}
