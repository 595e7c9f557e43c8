package simulator

// license is the license of users. The account has one for responders and one for stakeholders.
type license struct {
	id, name, group string
	roles           []string
}

var licenses = []license{
	{"PLFULLU", "Full User", "FullUser", []string{"owner", "admin", "user", "limited_user", "observer", "restricted_access"}},
	{"PLSTAKE", "Stakeholder", "Stakeholder", []string{"read_only_user", "read_only_limited_user"}},
}

func licenseRoutes() []route {
	return []route{
		{method: "GET", path: "/licenses", handle: listLicenses},
		{method: "GET", path: "/license_allocations", handle: listLicenseAllocations},
		{method: "GET", path: "/users/{id}/license", handle: getUserLicense},
	}
}

func listLicenses(c *call) (any, error) {
	return map[string]any{"licenses": each(licenses, func(l license) any {
		view := l.view()
		view["current_value"], view["allocations_available"] = len(c.account.licensed(l)), nil
		return view
	})}, nil
}

func listLicenseAllocations(c *call) (any, error) {
	return paginate(c, "license_allocations", c.account.users.order, func(u *user) any {
		return map[string]any{"user": u.reference(), "license": u.license().view(), "allocated_at": c.renderer().time(c.now)}
	})
}

func getUserLicense(c *call) (any, error) {
	u, err := users().find(c)
	if err != nil {
		return nil, err
	}
	return map[string]any{"license": u.license().view()}, nil
}

// license returns the license of a user, which depends on the role.
func (u *user) license() license {
	if u.role == "read_only_user" || u.role == "read_only_limited_user" {
		return licenses[1]
	}
	return licenses[0]
}

func (a *account) licensed(l license) []*user {
	return filter(a.users.order, func(u *user) bool { return u.license().id == l.id })
}

func (l license) view() map[string]any {
	return map[string]any{
		"id": l.id, "type": "license", "summary": l.name, "name": l.name, "description": "", "role_group": l.group, "valid_roles": l.roles,
		"self": apiURL + "/licenses/" + l.id, "html_url": webURL + "/licenses",
	}
}
