package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

type team struct {
	id, name, description, defaultRole string
	members                            []member
}

func teamRoutes() []route {
	return []route{
		{method: "GET", path: "/teams", handle: listTeams},
		{method: "POST", path: "/teams", status: http.StatusCreated, handle: createTeam},
		{method: "GET", path: "/teams/{id}", handle: getTeam},
		{method: "PUT", path: "/teams/{id}", handle: updateTeam},
		{method: "DELETE", path: "/teams/{id}", status: http.StatusNoContent, handle: deleteTeam},
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
	return c.teamAnswer(t), nil
}

func (c *call) teamAnswer(t *team) any { return map[string]any{"team": c.renderer().team(t)} }

// teamInput is the body of createTeam and updateTeam. An update changes what it has.
type teamInput struct {
	Type        string           `json:"type"`
	Name        *string          `json:"name"`
	Description optional[string] `json:"description"`
	DefaultRole *string          `json:"default_role"`
}

func createTeam(c *call) (any, error) {
	t := &team{defaultRole: "manager"}
	in, err := c.teamInput(t)
	if err != nil {
		return nil, err
	}
	if in.Name == nil {
		return nil, invalid("team.name is required")
	}
	in.apply(t)
	t.id = c.account.newShortID()
	return c.teamAnswer(c.account.teams.add(t.id, t)), nil
}

func updateTeam(c *call) (any, error) {
	t, err := named(c, &c.account.teams, "team")
	if err != nil {
		return nil, err
	}
	in, err := c.teamInput(t)
	if err != nil {
		return nil, err
	}
	in.apply(t)
	return c.teamAnswer(t), nil
}

// teamInput reads what is to become of a team, or says what is wrong with it.
func (c *call) teamInput(t *team) (*teamInput, error) {
	var in struct {
		Team *teamInput `json:"team"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Team == nil && c.lenient { // PagerDuty takes a team without a root, too, which its Go client sends
		if err := c.decode(&in.Team); err != nil {
			return nil, err
		}
	}
	if in.Team == nil {
		return nil, invalid("the body must have a team")
	}
	c.checkType("team", in.Team.Type, "team")
	if in.Team.Name != nil {
		taken := slices.ContainsFunc(c.account.teams.order, func(other *team) bool { return other != t && strings.EqualFold(other.name, *in.Team.Name) })
		c.checkName("team", *in.Team.Name, 100, taken)
	}
	if utf8.RuneCountInString(in.Team.Description.value) > 1024 {
		c.problem("team.description must not be longer than 1024 characters")
	}
	if role := in.Team.DefaultRole; role != nil && *role != "manager" && *role != "none" {
		c.problem("team.default_role must be manager or none, not %q", *role)
	}
	return in.Team, c.refusal()
}

// checkName refuses a name that is empty, too long or not free.
func (c *call) checkName(member, name string, longest int, taken bool) {
	switch {
	case strings.TrimSpace(name) == "":
		c.problem("%s.name must not be empty", member)
	case utf8.RuneCountInString(name) > longest:
		c.problem("%s.name must not be longer than %d characters", member, longest)
	case taken:
		c.problem("Name has already been taken")
	}
}

func (in *teamInput) apply(t *team) {
	t.name = valueOr(in.Name, t.name)
	t.defaultRole = valueOr(in.DefaultRole, t.defaultRole)
	in.Description.apply(&t.description)
}

// deleteTeam refuses while the team owns something. Its unresolved incidents go to another team if one is named.
func deleteTeam(c *call) (any, error) {
	t, err := named(c, &c.account.teams, "team")
	if err != nil {
		return nil, err
	}
	var heir *team
	if id := c.text("reassignment_team"); id != "" {
		if heir = c.account.teams.byID[id]; heir == nil || heir == t {
			return nil, invalid("reassignment_team must be the id of another team, not " + id)
		}
	}
	if c.account.owned(t) {
		return nil, badRequest(6006, "The team cannot be deleted while escalation policies, services or schedules are associated with it")
	}
	c.account.disown(t, heir)
	c.account.teams.remove(t.id)
	return nil, nil
}

// owned tells whether something belongs to a team.
func (a *account) owned(t *team) bool {
	return slices.ContainsFunc(a.escalationPolicies.order, func(p *escalationPolicy) bool { return slices.Contains(p.teams, t) }) ||
		slices.ContainsFunc(a.services.order, func(s *service) bool { return slices.Contains(s.teams, t) }) ||
		slices.ContainsFunc(a.schedules.order, func(s *schedule) bool { return slices.Contains(s.teams, t) })
}

// disown takes incidents from a team and gives those that are open to its heir, if there is one.
func (a *account) disown(t, heir *team) {
	for _, i := range a.incidents.order {
		if !slices.Contains(i.teams, t) {
			continue
		}
		i.teams = filter(i.teams, func(other *team) bool { return other != t }) // a new list: others may share the old one
		if heir != nil && i.open() && !slices.Contains(i.teams, heir) {
			i.teams = append(i.teams, heir)
		}
	}
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
	return filter(a.teams.order, func(t *team) bool { return t.indexOf(u) >= 0 })
}

// inTeams tells whether one of the teams has one of the ids.
func inTeams(teams []*team, ids []string) bool {
	return slices.ContainsFunc(teams, func(t *team) bool { return slices.Contains(ids, t.id) })
}
