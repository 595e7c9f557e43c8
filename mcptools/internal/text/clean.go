package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean returns s as it may be shown to a model: without control characters (except new lines and tabs), text direction controls
// and invisible characters, at most maxLength characters long. A cut text ends with the number of missing characters, as in
// "…[+12]".
func Clean(s string, maxLength int) string { return cut(clean(s), maxLength, 0) }

// Shorten cuts a clean text. If the text was cut before, the new mark counts what is missing since then, too.
func Shorten(s string, maxLength int) string {
	if utf8.RuneCountInString(s) <= maxLength {
		return s
	}
	if at := strings.LastIndex(s, cutMark); at >= 0 && strings.HasSuffix(s, "]") {
		if missing, err := strconv.Atoi(s[at+len(cutMark) : len(s)-1]); err == nil && missing > 0 {
			return cut(s[:at], maxLength, missing)
		}
	}
	return cut(s, maxLength, 0)
}

// cutMark begins the mark at the end of a text that was cut.
const cutMark = "…[+"

// WithMissing is a text of which rest was cut off, with the mark that counts it.
func WithMissing(s, rest string) string {
	if rest == "" {
		return s
	}
	return s + cutMark + strconv.Itoa(utf8.RuneCountInString(rest)) + "]"
}

// cut keeps at most maxLength characters of s, including the mark that counts the missing ones.
func cut(s string, maxLength, missing int) string {
	count := utf8.RuneCountInString(s)
	if count <= maxLength && missing == 0 {
		return s
	}
	most := min(count, maxLength)
	characters := []rune(s[:min(len(s), most*utf8.UTFMax)])
	for n := most; n >= 0; n-- {
		mark := cutMark + strconv.Itoa(missing+count-n) + "]"
		if n+utf8.RuneCountInString(mark) <= maxLength && (n == 0 || characters[n-1] != zeroWidthJoiner) {
			return string(characters[:n]) + mark
		}
	}
	return string(characters[:most]) // there is not even room for the mark
}

// clean keeps the characters that may be shown.
func clean(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return !IsPlain(r) }) < 0 {
		return s
	}
	var out strings.Builder
	var last rune         // the last character that was kept
	afterPicture := false // it ends a picture, so a joiner may follow
	joiner := false       // a joiner waits for the next picture
	for _, r := range s {
		switch {
		case r == zeroWidthJoiner:
			joiner = afterPicture
			continue
		case r == emojiSelector:
			if !isPicture(last) && !isKeycap(last) {
				continue
			}
		case isLineSeparator(r):
			r = '\n'
		case r != utf8.RuneError && !IsPlain(r):
			continue
		}
		picture := isPicture(r)
		if joiner && picture {
			out.WriteRune(zeroWidthJoiner)
		}
		afterPicture = picture || r == emojiSelector && isPicture(last)
		joiner = joiner && r == emojiSelector
		last = r
		out.WriteRune(r)
	}
	return out.String()
}

const (
	zeroWidthJoiner = '\u200d'
	emojiSelector   = '\ufe0f' // asks for the colourful form of the picture before it
)

// IsPlain reports whether r is shown as it is, whatever stands around it.
func IsPlain(r rune) bool {
	switch {
	case r < 0xa0:
		return ' ' <= r && r <= '~' || r == '\n' || r == '\t'
	case r < 0x300:
		return r != '\u00ad' // the soft hyphen
	case r == utf8.RuneError, isLineSeparator(r):
		return false
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return true
	}
	return !unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

func isLineSeparator(r rune) bool { return r == '\u2028' || r == '\u2029' }

// isPicture reports whether r is shown as a picture, which a selector or a joiner may follow.
func isPicture(r rune) bool {
	return r >= 0x203c && (0x1f000 <= r && r <= 0x1faff || 0x2190 <= r && r <= 0x2bff || 0x3297 <= r && r <= 0x3299 ||
		r == 0x203c || r == 0x2049 || r == 0x2122 || r == 0x2139 || r == 0x3030 || r == 0x303d)
}

// isKeycap reports whether r is a telephone key, which the selector makes a picture, too.
func isKeycap(r rune) bool { return '0' <= r && r <= '9' || r == '#' || r == '*' }
