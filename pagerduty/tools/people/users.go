package people

import (
	"context"
	"errors"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/person"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) users() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_user_data", "Returns the user of this connection: who \"I\" am, my teams, and how I am notified.", t.getUserData,
			mcptools.WithExample(`{}`)),
		mcptools.Read("list_users", "Lists users.", t.listUsers,
			mcptools.WithExample(`{"query":"bruno"}`)),
	}
}

type currentUserView struct {
	person.View
	JobTitle          string           `json:"job_title,omitzero"`
	Teams             []view.Reference `json:"teams,omitempty"`
	ContactMethods    []person.Contact `json:"contact_methods,omitempty"`
	NotificationRules []person.Rule    `json:"notification_rules,omitempty"`
	HTMLURL           string           `json:"html_url,omitzero"`
	Note              string           `json:"note,omitzero"`
}

func (t *tools) getUserData(ctx context.Context, _ struct{}) (*currentUserView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	user, owns, err := currentUser(ctx, client, pagerduty.IncludeContactMethods, pagerduty.IncludeNotificationRules)
	if err != nil {
		return nil, err
	}
	shown := &currentUserView{
		View: person.Show(*user), JobTitle: user.JobTitle, Teams: view.References(user.Teams), HTMLURL: user.HTMLURL,
		ContactMethods: person.Contacts(*user), NotificationRules: person.Rules(user.NotificationRules, user.ContactMethods),
	}
	if !owns {
		shown.Note = "The key belongs to no user. This is the user in whose name changes are made."
	}
	return shown, nil
}

// currentUser reads the user of the key. If the key belongs to no user, it returns the user in whose name changes are made, and owns is
// false.
func currentUser(ctx context.Context, client *pagerduty.Client, include ...pagerduty.UserInclude) (user *pagerduty.User, owns bool, err error) {
	user, err = client.Users.Me(ctx, include...)
	if !errors.Is(err, pagerduty.ErrNoUser) {
		return user, true, err
	}
	user, err = client.Users.Acting(ctx)
	return user, false, err
}

type listUsersInput struct {
	Query   string   `json:"query,omitempty" jsonschema_description:"Part of a name or e-mail address."`
	TeamIDs []string `json:"team_ids,omitempty" jsonschema_description:"Members of any of these: ids or names."`
	paging.Arguments
}

func (t *tools) listUsers(ctx context.Context, in listUsersInput) (mcptools.List[person.View], error) {
	options := pagerduty.ListUsersOptions{Query: strings.TrimSpace(in.Query)}
	filters := []identify.Argument{identify.Many(identify.Team(), "team_ids", in.TeamIDs, &options.TeamIDs)}
	return paging.FilteredList(ctx, t.source, paging.Counted{Arguments: in.Arguments}, filters, person.Show,
		func(ctx context.Context, client *pagerduty.Client, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.User], error) {
			options.PageOptions = page
			return client.Users.List(ctx, options)
		})
}
