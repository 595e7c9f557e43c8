package simulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const overridesOf = "/schedules/PSCHKP1/overrides"

func anOverride(start, end, user string) string {
	return fmt.Sprintf(`{"start":"2026-10-%s:00Z","end":"2026-10-%s:00Z","user":{"id":"%s","type":"user_reference"}}`, start, end, user)
}

func TestOverrideReplacesWhoWasOnCall(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	answer := a.ok("POST", overridesOf, `{"overrides":[`+anOverride("14T11:00", "14T13:00", "PUDIEGO")+`,`+anOverride("14T11:30", "14T12:30", "PUKEIKO")+`]}`)
	a.equal(answer, "items.0.status", 201)
	a.equal(answer, "items.0.override.user.id", "PUDIEGO")
	a.equal(answer, "items.0.override.start", "2026-10-14T12:00:00+01:00")
	if answer.at("items.0.override.id") == nil || answer.at("items.0.override.id") == answer.at("items.1.override.id") {
		t.Errorf("the ids of %v", answer)
	}
	if got := onCalls(a.ok("GET", "/oncalls?schedule_ids[]=PSCHKP1&since=2026-10-14T10:00:00Z&until=2026-10-14T14:00:00Z", "")); !slices.Equal(got, []string{
		"PECHECK/1 PSCHKP1 PUAMARA 2026-10-12T08:00:00Z 2026-10-14T11:00:00Z",
		"PECHECK/1 PSCHKP1 PUDIEGO 2026-10-14T11:00:00Z 2026-10-14T11:30:00Z",
		"PECHECK/1 PSCHKP1 PUKEIKO 2026-10-14T11:30:00Z 2026-10-14T12:30:00Z",
		"PECHECK/1 PSCHKP1 PUDIEGO 2026-10-14T12:30:00Z 2026-10-14T13:00:00Z",
		"PECHECK/1 PSCHKP1 PUAMARA 2026-10-14T13:00:00Z 2026-10-19T08:00:00Z",
	}) {
		t.Errorf("%v", got)
	}
	a.equal(a.ok("POST", "/incidents", newIncident("")), "incident.assignments.0.assignee.id", "PUKEIKO")
}

// TestOverridesAnswerOneByOne: a wrong override does not prevent the others.
func TestOverridesAnswerOneByOne(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	answer := a.ok("POST", overridesOf, `{"overrides":[`+anOverride("16T00:00", "15T00:00", "PUDIEGO")+`,`+anOverride("15T00:00", "16T00:00", "PNOBODY")+`,`+
		anOverride("13T00:00", "14T11:59", "PUDIEGO")+`,`+anOverride("15T00:00", "16T00:00", "PUDIEGO")+`,{"start":"soon"}]}`)
	for n, want := range []string{"end must be after start", "PNOBODY", "in the past", "", `start must be an ISO 8601 time, not "soon"`} {
		item := fmt.Sprintf("items.%d.", n)
		if want == "" {
			a.equal(answer, item+"status", 201)
			a.equal(answer, item+"errors", nil)
			continue
		}
		a.equal(answer, item+"status", 400)
		a.equal(answer, item+"override", nil)
		if got := fmt.Sprint(answer.at(item + "errors")); !strings.Contains(got, want) {
			t.Errorf("item %d is %v, want %q", n, got, want)
		}
	}
	overrides := entries(a.ok("GET", "/schedules/PSCHKP1?since=2026-10-10&until=2026-10-20&time_zone=Etc/UTC", ""), "schedule.overrides_subschedule.rendered_schedule_entries")
	if !slices.Equal(overrides, []string{"2026-10-15T00:00:00Z 2026-10-16T00:00:00Z PUDIEGO"}) {
		t.Errorf("the schedule has the overrides %v", overrides)
	}
}

func TestDeprecatedFormOfOverride(t *testing.T) {
	t.Parallel()
	body := `{"override":` + anOverride("15T00:00", "16T00:00", "PUDIEGO") + `}`
	newAPI(t).refused(400, 2001, "deprecated", "POST", overridesOf, body)
	lenient := newAPI(t, simulator.Lenient())
	lenient.equal(lenient.ok("POST", overridesOf, body), "override.user.id", "PUDIEGO")
	lenient.refused(400, 4004, "end must be after start", "POST", overridesOf, `{"override":`+anOverride("16T00:00", "15T00:00", "PUDIEGO")+`}`)
}

func TestListAndDeleteOverrides(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := a.ok("POST", overridesOf, `{"overrides":[{"start":"2026-10-14T11:00:00Z","end":"2026-10-14T15:00:00Z","user":{"id":"PUDIEGO","type":"user_reference"}},
		{"start":"2026-10-16T00:00:00Z","end":"2026-10-17T00:00:00Z","user":{"id":"PUGRACE","type":"user_reference"}}]}`).column("items", "override.id")
	listed := func(query, member string) []string {
		return a.ok("GET", overridesOf+"?"+query, "").column("overrides", member)
	}
	if got := listed("since=2026-10-14T12:00:00Z&until=2026-10-16T12:00:00Z", "end"); !slices.Equal(got, []string{"2026-10-14T16:00:00+01:00", "2026-10-16T13:00:00+01:00"}) {
		t.Errorf("cut to the window they end at %v", got)
	}
	if got := listed("overflow=true&since=2026-10-16T12:00:00Z&until=2026-10-18T00:00:00Z", "start"); !slices.Equal(got, []string{"2026-10-16T01:00:00+01:00"}) {
		t.Errorf("whole they begin at %v", got)
	}
	a.refused(400, 2001, "since and until are required", "GET", overridesOf, "")
	for n, want := range []int{http.StatusOK, http.StatusNoContent} { // the first has begun, and is only ended
		if status, answer := a.do("DELETE", overridesOf+"/"+id[n], ""); status != want || answer != nil {
			t.Errorf("%d %v, want %d", status, answer, want)
		}
	}
	if got := listed("since=2026-10-14T00:00:00Z&until=2026-10-18T00:00:00Z", "end"); !slices.Equal(got, []string{"2026-10-14T13:00:00+01:00"}) {
		t.Errorf("after deletion they end at %v", got)
	}
	a.equal(a.ok("GET", "/oncalls?schedule_ids[]=PSCHKP1", ""), "oncalls.0.user.id", "PUAMARA")
	a.refused(400, 4004, "in the past", "DELETE", overridesOf+"/"+id[0], "")
	a.refused(404, 2100, "no override", "DELETE", overridesOf+"/"+id[1], "")
	if got := listed("editable=true&since=2026-10-14T00:00:00Z&until=2026-10-18T00:00:00Z", "id"); len(got) != 0 {
		t.Errorf("editable are %v", got)
	}
}
