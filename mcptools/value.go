package mcptools

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// value is a JSON value as a tree that keeps the order of members, members given twice and the digits of numbers, none of which
// survives in a map.
type value struct {
	kind    kind
	text    string // the content of a string, the literal of a number or a boolean
	members []member
	items   []value
}

type member struct {
	key   string
	value value
}

// kind is the type of a JSON value.
type kind byte

const (
	null kind = iota
	boolean
	number
	text
	array
	object
)

// maxResultDepth is as deep as encoding/json writes and reads.
const maxResultDepth = 10_000

var errTooDeep = errors.New("it is nested too deeply")

// parse reads one JSON value that is nested at most depth levels deep.
func parse(data []byte, depth int) (value, error) {
	if !json.Valid(data) {
		var discarded json.RawMessage
		err := json.Unmarshal(data, &discarded)
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			return value{}, errors.New(syntax.Error() + " at byte " + strconv.FormatInt(syntax.Offset, 10))
		}
		return value{}, err
	}
	p := parser{data: data}
	return p.value(depth)
}

// parser walks over data that is known to be valid JSON.
type parser struct {
	data []byte
	at   int
}

// next moves to the next byte that is not white space and returns it.
func (p *parser) next() byte {
	for {
		switch b := p.data[p.at]; b {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return b
		}
	}
}

func (p *parser) value(depth int) (value, error) {
	switch p.next() {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	case '"':
		return value{kind: text, text: p.text()}, nil
	case 'n':
		p.at += len("null")
		return value{}, nil
	}
	start := p.at
	for p.at < len(p.data) && strings.IndexByte(" \t\r\n,]}", p.data[p.at]) < 0 {
		p.at++
	}
	v := value{kind: number, text: string(p.data[start:p.at])}
	if v.text == "true" || v.text == "false" {
		v.kind = boolean
	}
	return v, nil
}

func (p *parser) object(depth int) (value, error) {
	v := value{kind: object}
	if depth == 0 {
		return v, errTooDeep
	}
	for p.at++; p.next() != '}'; {
		if p.data[p.at] == ',' {
			p.at++
			p.next()
		}
		key := p.text()
		p.next()
		p.at++ // the colon
		content, err := p.value(depth - 1)
		if err != nil {
			return v, err
		}
		v.members = append(v.members, member{key, content})
	}
	p.at++
	return v, nil
}

func (p *parser) array(depth int) (value, error) {
	v := value{kind: array}
	if depth == 0 {
		return v, errTooDeep
	}
	for p.at++; p.next() != ']'; {
		if p.data[p.at] == ',' {
			p.at++
		}
		item, err := p.value(depth - 1)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, item)
	}
	p.at++
	return v, nil
}

// text reads a string literal.
func (p *parser) text() string {
	start, escaped := p.at, false
	for p.at++; p.data[p.at] != '"'; p.at++ {
		if p.data[p.at] == '\\' {
			escaped = true
			p.at++
		}
	}
	p.at++
	literal := p.data[start:p.at]
	if !escaped {
		return string(literal[1 : len(literal)-1])
	}
	var s string
	_ = json.Unmarshal(literal, &s) // valid already
	return s
}

// appendJSON appends v as compact JSON.
func (v value) appendJSON(out []byte) []byte {
	switch v.kind {
	case null:
		return append(out, "null"...)
	case text:
		return appendString(out, v.text)
	case array:
		out = append(out, '[')
		for i, item := range v.items {
			if i > 0 {
				out = append(out, ',')
			}
			out = item.appendJSON(out)
		}
		return append(out, ']')
	case object:
		out = append(out, '{')
		for i, m := range v.members {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(appendString(out, m.key), ':')
			out = m.value.appendJSON(out)
		}
		return append(out, '}')
	}
	return append(out, v.text...)
}

// appendString appends s as a JSON string, escaping what JSON demands and nothing else.
func appendString(out []byte, s string) []byte {
	out = append(out, '"')
	copied := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if plainByte[s[i]] || size > 1 {
			i += size
			continue
		}
		out = appendRune(append(out, s[copied:i]...), r)
		i += size
		copied = i
	}
	return append(append(out, s[copied:]...), '"')
}

// appendRune appends one character of a JSON string.
func appendRune(out []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(out, '\\', byte(r))
	case '\n':
		return append(out, `\n`...)
	case '\t':
		return append(out, `\t`...)
	case '\r':
		return append(out, `\r`...)
	}
	if r < ' ' {
		const digits = "0123456789abcdef"
		return append(out, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
	}
	return utf8.AppendRune(out, r)
}
