package command

import (
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// redacted stands in the command's output for what looks like a key or is the key in use.
const redacted = "[redacted]"

var (
	// prefixedKey finds users' keys and OAuth tokens, which name themselves, wherever they stand.
	prefixedKey = regexp.MustCompile(`(^--?[A-Za-z]*|\b)(u|pd[a-z]{2})\+[A-Za-z0-9_+/=-]{8,}`)
	bareKey     = regexp.MustCompile(`^[A-Za-z0-9_+=-]{20,}$`)
	// mixed is what no name is: letters of both cases, or letters and digits.
	mixed = regexp.MustCompile(`[a-z].*[A-Z]|[A-Z].*[a-z]|[A-Za-z].*[0-9]|[0-9].*[A-Za-z]`)
)

// holdsKey reports whether an argument or the value of a variable holds what looks like a key. A name of a flag, a tool or a
// variable is as long as a key, but all in one case and without digits; a path is none, since it has separators.
func holdsKey(text string) bool {
	if prefixedKey.MatchString(text) {
		return true
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("=,;:!?|&*()[]{}<>\"' \t\r\n", r) }) {
		word = strings.TrimRight(strings.TrimLeft(word, "-"), ".")
		if bareKey.MatchString(word) && mixed.MatchString(word) {
			return true
		}
	}
	return false
}

// secrets are the keys in use. The command's own output goes through their writer, so that nothing shows them, whatever an
// error quotes.
type secrets struct {
	mutex  sync.Mutex
	tokens map[string]pagerduty.Token // by the text that they were read from
}

// parse reads a key and remembers it.
func (s *secrets) parse(text string) (pagerduty.Token, error) {
	token, err := pagerduty.ParseToken(text)
	if err != nil {
		return token, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.tokens == nil {
		s.tokens = map[string]pagerduty.Token{}
	}
	s.tokens[text] = token
	return token, nil
}

func (s *secrets) redact(text string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, token := range s.tokens {
		text = token.Redact(text)
	}
	return prefixedKey.ReplaceAllLiteralString(text, redacted)
}

// writer redacts what is written to w. Each Write must hold whole lines.
func (s *secrets) writer(w io.Writer) io.Writer { return redactingWriter{w, s} }

type redactingWriter struct {
	io.Writer
	secrets *secrets
}

// Write reports the length of text, not of what stands in its place.
func (w redactingWriter) Write(text []byte) (int, error) {
	if n, err := w.Writer.Write([]byte(w.secrets.redact(string(text)))); err != nil {
		return min(n, len(text)), err
	}
	return len(text), nil
}
