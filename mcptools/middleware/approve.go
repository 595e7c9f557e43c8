package middleware

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// The keys of the approvals in a context: all that were given, and the one by which the call runs that the context belongs to.
type (
	approvalsKey struct{}
	passKey      struct{}
)

// approval is a person's yes to one call.
type approval struct {
	tool      string
	arguments json.RawMessage // canonical
	used      atomic.Bool
	passed    sync.Map  // the gates that it has opened, each once
	before    *approval // another one in the same context
}

// gate is one Confirm around one tool. It is not empty, since pointers to empty structs may be equal.
type gate struct{ _ byte }

// Approve returns a context in which Confirm lets exactly this call pass without asking: the tool of that name with those
// arguments, once. Nothing else passes in it. A program that answered Pending keeps the call and makes it once a person said yes:
//
//	result := call.Tool.Call(middleware.Approve(ctx, call), call.Arguments)
//
// The call can outlive the process as the name of its tool and its arguments: mcptools.Call{Tool: tool, Arguments: saved}.
// Arguments as a model sends them will do, too.
//
// Tools are told apart by their names alone: the yes holds for whichever tool of that name is called first in the context, and
// for each Confirm around it. A program that has two tools of one name, for two accounts say, makes a context for each.
func Approve(ctx context.Context, call mcptools.Call) context.Context {
	arguments, err := canonical(call)
	if err != nil {
		return ctx // the call itself will say what is wrong with them
	}
	before, _ := ctx.Value(approvalsKey{}).(*approval)
	return context.WithValue(ctx, approvalsKey{}, &approval{tool: call.Tool.Name, arguments: arguments, before: before})
}

// approved tells whether a person said yes to this call. The outermost Confirm uses the answer up, and gives the context in which
// those further in let the call pass, each once: a tool that makes the same call again is asked about again.
func (g *gate) approved(ctx context.Context, call mcptools.Call) (within context.Context, yes bool) {
	given, _ := ctx.Value(approvalsKey{}).(*approval)
	if given == nil {
		return ctx, false
	}
	arguments, err := canonical(call)
	if err != nil {
		return ctx, false
	}
	stands := func(a *approval) bool { return a.tool == call.Tool.Name && bytes.Equal(a.arguments, arguments) }
	if pass, _ := ctx.Value(passKey{}).(*approval); pass != nil && stands(pass) {
		if _, again := pass.passed.LoadOrStore(g, true); !again {
			return ctx, true
		}
	}
	for a := given; a != nil; a = a.before {
		if stands(a) && a.used.CompareAndSwap(false, true) {
			a.passed.Store(g, true)
			return context.WithValue(ctx, passKey{}, a), true
		}
	}
	return ctx, false
}

// canonical gives the arguments of a call in the form in which middleware sees them. It runs nothing: a middleware that calls no
// other answers for the tool.
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
