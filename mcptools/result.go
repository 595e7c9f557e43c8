package mcptools

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
)

// maxErrorLength is how many characters of an error a model gets to read.
const maxErrorLength = 2000

// Result is what a call gives back.
type Result struct {
	Text       string          // for the model: one JSON value, unless Err is set: then a sentence
	Structured json.RawMessage // the same value, for a tool built WithStructuredOutput
	Err        error           // the Go error behind a failed call; no model sees it
}

// ErrResultTooLarge is the error of a result that cannot be cut down to the budget. Match it with errors.Is.
var ErrResultTooLarge = errors.New("the result is too large: ask for less (a smaller limit, a narrower filter), " +
	"or let the operator allow larger results")

// ErrNothingDone is matched, by errors.Is, by the error of a call that certainly changed nothing: middleware gives back what such
// a call was counted for. The errors that this package makes before a tool's function runs match it. A function may wrap it in an
// error of its own, if the whole call did nothing; one that has done something and then passes on another call's error should not
// let that one be matched.
var ErrNothingDone = errors.New("nothing was done")

// PanicError is the error of a call in which something panicked. Its text does not tell the value, which may hold anything.
type PanicError struct {
	Tool  string
	Value any    // what was passed to panic
	Stack []byte // where, as debug.Stack formats it
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("The tool %s failed by a defect of its own: trying again with the same arguments will not help.", e.Tool)
}

// Unwrap returns the panic's value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// contextError says in a sentence why a call's context ended; it matches what the context says.
type contextError struct {
	tool  string
	ended error // context.Canceled or context.DeadlineExceeded
	cause error // what context.Cause says
	err   error // what the function made of it, if it ran
}

func newContextError(ctx context.Context, tool string, err error) *contextError {
	return &contextError{tool: tool, ended: ctx.Err(), cause: context.Cause(ctx), err: err}
}

func (e *contextError) Error() string {
	reason := "was cancelled"
	if errors.Is(e.ended, context.DeadlineExceeded) {
		reason = "ran out of time"
	}
	if e.err == nil {
		return fmt.Sprintf("The call of %s %s before it began.", e.tool, reason)
	}
	return fmt.Sprintf("The call of %s %s: %v", e.tool, reason, e.err)
}

// Is matches ErrNothingDone if the function did not run.
func (e *contextError) Is(target error) bool { return target == ErrNothingDone && e.err == nil }

func (e *contextError) Unwrap() []error { return []error{e.ended, e.cause, e.err} }

// failed is the result of a call that ended in err.
func failed(err error) Result { return Result{Text: errorText(err), Err: err} }

func errorText(err error) string {
	if text := Clean(err.Error(), maxErrorLength); text != "" {
		return text
	}
	return fmt.Sprintf("The tool failed with an error without a text (%T).", err)
}

// recovering is handler with its panics turned into results.
func recovering(handler Handler) Handler {
	return func(ctx context.Context, call Call) (result Result) {
		defer func() {
			if value := recover(); value != nil {
				result = failed(&PanicError{Tool: call.Tool.Name, Value: value, Stack: debug.Stack()})
			}
		}()
		return handler(ctx, call)
	}
}
