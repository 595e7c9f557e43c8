package pagerduty

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// redact removes the secret from text, plain or with the escapes of a URL. It ignores case, since host names are in lower case.
func (t Token) redact(text string) string {
	secret := t.secret()
	if secret == "" {
		return text
	}
	for _, written := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
		text = replaceFold(text, written, redacted)
	}
	return text
}

// replaceFold replaces old, ignoring the case of ASCII letters.
func replaceFold(text, old, with string) string {
	lowText, lowOld := lowerASCII(text), lowerASCII(old)
	if !strings.Contains(lowText, lowOld) {
		return text
	}
	var result strings.Builder
	for {
		at := strings.Index(lowText, lowOld)
		if at < 0 {
			return result.String() + text
		}
		result.WriteString(text[:at] + with)
		text, lowText = text[at+len(old):], lowText[at+len(old):]
	}
}

// lowerASCII keeps the length; strings.ToLower may change it.
func lowerASCII(text string) string {
	lower := []byte(text)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}

// redactError returns err, or an error with a redacted text if err's text holds the secret.
func (t Token) redactError(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if safe := t.redact(text); safe != text {
		return &redactedError{safe, err}
	}
	return err
}

// redactedError replaces an error whose text holds a secret. It has no Unwrap, which would return that error, but errors.Is matches it.
type redactedError struct {
	text   string
	hidden error
}

func (e *redactedError) Error() string { return e.text }

func (e *redactedError) Is(target error) bool { return errors.Is(e.hidden, target) }

// Timeout is part of net.Error.
func (e *redactedError) Timeout() bool {
	err, ok := errors.AsType[net.Error](e.hidden)
	return ok && err.Timeout()
}

// Temporary is part of net.Error.
func (e *redactedError) Temporary() bool { return false }

// redact removes the token's secret from everything that the server may have sent back.
func (e *Error) redact(token Token) {
	e.Message, e.RequestID, e.cause = token.redact(e.Message), token.redact(e.RequestID), token.redactError(e.cause)
	for _, texts := range [][]string{e.Details, e.Scopes} {
		for i := range texts {
			texts[i] = token.redact(texts[i])
		}
	}
}
