package middleware

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// The errors of calls that Confirm kept from running. Match them with errors.Is; both match mcptools.ErrNothingDone, too.
var (
	ErrDenied  = fmt.Errorf("the call was denied and %w", mcptools.ErrNothingDone)
	ErrPending = fmt.Errorf("the call waits for a person's answer and %w yet", mcptools.ErrNothingDone)
)

const (
	maxText     = 2000 // characters of a failure's text, as Tool.Call allows
	textDenied  = "This call was denied and nothing was done."
	textPending = "Nothing was done yet: this call waits for a person's answer, and runs by itself if that is yes. " +
		"Do not repeat it, nor try another way. Tell the user that it waits."
)

// Decision is what becomes of a call: Allow, Deny or Pending. The zero Decision denies.
type Decision struct {
	verdict verdict
	text    string
}

type verdict int

const (
	denied verdict = iota
	allowed
	pending
)

// Allow lets the call run.
func Allow() Decision { return Decision{verdict: allowed} }

// Deny refuses the call for good. The text tells the model why, and what it may do instead.
func Deny(text string) Decision { return Decision{text: text} }

// Pending puts the call off until a person has answered, who is asked on another way than this call: with a button in a chat,
// say. The text tells the model who was asked; it follows the words that nothing was done and that the call is not to be repeated.
// Once the answer is yes, the program makes the call itself: see Approve.
func Pending(text string) Decision { return Decision{verdict: pending, text: text} }

// Decider decides for Confirm about a call.
type Decider func(context.Context, mcptools.Call) (Decision, error)

// Confirm lets decide say of each call whether it may run.
//
// The result of a call that was denied matches ErrDenied, that of one put off matches ErrPending; in both, nothing was done. An
// error of decide fails the call, and nothing was done either: the result's error wraps it and mcptools.ErrNothingDone, but for
// mcptools.ErrInputRequired, which does what it does from a tool. A call that Approve stands for is not decided about.
func Confirm(decide Decider) mcptools.Middleware {
	if decide == nil {
		panic("middleware: Confirm needs a function that decides")
	}
	return func(next mcptools.Handler) mcptools.Handler {
		gate := new(gate)
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			if within, yes := gate.approved(ctx, call); yes {
				return next(within, call)
			}
			decision, err := decide(ctx, call)
			if err != nil {
				return undecided(call, err)
			}
			if decision.verdict == allowed {
				return next(ctx, call)
			}
			return decision.result()
		}
	}
}

// undecided is the result of a call about which decide failed.
func undecided(call mcptools.Call, err error) mcptools.Result {
	if errors.Is(err, mcptools.ErrInputRequired) { // runs again with the answer, which is no failure to explain
		return mcptools.Result{Text: clean(err.Error()), Err: err}
	}
	err = fmt.Errorf("%s was not run and %w, as it has to be confirmed first: %w", call.Tool.Name, mcptools.ErrNothingDone, err)
	return mcptools.Result{Text: clean(err.Error()), Err: err}
}

// result is that of a call that does not run.
func (d Decision) result() mcptools.Result {
	text, err := strings.TrimSpace(clean(d.text)), ErrDenied
	switch {
	case d.verdict == pending:
		text, err = strings.TrimSpace(clean(textPending+" "+text)), ErrPending
	case text == "":
		text = textDenied
	}
	return mcptools.Result{Text: text, Err: fmt.Errorf("%w: %s", err, text)}
}

// clean is a text from outside as a model may read it.
func clean(text string) string { return mcptools.Clean(text, maxText) }
