package simulator

import (
	"net/mail"
	"slices"
	"time"
)

type user struct {
	id, name, email, role, jobTitle, timeZone, color, description, phone string

	contacts      collection[contactMethod]
	notifications collection[notificationRule]
	deletedAt     time.Time
}

func users() *resource[user] {
	return &resource[user]{
		path: "/users", one: "user", many: "users", kind: "user", acts: true,
		records: func(c *call) (*collection[user], error) { return &c.account.users, nil },
		id:      func(u *user) *string { return &u.id },
		deleted: func(u *user) *time.Time { return &u.deletedAt },
		fresh:   func(*call) *user { return &user{role: "user", timeZone: "Etc/UTC", color: "purple"} },
		head:    func(u *user) map[string]any { return u.head("user").members() },
		fields: []field[user]{
			text("name", func(u *user) *string { return &u.name }, rules{required: true, longest: 100, joinSpaces: true}),
			text("email", func(u *user) *string { return &u.email }, rules{required: true, unique: true, longest: 100, check: checkEmail}),
			text("time_zone", func(u *user) *string { return &u.timeZone }, rules{check: checkZone}),
			text("color", func(u *user) *string { return &u.color }, rules{}),
			text("role", func(u *user) *string { return &u.role }, rules{among: userRoles}),
			text("job_title", func(u *user) *string { return &u.jobTitle }, rules{longest: 100}),
			text("description", func(u *user) *string { return &u.description }, rules{nullable: true, longest: 1024}),
			written("license", func(c *call, _ *user, member string, in *referenceInput) {}, nil), // it depends on the role
			shown("avatar_url", func(_ *renderer, u *user) any { return webURL + "/avatars/" + u.id + ".png" }),
			shown("invitation_sent", func(*renderer, *user) any { return false }),
			shown("created_via_sso", func(*renderer, *user) any { return false }),
			shown("teams", func(r *renderer, u *user) any { return r.teams(r.account.teamsOf(u)) }),
			shown("contact_methods", func(r *renderer, u *user) any { return each(u.contacts.order, r.contactMethodOr) }),
			shown("notification_rules", func(r *renderer, u *user) any { return each(u.notifications.order, r.notificationRuleOr) }),
			shown("http_cal_url", func(r *renderer, u *user) any { return r.calendar("https", u) }),
			shown("web_cal_url", func(r *renderer, u *user) any { return r.calendar("webcal", u) }),
		},
		filters: []listFilter[user]{
			search(func(u *user) *string { return &u.name }, func(u *user) *string { return &u.email }),
			ofTeams(func(c *call, u *user) []*team { return c.account.teamsOf(u) }),
		},
		order: byName(func(u *user) *string { return &u.name }),
		changed: func(c *call, before, u *user) {
			if before == nil {
				u.addContactDefaults("Default")
			}
		},
		remove: removeUser,
	}
}

var userRoles = []string{"admin", "limited_user", "observer", "owner", "read_only_user", "restricted_access", "read_only_limited_user", "user"}

func checkEmail(c *call, member, value string) {
	if address, err := mail.ParseAddress(value); err != nil || address.Address != value {
		c.problem("%s must be an e-mail address, not %q", member, value)
	}
}

func checkZone(c *call, member, value string) {
	if _, err := c.account.location(value); err != nil || value == "" {
		c.problem("%s is not known: %q", member, value)
	}
}

func userRoutes() []route {
	return append(users().routes(), route{method: "GET", path: "/users/me", handle: getCurrentUser})
}

func getCurrentUser(c *call) (any, error) {
	if c.user == nil {
		return nil, badRequest(2001, "Invalid Input Provided",
			"there is no current user: this key belongs to the account, and /users/me needs a key of a user")
	}
	return users().answer(c, c.user), nil
}

// removeUser removes a user from teams, overrides and open incidents. It refuses a user who is in an escalation policy or a
// schedule, and the owner of UserKey.
func removeUser(c *call, u *user) error {
	a := c.account
	if u == a.keyUser {
		c.problem("%s is the user of the simulator's key and cannot be deleted", u.name)
	}
	for _, s := range a.schedules.order {
		if slices.Contains(s.users(c.now), u) {
			c.problem("%s cannot be deleted while the schedule %s (%s) contains them", u.name, s.name, s.id)
		}
	}
	for _, p := range a.escalationPolicies.order {
		if slices.ContainsFunc(p.targets(), func(t target) bool { return t.user == u }) {
			c.problem("%s cannot be deleted while the escalation policy %s (%s) notifies them", u.name, p.name, p.id)
		}
	}
	if problems := c.takeProblems(); problems != nil {
		return conflicting(problems...)
	}
	for _, t := range a.teams.order {
		t.members = slices.DeleteFunc(t.members, func(m member) bool { return m.user == u })
	}
	for _, s := range a.schedules.order {
		s.overrides = filter(s.overrides, func(o *override) bool { return o.user != u })
		if s.shifts != nil {
			s.shifts.removeUser(u)
		}
	}
	u.deletedAt = c.now // first, because the user must not be on call for the reassignment
	a.reassign(c, u)
	return nil
}

// reassign removes a deleted user from open incidents. An incident without any other assignee, or without any other
// acknowledgement, notifies again: the remaining assignees, or else the users on call.
func (a *account) reassign(c *call, from *user) {
	theirs := func(held assignment) bool { return held.user == from }
	for _, i := range a.incidents.order {
		assigned, acknowledged := slices.ContainsFunc(i.assignments, theirs), slices.ContainsFunc(i.acknowledgements, theirs)
		if !assigned && !acknowledged {
			continue
		}
		i.assignments = slices.DeleteFunc(slices.Clone(i.assignments), theirs)
		i.acknowledgements = slices.DeleteFunc(slices.Clone(i.acknowledgements), theirs)
		by, lapsed := agent{user: c.user, service: i.service}, acknowledged && len(i.acknowledgements) == 0
		moved := len(i.assignments) == 0 && (assigned || lapsed)
		if !moved && !lapsed {
			continue
		}
		if moved {
			a.assignFirstLevel(i, by, c.now)
		}
		if i.status == statusAcknowledged {
			a.unacknowledge(i, by, c.now)
		}
		a.notify(i, c.now)
	}
}

func (u *user) head(kind string) reference {
	return refer(kind, u.id, u.name, "/users/"+u.id, "/users/"+u.id).deleted(u.deletedAt)
}

func (u *user) reference() reference { return u.head("user_reference") }

func (r *renderer) user(u *user) any { return users().view(r, u) }

func (r *renderer) calendar(scheme string, u *user) any {
	if !r.include["calendar_urls"] {
		return leftOut
	}
	return scheme + webURL[len("https"):] + "/private/not-a-real-calendar-secret/" + u.id + ".ics"
}

// userOr renders a user in full if include[] contains one of names, and as a reference otherwise.
func (r *renderer) userOr(u *user, includes ...string) any {
	for _, include := range includes {
		if r.include[include] && u.deletedAt.IsZero() {
			return r.bare().user(u)
		}
	}
	return u.reference()
}

// bare returns the renderer for an included object, whose relations are references, except those in names.
func (r *renderer) bare(includes ...string) *renderer {
	bare := &renderer{account: r.account, now: r.now, zone: r.zone, include: map[string]bool{}}
	for _, include := range includes {
		bare.include[include] = true
	}
	return bare
}
