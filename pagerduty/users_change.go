package pagerduty

import "context"

// NewUser is a user to create. PagerDuty invites them by e-mail.
type NewUser struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Role     string `json:"role,omitempty"`      // base role, such as "limited_user"; it determines the license
	TimeZone string `json:"time_zone,omitempty"` // tz database name, such as "Europe/Berlin"; the account's if empty
	JobTitle string `json:"job_title,omitempty"`
}

type userBody struct {
	User struct {
		Type string `json:"type"`
		NewUser
	} `json:"user"`
}

// Create creates a user.
//
// Operation createUser: POST /users.
func (s *UsersService) Create(ctx context.Context, user NewUser) (*User, error) {
	var body userBody
	body.User.Type, body.User.NewUser = "user", user
	return one[User](ctx, s.core, post("createUser", body, "users").withFrom(), "user")
}
