package middleware

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// The errors of calls that Confirm did not run. Match them with errors.Is. Both also match mcptools.ErrNothingDone.
var (
	ErrDenied  error = &refusal{fmt.Errorf("the call was denied and %w", mcptools.ErrNothingDone), mcptools.OutcomeDenied}
	ErrPending error = &refusal{fmt.Errorf("the call waits for a person's answer and %w yet", mcptools.ErrNothingDone), mcptools.OutcomePending}
)

const (
	maxText     = 2000 // characters of a failure's text, as Tool.Call allows
	textDenied  = "This call was denied and nothing was done."
	textPending = "Nothing was done yet: this call waits for a person's approval, and runs as soon as it is approved. " +
		"Do not repeat it, and do not try another way. Tell the user that it is waiting."
)

// Decision is a decision about a call: Allow, Deny or Pending. The zero Decision denies.
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

// Deny refuses the call. The text tells the model the reason, and what it may do instead. If it is empty, the model reads a general text.
func Deny(text string) Decision { return Decision{text: text} }

// Pending postpones the call until a person has approved it outside of the call, for example with a button in a chat. The model reads
// that nothing was done and that it must not repeat the call, and then the text, which may name the person who was asked. After the
// approval, the program makes the call itself: see Approve.
func Pending(text string) Decision { return Decision{verdict: pending, text: text} }

// Decider returns whether Confirm runs a call.
type Decider func(context.Context, mcptools.Call) (Decision, error)

// Confirm runs a call only if decider allows it, or if Approve has approved it.
//
// The error of a denied call matches ErrDenied, that of a postponed call ErrPending. If decider fails, the call does not run. Its
// error then wraps mcptools.ErrNothingDone and the error of decider. Only mcptools.ErrInputRequired is returned as it is: the call is
// run again with the user's answer.
func Confirm(decider Decider) mcptools.Middleware {
	if decider == nil {
		panic("middleware: Confirm needs a Decider")
	}
	return func(next mcptools.Handler) mcptools.Handler {
		gate := new(gate)
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			if within, yes := gate.approved(ctx, call); yes {
				return next(within, call)
			}
			decision, err := decider(ctx, call)
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

// undecided returns the result of a call after its decider failed.
func undecided(call mcptools.Call, err error) mcptools.Result {
	if errors.Is(err, mcptools.ErrInputRequired) { // the call runs again with the answer: it has not failed
		return mcptools.Result{Text: clean(err.Error()), Err: err}
	}
	return notRun(call, "confirmed", err)
}

// notRun returns the result of a call that must be confirmed or counted first, and was not because of err.
func notRun(call mcptools.Call, first string, err error) mcptools.Result {
	err = fmt.Errorf("%s was not run and %w, because it must be %s first: %w", call.Tool.Name, mcptools.ErrNothingDone, first, err)
	outcome := mcptools.OutcomeOf(err)
	if outcome == mcptools.OutcomeFailed {
		outcome = mcptools.OutcomeRefused
	}
	return mcptools.Result{Text: clean(err.Error()), Err: &refusal{err, outcome}}
}

// result returns the result of a call that does not run.
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

// clean makes a text from outside fit for a model.
func clean(text string) string { return mcptools.Clean(text, maxText) }
