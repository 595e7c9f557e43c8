package simulator

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestShiftsOverYears compares three things with a simple, slow calculation: the results of onCall, the final schedule of getScheduleV3,
// and the shifts of listOnCalls.
func TestShiftsOverYears(t *testing.T) {
	t.Parallel()
	zones, seeds := []string{"America/New_York", "Europe/London"}, uint64(1)
	if isFull() {
		zones, seeds = append(zones, "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago"), 12
	}
	for _, zone := range zones {
		for seed := range seeds {
			t.Run(fmt.Sprintf("%s/%d", zone, seed), func(t *testing.T) {
				t.Parallel()
				simulated, s := randomShiftSchedule(t, zone, rand.New(rand.NewPCG(seed, uint64(len(zone)))))
				plain := newPlainShifts(s.shifts)
				for _, year := range years {
					compareShifts(t, simulated, s, plain, year)
				}
			})
		}
	}
}

func compareShifts(t *testing.T, simulated *Simulator, s *schedule, plain *plainShifts, year span) {
	t.Helper()
	final, shifts := askFinalShifts(t, simulated, s, year), askOnCalls(t, simulated, s, year)
	zone := simulated.account.mustLocation(s.timeZone)
	for at := year.since; at.Before(year.until); at = at.Add(untilNextComparison(at, zone)) {
		assigned := plain.at(at)
		if got := allIn(final, at); got != assigned {
			t.Fatalf("%v: in the final schedule are %q, want %q", at, got, assigned)
		}
		want := strings.Join(slices.Compact(strings.Fields(strings.ReplaceAll(assigned, "nobody", ""))), " ")
		if got := allIn(shifts, at); got != want {
			t.Fatalf("%v: the on-calls are %q, want %q", at, got, want)
		}
		var users []string
		for _, u := range s.shifts.onCall(at) {
			users = append(users, u.id)
		}
		if slices.Sort(users); strings.Join(users, " ") != want {
			t.Fatalf("%v: %q are on call, want %q", at, users, want)
		}
	}
}

// allIn returns who is on call at a time, in the order of their ids.
func allIn(shifts []shift, at time.Time) string {
	var who []string
	for n := range shifts { // a copy of each takes long
		if s := &shifts[n]; !s.Start.After(at) && s.End.After(at) {
			who = append(who, s.User.ID)
		}
	}
	slices.Sort(who)
	return strings.Join(who, " ")
}

func askFinalShifts(t *testing.T, simulated *Simulator, s *schedule, year span) []shift {
	t.Helper()
	var answer struct {
		Schedule struct {
			Final struct {
				Shifts []struct {
					Start  time.Time `json:"start_time"`
					End    time.Time `json:"end_time"`
					Member struct {
						Type   string
						UserID string `json:"user_id"`
					}
				} `json:"computed_shift_assignments"`
			} `json:"final_schedule"`
		}
	}
	ask(t, simulated, "/v3/schedules/"+s.id+"?include[]=final_schedule&"+windowOf(year), &answer)
	var shifts []shift
	for _, one := range answer.Schedule.Final.Shifts {
		found := shift{Start: one.Start, End: one.End}
		if found.User.ID = one.Member.UserID; one.Member.Type == "empty_member" {
			found.User.ID = "nobody"
		}
		shifts = append(shifts, found)
	}
	return shifts
}

// randomShiftSchedule adds a schedule to a demo account at the end of the years. It is the first level of its own policy.
func randomShiftSchedule(t *testing.T, zone string, random *rand.Rand) (*Simulator, *schedule) {
	t.Helper()
	simulated := New(WithClock(func() time.Time { return yearsEnd }))
	a := simulated.account
	s := a.schedules.add("PRANDOM", &schedule{id: "PRANDOM", name: "Random", timeZone: zone, shifts: &shiftPlan{}})
	for n := range 1 + random.IntN(3) {
		r := &shiftRotation{id: fmt.Sprint("R", n)}
		since := quarterOf(random, yearStart.Add(-60*day), 120)
		for range 1 + random.IntN(3) {
			e := randomEvent(t, a, zone, random)
			e.since, e.until = since, quarterOf(random, since, 300)
			since = quarterOf(random, e.until, 20)
			r.events = append(r.events, e)
		}
		if random.IntN(2) == 0 {
			r.events[len(r.events)-1].until = time.Time{}
		}
		s.shifts.rotations = append(s.shifts.rotations, r)
	}
	for n := range random.IntN(8) {
		start := quarterOf(random, yearStart, 700)
		s.shifts.customs = append(s.shifts.customs, &customShift{id: fmt.Sprint("C", n), start: start, end: start.Add(quarters(random, 400)), member: randomMember(a, random)})
	}
	for n := range random.IntN(40) {
		start := quarterOf(random, yearStart, 700)
		o := &shiftOverride{id: fmt.Sprint("O", n), start: start, end: start.Add(quarters(random, 2000)), overriding: randomMember(a, random)}
		if o.rotation = pick(random, s.shifts.rotations); len(s.shifts.customs) > 0 && random.IntN(3) == 0 {
			o.rotation, o.custom = nil, pick(random, s.shifts.customs)
			o.overridden, o.start = o.custom.member, o.custom.start.Add(quarters(random, 10))
		} else {
			o.overridden = pick(random, pick(random, o.rotation.events).members)
		}
		s.shifts.overrides = append(s.shifts.overrides, o)
	}
	a.escalationPolicies.add("PERANDO", &escalationPolicy{id: "PERANDO", name: "Random", rules: []escalationRule{{id: "one", minutes: 5, targets: []target{{schedule: s}}}}})
	return simulated, s
}

// randomMember returns one of few users, so that they meet, or an empty member.
func randomMember(a *account, random *rand.Rand) shiftMember {
	if random.IntN(5) == 0 {
		return shiftMember{}
	}
	return shiftMember{pick(random, a.users.order[:6])}
}

func randomEvent(t *testing.T, a *account, zone string, random *rand.Rand) *shiftEvent {
	t.Helper()
	e := &shiftEvent{zoneName: zone, zone: a.mustLocation(zone), every: random.IntN(3) == 0, shiftsPerMember: 1 + random.IntN(4)}
	hour := random.IntN(24)
	if random.IntN(2) == 0 {
		hour = random.IntN(4) // clocks change then
	}
	e.start = time.Date(2025, 11, 1+random.IntN(100), hour, 15*random.IntN(4), 0, 0, e.zone)
	e.end = e.start.Add(quarters(random, pick(random, []int{32, 96, 7 * 96})))
	if random.IntN(4) == 0 {
		e.end = e.start.In(e.zone).AddDate(0, 0, pick(random, []int{1, 7}))
	}
	for range 1 + random.IntN(4) {
		e.members = append(e.members, randomMember(a, random))
	}
	rule := pick(random, []string{"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;BYDAY=SA,SU", "FREQ=DAILY;BYDAY=MO,WE,FR"})
	if random.IntN(2) == 0 {
		rule += fmt.Sprint(";INTERVAL=", 1+random.IntN(4))
	}
	if random.IntN(3) == 0 {
		rule += ";WKST=" + pick(random, ruleWeekdays)
	}
	rule += pick(random, []string{"", "", "", ";COUNT=40", ";UNTIL=20261015", ";UNTIL=20261015T120000Z"})
	var err error
	if e.rule, err = parseRecurrence([]string{"RRULE:" + rule}, e.start.Weekday()); err != nil {
		t.Fatal(err)
	}
	return e
}

// plainShifts knows every shift of a plan, each found by looking at every day.
type plainShifts struct {
	plan   *shiftPlan
	shifts []plainShift
}

type plainShift struct {
	start, end time.Time
	member     shiftMember
	rotation   *shiftRotation
	custom     *customShift
}

func newPlainShifts(plan *shiftPlan) *plainShifts {
	p := &plainShifts{plan: plan}
	for _, r := range plan.rotations {
		for _, e := range r.events {
			p.addEvent(r, e)
		}
	}
	for _, custom := range plan.customs {
		p.shifts = append(p.shifts, plainShift{custom.start, custom.end, custom.member, nil, custom})
	}
	return p
}

// addEvent walks from the first day of an event to the end of the years.
func (p *plainShifts) addEvent(r *shiftRotation, e *shiftEvent) {
	parts := map[string]string{"INTERVAL": "1", "WKST": "MO", "COUNT": "1000000"}
	for part := range strings.SplitSeq(strings.TrimPrefix(e.rule.text, "RRULE:"), ";") {
		name, value, _ := strings.Cut(part, "=")
		parts[name] = value
	}
	var interval, count int
	fmt.Sscan(parts["INTERVAL"], &interval)
	fmt.Sscan(parts["COUNT"], &count)
	first := clockFace(e.start, e.zone)
	length := clockFace(e.end, e.zone).Sub(first)
	if parts["BYDAY"] == "" && parts["FREQ"] == "WEEKLY" {
		parts["BYDAY"] = ruleWeekdays[first.Weekday()]
	}
	days, weeks, occurrences := 0, 0, 0
	for face := first; face.Before(yearsEnd.Add(2*day)) && occurrences < count; face = face.AddDate(0, 0, 1) {
		weekday := ruleWeekdays[face.Weekday()]
		if weekday == parts["WKST"] && days > 0 {
			weeks++
		}
		turn := days
		if parts["FREQ"] == "WEEKLY" {
			turn = weeks
		}
		days++
		if turn%interval != 0 || parts["BYDAY"] != "" && !strings.Contains(parts["BYDAY"], weekday) {
			continue
		}
		start := shownAt(face, e.zone)
		if until := parts["UNTIL"]; len(until) == 8 && face.Format("20060102") > until || len(until) > 8 && start.UTC().Format("20060102T150405Z") > until {
			break
		}
		p.addOccurrence(r, e, occurrences, start, shownAt(face.Add(length), e.zone))
		occurrences++
	}
}

func (p *plainShifts) addOccurrence(r *shiftRotation, e *shiftEvent, n int, start, end time.Time) {
	if start.Before(e.since) {
		start = e.since
	}
	if !e.until.IsZero() && end.After(e.until) {
		end = e.until
	}
	for at, m := range e.members {
		if e.every || n%(e.shiftsPerMember*len(e.members))/e.shiftsPerMember == at {
			p.shifts = append(p.shifts, plainShift{start, end, m, r, nil})
		}
	}
}

// shownAt returns the first time at which clocks show a local time or a later one, by trying each quarter of an hour.
func shownAt(face time.Time, zone *time.Location) time.Time {
	at := face.Add(-15 * time.Hour)
	for clockFace(at, zone).Before(face) {
		at = at.Add(15 * time.Minute)
	}
	return at
}

// at returns the members of all shifts at a time, in the order of their ids. Each override is asked whether it is about them.
func (p *plainShifts) at(at time.Time) string {
	var who []string
	for n := range p.shifts {
		s := &p.shifts[n]
		if s.start.After(at) || !s.end.After(at) {
			continue
		}
		member := s.member
		for _, o := range p.plan.overrides {
			if o.rotation == s.rotation && o.custom == s.custom && !o.start.After(at) && o.end.After(at) && (o.overridden == member || o.overridden == s.member) {
				member = o.overriding
			}
		}
		if member.user == nil {
			who = append(who, "nobody")
		} else {
			who = append(who, member.user.id)
		}
	}
	slices.Sort(who)
	return strings.Join(who, " ")
}
