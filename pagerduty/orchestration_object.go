package pagerduty

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
)

// members are the members of a JSON object as they came, known or not.
type members map[string]json.RawMessage

// get decodes a member into to, and leaves to alone where the member is missing or of another type.
func (m members) get(name string, to any) { _ = json.Unmarshal(m[name], to) }

func (m members) set(name string, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err) // only texts, booleans and what was decoded before are set
	}
	m[name] = raw
}

// isList reports whether a member is a list, or none at all.
func (m members) isList(name string) bool {
	var list []json.RawMessage
	return m[name] == nil || json.Unmarshal(m[name], &list) == nil
}

// object is a part of an orchestration, kept as it came: what is read to be written back loses
// nothing that PagerDuty has added since this library was made. The zero value is a new part.
type object struct {
	members members
	other   json.RawMessage // what came instead, if it was no object
}

// UnmarshalJSON keeps all members. It never fails.
func (o *object) UnmarshalJSON(data []byte) error {
	*o = object{}
	if json.Unmarshal(data, &o.members) != nil || o.members == nil {
		*o = object{other: bytes.Clone(data)}
	}
	return nil
}

// MarshalJSON gives all members.
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

// text is a member that is a text; "" where it is none.
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
	decoder.UseNumber() // a float64 would make large numbers equal that are not
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

// equalNumbers takes 1, 1.0 and 1e0 for the same number.
func equalNumbers(a, b string) bool {
	if a == b {
		return true
	}
	x, okX := new(big.Rat).SetString(a) // not ok for an exponent that is out of all proportion
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}
