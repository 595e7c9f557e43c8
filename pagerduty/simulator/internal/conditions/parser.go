package conditions

import (
	"fmt"
	"regexp"
	"slices"
)

// parser builds the nodes of an expression. After an error it returns nodes that nobody uses.
type parser struct {
	lexer
	at      int // offset of the next token
	depth   int // of parentheses
	factors int
	counts  []Count
	err     error
}

// token returns the next token without consuming it.
func (p *parser) token() token {
	if p.err != nil {
		return token{kind: endToken}
	}
	next, err := p.scan(p.at)
	if err != nil {
		p.err = err
		return token{kind: endToken}
	}
	return next
}

func (p *parser) take() token {
	next := p.token()
	p.at = max(p.at, next.next)
	return next
}

// accept consumes the next token if it is one of these words or symbols.
func (p *parser) accept(texts ...string) (string, bool) {
	next := p.token()
	if next.kind != wordToken && next.kind != symbolToken || !slices.Contains(texts, next.text) {
		return "", false
	}
	p.take()
	return next.text, true
}

func (p *parser) expect(text string) {
	if _, ok := p.accept(text); !ok {
		p.unexpected(fmt.Sprintf("%q", text))
	}
}

func (p *parser) fail(at int, format string, arguments ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("character %d: "+format, append([]any{at + 1}, arguments...)...)
	}
}

// unexpected fails at the next token.
func (p *parser) unexpected(wanted string) {
	next := p.token()
	got := fmt.Sprintf("%q", next.text)
	if next.kind == endToken {
		got = "the end"
	}
	p.fail(next.at, "%s is wanted, not %s", wanted, got)
}

// expression parses the lowest precedence: or, then and, then not.
func (p *parser) expression() node {
	left := p.conjunction()
	for {
		if _, ok := p.accept("or"); !ok {
			return left
		}
		left = or{left: left, right: p.conjunction()}
	}
}

func (p *parser) conjunction() node {
	left := p.negation()
	for {
		if _, ok := p.accept("and"); !ok {
			return left
		}
		left = and{left: left, right: p.negation()}
	}
}

func (p *parser) negation() node {
	negations := 0
	for {
		if _, ok := p.accept("not"); !ok {
			break
		}
		negations++
	}
	n := p.factor()
	for range negations {
		n = not{of: n}
	}
	return n
}

// factor parses an operand, or an operation on operands.
func (p *parser) factor() node {
	if p.factors++; p.factors > maxFactors {
		p.fail(p.at, "the condition has more than %d factors", maxFactors)
	}
	left := p.operand()
	operator, ok := p.accept("exists", "matches", "in", "==", ">", ">=", "<", "<=")
	switch {
	case !ok:
		return left
	case operator == "exists":
		path, isPath := left.(path)
		if !isPath {
			p.fail(p.at, "exists is for paths only")
		}
		return exists{path: path}
	case operator == "matches":
		return p.match(left)
	case operator == "in":
		if _, isNow := left.(now); !isNow {
			p.fail(p.at, "only now can be in a schedule")
		}
		return nowIn{schedule: p.schedule()}
	case operator == "==":
		return equal{left: left, right: p.operand()}
	}
	return ordering{operator: operator, left: left, right: p.operand()}
}

// match parses what follows matches.
func (p *parser) match(left node) node {
	if _, ok := p.accept("regex"); ok {
		_, exactly := p.accept("exactly")
		pattern := p.pattern(exactly)
		return matchRegex{left: left, pattern: pattern.Regexp, text: pattern.text, exactly: exactly}
	}
	_, part := p.accept("part")
	_, exactly := p.accept("exactly")
	return match{left: left, right: p.operand(), part: part, exactly: exactly}
}

// pattern parses a regular expression, which must be a literal. Its own flags come later and win.
func (p *parser) pattern(exactly bool) pattern {
	next := p.take()
	if next.kind != stringToken {
		p.fail(next.at, "a regular expression must be a text in quotation marks")
		return pattern{}
	}
	flags := "(?smi)"
	if exactly {
		flags = "(?sm)"
	}
	compiled, err := regexp.Compile(flags + next.text)
	if err != nil {
		p.fail(next.at, "the regular expression is not valid: %v", err)
	}
	return pattern{compiled, next.text}
}

// pattern is a regular expression with the text that was given.
type pattern struct {
	*regexp.Regexp
	text string
}
