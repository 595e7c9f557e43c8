package mcptools

import (
	"context"
	"encoding/json"
	"slices"
)

// Call is one call of a tool on its way through middleware.
type Call struct {
	Tool Tool

	// Arguments are canonical: one compact JSON object with the names and types of Tool.InputSchema, in its order, defaults
	// filled in; wrappers, aliases and stringified values are gone. What a middleware passes on here is what the function
	// receives.
	Arguments json.RawMessage
}

// Handler runs a call; Middleware wraps one handler in another.
type (
	Handler    func(ctx context.Context, call Call) Result
	Middleware func(Handler) Handler
)

// With returns a copy of the tool whose calls run through the middleware, the first listed outermost, and outside of any
// that the tool has already.
func (t Tool) With(middleware ...Middleware) Tool {
	for _, wrap := range slices.Backward(middleware) {
		t.handler = wrap(t.handler)
	}
	return t
}
