package pcl

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
)

const (
	mostMatched = 64 << 10 // bytes of the left side; PagerDuty ignores the rest
	// mostSteps bounds the time that the regular expressions of one evaluation take. A step is one instruction at one character.
	mostSteps = 20_000_000
)

// matchNode is "matches", "matches part" or "matches regex".
type matchNode struct {
	span
	part, exact bool
	regex       *regex // nil for the others; then right is nil
	left, right node
}

func (n matchNode) evaluate(e *evaluation) any {
	left, right := e.operand(n.left), any("")
	if n.right != nil {
		right = e.operand(n.right)
	}
	if left == nil || right == nil {
		e.warn(n, "a side is nil, which matches nothing")
		return false
	}
	if isUnknown(left) || isUnknown(right) {
		return e.unknown(n, left, right)
	}
	lefts, why := texts(left)
	rights, whyRight := texts(right)
	if why != "" || whyRight != "" {
		return e.unknown(n, NotKnown{why + whyRight})
	}
	if holdsOrder(right) || holdsOrder(left) && n.hangsOnOrder(lefts[0], rights[0]) {
		return e.unknown(n, NotKnown{"PagerDuty does not document in which order it writes the fields of an object"})
	}
	return n.ofAll(e, lefts, rights)
}

// hangsOnOrder reports whether the order of the fields in left, which is JSON, may decide. A part without a comma or a brace lies within
// one field, in whatever order.
func (n matchNode) hangsOnOrder(left, right string) bool {
	switch {
	case n.regex != nil || len(left) > mostMatched:
		return true
	case n.part:
		return strings.ContainsAny(right, ",{}")
	}
	return strings.HasPrefix(right, left[:1])
}

// ofAll returns what every pair of texts gives, or Unknown.
func (n matchNode) ofAll(e *evaluation, lefts, rights []string) any {
	var matched [2]bool
	for _, left := range lefts {
		left = left[:min(len(left), mostMatched)]
		for _, right := range rights {
			result, ok := n.of(e, left, right)
			if !ok {
				return e.unknown(n, NotKnown{"the regular expression takes too long to try here"})
			}
			if result {
				matched[1] = true
			} else {
				matched[0] = true
			}
		}
	}
	if matched[0] && matched[1] {
		return e.unknown(n, NotKnown{"PagerDuty does not document how it writes such a number as text"})
	}
	return matched[1]
}

// of reports whether left matches, and whether there was time to find out.
func (n matchNode) of(e *evaluation, left, right string) (matched, ok bool) {
	if n.regex != nil {
		e.steps -= n.regex.size * (len(left) + 1)
		return e.steps >= 0 && n.regex.MatchString(left), e.steps >= 0
	}
	if !n.exact {
		left, right = folded(left), folded(right)
	}
	if n.part {
		return strings.Contains(left, right), true
	}
	return left == right, true
}

// folded returns a text in which letters that differ in case only are the same.
func folded(text string) string {
	return strings.Map(func(char rune) rune {
		if char < unicode.MaxASCII {
			return unicode.ToLower(char)
		}
		least := char
		for next := unicode.SimpleFold(char); next != char; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return unicode.ToLower(least)
	}, text)
}

// regex is a compiled regular expression.
type regex struct {
	*regexp.Regexp
	size int // in instructions
}

// compile compiles a pattern as PagerDuty does: with the flags s and m, and i unless exact. Flags in the pattern win.
func compile(pattern string, exact bool) (*regex, *syntax.Error) {
	flags := "(?ism)"
	if exact {
		flags = "(?sm)"
	}
	tree, err := syntax.Parse(pattern, syntax.Perl) // without flags, so that the error shows the pattern alone
	if err != nil {
		return nil, syntaxError(err)
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, syntaxError(err)
	}
	compiled, err := regexp.Compile(flags + pattern)
	if err != nil {
		return nil, syntaxError(err)
	}
	return &regex{compiled, len(program.Inst)}, nil
}

func syntaxError(err error) *syntax.Error {
	if wrong, ok := err.(*syntax.Error); ok {
		return wrong
	}
	return &syntax.Error{Code: syntax.ErrInternalError, Expr: err.Error()}
}

// isUnsure reports whether another implementation of RE2 may accept what Go's refuses.
func isUnsure(wrong *syntax.Error) bool {
	switch wrong.Code {
	case syntax.ErrLarge, syntax.ErrNestingDepth, syntax.ErrInternalError:
		return true
	case syntax.ErrInvalidEscape:
		return wrong.Expr == `\C` // any byte
	case syntax.ErrInvalidCharRange:
		return strings.HasPrefix(wrong.Expr, `\p`) || strings.HasPrefix(wrong.Expr, `\P`) // a script of a later Unicode
	default:
		return false
	}
}
