package pagerduty

import (
	"context"
	"iter"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

// TeamRole is the role of a member in a team.
type TeamRole string

// The roles of a team's members.
const (
	TeamObserver  TeamRole = "observer"
	TeamResponder TeamRole = "responder"
	TeamManager   TeamRole = "manager"
)

// TeamMember is a user in a team.
type TeamMember struct {
	User Reference `json:"user"`
	Role TeamRole  `json:"role"`
}

func (m *TeamMember) missing() string { return missingField(&m.User) }

// TeamChange holds the values that Create and Update set. Create uses PagerDuty's defaults for nil fields; Update leaves them unchanged.
type TeamChange struct {
	Name        *string `json:"name,omitempty"` // required by Create
	Description *string `json:"description,omitempty"`
	DefaultRole *string `json:"default_role,omitempty"` // role of users outside the team: manager or none
}

type teamBody struct {
	Team struct {
		Type string `json:"type"`
		TeamChange
	} `json:"team"`
}

func (c TeamChange) body() teamBody {
	var body teamBody
	body.Team.Type, body.Team.TeamChange = "team", c
	return body
}

// Members returns one page of a team's members.
//
// Operation listTeamUsers: GET /teams/{id}/members.
func (s *TeamsService) Members(ctx context.Context, teamID string, options PageOptions) (*Page[TeamMember], error) {
	page, err := s.members(teamID).page(ctx, options)
	if err != nil {
		return nil, err
	}
	for _, member := range page.Items {
		sawMember(ctx, teamID, member)
	}
	return page, nil
}

// AllMembers iterates over the members that Members returns, across all pages.
//
// Operation listTeamUsers: GET /teams/{id}/members.
func (s *TeamsService) AllMembers(ctx context.Context, teamID string, options PageOptions) iter.Seq2[TeamMember, error] {
	return func(yield func(TeamMember, error) bool) {
		for member, err := range s.members(teamID).all(ctx, options) {
			if err == nil {
				sawMember(ctx, teamID, member)
			}
			if !yield(member, err) {
				return
			}
		}
	}
}

// sawMember records that there is such a member, for deleteVerified.
func sawMember(ctx context.Context, teamID string, member TeamMember) {
	changes.Saw(ctx, "/teams/"+teamID+"/users/"+member.User.ID)
}

func (s *TeamsService) members(teamID string) listRequest[TeamMember] {
	r := get("listTeamUsers", "teams", teamID, "members")
	return listRequest[TeamMember]{s.core, r, "members", func(m TeamMember) string { return m.User.ID }}
}

// Create creates a team.
//
// Operation createTeam: POST /teams.
func (s *TeamsService) Create(ctx context.Context, team TeamChange) (*Team, error) {
	return one[Team](ctx, s.core, post("createTeam", team.body(), "teams"), "team")
}

// Update changes a team. Nil fields are unchanged.
//
// Operation updateTeam: PUT /teams/{id}.
func (s *TeamsService) Update(ctx context.Context, id string, change TeamChange) (*Team, error) {
	return one[Team](ctx, s.core, put("updateTeam", change.body(), "teams", id), "team")
}

// Delete deletes a team. Its open incidents move to the team with the id reassignTo, or to no team if that is empty. PagerDuty refuses
// (code 6006) while escalation policies, services or schedules belong to the team.
//
// Operation deleteTeam: DELETE /teams/{id}.
func (s *TeamsService) Delete(ctx context.Context, id, reassignTo string) error {
	r := del("deleteTeam", "teams", id)
	if reassignTo != "" {
		if err := checkIDs(reassignTo); err != nil {
			return err
		}
		r.query.Set("reassignment_team", reassignTo)
	}
	return s.core.deleteVerified(ctx, r, func() (bool, error) {
		_, err := s.Get(ctx, id)
		return isMissing(err)
	})
}

// PutMember adds a user to a team, or changes a member's role. With an empty role, a new member gets PagerDuty's default and an
// existing member keeps their role.
//
// Operation updateTeamUser: PUT /teams/{id}/users/{user_id}.
func (s *TeamsService) PutMember(ctx context.Context, teamID, userID string, role TeamRole) error {
	r := put("updateTeamUser", nil, "teams", teamID, "users", userID)
	if role != "" {
		r.body = struct {
			Role TeamRole `json:"role"`
		}{role}
	}
	return s.core.doVerified(ctx, r, func() (bool, error) {
		member, err := s.member(ctx, teamID, userID)
		return member != nil && (role == "" || member.Role == role), err
	})
}

// member returns a user's membership; nil if there is none.
func (s *TeamsService) member(ctx context.Context, teamID, userID string) (*TeamMember, error) {
	for member, err := range s.AllMembers(ctx, teamID, PageOptions{}) {
		if err != nil {
			return nil, err
		}
		if member.User.ID == userID {
			return &member, nil
		}
	}
	return nil, nil
}

// RemoveMember removes a user from a team.
//
// Operation deleteTeamUser: DELETE /teams/{id}/users/{user_id}.
func (s *TeamsService) RemoveMember(ctx context.Context, teamID, userID string) error {
	return s.core.deleteVerified(ctx, del("deleteTeamUser", "teams", teamID, "users", userID), func() (bool, error) {
		member, err := s.member(ctx, teamID, userID)
		return member == nil && err == nil, err
	})
}
