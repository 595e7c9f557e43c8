package simulator

import (
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

// TestEndlessOverride: an override until the year 9999 is checked as fast as another.
func TestEndlessOverride(t *testing.T) {
	t.Parallel()
	simulated, s := randomShiftSchedule(t, "Europe/London", rand.New(rand.NewPCG(1, 9)))
	nobody := shiftMember{simulated.account.users.order[10]} // is in no rotation
	r := s.shifts.rotations[0]
	r.events = r.events[:1]
	daily, err := parseRecurrence([]string{"RRULE:FREQ=DAILY"}, time.Monday)
	if err != nil {
		t.Fatal(err)
	}
	r.events[0].rule, r.events[0].until = daily, time.Time{}
	began := time.Now()
	for range 20 {
		if s.shifts.hasShiftFor(&shiftOverride{rotation: r, overridden: nobody, start: yearStart, end: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}) {
			t.Error("a user who is in no rotation has a shift")
		}
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}
