// Package person shows users, and how PagerDuty reaches them.
package person

import "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"

// View is a user in a list.
type View struct {
	ID       string `json:"id,omitzero"`
	Name     string `json:"name,omitzero"`
	Email    string `json:"email,omitzero"`
	Role     string `json:"role,omitzero"`
	TimeZone string `json:"time_zone,omitzero"`
}

// Show returns the view of a user.
func Show(u pagerduty.User) View {
	return View{u.ID, u.Name, u.Email, u.Role, u.TimeZone}
}

// IsStakeholder reports whether a role only reads, so that its users cannot be on call or be assigned incidents.
func IsStakeholder(role string) bool {
	return role == "read_only_user" || role == "read_only_limited_user"
}
