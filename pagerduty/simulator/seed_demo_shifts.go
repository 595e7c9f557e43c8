package simulator

import "time"

// The shift-based schedules of the demo account. They began more than a year ago.

// eventSeed describes an event whose first shift begins at a time of day.
type eventSeed struct {
	id, name, rule  string
	from, to        time.Duration // since midnight
	every           bool
	shiftsPerMember int
	members         []string // "" for an empty member
}

const seededWeeks = 60 // for how long the events have been effective; a multiple of the turns of each

// warehouseShifts adds the schedule of the warehouse: two shifts a day, and an override.
func (p *seeder) warehouseShifts() {
	p.newShortID() // of the layer that the schedule once had: all later ids stay as they were
	s := p.shiftSchedule("PSHIFT1", "Warehouse Shifts", "Early and late, planned as shifts.", "Europe/Berlin", "PTDATAE")
	early := p.shiftRotation(s, "AGX0EARLY0ROTATION0WAREHOU", eventSeed{
		id: "AGX0EARLY0EVENT0WAREHOUSE0", name: "Early", rule: "RRULE:FREQ=DAILY", from: 9 * time.Hour, to: 21 * time.Hour,
		shiftsPerMember: 1, members: []string{"PULIAMO", "PUBRUNO", "PUFARID"},
	})
	p.shiftRotation(s, "AGX0LATE00ROTATION0WAREHOU", eventSeed{
		id: "AGX0LATE00EVENT0WAREHOUSE0", name: "Late", rule: "RRULE:FREQ=DAILY", from: 21 * time.Hour, to: 33 * time.Hour,
		shiftsPerMember: 1, members: []string{"PUFARID", "PULIAMO", "PUBRUNO"},
	})
	at := p.now.Truncate(day).Add(2*day + 10*time.Hour)
	swapped, next := early.shifts(span{at, at})[0], early.shifts(span{at.Add(day), at.Add(day)})[0]
	s.shifts.overrides = []*shiftOverride{{
		id: "AGX0SWAP00OVERRIDE0WAREHOU", rotation: early, start: swapped.start, end: swapped.end,
		overridden: swapped.member, overriding: next.member,
	}}
}

// partnerShifts adds a schedule that no escalation policy uses, with a place that nobody fills, two people at once and a custom shift.
func (p *seeder) partnerShifts() {
	s := p.shiftSchedule("PSHIFT2", "Partner Line", "Calls of shops in America. Two people share the line on Saturdays.", "America/New_York", "PTSEARC")
	p.shiftRotation(s, "AGX0WEEKDAYSROTATION0PARTN", eventSeed{
		id: "AGX0WEEKDAYSEVENT0PARTNER0", name: "Weekdays", rule: "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", from: 9 * time.Hour, to: 17 * time.Hour,
		shiftsPerMember: 5, members: []string{"PUJONAS", "", "PUCHLOE"},
	})
	p.shiftRotation(s, "AGX0SATURDAYROTATION0PARTN", eventSeed{
		id: "AGX0SATURDAYEVENT0PARTNER0", name: "Saturdays", rule: "RRULE:FREQ=WEEKLY;BYDAY=SA", from: 10 * time.Hour, to: 14 * time.Hour,
		every: true, shiftsPerMember: 1, members: []string{"PUELENA", "PUJONAS"},
	})
	start := p.now.Truncate(day).Add(day + 22*time.Hour)
	s.shifts.customs = []*customShift{{
		id: "AGX0LAUNCH0SHIFT0PARTNER00", assignment: "AGX0LAUNCH0ASSIGNMENT0PART", start: start, end: start.Add(4 * time.Hour),
		member: shiftMember{p.users.byID["PUKEIKO"]},
	}}
}

func (p *seeder) shiftSchedule(id, name, description, zone, teamID string) *schedule {
	return p.schedules.add(id, &schedule{
		id: id, name: name, description: description, timeZone: zone, teams: []*team{p.teams.byID[teamID]}, shifts: &shiftPlan{},
	})
}

// shiftRotation adds a rotation with one event. Its turns are such that the first member is on call this week.
func (p *seeder) shiftRotation(s *schedule, id string, t eventSeed) *shiftRotation {
	zone := p.mustLocation(s.timeZone)
	first := p.rotationStart(s.timeZone).AddDate(0, 0, -7*seededWeeks)
	at := func(sinceMidnight time.Duration) time.Time {
		return time.Date(first.Year(), first.Month(), first.Day(), 0, int(sinceMidnight/time.Minute), 0, 0, zone)
	}
	e := &shiftEvent{
		id: t.id, name: t.name, zoneName: s.timeZone, zone: zone, start: at(t.from), end: at(t.to), since: at(t.from),
		every: t.every, shiftsPerMember: t.shiftsPerMember,
	}
	rule, err := parseRecurrence([]string{t.rule}, e.start.Weekday())
	if err != nil {
		panic("simulator: a rule of the seed " + err.Error())
	}
	e.rule = rule
	for _, id := range t.members {
		e.members = append(e.members, shiftMember{p.users.byID[id]})
	}
	rotation := &shiftRotation{id: id, events: []*shiftEvent{e}}
	s.shifts.rotations = append(s.shifts.rotations, rotation)
	return rotation
}
