package people

import (
	"cmp"
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) members() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_team_members", "Lists a team's members with their roles.", t.listTeamMembers,
			mcptools.WithExample(`{"team_id":"Checkout"}`)),
		mcptools.Destructive("add_team_member", "Adds a user to a team, or changes a member's role.", t.addTeamMember, mcptools.WithQuestion(t.askAddMember),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"team_id":"Observability Guild","user_id":"Bruno Castellani","role":"responder"}`)),
		mcptools.Destructive("remove_team_member", "Removes a user from a team.", t.removeTeamMember, mcptools.WithQuestion(t.askRemoveMember),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"team_id":"Observability Guild","user_id":"Jonas Weber"}`)),
	}
}

// memberView is a member of a team.
type memberView struct {
	view.Reference
	Role pagerduty.TeamRole `json:"role,omitzero"`
}

func showMember(m pagerduty.TeamMember) memberView {
	shown := memberView{Role: m.Role}
	if user := view.Of(m.User); user != nil {
		shown.Reference = *user
	}
	return shown
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

// membership is a user and a team.
type membership struct {
	TeamID string `json:"team_id" jsonschema_description:"Id or name."`
	UserID string `json:"user_id" jsonschema_description:"Id, name or e-mail."`
}

// find looks up the team and the user, also by their ids.
func (m membership) find(ctx context.Context, client *pagerduty.Client) (team, user view.Reference, err error) {
	if err := identify.Check(identify.One(identify.Team(), "team_id", &m.TeamID, nil), identify.One(identify.User(), "user_id", &m.UserID, nil)); err != nil {
		return team, user, err
	}
	getUser := func(ctx context.Context, id string) (*pagerduty.User, error) { return client.Users.Get(ctx, id) }
	err = parallel.Do(ctx, findTeam(client, "team_id", m.TeamID, &team),
		func(ctx context.Context) error {
			found, err := identify.Find(ctx, client, identify.User(), "user_id", m.UserID, getUser)
			if err == nil {
				user = view.Reference{ID: found.ID, Name: found.Name}
			}
			return err
		},
	)
	return team, user, err
}

// findTeam returns a function that looks up the team that text names.
func findTeam(client *pagerduty.Client, argument, text string, to *view.Reference) func(context.Context) error {
	return func(ctx context.Context) error {
		team, err := identify.Find(ctx, client, identify.Team(), argument, text, client.Teams.Get)
		if err == nil {
			*to = view.Reference{ID: team.ID, Name: team.Name}
		}
		return err
	}
}

// roleIn returns the role of a user in a team, and whether the user is a member.
func roleIn(ctx context.Context, client *pagerduty.Client, team, user string) (role pagerduty.TeamRole, isMember bool, err error) {
	for member, err := range client.Teams.AllMembers(ctx, team, pagerduty.PageOptions{}) {
		if err != nil {
			return "", false, err
		}
		if member.User.ID == user {
			return member.Role, true, nil
		}
	}
	return "", false, nil
}

type addTeamMemberInput struct {
	membership
	Role pagerduty.TeamRole `json:"role,omitempty" jsonschema:"enum=observer,enum=responder,enum=manager" jsonschema_description:"Default: PagerDuty's for a new member; existing members keep their role."`
}

// addedMemberView is the result of add_team_member.
type addedMemberView struct {
	Team       view.Reference     `json:"team"`
	User       view.Reference     `json:"user"`
	Outcome    string             `json:"outcome"` // added, role changed or unchanged; done if the previous state is unknown
	Role       pagerduty.TeamRole `json:"role,omitzero"`
	RoleBefore pagerduty.TeamRole `json:"role_before,omitzero"`
	Notes      []string           `json:"notes,omitempty"`
}

func (t *tools) addTeamMember(ctx context.Context, in addTeamMemberInput) (*addedMemberView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	team, user, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	before, wasMember, unread := roleIn(ctx, client, team.ID, user.ID)
	if err := ctx.Err(); err != nil {
		return nil, cmp.Or(unread, err)
	}
	if err := client.Teams.PutMember(ctx, team.ID, user.ID, in.Role); err != nil {
		return nil, err
	}
	shown := &addedMemberView{Team: team, User: user, Role: in.Role, RoleBefore: before}
	switch {
	case unread != nil:
		shown.Outcome, shown.Notes = "done", []string{"Whether the user was already a member, and with which role, could not be read."}
	case !wasMember:
		shown.Outcome = "added"
	case in.Role == "" || in.Role == before:
		shown.Outcome, shown.Role = "unchanged", before
	default:
		shown.Outcome = "role changed"
	}
	if shown.Role == "" {
		if shown.Role, _, err = roleIn(ctx, client, team.ID, user.ID); err != nil {
			shown.Notes = append(shown.Notes, "The user's new role could not be read. It is PagerDuty's default for a new member.")
		}
	}
	return shown, nil
}

type removeTeamMemberInput struct{ membership }

// removedMemberView is the result of remove_team_member.
type removedMemberView struct {
	Removed     view.Reference     `json:"removed"`
	Team        view.Reference     `json:"team"`
	RoleBefore  pagerduty.TeamRole `json:"role_before,omitzero"`
	KeepsShifts []schedule.OnCall  `json:"keeps_turns,omitempty"` // in the team's schedules and escalation policies
	Notes       []string           `json:"notes,omitempty"`
}

func (t *tools) removeTeamMember(ctx context.Context, in removeTeamMemberInput) (*removedMemberView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	team, user, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	shown := &removedMemberView{Removed: user, Team: team}
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			isMember := false
			if shown.RoleBefore, isMember, err = roleIn(ctx, client, team.ID, user.ID); err == nil && !isMember {
				err = fmt.Errorf("user_id: %s is not in the team %s", user.Name, team.Name)
			}
			return err
		},
		func(ctx context.Context) error {
			shown.KeepsShifts, shown.Notes = shiftsIn(ctx, client, team.ID, user.ID)
			return ctx.Err()
		},
	)
	if err != nil {
		return nil, err
	}
	return shown, client.Teams.RemoveMember(ctx, team.ID, user.ID)
}

func (t *tools) askAddMember(ctx context.Context, in addTeamMemberInput) mcptools.Question {
	question := mcptools.NewQuestion("Add %s to team %s", identify.Labels(ctx, t.source, identify.User().Name, in.UserID),
		identify.Labels(ctx, t.source, identify.Team().Name, in.TeamID))
	if in.Role != "" {
		question = question.And(" as %s", []string{string(in.Role)})
	}
	return question.And("?")
}

func (t *tools) askRemoveMember(ctx context.Context, in removeTeamMemberInput) mcptools.Question {
	return mcptools.NewQuestion("Remove %s from team %s?", identify.Labels(ctx, t.source, identify.User().Name, in.UserID),
		identify.Labels(ctx, t.source, identify.Team().Name, in.TeamID))
}
