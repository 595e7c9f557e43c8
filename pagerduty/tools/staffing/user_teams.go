package staffing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

type listUserTeamsInput struct {
	UserIDs []string `json:"user_ids" jsonschema:"minItems=1,maxItems=50" jsonschema_description:"Ids, names or e-mails."`
}

// userTeams is a user and their teams.
type userTeams struct {
	User  view.Reference `json:"user"`
	Teams []teamRole     `json:"teams"`
}

// teamRole is a team and the role of one member in it.
type teamRole struct {
	view.Reference
	Role pagerduty.TeamRole `json:"role,omitzero"`
}

func (t *tools) listUserTeams(ctx context.Context, in listUserTeamsInput) (mcptools.List[userTeams], error) {
	var list mcptools.List[userTeams]
	if err := identify.Check(identify.Many(identify.User(), "user_ids", in.UserIDs, nil)); err != nil {
		return list, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return list, err
	}
	users := make([]*pagerduty.User, len(in.UserIDs))
	err = parallel.Each(ctx, len(users), func(ctx context.Context, i int) (err error) {
		users[i], err = identify.Find(ctx, client, identify.User(), fmt.Sprintf("user_ids[%d]", i), in.UserIDs[i],
			func(ctx context.Context, id string) (*pagerduty.User, error) { return client.Users.Get(ctx, id) })
		return err
	})
	if err != nil {
		return list, err
	}
	var teams []pagerduty.Reference
	for _, user := range users {
		teams = append(teams, user.Teams...)
	}
	roles, err := readRoles(ctx, client, teams)
	for _, user := range users {
		if of := roles.of(user); !slices.ContainsFunc(list.Items, func(known userTeams) bool { return known.User.ID == user.ID }) {
			list.Items = append(list.Items, userTeams{view.Reference{ID: user.ID, Name: user.Name}, append([]teamRole{}, of...)})
		}
	}
	list.Notes = roles.notes()
	return list, err
}

// memberRoles are the roles of teams' members, by the ids of team and user; nil for a team whose members could not be read.
type memberRoles map[string]map[string]pagerduty.TeamRole

// readRoles reads the members of each of the teams once. Users carry no roles.
func readRoles(ctx context.Context, client *pagerduty.Client, teams []pagerduty.Reference) (memberRoles, error) {
	var ids []string
	for _, team := range teams {
		ids = append(ids, team.ID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	read := make([]map[string]pagerduty.TeamRole, len(ids))
	err := parallel.Each(ctx, len(ids), func(ctx context.Context, i int) error {
		members := map[string]pagerduty.TeamRole{}
		for member, err := range client.Teams.AllMembers(ctx, ids[i], pagerduty.PageOptions{}) {
			if _, ok := errors.AsType[*pagerduty.Error](err); ok {
				return ctx.Err() // the teams are useful without the roles
			}
			if err != nil {
				return err
			}
			members[member.User.ID] = member.Role
		}
		read[i] = members
		return nil
	})
	roles := memberRoles{}
	for i, id := range ids {
		roles[id] = read[i]
	}
	return roles, err
}

// of returns the teams of a user, with the user's role in each.
func (r memberRoles) of(user *pagerduty.User) []teamRole {
	var shown []teamRole
	for _, team := range view.References(user.Teams) {
		shown = append(shown, teamRole{team, r[team.ID][user.ID]})
	}
	return shown
}

// notes returns a note on the teams whose members could not be read.
func (r memberRoles) notes() []string {
	var unread []string
	for id, members := range r {
		if members == nil {
			unread = append(unread, id)
		}
	}
	if unread == nil {
		return nil
	}
	slices.Sort(unread)
	return []string{"The roles in these teams could not be read: " + strings.Join(unread, ", ") + "."}
}
