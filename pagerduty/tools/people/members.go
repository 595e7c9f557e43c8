package people

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) members() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_team_members", "Lists a team's members with their roles.", t.listTeamMembers),
		mcptools.Destructive("add_team_member", "Adds a user to a team, or changes a member's role.", t.addTeamMember),
		mcptools.Destructive("remove_team_member", "Takes a user out of a team.", t.removeTeamMember),
	}
}

// memberView is a user in a team.
type memberView struct {
	view.Reference
	Role pagerduty.TeamRole `json:"role,omitzero"`
}

func showMember(m pagerduty.TeamMember) memberView {
	return memberView{view.Reference{ID: m.User.ID, Name: m.User.Label()}, m.Role}
}

type listTeamMembersInput struct {
	TeamID string `json:"team_id" jsonschema_description:"Id or name."`
	paging.Arguments
}

func (t *tools) listTeamMembers(ctx context.Context, in listTeamMembersInput) (mcptools.List[memberView], error) {
	if err := in.Check(); err != nil {
		return mcptools.List[memberView]{}, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return mcptools.List[memberView]{}, err
	}
	return identify.Find(ctx, client, identify.Team(), "team_id", in.TeamID, func(ctx context.Context, id string) (mcptools.List[memberView], error) {
		return paging.Collect(ctx, paging.Counted{Arguments: in.Arguments}, showMember, func(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.TeamMember], error) {
			return client.Teams.Members(ctx, id, page)
		})
	})
}

// membership is a user and the team that they enter or leave.
type membership struct {
	TeamID string `json:"team_id" jsonschema_description:"Id or name."`
	UserID string `json:"user_id" jsonschema_description:"Id, name or e-mail."`
}

type membershipView struct {
	Team view.Reference     `json:"team"`
	User view.Reference     `json:"user"`
	Role pagerduty.TeamRole `json:"role,omitzero"`
	Note string             `json:"note,omitzero"`
}

// find looks both up: what changes a team must not rest on a guess.
func (m membership) find(ctx context.Context, client *pagerduty.Client) (*membershipView, error) {
	if err := identify.Check(identify.One(identify.User(), "user_id", &m.UserID, nil)); err != nil {
		return nil, err
	}
	team, err := identify.Find(ctx, client, identify.Team(), "team_id", m.TeamID, client.Teams.Get)
	if err != nil {
		return nil, err
	}
	getUser := func(ctx context.Context, id string) (*pagerduty.User, error) { return client.Users.Get(ctx, id) }
	user, err := identify.Find(ctx, client, identify.User(), "user_id", m.UserID, getUser)
	if err != nil {
		return nil, err
	}
	return &membershipView{Team: view.Reference{ID: team.ID, Name: team.Name}, User: view.Reference{ID: user.ID, Name: user.Name}}, nil
}

type addTeamMemberInput struct {
	membership
	Role pagerduty.TeamRole `json:"role,omitempty" jsonschema:"enum=observer,enum=responder,enum=manager" jsonschema_description:"Default: PagerDuty's for this user; who is a member keeps theirs."`
}

func (t *tools) addTeamMember(ctx context.Context, in addTeamMemberInput) (*membershipView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	shown, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	if shown.Role = in.Role; in.Role == "" {
		shown.Note = "No role was given: a new member has PagerDuty's default, and one who was a member already keeps theirs."
	}
	return shown, client.Teams.PutMember(ctx, shown.Team.ID, shown.User.ID, in.Role)
}

type removeTeamMemberInput struct{ membership }

type removedMemberView struct {
	Removed view.Reference `json:"removed"`
	Team    view.Reference `json:"team"`
}

func (t *tools) removeTeamMember(ctx context.Context, in removeTeamMemberInput) (*removedMemberView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	found, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	return &removedMemberView{found.User, found.Team}, client.Teams.RemoveMember(ctx, found.Team.ID, found.User.ID)
}
