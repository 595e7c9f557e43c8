package oncall_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

var midnight = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func hour(n int) time.Time { return midnight.Add(time.Duration(n) * time.Hour) }

// turnOf returns an on-call entry from one hour to another; from and to are -1 for who is on call always.
func turnOf(policy string, level int, schedule, user string, from, to int) pagerduty.OnCall {
	onCall := pagerduty.OnCall{
		EscalationPolicy: pagerduty.Reference{ID: policy}, EscalationLevel: level, Schedule: pagerduty.Reference{ID: schedule}, User: pagerduty.Reference{ID: user},
	}
	if from != -1 || to != -1 {
		onCall.Start, onCall.End = pagerduty.Time{Time: hour(from)}, pagerduty.Time{Time: hour(to)}
	}
	return onCall
}

func threeLevels() pagerduty.EscalationPolicy {
	return pagerduty.EscalationPolicy{ID: "P", Rules: []pagerduty.EscalationRule{{DelayMinutes: 15}, {DelayMinutes: 30}, {DelayMinutes: 5}}}
}

func TestRosters(t *testing.T) {
	t.Parallel()
	gone, nobody := turnOf("P", 1, "S", "gone", 0, 9), turnOf("P", 3, "S", "", 0, 9)
	gone.User.DeletedAt = pagerduty.Time{Time: midnight}
	rosters := oncall.Rosters(threeLevels(), []pagerduty.OnCall{
		turnOf("P", 1, "S", "bob", 8, 12), turnOf("P", 1, "S", "ada", 0, 4), turnOf("P", 1, "S", "ada", 4, 8), turnOf("P", 1, "T", "ada", 7, 10),
		turnOf("P", 2, "", "cyd", -1, -1), turnOf("Q", 3, "S", "dan", 0, 99), gone, nobody,
	})
	if len(rosters) != 3 || rosters[1].After != 15*time.Minute || rosters[2].After != 45*time.Minute || len(rosters[2].OnCalls) > 0 {
		t.Fatalf("the rosters are %+v", rosters)
	}
	names := func(onCalls []pagerduty.OnCall) string {
		text := ""
		for _, one := range onCalls {
			text += fmt.Sprintf("%s %s %d;", one.User.ID, one.Schedule.ID, int(one.End.Sub(midnight).Hours()))
		}
		return text
	}
	for at, want := range map[int][2]string{0: {"ada S 8;", "ada T 10;bob S 12;"}, 7: {"ada S 8;ada T 10;", "bob S 12;"}, 11: {"bob S 12;", ""}, 12: {"", ""}} {
		if on, next := names(rosters[0].At(hour(at))), names(rosters[0].Next(hour(at))); on != want[0] || next != want[1] {
			t.Errorf("at %d: on call %q, next %q; want %q", at, on, next, want)
		}
	}
	if on := rosters[1].At(hour(50)); len(on) != 1 || on[0].User.ID != "cyd" {
		t.Errorf("always on call: %v", on)
	}
}

// Gaps and doubles agree with a look at every hour.
func TestCoverageByTheHour(t *testing.T) {
	t.Parallel()
	const hours = 60
	random := rand.New(rand.NewPCG(1, 2))
	window := oncall.Window{Since: hour(3), Until: hour(hours)}
	for range 300 {
		var all []pagerduty.OnCall
		for range random.IntN(12) {
			from := random.IntN(hours)
			one := turnOf("P", 1+random.IntN(3), fmt.Sprint("S", random.IntN(3)), fmt.Sprint("U", random.IntN(4)), from, from+1+random.IntN(20))
			if random.IntN(12) == 0 {
				one.Start, one.End, one.Schedule = pagerduty.Time{}, pagerduty.Time{}, pagerduty.Reference{}
			}
			all = append(all, one)
		}
		rosters := oncall.Rosters(threeLevels(), all)
		unreached, doubles := oncall.Unreached(rosters, window), oncall.Doubles(rosters, window)
		for n := 3; n < hours; n++ {
			levels := map[string][]int{}
			for level := 1; level <= 3; level++ {
				on := slices.DeleteFunc(slices.Clone(all), func(o pagerduty.OnCall) bool {
					always := o.Start.IsZero()
					return o.EscalationLevel != level || !always && (o.Start.After(hour(n)) || !o.End.After(hour(n)))
				})
				if holds(rosters[level-1].Gaps(window), hour(n)) != (len(on) == 0) {
					t.Fatalf("level %d at hour %d: %v", level, n, on)
				}
				for _, one := range on {
					if !slices.Contains(levels[one.User.ID], level) {
						levels[one.User.ID] = append(levels[one.User.ID], level)
					}
				}
			}
			if holds(unreached, hour(n)) != (len(levels) == 0) {
				t.Fatalf("at hour %d: on call are %v", n, levels)
			}
			for user := range 4 {
				id := fmt.Sprint("U", user)
				found := slices.IndexFunc(doubles, func(d oncall.Double) bool { return d.User.ID == id && holds([]oncall.Window{d.Window}, hour(n)) })
				if twice := len(levels[id]) > 1; twice != (found >= 0) || twice && !slices.Equal(doubles[found].Levels, levels[id]) {
					t.Fatalf("%s at hour %d: at %v, found %v", id, n, levels[id], doubles)
				}
			}
		}
	}
}

func holds(windows []oncall.Window, at time.Time) bool {
	return slices.ContainsFunc(windows, func(w oncall.Window) bool { return !at.Before(w.Since) && at.Before(w.Until) })
}

func TestShortBreaks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		onCalls []pagerduty.OnCall
		want    string
	}{
		"long enough":         {[]pagerduty.OnCall{turnOf("P", 1, "S", "ada", 0, 8), turnOf("P", 1, "S", "ada", 20, 28)}, ""},
		"too short":           {[]pagerduty.OnCall{turnOf("P", 1, "S", "ada", 0, 8), turnOf("P", 1, "S", "ada", 19, 28)}, "ada 8 19 11h0m0s;"},
		"another person":      {[]pagerduty.OnCall{turnOf("P", 1, "S", "ada", 0, 8), turnOf("P", 1, "S", "bob", 9, 28)}, ""},
		"one turn in two":     {[]pagerduty.OnCall{turnOf("P", 1, "S", "ada", 0, 8), turnOf("P", 1, "S", "ada", 8, 16)}, ""},
		"the same turn twice": {[]pagerduty.OnCall{turnOf("P", 1, "S", "ada", 0, 8), turnOf("Q", 2, "S", "ada", 0, 8)}, ""},
		"handed on":           {[]pagerduty.OnCall{turnOf("P", 2, "T", "ada", 0, 8), turnOf("P", 1, "S", "ada", 8, 16)}, "ada 8 8 0s;"},
		"overlapping":         {[]pagerduty.OnCall{turnOf("P", 2, "T", "ada", 0, 10), turnOf("P", 1, "S", "ada", 8, 16)}, "ada 10 8 0s; both 2h0m0s;"},
		"within another":      {[]pagerduty.OnCall{turnOf("P", 2, "T", "ada", 0, 40), turnOf("P", 1, "S", "ada", 8, 16), turnOf("P", 1, "S", "ada", 60, 61)}, ""},
		"after the longest":   {[]pagerduty.OnCall{turnOf("P", 2, "T", "ada", 0, 40), turnOf("P", 1, "S", "ada", 8, 16), turnOf("P", 1, "S", "ada", 44, 61)}, "ada 40 44 4h0m0s;"},
		"always":              {[]pagerduty.OnCall{turnOf("P", 2, "", "ada", -1, -1), turnOf("P", 1, "S", "ada", 8, 16)}, ""},
		"nobody":              {[]pagerduty.OnCall{turnOf("P", 2, "T", "", 0, 10), turnOf("P", 1, "S", "", 8, 16)}, ""},
		"before the window":   {[]pagerduty.OnCall{turnOf("P", 1, "S", "ada", -30, -20), turnOf("P", 1, "S", "ada", -18, -3)}, ""},
	} {
		got := ""
		for _, short := range oncall.ShortBreaks(test.onCalls, oncall.Window{Since: midnight, Until: hour(100)}, 12*time.Hour) {
			got += fmt.Sprintf("%s %d %d %v;", short.After.User.ID, int(short.Before.End.Sub(midnight).Hours()), int(short.After.Start.Sub(midnight).Hours()), short.Break)
			if short.Overlap > 0 {
				got += fmt.Sprintf(" both %v;", short.Overlap)
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// A gap at the same time of each night is one, also when clocks change.
func TestByDay(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	night := func(day int) oncall.Window {
		return oncall.Window{Since: time.Date(2026, 10, day, 18, 0, 0, 0, berlin), Until: time.Date(2026, 10, day+1, 9, 0, 0, 0, berlin)}
	}
	got := oncall.ByDay([]oncall.Window{night(22), night(23), night(24), night(25), night(27)}, berlin)
	if len(got) != 2 || got[0].Days != 4 || got[1].Days != 1 || !got[1].Since.Equal(night(27).Since) {
		t.Errorf("by day: %v", got)
	}
	noon := oncall.Window{Since: time.Date(2026, 10, 23, 12, 0, 0, 0, berlin), Until: time.Date(2026, 10, 23, 13, 0, 0, 0, berlin)}
	nextNoon := oncall.Window{Since: noon.Since.AddDate(0, 0, 1), Until: noon.Until.AddDate(0, 0, 1)}
	if twice := oncall.ByDay([]oncall.Window{night(22), noon, night(23), nextNoon, night(24)}, berlin); len(twice) != 2 || twice[0].Days != 3 || twice[1].Days != 2 {
		t.Errorf("two a day: %v", twice)
	}
	if total := oncall.Total([]oncall.Window{night(23), night(24)}); total != 31*time.Hour {
		t.Errorf("together they are %v", total)
	}
}

// An entry of a schedule without a user covers nothing, and a gap of less than a second is none.
func TestNobodyInASchedule(t *testing.T) {
	t.Parallel()
	at := func(n int) pagerduty.Time { return pagerduty.Time{Time: hour(n)} }
	onCalls := oncall.InSchedule([]pagerduty.ScheduleEntry{{Start: at(0), End: at(4)}, {Start: at(4), End: at(8), User: pagerduty.Reference{ID: "ada"}}})
	if len(onCalls) != 1 || onCalls[0].User.ID != "ada" {
		t.Errorf("on call: %v", onCalls)
	}
	window := oncall.Window{Since: hour(4).Add(-time.Second / 2), Until: hour(8)}
	if gaps := (oncall.Roster{OnCalls: onCalls}).Gaps(window); gaps != nil {
		t.Errorf("gaps: %#v", gaps)
	}
}

func TestCrews(t *testing.T) {
	t.Parallel()
	window := oncall.Window{Since: midnight, Until: hour(24)}
	at := func(n int) pagerduty.Time { return pagerduty.Time{Time: hour(n)} }
	users := func(ids ...string) (all []pagerduty.LayerUser) {
		for _, id := range ids {
			all = append(all, pagerduty.LayerUser{User: pagerduty.Reference{ID: id}})
		}
		return all
	}
	layered := oncall.LayerCrews(pagerduty.Schedule{Layers: []pagerduty.ScheduleLayer{
		{Name: "now", Start: at(-9), Users: append(users("ada", "ada"), pagerduty.LayerUser{User: pagerduty.Reference{ID: "gone", DeletedAt: at(-99)}})}, {Name: "ended", Start: at(-9), End: at(0), Users: users("bob")},
		{Name: "later", Start: at(24), Users: users("bob")}, {Name: "ends", Start: at(-9), End: at(1), Users: users("ada", "bob")},
	}}, window)
	shifts := oncall.ShiftCrews(pagerduty.ShiftSchedule{Rotations: []pagerduty.ShiftRotation{{Events: []pagerduty.ShiftEvent{
		{Name: "now", EffectiveSince: at(-9), Assignment: pagerduty.ShiftAssignmentStrategy{Members: []pagerduty.ShiftMember{pagerduty.UserMember("ada"), {Type: pagerduty.MemberEmpty}}}},
		{Name: "ended", EffectiveSince: at(-9), EffectiveUntil: at(-1)},
	}}}}, window)
	if got := fmt.Sprint(layered, shifts); got != "[{now [ada]} {ends [ada bob]}] [{now [ada]}]" {
		t.Errorf("the crews are %s", got)
	}
}

func TestReach(t *testing.T) {
	t.Parallel()
	email := pagerduty.ContactMethod{ID: "E", Type: "email_contact_method"}
	blocked := pagerduty.ContactMethod{ID: "B", Type: "sms_contact_method", Blacklisted: true}
	rule := func(urgency string, minutes int, id string) pagerduty.NotificationRule {
		return pagerduty.NotificationRule{Urgency: urgency, StartDelayMinutes: minutes, ContactMethod: pagerduty.ContactMethod{ID: id, Type: "push_notification_contact_method_reference"}}
	}
	for name, test := range map[string]struct {
		user pagerduty.User
		want string
	}{
		"in order":     {pagerduty.User{ContactMethods: []pagerduty.ContactMethod{email}, NotificationRules: []pagerduty.NotificationRule{rule("high", 5, "E"), rule("high", 0, "P")}}, "{true 1 [push_notification at once email after 5m]}"},
		"low only":     {pagerduty.User{ContactMethods: []pagerduty.ContactMethod{email}, NotificationRules: []pagerduty.NotificationRule{rule("low", 0, "E")}}, "{true 1 []}"},
		"blocked":      {pagerduty.User{ContactMethods: []pagerduty.ContactMethod{blocked}, NotificationRules: []pagerduty.NotificationRule{rule("high", 0, "B")}}, "{true 0 []}"},
		"nothing":      {pagerduty.User{}, "{true 0 []}"},
		"a reference":  {pagerduty.User{ContactMethods: []pagerduty.ContactMethod{{ID: "E", Type: "email_contact_method_reference"}}}, "{false 0 []}"},
		"a rule's too": {pagerduty.User{NotificationRules: []pagerduty.NotificationRule{{ID: "N"}}}, "{false 0 []}"},
	} {
		if got := fmt.Sprint(oncall.ReachOf(test.user)); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
