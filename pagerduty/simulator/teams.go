package simulator

import (
	"net/http"
	"slices"
	"time"
)

type team struct {
	id, name, description, defaultRole string
	members                            []member
	deletedAt                          time.Time
}

func teams() *resource[team] {
	return &resource[team]{
		path: "/teams", one: "team", many: "teams", kind: "team", rootless: true, // PagerDuty's Go client omits the root
		records: func(c *call) (*collection[team], error) { return &c.account.teams, nil },
		id:      func(t *team) *string { return &t.id },
		deleted: func(t *team) *time.Time { return &t.deletedAt },
		fresh:   func(*call) *team { return &team{defaultRole: "manager"} },
		head:    func(t *team) map[string]any { return t.head("team").members() },
		fields: []field[team]{
			text("name", func(t *team) *string { return &t.name }, rules{required: true, unique: true, longest: 100}),
			text("description", func(t *team) *string { return &t.description }, rules{longest: 1024}),
			text("default_role", func(t *team) *string { return &t.defaultRole }, rules{among: []string{"manager", "none"}}),
		},
		filters: []listFilter[team]{search(func(t *team) *string { return &t.name })},
		order:   byName(func(t *team) *string { return &t.name }),
		remove:  removeTeam,
	}
}

func teamRoutes() []route {
	const policy = "/teams/{id}/escalation_policies/{escalation_policy_id}"
	return append(teams().routes(),
		route{method: "PUT", path: policy, status: http.StatusNoContent, handle: addTeamPolicy},
		route{method: "DELETE", path: policy, status: http.StatusNoContent, handle: removeTeamPolicy})
}

// removeTeam refuses to delete a team that owns something. Its unresolved incidents go to reassignment_team, if there is one.
func removeTeam(c *call, t *team) error {
	var heir *team
	if id := c.text("reassignment_team"); id != "" {
		if heir = c.account.teams.byID[id]; heir == nil || heir == t {
			return invalid("reassignment_team must be the id of another team, not " + id)
		}
	}
	if c.account.owned(t) {
		return badRequest(6006, "The team cannot be deleted while escalation policies, services or schedules are associated with it")
	}
	for _, o := range c.account.orchestrations.order {
		if o.team == t {
			o.team = nil
		}
	}
	for _, b := range c.account.businessServices.order {
		if b.team == t {
			b.team = nil
		}
	}
	c.account.disown(t, heir)
	return nil
}

func addTeamPolicy(c *call) (any, error) {
	t, p, err := c.teamAndPolicy()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(p.teams, t) {
		p.teams = append(slices.Clip(p.teams), t)
		c.account.followPolicy(p)
	}
	return nil, nil
}

func removeTeamPolicy(c *call) (any, error) {
	t, p, err := c.teamAndPolicy()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(p.teams, t) {
		return nil, notFound("the escalation policy " + p.name + " is not in the team " + t.name)
	}
	p.teams = filter(p.teams, func(other *team) bool { return other != t })
	c.account.followPolicy(p)
	return nil, nil
}

func (c *call) teamAndPolicy() (*team, *escalationPolicy, error) {
	t, err := teams().find(c)
	if err != nil {
		return nil, nil, err
	}
	p, err := find(&c.account.escalationPolicies, c.path["escalation_policy_id"], "escalation policy")
	return t, p, err
}

// owned reports whether a team owns an escalation policy, a service or a schedule.
func (a *account) owned(t *team) bool {
	return slices.ContainsFunc(a.escalationPolicies.order, func(p *escalationPolicy) bool { return slices.Contains(p.teams, t) }) ||
		slices.ContainsFunc(a.services.order, func(s *service) bool { return slices.Contains(s.teams, t) }) ||
		slices.ContainsFunc(a.schedules.order, func(s *schedule) bool { return slices.Contains(s.teams, t) })
}

// disown removes a team from its incidents. Open incidents go to heir, unless it is nil.
func (a *account) disown(t, heir *team) {
	for _, i := range a.incidents.order {
		if !slices.Contains(i.teams, t) {
			continue
		}
		i.teams = filter(i.teams, func(other *team) bool { return other != t }) // copies, because lists may be shared
		if heir != nil && i.open() && !slices.Contains(i.teams, heir) {
			i.teams = append(i.teams, heir)
		}
	}
}

func (t *team) head(kind string) reference {
	return refer(kind, t.id, t.name, "/teams/"+t.id, "/teams/"+t.id).deleted(t.deletedAt)
}

func (t *team) reference() reference { return t.head("team_reference") }

func (r *renderer) team(t *team) any { return teams().view(r, t) }

// teams renders teams, in full if include[] contains teams.
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

// inTeams reports whether one of the teams has one of these ids.
func inTeams(teams []*team, ids []string) bool {
	return slices.ContainsFunc(teams, func(t *team) bool { return slices.Contains(ids, t.id) })
}
