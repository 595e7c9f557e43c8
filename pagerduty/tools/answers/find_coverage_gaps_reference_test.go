package answers_test

import (
	"math/rand/v2"
	"slices"
	"time"
)

// The plain reference for find_coverage_gaps: who is on call at one moment, from the description of a schedule alone. It is slow and has
// no notion of turns, gaps or windows.

// plainSchedule is a schedule of either kind.
type plainSchedule struct {
	id          string
	zone        *time.Location
	layers      []plainLayer // the lowest first
	overrides   []plainOverride
	rotations   []*plainRotation // of a shift-based schedule
	customs     []plainOverride  // custom shifts
	isShiftBase bool
}

type plainLayer struct {
	start, end, virtualStart time.Time // end may be zero
	length                   time.Duration
	users                    []string
	restrictions             []plainHours
}

// plainHours are hours of each day, or of one day of the week if weekday is not -1.
type plainHours struct {
	weekday time.Weekday
	from    time.Duration
	length  time.Duration
}

type plainOverride struct {
	start, end     time.Time
	user, replaces string // "" for nobody; replaces only in shift-based schedules
}

// plainRotation has shifts at the same local time on some days.
type plainRotation struct {
	id              string
	zone            *time.Location
	first           time.Time // midnight of the day of the first shift, in UTC as a date
	from, to        time.Duration
	weekdays        []time.Weekday // none for every day
	weeks           int            // every so many weeks
	shiftsPerMember int
	members         []string // "" for an empty member
	overrides       []plainOverride
}

// onCall returns the users who are on call at a moment.
func (s *plainSchedule) onCall(at time.Time) []string {
	var users []string
	add := func(user string) {
		if user != "" && !slices.Contains(users, user) {
			users = append(users, user)
		}
	}
	if s.isShiftBase {
		for _, rotation := range s.rotations {
			for _, user := range rotation.onCall(at) {
				add(user)
			}
		}
		for _, custom := range s.customs {
			if custom.holds(at) {
				add(custom.user)
			}
		}
		return users
	}
	for _, override := range slices.Backward(s.overrides) { // the latest wins
		if override.holds(at) {
			return []string{override.user}
		}
	}
	for _, layer := range slices.Backward(s.layers) { // the highest wins
		if user := layer.onCall(at, s.zone); user != "" {
			return []string{user}
		}
	}
	return nil
}

func (o plainOverride) holds(at time.Time) bool { return !at.Before(o.start) && at.Before(o.end) }

func (l plainLayer) onCall(at time.Time, zone *time.Location) string {
	if at.Before(l.start) || !l.end.IsZero() && !at.Before(l.end) {
		return ""
	}
	clock := wallClock(at, zone)
	if len(l.restrictions) > 0 && !slices.ContainsFunc(l.restrictions, func(h plainHours) bool { return h.hold(clock) }) {
		return ""
	}
	turn := int(clock.Sub(wallClock(l.virtualStart, zone)) / l.length)
	return l.users[turn%len(l.users)]
}

// hold looks whether hours that began on one of the last eight days have not ended.
func (h plainHours) hold(clock time.Time) bool {
	midnight := clock.Truncate(24 * time.Hour)
	for back := range 9 {
		day := midnight.AddDate(0, 0, -back)
		began := day.Add(h.from)
		if (h.weekday < 0 || day.Weekday() == h.weekday) && !clock.Before(began) && clock.Before(began.Add(h.length)) {
			return true
		}
	}
	return false
}

// wallClock returns what clocks show, as a time in UTC. While clocks show an hour for the second time it returns the latest that they
// have shown: nobody is on call again after a hand-over.
func wallClock(at time.Time, zone *time.Location) time.Time {
	latest := face(at, zone)
	for back := range 13 { // clocks go back by two hours at most
		if shown := face(at.Add(-time.Duration(back)*15*time.Minute-time.Second), zone); shown.After(latest) {
			latest = shown
		}
	}
	return latest
}

func face(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
}

// onCall goes through all days from the first.
func (r *plainRotation) onCall(at time.Time) []string {
	var users []string
	shift := 0
	for day := r.first; !r.moment(day, r.from).After(at); day = day.AddDate(0, 0, 1) {
		if !r.on(day) {
			continue
		}
		member := r.members[shift/r.shiftsPerMember%len(r.members)]
		shift++
		if !at.Before(r.moment(day, r.to)) {
			continue
		}
		for _, override := range r.overrides {
			if override.holds(at) && override.replaces == member {
				member = override.user
				break
			}
		}
		users = append(users, member)
	}
	return users
}

func (r *plainRotation) on(day time.Time) bool {
	monday := func(day time.Time) time.Time { return day.AddDate(0, 0, -(int(day.Weekday())+6)%7) }
	week := int(monday(day).Sub(monday(r.first)).Hours()) / (7 * 24)
	return week%r.weeks == 0 && (len(r.weekdays) == 0 || slices.Contains(r.weekdays, day.Weekday()))
}

// moment returns the moment of a time of day, which is never one at which clocks change.
func (r *plainRotation) moment(day time.Time, sinceMidnight time.Duration) time.Time {
	local := day.Add(sinceMidnight)
	return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), 0, 0, r.zone)
}

// plainLevel is a level of a policy: schedules, and users who are on call always.
type plainLevel struct {
	schedules []*plainSchedule
	users     []string
}

func (l plainLevel) onCall(at time.Time) []string {
	users := slices.Clone(l.users)
	for _, s := range l.schedules {
		users = append(users, s.onCall(at)...)
	}
	return users
}

// generator makes random schedules.
type generator struct {
	*rand.Rand
	now   time.Time
	users []string
}

func (g *generator) some(most int) []string {
	users := slices.Clone(g.users)
	g.Shuffle(len(users), func(i, j int) { users[i], users[j] = users[j], users[i] })
	return users[:1+g.IntN(most)]
}

func (g *generator) quarters(from, until time.Duration) time.Duration {
	return from + time.Duration(g.Int64N(int64((until-from)/(15*time.Minute))))*15*time.Minute
}

func oneOf[T any](g *generator, choices ...T) T { return choices[g.IntN(len(choices))] }

const aDay = 24 * time.Hour

func (g *generator) layer() plainLayer {
	start := g.now.Add(g.quarters(-2*aDay, 3*aDay)).Truncate(time.Minute)
	l := plainLayer{
		start: start, virtualStart: start.Add(-g.quarters(0, 20*aDay)), users: g.some(4),
		length: oneOf(g, 8*time.Hour, 12*time.Hour, aDay, 3*aDay, 7*aDay),
	}
	if g.IntN(3) == 0 {
		l.end = start.Add(g.quarters(20*aDay, 80*aDay))
	}
	switch g.IntN(3) {
	case 0:
		l.restrictions = []plainHours{{-1, g.quarters(0, aDay), g.quarters(time.Hour, 23*time.Hour)}}
	case 1:
		for range 1 + g.IntN(4) {
			l.restrictions = append(l.restrictions, plainHours{time.Weekday(g.IntN(7)), g.quarters(0, aDay), g.quarters(time.Hour, 60*time.Hour)})
		}
	}
	return l
}

func (g *generator) override() plainOverride {
	start := g.now.Add(g.quarters(time.Hour, 85*aDay))
	return plainOverride{start: start, end: start.Add(g.quarters(time.Hour, 4*aDay)), user: oneOf(g, g.users...)}
}

func (g *generator) rotation(zone *time.Location) *plainRotation {
	first := g.now.In(zone).AddDate(0, 0, 1+g.IntN(4))
	r := &plainRotation{
		zone: zone, first: time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, time.UTC),
		from: g.quarters(5*time.Hour, 23*time.Hour), weeks: 1, shiftsPerMember: 1 + g.IntN(3), members: g.some(3),
	}
	for { // neither end at night, when clocks change
		r.to = r.from + g.quarters(time.Hour, aDay)
		if clock := r.to % aDay; clock >= 5*time.Hour && clock < 23*time.Hour {
			break
		}
	}
	if g.IntN(2) == 0 {
		r.members = append(r.members, "")
	}
	if g.IntN(2) == 0 {
		r.weeks = 1 + g.IntN(2)
		r.weekdays = []time.Weekday{r.first.Weekday()}
		for range g.IntN(4) {
			if day := time.Weekday(g.IntN(7)); !slices.Contains(r.weekdays, day) {
				r.weekdays = append(r.weekdays, day)
			}
		}
	}
	return r
}

func (g *generator) schedule() *plainSchedule {
	name := oneOf(g, "Europe/Berlin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago")
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	s := &plainSchedule{zone: zone, isShiftBase: g.IntN(2) == 0}
	if s.isShiftBase {
		for range 1 + g.IntN(2) {
			s.rotations = append(s.rotations, g.rotation(zone))
		}
		for range g.IntN(4) {
			s.customs = append(s.customs, g.override())
		}
		return s
	}
	for range 1 + g.IntN(2) {
		s.layers = append(s.layers, g.layer())
	}
	for range g.IntN(6) {
		s.overrides = append(s.overrides, g.override())
	}
	return s
}
