package mcptools

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/arguments"
)

// Call is one call of a tool on its way through middleware.
type Call struct {
	Tool Tool

	// Arguments are canonical: one compact JSON object with the names and types of Tool.InputSchema, in its order, with defaults
	// filled in and without wrappers, aliases and stringified values. The function receives what the last middleware passes on.
	Arguments json.RawMessage
}

// Handler runs a call; Middleware wraps one handler in another.
type (
	Handler    func(ctx context.Context, call Call) Result
	Middleware func(Handler) Handler
)

// With returns a copy of the tool whose calls run through the middleware. The first one is the outermost. All of them wrap any
// middleware that the tool already has.
func (t Tool) With(middleware ...Middleware) Tool {
	for _, wrap := range slices.Backward(middleware) {
		t.handler = wrap(t.handler)
	}
	return t
}

// argumentFunc is a function of a call's decoded arguments that an option adds to a tool.
type argumentFunc[Out any] struct {
	input reflect.Type // the struct that it takes
	run   func(ctx context.Context, canonical json.RawMessage) (out Out, ok bool)
}

func onArguments[In, Out any](function func(context.Context, In) Out) argumentFunc[Out] {
	return argumentFunc[Out]{reflect.TypeFor[In](), func(ctx context.Context, canonical json.RawMessage) (out Out, ok bool) {
		var in In
		if arguments.Decode(canonical, &in) != nil {
			return out, false
		}
		return function(ctx, in), true
	}}
}

// check refuses a function of other arguments than the tool's.
func (f argumentFunc[Out]) check(what string, input reflect.Type) error {
	if f.input != nil && f.input != input {
		return fmt.Errorf("%s takes %v, and the tool's arguments are %v", what, f.input, input)
	}
	return nil
}

// of runs the function on the arguments of a call, raw or canonical. It reports false if they are wrong or the function panics.
func (f argumentFunc[Out]) of(ctx context.Context, call Call) (out Out, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	canonical, problem := arguments.Canonical(call.Tool.schema, call.Arguments)
	if problem != nil {
		return out, false
	}
	return f.run(ctx, canonical)
}
