package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// User is a person who can log in and be on call.
type User struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Email    string      `json:"email"`
	TimeZone string      `json:"time_zone"` // tz database name, such as "Europe/Berlin"
	Role     string      `json:"role"`      // base role, such as "admin" or "limited_user"
	JobTitle string      `json:"job_title"`
	Teams    []Reference `json:"teams"`
	HTMLURL  string      `json:"html_url"`

	InvitationSent    bool               `json:"invitation_sent"`    // whether the user was invited and has not accepted
	ContactMethods    []ContactMethod    `json:"contact_methods"`    // just id, type and summary unless IncludeContactMethods is given
	NotificationRules []NotificationRule `json:"notification_rules"` // just id, type and summary unless IncludeNotificationRules is given
}

// clone returns a copy that shares nothing with u.
func (u *User) clone() *User {
	copied := *u
	copied.Teams, copied.ContactMethods, copied.NotificationRules = slices.Clone(u.Teams), slices.Clone(u.ContactMethods), slices.Clone(u.NotificationRules)
	return &copied
}

// ListUsersOptions filters a list of users. The zero value lists all.
type ListUsersOptions struct {
	PageOptions
	Query   string   // part of a name or an e-mail address
	TeamIDs []string // members of any of these teams
}

// UserInclude names related objects that Me and Get return in full instead of as references.
type UserInclude string

// Values of the include parameter of UsersService.Me and UsersService.Get. Calendar addresses cannot be included, since they are
// secret: anyone who has one can read the calendar.
const (
	IncludeContactMethods    UserInclude = "contact_methods"
	IncludeNotificationRules UserInclude = "notification_rules"
)

// UsersService reads and creates users.
type UsersService struct{ core *core }

// Me returns the user that the key belongs to. An account's key and an app's token belong to no user: then the error matches ErrNoUser.
//
// Operation getCurrentUser: GET /users/me.
func (s *UsersService) Me(ctx context.Context, include ...UserInclude) (*User, error) {
	r := get("getCurrentUser", "users", "me")
	addAll(r.query, "include", include)
	user, err := one[User](ctx, s.core, r, "user")
	failure, ok := errors.AsType[*Error](err)
	if ok && failure.IsTheirs() && len(failure.Scopes) == 0 && (errors.Is(err, ErrInvalid) || errors.Is(err, ErrForbidden) || errors.Is(err, ErrNotFound)) {
		return nil, fmt.Errorf("%w: %w", ErrNoUser, err)
	}
	return user, err
}

// List returns one page of users, ordered by name.
//
// Operation listUsers: GET /users.
func (s *UsersService) List(ctx context.Context, options ListUsersOptions) (*Page[User], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listUsers: GET /users.
func (s *UsersService) Pages(ctx context.Context, options ListUsersOptions) iter.Seq2[*Page[User], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the users that List returns, across all pages.
//
// Operation listUsers: GET /users.
func (s *UsersService) All(ctx context.Context, options ListUsersOptions) iter.Seq2[User, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *UsersService) list(options ListUsersOptions) listRequest[User] {
	r := get("listUsers", "users")
	setText(r.query, "query", options.Query)
	addAll(r.query, "team_ids", options.TeamIDs)
	return listRequest[User]{s.core, r, "users", func(u User) string { return u.ID }}
}

// Get returns one user.
//
// Operation getUser: GET /users/{id}.
func (s *UsersService) Get(ctx context.Context, id string, include ...UserInclude) (*User, error) {
	r := get("getUser", "users", id)
	addAll(r.query, "include", include)
	return one[User](ctx, s.core, r, "user")
}

// Acting returns the acting user, in whose name changes are made: the user set by WithFrom, else the user that the key belongs to. It
// is cached for five minutes.
func (s *UsersService) Acting(ctx context.Context) (*User, error) {
	return s.core.session.tokenUser(ctx, func() (*User, error) {
		if s.core.from != "" {
			return s.byEmail(ctx, s.core.from)
		}
		return s.Me(ctx)
	})
}

func (s *UsersService) byEmail(ctx context.Context, email string) (*User, error) {
	for user, err := range s.All(ctx, ListUsersOptions{Query: email}) {
		if err != nil {
			return nil, err
		}
		if strings.EqualFold(user.Email, email) {
			return &user, nil
		}
	}
	return nil, &ArgumentError{Argument: "From", Message: fmt.Sprintf("is %s, and no user of the account has this e-mail address", email)}
}
