package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func newIncident(members string) string {
	return `{"incident":{"type":"incident","title":"Made by a test","service":{"id":"PSCHKAP","type":"service_reference"}` + members + `}}`
}

func change(members string) string {
	return `{"incident":{"type":"incident_reference"` + members + `}}`
}

func TestCreateIncident(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	status, answer := a.do("POST", "/incidents", newIncident(`,"urgency":"low","incident_key":"once","body":{"type":"incident_body","details":"More"}`), header{"From", "bruno.castellani@lanternfield.example"})
	if status != 201 {
		t.Fatalf("%d %v", status, answer)
	}
	for path, want := range map[string]any{
		"status": "triggered", "urgency": "low", "incident_number": 4201, "created_at": "2026-10-14T12:00:00Z", "incident_key": "once",
		"assignments.0.assignee.id": "PUAMARA", "assigned_via": "escalation_policy", "escalation_policy.id": "PECHECK", "teams.0.id": "PTCHECK",
		"last_status_change_by.id": "PUBRUNO", "body.details": "More", "alert_counts.all": 0, "resolved_at": nil, "priority": nil,
		"incident_type.name": "incident_default", "pending_actions": "[]", // low urgency: it is not escalated
	} {
		a.equal(answer, "incident."+path, want)
	}
	id := answer.at("incident.id").(string)
	if latest := a.ok("GET", "/incidents?sort_by=created_at:desc&limit=1", "").at("incidents.0.id"); latest != id {
		t.Errorf("the newest incident of the list is %v, not %s", latest, id)
	}
	a.equal(a.ok("GET", "/services/PSCHKAP", ""), "service.last_incident_timestamp", "2026-10-14T12:00:00Z")
	checkLog(a, id, "trigger", "assign", "notify")
}

func TestCreateIncidentAssigned(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	other := a.ok("POST", "/incidents", newIncident(`,"assignments":[{"assignee":{"id":"PUDIEGO","type":"user_reference"}}]`))
	a.equal(other, "incident.status", "triggered")
	a.equal(other, "incident.assigned_via", "direct_assignment")
	a.equal(other, "incident.assignments.0.assignee.id", "PUDIEGO")
	self := a.ok("POST", "/incidents", newIncident(`,"assignments":[{"assignee":{"id":"PUAMARA","type":"user_reference"}}]`))
	a.equal(self, "incident.status", "acknowledged")
	policy := a.ok("POST", "/incidents", newIncident(`,"escalation_policy":{"id":"PECOMMD","type":"escalation_policy_reference"}`))
	a.equal(policy, "incident.assignments.0.assignee.id", "PUHENRY")
}

func TestCreateIncidentRefuses(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok("POST", "/incidents", newIncident(`,"incident_key":"taken"`))
	before := a.ok("GET", "/incidents?date_range=all&total=true", "").at("total")
	for body, c := range map[string]struct {
		code   int
		reason string
	}{
		newIncident(`,"incident_key":"taken"`):         {2002, "Open incident with matching dedup key already exists on this service"},
		`{"incident":{"type":"incident","title":" "}}`: {2001, "title must not be empty"},
		`{"incident":{"type":"incident","title":"x"}}`: {2001, "service is required"},
		`{}`:                               {2001, "must have an incident"},
		newIncident(`,"urgency":"medium"`): {2001, "high or low"},
		newIncident(`,"priority":{"id":"P9","type":"priority_reference"}`):              {2001, `has the id "P9"`},
		newIncident(`,"incident_type":{"name":"party"}`):                                {2001, "party"},
		newIncident(`,"assignments":[{}]`):                                              {2001, "must have an assignee"},
		newIncident(`,"assignments":[{"assignee":{"id":"P","type":"user_reference"}}]`): {2001, `has the id "P"`},
		newIncident(`,"assignments":[{"assignee":{"id":"PUAMARA","type":"user_reference"}},{"assignee":{"id":"PUBRUNO","type":"user_reference"}}]`): {2001, "one assignee"},
		newIncident(`,"assignments":[{"assignee":{"id":"PUAMARA","type":"user_reference"}}],"escalation_policy":{"id":"PECOMMD","type":"escalation_policy_reference"}`): {
			2001, "exclude each other"},
		strings.Replace(newIncident(""), "PSCHKAP", "PSGIFTC", 1): {2002, "disabled"},
	} {
		a.refused(400, c.code, c.reason, "POST", "/incidents", body)
	}
	a.equal(a.ok("GET", "/incidents?date_range=all&total=true", ""), "total", before)
	id := a.ok("GET", "/incidents?incident_key=taken", "").at("incidents.0.id").(string)
	a.ok("PUT", "/incidents/"+id, change(`,"status":"resolved"`))
	a.ok("POST", "/incidents", newIncident(`,"incident_key":"taken"`)) // the key is free again
	a.ok("POST", "/incidents", strings.Replace(newIncident(`,"incident_key":"taken"`), "PSCHKAP", "PSSTORE", 1))
}

// TestStates changes a new incident step by step, and checks the state after each step.
func TestStates(t *testing.T) {
	t.Parallel()
	ack, resolve, trigger := change(`,"status":"acknowledged"`), change(`,"status":"resolved","resolution":"Done"`), change(`,"status":"triggered"`)
	for name, c := range map[string]struct {
		steps  []string
		status string
		log    string // entries of the steps, oldest first
		want   map[string]any
	}{
		"acknowledge":       {[]string{ack}, "acknowledged", "acknowledge", map[string]any{"acknowledgements.0.acknowledger.id": "PUAMARA", "last_status_change_by.id": "PUAMARA"}},
		"acknowledge twice": {[]string{ack, ack}, "acknowledged", "acknowledge acknowledge", map[string]any{"acknowledgements.1": nil}},
		"resolve":           {[]string{resolve}, "resolved", "resolve", map[string]any{"resolved_at": "2026-10-14T12:00:00Z", "assignments.0": nil, "pending_actions.0": nil}},
		"unacknowledge":     {[]string{ack, trigger}, "triggered", "acknowledge unacknowledge", map[string]any{"acknowledgements.0": nil}},
		"trigger":           {[]string{trigger}, "triggered", "", nil},
		"reopen":            {[]string{resolve, trigger}, "triggered", "resolve trigger assign notify", map[string]any{"resolved_at": nil, "assignments.0.assignee.id": "PUAMARA"}},
		"reopen acknowledged": {[]string{resolve, ack}, "acknowledged", "resolve trigger assign notify acknowledge",
			map[string]any{"resolved_at": nil, "acknowledgements.0.acknowledger.id": "PUAMARA"}},
		"escalate": {[]string{change(`,"escalation_level":2`)}, "triggered", "escalate notify", map[string]any{"assignments.0.assignee.id": "PUBRUNO"}},
		"escalate acknowledged": {[]string{ack, change(`,"escalation_level":3`)}, "triggered", "acknowledge escalate unacknowledge notify",
			map[string]any{"assignments.0.assignee.id": "PUELENA", "acknowledgements.0": nil}},
		"delegate": {[]string{change(`,"escalation_policy":{"id":"PECOMMD","type":"escalation_policy_reference"}`)}, "triggered", "delegate notify",
			map[string]any{"escalation_policy.id": "PECOMMD", "assignments.0.assignee.id": "PUHENRY"}},
		"delegate to a level": {[]string{change(`,"escalation_level":2,"escalation_policy":{"id":"PECOMMD","type":"escalation_policy_reference"}`)}, "triggered", "delegate notify",
			map[string]any{"assignments.0.assignee.id": "PUGRACE"}},
		"reassign": {[]string{change(`,"assignments":[{"assignee":{"id":"PUDIEGO","type":"user_reference"}},{"assignee":{"id":"PUGRACE","type":"user_reference"}}]`)},
			"triggered", "assign notify notify", map[string]any{"assignments.0.assignee.id": "PUDIEGO", "assignments.1.assignee.id": "PUGRACE", "assigned_via": "direct_assignment"}},
		"reassign and acknowledge": {[]string{change(`,"status":"acknowledged","assignments":[{"assignee":{"id":"PUDIEGO","type":"user_reference"}}]`)}, "acknowledged",
			"assign notify acknowledge", nil},
		"reopen to someone": {[]string{resolve, change(`,"status":"triggered","assignments":[{"assignee":{"id":"PUDIEGO","type":"user_reference"}}]`)}, "triggered",
			"resolve trigger assign notify assign notify", map[string]any{"assignments.0.assignee.id": "PUDIEGO"}},
		"urgency":           {[]string{change(`,"urgency":"low"`)}, "triggered", "urgency_change", map[string]any{"urgency": "low"}},
		"same urgency":      {[]string{change(`,"urgency":"high"`)}, "triggered", "", nil},
		"priority":          {[]string{change(`,"priority":{"id":"PPRIOR1","type":"priority_reference"}`)}, "triggered", "field_value_change", map[string]any{"priority.name": "P1"}},
		"priority by name":  {[]string{change(`,"priority":"P3"`)}, "triggered", "field_value_change", map[string]any{"priority.id": "PPRIOR3"}},
		"title":             {[]string{change(`,"title":"Renamed"`)}, "triggered", "field_value_change", map[string]any{"title": "Renamed", "summary": "[#4201] Renamed"}},
		"title of resolved": {[]string{resolve, change(`,"title":"Renamed"`)}, "resolved", "resolve field_value_change", map[string]any{"title": "Renamed"}},
		"type":              {[]string{change(`,"incident_type":{"name":"major_incident"}`)}, "triggered", "field_value_change", map[string]any{"incident_type.name": "major_incident"}},
		"bridge":            {[]string{change(`,"conference_bridge":{"conference_number":"+1 555-0100"}`)}, "triggered", "field_value_change", nil},
		"service":           {[]string{change(`,"service":{"id":"PSPGDBS","type":"service_reference"}`)}, "triggered", "field_value_change", map[string]any{"service.id": "PSPGDBS", "teams.0.id": "PTPLATF"}},
		"nothing":           {[]string{change("")}, "triggered", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			answer := a.ok("POST", "/incidents", newIncident(""))
			id := answer.at("incident.id").(string)
			for _, step := range c.steps {
				answer = a.ok("PUT", "/incidents/"+id, step)
			}
			a.equal(answer, "incident.status", c.status)
			for path, want := range c.want {
				a.equal(answer, "incident."+path, want)
			}
			checkLog(a, id, append([]string{"trigger", "assign", "notify"}, strings.Fields(c.log)...)...)
		})
	}
}

// checkLog compares the types of an incident's log entries, oldest first.
func checkLog(a *api, id string, want ...string) {
	a.t.Helper()
	got := a.ok("GET", "/incidents/"+id+"/log_entries?limit=100", "").column("log_entries", "type")
	slices.Reverse(got)
	for n := range got {
		got[n] = strings.TrimSuffix(got[n], "_log_entry")
	}
	if !slices.Equal(got, want) {
		a.t.Errorf("the log has %v, want %v", got, want)
	}
}

func TestUpdateRefuses(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := a.ok("POST", "/incidents", newIncident("")).at("incident.id").(string)
	resolved := a.ok("GET", "/incidents?statuses[]=resolved", "").at("incidents.0.id").(string)
	for _, c := range []struct {
		id, members string
		code        int
		reason      string
	}{
		{id, `,"status":"closed"`, 2001, "triggered, acknowledged or resolved"},
		{id, `,"resolution":"Done"`, 2001, "only possible with the status resolved"},
		{id, `,"title":""`, 2001, "title"},
		{id, `,"urgency":"medium"`, 2001, "high or low"},
		{id, `,"priority":"P9"`, 1020, "P9"},
		{id, `,"priority":7`, 2001, "priority"},
		{id, `,"escalation_level":4`, 1006, "levels 1 to 3"},
		{id, `,"escalation_level":0`, 1006, "levels 1 to 3"},
		{id, `,"escalation_level":2,"assignments":[{"assignee":{"id":"PUDIEGO","type":"user_reference"}}]`, 2001, "exclude each other"},
		{id, `,"escalation_policy":{"id":"P","type":"escalation_policy_reference"}`, 2001, `has the id "P"`},
		{id, `,"service":{"id":"P","type":"service_reference"}`, 2001, `has the id "P"`},
		{resolved, `,"status":"resolved"`, 1001, "reopen"},
		{resolved, `,"escalation_level":2`, 1001, "reopen"},
	} {
		a.refused(400, c.code, c.reason, "PUT", "/incidents/"+c.id, change(c.members))
	}
	checkLog(a, id, "trigger", "assign", "notify")
}

func TestUpdateIncidentsIsAtomic(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	body := func(items ...string) string { return `{"incidents":[` + strings.Join(items, ",") + `]}` }
	item := func(id, members string) string {
		return fmt.Sprintf(`{"id":%q,"type":"incident_reference"%s}`, id, members)
	}
	good := item("Q5PGREPLICALAG", `,"status":"resolved"`)
	for bad, c := range map[string]struct {
		code   int
		reason string
	}{
		item("QNOTTHERE", `,"status":"resolved"`):             {2001, `no incident has the id "QNOTTHERE"`},
		item("4200", `,"status":"resolved"`):                  {2001, "its number is not accepted"},
		item("Q3PAYACQUIRER0", `,"urgency":"medium"`):         {2001, "incidents.1.urgency"},
		item("Q3PAYACQUIRER0", `,"priority":"P9"`):            {1020, "P9"},
		item("Q5PGREPLICALAG", `,"status":"acknowledged"`):    {2001, "occurs twice"},
		item("Q3PAYACQUIRER0", `,"service":{"id":"PSSTORE"}`): {2001, `unknown body member "incidents.service"`},
	} {
		a.refused(400, c.code, c.reason, "PUT", "/incidents", body(good, bad))
	}
	a.refused(400, 2001, "must have incidents", "PUT", "/incidents", body())
	a.refused(413, 2001, "at most 250", "PUT", "/incidents", body(slices.Repeat([]string{good}, 251)...))
	a.equal(a.ok("GET", "/incidents/Q5PGREPLICALAG", ""), "incident.status", "triggered")

	answer := a.ok("PUT", "/incidents", body(good, item("Q3PAYACQUIRER0", `,"status":"acknowledged"`)))
	if got := answer.column("incidents", "status"); !slices.Equal(got, []string{"resolved", "acknowledged"}) {
		t.Errorf("the answer has the statuses %v", got)
	}
	a.equal(a.ok("GET", "/incidents/Q5PGREPLICALAG", ""), "incident.status", "resolved")
	a.equal(a.ok("GET", "/incidents/Q5PGREPLICALAG/alerts", ""), "alerts.0.status", "resolved")
}
