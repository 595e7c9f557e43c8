package pagerduty_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
)

// method is an exported method of a service, classified. Every method must be: see
// TestMethodsAreClassified.
type method struct {
	mutates bool   // could change the account, so that a read-only client refuses it
	acts    bool   // is sent with a From header
	body    string // an answer that it takes for success
	// call calls it with id wherever it takes one, and with every other argument and option set.
	call func(ctx context.Context, client *pagerduty.Client, id string) error
}

const (
	emptyIncidents = `{"incidents":[],"more":false}`
	oneIncident    = `{"incident":{"id":"PINC"}}`
)

// methods are all methods of all services.
func methods() map[string]method {
	all := map[string]method{}
	for _, some := range []map[string]method{incidentMethods(), incidentPartMethods(), incidentChanges(), otherMethods()} {
		maps.Copy(all, some)
	}
	return all
}

func everyPageOption() pagerduty.PageOptions {
	return pagerduty.PageOptions{PageSize: 50, Offset: 100, Total: true}
}

func since() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.FixedZone("CET", 3600)) }

func incidentMethods() map[string]method {
	options := pagerduty.ListIncidentsOptions{
		PageOptions: everyPageOption(),
		Statuses:    []pagerduty.IncidentStatus{pagerduty.StatusTriggered, pagerduty.StatusAcknowledged},
		Urgencies:   []pagerduty.Urgency{pagerduty.UrgencyHigh},
		ServiceIDs:  []string{"PSVC"}, TeamIDs: []string{"PTEAM"}, UserIDs: []string{"PUSER"}, PriorityIDs: []string{"PPRIO"},
		IncidentKey: "disk full", Since: since(), Until: since().Add(time.Hour),
		SortBy: []string{"created_at:desc", "urgency:asc"},
	}
	return map[string]method{
		"Incidents.List": {body: emptyIncidents, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := c.Incidents.List(ctx, options)
			return err
		}},
		"Incidents.Pages": {body: emptyIncidents, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := drain(c.Incidents.Pages(ctx, options))
			return err
		}},
		"Incidents.All": {body: emptyIncidents, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := drain(c.Incidents.All(ctx, pagerduty.ListIncidentsOptions{AllTime: true}))
			return err
		}},
		"Incidents.Get": {body: oneIncident, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Get(ctx, id, pagerduty.IncludeFirstTrigger, pagerduty.IncludeConferenceBridge, pagerduty.IncludeCustomFields)
			return err
		}},
		"Incidents.Past": {body: `{"past_incidents":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Past(ctx, id, 20, true)
			return err
		}},
		"Incidents.Related": {body: `{"related_incidents":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Related(ctx, id)
			return err
		}},
		"Incidents.Outlier": {body: `{"outlier_incident":{}}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Outlier(ctx, id, since())
			return err
		}},
	}
}

func incidentPartMethods() map[string]method {
	alerts := pagerduty.ListAlertsOptions{PageOptions: everyPageOption(), Statuses: []string{"triggered"}, SortBy: "created_at:desc"}
	entries := pagerduty.ListLogEntriesOptions{PageOptions: everyPageOption(), Since: since(), Until: since().Add(time.Hour), Overview: true}
	return map[string]method{
		"Incidents.Alerts": {body: `{"alerts":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Alerts(ctx, id, alerts)
			return err
		}},
		"Incidents.AllAlerts": {body: `{"alerts":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := drain(c.Incidents.AllAlerts(ctx, id, alerts))
			return err
		}},
		"Incidents.LogEntries": {body: `{"log_entries":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.LogEntries(ctx, id, entries)
			return err
		}},
		"Incidents.AllLogEntries": {body: `{"log_entries":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := drain(c.Incidents.AllLogEntries(ctx, id, entries))
			return err
		}},
		"Incidents.Notes": {body: `{"notes":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Notes(ctx, id)
			return err
		}},
		"Incidents.RelatedChanges": {body: `{"change_events":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.RelatedChanges(ctx, id, 10)
			return err
		}},
	}
}

func incidentChanges() map[string]method {
	return map[string]method{
		"Incidents.Create": {mutates: true, acts: true, body: oneIncident, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := c.Incidents.Create(ctx, everyPartOfAnIncident())
			return err
		}},
		"Incidents.Update": {mutates: true, acts: true, body: emptyIncidents, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Update(ctx, pagerduty.IncidentUpdate{ID: "PFIRST", Title: new("x")}, everyPartOfAnUpdate(id))
			return err
		}},
		"Incidents.AddNote": {mutates: true, acts: true, body: `{"note":{}}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.AddNote(ctx, id, "Restarted it.")
			return err
		}},
		"Incidents.RequestResponders": {mutates: true, body: `{"responder_request":{}}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.RequestResponders(ctx, id, pagerduty.NewResponderRequest{
				RequesterID: "PUSER", Message: "Please look.", UserIDs: []string{"PHELP"}, EscalationPolicyIDs: []string{"PPOL"}})
			return err
		}},
	}
}

// service makes the four usual methods of a service out of its List, Pages, All and Get.
func otherMethods() map[string]method {
	type call = func(ctx context.Context, c *pagerduty.Client, id string) error
	page, query, ids := everyPageOption(), "pay", []string{"PONE", "PTWO"}
	policies := pagerduty.ListEscalationPoliciesOptions{PageOptions: page, Query: query, UserIDs: ids, TeamIDs: ids}
	services := pagerduty.ListServicesOptions{PageOptions: page, Query: query, TeamIDs: ids}
	teams := pagerduty.ListTeamsOptions{PageOptions: page, Query: query}
	users := pagerduty.ListUsersOptions{PageOptions: page, Query: query, TeamIDs: ids}
	calls := map[string]struct {
		body string
		call call
	}{
		"EscalationPolicies.List": {`{"escalation_policies":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.EscalationPolicies.List(ctx, policies))
		}},
		"EscalationPolicies.Pages": {`{"escalation_policies":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.EscalationPolicies.Pages(ctx, policies)))
		}},
		"EscalationPolicies.All": {`{"escalation_policies":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.EscalationPolicies.All(ctx, policies)))
		}},
		"EscalationPolicies.Get": {`{"escalation_policy":{}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.EscalationPolicies.Get(ctx, id))
		}},
		"Priorities.List": {`{"priorities":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Priorities.List(ctx, page))
		}},
		"Priorities.All": {`{"priorities":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Priorities.All(ctx, page)))
		}},
		"Services.List": {`{"services":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Services.List(ctx, services))
		}},
		"Services.Pages": {`{"services":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Services.Pages(ctx, services)))
		}},
		"Services.All": {`{"services":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Services.All(ctx, services)))
		}},
		"Services.Get": {`{"service":{}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Services.Get(ctx, id))
		}},
		"Teams.List": {`{"teams":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Teams.List(ctx, teams))
		}},
		"Teams.Pages": {`{"teams":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Teams.Pages(ctx, teams)))
		}},
		"Teams.All": {`{"teams":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Teams.All(ctx, teams)))
		}},
		"Teams.Get": {`{"team":{}}`, func(ctx context.Context, c *pagerduty.Client, id string) error { return second(c.Teams.Get(ctx, id)) }},
		"Users.List": {`{"users":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Users.List(ctx, users))
		}},
		"Users.Pages": {`{"users":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Users.Pages(ctx, users)))
		}},
		"Users.All": {`{"users":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Users.All(ctx, users)))
		}},
		"Users.Get":    {`{"user":{}}`, func(ctx context.Context, c *pagerduty.Client, id string) error { return second(c.Users.Get(ctx, id)) }},
		"Users.Me":     {`{"user":{}}`, func(ctx context.Context, c *pagerduty.Client, _ string) error { return second(c.Users.Me(ctx)) }},
		"Users.Acting": {`{"users":[{"id":"PADA","email":"ada@example.com"}]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error { return second(c.Users.Acting(ctx)) }},
	}
	all := map[string]method{}
	for name, one := range calls {
		all[name] = method{body: one.body, call: one.call}
	}
	return all
}

func second[T any](_ T, err error) error { return err }

// reflected are the methods that the services really have.
func reflected() map[string]reflect.Method {
	found := map[string]reflect.Method{}
	for field := range reflect.TypeFor[pagerduty.Client]().Fields() {
		if !field.IsExported() {
			continue
		}
		for method := range field.Type.Methods() {
			found[field.Name+"."+method.Name] = method
		}
	}
	return found
}

// takesID reports whether a method names the object it works on: by a text after the context, or
// by the ID in a struct.
func takesID(method reflect.Method) bool {
	if method.Type.NumIn() < 3 {
		return false
	}
	argument := method.Type.In(2)
	if argument.Kind() == reflect.Slice {
		argument = argument.Elem()
	}
	if argument.Kind() == reflect.Struct {
		_, ok := argument.FieldByName("ID")
		return ok
	}
	return argument.Kind() == reflect.String
}

func TestMethodsAreClassified(t *testing.T) {
	t.Parallel()
	want := slices.Sorted(maps.Keys(reflected()))
	if len(want) < 30 {
		t.Fatalf("reflection found only %v", want)
	}
	if got := slices.Sorted(maps.Keys(methods())); !slices.Equal(got, want) {
		t.Errorf("methods() has\n%v\nbut the services have\n%v\nadd what is missing", got, want)
	}
}

func TestMethodsSucceed(t *testing.T) {
	t.Parallel()
	for name, method := range methods() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, everywhere(answer(http.StatusOK, method.body)), pagerduty.WithFrom(testEmail))
			if err := method.call(t.Context(), client, "PID"); err != nil {
				t.Fatal(err)
			}
			for _, request := range sent.requests() {
				if read := request.Method == http.MethodGet; read == method.mutates {
					t.Errorf("%s; is its class wrong?", request.line())
				}
				if from := request.Header.Get("From"); (from == testEmail) != method.acts {
					t.Errorf("From is %q", from)
				}
			}
			if len(sent.requests()) != 1 {
				t.Errorf("requests: %q, want one", sent.lines())
			}
		})
	}
}

func TestReadOnlyClientSendsNoChange(t *testing.T) {
	t.Parallel()
	for name, method := range methods() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, everywhere(answer(http.StatusOK, method.body)), pagerduty.WithReadOnly(), pagerduty.WithFrom(testEmail))
			if !client.ReadOnly() {
				t.Error("ReadOnly() = false")
			}
			err := method.call(t.Context(), client, "PID")
			if errors.Is(err, pagerduty.ErrReadOnly) != method.mutates {
				t.Errorf("error %v of a method with mutates = %t", err, method.mutates)
			}
			if method.mutates && len(sent.requests()) > 0 {
				t.Errorf("sent %q", sent.lines())
			}
		})
	}
}

func TestIllegalIDsAreNotSent(t *testing.T) {
	t.Parallel()
	illegal := map[string]string{
		"empty": "", "dots": "..", "path": "../users/me", "query": "P1?x=y", "slash": "a/b", "escaped": "a%2Fb", "fragment": "a#b",
		"huge": strings.Repeat("P", 10<<20), "line break": "P1\r\nX: y", "nul": "P1\x00", "space": "P 1", "unicode": "ＰＩＤ", "not UTF-8": "P\xff",
	}
	found := reflected()
	for name, method := range methods() {
		if !takesID(found[name]) {
			continue
		}
		for _, options := range [][]pagerduty.Option{{pagerduty.WithFrom(testEmail)}, {pagerduty.WithReadOnly()}} {
			client, sent := newClient(t, everywhere(answer(http.StatusOK, method.body)), options...)
			for kind, id := range illegal {
				err := method.call(t.Context(), client, id)
				if refused := client.ReadOnly() && method.mutates; !errors.Is(err, pagerduty.ErrInvalid) && (!refused || !errors.Is(err, pagerduty.ErrReadOnly)) {
					t.Errorf("%s with an id that is %s: error %.200v", name, kind, err)
				}
				if text := err.Error(); len(text) > 300 || strings.ContainsAny(text, "\r\n\x00") || !utf8.ValidString(text) {
					t.Errorf("%s with an id that is %s: unprintable error %.200q", name, kind, text)
				}
			}
			if lines := sent.lines(); len(lines) > 0 {
				t.Errorf("%s sent %.200q", name, lines)
			}
		}
	}
}

// Requests are held to PagerDuty's contract with every option set: a misspelt parameter would be
// ignored by PagerDuty and never noticed.
func TestMethodsKeepTheContract(t *testing.T) {
	t.Parallel()
	refuse := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":{"message":"Invalid Input Provided","code":2001,"errors":["refused"]}}`))
	}
	for name, method := range methods() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checker := contract.New(func(err error) { t.Error(err) }, http.HandlerFunc(refuse))
			client, sent := newClient(t, listen(t, checker.ServeHTTP), pagerduty.WithBaseURL("http://127.0.0.1"), pagerduty.WithFrom(testEmail))
			if err := method.call(t.Context(), client, "PID"); err == nil {
				t.Error("no error")
			}
			if len(sent.requests()) == 0 {
				t.Error("nothing was sent")
			}
		})
	}
}
