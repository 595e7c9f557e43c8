package simulator

import (
	"cmp"
	"encoding/json"
	"net/http"
	"time"
)

// orchestrationPath is a stage for events: sets of rules, and a catch-all for events that match no rule.
type orchestrationPath struct {
	kind                 string // router, global, unrouted or service
	sets                 []ruleSet
	catchAll             json.RawMessage // its actions
	version              string
	createdAt, updatedAt time.Time
	createdBy, updatedBy *user
}

type ruleSet struct {
	ID    string              `json:"id"`
	Rules []orchestrationRule `json:"rules"`
}

// orchestrationRule keeps all members of a rule, even those that the simulator does not use.
type orchestrationRule map[string]json.RawMessage

func (r orchestrationRule) id() string {
	var id string
	_ = json.Unmarshal(r["id"], &id) // absent or not a string: no id
	return id
}

func orchestrationPathRoutes() []route {
	const service = "/event_orchestrations/services/{service_id}"
	routes := []route{
		{method: "GET", path: service, handle: getPath(servicePath)},
		{method: "PUT", path: service, handle: updatePath(servicePath)},
		{method: "GET", path: service + "/active", handle: getActive},
		{method: "PUT", path: service + "/active", handle: updateActive},
	}
	for name, of := range map[string]func(*orchestration) *orchestrationPath{
		"router":   func(o *orchestration) *orchestrationPath { return o.router },
		"global":   func(o *orchestration) *orchestrationPath { return o.global },
		"unrouted": func(o *orchestration) *orchestrationPath { return o.unrouted },
	} {
		path, found := "/event_orchestrations/{id}/"+name, pathOf(of)
		routes = append(routes, route{method: "GET", path: path, handle: getPath(found)}, route{method: "PUT", path: path, handle: updatePath(found)})
	}
	return routes
}

// pathFinder returns the path of a call, and its owner.
type pathFinder func(*call) (*orchestrationPath, *orchestrationReference, error)

func pathOf(of func(*orchestration) *orchestrationPath) pathFinder {
	return func(c *call) (*orchestrationPath, *orchestrationReference, error) {
		o, err := orchestrations().find(c)
		if err != nil {
			return nil, nil, err
		}
		return of(o), o.reference(), nil
	}
}

// servicePath returns a service's path. Every service has one, which is empty until it is changed.
func servicePath(c *call) (*orchestrationPath, *orchestrationReference, error) {
	s, err := find(&c.account.services, c.path["service_id"], "service")
	if err != nil {
		return nil, nil, err
	}
	path := s.orchestration
	if path == nil {
		path = emptyPath("service", s.createdAt)
		if c.request.Method != http.MethodGet {
			s.orchestration = path
		}
	}
	return path, shortReference(s.reference()), nil
}

func getPath(found pathFinder) func(*call) (any, error) {
	return func(c *call) (any, error) {
		p, parent, err := found(c)
		if err != nil {
			return nil, err
		}
		return map[string]any{"orchestration_path": c.renderer().path(p, parent)}, nil
	}
}

// getActive answers whether a service's path handles its events. If not, its older event rules do.
func getActive(c *call) (any, error) {
	s, err := find(&c.account.services, c.path["service_id"], "service")
	if err != nil {
		return nil, err
	}
	return map[string]bool{"active": s.orchestrated}, nil
}

func updateActive(c *call) (any, error) {
	s, err := find(&c.account.services, c.path["service_id"], "service")
	if err != nil {
		return nil, err
	}
	var in struct {
		Active *bool `json:"active"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Active == nil {
		return nil, invalid("active is required")
	}
	s.orchestrated = *in.Active
	return map[string]bool{"active": s.orchestrated}, nil
}

func emptyPath(kind string, at time.Time) *orchestrationPath {
	actions := "{}"
	if kind == "router" {
		actions = `{"route_to":"unrouted"}`
	}
	return &orchestrationPath{
		kind: kind, sets: []ruleSet{{"start", []orchestrationRule{}}}, catchAll: json.RawMessage(actions), createdAt: at, updatedAt: at,
	}
}

// untouched is the version of an unchanged path.
const untouched = "00000000000000000000000000000000"

type pathView struct {
	Type      string                     `json:"type"`
	Parent    *orchestrationReference    `json:"parent"`
	Sets      []ruleSet                  `json:"sets"`
	CatchAll  map[string]json.RawMessage `json:"catch_all"`
	CreatedAt string                     `json:"created_at"`
	CreatedBy *orchestrationReference    `json:"created_by,omitempty"`
	UpdatedAt string                     `json:"updated_at"`
	UpdatedBy *orchestrationReference    `json:"updated_by,omitempty"`
	Version   string                     `json:"version"`
}

func (r *renderer) path(p *orchestrationPath, parent *orchestrationReference) pathView {
	return pathView{
		Type: p.kind, Parent: parent, Sets: p.sets, CatchAll: map[string]json.RawMessage{"actions": p.catchAll},
		CreatedAt: r.time(p.createdAt), CreatedBy: userOrNil(p.createdBy), UpdatedAt: r.time(p.updatedAt), UpdatedBy: userOrNil(p.updatedBy),
		Version: cmp.Or(p.version, untouched),
	}
}
