package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// object is a JSON object whose members keep their order and their text.
type object []member

type member struct {
	name  string
	value json.RawMessage
}

func parseObject(raw json.RawMessage) (object, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, errors.Join(errors.New("a JSON object is expected"), err)
	}
	var o object
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, fmt.Errorf("%v: %w", name, err)
		}
		o = append(o, member{name.(string), value})
	}
	_, err := decoder.Token()
	return o, err
}

// value returns the member of that name, or nil.
func (o object) value(name string) json.RawMessage {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// json writes the object on one line.
func (o object) json() json.RawMessage {
	return o.write("", "")
}

// lines writes the object with a member a line.
func (o object) lines() json.RawMessage {
	return o.write("\n", "\n")
}

func (o object) write(before, after string) json.RawMessage {
	var b bytes.Buffer
	b.WriteString("{" + before)
	for i, m := range o {
		if i > 0 {
			b.WriteString("," + before)
		}
		b.WriteString(quote(m.name) + ":")
		b.Write(m.value)
	}
	b.WriteString(after + "}")
	return b.Bytes()
}

// quote writes a JSON string without the escapes that only HTML needs.
func quote(text string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always encodes
	return string(bytes.TrimSpace(b.Bytes()))
}

// render lays a contract out: a line for each path, each component and each other member.
func render(root, paths object, kept components) ([]byte, error) {
	sections := make(object, 0, len(kept))
	for _, s := range kept {
		members, err := s.members.compact()
		if err != nil {
			return nil, fmt.Errorf("components/%s/%w", s.name, err)
		}
		sections = append(sections, member{s.name, members.lines()})
	}
	paths, err := paths.compact()
	if err != nil {
		return nil, fmt.Errorf("paths/%w", err)
	}
	root, err = root.compact()
	if err != nil {
		return nil, err
	}
	for i, m := range root {
		switch m.name {
		case "paths":
			root[i].value = paths.lines()
		case "components":
			root[i].value = sections.lines()
		}
	}
	return append(root.lines(), '\n'), nil
}

// compact returns the object with the value of each member on one line.
func (o object) compact() (object, error) {
	compacted := make(object, len(o))
	for i, m := range o {
		var b bytes.Buffer
		if err := json.Compact(&b, m.value); err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		compacted[i] = member{m.name, b.Bytes()}
	}
	return compacted, nil
}
