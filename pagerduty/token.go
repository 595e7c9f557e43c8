package pagerduty

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"unicode/utf16"
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

// ParseToken reads a key as people store it, in a variable or a file. It drops white space around the key
// and a byte-order mark before it, and reads the UTF-16 that PowerShell writes. What begins with "pdus+_",
// "pdeu+_" or "Bearer " is an OAuth token, anything else an API key. What cannot be a key is an error,
// which never repeats it: an empty text, a variable that was not expanded ("${KEY}", "%KEY%", "{env:KEY}"),
// a placeholder ("your-key"), or text with white space or control characters in it.
func ParseToken(text string) (Token, error) {
	text = strings.TrimSpace(plainText(text))
	bearer, isBearer := strings.CutPrefix(text, "Bearer ")
	secret := strings.TrimSpace(bearer)
	switch {
	case secret == "" || text == "Bearer":
		return Token{}, errors.New("the PagerDuty key is empty")
	case isVariable(secret):
		return Token{}, errors.New("the PagerDuty key is the name of a variable that was not set, not a key")
	case isPlaceholder(secret):
		return Token{}, errors.New("the PagerDuty key is a placeholder: put the key itself in its place")
	case len(secret) > 1 && strings.Contains("\"'`", secret[:1]) && secret[len(secret)-1] == secret[0]:
		return Token{}, errors.New("the PagerDuty key is quoted: remove the quotation marks")
	case strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }):
		return Token{}, errors.New("the PagerDuty key has characters in it that no key has (a space, a line break or a letter outside ASCII): copy it again")
	case isBearer || strings.HasPrefix(secret, "pdus+_") || strings.HasPrefix(secret, "pdeu+_"):
		return BearerToken(secret), nil
	default:
		return APIKey(secret), nil
	}
}

// plainText removes a byte-order mark, and decodes UTF-16 that begins with one: PowerShell writes files so.
func plainText(text string) string {
	var order binary.ByteOrder
	switch {
	case strings.HasPrefix(text, "\xff\xfe"):
		order = binary.LittleEndian
	case strings.HasPrefix(text, "\xfe\xff"):
		order = binary.BigEndian
	default:
		return strings.TrimPrefix(text, "\ufeff")
	}
	var units []uint16
	for bytes := []byte(text[2:]); len(bytes) > 1; bytes = bytes[2:] {
		units = append(units, order.Uint16(bytes))
	}
	return string(utf16.Decode(units))
}

// variableName matches the names of variables that hold keys, such as PAGERDUTY_USER_API_KEY: some hosts
// pass the name through when the variable is not set.
var variableName = regexp.MustCompile(`^[A-Z][A-Z0-9]*_([A-Z0-9]+_)*(KEY|TOKEN)$`)

// isVariable reports whether secret refers to a variable in the way of a shell, of Windows or of an MCP host:
// $KEY, ${KEY}, $(command), %KEY%, {env:KEY}.
func isVariable(secret string) bool {
	return strings.HasPrefix(secret, "$") || strings.HasPrefix(secret, "{") || variableName.MatchString(secret) ||
		len(secret) > 2 && strings.HasPrefix(secret, "%") && strings.HasSuffix(secret, "%")
}

// isPlaceholder reports whether secret is what a guide says where a key belongs: <your-api-key>, your-key, xxxx.
func isPlaceholder(secret string) bool {
	lower := strings.ToLower(secret)
	return strings.HasPrefix(secret, "<") ||
		strings.HasPrefix(lower, "your") && !strings.ContainsAny(lower, "0123456789") ||
		strings.Trim(lower, "x") == "" || strings.Trim(lower, ".*…") == "" || lower == "changeme"
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

// Redact returns text with "[redacted]" wherever it holds the secret, for programs that print what others wrote.
func (t Token) Redact(text string) string { return t.redact(text) }
