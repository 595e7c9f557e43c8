package simulator

import (
	"net/http"
	"net/mail"
	"strings"
)

// authenticate finds the owner of the key in the request.
func (c *call) authenticate() error {
	authorization := c.request.Header.Get("Authorization")
	if token, found := c.appTokenOf(authorization); found {
		c.scopes = token.scopes
		return nil
	}
	switch authorization {
	case "Token token=" + UserKey, "Bearer " + UserKey:
		c.user = c.account.keyUser
		return nil
	case "Token token=" + AccountKey, "Bearer " + AccountKey:
		return nil
	case "":
		return unauthenticated(`the Authorization header is missing: send "Token token=KEY" or "Bearer KEY"`)
	default:
		if !strings.HasPrefix(authorization, "Token token=") && !strings.HasPrefix(authorization, "Bearer ") {
			return unauthenticated(`the Authorization header is malformed: send "Token token=KEY" or "Bearer KEY"`)
		}
		return unauthenticated("the key is not known")
	}
}

func unauthenticated(problem string) error {
	return &refusal{http.StatusUnauthorized, 2006, "Authentication failed", []string{problem}}
}

// findRequester finds the user in the From header, on whose behalf an operation acts.
func (c *call) findRequester() error {
	from := strings.TrimSpace(c.request.Header.Get("From"))
	if from == "" && c.user != nil && c.lenient { // a user's key identifies the user
		c.from = c.user
		return nil
	}
	if from == "" {
		return badRequest(2016, `You must specify a user's email address in the "From" header to perform this action`)
	}
	if address, err := mail.ParseAddress(from); err != nil || address.Address != from {
		return badRequest(1028, "Invalid From Header", "the From header must be the bare e-mail address of a user")
	}
	for _, u := range c.account.users.order {
		if strings.EqualFold(u.email, from) {
			c.from = u
			return nil
		}
	}
	return badRequest(1008, "Requester User Not Found", "no user has the e-mail address of the From header")
}
