package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// routes returns every operation that the simulator has. A new resource is a file and a line here.
func routes() []route {
	return slices.Concat(
		incidentRoutes(),
		noteRoutes(),
		incidentTypeRoutes(),
		incidentFieldRoutes(),
		statusUpdateRoutes(),
		workflowRoutes(),
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
		integrationRoutes(),
		vendorRoutes(),
		webhookRoutes(),
		eventRoutes(),
		licenseRoutes(),
		abilityRoutes(),
		appRoutes(),
		maintenanceWindowRoutes(),
		businessServiceRoutes(),
		businessImpactRoutes(),
		serviceDependencyRoutes(),
		alertGroupingRoutes(),
		orchestrationRoutes(),
		orchestrationIntegrationRoutes(),
		orchestrationPathRoutes(),
		escalationPolicyRoutes(),
		scheduleRoutes(),
		overrideRoutes(),
		shiftScheduleRoutes(),
		shiftRotationRoutes(),
		shiftEventRoutes(),
		shiftOverrideRoutes(),
		customShiftRoutes(),
		onCallRoutes(),
		priorityRoutes(),
		analyticsRoutes(),
		statusPageRoutes(),
	)
}

// route is the implementation of an operation of PagerDuty's API.
type route struct {
	method  string
	path    string   // with {name} where any id may stand
	also    []string // further members of the body, which PagerDuty accepts and its contract lacks
	hidden  bool     // PagerDuty has the operation, and its contract does not
	open    bool     // it needs no API key, and none of the headers of the REST API
	acts    bool     // it acts on behalf of the user in the From header
	status  int      // of success; 0 means 200
	ability string   // that the account needs; "" for none
	handle  func(*call) (any, error)
}

func (r route) name() string { return r.method + " " + shape(r.path) }

// router finds the operation of a request. It is not an http.ServeMux, because that redirects unclean paths, which PagerDuty does not.
type router []operation

func (r router) find(method, escapedPath string) (*operation, map[string]string, error) {
	segments := strings.Split(escapedPath, "/")
	var others []string
	for i := range r {
		one := &r[i]
		if !matchesPath(one.segments, segments) {
			continue
		}
		if one.method == method {
			parameters, err := one.parameters(segments)
			return one, parameters, err
		}
		others = append(others, one.method)
	}
	if others != nil {
		return nil, nil, notFound(fmt.Sprintf("PagerDuty has this path with %s, not with %s", strings.Join(others, " and "), method))
	}
	return nil, nil, notFound("PagerDuty's API has no such path")
}

func matchesPath(path, segments []string) bool {
	return slices.EqualFunc(path, segments, func(want, got string) bool { return want == got || strings.HasPrefix(want, "{") })
}

// parameters returns the ids in a path, by their names in the route. It refuses an operation that the simulator does not have.
func (o *operation) parameters(segments []string) (map[string]string, error) {
	if o.route == nil {
		return nil, &refusal{http.StatusNotImplemented, 2000, "Not Implemented", []string{
			fmt.Sprintf("%s %s (%s) is in PagerDuty's API; the simulator does not have it", o.method, o.path, o.ID),
		}}
	}
	parameters := map[string]string{}
	for i, name := range strings.Split(o.route.path, "/") {
		if !strings.HasPrefix(name, "{") {
			continue
		}
		name = strings.Trim(name, "{}")
		if !legalID(segments[i]) {
			return nil, invalid(fmt.Sprintf("the %s in the path, %q, is not an id: ids consist of letters, digits, _ and -", name, segments[i]))
		}
		parameters[name] = segments[i]
	}
	return parameters, nil
}

func legalID(id string) bool {
	for _, r := range id {
		if !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-') {
			return false
		}
	}
	return id != ""
}
