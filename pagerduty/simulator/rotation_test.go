package simulator

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"sort"
	"testing"
	"time"
)

// The on-call users of these years are compared. Clocks change twice in each of them in most zones.
var (
	yearStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	years     = []span{{yearStart, yearStart.AddDate(1, 0, 0)}, {yearStart.AddDate(1, 0, 0), yearStart.AddDate(2, 0, 0)}}
	yearsEnd  = years[1].until
)

// TestOnCallOverYears compares three things with a simple, slow calculation: the results of onCall, the final schedule of
// getSchedule, and the shifts of listOnCalls.
func TestOnCallOverYears(t *testing.T) {
	t.Parallel()
	seeds := uint64(1)
	if isFull() {
		seeds = 3
	}
	for _, zone := range []string{"America/New_York", "Europe/London", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago"} {
		for seed := range seeds {
			t.Run(fmt.Sprintf("%s/%d", zone, seed), func(t *testing.T) {
				t.Parallel()
				simulated, s := randomSchedule(zone, rand.New(rand.NewPCG(seed, uint64(len(zone)))))
				for _, year := range years {
					compareYear(t, simulated, s, year)
				}
			})
		}
	}
}

func compareYear(t *testing.T, simulated *Simulator, s *schedule, year span) {
	t.Helper()
	final, shifts := askFinal(t, simulated, s, year), askOnCalls(t, simulated, s, year)
	location := simulated.account.mustLocation(s.timeZone)
	for at := year.since; at.Before(year.until); at = at.Add(untilNextComparison(at, location)) {
		want := plainOnCall(s, at, location)
		if got := s.onCall(at, location); got != want {
			t.Fatalf("%v: %s is on call, want %s", at.In(location), name(got), name(want))
		}
		if got := whoIn(final, at); got != id(want) {
			t.Fatalf("%v: in the final schedule it is %s, want %s", at.In(location), got, id(want))
		}
		if got := whoIn(shifts, at); got != id(want) {
			t.Fatalf("%v: the shifts say %s, want %s", at.In(location), got, id(want))
		}
	}
	sameShifts(t, final, shifts, year)
}

// untilNextComparison is an hour on the days around a change of the clocks, and in full tests. Otherwise five hours, so that every hour of
// the day has its turn.
func untilNextComparison(at time.Time, zone *time.Location) time.Duration {
	_, before := at.Add(-day).In(zone).Zone()
	_, after := at.Add(day).In(zone).Zone()
	if before != after || isFull() {
		return time.Hour
	}
	return 5 * time.Hour
}

// isFull reports whether "make full" runs the tests.
func isFull() bool { return os.Getenv("FULL_TESTS") != "" }

func name(u *user) string {
	if u == nil {
		return "nobody"
	}
	return u.name
}

func id(u *user) string {
	if u == nil {
		return ""
	}
	return u.id
}

// randomSchedule adds a schedule to a demo account at the end of the years. It is the first level of its own policy.
func randomSchedule(zone string, random *rand.Rand) (*Simulator, *schedule) {
	simulated := New(WithClock(func() time.Time { return yearsEnd }))
	a := simulated.account
	s := a.schedules.add("PRANDOM", &schedule{id: "PRANDOM", name: "Random", timeZone: zone})
	for n := range 1 + random.IntN(3) {
		s.layers = append(s.layers, randomLayer(fmt.Sprint("Layer ", n), a.users.order, random))
	}
	for n := range random.IntN(12) {
		start := quarterOf(random, yearStart, 700)
		s.overrides = append(s.overrides, &override{fmt.Sprint(n), start, start.Add(quarters(random, 400)), pick(random, a.users.order)})
	}
	a.escalationPolicies.add("PERANDO", &escalationPolicy{id: "PERANDO", name: "Random", rules: []escalationRule{
		{id: "one", minutes: 5, targets: []target{{schedule: s}}},
		{id: "two", minutes: 5, targets: []target{{user: a.users.order[0]}}},
	}})
	return simulated, s
}

func randomLayer(name string, users []*user, random *rand.Rand) *layer {
	l := &layer{
		id: name, name: name, start: quarterOf(random, yearStart.Add(-60*day), 120), virtualStart: quarterOf(random, yearStart.Add(-60*day), 120),
		turn: pick(random, []time.Duration{8 * time.Hour, day / 2, day, 36 * time.Hour, week, 2 * week}),
	}
	for range 1 + random.IntN(4) {
		l.users = append(l.users, pick(random, users))
	}
	if random.IntN(4) == 0 {
		l.end = quarterOf(random, yearStart.Add(200*day), 500)
	}
	for range random.IntN(4) {
		r := restriction{"daily_restriction", timeOfDay(random), int(quarters(random, 96) / time.Second), 0}
		if random.IntN(2) == 0 {
			r = restriction{"weekly_restriction", timeOfDay(random), int(quarters(random, 7*96) / time.Second), 1 + random.IntN(7)}
		}
		l.restrictions = append(l.restrictions, r)
	}
	return l
}

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

func quarters(random *rand.Rand, most int) time.Duration {
	return time.Duration(1+random.IntN(most)) * 15 * time.Minute
}

func quarterOf(random *rand.Rand, from time.Time, days int) time.Time {
	return from.Add(quarters(random, days*96))
}

// timeOfDay returns a time that is often in the hours in which clocks change.
func timeOfDay(random *rand.Rand) string {
	hour := random.IntN(24)
	if random.IntN(2) == 0 {
		hour = random.IntN(4)
	}
	return fmt.Sprintf("%02d:%02d:00", hour, 15*random.IntN(4))
}

// plainOnCall tries all possibilities, one after the other.
func plainOnCall(s *schedule, at time.Time, zone *time.Location) *user {
	for n := len(s.overrides) - 1; n >= 0; n-- {
		if o := s.overrides[n]; !o.start.After(at) && o.end.After(at) {
			return o.user
		}
	}
	latest := clockFace(at, zone) // latest time that clocks have shown
	for back := 15 * time.Minute; back <= 3*time.Hour; back += 15 * time.Minute {
		if shown := clockFace(at.Add(-back), zone); shown.After(latest) {
			latest = shown.Add(15*time.Minute - time.Second) // clocks reached the next quarter of an hour before they were set back
		}
	}
	for n := len(s.layers) - 1; n >= 0; n-- {
		l := s.layers[n]
		if l.start.After(at) || !l.end.IsZero() && !l.end.After(at) || !plainAllowed(l.restrictions, latest) {
			continue
		}
		turn, handover := 0, clockFace(l.virtualStart, zone)
		for !handover.Add(l.turn).After(latest) {
			turn, handover = turn+1, handover.Add(l.turn)
		}
		for handover.After(latest) {
			turn, handover = turn-1, handover.Add(-l.turn)
		}
		for turn < 0 {
			turn += len(l.users)
		}
		return l.users[turn%len(l.users)]
	}
	return nil
}

// clockFace returns the local date and time of day, as a time in UTC.
func clockFace(at time.Time, zone *time.Location) time.Time {
	year, month, date := at.In(zone).Date()
	hour, minute, second := at.In(zone).Clock()
	return time.Date(year, month, date, hour, minute, second, 0, time.UTC)
}

func plainAllowed(restrictions []restriction, shown time.Time) bool {
	for _, r := range restrictions {
		var hour, minute int
		fmt.Sscanf(r.StartTime, "%d:%d", &hour, &minute)
		for back := range 9 {
			begin := time.Date(shown.Year(), shown.Month(), shown.Day()-back, hour, minute, 0, 0, time.UTC)
			if r.Type == "weekly_restriction" && begin.Weekday() != time.Weekday(r.StartDay%7) {
				continue
			}
			if !shown.Before(begin) && shown.Before(begin.Add(time.Duration(r.Seconds)*time.Second)) {
				return true
			}
		}
	}
	return len(restrictions) == 0
}

// shift is an entry in an answer of the API.
type shift struct {
	Start, End time.Time
	User       struct{ ID string }
}

func whoIn(shifts []shift, at time.Time) string {
	n := sort.Search(len(shifts), func(n int) bool { return shifts[n].End.After(at) })
	if n == len(shifts) || shifts[n].Start.After(at) {
		return ""
	}
	return shifts[n].User.ID
}

// sameShifts checks that the shifts, cut at the ends of the year, are the entries of the final schedule.
func sameShifts(t *testing.T, final, shifts []shift, year span) {
	t.Helper()
	if len(final) != len(shifts) {
		t.Fatalf("%d entries and %d shifts", len(final), len(shifts))
	}
	for n, s := range shifts {
		s.Start, s.End = later(s.Start, year.since), earlier(s.End, year.until)
		if !s.Start.Equal(final[n].Start) || !s.End.Equal(final[n].End) || s.User != final[n].User {
			t.Errorf("shift %d is %v, the entry %v", n, s, final[n])
		}
	}
}

func askFinal(t *testing.T, simulated *Simulator, s *schedule, year span) []shift {
	t.Helper()
	var answer struct {
		Schedule struct {
			Final struct {
				Entries []shift `json:"rendered_schedule_entries"`
			} `json:"final_schedule"`
		}
	}
	ask(t, simulated, "/schedules/"+s.id+"?"+windowOf(year), &answer)
	return answer.Schedule.Final.Entries
}

func askOnCalls(t *testing.T, simulated *Simulator, s *schedule, year span) []shift {
	t.Helper()
	var all []shift
	for more := true; more; {
		var answer struct {
			OnCalls []shift `json:"oncalls"`
			More    bool
		}
		ask(t, simulated, fmt.Sprintf("/oncalls?schedule_ids[]=%s&limit=100&offset=%d&%s", s.id, len(all), windowOf(year)), &answer)
		all, more = append(all, answer.OnCalls...), answer.More
	}
	return all
}

func windowOf(s span) string {
	return "since=" + s.since.Format(time.RFC3339) + "&until=" + s.until.Format(time.RFC3339)
}

func ask(t *testing.T, simulated *Simulator, path string, answer any) {
	t.Helper()
	request := httptest.NewRequest("GET", path, nil)
	request.Header.Set("Authorization", "Bearer "+UserKey)
	request.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	recorder := httptest.NewRecorder()
	simulated.ServeHTTP(recorder, request)
	if recorder.Code != 200 {
		t.Fatal(path, recorder.Body)
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), answer); err != nil {
		t.Fatal(err)
	}
}
