// Package view turns PagerDuty's objects into the parts of results that tools share. Results leave out what is empty, since every
// field costs tokens.
package view

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Reference names an object.
type Reference struct {
	ID      string `json:"id,omitzero"`
	Name    string `json:"name,omitzero"`
	Deleted bool   `json:"deleted,omitzero"`
}

// Of returns the view of a reference; nil if it has no id. PagerDuty sends some references without a name.
func Of(reference pagerduty.Reference) *Reference {
	if reference.ID == "" {
		return nil
	}
	shown := &Reference{ID: reference.ID, Deleted: !reference.DeletedAt.IsZero()}
	if name := reference.Label(); name != reference.ID {
		shown.Name = name
	}
	return shown
}

// Name returns the name of a reference whose id is not shown; "" for the zero reference.
func Name(r pagerduty.Reference) string {
	if !r.DeletedAt.IsZero() {
		return r.Label() + " (deleted)"
	}
	return r.Label()
}

// References returns the views of references, without those that have no id.
func References(references []pagerduty.Reference) []Reference {
	var views []Reference
	for _, reference := range references {
		if shown := Of(reference); shown != nil {
			views = append(views, *shown)
		}
	}
	return views
}

// Time returns a time in RFC 3339; "" for the zero time.
func Time(moment pagerduty.Time) string {
	if moment.IsZero() {
		return ""
	}
	return moment.Format(time.RFC3339)
}

// Raw returns raw; nil if it is empty (null, "", {} or []).
func Raw(raw json.RawMessage) json.RawMessage {
	switch string(bytes.TrimSpace(raw)) {
	case "", "null", `""`, "{}", "[]":
		return nil
	}
	return raw
}

// Compact decodes JSON and removes nulls and empty strings, lists and objects at any depth. It returns nil if nothing is left.
func Compact(raw json.RawMessage) any {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	return pruned(value)
}

func pruned(value any) any {
	switch v := value.(type) {
	case string:
		if v == "" {
			return nil
		}
	case []any:
		var kept []any
		for _, item := range v {
			if item = pruned(item); item != nil {
				kept = append(kept, item)
			}
		}
		if kept == nil {
			return nil
		}
		return kept
	case map[string]any:
		for name, member := range v {
			if v[name] = pruned(member); v[name] == nil {
				delete(v, name)
			}
		}
		if len(v) == 0 {
			return nil
		}
	}
	return value
}
