package simulator

import (
	"cmp"
	"slices"
)

type user struct {
	id, name, email, role, jobTitle, timeZone, color, description, phone string
}

func userRoutes() []route {
	return []route{
		{method: "GET", path: "/users", handle: listUsers},
		{method: "GET", path: "/users/me", handle: getCurrentUser},
		{method: "GET", path: "/users/{id}", handle: getUser},
	}
}

func listUsers(c *call) (any, error) {
	query, teams := c.text("query"), c.list("team_ids[]")
	found := filter(c.account.users.order,
		func(u *user) bool { return contains(u.name, query) || contains(u.email, query) },
		func(u *user) bool { return len(teams) == 0 || inTeams(c.account.teamsOf(u), teams) })
	slices.SortStableFunc(found, func(a, b *user) int { return cmp.Compare(a.name, b.name) })
	return paginate(c, "users", found, c.renderer().user)
}

func getCurrentUser(c *call) (any, error) {
	if c.user == nil {
		return nil, badRequest(2001, "Invalid Input Provided",
			"there is no current user: this key belongs to the account, and /users/me needs a key of a user")
	}
	return map[string]any{"user": c.renderer().user(c.user)}, nil
}

func getUser(c *call) (any, error) {
	u, err := named(c, &c.account.users, "user")
	if err != nil {
		return nil, err
	}
	return map[string]any{"user": c.renderer().user(u)}, nil
}

func (u *user) head(kind string) reference {
	return refer(kind, u.id, u.name, "/users/"+u.id, "/users/"+u.id)
}

func (u *user) reference() reference { return u.head("user_reference") }

type userView struct {
	reference
	Name              string  `json:"name"`
	Email             string  `json:"email"`
	TimeZone          string  `json:"time_zone"`
	Color             string  `json:"color"`
	AvatarURL         string  `json:"avatar_url"`
	Role              string  `json:"role"`
	Description       *string `json:"description"`
	InvitationSent    bool    `json:"invitation_sent"`
	JobTitle          string  `json:"job_title"`
	CreatedViaSSO     bool    `json:"created_via_sso"`
	Teams             []any   `json:"teams"`
	ContactMethods    []any   `json:"contact_methods"`
	NotificationRules []any   `json:"notification_rules"`
	HTTPCalURL        string  `json:"http_cal_url,omitempty"`
	WebCalURL         string  `json:"web_cal_url,omitempty"`
}

func (r *renderer) user(u *user) userView {
	v := userView{
		reference: u.head("user"), Name: u.name, Email: u.email, TimeZone: u.timeZone, Color: u.color,
		AvatarURL: webURL + "/avatars/" + u.id + ".png", Role: u.role, JobTitle: u.jobTitle,
		Teams: r.teams(r.account.teamsOf(u)), ContactMethods: each(u.contactMethods(), r.contactMethodOr), NotificationRules: each(r.notificationRules(u), r.notificationRuleOr),
	}
	if u.description != "" {
		v.Description = &u.description
	}
	if r.include["calendar_urls"] {
		v.HTTPCalURL = webURL + "/private/not-a-real-calendar-secret/" + u.id + ".ics"
		v.WebCalURL = "webcal" + v.HTTPCalURL[len("https"):]
	}
	return v
}

// userOr renders a user in full when one of the named includes asks for it, and as a reference otherwise.
func (r *renderer) userOr(u *user, includes ...string) any {
	for _, include := range includes {
		if r.include[include] {
			return r.bare().user(u)
		}
	}
	return u.reference()
}

// bare renders what is inside an included object: its own relations are references, but for those named.
func (r *renderer) bare(includes ...string) *renderer {
	bare := &renderer{account: r.account, zone: r.zone, include: map[string]bool{}}
	for _, include := range includes {
		bare.include[include] = true
	}
	return bare
}
