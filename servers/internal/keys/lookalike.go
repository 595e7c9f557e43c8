package keys

import (
	"regexp"
	"strings"
	"sync"
)

// Redacted replaces keys in output.
const Redacted = "[redacted]"

// Characters are the characters of keys.
const Characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=-"

// The expressions are compiled when they are needed: otherwise every start would wait for them.
var (
	// prefixed finds user keys and OAuth tokens by their prefix, anywhere in a text with a "+".
	prefixed = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(^--?[A-Za-z]*|\b)(u|pd[a-z]{2})\+[A-Za-z0-9_+/=-]{8,}`)
	})
	// mixed matches letters of both cases, or letters and digits. No name of a flag, tool or variable is like that.
	mixed = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`[a-z].*[A-Z]|[A-Z].*[a-z]|[A-Za-z].*[0-9]|[0-9].*[A-Za-z]`)
	})
)

// HasPrefixed reports whether text contains a user's key or an OAuth token, which have a prefix.
func HasPrefixed(text string) bool {
	return strings.Contains(text, "+") && prefixed().MatchString(text)
}

// RedactPrefixed replaces the user's keys and OAuth tokens in text.
func RedactPrefixed(text string) string {
	if !strings.Contains(text, "+") {
		return text
	}
	return prefixed().ReplaceAllLiteralString(text, Redacted)
}

// Has reports whether text contains something that looks like a key. Names of flags, tools and variables can be as long, but have one case
// and no digits. Paths have separators.
func Has(text string) bool {
	found := HasPrefixed(text)
	for word := range strings.FieldsFuncSeq(text, separates) {
		found = found || isKey(word)
	}
	return found
}

// RedactAll replaces whatever looks like a key in text.
func RedactAll(text string) string {
	text = RedactPrefixed(text)
	for word := range strings.FieldsFuncSeq(text, separates) {
		if isKey(word) {
			text = strings.ReplaceAll(text, word, Redacted)
		}
	}
	return text
}

func separates(r rune) bool { return strings.ContainsRune("=,;:!?|&*()[]{}<>\"' \t\r\n", r) }

// isKey reports whether a word looks like a key.
func isKey(word string) bool {
	word = strings.TrimRight(strings.TrimLeft(word, "-"), ".")
	return len(word) >= 20 && strings.Trim(word, Characters) == "" && mixed().MatchString(word)
}
