// Package text holds what the rest of mcptools does with text: cleaning it for a model, reading and
// writing JSON as a tree, quoting it in errors, finding names that are near.
package text

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Value is a JSON value as a tree. It keeps the order of members, members given twice and the digits of numbers, which a map
// loses.
type Value struct {
	Kind   Kind
	Text   string   // the content of a string, the literal of a number or a boolean
	Inside []Member // the members of an object, or the items of an array, which have no key
}

// Member is a member of an object or an item of an array.
type Member struct {
	Key string
	Value
}

// Kind is the type of a JSON value.
type Kind byte

// The kinds of values.
const (
	Null Kind = iota
	Boolean
	Number
	String
	Array
	Object
)

// MaxDepth is as deep as encoding/json writes and reads.
const MaxDepth = 10_000

var errTooDeep = errors.New("it is nested too deeply")

// Parse reads one JSON value that is nested at most depth levels deep.
func Parse(data []byte, depth int) (Value, error) {
	if !json.Valid(data) {
		var discarded json.RawMessage
		err := json.Unmarshal(data, &discarded)
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			err = explain(data, syntax)
		}
		return Value{}, err
	}
	p := parser{data}
	return p.value(depth)
}

// explain returns a syntax error with its place. It names quotation marks that JSON does not have, which a text editor or a shell wrote.
func explain(data []byte, syntax *json.SyntaxError) error {
	wrong, _ := utf8.DecodeRune(data[min(len(data), max(0, int(syntax.Offset)-1)):])
	switch wrong {
	case '\'':
		return fmt.Errorf("there is a single quotation mark (') at byte %d: write a double one (\")", syntax.Offset)
	case '“', '”', '„', '‘', '’', '«', '»':
		return fmt.Errorf("there is a curly quotation mark (%c) at byte %d: write a straight one (\")", wrong, syntax.Offset)
	}
	return fmt.Errorf("%w at byte %d", syntax, syntax.Offset)
}

// parser reads valid JSON from the beginning of rest.
type parser struct{ rest []byte }

// next skips blanks and returns the byte after them.
func (p *parser) next() byte {
	p.rest = bytes.TrimLeft(p.rest, " \t\r\n")
	return p.rest[0]
}

func (p *parser) value(depth int) (Value, error) {
	switch p.next() {
	case '{', '[':
		if depth == 0 {
			return Value{}, errTooDeep
		}
		return p.inside(depth - 1)
	case '"':
		return Value{Kind: String, Text: p.string()}, nil
	case 't', 'f':
		return Value{Kind: Boolean, Text: p.literal()}, nil
	case 'n':
		p.literal()
		return Value{}, nil
	}
	return Value{Kind: Number, Text: p.literal()}, nil
}

// inside reads an array or an object.
func (p *parser) inside(depth int) (Value, error) {
	v := Value{Kind: Array}
	if p.rest[0] == '{' {
		v.Kind = Object
	}
	p.rest = p.rest[1:]
	for next := p.next(); next != ']' && next != '}'; next = p.next() {
		if next == ',' {
			p.rest = p.rest[1:]
			p.next()
		}
		var m Member
		var err error
		if v.Kind == Object {
			m.Key = p.string()
			p.next()
			p.rest = p.rest[1:] // the colon
		}
		if m.Value, err = p.value(depth); err != nil {
			return v, err
		}
		v.Inside = append(v.Inside, m)
	}
	p.rest = p.rest[1:]
	return v, nil
}

func (p *parser) string() string {
	end := 1
	for ; p.rest[end] != '"'; end++ {
		if p.rest[end] == '\\' {
			end++
		}
	}
	quoted := p.rest[:end+1]
	p.rest = p.rest[end+1:]
	content := quoted[1:end]
	if bytes.IndexByte(content, '\\') < 0 && utf8.Valid(content) {
		return string(content)
	}
	var decoded string
	_ = json.Unmarshal(quoted, &decoded) // is valid
	return decoded
}

// literal reads a number, a boolean or null.
func (p *parser) literal() string {
	end := bytes.IndexAny(p.rest, ",]} \t\r\n")
	if end < 0 {
		end = len(p.rest)
	}
	literal := string(p.rest[:end])
	p.rest = p.rest[end:]
	return literal
}

// AppendJSON appends v as compact JSON.
func (v Value) AppendJSON(out []byte) []byte {
	switch v.Kind {
	case Null:
		return append(out, "null"...)
	case String:
		return AppendString(out, v.Text)
	case Array, Object:
		brackets := "[]"
		if v.Kind == Object {
			brackets = "{}"
		}
		out = append(out, brackets[0])
		for i, m := range v.Inside {
			if i > 0 {
				out = append(out, ',')
			}
			if v.Kind == Object {
				out = append(AppendString(out, m.Key), ':')
			}
			out = m.AppendJSON(out)
		}
		return append(out, brackets[1])
	}
	return append(out, v.Text...)
}

// Find returns the content of the first member with this name.
func (v Value) Find(key string) (Value, bool) {
	if v.Kind != Object {
		return Value{}, false
	}
	i := slices.IndexFunc(v.Inside, func(m Member) bool { return m.Key == key })
	if i < 0 {
		return Value{}, false
	}
	return v.Inside[i].Value, true
}

// AppendString appends s as a JSON string, escaping what JSON demands and nothing else.
func AppendString(out []byte, s string) []byte {
	if needsEscape(s) {
		encoded, _ := Marshal(s) // a string has no error
		return append(out, encoded...)
	}
	return append(append(append(out, '"'), s...), '"')
}

// needsEscape reports whether encoding/json may write s in another form. Most strings are short ASCII, for which this is fastest.
func needsEscape(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\':
			return true
		case c >= utf8.RuneSelf:
			return strings.IndexFunc(s[i:], func(r rune) bool {
				return r < ' ' || r == '"' || r == '\\' || r == utf8.RuneError || isLineSeparator(r)
			}) >= 0
		}
	}
	return false
}

// Marshal is json.Marshal without the escapes that only HTML needs.
func Marshal(content any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(content); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}
