package simulator

import (
	"cmp"
	"slices"
	"time"
)

// orchestration takes events in by its integrations and sends them to services, as its router says.
type orchestration struct {
	id, name, description, version string
	team                           *team
	integrations                   []orchestrationIntegration
	createdAt, updatedAt           time.Time
	createdBy, updatedBy           *user
	router, global, unrouted       *orchestrationPath
}

// orchestrationIntegration is where events come in. Who has its routing key can send them.
type orchestrationIntegration struct{ id, label, routingKey string }

func orchestrationRoutes() []route {
	return []route{
		{method: "GET", path: "/event_orchestrations", handle: listOrchestrations},
		{method: "GET", path: "/event_orchestrations/{id}", handle: getOrchestration},
	}
}

func listOrchestrations(c *call) (any, error) {
	found := slices.Clone(c.account.orchestrations.order)
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
	return paginate(c, "orchestrations", found, c.renderer().orchestration)
}

func reversed[T any](compare func(a, b T) int) func(a, b T) int {
	return func(a, b T) int { return compare(b, a) }
}

func getOrchestration(c *call) (any, error) {
	o, err := c.orchestration()
	if err != nil {
		return nil, err
	}
	v := c.renderer().orchestration(o)
	v.Integrations = each(o.integrations, func(i orchestrationIntegration) orchestrationIntegrationView {
		return orchestrationIntegrationView{i.id, i.label, map[string]string{"routing_key": i.routingKey, "type": "global"}}
	})
	return map[string]any{"orchestration": v}, nil
}

func (c *call) orchestration() (*orchestration, error) {
	return named(c, &c.account.orchestrations, "event orchestration")
}

// routes counts the services' rules, as the list shows it.
func (o *orchestration) routes() int { return len(o.router.sets[0].Rules) }

type orchestrationView struct {
	ID           string                         `json:"id"`
	Self         string                         `json:"self"`
	Name         string                         `json:"name"`
	Description  string                         `json:"description"`
	Team         *orchestrationReference        `json:"team"`
	Integrations []orchestrationIntegrationView `json:"integrations,omitempty"`
	Routes       int                            `json:"routes"`
	CreatedAt    string                         `json:"created_at"`
	CreatedBy    *orchestrationReference        `json:"created_by,omitempty"`
	UpdatedAt    string                         `json:"updated_at"`
	UpdatedBy    *orchestrationReference        `json:"updated_by,omitempty"`
	Version      string                         `json:"version"`
}

type orchestrationIntegrationView struct {
	ID         string            `json:"id"`
	Label      string            `json:"label"`
	Parameters map[string]string `json:"parameters"`
}

// orchestrationReference is the short form of a reference that orchestrations use.
type orchestrationReference struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Self string `json:"self"`
}

func shortReference(r reference) *orchestrationReference {
	return &orchestrationReference{r.ID, r.Type, valueOr(r.Self, "")}
}

// userOrNil refers to who changed something, nil when it was nobody's key.
func userOrNil(u *user) *orchestrationReference {
	if u == nil {
		return nil
	}
	return shortReference(u.reference())
}

func (o *orchestration) reference() *orchestrationReference {
	return shortReference(refer("event_orchestration_reference", o.id, o.name, "/event_orchestrations/"+o.id, ""))
}

func (r *renderer) orchestration(o *orchestration) orchestrationView {
	v := orchestrationView{
		ID: o.id, Self: apiURL + "/event_orchestrations/" + o.id, Name: o.name, Description: o.description, Routes: o.routes(),
		CreatedAt: r.time(o.createdAt), CreatedBy: userOrNil(o.createdBy), UpdatedAt: r.time(o.updatedAt), UpdatedBy: userOrNil(o.updatedBy),
		Version: o.version,
	}
	if o.team != nil {
		v.Team = shortReference(o.team.reference())
	}
	return v
}
