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

// operations.json holds every operation of PagerDuty's API, and what those take that the simulator has. It is cut out of the API's
// contract: see pagerduty/internal/contract/cut.
//
//go:embed operations.json
var operationsJSON []byte

// operation is one operation of PagerDuty's API.
type operation struct {
	ID      string   `json:"id"`
	Query   []string `json:"query"`   // the query parameters that it knows, arrays with their []
	Include []string `json:"include"` // the values of include[]
	Body    members  `json:"body"`

	method, path string
	name         string // its method and the shape of its path
	segments     []string
	route        *route // nil for one that the simulator does not have
}

// members is a tree of the names that the members of a body may have, at any depth: nil where any will do.
type members map[string]members

// readOnlyMark begins the names of members that PagerDuty answers and does not let write.
const readOnlyMark = "="

// child returns what is known below a name, and whether the name is known at all.
func (m members) child(name string) (below members, known bool) {
	if below, known = m[name]; !known {
		below, known = m[readOnlyMark+name]
	}
	return below, known
}

// api returns the operations of PagerDuty's API in an order in which fixed paths stand before those with an id.
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
	slices.SortFunc(sorted, func(a, b operation) int { return strings.Compare(a.path+" "+a.method, b.path+" "+b.method) }) // { is behind all letters
	return sorted
})

// operationsWith connects the operations with what does them, and adds those that the contract hides. It panics when a route is
// none of PagerDuty's operations.
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

// shape is a path without the names of its ids.
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

// unknownMember returns the first member of a body that the operation does not know, as "service.nmae", or "".
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
