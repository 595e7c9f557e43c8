package answers_test

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// find_coverage_gaps agrees, hour by hour over 90 days, with the plain reference: over both kinds of schedules, overrides, restrictions,
// several levels and changes of the clocks. Few accounts by default, many with FULL_TESTS.
func TestCoverageAgreesWithAReference(t *testing.T) {
	t.Parallel()
	accounts := 2
	if os.Getenv("FULL_TESTS") != "" {
		accounts = 60
	}
	for seed := range accounts {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			newCoverageWorld(t, uint64(seed)).check(t)
		})
	}
}

// worldNow is 90 days in which clocks change in Europe, America and Australia begin.
var worldNow = time.Date(2026, 9, 20, 13, 7, 0, 0, time.UTC)

const worldDays = 90

// coverageWorld is an account with generated schedules and a policy over them.
type coverageWorld struct {
	*generator
	session *blackbox.Session
	client  *pagerduty.Client
	policy  string // id
	levels  []plainLevel
}

func newCoverageWorld(t *testing.T, seed uint64) *coverageWorld {
	t.Helper()
	clock := func() time.Time { return worldNow }
	account := simulator.New(simulator.WithSeed(simulator.Empty), simulator.WithClock(clock))
	w := &coverageWorld{generator: &generator{Rand: rand.New(rand.NewPCG(seed, 7)), now: worldNow}, session: start(t, blackbox.Account{Simulator: account, Clock: clock})}
	web := httptest.NewServer(account)
	t.Cleanup(web.Close)
	var err error
	if w.client, err = pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(web.URL)); err != nil {
		t.Fatal(err)
	}
	for n := range 6 {
		user, err := w.client.Users.Create(t.Context(), pagerduty.NewUser{Name: fmt.Sprintf("Person %d", n), Email: fmt.Sprintf("person%d@lanternfield.example", n)})
		if err != nil {
			t.Fatal(err)
		}
		w.users = append(w.users, user.ID)
	}
	w.makePolicy(t)
	return w
}

func (w *coverageWorld) makePolicy(t *testing.T) {
	t.Helper()
	var rules []pagerduty.NewEscalationRule
	for level := range 3 {
		var plain plainLevel
		rule := pagerduty.NewEscalationRule{DelayMinutes: 15}
		for n := range 1 + w.IntN(2) {
			s := w.schedule()
			w.create(t, s, fmt.Sprintf("Schedule %d.%d", level, n))
			plain.schedules = append(plain.schedules, s)
			kind := pagerduty.TargetSchedule
			if s.isShiftBase {
				kind = pagerduty.TargetShiftSchedule
			}
			rule.Targets = append(rule.Targets, pagerduty.EscalationTarget{ID: s.id, Type: kind})
		}
		if w.IntN(5) == 0 {
			plain.users = []string{oneOf(w.generator, w.users...)}
			rule.Targets = append(rule.Targets, pagerduty.EscalationTarget{ID: plain.users[0], Type: pagerduty.TargetUser})
		}
		w.levels, rules = append(w.levels, plain), append(rules, rule)
	}
	policy, err := w.client.EscalationPolicies.Create(t.Context(), pagerduty.EscalationPolicyChange{Name: new("Generated"), Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	w.policy = policy.ID
}

func (w *coverageWorld) create(t *testing.T, s *plainSchedule, name string) {
	t.Helper()
	var err error
	if s.isShiftBase {
		err = w.createShifts(t, s, name)
	} else {
		err = w.createLayers(t, s, name)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (w *coverageWorld) createLayers(t *testing.T, s *plainSchedule, name string) error {
	var layers []pagerduty.LayerChange
	for _, plain := range s.layers {
		layer := pagerduty.LayerChange{Start: plain.start, End: plain.end, VirtualStart: plain.virtualStart, TurnLength: plain.length, UserIDs: plain.users}
		for _, hours := range plain.restrictions {
			one := pagerduty.Restriction{Type: "daily_restriction", StartTimeOfDay: time.Time{}.Add(hours.from).Format(time.TimeOnly), DurationSeconds: int(hours.length / time.Second)}
			if hours.weekday >= 0 {
				one.Type, one.StartDayOfWeek = "weekly_restriction", (int(hours.weekday)+6)%7+1
			}
			layer.Restrictions = append(layer.Restrictions, one)
		}
		layers = append(layers, layer)
	}
	made, err := w.client.Schedules.Create(t.Context(), pagerduty.ScheduleChange{Name: &name, TimeZone: s.zone.String(), Layers: layers})
	if err != nil {
		return err
	}
	s.id = made.ID
	for _, override := range s.overrides { // one by one: the latest wins
		if _, err := w.client.Schedules.CreateOverrides(t.Context(), s.id, pagerduty.NewOverride{Start: override.start, End: override.end, UserID: override.user}); err != nil {
			return err
		}
	}
	return nil
}

func (w *coverageWorld) createShifts(t *testing.T, s *plainSchedule, name string) error {
	made, err := w.client.ShiftSchedules.Create(t.Context(), pagerduty.NewShiftSchedule{Name: name, TimeZone: s.zone.String()})
	if err != nil {
		return err
	}
	s.id = made.ID
	for _, rotation := range s.rotations {
		if err := w.createRotation(t, s, rotation); err != nil {
			return err
		}
	}
	for _, custom := range s.customs {
		shift := pagerduty.NewCustomShift{Start: custom.start, End: custom.end, Member: pagerduty.UserMember(custom.user)}
		if _, err := w.client.ShiftSchedules.CreateCustomShifts(t.Context(), s.id, shift); err != nil {
			return err
		}
	}
	return nil
}

func (w *coverageWorld) createRotation(t *testing.T, s *plainSchedule, r *plainRotation) error {
	made, err := w.client.ShiftSchedules.CreateRotation(t.Context(), s.id)
	if err != nil {
		return err
	}
	r.id = made.ID
	rule := "RRULE:FREQ=DAILY"
	if r.weekdays != nil {
		var days []string
		for _, day := range r.weekdays {
			days = append(days, strings.ToUpper(day.String()[:2]))
		}
		rule = fmt.Sprintf("RRULE:FREQ=WEEKLY;INTERVAL=%d;WKST=MO;BYDAY=%s", r.weeks, strings.Join(days, ","))
	}
	zoned := func(clock time.Duration) pagerduty.ZonedTime {
		return pagerduty.ZonedTime{DateTime: pagerduty.Time{Time: r.moment(r.first, clock)}, TimeZone: r.zone.String()}
	}
	event := pagerduty.NewShiftEvent{
		Name: "Shifts", Start: zoned(r.from), End: zoned(r.to), EffectiveSince: r.moment(r.first, r.from), Recurrence: []string{rule},
		Assignment: pagerduty.ShiftAssignmentStrategy{Type: pagerduty.AssignRotating, ShiftsPerMember: r.shiftsPerMember},
	}
	for _, user := range r.members {
		event.Assignment.Members = append(event.Assignment.Members, memberOf(user))
	}
	if _, err := w.client.ShiftSchedules.CreateEvent(t.Context(), s.id, r.id, event); err != nil {
		return err
	}
	at := w.now.Add(w.quarters(5*aDay, 60*aDay)) // a moment at which an override may find somebody
	members := r.onCall(at)
	if len(members) == 0 {
		return nil
	}
	override := plainOverride{start: at, end: at.Add(w.quarters(time.Hour, 10*aDay)), replaces: members[0], user: oneOf(w.generator, append(w.users, "")...)}
	if override.user == override.replaces {
		return nil
	}
	r.overrides = []plainOverride{override}
	_, err = w.client.ShiftSchedules.CreateOverrides(t.Context(), s.id, pagerduty.NewShiftOverride{
		RotationID: r.id, Start: override.start, End: override.end, Overridden: memberOf(override.replaces), Overriding: memberOf(override.user),
	})
	return err
}

func memberOf(user string) pagerduty.ShiftMember {
	if user == "" {
		return pagerduty.ShiftMember{Type: pagerduty.MemberEmpty}
	}
	return pagerduty.UserMember(user)
}

// check compares the answer with the reference at every hour.
func (w *coverageWorld) check(t *testing.T) {
	t.Helper()
	answer := w.session.Call("find_coverage_gaps", fmt.Sprintf(`{"for":[%q],"until":"+%dd","detail":"full"}`, w.policy, worldDays))
	gaps := make([][]oncall.Window, len(w.levels))
	for i := range answer.Len("escalation_policies.0.levels") {
		path := fmt.Sprintf("escalation_policies.0.levels.%d", i)
		gaps[answer.Number(path+".level")-1] = gapsAt(t, answer, path)
	}
	nobody := gapsAt(t, answer, "escalation_policies.0.nobody_at_any_level")
	doubles := w.doubles(t)
	for hour := range worldDays * 24 {
		at := worldNow.Add(time.Duration(hour) * time.Hour)
		anybody := false
		on := map[string]int{} // levels of each user
		for i, level := range w.levels {
			users := level.onCall(at)
			anybody = anybody || len(users) > 0
			if inGap := within(gaps[i], at); inGap != (len(users) == 0) {
				t.Fatalf("level %d at %s: the answer has a gap: %v; on call are %v", i+1, at, inGap, users)
			}
			slices.Sort(users)
			for _, user := range slices.Compact(users) {
				on[user]++
			}
		}
		if inGap := within(nobody, at); inGap == anybody {
			t.Fatalf("at %s: the answer has nobody at any level: %v; somebody is on call: %v", at, inGap, anybody)
		}
		for _, user := range w.users {
			if twice := within(doubles[user], at); twice != (on[user] > 1) {
				t.Fatalf("%s at %s: at several levels: %v; is at %d", user, at, twice, on[user])
			}
		}
	}
	w.checkTwice(t, answer, doubles)
}

// gapsAt returns the gaps that an answer lists, and checks how many they are.
func gapsAt(t *testing.T, answer blackbox.Answer, path string) []oncall.Window {
	t.Helper()
	asker, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	var all []oncall.Window
	for i := range answer.Len(path + ".gaps") {
		gap := fmt.Sprintf("%s.gaps.%d.", path, i)
		since, until := momentOf(t, answer.Text(gap+"start")).In(asker), momentOf(t, answer.Text(gap+"end")).In(asker)
		all = append(all, oncall.Window{Since: since, Until: until})
		for day := 1; day < answer.Number(gap+"on_days_in_a_row"); day++ {
			all = append(all, oncall.Window{Since: since.AddDate(0, 0, day), Until: until.AddDate(0, 0, day)})
		}
	}
	if len(all) != answer.Number(path+".count") {
		t.Errorf("%s: %d gaps, and the count is %d", path, len(all), answer.Number(path+".count"))
	}
	return all
}

func momentOf(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func within(windows []oncall.Window, at time.Time) bool {
	return slices.ContainsFunc(windows, func(w oncall.Window) bool { return !at.Before(w.Since) && at.Before(w.Until) })
}

// doubles returns when each user is on call at several levels, as package oncall computes it.
func (w *coverageWorld) doubles(t *testing.T) map[string][]oncall.Window {
	t.Helper()
	window := oncall.Window{Since: worldNow, Until: worldNow.AddDate(0, 0, worldDays)}
	policy, err := w.client.EscalationPolicies.Get(t.Context(), w.policy)
	if err != nil {
		t.Fatal(err)
	}
	var onCalls []pagerduty.OnCall
	for onCall, err := range w.client.OnCalls.All(t.Context(), pagerduty.ListOnCallsOptions{EscalationPolicyIDs: []string{w.policy}, Since: window.Since, Until: window.Until}) {
		if err != nil {
			t.Fatal(err)
		}
		onCalls = append(onCalls, onCall)
	}
	all := map[string][]oncall.Window{}
	for _, double := range oncall.Doubles(oncall.Rosters(*policy, onCalls), window) {
		all[double.User.ID] = append(all[double.User.ID], double.Window)
	}
	return all
}

// checkTwice checks that the answer counts each of the times at which somebody is on call at several levels.
func (w *coverageWorld) checkTwice(t *testing.T, answer blackbox.Answer, doubles map[string][]oncall.Window) {
	t.Helper()
	counted := map[string]int{}
	for i := range answer.Len("escalation_policies.0.at_two_levels_at_once") {
		path := fmt.Sprintf("escalation_policies.0.at_two_levels_at_once.%d.", i)
		counted[answer.Text(path+"user.id")] += answer.Number(path + "times")
	}
	for _, user := range w.users {
		if counted[user] != len(doubles[user]) {
			t.Errorf("the answer counts %d times of %s, want %d", counted[user], user, len(doubles[user]))
		}
	}
}
