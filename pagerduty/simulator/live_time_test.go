package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// living is an account with live time whose clock the test moves. Its answers are checked against the contract.
type living struct {
	*api
	clock *simulator.Clock
}

func newLiving(t *testing.T, options ...simulator.Option) living {
	t.Helper()
	s := simulator.New(append([]simulator.Option{simulator.WithClock(atNoon), simulator.WithLiveTime()}, options...)...)
	a, _ := held(t, s)
	return living{a, s.Clock()}
}

// open opens an incident on a service and returns its path.
func (a living) open(service, more string) string {
	a.t.Helper()
	answer := a.ok("POST", "/incidents", fmt.Sprintf(`{"incident":{"type":"incident","title":"x","service":{"id":%q,"type":"service_reference"}%s}}`, service, more))
	return "/incidents/" + answer.at("incident.id").(string)
}

// looks compares an incident's status, assignees and pending actions, such as "escalate 12:15".
func (a living) looks(path, status, assignees string, pending ...string) {
	a.t.Helper()
	incident := a.ok("GET", path, "")
	var announced []string
	for n, kind := range incident.column("incident.pending_actions", "type") {
		at, err := time.Parse(time.RFC3339, incident.column("incident.pending_actions", "at")[n])
		if err != nil {
			a.t.Fatal(err)
		}
		announced = append(announced, kind+at.Format(" 15:04"))
	}
	got := incident.column("incident.assignments", "assignee.id")
	if incident.at("incident.status") != status || strings.Join(got, " ") != assignees || !slices.Equal(announced, pending) {
		a.t.Errorf("at %s it is %v of %v with %v, want %s of %s with %v", a.clock.Now().Format(time.DateTime), incident.at("incident.status"), got, announced, status, assignees, pending)
	}
}

// log returns the time and summary of each entry of an incident's log, oldest first.
func (a living) log(path string) []string {
	a.t.Helper()
	log := a.ok("GET", path+"/log_entries?limit=100&include[]=channels", "")
	var got []string
	for n, summary := range log.column("log_entries", "summary") {
		got = append(got, log.column("log_entries", "created_at")[n][11:16]+" "+summary)
	}
	slices.Reverse(got)
	return got
}

// expectLog compares an incident's log.
func (a living) expectLog(path string, want ...string) {
	a.t.Helper()
	if got := a.log(path); !slices.Equal(got, want) {
		a.t.Errorf("the log is\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// TestEscalation: Checkout has three levels of 15, 30 and 45 minutes, and repeats twice.
func TestEscalation(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	path := a.open("PSCHKAP", "")
	a.looks(path, "triggered", "PUAMARA", "escalate 12:15")
	a.clock.Advance(15*time.Minute - time.Second)
	a.looks(path, "triggered", "PUAMARA", "escalate 12:15")
	a.clock.Advance(time.Second)
	a.looks(path, "triggered", "PUBRUNO", "escalate 12:45")
	a.clock.Advance(31 * time.Minute)
	a.looks(path, "triggered", "PUELENA", "escalate 13:30")
	a.clock.Advance(24 * time.Hour)
	a.looks(path, "triggered", "PUELENA")
	a.expectLog(path, "12:00 Triggered by Amara Okafor", "12:00 Assigned to Amara Okafor by Amara Okafor", "12:00 Notified Amara Okafor",
		"12:15 Escalated to Bruno Castellani by timeout", "12:15 Notified Bruno Castellani",
		"12:45 Escalated to Elena Petrova by timeout", "12:45 Notified Elena Petrova",
		"13:30 Escalation policy repeated by timeout", "13:30 Escalated to Amara Okafor by timeout", "13:30 Notified Amara Okafor",
		"13:45 Escalated to Bruno Castellani by timeout", "13:45 Notified Bruno Castellani",
		"14:15 Escalated to Elena Petrova by timeout", "14:15 Notified Elena Petrova",
		"15:00 Escalation policy repeated by timeout", "15:00 Escalated to Amara Okafor by timeout", "15:00 Notified Amara Okafor",
		"15:15 Escalated to Bruno Castellani by timeout", "15:15 Notified Bruno Castellani",
		"15:45 Escalated to Elena Petrova by timeout", "15:45 Notified Elena Petrova")
	escalated := a.ok("GET", path+"/log_entries?include[]=channels", "")
	a.equal(escalated, "log_entries.1.type", "escalate_log_entry")
	a.equal(escalated, "log_entries.1.channel.type", "timeout")
	a.equal(escalated, "log_entries.1.agent.type", "service_reference")
	a.equal(a.ok("GET", path, ""), "incident.assignments.0.at", "2026-10-14T15:45:00Z")
}

// TestEscalationSkipsWhoeverIsAway: when the help desk is closed, the manager is notified at once. An incident from before is escalated
// to the manager.
func TestEscalationSkipsWhoeverIsAway(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	a.clock.Set(time.Date(2026, 10, 14, 16, 50, 0, 0, time.UTC)) // 17:50 in London
	day := a.open("PSHELPD", `,"urgency":"high"`)
	a.looks(day, "triggered", "PUJONAS", "escalate 17:05")
	a.clock.Advance(20 * time.Minute)
	a.looks(day, "triggered", "PUELENA")
	night := a.open("PSHELPD", `,"urgency":"high"`)
	a.looks(night, "triggered", "PUELENA")
}

// TestWhatDoesNotEscalate: incidents of low urgency, incidents assigned to users directly, and acknowledged incidents.
func TestWhatDoesNotEscalate(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	low := a.open("PSCHKAP", `,"urgency":"low"`)
	given := a.open("PSCHKAP", `,"assignments":[{"assignee":{"id":"PUDIEGO","type":"user_reference"}}]`)
	acknowledged := a.open("PSSTORE", "")
	a.ok("PUT", acknowledged, change(`,"status":"acknowledged"`))
	a.clock.Advance(100 * time.Minute)
	a.looks(low, "triggered", "PUAMARA")
	a.looks(given, "triggered", "PUDIEGO")
	a.looks(acknowledged, "acknowledged", "PUJONAS", "resolve 16:00")
	a.ok("PUT", low, change(`,"urgency":"high"`)) // the delay of its level begins now
	a.looks(low, "triggered", "PUAMARA", "escalate 13:55")
}

// TestAcknowledgementEnds: Payments ends acknowledgements after 30 minutes, and resolves incidents after four hours.
func TestAcknowledgementEnds(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	path := a.open("PSPAYGW", "")
	a.clock.Advance(5 * time.Minute)
	a.ok("PUT", path, change(`,"status":"acknowledged"`))
	a.clock.Advance(5 * time.Minute)
	a.ok("PUT", path, change(`,"status":"acknowledged"`)) // restarts the timeout
	a.looks(path, "acknowledged", "PUAMARA", "unacknowledge 12:40", "resolve 16:00")
	a.clock.Advance(30 * time.Minute)
	a.looks(path, "triggered", "PUAMARA", "escalate 12:55", "resolve 16:00")
	a.equal(a.ok("GET", path, ""), "incident.last_status_change_at", "2026-10-14T12:40:00Z")
	a.clock.Advance(20 * time.Minute)
	a.looks(path, "triggered", "PUBRUNO", "escalate 13:25", "resolve 16:00")
	a.expectLog(path, "12:00 Triggered by Amara Okafor", "12:00 Assigned to Amara Okafor by Amara Okafor", "12:00 Notified Amara Okafor",
		"12:05 Acknowledged by Amara Okafor", "12:10 Acknowledged by Amara Okafor",
		"12:40 Unacknowledged by timeout", "12:40 Notified Amara Okafor", "12:55 Escalated to Bruno Castellani by timeout", "12:55 Notified Bruno Castellani")
}

// TestAcknowledgementEndsAfterHandover: the user who is now on call is notified together with the user who acknowledged.
func TestAcknowledgementEndsAfterHandover(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	a.clock.Set(time.Date(2026, 10, 14, 15, 50, 0, 0, time.UTC)) // ten minutes before Europe hands over to the Americas
	path := a.open("PSPGDBS", "")
	a.ok("PUT", path, change(`,"status":"acknowledged"`))
	a.looks(path, "acknowledged", "PUAMARA", "unacknowledge 16:20")
	a.clock.Advance(time.Hour)
	a.looks(path, "triggered", "PUGRACE", "escalate 17:05")
	a.expectLog(path, "15:50 Triggered by Amara Okafor", "15:50 Assigned to Amara Okafor by Amara Okafor", "15:50 Notified Amara Okafor", "15:50 Acknowledged by Amara Okafor",
		"16:20 Unacknowledged by timeout", "16:20 Assigned to Amara Okafor, Farid Rahimi by timeout", "16:20 Notified Amara Okafor", "16:20 Notified Farid Rahimi",
		"16:35 Escalated to Grace Tanaka by timeout", "16:35 Notified Grace Tanaka")
}

func TestSnoozeEnds(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	path := a.open("PSCHKAP", "")
	a.ok("POST", path+"/snooze", `{"duration":7200}`)
	a.clock.Advance(time.Hour)
	a.looks(path, "acknowledged", "PUAMARA", "unacknowledge 14:00")
	a.clock.Advance(time.Hour)
	a.looks(path, "triggered", "PUAMARA", "escalate 14:15")
	a.ok("PUT", path, change(`,"status":"acknowledged"`))
	a.looks(path, "acknowledged", "PUAMARA", "unacknowledge 14:30")
}

// TestIncidentsResolve: incidents are resolved with their alerts. A reopened incident has the whole timeout again.
func TestIncidentsResolve(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	const cart = "/incidents/Q4CARTERRORS00" // acknowledged; its service resolves after four hours
	a.clock.Advance(4 * time.Hour)
	resolved := a.ok("GET", cart, "")
	a.equal(resolved, "incident.status", "resolved")
	a.equal(resolved, "incident.resolved_at", "2026-10-14T14:48:00Z")
	a.equal(resolved, "incident.last_status_change_by.id", "PSSTORE")
	a.equal(resolved, "incident.alert_counts.triggered", 0)
	a.equal(resolved, "incident.assignments", "[]")
	log := a.ok("GET", cart+"/log_entries", "")
	a.equal(log, "log_entries.0.type", "resolve_log_entry")
	a.equal(log, "log_entries.0.summary", "Resolved by timeout")
	a.equal(log, "log_entries.0.channel.type", "timeout")
	a.equal(a.ok("GET", cart+"/alerts", ""), "alerts.0.status", "resolved")
	a.ok("PUT", cart, change(`,"status":"acknowledged"`))
	a.looks(cart, "acknowledged", "PUJONAS", "resolve 20:00")
}

// TestLiveTimeAfterAChangeOfSettings: an action that is overdue because of a new timeout is taken now, not in the past.
func TestLiveTimeAfterAChangeOfSettings(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	path := a.open("PSCHKAP", "")
	a.ok("PUT", path, change(`,"status":"acknowledged"`))
	a.clock.Advance(20 * time.Minute)
	a.ok("PUT", "/services/PSCHKAP", `{"service":{"type":"service","acknowledgement_timeout":600}}`)
	a.clock.Advance(time.Minute)
	a.looks(path, "triggered", "PUAMARA", "escalate 12:35")
}

// TestClockSetBack: setting the clock back undoes nothing, and later actions follow.
func TestClockSetBack(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	path := a.open("PSCHKAP", "")
	a.clock.Advance(20 * time.Minute)
	a.looks(path, "triggered", "PUBRUNO", "escalate 12:45")
	a.clock.Set(noon.Add(-24 * time.Hour))
	a.looks(path, "triggered", "PUBRUNO", "escalate 12:45")
	second := a.open("PSCHKAP", "")
	a.clock.Set(noon.Add(-24*time.Hour + 15*time.Minute))
	a.looks(second, "triggered", "PUBRUNO", "escalate 12:45")
	a.clock.Set(noon.Add(50 * time.Minute))
	a.looks(path, "triggered", "PUELENA", "escalate 13:30")
	a.ok("GET", path+"/log_entries", "")
}

// TestClockSetBackBeforeAnOverdueAction: an action that is overdue at the time of the clock is taken before the next answer, although
// the clock was ahead of it before.
func TestClockSetBackBeforeAnOverdueAction(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	path := a.open("PSCHKAP", "")
	a.ok("PUT", path, change(`,"status":"acknowledged"`))
	a.clock.Advance(20 * time.Minute)
	a.ok("PUT", "/services/PSCHKAP", `{"service":{"type":"service","acknowledgement_timeout":600}}`) // overdue since 12:10
	a.clock.Set(noon.Add(15 * time.Minute))
	a.looks(path, "triggered", "PUAMARA", "escalate 12:30")
}

// TestWithoutLiveTime: actions are pending and never taken.
func TestWithoutLiveTime(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon))
	a := living{serve(t, s), s.Clock()}
	path := a.open("PSCHKAP", "")
	a.clock.Advance(48 * time.Hour)
	a.looks(path, "triggered", "PUAMARA", "escalate 12:15")
}

// TestControlOfLiveTime: a reset can turn live time on and off.
func TestControlOfLiveTime(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithControl())
	after := func() any {
		a.control(200, "PUT", "clock", `{"advance":"24h"}`)
		return a.ok("GET", "/incidents/Q4CARTERRORS00", "").at("incident.status")
	}
	if got := after(); got != "acknowledged" {
		t.Errorf("without live time it is %v", got)
	}
	a.control(204, "POST", "reset", `{"live_time":true}`)
	if got := after(); got != "resolved" {
		t.Errorf("with live time it is %v", got)
	}
	a.control(204, "POST", "reset", "")
	if got := after(); got != "acknowledged" {
		t.Errorf("after another reset it is %v", got)
	}
}

// TestLiveTimeAmongReads is for the race detector.
func TestLiveTimeAmongReads(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon), simulator.WithLiveTime(), simulator.WithControl())
	a := living{serve(t, s), s.Clock()}
	done := make(chan bool)
	go func() {
		defer close(done)
		for n := range 12 {
			a.clock.Advance(20 * time.Minute)
			if n%4 == 3 {
				a.do("POST", "/_simulator/reset", fmt.Sprintf(`{"live_time":%v}`, n%8 == 7))
			}
		}
	}()
	for range 30 {
		a.ok("GET", "/incidents?limit=100", "")
		a.ok("POST", noteOf, `{"note":{"content":"A note"}}`)
	}
	<-done
}

// TestLiveTimeInSteps: one long step leads to the same account as many short ones, including ids. A step of decades terminates.
func TestLiveTimeInSteps(t *testing.T) {
	t.Parallel()
	for _, seed := range []simulator.Seed{simulator.Demo, simulator.Large} {
		t.Run(string(seed), func(t *testing.T) {
			t.Parallel()
			leap, steps := newLiving(t, simulator.WithSeed(seed)), newLiving(t, simulator.WithSeed(seed))
			steps.ok("GET", "/users/me", "")
			for range 48 {
				steps.clock.Advance(30 * time.Minute)
				steps.ok("GET", "/users/me", "")
			}
			leap.clock.Advance(24 * time.Hour)
			for _, path := range []string{"/incidents?date_range=all&limit=100", "/log_entries?limit=100", "/log_entries?limit=100&offset=100", "/services?limit=100"} {
				if one, two := string(whole(leap.api, path)), string(whole(steps.api, path)); one != two {
					t.Errorf("%s differs:\n%s\n%s", path, one, two)
				}
			}
			leap.clock.Set(time.Date(2099, 12, 31, 0, 0, 0, 0, time.UTC))
			started := time.Now()
			leap.ok("GET", "/incidents?date_range=all&limit=100&statuses[]=triggered", "")
			if took := time.Since(started); took > 20*time.Second {
				t.Errorf("a leap of 73 years took %v", took)
			}
		})
	}
}
