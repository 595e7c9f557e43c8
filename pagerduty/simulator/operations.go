package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// operations.json lists every operation of PagerDuty's API, with the parameters of those that the simulator has. It is extracted from
// PagerDuty's OpenAPI contract: see pagerduty/internal/contract/cut.
//
//go:embed operations.json
var operationsJSON []byte

// operation is one operation of PagerDuty's API.
type operation struct {
	ID      string   `json:"id"`
	Scope   string   `json:"scope"`   // that a token needs; "" for none
	Query   []string `json:"query"`   // its query parameters, arrays with their []
	Include []string `json:"include"` // the values of include[]
	Body    members  `json:"body"`

	method, path string
	name         string // its method and the shape of its path
	segments     []string
	route        *route // nil if the simulator does not have it
}

// members is the tree of the names of members in a body. nil allows any members.
type members map[string]members

// readOnlyMark begins the names of members that are read-only.
const readOnlyMark = "="

// child returns the members below a name, and reports whether there is a member of that name.
func (m members) child(name string) (below members, known bool) {
	if below, known = m[name]; !known {
		below, known = m[readOnlyMark+name]
	}
	return below, known
}

// api returns the operations of PagerDuty's API, sorted so that fixed paths are before paths with an id.
var api = sync.OnceValue(func() []operation {
	var all map[string]operation
	if err := json.Unmarshal(operationsJSON, &all); err != nil {
		panic("simulator: operations.json: " + err.Error())
	}
	var sorted []operation
	for name, one := range all {
		one.method, one.path, _ = strings.Cut(name, " ")
		one.name = one.method + " " + shape(one.path)
		one.segments = strings.Split(one.path, "/")
		sorted = append(sorted, one)
	}
	slices.SortFunc(sorted, func(a, b operation) int { return strings.Compare(a.path+" "+a.method, b.path+" "+b.method) }) // { sorts after all letters
	return sorted
})

// served returns the operations with the routes of the simulator, which all simulators share.
var served = sync.OnceValue(func() router { return operationsWith(routes()) })

// operationsWith returns the operations with their routes, and adds hidden ones. It panics if a route is not an operation of PagerDuty.
func operationsWith(routes []route) []operation {
	byName := map[string]*route{}
	for _, r := range routes {
		byName[r.name()] = &r
	}
	all := slices.Clone(api())
	for i := range all {
		all[i].route = byName[all[i].name]
		delete(byName, all[i].name)
	}
	for name, r := range byName {
		if r.hidden {
			all = append(all, operation{method: r.method, path: r.path, segments: strings.Split(r.path, "/"), route: r})
			delete(byName, name)
		}
	}
	if len(byName) > 0 {
		panic(fmt.Sprint("simulator: not in operations.json: ", slices.Sorted(maps.Keys(byName))))
	}
	return all
}

// shape returns a path without the names of its ids.
func shape(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = "{}"
		}
	}
	return strings.Join(segments, "/")
}

func (o *operation) knows(parameter string) bool { return slices.Contains(o.Query, parameter) }

// unknownMember returns the first member of a body that the operation does not have, such as "service.nmae", or "".
func (o *operation) unknownMember(body []byte, also []string) string {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return "" // the decoder reports it
	}
	return unknownMember(value, o.Body, "", also)
}

func unknownMember(value any, known members, path string, also []string) string {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			if unknown := unknownMember(item, known, path, also); unknown != "" {
				return unknown
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			below, ok := known.child(name)
			full := strings.TrimPrefix(path+"."+name, ".")
			if known == nil || slices.Contains(also, full) {
				continue
			}
			if !ok {
				return full
			}
			if unknown := unknownMember(value[name], below, full, also); unknown != "" {
				return unknown
			}
		}
	}
	return ""
}
