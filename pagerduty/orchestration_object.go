package pagerduty

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
)

// members are the raw members of a JSON object.
type members map[string]json.RawMessage

// get decodes a member into to. It leaves to unchanged if the member is missing or of another type.
func (m members) get(name string, to any) { _ = json.Unmarshal(m[name], to) }

func (m members) set(name string, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err) // callers set only strings, booleans and values that were decoded
	}
	m[name] = raw
}

// isList reports whether a member is missing or a list.
func (m members) isList(name string) bool {
	var list []json.RawMessage
	return m[name] == nil || json.Unmarshal(m[name], &list) == nil
}

// object is a part of an orchestration. It keeps all members, so that writing back what was read loses nothing that this library
// does not know. The zero value is an empty object.
type object struct {
	members members
	other   json.RawMessage // the JSON itself if it is not an object
}

// UnmarshalJSON keeps all members, known or not. It never fails.
func (o *object) UnmarshalJSON(data []byte) error {
	*o = object{}
	if json.Unmarshal(data, &o.members) != nil || o.members == nil {
		*o = object{other: bytes.Clone(data)}
	}
	return nil
}

// MarshalJSON encodes all members, known or not.
func (o object) MarshalJSON() ([]byte, error) {
	switch {
	case o.members != nil:
		return json.Marshal(o.members)
	case o.other != nil:
		return o.other, nil
	}
	return []byte("{}"), nil
}

func (o *object) get(name string, to any) { o.members.get(name, to) }

// text returns a string member; "" if it is missing or of another type.
func (o *object) text(name string) (text string) {
	o.get(name, &text)
	return text
}

func (o *object) set(name string, value any) {
	if o.members == nil {
		*o = object{members: members{}}
	}
	o.members.set(name, value)
}

// equal reports whether two objects have the same members with the same values.
func (o object) equal(other object) bool {
	a, errA := o.content()
	b, errB := other.content()
	return errA == nil && errB == nil && equalJSON(a, b)
}

func (o object) content() (content any, err error) {
	raw, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber() // as float64, different large numbers could be equal
	err = decoder.Decode(&content)
	return content, err
}

func equalJSON(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, equalJSON)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equalJSON)
	case json.Number:
		b, ok := b.(json.Number)
		return ok && equalNumbers(a.String(), b.String())
	}
	return a == b
}

// equalNumbers compares the values: 1, 1.0 and 1e0 are equal.
func equalNumbers(a, b string) bool {
	if a == b {
		return true
	}
	x, okX := new(big.Rat).SetString(a) // fails for a huge exponent
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}
