package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// orchestration is an event orchestration: its integrations receive events, and its router routes them to services.
type orchestration struct {
	id, name, description, version string
	team                           *team
	integrations                   collection[orchestrationIntegration]
	createdAt, updatedAt           time.Time
	createdBy, updatedBy           *user
	router, global, unrouted       *orchestrationPath
}

func orchestrations() *resource[orchestration] {
	return &resource[orchestration]{
		path: "/event_orchestrations", one: "orchestration", many: "orchestrations", name: "event orchestration",
		records: func(c *call) (*collection[orchestration], error) { return &c.account.orchestrations, nil },
		id:      func(o *orchestration) *string { return &o.id },
		newID:   (*account).newUUID,
		fresh: func(c *call) *orchestration {
			return &orchestration{
				createdAt: c.now, createdBy: c.user,
				router: emptyPath("router", c.now), global: emptyPath("global", c.now), unrouted: emptyPath("unrouted", c.now),
			}
		},
		head: func(o *orchestration) map[string]any {
			return map[string]any{"id": o.id, "self": apiURL + "/event_orchestrations/" + o.id}
		},
		fields: []field[orchestration]{
			text("name", func(o *orchestration) *string { return &o.name }, rules{required: true, longest: 255}),
			text("description", func(o *orchestration) *string { return &o.description }, rules{}),
			written("team", setOrchestrationTeam, (*renderer).orchestrationTeam),
			shown("integrations", (*renderer).orchestrationIntegrations),
			shown("routes", func(_ *renderer, o *orchestration) any { return o.routes() }),
			shown("created_at", func(r *renderer, o *orchestration) any { return r.time(o.createdAt) }),
			shown("created_by", func(_ *renderer, o *orchestration) any { return userOrLeftOut(o.createdBy) }),
			shown("updated_at", func(r *renderer, o *orchestration) any { return r.time(o.updatedAt) }),
			shown("updated_by", func(_ *renderer, o *orchestration) any { return userOrLeftOut(o.updatedBy) }),
			shown("version", func(_ *renderer, o *orchestration) any { return o.version }),
		},
		order: orderOrchestrations,
		changed: func(c *call, before, o *orchestration) {
			o.updatedAt, o.updatedBy, o.version = c.now, c.user, c.account.newVersion()
			if before == nil {
				first := &orchestrationIntegration{c.account.newUUID(), o.name + " Default Integration", c.account.newRoutingKey()}
				o.integrations.add(first.id, first)
			}
		},
	}
}

func orchestrationRoutes() []route { return orchestrations().routes() }

func setOrchestrationTeam(c *call, o *orchestration, member string, in *orchestrationTeamInput) {
	o.team = nil
	if in == nil || in.ID == nil {
		return
	}
	if o.team = c.account.teams.byID[*in.ID]; o.team == nil {
		c.problem("%s.id: no team has the id %q", member, *in.ID)
	}
}

type orchestrationTeamInput struct {
	ID *string `json:"id"`
}

func (r *renderer) orchestrationTeam(o *orchestration) any {
	if o.team == nil {
		return nil
	}
	return shortReference(o.team.reference())
}

// orchestrationIntegrations omits the integrations, which contain keys, in a list.
func (r *renderer) orchestrationIntegrations(o *orchestration) any {
	if !r.details {
		return leftOut
	}
	return each(o.integrations.order, func(i *orchestrationIntegration) any { return orchestrationIntegrations().view(r, i) })
}

func orderOrchestrations(c *call, found []*orchestration) {
	byName := func(a, b *orchestration) int { return cmp.Compare(a.name, b.name) }
	byRoutes := func(a, b *orchestration) int { return cmp.Compare(a.routes(), b.routes()) }
	byAge := func(a, b *orchestration) int { return a.createdAt.Compare(b.createdAt) }
	switch order := c.text("sort_by"); order {
	case "", "name:asc":
		slices.SortStableFunc(found, byName)
	case "name:desc":
		slices.SortStableFunc(found, reversed(byName))
	case "routes:asc":
		slices.SortStableFunc(found, byRoutes)
	case "routes:desc":
		slices.SortStableFunc(found, reversed(byRoutes))
	case "created_at:asc":
		slices.SortStableFunc(found, byAge)
	case "created_at:desc":
		slices.SortStableFunc(found, reversed(byAge))
	default:
		c.problem("sort_by must be name, routes or created_at with :asc or :desc, not %q", order)
	}
}

func reversed[T any](compare func(a, b T) int) func(a, b T) int {
	return func(a, b T) int { return compare(b, a) }
}

// routes returns the number of rules for services, as a list shows it.
func (o *orchestration) routes() int { return len(o.router.sets[0].Rules) }

// orchestrationIntegration receives events from anybody who has its routing key.
type orchestrationIntegration struct{ id, label, routingKey string }

func orchestrationIntegrations() *resource[orchestrationIntegration] {
	return &resource[orchestrationIntegration]{
		path: "/event_orchestrations/{id}/integrations", key: "integration_id", one: "integration", many: "integrations",
		records: func(c *call) (*collection[orchestrationIntegration], error) {
			o, err := orchestrations().find(c)
			if err != nil {
				return nil, err
			}
			return &o.integrations, nil
		},
		id:    func(i *orchestrationIntegration) *string { return &i.id },
		newID: (*account).newUUID,
		fresh: func(c *call) *orchestrationIntegration {
			return &orchestrationIntegration{routingKey: c.account.newRoutingKey()}
		},
		head: func(i *orchestrationIntegration) map[string]any { return map[string]any{"id": i.id} },
		fields: []field[orchestrationIntegration]{
			text("label", func(i *orchestrationIntegration) *string { return &i.label }, rules{required: true, longest: 255}),
			shown("parameters", func(_ *renderer, i *orchestrationIntegration) any {
				return map[string]string{"routing_key": i.routingKey, "type": "global"}
			}),
		},
	}
}

func orchestrationIntegrationRoutes() []route {
	const path = "/event_orchestrations/{id}/integrations"
	routes := orchestrationIntegrations().routes()
	for n := range routes {
		if routes[n].method == http.MethodGet && routes[n].path == path {
			routes[n].handle = listOrchestrationIntegrations
		}
	}
	return append(routes, route{method: "POST", path: path + "/migration", handle: migrateIntegration})
}

// listOrchestrationIntegrations answers with the total, although the list has no pages.
func listOrchestrationIntegrations(c *call) (any, error) {
	answer, err := orchestrationIntegrations().list(c)
	if err != nil {
		return nil, err
	}
	list := answer.(map[string]any)
	list["total"] = len(c.account.orchestrations.byID[c.path["id"]].integrations.order)
	return list, nil
}

// migrateIntegration moves an integration from another orchestration to this one. The integration keeps its routing key.
func migrateIntegration(c *call) (any, error) {
	to, err := orchestrations().find(c)
	if err != nil {
		return nil, err
	}
	var in struct {
		SourceID      string `json:"source_id"`
		SourceType    string `json:"source_type"`
		IntegrationID string `json:"integration_id"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.SourceType != "orchestration" {
		return nil, invalid("source_type must be orchestration, not " + in.SourceType)
	}
	from, err := find(&c.account.orchestrations, in.SourceID, "event orchestration")
	if err != nil {
		return nil, err
	}
	moved, err := find(&from.integrations, in.IntegrationID, "integration of the source")
	if err != nil {
		return nil, err
	}
	from.integrations.remove(moved.id)
	to.integrations.add(moved.id, moved)
	return listOrchestrationIntegrations(c)
}

func (a *account) newRoutingKey() string { return a.newID("R0", 30) }

// orchestrationReference is the short form of references in orchestrations.
type orchestrationReference struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Self string `json:"self"`
}

func shortReference(r reference) *orchestrationReference {
	return &orchestrationReference{r.ID, r.Type, valueOr(r.Self, "")}
}

// userOrLeftOut returns a reference to the user who changed something. It is left out for an account's key.
func userOrLeftOut(u *user) any {
	if u == nil {
		return leftOut
	}
	return shortReference(u.reference())
}

// userOrNil returns a reference to the user who changed something, or nil for an account's key.
func userOrNil(u *user) *orchestrationReference {
	if u == nil {
		return nil
	}
	return shortReference(u.reference())
}

func (o *orchestration) reference() *orchestrationReference {
	return shortReference(refer("event_orchestration_reference", o.id, o.name, "/event_orchestrations/"+o.id, ""))
}
