package trial

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// holds reports whether a text contains a fact. A fact is a phrase, or several with | between them, of which one is enough. Case and
// the form of spaces do not matter. A phrase must not continue as a word or a number: 3 is not in 37.
func holds(text, fact string) bool {
	text = plain(text)
	for phrase := range strings.SplitSeq(fact, "|") {
		if containsPhrase(text, plain(phrase)) {
			return true
		}
	}
	return false
}

// plain returns a text in lower case, with single spaces and plain quotation marks and dashes.
func plain(text string) string {
	text = strings.NewReplacer("’", "'", "–", "-", "—", "-", "\u202f", " ", "\u00a0", " ").Replace(text)
	return strings.ToLower(strings.Join(strings.Fields(text), " "))
}

func containsPhrase(text, phrase string) bool {
	if phrase == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(phrase)
	last, _ := utf8.DecodeLastRuneInString(phrase)
	for from := 0; ; {
		at := strings.Index(text[from:], phrase)
		if at < 0 {
			return false
		}
		start, end := from+at, from+at+len(phrase)
		if !continues(first, backwards(text[:start]), ".,:") && !continues(last, text[end:], ".,") {
			return true
		}
		from = start + len(string(first))
	}
}

// backwards returns the last two characters of a text in reverse.
func backwards(text string) string {
	last, size := utf8.DecodeLastRuneInString(text)
	before, beforeSize := utf8.DecodeLastRuneInString(text[:len(text)-size])
	if size == 0 || beforeSize == 0 {
		return text
	}
	return string([]rune{last, before})
}

// continues reports whether the text beside a phrase continues its word or number. edge is the phrase's character there; the text
// begins beside it. joints may stand between the digits of a number: 14:53 may go on with seconds, but must not be minutes and seconds.
func continues(edge rune, beside, joints string) bool {
	next, size := utf8.DecodeRuneInString(beside)
	if size == 0 {
		return false
	}
	after, _ := utf8.DecodeRuneInString(beside[size:])
	switch {
	case unicode.IsLetter(edge):
		return unicode.IsLetter(next)
	case unicode.IsDigit(edge):
		return unicode.IsDigit(next) || strings.ContainsRune(joints, next) && unicode.IsDigit(after)
	}
	return false
}
