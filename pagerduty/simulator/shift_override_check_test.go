package simulator

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestOverrideConcernsAShift compares hasShiftFor with a walk through all shifts of the override.
func TestOverrideConcernsAShift(t *testing.T) {
	t.Parallel()
	seeds := uint64(6)
	if isFull() {
		seeds = 60
	}
	answers := map[bool]int{}
	for seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 9))
		simulated, s := randomShiftSchedule(t, "Europe/London", random)
		if seed%2 == 0 { // so that a member may wait long for a turn
			s.shifts.overrides = nil
		}
		for range 40 {
			o := &shiftOverride{rotation: pick(random, s.shifts.rotations), overridden: randomMember(simulated.account, random)}
			o.start = quarterOf(random, yearStart, 700)
			o.end = o.start.Add(quarters(random, pick(random, []int{40, 4000, 40_000})))
			if len(s.shifts.customs) > 0 && random.IntN(4) == 0 {
				o.rotation, o.custom = nil, pick(random, s.shifts.customs)
				o.overridden = pick(random, []shiftMember{o.overridden, o.custom.member})
			}
			got, want := s.shifts.hasShiftFor(o), slices.ContainsFunc(s.shifts.shifts(span{o.start, o.end}), o.cuts)
			if answers[want]++; got != want {
				t.Errorf("seed %d, %v to %v: got %v", seed, o.start, o.end, got)
			}
		}
	}
	if answers[true] < 20 || answers[false] < 20 {
		t.Errorf("%d of the overrides concern a shift, %d do not", answers[true], answers[false])
	}
}

// londonEvent is an event of ten members in London, without an end.
func londonEvent(t *testing.T, a *account, start time.Time, length time.Duration, rule string, shiftsPerMember int) *shiftEvent {
	t.Helper()
	e := &shiftEvent{
		zone: a.mustLocation("Europe/London"), start: start, end: start.Add(length), since: start, shiftsPerMember: shiftsPerMember,
	}
	for _, u := range a.users.order[:10] {
		e.members = append(e.members, shiftMember{u})
	}
	var err error
	if e.rule, err = parseRecurrence([]string{"RRULE:" + rule}, start.In(e.zone).Weekday()); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestOverrideOfSkippedShift: clocks skip the shift of member 8 on 2027-03-28, so that the next turn is ten weeks later.
func TestOverrideOfSkippedShift(t *testing.T) {
	t.Parallel()
	a := New().account
	e := londonEvent(t, a, time.Date(2027, 1, 31, 1, 0, 0, 0, time.UTC), time.Hour, "FREQ=WEEKLY", 1)
	plan := &shiftPlan{rotations: []*shiftRotation{{events: []*shiftEvent{e}}}}
	o := &shiftOverride{rotation: plan.rotations[0], overridden: e.members[8], start: time.Date(2027, 2, 5, 0, 0, 0, 0, time.UTC)}
	for until, want := range map[time.Time]bool{
		time.Date(2027, 6, 6, 0, 0, 0, 0, time.UTC): false,
		time.Date(2027, 6, 7, 0, 0, 0, 0, time.UTC): true,
		time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC): true,
	} {
		if o.end = until; plan.hasShiftFor(o) != want {
			t.Errorf("until %v: got %v", until, !want)
		}
	}
}

// TestOverrideOfLongTurn: only the first member ever has a turn, because the turns are as long as their number can say.
func TestOverrideOfLongTurn(t *testing.T) {
	t.Parallel()
	a := New().account
	for _, shiftsPerMember := range []int{200_000_000_000_000, math.MaxInt} {
		e := londonEvent(t, a, yearStart, time.Hour, "FREQ=WEEKLY", shiftsPerMember)
		plan := &shiftPlan{rotations: []*shiftRotation{{events: []*shiftEvent{e}}}}
		for n, m := range e.members {
			o := &shiftOverride{rotation: plan.rotations[0], overridden: m, start: yearStart, end: endOfTimes}
			if got := plan.hasShiftFor(o); got != (n == 0) {
				t.Errorf("%d shifts per member: got %v for member %d", shiftsPerMember, got, n)
			}
		}
	}
}

// endOfTimes is when an endless override ends.
var endOfTimes = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// TestEndlessOverride: a long override is checked as fast as another, also if it concerns no shift.
func TestEndlessOverride(t *testing.T) {
	t.Parallel()
	a := New().account
	beyond := a.users.order[10:] // are no members
	noLength := londonEvent(t, a, time.Date(2026, 10, 25, 0, 45, 0, 0, time.UTC), 30*time.Minute, "FREQ=DAILY", 1)
	noLength.every = true // from 01:45 to 01:15, when clocks were set back
	for name, e := range map[string]*shiftEvent{
		"short turns": londonEvent(t, a, yearStart, time.Hour, "FREQ=DAILY", 1),
		"long turns":  londonEvent(t, a, yearStart, time.Hour, "FREQ=DAILY", 1_000_000),
		"few shifts":  londonEvent(t, a, yearStart, time.Hour, "FREQ=DAILY;COUNT=1", 1),
		"no length":   noLength,
	} {
		r := &shiftRotation{events: []*shiftEvent{e}}
		plan := &shiftPlan{rotations: []*shiftRotation{r}}
		for n := range 20 { // the last one replaces all others, so that they put nobody on call
			o := &shiftOverride{rotation: r, overridden: e.members[0], overriding: shiftMember{beyond[n%2]}, start: yearStart.Add(day)}
			o.end = o.start.AddDate(0, 0, 1000*(n+1))
			plan.overrides = append(plan.overrides, o)
		}
		plan.overrides[19].end = endOfTimes
		for whom, m := range map[string]shiftMember{"a replaced user": {beyond[0]}, "another user": {beyond[2]}, "the last member": e.members[9]} {
			for _, years := range []int{100, 7900} {
				o := &shiftOverride{rotation: r, overridden: m, start: yearStart.Add(day), end: yearStart.AddDate(years, 0, 0)}
				began := time.Now()
				want := name == "short turns" && o.overridden == e.members[9]
				if got := plan.hasShiftFor(o); got != want {
					t.Errorf("%s: %s in %d years: got %v", name, whom, years, got)
				}
				if took := time.Since(began); took > time.Second {
					t.Errorf("%s: %s: took %v for %d years", name, whom, took, years)
				}
			}
		}
	}
}
