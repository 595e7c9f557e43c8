package view

import (
	"bytes"
	"encoding/json"
)

// Change is the effect of a write on an object.
type Change struct {
	Changed []string       `json:"changed,omitempty"` // the members that differ
	Before  map[string]any `json:"before,omitempty"`  // their previous values, except empty ones
}

// Changes compares members of two views of an object.
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

// Unchanged returns a note if a write changed nothing. noun is the object's kind, such as "team".
func (c Change) Unchanged(noun string) []string {
	if c.Changed != nil {
		return nil
	}
	return []string{"Nothing changed: the " + noun + " already had these values."}
}

// membersOf returns the members of a view as JSON.
func membersOf(shown any) map[string]json.RawMessage {
	members := map[string]json.RawMessage{}
	if encoded, err := json.Marshal(shown); err == nil {
		_ = json.Unmarshal(encoded, &members) // a view is an object
	}
	return members
}
