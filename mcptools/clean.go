package mcptools

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// plainByte marks what stands for itself in a JSON string and is never cleaned away: printable ASCII but the quote and the
// backslash.
var plainByte = func() (plain [256]bool) {
	for b := ' '; b <= '~'; b++ {
		plain[b] = b != '"' && b != '\\'
	}
	return plain
}()

// Clean returns s as it may be shown to a model: without control characters (but new lines and tabs), text direction controls
// and characters that nobody can see, at most maxLength characters long. What is cut off is counted at the end, as in "…[+12]".
func Clean(s string, maxLength int) string {
	c := cleaner{max: maxLength}
	for _, r := range s {
		c.add(r)
	}
	return string(c.finish())
}

// cleanJSON cleans and cuts every string, keys included, in valid compact JSON. It returns data itself where nothing changes.
func cleanJSON(data []byte, maxLength int) []byte {
	var out []byte
	copied := 0
	for at := 0; ; {
		quote := bytes.IndexByte(data[at:], '"')
		if quote < 0 {
			break
		}
		start := at + quote + 1
		end, length, plain := scanPlain(data, start)
		if !plain || length > maxLength {
			if out == nil {
				out = make([]byte, 0, len(data))
			}
			c := cleaner{max: maxLength, json: true, out: append(out, data[copied:start]...)}
			end = c.addJSON(data, start)
			out, copied = c.finish(), end
		}
		at = end + 1
	}
	if out == nil {
		return data
	}
	return append(out, data[copied:]...)
}

// scanPlain finds the end of the string that starts at start and its length in characters, for as long as it is plain.
func scanPlain(data []byte, start int) (end, length int, plain bool) {
	for end = start; ; end++ {
		switch b := data[end]; {
		case plainByte[b]:
		case b == '"':
			return end, length, true
		case b == '\\' && (data[end+1] == 'n' || data[end+1] == '"' || data[end+1] == '\\' || data[end+1] == 't'):
			end++
		default:
			return end, length, false
		}
		length++
	}
}

// cutMark begins the mark at the end of a string that was cut.
const cutMark = "…[+"

// longestEnd is more than the characters of the mark at the end of a string that was cut, and of what it may displace.
const longestEnd = 32

// cleaner takes a string character by character and keeps what may be shown.
type cleaner struct {
	out   []byte
	json  bool // escape for a JSON string
	max   int
	count int // characters that may be shown, whether they fit or not
	lost  int // characters that were cut off before

	shown  rune // the character before, of those that may be shown
	emoji  bool // that character ends a picture, so that a joiner may follow
	joiner bool // a joiner waits for the picture that it joins

	begin [longestEnd]int  // where the last characters begin in out
	runes [longestEnd]rune // and what they are
}

func (c *cleaner) add(r rune) {
	switch {
	case ' ' <= r && r <= '~', r == '\n', r == '\t':
	case r == zeroWidthJoiner:
		c.joiner = c.emoji
		return
	case r == emojiSelector:
		if !isPicture(c.shown) && !isKeycap(c.shown) {
			return
		}
	case r == '\u2028', r == '\u2029':
		r = '\n'
	case isInvisible(r):
		return
	}
	picture := isPicture(r)
	if c.joiner && picture {
		c.put(zeroWidthJoiner)
	}
	c.emoji = picture || r == emojiSelector && isPicture(c.shown)
	c.joiner = c.joiner && r == emojiSelector
	c.shown = r
	c.put(r)
}

func (c *cleaner) put(r rune) {
	if c.count < c.max {
		c.begin[c.count%longestEnd], c.runes[c.count%longestEnd] = len(c.out), r
		if c.json {
			c.out = appendRune(c.out, r)
		} else {
			c.out = utf8.AppendRune(c.out, r)
		}
	}
	c.count++
}

// finish makes room for the mark that says how much was cut off, if anything was.
func (c *cleaner) finish() []byte {
	if c.count <= c.max && c.lost == 0 {
		return c.out
	}
	kept := min(c.count, c.max)
	for {
		mark := cutMark + strconv.Itoa(c.lost+c.count-kept) + "]"
		room := c.max - utf8.RuneCountInString(mark)
		switch {
		case room < 0: // not even for the mark
			return c.out
		case kept > room:
			kept = room
		case kept > 0 && c.runes[(kept-1)%longestEnd] == zeroWidthJoiner:
			kept--
		case kept < c.count:
			return append(c.out[:c.begin[kept%longestEnd]], mark...)
		default:
			return append(c.out, mark...)
		}
	}
}

// shorten is Clean for a text that may have been cut before: the new mark counts what was cut off then, too.
func shorten(s string, maxLength int) string {
	if utf8.RuneCountInString(s) <= maxLength {
		return s
	}
	c := cleaner{max: maxLength}
	if at := strings.LastIndex(s, cutMark); at >= 0 && strings.HasSuffix(s, "]") {
		if lost, err := strconv.Atoi(s[at+len(cutMark) : len(s)-1]); err == nil && lost > 0 {
			s, c.lost = s[:at], lost
		}
	}
	for _, r := range s {
		c.add(r)
	}
	return string(c.finish())
}

// addJSON adds the JSON string whose content starts at start and returns where its closing quote is.
func (c *cleaner) addJSON(data []byte, start int) (end int) {
	for at := start; ; {
		switch b := data[at]; {
		case b == '"':
			return at
		case b == '\\' && data[at+1] == 'u':
			r := hexRune(data[at+2:])
			at += 6
			if utf16.IsSurrogate(r) {
				low := rune(utf8.RuneError)
				if data[at] == '\\' && data[at+1] == 'u' {
					low = hexRune(data[at+2:])
				}
				if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
					at += 6
				}
			}
			c.add(r)
		case b == '\\':
			c.add(unescape(data[at+1]))
			at += 2
		default:
			r, size := utf8.DecodeRune(data[at:])
			c.add(r)
			at += size
		}
	}
}

// unescape returns what stands behind a backslash, except for \u.
func unescape(b byte) rune {
	switch b {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return rune(b)
}

// hexRune reads the four digits of a \u escape.
func hexRune(digits []byte) rune {
	n, _ := strconv.ParseUint(string(digits[:4]), 16, 16)
	return rune(n)
}

const (
	zeroWidthJoiner = '\u200d'
	emojiSelector   = '\ufe0f' // asks for the colourful form of the picture before it
)

// isInvisible tells whether r is a control character, changes how text around it is shown, or is not shown at all.
func isInvisible(r rune) bool {
	switch {
	case r < 0xa0:
		return r < ' ' || r > '~'
	case r < 0x300:
		return r == '\u00ad'
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// isPicture tells whether r is shown as a picture, so that a selector or a joiner after it has a meaning.
func isPicture(r rune) bool {
	return r >= 0x203c && (0x1f000 <= r && r <= 0x1faff || 0x2190 <= r && r <= 0x2bff || 0x3297 <= r && r <= 0x3299 ||
		r == 0x203c || r == 0x2049 || r == 0x2122 || r == 0x2139 || r == 0x3030 || r == 0x303d)
}

// isKeycap tells whether r is a key of a telephone, which the selector makes a picture too.
func isKeycap(r rune) bool { return '0' <= r && r <= '9' || r == '#' || r == '*' }
