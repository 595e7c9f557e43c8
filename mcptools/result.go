package mcptools

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/arguments"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/output"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// maxErrorLength is how many characters of an error a model gets to read.
const maxErrorLength = 2000

// Clean returns text as it may be shown to a model: without control characters (except new lines and tabs), text direction controls
// and invisible characters, at most maxLength characters long. A cut text ends with the number of missing characters, as in
// "…[+12]".
func Clean(s string, maxLength int) string { return text.Clean(s, maxLength) }

// Result is the outcome of a call.
type Result struct {
	Text       string          // for the model: a JSON value, or an error sentence if Err is set
	Structured json.RawMessage // the same value, for a tool built WithStructuredOutput
	Err        error           // the Go error behind a failed call; no model sees it

	// NothingDone reports that a successful call certainly changed nothing, so that middleware does not count it. Middleware around the
	// function may set it; the error of a failed call matches ErrNothingDone instead.
	NothingDone bool
}

// DidNothing reports whether a call with this result has certainly changed nothing, so that nothing of it counts.
func (r Result) DidNothing() bool {
	if r.Err == nil {
		return r.NothingDone
	}
	return errors.Is(r.Err, ErrNothingDone) || errors.Is(r.Err, ErrInputRequired)
}

// ErrResultTooLarge is the error of a result that cannot be cut down to the budget. Match it with errors.Is.
var ErrResultTooLarge = output.ErrTooLarge

// ErrNothingDone marks the error of a call that certainly changed nothing: errors.Is(err, ErrNothingDone) is true, and middleware
// does not count the call. Errors that occur before the tool's function runs match it. A function may return an error that wraps it
// if the whole call did nothing. A function that has changed something must not return an error that matches it, such as that of
// another call.
var ErrNothingDone = errors.New("nothing was done")

// ErrUnknownTool is the error of CallNamed when no tool has the name. Match it with errors.Is.
var ErrUnknownTool = errors.New("there is no tool of that name")

// ArgumentError describes what is wrong with the arguments of a call. Functions behind tools may return one of their own; it does
// not match ErrNothingDone, since the function may have done something before.
type ArgumentError struct {
	Tool     string // may be empty
	Argument string // such as "limit" or "overrides[2].start"; empty for the arguments as a whole
	Message  string // sentences for the model: what came and what is wanted

	cause  error
	notRun bool // the function was not run
}

// refused returns the error of a call whose arguments have a problem.
func refused(tool string, problem *arguments.Problem) error {
	return &ArgumentError{Tool: tool, Argument: problem.Argument, Message: problem.Message, cause: problem.Cause, notRun: true}
}

// Is matches ErrNothingDone if the function was not run for these arguments.
func (e *ArgumentError) Is(target error) bool { return target == ErrNothingDone && e.notRun }

// Unwrap returns the error of an argument type's own UnmarshalJSON or UnmarshalText, if there was one.
func (e *ArgumentError) Unwrap() error { return e.cause }

func (e *ArgumentError) Error() string {
	if e.Tool == "" {
		return e.Message
	}
	return fmt.Sprintf("%s was not run. %s", e.Tool, e.Message)
}

// PanicError is the error of a call in which something panicked. Its text leaves out the value, which may hold anything.
type PanicError struct {
	Tool  string
	Value any    // the argument of panic
	Stack []byte // as debug.Stack formats it
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("The tool %s hit an internal error: trying again with the same arguments will not help.", e.Tool)
}

// Unwrap returns the panic's value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// sentenceError is a sentence for the model that matches other errors.
type sentenceError struct {
	sentence string
	matches  []error
}

func (e *sentenceError) Error() string   { return e.sentence }
func (e *sentenceError) Unwrap() []error { return e.matches }

// endedError returns the error of a call whose context ended. err is the error of the function, or nil if it did not run.
func endedError(ctx context.Context, tool string, err error) error {
	reason := "was cancelled"
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		reason = "ran out of time"
	}
	sentence := fmt.Sprintf("The call of %s %s: %v", tool, reason, err)
	if err == nil {
		sentence, err = fmt.Sprintf("The call of %s %s before it began.", tool, reason), ErrNothingDone
	}
	return &sentenceError{sentence, []error{ctx.Err(), context.Cause(ctx), err}}
}

// failed returns the result of a call that ended in err.
func failed(err error) Result { return Result{Text: errorText(err), Err: err} }

func errorText(err error) string {
	if text := Clean(err.Error(), maxErrorLength); text != "" {
		return text
	}
	return fmt.Sprintf("The tool failed with an error without a text (%T).", err)
}

// recovering returns handler with its panics turned into results.
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

// CallNamed runs one of tools by the name that a model gave, as the loop of an agent does: see [Tool.Call]. If no tool has the
// name, the Text of the result suggests similar names, and its Err matches ErrUnknownTool.
func CallNamed(ctx context.Context, tools []Tool, name string, arguments json.RawMessage) Result {
	i := slices.IndexFunc(tools, func(tool Tool) bool { return tool.Name == name })
	if i < 0 {
		return failed(&sentenceError{unknownTool(name, namesOf(tools)), []error{ErrUnknownTool, ErrNothingDone}})
	}
	return tools[i].Call(ctx, arguments)
}
