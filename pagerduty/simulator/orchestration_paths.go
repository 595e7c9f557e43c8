package simulator

import (
	"encoding/json"
	"time"
)

// orchestrationPath is a stage that events go through: rules in sets, and what happens to events that no rule is for.
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

// orchestrationRule keeps all members that a rule came with, also those that the simulator does not know.
type orchestrationRule map[string]json.RawMessage

func (r orchestrationRule) id() string {
	var id string
	_ = json.Unmarshal(r["id"], &id) // absent or no text: none
	return id
}

func orchestrationPathRoutes() []route {
	return []route{
		{method: "GET", path: "/event_orchestrations/services/{service_id}", handle: getServicePath},
		{method: "GET", path: "/event_orchestrations/{id}/router", handle: getPath(func(o *orchestration) *orchestrationPath { return o.router })},
		{method: "PUT", path: "/event_orchestrations/{id}/router", handle: updateRouter},
		{method: "GET", path: "/event_orchestrations/{id}/global", handle: getPath(func(o *orchestration) *orchestrationPath { return o.global })},
		{method: "GET", path: "/event_orchestrations/{id}/unrouted", handle: getPath(func(o *orchestration) *orchestrationPath { return o.unrouted })},
	}
}

func getPath(of func(*orchestration) *orchestrationPath) func(*call) (any, error) {
	return func(c *call) (any, error) {
		o, err := c.orchestration()
		if err != nil {
			return nil, err
		}
		return map[string]any{"orchestration_path": c.renderer().path(of(o), o.reference())}, nil
	}
}

func getServicePath(c *call) (any, error) {
	s, err := find(&c.account.services, c.path["service_id"], "service")
	if err != nil {
		return nil, err
	}
	path := s.orchestration
	if path == nil { // every service has one, which does nothing
		path = emptyPath("service", s.createdAt)
	}
	return map[string]any{"orchestration_path": c.renderer().path(path, shortReference(s.reference()))}, nil
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

type pathView struct {
	Type      string                     `json:"type"`
	Parent    *orchestrationReference    `json:"parent"`
	Sets      []ruleSet                  `json:"sets"`
	CatchAll  map[string]json.RawMessage `json:"catch_all"`
	CreatedAt string                     `json:"created_at"`
	CreatedBy *orchestrationReference    `json:"created_by,omitempty"`
	UpdatedAt string                     `json:"updated_at"`
	UpdatedBy *orchestrationReference    `json:"updated_by,omitempty"`
	Version   string                     `json:"version,omitempty"`
}

func (r *renderer) path(p *orchestrationPath, parent *orchestrationReference) pathView {
	return pathView{
		Type: p.kind, Parent: parent, Sets: p.sets, CatchAll: map[string]json.RawMessage{"actions": p.catchAll},
		CreatedAt: r.time(p.createdAt), CreatedBy: userOrNil(p.createdBy), UpdatedAt: r.time(p.updatedAt), UpdatedBy: userOrNil(p.updatedBy),
		Version: p.version,
	}
}
