package simulator

import (
	"cmp"
	"slices"
)

type team struct {
	id, name, description, defaultRole string
	members                            []member
}

// member is a user in a team; role is observer, responder or manager.
type member struct {
	user *user
	role string
}

func teamRoutes() []route {
	return []route{
		{method: "GET", path: "/teams", query: paged("query"), handle: listTeams},
		{method: "GET", path: "/teams/{id}", include: []string{"privileges"}, handle: getTeam},
	}
}

func listTeams(c *call) (any, error) {
	query := c.text("query")
	found := filter(c.account.teams.order, func(t *team) bool { return contains(t.name, query) })
	slices.SortStableFunc(found, func(a, b *team) int { return cmp.Compare(a.name, b.name) })
	return paginate(c, "teams", found, c.renderer().team)
}

func getTeam(c *call) (any, error) {
	t, err := named(c, &c.account.teams, "team")
	if err != nil {
		return nil, err
	}
	return map[string]any{"team": c.renderer().team(t)}, nil
}

func (t *team) head(kind string) reference {
	return refer(kind, t.id, t.name, "/teams/"+t.id, "/teams/"+t.id)
}

func (t *team) reference() reference { return t.head("team_reference") }

type teamView struct {
	reference
	Name        string `json:"name"`
	Description string `json:"description"`
	DefaultRole string `json:"default_role"`
}

func (r *renderer) team(t *team) teamView {
	return teamView{t.head("team"), t.name, t.description, t.defaultRole}
}

// teams renders the teams of something, in full when include[] asks for it.
func (r *renderer) teams(teams []*team) []any {
	return each(teams, func(t *team) any {
		if r.include["teams"] {
			return r.team(t)
		}
		return t.reference()
	})
}

func (a *account) teamsOf(u *user) []*team {
	return filter(a.teams.order, func(t *team) bool {
		return slices.ContainsFunc(t.members, func(m member) bool { return m.user == u })
	})
}

// inTeams tells whether one of the teams has one of the ids.
func inTeams(teams []*team, ids []string) bool {
	return slices.ContainsFunc(teams, func(t *team) bool { return slices.Contains(ids, t.id) })
}
