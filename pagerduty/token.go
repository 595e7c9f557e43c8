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
	"sync"
	"unicode/utf16"
)

const redacted = "[redacted]"

// Token is the secret that authorizes requests. It prints as [redacted] in every format, alone or inside another value. Make one with
// ParseToken, or with APIKey or BearerToken if the program knows its kind.
//
// A Token is also a Credential that never changes.
type Token struct {
	// A function, since fmt, loggers and debuggers print fields but do not call them.
	authorization func() string
}

// APIKey returns the Token for a REST API key of an account or a user. For a key that may also be an OAuth token, use ParseToken.
// See https://support.pagerduty.com/main/docs/api-access-keys.
func APIKey(key string) Token {
	return newToken("Token token=" + key)
}

// BearerToken returns the Token for an OAuth access token.
// See https://developer.pagerduty.com/docs/app-integration-development/oauth-functionality.
func BearerToken(token string) Token {
	return newToken("Bearer " + token)
}

func newToken(authorization string) Token {
	return Token{authorization: func() string { return authorization }}
}

// ParseToken returns the Token for a key that is stored in a variable or a file. It removes white space around the key and a
// byte-order mark before it, and decodes the UTF-16 that PowerShell writes. A text that begins with "pdus+_", "pdeu+_" or "Bearer " is
// an OAuth token, any other an API key.
//
// ParseToken returns an error if text cannot be a key: an empty text, a variable that was not expanded ("${KEY}", "%KEY%",
// "{env:KEY}"), a placeholder ("your-key"), or a text with quotation marks around it or with white space or control characters in it.
// The error never contains the text.
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
	case strings.ContainsFunc(secret, illegalInToken):
		return Token{}, errors.New("the PagerDuty key has characters in it that no key has (a space, a line break or a letter outside ASCII): copy it again")
	case isBearer || strings.HasPrefix(secret, "pdus+_") || strings.HasPrefix(secret, "pdeu+_"):
		return BearerToken(secret), nil
	default:
		return APIKey(secret), nil
	}
}

// plainText removes a byte-order mark, and decodes UTF-16 if the mark shows it.
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

// variableName matches names of variables that hold keys, such as PAGERDUTY_USER_API_KEY. Some hosts pass on the name itself if the
// variable is not set. Like every expression of the module it is compiled when it is needed, since every start would wait for it.
var variableName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Z][A-Z0-9]*_([A-Z0-9]+_)*(KEY|TOKEN)$`) })

// isVariable reports whether secret refers to a variable in the syntax of a shell, of Windows or of an MCP host: $KEY, ${KEY},
// $(command), %KEY%, {env:KEY}.
func isVariable(secret string) bool {
	return strings.HasPrefix(secret, "$") || strings.HasPrefix(secret, "{") || strings.Contains(secret, "_") && variableName().MatchString(secret) ||
		len(secret) > 2 && strings.HasPrefix(secret, "%") && strings.HasSuffix(secret, "%")
}

// isPlaceholder reports whether secret is a placeholder from a guide: <your-api-key>, your-key, xxxx.
func isPlaceholder(secret string) bool {
	lower := strings.ToLower(secret)
	return strings.HasPrefix(secret, "<") ||
		strings.HasPrefix(lower, "your") && !strings.ContainsAny(lower, "0123456789") ||
		strings.Trim(lower, "x") == "" || strings.Trim(lower, ".*…") == "" || lower == "changeme"
}

// Token returns t: a Token is a Credential that never changes.
func (t Token) Token(context.Context) (Token, error) { return t, nil }

// Region returns the region from the prefix of an OAuth token: "pdus+" or "pdeu+". It returns "" for every other token.
func (t Token) Region() Region {
	switch secret := t.secret(); {
	case strings.HasPrefix(secret, "pdeu+"):
		return EU
	case strings.HasPrefix(secret, "pdus+"):
		return US
	}
	return ""
}

// header returns the value of the Authorization header.
func (t Token) header() string {
	if t.authorization == nil {
		return ""
	}
	return t.authorization()
}

// secret returns the secret part of the header.
func (t Token) secret() string {
	_, secret, _ := strings.Cut(t.header(), " ")
	return strings.TrimPrefix(secret, "token=")
}

func illegalInToken(r rune) bool { return r <= ' ' || r > '~' }

func (t Token) valid() error {
	secret := t.secret()
	if secret == "" {
		return errors.New("the credential returned an empty token")
	}
	if strings.ContainsFunc(secret, illegalInToken) {
		return errors.New("the token has characters in it that no token has")
	}
	return nil
}

// String returns "[redacted]".
func (t Token) String() string { return redacted }

// GoString returns "[redacted]".
func (t Token) GoString() string { return redacted }

// Format writes "[redacted]" for every verb.
func (t Token) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// MarshalText returns "[redacted]". Encoders such as encoding/json call it.
func (t Token) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns "[redacted]".
func (t Token) LogValue() slog.Value { return slog.StringValue(redacted) }

// Redact returns text with the secret replaced by "[redacted]". Use it before printing a text that may contain the secret, such as an
// answer of a server.
func (t Token) Redact(text string) string { return t.redact(text) }
