package contract_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
)

func TestLegalExchangesPass(t *testing.T) {
	t.Parallel()
	for operation, e := range legal() {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			violations, checked := e.run(t)
			for _, v := range violations {
				t.Error(v)
			}
			if len(checked) != 1 || checked[operation] != 1 {
				t.Errorf("checked %v, want %s once", checked, operation)
			}
		})
	}
}

// replace replaces old, which must be in the text.
func replace(t *testing.T, text *string, old, broken string) {
	t.Helper()
	if !strings.Contains(*text, old) {
		t.Fatalf("the exchange has no %s", old)
	}
	*text = strings.Replace(*text, old, broken, 1)
}

func TestRequestsThatBreakTheContract(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		operation   string
		old, broken string // in the body
		change      func(*exchange)
		location    string
		problem     string
	}{
		{name: "wrong enum", operation: "updateIncidents", old: `"status":"resolved"`, broken: `"status":"closed"`,
			location: "body at /incidents/0/status", problem: `"resolved","acknowledged","triggered"], got "closed"`},
		{name: "missing required member", operation: "createIncident", old: `"title":"The server is on fire.",`,
			location: "body at /incident/title", problem: `property "title" is missing`},
		{name: "reference without its id", operation: "createIncident", old: `{"id":"PWIXJZS",`, broken: `{`,
			location: "body at /incident/service/id", problem: `property "id" is missing`},
		{name: "unknown member", operation: "createIncidentNote", old: `"content"`, broken: `"author":"me","content"`,
			location: "body at /note/author", problem: "has no such member"},
		{name: "unknown member behind a list", operation: "updateIncidents", old: `"type":"user_reference"`, broken: `"type":"user_reference","e/mail":""`,
			location: "body at /incidents/1/assignments/0/assignee/e~1mail", problem: "has no such member"},
		{name: "unknown member behind a oneOf", operation: "updateIncidents", old: `"type":"priority_reference"`, broken: `"type":"priority_reference","color":"red"`,
			location: "body at /incidents/1/priority/color", problem: "has no such member"},
		{name: "null where nothing may be cleared", operation: "updateIncident", old: `"acknowledged"`, broken: `null`,
			location: "body at /incident/status", problem: "not one of the allowed values"},
		{name: "unknown root", operation: "updateIncident", old: `{"incident":`, broken: `{"incidents":[],"incident":`,
			location: "body at /incidents", problem: "has no such member"},
		{name: "no shape fits", operation: "updateIncident", old: `"P1"`, broken: `17`,
			location: "body at /incident/priority", problem: "value must be an object, got 17; or value must be a string, got 17"},
		{name: "not JSON", operation: "updateIncident", old: `{"incident":`, broken: `{"incident"`,
			location: "body", problem: "invalid character"},
		{name: "no body", operation: "updateIncident", change: func(e *exchange) { e.body = "" },
			location: "body", problem: "required"},
		{name: "other content type", operation: "updateIncident", change: func(e *exchange) { e.header.Set("Content-Type", "text/plain") },
			location: "body", problem: `Content-Type has unexpected value "text/plain"`},
		{name: "body where none belongs", operation: "getIncident", change: func(e *exchange) { e.body = "{}" },
			location: "body", problem: "not allowed"},
		{name: "missing From", operation: "createIncident", change: func(e *exchange) { e.header.Del("From") },
			location: "header From", problem: "required"},
		{name: "From that is no address", operation: "createIncident", change: func(e *exchange) { e.header.Set("From", "Earline <e@example.com>") },
			location: "header From", problem: "email"},
		{name: "unknown query parameter", operation: "listIncidents", change: func(e *exchange) { e.target += "&severity=high" },
			location: "query parameter severity", problem: "has no such parameter"},
		{name: "array without its brackets", operation: "listIncidents", change: func(e *exchange) { e.target += "&team_ids=P1" },
			location: "query parameter team_ids", problem: "has no such parameter"},
		{name: "single parameter given twice", operation: "listIncidents", change: func(e *exchange) { e.target += "&limit=26" },
			location: "query parameter limit", problem: "takes one value, got 2"},
		{name: "query parameter of a wrong type", operation: "listUsers", change: func(e *exchange) { e.target += "&limit=many" },
			location: "query parameter limit", problem: "an invalid integer"},
		{name: "query parameter outside its enum", operation: "listIncidents", change: func(e *exchange) { e.target += "&urgencies[]=medium" },
			location: "query parameter urgencies[]", problem: `"medium"`},
		{name: "time without a zone", operation: "getSchedule", change: func(e *exchange) { e.target = "/schedules/P1?since=2015-11-06" },
			location: "query parameter since", problem: "date-time"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := legal()[test.operation]
			if test.change != nil {
				test.change(&e)
			} else {
				replace(t, &e.body, test.old, test.broken)
			}
			violations, _ := e.run(t)
			wantViolation(t, violations, contract.Violation{
				Operation: test.operation, Status: e.status, Location: test.location, Problem: test.problem,
			})
		})
	}
}

func TestAnswersThatBreakTheContract(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		operation   string
		old, broken string // in the answer
		location    string
		problem     string
	}{
		{name: "wrong enum", operation: "getIncident", old: `"status":"resolved"`, broken: `"status":"closed"`,
			location: "body at /incident/status", problem: `got "closed"`},
		{name: "missing root", operation: "listIncidentNotes", old: `"notes":[` + note + `]`,
			location: "body at /notes", problem: "is missing"},
		{name: "missing required member", operation: "listUsers", old: `"email":"earline@example.com",`,
			location: "body at /users/0/email", problem: "is missing"},
		{name: "required member is null", operation: "getIncident", old: `"service":{"id":"PIJ90N7"`, broken: `"service":{"id":null`,
			location: "body at /incident/service/id", problem: "not nullable"},
		{name: "wrong type", operation: "getIncident", old: `"incident_number":1234`, broken: `"incident_number":"1234"`,
			location: "body at /incident/incident_number", problem: "must be an integer"},
		{name: "fraction for an integer", operation: "getIncident", old: `"incident_number":1234`, broken: `"incident_number":12.5`,
			location: "body at /incident/incident_number", problem: "must be an integer"},
		{name: "wrong type of a reference", operation: "getIncident", old: `"team_reference"`, broken: `"group_reference"`,
			location: "body at /incident/teams/0", problem: "invalid value"},
		{name: "wrong time", operation: "listIncidents", old: `"2015-10-06T21:30:42Z"`, broken: `"2015-10-06 21:30:42"`,
			location: "body at /incidents/0/created_at", problem: "date-time"},
		{name: "relative address", operation: "getTeam", old: `"https://api.pagerduty.com/teams/PQ9K7I8"`, broken: `"/teams/PQ9K7I8"`,
			location: "body at /team/self", problem: "url"},
		{name: "unknown member", operation: "getIncident", old: `"urgency":"high"`, broken: `"urgency":"high","mood":"grim"`,
			location: "body at /incident/mood", problem: "has no such member"},
		{name: "unknown member that is null", operation: "getIncident", old: `"urgency":"high"`, broken: `"urgency":"high","mood":null`,
			location: "body at /incident/mood", problem: "has no such member"},
		{name: "unknown member of a page", operation: "listTeams", old: `"limit":25`, broken: `"limit":25,"page":1`,
			location: "body at /page", problem: "has no such member"},
		{name: "unknown member behind an anyOf", operation: "listIncidentLogEntries", old: `"type":"web_ui","summary":null`, broken: `"type":"web_ui","summary":null,"mood":1`,
			location: "body at /log_entries/1/channel/mood", problem: "has no such member"},
		{name: "member of another log entry", operation: "listIncidentLogEntries", old: `"contexts":[],"event_details"`, broken: `"acknowledgement_timeout":3,"event_details"`,
			location: "body at /log_entries/0/acknowledgement_timeout", problem: "has no such member"},
		{name: "unknown type of log entry", operation: "listIncidentLogEntries", old: `"notify_log_entry"`, broken: `"shout_log_entry"`,
			location: "body at /log_entries/2", problem: "invalid value"},
		{name: "wrong value behind a oneOf", operation: "listIncidentLogEntries", old: `"acknowledgement_timeout":1800`, broken: `"acknowledgement_timeout":"1800"`,
			location: "body at /log_entries/1/acknowledgement_timeout", problem: "must be an integer"},
		{name: "no shape fits", operation: "getEscalationPolicy", old: `{"type":"assign_to_everyone"}`, broken: `"nobody"`,
			location: "body at /escalation_policy/escalation_rules/0/escalation_rule_assignment_strategy", problem: "fits none of the schemas"},
		{name: "full object for a reference that nobody asked to include", operation: "getUser", old: `{"id":"PQ9K7I8","type":"team_reference","summary":"Engineering","self":null,"html_url":null}`, broken: `{"id":"PQ9K7I8","type":"team"}`,
			location: "body at /user/teams/0/type", problem: `["team_reference"], got "team"`},
		{name: "wrong value in a map", operation: "listIncidentLogEntries", old: `{"type":"web_ui","summary":null}`, broken: `{"type":"web_ui","changeset":{"custom_attributes":{"a":"b","c":1}}}`,
			location: "body at /log_entries/1/channel/changeset/custom_attributes/c", problem: "must be a string"},
		{name: "null in a list", operation: "getIncident", old: `"incidents_responders":[]`, broken: `"incidents_responders":[null]`,
			location: "body at /incident/incidents_responders/0", problem: "not nullable"},
		{name: "not JSON", operation: "getTeam", old: `{"team"`, broken: `<html>`, location: "body", problem: "is not JSON"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := legal()[test.operation]
			replace(t, &e.answer, test.old, test.broken)
			violations, _ := e.run(t)
			wantViolation(t, violations, contract.Violation{
				Operation: test.operation, InAnswer: true, Status: e.status, Location: test.location, Problem: test.problem,
			})
		})
	}
}

// A violation is reported for every answer that has it, and for no other.
func TestAnswersThatAreRepeated(t *testing.T) {
	t.Parallel()
	right := legal()["getTeam"]
	wrong := right
	replace(t, &wrong.answer, `"name"`, `"mood":1,"name"`)
	for turn, e := range []exchange{right, wrong, wrong, right, right} {
		violations, _ := e.run(t)
		if want := turn == 1 || turn == 2; (len(violations) > 0) != want {
			t.Errorf("answer %d: reported %q", turn, violations)
		}
	}
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	const refusal = `{"error":{"message":"Not Found","code":2100,"errors":["Incident Not Found"]}}`
	const fields = `{"error":{"message":"Invalid Input Provided","code":2001,"errors":{"event.name":["is too long"]}}}`
	tests := []struct {
		name      string
		operation string
		status    int
		answer    string
		location  string // empty: the answer is legal
		problem   string
	}{
		{name: "another success than documented", operation: "createIncidentNote", status: 201, answer: `{"note":` + note + `}`},
		{name: "nothing to say after a write", operation: "createIncidentNote", status: 204},
		{name: "nothing to say after a read", operation: "getTeam", status: 204,
			location: "body", problem: "is not JSON"},
		{name: "refusal", operation: "getTeam", status: 404, answer: refusal},
		{name: "undocumented refusal", operation: "getTeam", status: 503, answer: refusal},
		{name: "refusal without details", operation: "getTeam", status: 400, answer: `{"error":{"message":"No.","code":null,"errors":null}}`},
		{name: "refusal by field", operation: "createEvent", status: 400, answer: fields},
		{name: "undocumented refusal by field", operation: "getScheduleV3", status: 400, answer: fields},
		{name: "refusal without fields", operation: "createEvent", status: 400, answer: refusal,
			location: "body at /error/errors", problem: "must be an object"},
		{name: "refusal by field of another operation", operation: "getTeam", status: 404, answer: fields,
			location: "body at /error/errors", problem: "must be an array"},
		{name: "refusal in another shape", operation: "getTeam", status: 404, answer: `{}`,
			location: "body at /error", problem: "is missing"},
		{name: "refusal without a message", operation: "getTeam", status: 404, answer: `{"error":{"code":2100}}`,
			location: "body at /error/message", problem: "is missing"},
		{name: "refusal as a page", operation: "getTeam", status: 500, answer: `<html>`,
			location: "body", problem: `is not JSON: invalid character '<' looking for beginning of value, in "<html>"`},
		{name: "empty refusal", operation: "getTeam", status: 500, location: "body", problem: "is not JSON"},
		{name: "rate limit without a body", operation: "getTeam", status: 429},
		{name: "redirect", operation: "getTeam", status: 302, location: "status", problem: "no answer of this kind"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := legal()[test.operation]
			e.status, e.answer = test.status, test.answer
			violations, checked := e.run(t)
			if got, want := checked[test.operation] == 1, test.status < 300; got != want {
				t.Errorf("checked: %v, want %v", got, want)
			}
			if test.location == "" {
				for _, v := range violations {
					t.Error(v)
				}
				return
			}
			wantViolation(t, violations, contract.Violation{
				Operation: test.operation, InAnswer: true, Status: test.status, Location: test.location, Problem: test.problem,
			})
		})
	}
}

func TestUnknownOperations(t *testing.T) {
	t.Parallel()
	for method, target := range map[string]string{"POST": "/incident_mood", "PATCH": "/teams"} {
		e := write(method, target, "{}", 200, "{}")
		violations, checked := e.run(t)
		wantViolation(t, violations, contract.Violation{Status: 200, Problem: "add its operationId to pagerduty/internal/contract/operations.txt"})
		if len(checked) != 0 {
			t.Errorf("%s %s: checked %v, want nothing", method, target, checked)
		}
	}
}

// With include[] a relation may be a full object, with a schema of its own.
func TestIncludedObjects(t *testing.T) {
	t.Parallel()
	reference := `{"id":"PQ9K7I8","type":"team_reference","summary":"Engineering","self":null,"html_url":null}`
	method := `{"id":"PTDVERC","type":"email_contact_method_reference","summary":"Default","self":null,"html_url":null}`
	tests := []struct {
		name, old, included string
		location            string // empty: the answer is legal
	}{
		{name: "full object", old: reference, included: team},
		{name: "reference all the same", old: reference, included: reference},
		{name: "unknown member of a full object", old: reference,
			included: strings.Replace(team, `"name"`, `"mood":1,"name"`, 1), location: "body at /user/teams/0/mood"},
		{name: "wrong value in a full object", old: reference,
			included: strings.Replace(team, `"manager"`, `"king"`, 1), location: "body at /user/teams/0/default_role"},
		{name: "member of the full object in a reference", old: reference,
			included: strings.Replace(reference, `"self"`, `"name":"Engineering","self"`, 1), location: "body at /user/teams/0/name"},
		{name: "full object beyond the contract part", old: method,
			included: `{"id":"PTDVERC","type":"email_contact_method","label":"Work","address":"e@example.com","self":null}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := legal()["getUser"]
			e.target += "?include[]=teams&include[]=contact_methods"
			replace(t, &e.answer, test.old, test.included)
			violations, _ := e.run(t)
			if test.location != "" {
				wantFinding(t, violations, "getUser", test.location)
				return
			}
			for _, v := range violations {
				t.Error(v)
			}
		})
	}
}

// wantFinding expects a violation at a location of an answer, with any problem.
func wantFinding(t *testing.T, violations []*contract.Violation, operation, location string) {
	t.Helper()
	wantViolation(t, violations, contract.Violation{Operation: operation, InAnswer: true, Status: 200, Location: location})
}

// wantViolation expects exactly this violation, with a problem that contains the wanted one.
func wantViolation(t *testing.T, violations []*contract.Violation, want contract.Violation) {
	t.Helper()
	if len(violations) > 1 {
		t.Errorf("reported %q, want one violation", violations)
	}
	for _, v := range violations {
		if v.Operation == want.Operation && v.InAnswer == want.InAnswer && v.Status == want.Status &&
			v.Location == want.Location && strings.Contains(v.Problem, want.Problem) {
			return
		}
	}
	t.Errorf("reported %q, want one at %q with %q", violations, want.Location, want.Problem)
}
