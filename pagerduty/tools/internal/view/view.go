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
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
}

// Of gives the view of a reference; nil for none.
func Of(reference pagerduty.Reference) *Reference {
	if reference.ID == "" {
		return nil
	}
	return &Reference{ID: reference.ID, Name: reference.Label()}
}

// References gives the views of references.
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
