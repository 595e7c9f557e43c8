package middleware

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type approvalKey struct{}

// approval is a person's yes to one call.
type approval struct {
	tool      string
	arguments json.RawMessage // canonical
	used      sync.Map        // the gates that it has opened
	before    *approval       // another one in the same context
}

// gate is one Confirm around one tool.
type gate struct{ _ byte } // not empty, so that each has an address of its own

// Approve returns a context in which Confirm lets exactly this call pass without asking: the tool of that name with those
// arguments, once. Nothing else passes in it. A program that answered Pending keeps the call and makes it once a person said yes:
//
//	result := call.Tool.Call(middleware.Approve(ctx, call), call.Arguments)
//
// The call can outlive the process as the name of its tool and its arguments: mcptools.Call{Tool: tool, Arguments: saved}.
// Arguments as a model sends them will do, too.
func Approve(ctx context.Context, call mcptools.Call) context.Context {
	arguments, err := canonical(call)
	if err != nil {
		return ctx // the call itself will say what is wrong with them
	}
	before, _ := ctx.Value(approvalKey{}).(*approval)
	return context.WithValue(ctx, approvalKey{}, &approval{tool: call.Tool.Name, arguments: arguments, before: before})
}

// approved tells whether a person said yes to this call, and uses the answer up.
func (g *gate) approved(ctx context.Context, call mcptools.Call) bool {
	a, _ := ctx.Value(approvalKey{}).(*approval)
	if a == nil {
		return false
	}
	arguments, err := canonical(call)
	if err != nil {
		return false
	}
	for ; a != nil; a = a.before {
		if a.tool == call.Tool.Name && bytes.Equal(a.arguments, arguments) {
			if _, used := a.used.LoadOrStore(g, true); !used {
				return true
			}
		}
	}
	return false
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
