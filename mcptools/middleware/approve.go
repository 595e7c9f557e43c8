package middleware

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// The context keys of all approvals, and of the approval under which the current call runs.
type (
	approvalsKey struct{}
	passKey      struct{}
)

// approval is a person's approval of one call.
type approval struct {
	tool      string
	arguments json.RawMessage // canonical
	used      atomic.Bool
	passed    sync.Map  // the gates that let the call pass, each once
	before    *approval // the approval that was added to the context before
}

// gate is one Confirm around one tool. It is not empty, since pointers to empty structs may be equal.
type gate struct{ _ byte }

// Approve returns a context in which Confirm lets one call run without asking its Decider. That call must have the same tool name and
// arguments; every other call in that context still goes to the Decider. A program that decided Pending keeps the call, and makes it
// after a person has approved it:
//
//	result := call.Tool.Call(middleware.Approve(ctx, call), call.Arguments)
//
// To keep the call longer than the process lives, save the name of its tool and its arguments. Then pass
// mcptools.Call{Tool: tool, Arguments: saved}. The arguments need not be canonical.
//
// Approve identifies a tool by its name alone. The first such call in the context uses the approval up, and passes every Confirm around
// its tool. A program with two tools of one name, for example for two accounts, needs a context for each.
func Approve(ctx context.Context, call mcptools.Call) context.Context {
	arguments, err := canonical(call)
	if err != nil {
		return ctx // the call itself fails with the reason
	}
	before, _ := ctx.Value(approvalsKey{}).(*approval)
	return context.WithValue(ctx, approvalsKey{}, &approval{tool: call.Tool.Name, arguments: arguments, before: before})
}

// approved reports whether a person has approved this call. The outermost Confirm uses the approval up. In the context that it returns,
// each inner Confirm lets the call pass once, so a tool that makes the same call again needs another decision.
func (g *gate) approved(ctx context.Context, call mcptools.Call) (within context.Context, yes bool) {
	given, _ := ctx.Value(approvalsKey{}).(*approval)
	if given == nil {
		return ctx, false
	}
	arguments, err := canonical(call)
	if err != nil {
		return ctx, false
	}
	matches := func(a *approval) bool { return a.tool == call.Tool.Name && bytes.Equal(a.arguments, arguments) }
	if pass, _ := ctx.Value(passKey{}).(*approval); pass != nil && matches(pass) {
		if _, again := pass.passed.LoadOrStore(g, true); !again {
			return ctx, true
		}
	}
	for a := given; a != nil; a = a.before {
		if matches(a) && a.used.CompareAndSwap(false, true) {
			a.passed.Store(g, true)
			return context.WithValue(ctx, passKey{}, a), true
		}
	}
	return ctx, false
}

// canonical returns the arguments of a call as middleware sees them. The tool does not run, because the middleware here does not call
// the next handler.
func canonical(call mcptools.Call) (arguments json.RawMessage, err error) {
	look := func(mcptools.Handler) mcptools.Handler {
		return func(_ context.Context, call mcptools.Call) mcptools.Result {
			arguments = call.Arguments
			return mcptools.Result{}
		}
	}
	result := call.Tool.With(look).Call(context.Background(), call.Arguments)
	return arguments, result.Err
}
