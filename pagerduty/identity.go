package pagerduty

import (
	"context"
	"errors"
	"fmt"
)

// identity identifies the sender of a request. from is never the address of another token's user.
type identity struct {
	token Token
	from  string // e-mail address; empty if the operation needs none
}

// maxRotations bounds how often the token may change during the lookup of its user.
const maxRotations = 3

// identity returns the current identity for r.
func (c *core) identity(ctx context.Context, r request) (identity, error) {
	for range maxRotations {
		token, err := c.session.current(ctx)
		if err != nil || !r.needsFrom {
			return identity{token: token}, err
		}
		from, err := c.fromAddress(ctx)
		if err != nil {
			return identity{}, err
		}
		if now, err := c.session.current(ctx); err != nil || now.header() == token.header() {
			return identity{token, from}, err
		}
	}
	return identity{}, errors.New("pagerduty: the key changes faster than its user can be looked up")
}

// replace returns the identity for r after a token was refused, and reports whether the token differs.
func (c *core) replace(ctx context.Context, r request, refused identity) (identity, bool, error) {
	if _, changed, err := c.session.replace(ctx, refused.token); err != nil || !changed {
		return refused, false, err
	}
	as, err := c.identity(ctx, r)
	if err != nil {
		return refused, false, err
	}
	return as, true, nil
}

// fromAddress returns the value of the From header.
func (c *core) fromAddress(ctx context.Context) (string, error) {
	if c.from != "" {
		return c.from, nil
	}
	user, err := (&UsersService{c}).Acting(ctx)
	if errors.Is(err, ErrNoUser) {
		return "", fmt.Errorf("pagerduty: this change is made in a user's name, and none is known (see WithFrom): %w", err)
	}
	if err != nil {
		return "", fmt.Errorf("pagerduty: finding the user in whose name the change is made: %w", err)
	}
	return user.Email, nil
}
