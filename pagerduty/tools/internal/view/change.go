package view

import (
	"bytes"
	"encoding/json"
)

// Change is what a write changed of an object: the members that differ, and what they held before. What was empty before is in
// Changed alone.
type Change struct {
	Changed []string       `json:"changed,omitempty"`
	Before  map[string]any `json:"before,omitempty"`
}

// Changes compares two views of an object, of which it looks at these members.
func Changes(before, after any, members ...string) Change {
	was, is := membersOf(before), membersOf(after)
	var change Change
	for _, name := range members {
		if bytes.Equal(was[name], is[name]) {
			continue
		}
		change.Changed = append(change.Changed, name)
		if value := Compact(was[name]); value != nil {
			if change.Before == nil {
				change.Before = map[string]any{}
			}
			change.Before[name] = value
		}
	}
	return change
}

// membersOf are the members of a view as they are sent.
func membersOf(shown any) map[string]json.RawMessage {
	members := map[string]json.RawMessage{}
	if encoded, err := json.Marshal(shown); err == nil {
		_ = json.Unmarshal(encoded, &members) // a view is an object
	}
	return members
}
