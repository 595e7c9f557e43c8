package pagerduty

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// redact removes the secret from text that came from outside, as it is or as an address writes it, in any case: the names
// of hosts are in small letters.
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

// replaceFold replaces what is equal to old but for the case of ASCII letters.
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

// lowerASCII keeps the length, which strings.ToLower does not.
func lowerASCII(text string) string {
	lower := []byte(text)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}

// hide returns err, or, if its text holds the secret, an error that says the rest.
func (t Token) hide(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if safe := t.redact(text); safe != text {
		return &hiddenError{safe, err}
	}
	return err
}

// hiddenError stands for an error that shows a secret. It is recognised as that error, and does not hand it out.
type hiddenError struct {
	text   string
	hidden error
}

func (e *hiddenError) Error() string { return e.text }

func (e *hiddenError) Is(target error) bool { return errors.Is(e.hidden, target) }

// Timeout is part of net.Error.
func (e *hiddenError) Timeout() bool {
	err, ok := errors.AsType[net.Error](e.hidden)
	return ok && err.Timeout()
}

// Temporary is part of net.Error.
func (e *hiddenError) Temporary() bool { return false }

// redact removes the token's secret wherever the other side can have put it.
func (e *Error) redact(token Token) {
	e.Message, e.RequestID, e.cause = token.redact(e.Message), token.redact(e.RequestID), token.hide(e.cause)
	for _, texts := range [][]string{e.Details, e.Scopes} {
		for i := range texts {
			texts[i] = token.redact(texts[i])
		}
	}
}
