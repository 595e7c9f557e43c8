package staffing

import (
	"context"
	"errors"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/person"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) userChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_user", "Creates a user, whom PagerDuty invites by e-mail. The role determines the license.", t.createUser, mcptools.WithQuestion(t.askCreateUser),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"name":"Olga Brandt","email":"olga.brandt@lanternfield.example","role":"limited_user"}`)),
	}
}

type createUserInput struct {
	Name     string `json:"name" jsonschema:"minLength=1"`
	Email    string `json:"email" jsonschema:"minLength=1"`
	Role     string `json:"role,omitempty" jsonschema:"enum=admin,enum=user,enum=limited_user,enum=observer,enum=restricted_access,enum=read_only_user,enum=read_only_limited_user" jsonschema_description:"limited_user: responder; read_only_user: stakeholder."`
	TimeZone string `json:"time_zone,omitempty" jsonschema_description:"Default: the account's."`
	Title    string `json:"title,omitempty"`
}

// createdUser is a new user.
type createdUser struct {
	person.View
	JobTitle string   `json:"job_title,omitzero"`
	HTMLURL  string   `json:"html_url,omitzero"`
	Notes    []string `json:"notes"`
}

func (t *tools) createUser(ctx context.Context, in createUserInput) (*createdUser, error) {
	if err := when.Spell(&in.TimeZone); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	user, err := client.Users.Create(ctx, pagerduty.NewUser{
		Name: strings.TrimSpace(in.Name), Email: strings.TrimSpace(in.Email), Role: in.Role, TimeZone: in.TimeZone, JobTitle: in.Title,
	})
	if err != nil {
		return nil, withoutLicense(err)
	}
	return &createdUser{
		View: person.Show(*user), JobTitle: user.JobTitle, HTMLURL: user.HTMLURL,
		Notes: []string{"The user is in no team and on no schedule yet."},
	}, nil
}

// productLimit is PagerDuty's code for a limit of the plan.
const productLimit = 2019

// withoutLicense explains an error in which PagerDuty refuses a user for lack of a license.
func withoutLicense(err error) error {
	failure, ok := errors.AsType[*pagerduty.Error](err)
	if !ok || failure.Undecided() {
		return err
	}
	words := strings.ToLower(failure.Message + " " + strings.Join(failure.Details, " "))
	if errors.Is(err, pagerduty.ErrPlan) || failure.Code == productLimit || strings.Contains(words, "licen") || strings.Contains(words, "user limit") {
		return explain.With(err, "The account has no free license for a user with this role. Choose a role with another license, such as read_only_user for a stakeholder, "+
			"or ask the account's owner for more licenses.")
	}
	return err
}

func (t *tools) askCreateUser(_ context.Context, in createUserInput) mcptools.Question {
	question := mcptools.NewQuestion("Create user %s with e-mail %s", []string{in.Name}, []string{in.Email})
	if in.Role != "" {
		question = question.And(" as %s", []string{in.Role})
	}
	return question.And(" and invite them?")
}
