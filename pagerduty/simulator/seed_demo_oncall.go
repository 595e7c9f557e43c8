package simulator

import "time"

// The on-call duty of the demo account. Schedules began a year ago, and the first of every weekly rotation is on call now.

func (p *seeder) schedulesAndPolicies() {
	p.schedule("PSCHKP1", "Checkout Primary", "First to be called for checkout and payments.", "Europe/London", "PTCHECK",
		layerSeed{"Weekly", week, []string{"PUAMARA", "PUBRUNO", "PUCHLOE"}, nil})
	p.schedule("PSCHKP2", "Checkout Secondary", "Called when the primary does not answer.", "Europe/London", "PTCHECK",
		layerSeed{"Weekly", week, []string{"PUBRUNO", "PUCHLOE", "PUAMARA"}, nil})
	p.schedule("PSPLSUN", "Platform Follow the Sun", "Three regions, eight hours each.", "Etc/UTC", "PTPLATF",
		layerSeed{"Asia-Pacific", week, []string{"PUKEIKO", "PULIAMO"}, daily("00:00:00")},
		layerSeed{"Europe", week, []string{"PUAMARA", "PUJONAS"}, daily("08:00:00")},
		layerSeed{"Americas", week, []string{"PUFARID", "PUDIEGO"}, daily("16:00:00")})
	p.schedule("PSSEAR1", "Search and Storefront", "Handed over every day at nine; weekends go to one person.", "Europe/Berlin", "PTSEARC",
		layerSeed{"Daily", day, []string{"PUJONAS", "PUCHLOE"}, nil},
		layerSeed{"Weekend", week, []string{"PUJONAS", "PUBRUNO"}, []restriction{{"weekly_restriction", "00:00:00", 2 * daySeconds, 6}}})
	p.schedule("PSDATA1", "Data", "Weekly, handed over on Mondays.", "America/New_York", "PTDATAE",
		layerSeed{"Weekly", week, []string{"PULIAMO", "PUFARID"}, nil})
	p.schedule("PSSECU1", "Security", "Twelve hours each.", "Asia/Singapore", "PTSECUR",
		layerSeed{"Half days", day / 2, []string{"PUMEIXI", "PUDIEGO"}, nil})
	p.schedule("PSHELP1", "Help Desk", "Working days from nine to six. Nobody outside of them.", "Europe/London", "PTSEARC",
		layerSeed{"Daily", day, []string{"PUJONAS", "PUELENA"}, workingDays("09:00:00", 9)})
	p.warehouseShifts()
	platform := p.schedules.byID["PSPLSUN"]
	platform.overrides = []*override{{
		"PSOVER1", p.now.Truncate(day).Add(2*day + 8*time.Hour), p.now.Truncate(day).Add(2*day + 16*time.Hour), p.users.byID["PUGRACE"],
	}}

	p.policy("PECHECK", "Checkout", "Primary, secondary, then the manager.", "PTCHECK", 2, "PSCHKP1", "PSCHKP2", "PUELENA")
	p.policy("PEPLATF", "Platform", "Follow the sun, then the manager.", "PTPLATF", 2, "PSPLSUN", "PUGRACE")
	p.policy("PESEARC", "Search and Storefront", "The schedule, then the manager.", "PTSEARC", 1, "PSSEAR1", "PUELENA")
	p.policy("PEDATAE", "Data", "The schedule, then the head of reliability.", "PTDATAE", 1, "PSDATA1", "PUHENRY")
	p.policy("PESECUR", "Security", "The schedule, then the head of reliability.", "PTSECUR", 3, "PSSECU1", "PUHENRY", "PUIRENE")
	p.policy("PEHELPD", "Help Desk", "The help desk while it is open, then the manager.", "PTSEARC", 0, "PSHELP1", "PUELENA")
	p.policy("PEWAREH", "Warehouse Floor", "The shift, then the head of reliability.", "PTDATAE", 1, "PSHIFT1", "PUHENRY")
	p.policy("PECOMMD", "Incident Commander", "For incidents that need one.", "PTPLATF", 0, "PUHENRY", "PUGRACE")
}

// defaultPolicy adds the escalation policy that every PagerDuty account has from the start. It notifies one user. No service uses it.
func (p *seeder) defaultPolicy(owner string) {
	p.escalationPolicies.add("PEDEFAU", &escalationPolicy{
		id: "PEDEFAU", name: "Default", handoff: "if_has_services",
		rules: []escalationRule{{id: "PRDEFAU", minutes: 30, targets: []target{{user: p.users.byID[owner]}}}},
	})
}

const week = 7 * day

type layerSeed struct {
	name         string
	turn         time.Duration
	users        []string
	restrictions []restriction
}

// daily returns a restriction to eight hours of every day.
func daily(start string) []restriction {
	return []restriction{{"daily_restriction", start, 8 * 3600, 0}}
}

// workingDays returns restrictions to a part of the days from Monday to Friday.
func workingDays(start string, hours int) []restriction {
	var all []restriction
	for weekday := range 5 {
		all = append(all, restriction{"weekly_restriction", start, hours * 3600, weekday + 1})
	}
	return all
}

func (p *seeder) schedule(id, name, description, zone, teamID string, layers ...layerSeed) {
	s := p.schedules.add(id, &schedule{id: id, name: name, description: description, timeZone: zone, teams: []*team{p.teams.byID[teamID]}})
	start := p.rotationStart(zone)
	for _, l := range layers {
		s.layers = append(s.layers, &layer{
			id: p.newShortID(), name: l.name, start: start.AddDate(-1, 0, 0), virtualStart: start, turn: l.turn,
			users: p.usersByID(l.users...), restrictions: l.restrictions,
		})
	}
}

// policy adds an escalation policy with one target per level: the id of a schedule or a user.
func (p *seeder) policy(id, name, description, teamID string, loops int, targets ...string) {
	policy := p.escalationPolicies.add(id, &escalationPolicy{
		id: id, name: name, description: description, loops: loops, handoff: "if_has_services", teams: []*team{p.teams.byID[teamID]},
	})
	for n, t := range targets {
		policy.rules = append(policy.rules, escalationRule{
			id: p.newShortID(), minutes: 15 + 15*n, targets: []target{{p.users.byID[t], p.schedules.byID[t]}},
		})
	}
}
