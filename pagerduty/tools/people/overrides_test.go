package people_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestCreateScheduleOverride(t *testing.T) {
	t.Parallel()
	s := demo(t)
	shifts := s.Call("get_schedule", `{"schedule_id":"PSCHKP1","until":"+20d"}`)
	handover := moment(t, shifts.Text("on_call.1.end")) // from Bruno to Chloé, at least a week ahead
	start, end := handover.Add(-3*time.Hour).Format(time.RFC3339), handover.Add(3*time.Hour).Format(time.RFC3339)
	made := s.Call("create_schedule_override", fmt.Sprintf(`{"schedule_id":"checkout primary","overrides":[{"start":%q,"end":%q,"user_id":"diego ferreyra"}]}`, start, end))
	made.Expect(map[string]any{
		"schedule.id": primary, "schedule.name": "Checkout Primary", "time_zone": "Europe/London", "created": 1, "refused": 0, "notes": nil,
		"overrides.0.outcome": "created", "overrides.0.start": start, "overrides.0.end": end, "overrides.0.user.id": diego, "overrides.0.user.name": "Diego Ferreyra",
		"overrides.0.replaces.0.user.id": bruno, "overrides.0.replaces.0.start": start, "overrides.0.replaces.0.end": shifts.Text("on_call.1.end"),
		"overrides.0.replaces.1.user.id": "PUCHLOE", "overrides.0.replaces.1.start": shifts.Text("on_call.1.end"), "overrides.0.replaces.1.end": end,
		"overrides.0.replaces.2": nil, "overrides.0.errors": nil, "overrides.1": nil,
	})
	if made.Text("overrides.0.id") == "" {
		t.Error("the override has no id")
	}
	want := fmt.Sprintf(`{"overrides":[{"start":%q,"end":%q,"user":{"id":"PUDIEGO","type":"user_reference"}}]}`, start, end)
	if writes := s.Writes(); len(writes) != 1 || writes[0].String() != "POST /schedules/PSCHKP1/overrides" || writes[0].Body != want {
		t.Errorf("wrote %v with %s", writes, writes[0].Body)
	}
	after := s.Call("get_schedule", `{"schedule_id":"PSCHKP1","until":"+20d"}`)
	after.Expect(map[string]any{"on_call.1.end": start, "on_call.2.user.id": diego, "on_call.2.end": end, "overrides.0.user.id": diego})
	s.Call("list_oncalls", fmt.Sprintf(`{"schedule_ids":["PSCHKP1"],"since":%q}`, start)).Expect(map[string]any{"items.0.user.id": diego})
}

// An override replaces nobody if its user is already on call, or if nobody is.
func TestOverrideThatReplacesNobody(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"now","end":"+10m","user_id":"me"}]}`).Expect(map[string]any{
		"created": 1, "overrides.0.user.id": amara, "overrides.0.replaces": nil,
	})
	sunday := blackbox.Now().AddDate(0, 0, 14-int(blackbox.Now().Weekday())).Format(time.DateOnly)
	s.Call("create_schedule_override", fmt.Sprintf(`{"schedule_id":"help desk","overrides":[{"start":"%[1]sT10:00","end":"%[1]sT12:00","user_id":"PUDIEGO"}]}`, sunday)).Expect(map[string]any{
		"created": 1, "time_zone": "Europe/London", "overrides.0.replaces": nil,
	})
}

// Local times are in the schedule's zone, and the request has the offset.
func TestOverrideInTheZoneOfTheSchedule(t *testing.T) {
	t.Parallel()
	s := demo(t)
	day := blackbox.Now().AddDate(0, 0, 5).Format(time.DateOnly)
	made := s.Call("create_schedule_override", fmt.Sprintf(`{"schedule_id":"data","overrides":[{"start":"%[1]sT09:00","end":"%[1]s","user_id":"PUDIEGO"}]}`, day))
	start, end := at(t, day, "09:00", "America/New_York"), at(t, day, "00:00", "America/New_York").AddDate(0, 0, 1)
	made.Expect(map[string]any{
		"time_zone": "America/New_York", "overrides.0.start": start.Format(time.RFC3339), "overrides.0.end": end.Format(time.RFC3339),
	})
	if body := s.Writes()[0].Body; !strings.Contains(body, start.Format(time.RFC3339)) || !strings.Contains(body, end.Format(time.RFC3339)) {
		t.Errorf("sent %s", body)
	}
}

func TestOverridesOfWhichSomeAreRefused(t *testing.T) {
	t.Parallel()
	s := demo(t)
	made := s.Call("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"-3d","end":"-2d","user_id":"PUDIEGO"},{"start":"+1d","end":"+2d","user_id":"PUDIEGO"}]}`)
	made.Expect(map[string]any{
		"created": 1, "refused": 1, "overrides.0.outcome": "refused", "overrides.0.user.id": diego, "overrides.0.id": nil, "overrides.0.replaces": nil,
		"overrides.1.outcome": "created", "overrides.1.errors": nil,
	})
	if !strings.Contains(made.Text("notes.0"), "1 of 2") || !strings.Contains(made.Text("overrides.0.errors.0"), "in the past") {
		t.Errorf("got %s", made.JSON)
	}
	sentence := s.CallError("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"-3d","end":"-2d","user_id":"PUDIEGO"},{"start":"-5d","end":"-4d","user_id":"PUBRUNO"}]}`)
	for _, part := range []string{"confirmed none", "overrides[0]", "overrides[1]", "in the past"} {
		if !strings.Contains(sentence, part) {
			t.Errorf("when all are refused: %q does not say %q", sentence, part)
		}
	}
}

// A mistake in any of the overrides is refused before anything is written.
func TestOverridesAreRefused(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const good = `{"start":"+1d","end":"+2d","user_id":"PUDIEGO"}`
	for arguments, want := range map[string]string{
		`"overrides":[]`: "overrides",
		`"overrides":[` + good + `,{"start":"+2d","end":"+1d","user_id":"PUDIEGO"}]`:   "overrides[1].start (",
		`"overrides":[` + good + `,{"start":"+2d","end":"+2d","user_id":"PUDIEGO"}]`:   "is not before overrides[1].end (",
		`"overrides":[` + good + `,{"start":"later","end":"+3d","user_id":"PUBRUNO"}]`: "overrides[1].start",
		`"overrides":[` + good + `,{"start":"+1d","end":"never","user_id":"PUBRUNO"}]`: "overrides[1].end",
		`"overrides":[` + good + `,{"start":"+1d","end":"+2d","user_id":"Nobody"}]`:    "overrides[1].user_id",
		`"overrides":[` + good + `,{"start":"+1d","end":"+2d","user_id":"P0NOTHR"}]`:   "no user has this id",
		`"overrides":[` + good + `,{"start":"+1d","end":"+2d"}]`:                       "overrides[1].user_id",
	} {
		if sentence := s.CallError("create_schedule_override", `{"schedule_id":"PSCHKP1",`+arguments+`}`); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %q after %v", arguments, sentence, s.Sent())
		}
	}
	if sentence := s.CallError("create_schedule_override", `{"schedule_id":"Nights","overrides":[`+good+`]}`); !strings.Contains(sentence, "no schedule has") || len(s.Writes()) != 0 {
		t.Errorf("an unknown schedule: %q", sentence)
	}
}

// If PagerDuty's response lacks results, each override still has an outcome.
func TestOverridesWithAnOddAnswer(t *testing.T) {
	t.Parallel()
	const path = "POST /schedules/PI7DH85/overrides"
	const arguments = `{"schedule_id":"PI7DH85","overrides":[{"start":"2028-07-01","end":"2028-07-02","user_id":"PXPGF42"},{"start":"2028-08-01","end":"2028-08-02","user_id":"PXPGF42"}]}`
	for name, test := range map[string]struct {
		answer string
		want   map[string]any
	}{
		"the second of two": {`{"overrides":[{"id":"PO2","start":"2028-08-01T04:00:00Z","end":"2028-08-03T04:00:00Z","user":{"id":"PXPGF42","summary":"Regina"}}]}`, map[string]any{
			"created": 1, "refused": 0, "unknown": 1, "overrides.0.outcome": "unknown", "overrides.0.id": nil, "overrides.0.errors": nil, "overrides.0.start": "2028-07-01T00:00:00-04:00",
			"overrides.1.outcome": "created", "overrides.1.id": "PO2", "overrides.1.user.name": "Regina",
			"notes.0": "PagerDuty's response does not report the outcome of 1 of 2 overrides: check the schedule before you repeat any."}},
		"another than both": {`[{"status":201,"override":{"id":"PO1"}}]`,
			map[string]any{"created": 0, "refused": 0, "unknown": 2, "overrides.0.outcome": "unknown", "overrides.0.id": nil, "overrides.1.outcome": "unknown"}},
		"one refused of two": {`[{"status":400,"errors":["no"],"override":{"start":"2028-07-01T00:00:00-04:00","end":"2028-07-03T00:00:00-04:00","user":{"id":"PXPGF42"}}}]`,
			map[string]any{"created": 0, "refused": 1, "unknown": 1, "overrides.0.outcome": "refused", "overrides.0.errors.0": "no", "overrides.1.outcome": "unknown"}},
		"more than two": {`[{"id":"POX"},{"id":"PO2","start":"2028-08-01T04:00:00Z","end":"2028-08-03T04:00:00Z","user":{"id":"PXPGF42"}},{"id":"POY"}]`,
			map[string]any{"created": 1, "unknown": 1, "overrides.0.outcome": "unknown", "overrides.1.id": "PO2"}},
		"a status alone": {`[{"status":201,"override":{"id":"PO1"}},{"status":400}]`,
			map[string]any{"refused": 1, "overrides.1.errors.0": "PagerDuty refused it (400)."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := publishedAnswers()
			answers[path] = test.answer
			s := start(t, blackbox.Account{Handler: published(answers), Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}})
			s.Call("create_schedule_override", arguments).Expect(test.want)
		})
	}
}

// After a response that is not PagerDuty's, the outcome of the overrides is unknown.
func TestOverridesWithAnAnswerThatIsNone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"created", "<html>", "{}", "[]", `[{},{}]`, `{"overrides":null}`} {
		answers := publishedAnswers()
		answers["POST /schedules/PI7DH85/overrides"] = body
		s := start(t, blackbox.Account{Handler: published(answers), Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}})
		text, _ := s.Try("create_schedule_override", `{"schedule_id":"PI7DH85","overrides":[{"start":"2028-07-01","end":"2028-07-02","user_id":"PXPGF42"},{"start":"2028-08-01","end":"2028-08-02","user_id":"PXPGF42"}]}`)
		if !strings.Contains(text, "may have been made") && !strings.Contains(text, `"unknown":2`) {
			t.Errorf("%s: %s", body, text)
		}
	}
}

// A request that PagerDuty may have carried out is not retried.
func TestOverrideWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultServerError, Method: "POST"})
	sentence := s.CallError("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"+1d","end":"+2d","user_id":"PUDIEGO"}]}`)
	if !strings.Contains(sentence, "may have been made") || len(s.Writes()) != 1 {
		t.Errorf("%q after %v", sentence, s.Sent())
	}
}

func TestManyOverridesAreLookedUpOnce(t *testing.T) {
	t.Parallel()
	s := demo(t)
	var overrides []map[string]string
	for i := range 20 {
		overrides = append(overrides, map[string]string{"start": fmt.Sprintf("+%dh", 24+i), "end": fmt.Sprintf("+%dh", 25+i), "user_id": "Bruno Castellani"})
	}
	encoded, err := json.Marshal(map[string]any{"schedule_id": primary, "overrides": overrides})
	if err != nil {
		t.Fatal(err)
	}
	s.Call("create_schedule_override", string(encoded)).Expect(map[string]any{"created": 20, "overrides.19.outcome": "created"})
	if got := len(s.Requests()); got != 4 {
		t.Errorf("took %d requests, want one each for the user, the schedule, where they are on call, and the overrides: %v", got, s.Sent())
	}
}

// An override is created even if it is unknown whom it replaces.
func TestOverridesFarApart(t *testing.T) {
	t.Parallel()
	s := demo(t)
	made := s.Call("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"+1d","end":"+2d","user_id":"PUDIEGO"},
		{"start":"2028-03-01","end":"2028-03-01","user_id":"PUDIEGO"},{"start":"2027-01-01","end":"2028-01-01","user_id":"PUIRENE"}]}`)
	made.Expect(map[string]any{"created": 3, "refused": 0, "unknown": nil, "overrides.2.replaces": nil,
		"notes.0": "Whom these overrides replace could not be read: overrides[2].",
		"notes.1": "The users' other shifts are known 89 days ahead, so not for all of overrides[1], overrides[2].", "notes.2": nil})
	if made.Len("overrides.0.replaces") == 0 || made.Len("overrides.1.replaces") == 0 {
		t.Errorf("whom they replace is missing: %s", made.JSON)
	}
	if got := s.SentTo("GET", "/schedules/PSCHKP1"); len(got) != 3 { // for the zone, and for two windows
		t.Errorf("read the schedule %d times: %v", len(got), s.Sent())
	}
}

// An override that exists already, or lies in one of the same user, is not created again; one that a later override hides is.
func TestOverrideTwice(t *testing.T) {
	t.Parallel()
	s := demo(t)
	override := func(user, start, end string) string {
		return fmt.Sprintf(`{"start":%q,"end":%q,"user_id":%q}`, start, end, user)
	}
	call := func(overrides ...string) blackbox.Answer {
		return s.Call("create_schedule_override", `{"schedule_id":"Checkout Primary","overrides":[`+strings.Join(overrides, ",")+`]}`)
	}
	diego := override("PUDIEGO", "2026-12-01T09:00", "2026-12-01T17:00")
	id := call(diego).Text("overrides.0.id")
	call(diego, override("PUDIEGO", "2026-12-01T10:00", "2026-12-01T11:00")).Expect(map[string]any{
		"created": 0, "refused": 0, "overrides.0.outcome": "unchanged", "overrides.0.id": id, "overrides.0.user.name": "Diego Ferreyra", "overrides.1.id": id, "overrides.1.start": "2026-12-01T09:00:00Z",
	})
	if len(s.Writes()) > 0 {
		t.Errorf("wrote %v", s.Sent())
	}
	call(override("PUIRENE", "2026-12-02T09:00", "2026-12-02T17:00"), diego).Expect(map[string]any{"created": 1, "overrides.0.outcome": "created", "overrides.1.outcome": "unchanged", "overrides.0.user.id": "PUIRENE"})
	call(override("PUDIEGO", "2026-12-01T09:00", "2026-12-01T18:00")).Expect(map[string]any{"created": 1})
	call(override("PUIRENE", "2026-12-01T12:00", "2026-12-01T13:00")).Expect(map[string]any{"created": 1})
	call(diego).Expect(map[string]any{"created": 1, "overrides.0.replaces.0.user.id": "PUIRENE"})
	// PagerDuty applies the overrides of a call in order
	call(override("PUIRENE", "2026-12-01T10:00", "2026-12-01T12:00"), override("PUDIEGO", "2026-12-01T11:00", "2026-12-01T12:00")).Expect(map[string]any{
		"created": 2, "unchanged": nil, "overrides.1.outcome": "created", "overrides.1.replaces.0.user.id": "PUIRENE",
	})
	made := call(override("PUDIEGO", "-3d", "-2d"), override("PUIRENE", "2026-12-01T10:00", "2026-12-01T11:00"))
	made.Expect(map[string]any{
		"created": 0, "refused": 1, "unchanged": 1, "overrides.1.outcome": "unchanged", "notes.0": "1 of 2 overrides failed: see their errors. Do not repeat the others.",
	})
}

// Repeating an override that says whom it replaces changes nothing: that user is not on call any more.
func TestOverrideThatReplacesSomebodyTwice(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const times = `"start":"2026-12-01T09:00","end":"2026-12-01T17:00"`
	onCall := s.Call("get_schedule", `{"schedule_id":"PSCHKP1","since":"2026-12-01T09:00","until":"2026-12-01T17:00"}`).Text("on_call.0.user.id")
	arguments := `{"schedule_id":"PSCHKP1","overrides":[{` + times + `,"user_id":"PUDIEGO","replaces_user_id":"` + onCall + `"}]}`
	id := s.Call("create_schedule_override", arguments).Text("overrides.0.id")
	s.Call("create_schedule_override", arguments).Expect(map[string]any{"created": 0, "unchanged": 1, "overrides.0.outcome": "unchanged", "overrides.0.id": id})
	if len(s.Writes()) > 0 {
		t.Errorf("wrote %v", s.Sent())
	}
}

// A stakeholder cannot be on call; that one is on call all the same, as in an account of which the roles have changed, can be overridden.
func TestOverrideByAStakeholder(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, user := range []string{stakeholder, "nadia haddad"} {
		sentence := s.CallError("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"+1d","end":"+2d","user_id":"PUDIEGO"},{"start":"+3d","end":"+4d","user_id":"`+user+`"}]}`)
		if !strings.HasPrefix(sentence, "overrides[1].user_id: Nadia Haddad (PUNADIA) has the role read_only_user") || len(s.Writes()) > 0 {
			t.Errorf("%q after %v", sentence, s.Sent())
		}
	}
	sentence := s.CallError("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"+1d","end":"+2d","user_id":"PUDIEGO","replaces_user_id":"PUNADIA"}]}`)
	if !strings.Contains(sentence, "that user is not on call") {
		t.Error(sentence)
	}
}

// A year that is probably mistyped is refused before anything is written.
func TestOverridesOfAnotherYear(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for times, want := range map[string]string{
		`"start":"2026-12-01","end":"2028-01-01"`: "overrides[0] would last 397 days, until 2028-01-02T00:00:00Z, and one person would be on call for all of it: give an end at most 366 days after start. Nothing was changed.",
		`"start":"2126-12-01","end":"2126-12-02"`: "overrides[0].start: 2126-12-01 is more than 2 years ahead; is that the year you mean? Give a time before 2028-11-22. Nothing was changed.",
	} {
		if sentence := s.CallError("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{`+times+`,"user_id":"PUDIEGO"}]}`); sentence != want || len(s.Writes()) > 0 {
			t.Errorf("%s: %q", times, sentence)
		}
	}
}

func TestOverrideOfAScheduleThatCannotBeRendered(t *testing.T) {
	t.Parallel()
	refuse := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("since") {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = io.WriteString(w, `{"error":{"message":"The time range is too long","code":2001}}`)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	s := start(t, blackbox.Account{Around: refuse})
	for _, schedule := range []string{"PSCHKP1", "checkout primary"} {
		s.Call("create_schedule_override", `{"schedule_id":"`+schedule+`","overrides":[{"start":"+1d","end":"+2d","user_id":"PUDIEGO"}]}`).Expect(map[string]any{
			"created": 1, "schedule.id": primary, "overrides.0.replaces": nil, "notes.0": "Whom these overrides replace could not be read: overrides[0].",
		})
	}
	for schedule, want := range map[string]string{"PSHIFT1": "who is on call then could not be read", "PNOTHIN": "no schedule has this id"} {
		sentence := s.CallError("create_schedule_override", `{"schedule_id":"`+schedule+`","overrides":[{"start":"+1d","end":"+2d","user_id":"PUDIEGO"}]}`)
		if !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %q after %v", schedule, sentence, s.Sent())
		}
	}
}

// The result shows all times in its time_zone, whatever their offsets were.
func TestOverridesAreShownInOneZone(t *testing.T) {
	t.Parallel()
	made := demo(t).Call("create_schedule_override", `{"schedule_id":"data","overrides":[{"start":"2026-12-01T14:00:00Z","end":"2026-12-01T20:00:00+01:00","user_id":"PUDIEGO"}]}`)
	made.Expect(map[string]any{
		"time_zone": "America/New_York", "overrides.0.start": "2026-12-01T09:00:00-05:00", "overrides.0.end": "2026-12-01T14:00:00-05:00",
		"overrides.0.replaces.0.start": "2026-12-01T09:00:00-05:00", "overrides.0.replaces.0.end": "2026-12-01T14:00:00-05:00",
	})
}

// The result has the shifts that the user has anyway, in this schedule and outside it.
func TestOverridesOfWhomIsOnCallAnyway(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"+1h","end":"+2h","user_id":"PUAMARA"},{"start":"+1h","end":"+2h","user_id":"PUBRUNO"},{"start":"+1h","end":"+2h","user_id":"PUIRENE"}]}`).Expect(map[string]any{
		"created": 3, "notes": nil,
		"overrides.0.replaces": nil, "overrides.0.already_on_call.0.user.name": "Amara Okafor", "overrides.0.also_on_call": nil,
		"overrides.1.replaces.0.user.name": "Amara Okafor", "overrides.1.already_on_call": nil,
		"overrides.1.also_on_call.0.schedule.name": "Checkout Secondary", "overrides.1.also_on_call.0.escalation_policy.name": "Checkout", "overrides.1.also_on_call.0.level": 2,
		"overrides.2.already_on_call": nil, "overrides.2.also_on_call.0.level": 3,
		"overrides.2.also_on_call.1.escalation_policy.name": "Default", "overrides.2.also_on_call.2": nil,
	})
	s = start(t, blackbox.Account{Around: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/oncalls" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	s.Call("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"+1h","end":"+2h","user_id":"PUBRUNO"}]}`).Expect(map[string]any{
		"created": 1, "overrides.0.also_on_call": nil, "notes.0": "The users' other shifts could not be read.", "notes.1": nil,
	})
}

// Times without an offset are in the call's time_zone. A time that does not exist is refused, and a time that occurs twice has a note.
func TestOverridesWhereTheClocksChange(t *testing.T) {
	t.Parallel()
	s := demo(t)
	made := func(start, end, zone string) string {
		return fmt.Sprintf(`{"schedule_id":"PSDATA1","time_zone":%q,"overrides":[{"start":%q,"end":%q,"user_id":"PUDIEGO"}]}`, zone, start, end)
	}
	s.Call("create_schedule_override", made("2026-12-01T09:00", "2026-12-01T10:00", "Asia/Tokyo")).Expect(map[string]any{"time_zone": "Asia/Tokyo", "overrides.0.start": "2026-12-01T09:00:00+09:00"})
	s.Call("create_schedule_override", made("2026-12-01T09:00Z", "2026-12-01T10:00Z", "Asia/Tokyo")).Expect(map[string]any{"time_zone": "Asia/Tokyo", "overrides.0.start": "2026-12-01T18:00:00+09:00"})
	for zone, want := range map[string]string{"": "America/New_York", "America/New_York": "America/New_York"} {
		sentence := s.CallError("create_schedule_override", made("2027-03-14T02:30", "2027-03-14T09:00", zone))
		if !strings.Contains(sentence, "does not exist in "+want) || !strings.Contains(sentence, "2027-03-14T01:30:00-05:00 or 2027-03-14T03:30:00-04:00") || len(s.Writes()) != 0 {
			t.Errorf("%q after %v", sentence, s.Writes())
		}
	}
	s.Call("create_schedule_override", made("2027-11-07T01:30", "2027-11-07T09:00", "")).Expect(map[string]any{
		"overrides.0.start": "2027-11-07T01:30:00-04:00",
		"notes.0":           "overrides[0].start: 2027-11-07T01:30 occurs twice in America/New_York, where the clocks go back then. The first was used, 2027-11-07T01:30:00-04:00; the second is 2027-11-07T01:30:00-05:00.",
	})
	for _, tool := range []string{"get_schedule", "list_schedule_users"} {
		s.Call(tool, `{"schedule_id":"PSDATA1","since":"2027-11-07T01:30"}`).Expect(map[string]any{"notes.0": "since: 2027-11-07T01:30 occurs twice in America/New_York, where the clocks go back then. The first was used, 2027-11-07T01:30:00-04:00; the second is 2027-11-07T01:30:00-05:00."})
		if sentence := s.CallError(tool, `{"schedule_id":"PSDATA1","since":"2027-03-14T02:30"}`); !strings.Contains(sentence, "does not exist") {
			t.Errorf("%s: %q", tool, sentence)
		}
	}
	twice := s.Call("list_oncalls", `{"schedule_ids":["PSDATA1"],"since":"2026-11-01T01:30","until":"+1d"}`)
	if !strings.HasPrefix(twice.Text("notes.0"), "since: 2026-11-01T01:30 occurs twice") {
		t.Error(twice.JSON)
	}
}

// If overrides of one call overlap, each replaces the one before it and not the scheduled user.
func TestOverridesThatMeet(t *testing.T) {
	t.Parallel()
	s := demo(t)
	override := func(user, start, end string) string {
		return `{"start":"` + start + `","end":"` + end + `","user_id":"` + user + `"}`
	}
	first, second := "2026-11-26T10:00:00Z", "2026-11-26T14:00:00Z"
	made := s.Call("create_schedule_override", `{"schedule_id":"`+primary+`","time_zone":"UTC","overrides":[`+override(amara, first, second)+`,`+
		override(diego, first, second)+`,`+override(amara, "2026-11-26T12:00:00Z", "2026-11-26T13:00:00Z")+`]}`)
	made.Expect(map[string]any{
		"created": 3, "overrides.1.replaces.0.user.id": amara, "overrides.1.replaces.0.start": first, "overrides.1.replaces.0.end": second, "overrides.1.replaces.1": nil,
		"overrides.2.replaces.0.user.id": diego, "overrides.2.replaces.0.start": "2026-11-26T12:00:00Z", "overrides.2.replaces.1": nil, "overrides.2.already_on_call": nil,
	})
	if before := made.Text("overrides.0.replaces.0.user.id"); before == "" || before == amara || before == diego {
		t.Errorf("the first replaces %q", before)
	}
	again := s.Call("create_schedule_override", `{"schedule_id":"`+primary+`","overrides":[`+override(bruno, first, "2026-11-26T13:00:00Z")+`]}`)
	if got := again.Column("overrides.0.replaces", "user"); again.Len("overrides.0.replaces") != 2 {
		t.Errorf("the schedule disagrees: %v in %s", got, again.JSON)
	}
}
