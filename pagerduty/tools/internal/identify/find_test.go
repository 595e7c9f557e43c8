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
			client, err := pagerduty.New(pagerduty.APIKey("key"), pagerduty.WithBaseURL(server.URL), pagerduty.WithMaxRetryWait(0))
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

// A shift-based schedule exists, although this client cannot read it.
func TestShiftBasedScheduleExists(t *testing.T) {
	t.Parallel()
	found, a := names(t, map[string]string{"/schedules/PSHIFT1": "400 This is a shift-based schedule. Use the v3 Schedules API."})
	found.changes = true
	if id, err := one(t, found, identify.Schedule(), "schedule_id", "PSHIFT1"); id != "PSHIFT1" || err != nil || len(a.asked) != 1 {
		t.Errorf("it is %q, %v after %v", id, err, a.asked)
	}
	if _, err := identify.Find(t.Context(), nil, identify.Schedule(), "schedule_id", "PSHIFT1", func(context.Context, string) (string, error) {
		return "", pagerduty.ErrShiftBased
	}); !errors.Is(err, pagerduty.ErrShiftBased) {
		t.Errorf("Find says %v", err)
	}
	a.answers["/schedules?night"] = list("schedules", "PNIGHT1=Night")
	if id, err := one(t, found, identify.Schedule(), "schedule_id", "night"); id != "PNIGHT1" || err != nil {
		t.Errorf("by name: %q, %v", id, err)
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
			client, err := pagerduty.New(pagerduty.APIKey("key"), pagerduty.WithBaseURL(server.URL), pagerduty.WithMaxRetryWait(0))
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

// PagerDuty's search does not find shift-based schedules, and the error says so.
func TestShiftBasedScheduleHasNoName(t *testing.T) {
	t.Parallel()
	found, a := names(t, map[string]string{"/schedules?Shifts": list("schedules"), "/services?Shifts": services()})
	if _, err := one(t, found, identify.Schedule(), "schedule_id", "Shifts"); err == nil || !strings.Contains(err.Error(), "Shift-based schedules are found by id only") {
		t.Errorf("%v after %v", err, a.asked)
	}
	if _, err := one(t, found, identify.Service(), "service_id", "Shifts"); err == nil || strings.Contains(err.Error(), "hift-based") {
		t.Errorf("a service: %v", err)
	}
}
