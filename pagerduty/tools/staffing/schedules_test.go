package staffing_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Four people, a weekly hand-over on Mondays at nine in London, working hours only.
const workingHours = `"name":"Vouchers","time_zone":"Europe/London","rotations":[{"user_ids":["Amara Okafor","Bruno Castellani","Chloé Lindqvist","Diego Ferreyra"],
	"shift_length":"1w","starts_at":"2027-03-22T09:00","hours":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"}]}]`

// accountOf returns a client of a session's account, which does not count as the tools' requests.
func accountOf(t *testing.T, s *blackbox.Session) *pagerduty.Client {
	t.Helper()
	server := httptest.NewServer(s.Simulator)
	t.Cleanup(server.Close)
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// turnsOf returns who is on call in a schedule of either kind, as the account has it.
func turnsOf(t *testing.T, client *pagerduty.Client, id string, window oncall.Window) []oncall.Turn {
	t.Helper()
	ctx, span := context.Background(), pagerduty.ScheduleWindow{Since: window.Since, Until: window.Until}
	var turns []oncall.Turn
	if layered, err := client.Schedules.Get(ctx, id, span); err == nil {
		for _, entry := range layered.Final.Entries {
			turns = append(turns, oncall.Turn{UserID: entry.User.ID, Start: entry.Start.Time, End: entry.End.Time})
		}
		return turns
	}
	shifts, err := client.ShiftSchedules.Get(ctx, id, span)
	if err != nil {
		t.Fatal(err)
	}
	for _, shift := range shifts.Final.Assignments {
		if shift.Member.UserID != "" {
			turns = append(turns, oncall.Turn{UserID: shift.Member.UserID, Start: shift.Start.Time, End: shift.End.Time})
		}
	}
	return oncall.Joined(turns)
}

func TestWorkingHours(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"layered", "shift_based"} {
		s := demo(t)
		for _, tool := range []string{"preview_schedule", "create_schedule"} {
			s.Call(tool, `{`+workingHours+`,"kind":"`+kind+`"}`).Expect(map[string]any{
				"kind": kind, "window.since": "2027-03-22T09:00:00Z", "window.until": "2027-04-05T09:00:00+01:00", "window.time_zone": "Europe/London",
				"turns.0.user.name": "Amara Okafor", "turns.0.start": "2027-03-22T09:00:00Z", "turns.0.end": "2027-03-26T17:00:00Z", "turns.0.hours": 40, "turns.0.parts": 5,
				"turns.1.user.name": "Bruno Castellani", "turns.1.start": "2027-03-29T09:00:00+01:00", "turns.1.end": "2027-04-02T17:00:00+01:00", "turns.2": nil,
				"gaps.0.start": "2027-03-22T17:00:00Z", "gaps.0.end": "2027-03-23T09:00:00Z", "gaps.0.on_days_in_a_row": 4, "gaps.0.hours": 16,
				"gaps.1.start": "2027-03-26T17:00:00Z", "gaps.1.end": "2027-03-29T09:00:00+01:00", "gaps.1.hours": 63, "gaps.4": nil, "gap_hours": 255,
				"hours.0.user.name": "Amara Okafor", "hours.0.hours": 40, "hours.1.hours": 40, "hours.2": nil,
			})
		}
		window := oncall.Window{Since: time.Date(2027, 3, 20, 0, 0, 0, 0, time.UTC), Until: time.Date(2027, 4, 26, 0, 0, 0, 0, time.UTC)}
		client := accountOf(t, s)
		created := s.Call("create_schedule", strings.Replace(`{`+workingHours+`,"kind":"`+kind+`"}`, "Vouchers", "Coupons", 1))
		turns := turnsOf(t, client, created.Text("id"), window)
		if len(turns) != 25 || turns[0].UserID != "PUAMARA" || turns[5].UserID != "PUBRUNO" || turns[15].UserID != "PUDIEGO" || turns[20].UserID != "PUAMARA" {
			t.Errorf("%s: the account has %v", kind, turns)
		}
		if !strings.Contains(created.JSON, "No escalation policy uses this schedule yet") {
			t.Errorf("%s: %s", kind, created.JSON)
		}
	}
}

// forms are schedules that both kinds can have.
func forms() map[string]string {
	const people = `"user_ids":["PUAMARA","PUBRUNO","PUAMARA","PUCHLOE"]`
	return map[string]string{
		"weekly":                `[{` + people + `,"shift_length":"1w","starts_at":"2026-11-25T10:30"}]`,
		"daily":                 `[{` + people + `,"shift_length":"1d","starts_at":"2026-11-24T09:00"}]`,
		"nights, daily":         `[{` + people + `,"shift_length":"1d","starts_at":"2026-11-24T09:00","hours":[{"from":"22:00","to":"06:00"}]}]`,
		"nights, weekly":        `[{` + people + `,"starts_at":"2026-11-25T09:00","hours":[{"days":["Sunday","wed","thu"],"from":"22:00","to":"06:00"}]}]`,
		"all days":              `[{` + people + `,"starts_at":"2026-11-27T17:00","hours":[{"from":"09:00","to":"17:00"}]}]`,
		"two ranges":            `[{` + people + `,"starts_at":"2026-11-26T08:00","hours":[{"days":["mon","tue"],"from":"08:00","to":"12:00"},{"days":["tue","sat"],"from":"14:00","to":"18:30"}]}]`,
		"a whole day":           `[{` + people + `,"starts_at":"2026-11-30T00:00","hours":[{"days":["sat","sun"],"from":"00:00","to":"24:00"}]}]`,
		"one user":              `[{"user_ids":["PUAMARA"],"starts_at":"2026-11-30T00:00","hours":[{"days":["mon"],"from":"00:00","to":"08:00"}]}]`,
		"ends at the hand-over": `[{` + people + `,"starts_at":"2026-11-30T09:00","hours":[{"days":["sun"],"from":"17:00","to":"09:00"}]}]`,
	}
}

// What the tools compute is what PagerDuty has after create_schedule, for both kinds, across the change to summer time.
func TestOutlooksAreTrue(t *testing.T) {
	t.Parallel()
	for name, rotations := range forms() {
		for _, kind := range []string{"layered", "shift_based"} {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				s := demo(t)
				arguments := fmt.Sprintf(`{"name":"Vouchers","time_zone":"America/New_York","kind":%q,"rotations":%s}`, kind, rotations)
				preview, created := s.Call("preview_schedule", arguments), s.Call("create_schedule", arguments)
				if fmt.Sprint(preview.At("turns"), preview.At("gaps"), preview.At("hours")) != fmt.Sprint(created.At("turns"), created.At("gaps"), created.At("hours")) {
					t.Errorf("the preview %s differs from %s", preview.JSON, created.JSON)
				}
				window := oncall.Window{Since: parse(t, created.Text("window.since")), Until: parse(t, created.Text("window.until"))}
				turns := turnsOf(t, accountOf(t, s), created.Text("id"), window)
				for i, share := range oncall.Shares(turns) {
					if got := created.At(fmt.Sprintf("hours.%d.hours", i)); got != share.Time.Hours() {
						t.Errorf("%s has %v hours, want %v in %s", share.UserID, got, share.Time.Hours(), created.JSON)
					}
				}
				var gap time.Duration
				for _, one := range oncall.Gaps(turns, window) {
					gap += one.Until.Sub(one.Since)
				}
				if created.At("gap_hours") != gap.Hours() || turns == nil {
					t.Errorf("the gaps have %v hours, want %v in %s", created.At("gap_hours"), gap.Hours(), created.JSON)
				}
			})
		}
	}
}

func parse(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Both kinds have the same turns of a form, over months and across a change of clocks.
func TestBothKindsHaveTheSameTurns(t *testing.T) {
	t.Parallel()
	for name, rotations := range forms() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			client := accountOf(t, s)
			rotations = strings.ReplaceAll(rotations, "2026-11", "2027-02")
			rotations = strings.ReplaceAll(rotations, "2027-02-30", "2027-02-22")
			window := oncall.Window{Since: time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2027, 4, 20, 0, 0, 0, 0, time.UTC)}
			var turns [2][]oncall.Turn
			for i, kind := range []string{"layered", "shift_based"} {
				created := s.Call("create_schedule", fmt.Sprintf(`{"name":"Vouchers %d","time_zone":"America/New_York","kind":%q,"rotations":%s}`, i, kind, rotations))
				turns[i] = oncall.Joined(turnsOf(t, client, created.Text("id"), window))
			}
			equal := func(a, b oncall.Turn) bool {
				return a.UserID == b.UserID && a.Start.Equal(b.Start) && a.End.Equal(b.End)
			}
			if !slices.EqualFunc(turns[0], turns[1], equal) || len(turns[0]) < 3 {
				t.Errorf("layers have\n%v\nand shifts\n%v", turns[0], turns[1])
			}
		})
	}
}

// What a shift-based schedule cannot have is refused with the reason, before anything is written.
func TestBoundsOfShifts(t *testing.T) {
	t.Parallel()
	s := demo(t)
	many := strings.Repeat(`"PUAMARA",`, 20) + `"PUBRUNO"`
	ranges := strings.TrimSuffix(strings.Repeat(`{"days":["mon"],"from":"09:00","to":"10:00"},`, 6), ",")
	three := strings.TrimSuffix(strings.Repeat(`{"days":["mon"],"from":"09:00","to":"10:00"},`, 4), ",")
	for rotation, words := range map[string]string{
		`{"user_ids":["PUAMARA"],"starts_at":"tomorrow","shift_length":"12h"}`:                                                       "shifts of 1d or 1w",
		`{"user_ids":[` + many + `],"starts_at":"tomorrow"}`:                                                                         "at most 20 users, not 21",
		`{"user_ids":["PUAMARA"],"starts_at":"tomorrow","hours":[` + ranges + `]}`:                                                   "at most 5 ranges of hours, not 6",
		`{"user_ids":["PUAMARA"],"starts_at":"today"}`:                                                                               "is not in the future",
		`{"user_ids":["PUAMARA"],"starts_at":"now"}`:                                                                                 "is not in the future",
		`{"user_ids":["PUAMARA"],"starts_at":"2026-11-30T12:00","hours":[{"days":["mon"],"from":"09:00","to":"17:00"}]}`:             "the hand-over at 12:00 falls within these hours",
		`{"user_ids":["PUAMARA"],"starts_at":"2026-11-30T05:00","hours":[{"days":["sun"],"from":"22:00","to":"06:00"}]}`:             "falls within these hours",
		`{"user_ids":["PUAMARA"],"starts_at":"tomorrow","shift_length":"1d","hours":[{"days":["mon"],"from":"09:00","to":"17:00"}]}`: "days off take no turn",
		`{"user_ids":["PUAMARA"],"starts_at":"2026-11-30","hours":[` + three + `]},{"user_ids":["PUAMARA"],"starts_at":"2026-11-30","hours":[` + three +
			`]},{"user_ids":["PUAMARA"],"starts_at":"2026-11-30","hours":[` + three + `]}`: "at most 10 rotations, and each range of hours needs one: these are 12",
	} {
		for _, tool := range []string{"create_schedule", "preview_schedule"} {
			refuses(t, s, tool, `{"name":"Vouchers","time_zone":"Europe/Berlin","kind":"shift_based","rotations":[`+rotation+`]}`, words)
		}
		s.Call("preview_schedule", `{"name":"Vouchers","time_zone":"Europe/Berlin","rotations":[`+rotation+`]}`) // layers can
	}
}

func TestFormRefuses(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, words := range map[string]string{
		`"time_zone":"Berlin","rotations":[{"user_ids":["me"],"starts_at":"now"}]`:                                                                "time_zone",
		`"time_zone":"UTC","rotations":[]`:                                                                                                        "rotations",
		`"time_zone":"UTC","rotations":[{"user_ids":[],"starts_at":"now"}]`:                                                                       "user_ids",
		`"time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"now"},{"user_ids":["me","Nobody Here"],"starts_at":"now"}]`:               "rotations[1].user_ids[1]",
		`"time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"Monday"}]`:                                                                "rotations[0].starts_at",
		`"time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"now","shift_length":"90m"}]`:                                              "write 12h, 1d or 1w",
		`"time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"now","shift_length":"60w"}]`:                                              "longer than a year",
		`"time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"now","hours":[{"from":"29","to":"17:00"}]}]`:                              "rotations[0].hours[0].from",
		`"time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"now","hours":[{"days":["mon-","tue"],"from":"09:00","to":"17:00"}]}]`:     "is not a day",
		`"time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"now"}],"team_ids":["Nobody"]`:                                             "team_ids[0]",
		`"time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"now"}],"kind":"rota"`:                                                     "kind",
		`"time_zone":"America/New_York","rotations":[{"user_ids":["me"],"starts_at":"2027-03-14T02:30","hours":[{"from":"09:00","to":"17:00"}]}]`: "does not exist in America/New_York",
	} {
		refuses(t, s, "create_schedule", `{"name":"Vouchers",`+arguments+`}`, words)
	}
	if sentence := s.CallError("create_schedule", `{"name":"Data","time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"now"}]}`); !strings.Contains(sentence, "already been taken") {
		t.Error(sentence)
	}
	for status, words := range map[int]string{402: "plan", 403: "not allowed", 500: "PagerDuty failed"} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: status, Path: "/schedules", Method: "POST"})
		if sentence := s.CallError("create_schedule", `{"name":"Vouchers","time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"now"}]}`); !strings.Contains(sentence, words) {
			t.Errorf("%d: %q", status, sentence)
		}
	}
}

// Words that people write for lengths, days and times of day mean the same as the forms of the description.
func TestWrittenRotations(t *testing.T) {
	t.Parallel()
	s := demo(t)
	preview := func(rotation string) string {
		t.Helper()
		return fmt.Sprint(s.Call("preview_schedule", `{"name":"Vouchers","time_zone":"europe/berlin","rotations":[{"user_ids":["PUAMARA","PUBRUNO"],"starts_at":"2026-11-30",`+rotation+`}]}`).At("turns"))
	}
	for written, form := range map[string]string{
		`"shift_length":"weekly"`:                                     `"shift_length":"1w"`,
		`"shift_length":" Daily "`:                                    `"shift_length":"1d"`,
		`"shift_length":"2 weeks"`:                                    `"shift_length":"2w"`,
		`"shift_length":"12 hours"`:                                   `"shift_length":"12h"`,
		`"hours":[{"days":["mon-fri"],"from":"9am","to":"17"}]`:       `"hours":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"}]`,
		`"hours":[{"days":["Weekdays"],"from":"9","to":"5 pm"}]`:      `"hours":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"}]`,
		`"hours":[{"days":["weekend","mon"],"from":"9","to":"24"}]`:   `"hours":[{"days":["sat","sun","mon"],"from":"09:00","to":"24:00"}]`,
		`"hours":[{"days":["Fri - Monday"],"from":"09:00","to":"9"}]`: `"hours":[{"days":["fri","sat","sun","mon"],"from":"09:00","to":"09:00"}]`,
	} {
		if got, want := preview(written), preview(form); got != want || got == "[]" {
			t.Errorf("%s: %s, want %s", written, got, want)
		}
	}
	s.Call("create_schedule", `{"name":" Vouchers ","time_zone":"utc","rotations":[{"name":" Days ","user_ids":["me"],"starts_at":"+1h"}]}`)
	if sent := s.Writes()[0].Body; !strings.Contains(sent, `"name":"Vouchers"`) || !strings.Contains(sent, `"name":"Days"`) || !strings.Contains(sent, `"time_zone":"UTC"`) {
		t.Errorf("sent %s", sent)
	}
}

// The preview asks PagerDuty for nothing but the users.
func TestPreviewSendsNothing(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("preview_schedule", `{"name":"Vouchers","time_zone":"UTC","rotations":[{"user_ids":["PUAMARA"],"starts_at":"2026-11-01"}]}`).Expect(map[string]any{
		"turns.0.hours": 336, "gap_hours": 0, "notes.0": "Somebody is on call all the time.", "notes.1": "Amara Okafor has every turn: nobody relieves them.",
	})
	s.ExpectSent("GET /users/PUAMARA")
	many := s.Call("preview_schedule", `{"name":"Vouchers","time_zone":"UTC","rotations":[{"user_ids":["PUAMARA","PUBRUNO"],"shift_length":"12h","starts_at":"2026-11-01"}]}`)
	many.Expect(map[string]any{"turns.19.hours": 12, "turns.20": nil, "hours.0.hours": 168, "notes.0": "9 later turns are left out."})
}

// A creation of several requests that fails half way leaves nothing, or names what remains.
func TestShiftScheduleFailsHalfWay(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"the rotation": "/v3/schedules/*/rotations", "the event": "/v3/schedules/*/rotations/*/events"} {
		for _, status := range []int{403, 500} {
			s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: status, Path: path, Method: "POST"})
			sentence := s.CallError("create_schedule", `{`+workingHours+`,"kind":"shift_based"}`)
			if !strings.Contains(sentence, "Only 0 of 1 rotations could be created. The schedule was deleted again, so that nothing remains.") || !strings.HasSuffix(sentence, "Nothing was changed.") {
				t.Errorf("%s, %d: %q", name, status, sentence)
			}
			if left := shiftSchedules(t, s, "Vouchers"); len(left) > 0 {
				t.Errorf("%s, %d: %v remain", name, status, left)
			}
		}
	}
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/v3/schedules/*/rotations/*/events", Method: "POST"},
		simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/v3/schedules/*", Method: "DELETE"})
	sentence := s.CallError("create_schedule", `{`+workingHours+`,"kind":"shift_based"}`)
	left := shiftSchedules(t, s, "Vouchers")
	if len(left) != 1 || !strings.Contains(sentence, "The schedule Vouchers ("+left[0].ID+") was created, but only 0 of its 1 rotations, and it could not be deleted again") ||
		!strings.HasPrefix(sentence, "The change may have been made.") {
		t.Errorf("%v remain: %q", left, sentence)
	}
}

func shiftSchedules(t *testing.T, s *blackbox.Session, name string) []pagerduty.Reference {
	t.Helper()
	page, err := accountOf(t, s).ShiftSchedules.List(context.Background(), pagerduty.ListShiftSchedulesOptions{Query: name})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func TestDeleteSchedule(t *testing.T) {
	t.Parallel()
	s := demo(t)
	refuses(t, s, "delete_schedule", `{"schedule_id":"Checkout Primary"}`, "these escalation policies use Checkout Primary", "Checkout (PECHECK)", "update_escalation_policy")
	refuses(t, s, "delete_schedule", `{"schedule_id":"PSHIFT1"}`, "Warehouse Floor (PEWAREH)")
	s.Call("delete_schedule", `{"schedule_id":"Partner Line"}`).Expect(map[string]any{
		"deleted.id": "PSHIFT2", "deleted.name": "Partner Line", "kind": "shift_based", "former_rotations.1": "Saturdays, 10:00-14:00 on sat, all at once: Elena Petrova, Jonas Weber",
	})
	refuses(t, s, "delete_schedule", `{"schedule_id":"PSHIFT2"}`, "no schedule has this id")
	created := s.Call("create_schedule", `{"name":"Vouchers","time_zone":"UTC","rotations":[{"user_ids":["me"],"starts_at":"now"}]}`).Text("id")
	s.Call("delete_schedule", `{"schedule_id":"`+created+`"}`).Expect(map[string]any{"deleted.name": "Vouchers", "kind": "layered", "former_rotations.0": "Rotation 1, 1w each: Amara Okafor"})
}

// A schedule that is gone can be made again from what is shown of its rotations.
func TestFormerRotations(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for form, want := range map[string]string{
		`"shift_length":"12h","starts_at":"now","hours":[{"days":["mon","wed"],"from":"22:00","to":"06:30"},{"from":"08:00","to":"09:00"}]`: "Rotation 1, 12h each, 22:00-06:30 on mon, wed and 08:00-09:00 every day: Amara Okafor",
		`"shift_length":"2w","starts_at":"now"`:                                                                          "Rotation 1, 2w each: Amara Okafor",
		`"shift_length":"1d","starts_at":"+1d","hours":[{"from":"22:00","to":"06:00"}]`:                                  "22:00-06:00 every day, 1 shift each: Amara Okafor",
		`"shift_length":"1w","starts_at":"2026-12-02T09:00"`:                                                             "from 09:00 for 168h on wed, 1 shift each: Amara Okafor",
		`"shift_length":"1w","starts_at":"2026-11-29T00:00","hours":[{"days":["sun","mon"],"from":"9:00","to":"17:00"}]`: "09:00-17:00 on mon, sun, 2 shifts each: Amara Okafor",
	} {
		kind := "layered"
		if strings.Contains(want, "shift") {
			kind = "shift_based"
		}
		id := s.Call("create_schedule", `{"name":"Vouchers","time_zone":"Europe/London","kind":"`+kind+`","rotations":[{"user_ids":["me"],`+form+`}]}`).Text("id")
		if got := s.Call("delete_schedule", `{"schedule_id":"`+id+`"}`).Text("former_rotations.0"); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q, want %q", form, got, want)
		}
	}
}

// One person in every turn is a finding, also if the person is listed twice or in several rotations.
func TestOnlyPerson(t *testing.T) {
	t.Parallel()
	const note = "Amara Okafor has every turn: nobody relieves them."
	for rotations, want := range map[string]bool{
		`{"user_ids":["PUAMARA","PUAMARA"],"starts_at":"now"}`:                                           true,
		`{"user_ids":["PUAMARA"],"starts_at":"now"},{"user_ids":["PUAMARA"],"starts_at":"now"}`:          true,
		`{"user_ids":["PUAMARA"],"starts_at":"now"},{"user_ids":["Bruno Castellani"],"starts_at":"now"}`: false,
		`{"user_ids":["PUAMARA","Bruno Castellani"],"shift_length":"4w","starts_at":"now"}`:              false,
	} {
		for _, tool := range []string{"preview_schedule", "create_schedule"} {
			if got := demo(t).Call(tool, `{"name":"Vouchers","time_zone":"UTC","rotations":[`+rotations+`]}`); strings.Contains(got.JSON, note) != want {
				t.Errorf("%s of %s: %s", tool, rotations, got.JSON)
			}
		}
	}
}

// People whose turns come after the two weeks are named.
func TestLaterTurns(t *testing.T) {
	t.Parallel()
	for users, want := range map[string]any{
		`"PUAMARA","PUBRUNO","Elena Petrova","PUJONAS"`: "2 of 4 people have a turn in these two weeks; the others are Elena Petrova, Jonas Weber.",
		`"PUAMARA","PUBRUNO"`:                           "Somebody is on call all the time.",
	} {
		demo(t).Call("preview_schedule", `{"name":"Vouchers","time_zone":"Europe/London","rotations":[{"user_ids":[`+users+`],"starts_at":"2027-03-22T09:00"}]}`).Expect(map[string]any{"notes.0": want})
	}
}
