package identify_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

func TestFind(t *testing.T) {
	t.Parallel()
	const blue, red = `{"service":{"id":"PBLUE01","name":"Blue"}}`, `{"service":{"id":"CHECKOUT","name":"x"}}`
	for name, test := range map[string]struct {
		text    string
		answers map[string]string
		id      string
		want    string // in the error
		asked   []string
	}{
		"id":                       {" PBLUE01 ", map[string]string{"/services/PBLUE01": blue}, "PBLUE01", "", []string{"/services/PBLUE01"}},
		"name":                     {"blue", map[string]string{"/services?blue": services("PBLUE01=Blue", "PBLUE02=Blue sky"), "/services/PBLUE01": blue}, "PBLUE01", "", []string{"/services?blue", "/services/PBLUE01"}},
		"id without a digit":       {"CHECKOUT", map[string]string{"/services/CHECKOUT": red}, "CHECKOUT", "", []string{"/services/CHECKOUT"}},
		"name that looks like one": {"CHECKOUT", map[string]string{"/services?CHECKOUT": services("PBLUE01=Checkout"), "/services/PBLUE01": blue}, "PBLUE01", "", []string{"/services/CHECKOUT", "/services?CHECKOUT", "/services/PBLUE01"}},
		"neither":                  {"PBLUE09", map[string]string{"/services?PBLUE09": services()}, "", `service_id "PBLUE09": no service has this id`, []string{"/services/PBLUE09", "/services?PBLUE09", "/services/PBLUE09"}},
		"several":                  {"blue", map[string]string{"/services?blue": services("P1=Blue", "P2=BLUE")}, "", "2 have this name", []string{"/services?blue"}},
		"failure":                  {"PBLUE01", map[string]string{"/services/PBLUE01": "403"}, "", "403", []string{"/services/PBLUE01"}},
		"failure of the search":    {"blue", map[string]string{"/services?blue": "403"}, "", "403", []string{"/services?blue"}},
		"illegal":                  {"null", nil, "", "service_id", nil},
		"nothing":                  {" ", nil, "", "service_id is empty", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &account{answers: test.answers}
			server := httptest.NewServer(a)
			t.Cleanup(server.Close)
			client, err := pagerduty.New(pagerduty.APIKey("key"), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport), pagerduty.WithMaxRetryWait(0))
			if err != nil {
				t.Fatal(err)
			}
			found, err := identify.Find(t.Context(), client, identify.Service(), "service_id", test.text, client.Services.Get)
			switch {
			case test.want == "" && (err != nil || found.ID != test.id):
				t.Errorf("found %+v, %v; want %s", found, err, test.id)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("the error is %v, want %q", err, test.want)
			}
			if !slices.Equal(a.asked, test.asked) {
				t.Errorf("asked %v, want %v", a.asked, test.asked)
			}
		})
	}
}

// A schedule may be of either kind, and a name must be unique among both.
func TestSchedulesOfBothKinds(t *testing.T) {
	t.Parallel()
	const other = "400 This is a shift-based schedule. Use the v3 Schedules API."
	shifts := `{"schedules":[{"id":"PSHIFT1","type":"schedule_v3_reference","summary":"Shifts"},{"id":"PSHIFT2","summary":"Night"}]}`
	for name, test := range map[string]struct {
		text    string
		answers map[string]string
		want    identify.Candidate
		err     string
	}{
		"by id":            {"PSHIFT1", map[string]string{"/schedules/PSHIFT1": other, "/v3/schedules/PSHIFT1": `{"schedule":{"id":"PSHIFT1","name":"Shifts"}}`}, identify.Candidate{ID: "PSHIFT1", Name: "Shifts", Type: identify.IsShiftBased}, ""},
		"layered, by id":   {"PNIGHT1", map[string]string{"/schedules/PNIGHT1": `{"schedule":{"id":"PNIGHT1","name":"Night"}}`}, identify.Candidate{ID: "PNIGHT1", Name: "Night", Type: identify.IsLayered}, ""},
		"by name":          {"shifts", map[string]string{"/schedules?shifts": list("schedules"), "/v3/schedules?shifts": shifts}, identify.Candidate{ID: "PSHIFT1", Name: "Shifts", Type: identify.IsShiftBased}, ""},
		"without the API":  {"night", map[string]string{"/schedules?night": list("schedules", "PNIGHT1=Night"), "/v3/schedules?night": "403"}, identify.Candidate{ID: "PNIGHT1", Name: "Night", Type: identify.IsLayered}, ""},
		"of both kinds":    {"night", map[string]string{"/schedules?night": list("schedules", "PNIGHT1=Night"), "/v3/schedules?night": shifts}, identify.Candidate{}, "2 have this name; give the id. Similar: Night (PNIGHT1), Night (PSHIFT2)"},
		"of none":          {"noon", map[string]string{"/schedules?noon": list("schedules"), "/v3/schedules?noon": list("schedules")}, identify.Candidate{}, "no schedule has this id or exactly this name"},
		"API out of order": {"night", map[string]string{"/schedules?night": list("schedules", "PNIGHT1=Night"), "/v3/schedules?night": "500"}, identify.Candidate{}, "500"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resolver, a := names(t, test.answers)
			var found identify.Candidate
			err := identify.Resolve(t.Context(), resolver.client, identify.OneOf(identify.Schedule(), "schedule_id", test.text, &found))
			if found != test.want || (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("found %+v, %v after %v", found, err, a.asked)
			}
		})
	}
}

// A target of an escalation policy is a user or a schedule of either kind.
func TestTargets(t *testing.T) {
	t.Parallel()
	answers := map[string]string{
		"/users?night": list("users"), "/schedules?night": list("schedules", "PNIGHT1=Night"), "/v3/schedules?night": "404",
		"/users?ada": list("users", "PADA001=Ada"), "/schedules?ada": list("schedules"), "/v3/schedules?ada": list("schedules"),
		"/schedules/PSHIFT1": "400 This is a shift-based schedule. Use the v3 Schedules API.", "/v3/schedules/PSHIFT1": `{"schedule":{"id":"PSHIFT1","name":"Shifts"}}`,
		"/users/PSECRET": "403",
	}
	resolver, a := names(t, answers)
	var found []identify.Candidate
	err := identify.Resolve(t.Context(), resolver.client, identify.ManyOf(identify.Target(), "targets", []string{"night", "ada", "PSHIFT1", "PSECRET", "ada"}, &found))
	want := []identify.Candidate{
		{ID: "PNIGHT1", Name: "Night", Type: identify.IsLayered}, {ID: "PADA001", Name: "Ada", Type: identify.IsUser},
		{ID: "PSHIFT1", Name: "Shifts", Type: identify.IsShiftBased}, {ID: "PSECRET"}, // of unknown type
	}
	if err != nil || len(found) != len(want) {
		t.Fatalf("found %+v, %v after %v", found, err, a.asked)
	}
	for i := range want {
		if found[i].ID != want[i].ID || found[i].Name != want[i].Name || found[i].Type != want[i].Type {
			t.Errorf("%d: found %+v, want %+v", i, found[i], want[i])
		}
	}
}

// If the object exists and only the thing that belongs to it is missing, the error is PagerDuty's.
func TestFindWhatBelongsToAnObject(t *testing.T) {
	t.Parallel()
	missing := &pagerduty.Error{Method: "GET", Path: "/event_orchestrations/services/PBLUE01", StatusCode: 404, Message: "No orchestration for this service"}
	for name, test := range map[string]struct {
		answers map[string]string
		isTheir bool
		want    []string
	}{
		"of an object that exists": {map[string]string{"/services/PBLUE01": `{"service":{"id":"PBLUE01"}}`, "/services?PBLUE01": services()}, true, []string{"No orchestration"}},
		"of none":                  {map[string]string{"/services?PBLUE01": services()}, false, []string{"no service has this id", "No orchestration for this service"}},
		"of one of several":        {map[string]string{"/services?PBLUE01": services("P1=pblue01", "P2=PBLUE01")}, false, []string{"2 have this name"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(&account{answers: test.answers})
			t.Cleanup(server.Close)
			client, err := pagerduty.New(pagerduty.APIKey("key"), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport), pagerduty.WithMaxRetryWait(0))
			if err != nil {
				t.Fatal(err)
			}
			_, err = identify.Find(t.Context(), client, identify.Service(), "service_id", "PBLUE01", func(context.Context, string) (string, error) { return "", missing })
			if err == nil || errors.Is(err, missing) != test.isTheir {
				t.Fatalf("the error is %v", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
}
