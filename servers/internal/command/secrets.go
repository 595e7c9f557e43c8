package command

import (
	"io"
	"strings"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// isKey reports whether data, such as the title of an incident, contains a key. Data has ids, cursors, paths and words of every kind, so it
// takes more to look like a key than a flag does.
func (s *secrets) isKey(data string) bool {
	if s.redact(data) != data {
		return true
	}
	isSlash := func(r rune) bool { return r == '/' || r == '\\' }
	separates := func(r rune) bool { return !isSlash(r) && !strings.ContainsRune(keys.Characters, r) || r == '=' }
	for word := range strings.FieldsFuncSeq(data, separates) {
		if isSlash(rune(word[0])) && !strings.HasPrefix(word, "//") {
			continue // a path, whatever its folders are called, and no URL
		}
		for part := range strings.FieldsFuncSeq(word, isSlash) {
			if isAccountKey(part) {
				return true
			}
		}
	}
	return false
}

func isAccountKey(word string) bool {
	count := func(least, most rune) (n int) {
		for _, r := range word {
			if r >= least && r <= most {
				n++
			}
		}
		return n
	}
	return len(word) == accountKeyLength && count('A', 'Z') >= 3 && count('a', 'z') >= 3 && count('0', '9') >= 1
}

const accountKeyLength = 20

// secrets holds the keys in use. The command writes its output through secrets.writer, which removes them.
type secrets struct {
	mutex  sync.Mutex
	tokens map[string]pagerduty.Token // by the text from which they were parsed
}

// parse parses a key and remembers it.
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
	return keys.RedactPrefixed(text)
}

// writer returns a writer that redacts text on its way to w. Each Write must contain whole lines.
func (s *secrets) writer(w io.Writer) io.Writer { return redactingWriter{w, s} }

type redactingWriter struct {
	io.Writer
	secrets *secrets
}

// Write returns the length of text, not of the redacted text.
func (w redactingWriter) Write(text []byte) (int, error) {
	if n, err := w.Writer.Write([]byte(w.secrets.redact(string(text)))); err != nil {
		return min(n, len(text)), err
	}
	return len(text), nil
}
