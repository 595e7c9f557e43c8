package simulator

import "time"

// The company of the demo account is Lanternfield, which sells lamps. Its domain is reserved for examples.
const (
	subdomain = "lanternfield-demo"
	domain    = "lanternfield.example"
)

// keyUserSeed returns the owner of UserKey.
func keyUserSeed() user {
	return user{
		id: "PUAMARA", name: "Amara Okafor", email: "amara.okafor@" + domain, role: "limited_user", jobTitle: "Site Reliability Engineer",
		timeZone: "Europe/London", color: "purple", phone: "5550100", description: "Looks after checkout and the platform below it.",
	}
}

func (p *seeder) user(u user) *user { return p.users.add(u.id, &u).addContactDefaults("Work") }

func (p *seeder) people() {
	p.user(keyUserSeed())
	for _, u := range []user{
		{id: "PUBRUNO", name: "Bruno Castellani", email: "bruno.castellani", role: "limited_user", jobTitle: "Backend Engineer", timeZone: "Europe/Rome", color: "teal", phone: "5550101"},
		{id: "PUCHLOE", name: "Chloé Lindqvist", email: "chloe.lindqvist", role: "limited_user", jobTitle: "Payments Engineer", timeZone: "Europe/Stockholm", color: "red"},
		{id: "PUDIEGO", name: "Diego Ferreyra", email: "diego.ferreyra", role: "limited_user", jobTitle: "Platform Engineer", timeZone: "America/Sao_Paulo", color: "green", phone: "5550103"},
		{id: "PUELENA", name: "Elena Petrova", email: "elena.petrova", role: "user", jobTitle: "Engineering Manager, Checkout", timeZone: "Europe/Berlin", color: "orange", phone: "5550104"},
		{id: "PUFARID", name: "Farid Rahimi", email: "farid.rahimi", role: "limited_user", jobTitle: "Database Engineer", timeZone: "America/New_York", color: "brown"},
		{id: "PUGRACE", name: "Grace Tanaka", email: "grace.tanaka", role: "user", jobTitle: "Engineering Manager, Platform", timeZone: "America/Los_Angeles", color: "blue", phone: "5550106"},
		{id: "PUHENRY", name: "Henry Adeyemi", email: "henry.adeyemi", role: "admin", jobTitle: "Head of Reliability", timeZone: "America/New_York", color: "dark-slate-blue", phone: "5550107"},
		{id: "PUIRENE", name: "Irene Novák", email: "irene.novak", role: "owner", jobTitle: "Chief Technology Officer", timeZone: "Europe/Prague", color: "purple"},
		{id: "PUJONAS", name: "Jonas Weber", email: "jonas.weber", role: "limited_user", jobTitle: "Search Engineer", timeZone: "Europe/Berlin", color: "cayenne"},
		{id: "PUKEIKO", name: "Keiko Mori", email: "keiko.mori", role: "limited_user", jobTitle: "Platform Engineer", timeZone: "Asia/Tokyo", color: "chocolate", phone: "5550110"},
		{id: "PULIAMO", name: "Liam O'Sullivan", email: "liam.osullivan", role: "limited_user", jobTitle: "Data Engineer", timeZone: "Australia/Sydney", color: "crimson"},
		{id: "PUMEIXI", name: "Mei-Xing Zhou", email: "meixing.zhou", role: "limited_user", jobTitle: "Security Engineer", timeZone: "Asia/Singapore", color: "dark-goldenrod", phone: "5550112"},
		{id: "PUNADIA", name: "Nadia Haddad", email: "nadia.haddad", role: "read_only_user", jobTitle: "Customer Support Lead", timeZone: "Europe/London", color: "deep-pink"},
	} {
		u.email += "@" + domain
		p.user(u)
	}
	for _, u := range p.users.order {
		if u.phone != "" {
			u.notifications.byID["NR"+u.id[3:]+"H"].contact = u.contacts.byID["PH"+u.id[2:]]
		}
	}
	p.team("PTCHECK", "Checkout", "Everything between the basket and the receipt.", "PUELENA", "PUAMARA", "PUBRUNO", "PUCHLOE")
	p.team("PTPLATF", "Platform", "Clusters, databases and the network.", "PUGRACE", "PUAMARA", "PUDIEGO", "PUFARID", "PUKEIKO")
	p.team("PTSEARC", "Search and Storefront", "What visitors see and how they find it.", "PUELENA", "PUJONAS", "PUCHLOE")
	p.team("PTDATAE", "Data", "Orders, stock and reports on their way through the company.", "PUHENRY", "PULIAMO", "PUFARID")
	p.team("PTSECUR", "Security", "Identity, secrets and abuse.", "PUHENRY", "PUMEIXI", "PUDIEGO")
	for n, description := range []string{
		"Customers cannot buy. All hands.", "A part of the shop does not work for many.", "Customers notice, and can work around it.",
		"Customers do not notice yet.", "For when there is time.",
	} {
		digit := string(rune('1' + n))
		p.priorities.add("PPRIOR"+digit, &priority{"PPRIOR" + digit, "P" + digit, description})
	}
}

// team adds a team. Its first member is the manager.
func (p *seeder) team(id, name, description string, members ...string) {
	t := p.teams.add(id, &team{id: id, name: name, description: description, defaultRole: "manager"})
	for n, u := range members {
		role := "responder"
		if n == 0 {
			role = "manager"
		}
		t.members = append(t.members, member{p.users.byID[u], role})
	}
}

// usersByID returns users in the order of their ids.
func (p *seeder) usersByID(ids ...string) []*user {
	return each(ids, func(id string) *user { return p.users.byID[id] })
}

// rotationStart returns the latest Monday at nine in a zone, so that the first user of a weekly rotation is on call now.
func (p *seeder) rotationStart(zone string) time.Time {
	local := p.now.In(p.mustLocation(zone))
	back := (int(local.Weekday()) + 6) % 7
	monday := time.Date(local.Year(), local.Month(), local.Day()-back, 9, 0, 0, 0, local.Location())
	if monday.After(local) {
		monday = monday.AddDate(0, 0, -7)
	}
	return monday
}
