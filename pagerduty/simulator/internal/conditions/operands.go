package conditions

import (
	"strconv"
	"strings"
	"time"
)

// operand parses a literal, a path, now, a count, or an expression in parentheses.
func (p *parser) operand() node {
	next := p.token()
	switch next.kind {
	case stringToken:
		p.take()
		return literal{next.text, quote(next.text)}
	case numberToken:
		p.take()
		return p.number(next)
	case dateToken:
		p.take()
		return p.datetime(next)
	case symbolToken:
		if next.text == "(" {
			return p.parentheses()
		}
	case wordToken:
		if n := p.word(next); n != nil {
			return n
		}
	}
	p.unexpected("a path such as event.summary, or a literal")
	return literal{}
}

func (p *parser) word(next token) node {
	switch next.text {
	case "true", "false":
		p.take()
		return literal{next.text == "true", next.text}
	case "now":
		p.take()
		return now{}
	case "event", "raw_event":
		p.take()
		return p.path(next.text == "raw_event")
	case "trigger_count", "resetting_trigger_count":
		p.take()
		p.expect("over")
		use := Count{p.duration(), next.text == "resetting_trigger_count"}
		p.counts = append(p.counts, use)
		return triggerCount{len(p.counts) - 1, use, p.lexer.text[next.at:p.at]}
	}
	return nil
}

func (p *parser) parentheses() node {
	opened := p.take()
	if p.depth++; p.depth > maxParentheses {
		p.fail(opened.at, "parentheses are nested more than %d levels deep", maxParentheses)
		return literal{}
	}
	p.factors-- // the parentheses are no factor themselves
	inner := p.expression()
	p.expect(")")
	p.depth--
	return inner
}

// number parses an integer of 64 bits, or a float, which has a point.
func (p *parser) number(next token) node {
	if following := p.lexer.text[next.next:]; following != "" && (isIdentifier(following[:1]) || following[0] == '.') {
		p.fail(next.at, "a number must not end with %q", following[:1])
	}
	if strings.Contains(next.text, ".") {
		float, err := strconv.ParseFloat(next.text, 64)
		if err != nil {
			p.fail(next.at, "%s is too large", next.text)
		}
		return literal{float, next.text}
	}
	integer, err := strconv.ParseInt(next.text, 10, 64)
	if err != nil {
		p.fail(next.at, "%s does not fit into 64 bits", next.text)
	}
	return literal{integer, next.text}
}

func (p *parser) datetime(next token) node {
	zone := p.zone()
	if zone == nil {
		return literal{}
	}
	at, err := time.ParseInLocation(time.DateTime, strings.Join(strings.Fields(next.text), " "), zone)
	if err != nil {
		p.fail(next.at, "%s is not a date and time", next.text)
	}
	return literal{at, next.text + " " + zone.String()}
}

// zone parses the name of a time zone, such as America/New_York. It fails and returns nil if there is none.
func (p *parser) zone() *time.Location {
	at := p.token().at
	rest := strings.TrimLeft(p.lexer.text[min(p.at, len(p.lexer.text)):], blanks)
	name := rest[:len(rest)-len(strings.TrimLeft(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/"))]
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		p.fail(at, "a time zone is wanted, such as America/New_York, not %q", name)
		return nil
	}
	p.at = len(p.lexer.text) - len(rest) + len(name)
	return zone
}

// path parses what follows event or raw_event.
func (p *parser) path(raw bool) node {
	found := path{raw: raw}
	for p.err == nil {
		if p.token().at != p.at { // a space ends the path
			return found
		}
		symbol, ok := p.accept(".", "[")
		if !ok {
			return found
		}
		if len(found.steps) == maxPath {
			p.fail(p.at, "the path has more than %d elements", maxPath)
		}
		if symbol == "." {
			found.steps = append(found.steps, p.name())
			continue
		}
		found.steps = append(found.steps, p.index())
		p.expect("]")
	}
	return found
}

func (p *parser) name() string {
	after := p.at
	next := p.take()
	switch {
	case next.kind != wordToken || next.at != after:
		p.fail(next.at, "a name is wanted after the point: quote other names, as in event['%s']", next.text)
	case reserved()[next.text]:
		p.fail(next.at, "%s is a reserved word: quote it as ['%s']", next.text, next.text)
	}
	return next.text
}

// index parses a name in quotation marks, or the index of a list.
func (p *parser) index() any {
	next := p.take()
	if next.kind == stringToken {
		return next.text
	}
	index, err := strconv.Atoi(next.text)
	if next.kind != numberToken || err != nil || index < 0 {
		p.fail(next.at, "a name in quotation marks or an index is wanted in brackets")
		return 0
	}
	return index
}
