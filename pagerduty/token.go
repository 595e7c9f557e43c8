package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

const redacted = "[redacted]"

// Token is the secret that a request carries. It prints as [redacted] in every format, alone or
// inside another value; only the client reads it. Make one with APIKey, BearerToken or ParseToken.
//
// A Token is the simplest Credential: one that never changes.
type Token struct {
	// A function, since fmt, loggers and debuggers print fields but call nothing.
	authorization func() string
}

// APIKey is a REST API key, of an account or of a user.
// See https://support.pagerduty.com/main/docs/api-access-keys.
func APIKey(key string) Token {
	return newToken("Token token=" + key)
}

// BearerToken is an OAuth access token.
// See https://developer.pagerduty.com/docs/app-integration-development/oauth-functionality.
func BearerToken(token string) Token {
	return newToken("Bearer " + token)
}

func newToken(authorization string) Token {
	return Token{authorization: func() string { return authorization }}
}

// ParseToken reads a key as people store it, in a variable or a file: white space around it is
// dropped, and what begins with "pdus+_", "pdeu+_" or "Bearer " is an OAuth token, anything else
// an API key. What cannot be a key is an error that never repeats it: nothing at all, a variable
// that a host left unexpanded ("${KEY}"), or text with white space or control characters in it.
func ParseToken(text string) (Token, error) {
	text = strings.TrimSpace(text)
	bearer, isBearer := strings.CutPrefix(text, "Bearer ")
	secret := strings.TrimSpace(bearer)
	switch {
	case secret == "" || text == "Bearer":
		return Token{}, errors.New("the PagerDuty key is empty")
	case strings.HasPrefix(secret, "${") || strings.HasPrefix(secret, "$("):
		return Token{}, errors.New("the PagerDuty key is the name of a variable that was not set, not a key")
	case len(secret) > 1 && strings.Contains("\"'`", secret[:1]) && secret[len(secret)-1] == secret[0]:
		return Token{}, errors.New("the PagerDuty key stands in quotation marks: leave them out")
	case strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }):
		return Token{}, errors.New("the PagerDuty key has characters in it that no key has (a space, a line break or a letter outside ASCII): copy it again")
	case isBearer || strings.HasPrefix(secret, "pdus+_") || strings.HasPrefix(secret, "pdeu+_"):
		return BearerToken(secret), nil
	default:
		return APIKey(secret), nil
	}
}

// Token gives t itself: a Token is a Credential that never changes.
func (t Token) Token(context.Context) (Token, error) { return t, nil }

// Region is the region that an OAuth token names in its first letters; "" for every other token.
func (t Token) Region() Region {
	switch secret := t.secret(); {
	case strings.HasPrefix(secret, "pdeu+"):
		return EU
	case strings.HasPrefix(secret, "pdus+"):
		return US
	}
	return ""
}

// header is the value of the Authorization header.
func (t Token) header() string {
	if t.authorization == nil {
		return ""
	}
	return t.authorization()
}

// secret is the part of the header that must not be seen.
func (t Token) secret() string {
	_, secret, _ := strings.Cut(t.header(), " ")
	return strings.TrimPrefix(secret, "token=")
}

// redact removes the secret from text that came from outside.
func (t Token) redact(text string) string {
	if secret := t.secret(); secret != "" {
		return strings.ReplaceAll(text, secret, redacted)
	}
	return text
}

func (t Token) valid() error {
	secret := t.secret()
	if secret == "" {
		return errors.New("the credential gave an empty token")
	}
	if strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("the token has characters in it that no token has")
	}
	return nil
}

// String gives "[redacted]".
func (t Token) String() string { return redacted }

// GoString gives "[redacted]".
func (t Token) GoString() string { return redacted }

// Format writes "[redacted]" for every verb.
func (t Token) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// MarshalText gives "[redacted]"; encoding/json and others use it.
func (t Token) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue gives "[redacted]".
func (t Token) LogValue() slog.Value { return slog.StringValue(redacted) }
