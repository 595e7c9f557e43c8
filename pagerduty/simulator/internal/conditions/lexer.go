package conditions

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// The limits of PagerDuty.
const (
	maxExpression  = 2048 // bytes
	maxParentheses = 32   // levels
	maxFactors     = 64
	maxString      = 1024 // bytes
	maxPath        = 32   // elements
)

// reserved are the words that a path has to quote: ['word'].
var reserved = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq("at do as break const continue def else end eq for function gte gt if import is let lte lt loop namespace package require return var void when while") {
		words[word] = true
	}
	return words
})

type tokenKind int

const (
	endToken tokenKind = iota
	wordToken
	stringToken
	numberToken // an integer or a float
	dateToken   // a local datetime without its zone
	timeToken   // a time of day
	symbolToken
)

type token struct {
	kind tokenKind
	text string // of a string: its content
	at   int    // offset in the expression
	next int    // offset after it
}

// lexer splits an expression into tokens.
type lexer struct {
	text string
}

// shape is how a kind of token is written.
type shape struct {
	kind    tokenKind
	begins  string // the characters that it can begin with
	pattern *regexp.Regexp
}

// shapes are those of all tokens but words and texts, in the order in which they are tried. They are compiled when they are needed: few
// programs that link the simulator read a condition.
var shapes = sync.OnceValue(func() []shape {
	return []shape{
		{dateToken, digits, regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}[ \t\r\n]+[0-9]{2}:[0-9]{2}:[0-9]{2}\b`)},
		{timeToken, digits, regexp.MustCompile(`^[0-9]{2}:[0-9]{2}:[0-9]{2}\b`)},
		{numberToken, "-" + digits, regexp.MustCompile(`^-?[0-9]+(\.[0-9]+([eE][+-]?[0-9]+)?)?`)},
		{symbolToken, "=><()[].,/", regexp.MustCompile(`^(==|>=|<=|[><()\[\].,/])`)},
	}
})

var identifier = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`) })

func isIdentifier(text string) bool { return identifier().MatchString(text) }

const (
	blanks  = " \t\r\n"
	digits  = "0123456789"
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
)

// scan returns the token at or after an offset.
func (l lexer) scan(at int) (token, error) {
	at += len(l.text[at:]) - len(strings.TrimLeft(l.text[at:], blanks))
	rest := l.text[at:]
	switch {
	case rest == "":
		return token{kind: endToken, at: at, next: at}, nil
	case rest[0] == '\'':
		return l.scanString(at)
	case strings.IndexByte(letters, rest[0]) >= 0:
		text := rest[:len(rest)-len(strings.TrimLeft(rest, letters+digits))]
		return token{wordToken, text, at, at + len(text)}, nil
	}
	for _, s := range shapes() {
		if strings.IndexByte(s.begins, rest[0]) < 0 {
			continue
		}
		if text := s.pattern.FindString(rest); text != "" {
			return token{s.kind, text, at, at + len(text)}, nil
		}
	}
	return token{}, fmt.Errorf("character %d: %q is not expected here", at+1, firstRune(rest))
}

func firstRune(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

// scanString reads a text in quotation marks. A backslash escapes only those and itself.
func (l lexer) scanString(at int) (token, error) {
	var content strings.Builder
	for i := at + 1; i < len(l.text); i++ {
		switch c := l.text[i]; {
		case c == '\'':
			if content.Len() > maxString {
				return token{}, fmt.Errorf("character %d: the text has %d bytes, more than %d", at+1, content.Len(), maxString)
			}
			return token{stringToken, content.String(), at, i + 1}, nil
		case c == '\\' && i+1 < len(l.text) && (l.text[i+1] == '\'' || l.text[i+1] == '\\'):
			i++
			content.WriteByte(l.text[i])
		default:
			content.WriteByte(c)
		}
	}
	return token{}, fmt.Errorf("character %d: the text does not end: a quotation mark is missing", at+1)
}
