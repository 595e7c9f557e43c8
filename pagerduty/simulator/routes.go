package simulator

import (
	"fmt"
	"slices"
	"strings"
)

// routes is every operation that the simulator knows. A new resource is a file and a line here.
func routes() []route {
	return slices.Concat(
		incidentRoutes(),
		noteRoutes(),
		snoozeRoutes(),
		mergeRoutes(),
		alertRoutes(),
		logEntryRoutes(),
		responderRequestRoutes(),
		changeEventRoutes(),
		pastIncidentRoutes(),
		relatedIncidentRoutes(),
		outlierIncidentRoutes(),
		userRoutes(),
		contactMethodRoutes(),
		teamRoutes(),
		teamMemberRoutes(),
		serviceRoutes(),
		serviceChangeRoutes(),
		integrationRoutes(),
		alertGroupingRoutes(),
		orchestrationRoutes(),
		orchestrationPathRoutes(),
		escalationPolicyRoutes(),
		scheduleRoutes(),
		overrideRoutes(),
		onCallRoutes(),
		priorityRoutes(),
	)
}

// route is one operation: what it accepts and what does it.
type route struct {
	method  string
	path    string   // with {name} where any id may stand; a fixed path stands before one with names
	query   []string // the query parameters that it knows, arrays with their []
	include []string // the values of include[]
	acts    bool     // it acts on behalf of the user in the From header
	status  int      // of success, where it is not 200
	handle  func(*call) (any, error)
}

func (r route) knows(parameter string) bool {
	return slices.Contains(r.query, parameter) || parameter == "include[]" && r.include != nil
}

// paged adds the parameters of classic paging to those of an operation.
func paged(parameters ...string) []string { return append(parameters, "limit", "offset", "total") }

// router finds the route of a request. It is no http.ServeMux because that redirects unclean paths, and PagerDuty does not.
type router struct {
	routes []route
	paths  [][]string // by route
}

func newRouter(routes []route) *router {
	r := &router{routes: routes}
	for _, route := range routes {
		r.paths = append(r.paths, strings.Split(route.path, "/"))
	}
	return r
}

func (r *router) find(method, escapedPath string) (*route, map[string]string, error) {
	segments := strings.Split(escapedPath, "/")
	var others []string
	for i, path := range r.paths {
		parameters, ok := matchPath(path, segments)
		if !ok {
			continue
		}
		if r.routes[i].method != method {
			others = append(others, r.routes[i].method)
			continue
		}
		for name, value := range parameters {
			if !legalID(value) {
				return nil, nil, invalid(fmt.Sprintf("the %s in the path, %q, is not an id: ids consist of letters, digits, _ and -", name, value))
			}
		}
		return &r.routes[i], parameters, nil
	}
	if others != nil {
		return nil, nil, notFound(fmt.Sprintf("the simulator knows this path with %s, not with %s", strings.Join(others, " and "), method))
	}
	return nil, nil, notFound("the simulator knows no such path")
}

func matchPath(path, segments []string) (map[string]string, bool) {
	if len(path) != len(segments) {
		return nil, false
	}
	parameters := map[string]string{}
	for i, want := range path {
		if name, ok := strings.CutPrefix(want, "{"); ok {
			parameters[strings.TrimSuffix(name, "}")] = segments[i]
		} else if want != segments[i] {
			return nil, false
		}
	}
	return parameters, true
}

func legalID(id string) bool {
	for _, r := range id {
		if !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-') {
			return false
		}
	}
	return id != ""
}
