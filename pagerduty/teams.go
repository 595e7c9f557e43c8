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
	DefaultRole string `json:"default_role"` // role of users outside the team: manager or none
	HTMLURL     string `json:"html_url"`
}

// ListTeamsOptions filters a list of teams. The zero value lists all.
type ListTeamsOptions struct {
	PageOptions
	Query string // part of a name
}

// TeamsService reads and changes teams.
type TeamsService struct{ core *core }

// List returns one page of teams, ordered by name.
//
// Operation listTeams: GET /teams.
func (s *TeamsService) List(ctx context.Context, options ListTeamsOptions) (*Page[Team], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listTeams: GET /teams.
func (s *TeamsService) Pages(ctx context.Context, options ListTeamsOptions) iter.Seq2[*Page[Team], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the teams that List returns, across all pages.
//
// Operation listTeams: GET /teams.
func (s *TeamsService) All(ctx context.Context, options ListTeamsOptions) iter.Seq2[Team, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *TeamsService) list(options ListTeamsOptions) listRequest[Team] {
	r := get("listTeams", "teams")
	setText(r.query, "query", options.Query)
	return listRequest[Team]{s.core, r, "teams", func(t Team) string { return t.ID }}
}

// Get returns one team.
//
// Operation getTeam: GET /teams/{id}.
func (s *TeamsService) Get(ctx context.Context, id string) (*Team, error) {
	return one[Team](ctx, s.core, get("getTeam", "teams", id), "team")
}
