package answers

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// briefBytes is the size of a result unless the caller asks for detail: full.
const briefBytes = 12_000

// detailArgument is the argument detail of every answer.
type detailArgument struct {
	Detail string `json:"detail,omitempty" jsonschema:"enum=brief,enum=full" jsonschema_description:"full: long lists whole."`
}

// full reports whether the caller asked for everything. Otherwise it limits the result of the running call.
func (d detailArgument) full(ctx context.Context) bool {
	if d.Detail == "full" {
		return true
	}
	mcptools.LimitResult(ctx, briefBytes)
	return false
}

// basis is the part of every answer that says what it rests on.
type basis struct {
	Window   *mcptools.Window `json:"window,omitzero"`
	LookedAt []string         `json:"looked_at,omitempty"` // such as "incidents: 2000 of 2000"
	Notes    []string         `json:"notes,omitempty"`
	NotKnown []string         `json:"not_known,omitempty"` // what could not be read, with the reason
	// Untrusted lists the members that hold text by outsiders.
	Untrusted []string `json:"untrusted,omitempty"`
}
