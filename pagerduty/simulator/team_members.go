package simulator

import (
	"fmt"
	"net/http"
	"slices"
)

// member is a member of a team. role is observer, responder or manager.
type member struct {
	user *user
	role string
}

func teamMemberRoutes() []route {
	return []route{
		{method: "GET", path: "/teams/{id}/members", handle: listTeamMembers},
		{method: "PUT", path: "/teams/{id}/users/{user_id}", status: http.StatusNoContent, handle: updateTeamMember},
		{method: "DELETE", path: "/teams/{id}/users/{user_id}", status: http.StatusNoContent, handle: deleteTeamMember},
	}
}

type memberView struct {
	User any    `json:"user"`
	Role string `json:"role"`
}

func listTeamMembers(c *call) (any, error) {
	t, err := teams().find(c)
	if err != nil {
		return nil, err
	}
	r := c.renderer()
	return paginate(c, "members", t.members, func(m member) memberView { return memberView{r.userOr(m.user, "users"), m.role} })
}

// updateTeamMember adds a user to a team, or changes the role of a member.
func updateTeamMember(c *call) (any, error) {
	t, u, err := c.teamAndUser()
	if err != nil {
		return nil, err
	}
	var in struct {
		Role *string `json:"role"`
	}
	if len(c.body) > 0 {
		if err := c.decode(&in); err != nil {
			return nil, err
		}
	}
	if in.Role != nil && !slices.Contains([]string{"observer", "responder", "manager"}, *in.Role) {
		c.problem("role must be observer, responder or manager, not %q", *in.Role)
	}
	if u.role == "read_only_user" {
		c.problem("%s is a read-only user (a stakeholder) and cannot be in a team", u.name)
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	n := t.indexOf(u)
	if n < 0 {
		n = len(t.members)
		t.members = append(t.members, member{u, u.usualTeamRole()})
	}
	if in.Role != nil {
		t.members[n].role = *in.Role
	}
	return nil, nil
}

func deleteTeamMember(c *call) (any, error) {
	t, u, err := c.teamAndUser()
	if err != nil {
		return nil, err
	}
	n := t.indexOf(u)
	if n < 0 {
		return nil, notFound(fmt.Sprintf("%s is not in the team %s", u.name, t.name))
	}
	if c.account.isTargetIn(t, u) {
		return nil, badRequest(2001, "User cannot be removed as they belong to an escalation policy on this team")
	}
	t.members = slices.Delete(t.members, n, n+1)
	return nil, nil
}

// isTargetIn reports whether a user is a target of an escalation policy of a team.
func (a *account) isTargetIn(t *team, u *user) bool {
	return slices.ContainsFunc(a.escalationPolicies.order, func(p *escalationPolicy) bool {
		return slices.Contains(p.teams, t) && slices.ContainsFunc(p.targets(), func(to target) bool { return to.user == u })
	})
}

func (c *call) teamAndUser() (*team, *user, error) {
	t, err := teams().find(c)
	if err != nil {
		return nil, nil, err
	}
	u, err := find(&c.account.users, c.path["user_id"], "user")
	return t, u, err
}

// indexOf returns the index of a user among the members, or -1.
func (t *team) indexOf(u *user) int {
	return slices.IndexFunc(t.members, func(m member) bool { return m.user == u })
}

// usualTeamRole returns the default role in a team for a role in the account.
func (u *user) usualTeamRole() string {
	switch u.role {
	case "owner", "admin", "user":
		return "manager"
	case "limited_user":
		return "responder"
	}
	return "observer"
}
