// Package view holds what tools show of PagerDuty's objects: each field earns its tokens.
package view

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Reference is how one object names another.
type Reference struct {
	ID      string `json:"id,omitzero"`
	Name    string `json:"name,omitzero"`
	Deleted bool   `json:"deleted,omitzero"` // the object is gone: nobody can be reached there
}

// Of returns the view of a reference; nil for none. PagerDuty sends some references without a name.
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

// References returns the views of references.
func References(references []pagerduty.Reference) []Reference {
	var views []Reference
	for _, reference := range references {
		if shown := Of(reference); shown != nil {
			views = append(views, *shown)
		}
	}
	return views
}

// Time writes a moment; "" for none.
func Time(moment pagerduty.Time) string {
	if moment.IsZero() {
		return ""
	}
	return moment.Format(time.RFC3339)
}

// Raw passes on JSON of any form; nil where it says nothing (null, "", {} or []).
func Raw(raw json.RawMessage) json.RawMessage {
	switch string(bytes.TrimSpace(raw)) {
	case "", "null", `""`, "{}", "[]":
		return nil
	}
	return raw
}

// Compact decodes JSON of any form and leaves out what says nothing, at any depth: nulls, empty texts, lists and objects. It
// gives nil where nothing is left.
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
