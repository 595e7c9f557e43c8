package middleware

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Stage says when a Record was made.
type Stage string

// The stages of a call.
const (
	StageBegin Stage = "begin" // of a call that may change something: it is about to run
	StageEnd   Stage = "end"   // it has ended
)

// Record is what Audit keeps of a call.
type Record struct {
	ID          string // the same at both stages of a call, and of no other call
	Time        time.Time
	Stage       Stage
	Tool        string
	Effect      mcptools.Effect
	Arguments   json.RawMessage // canonical
	Duration    time.Duration   // how long it took, at StageEnd
	ResultBytes int             // the length of Result.Text, at StageEnd
	Err         error           // Result.Err, at StageEnd
}

// Audit gives record each call: one that may change something before it runs, at StageBegin, and after, at StageEnd; one that
// only reads after it alone. Put outermost it sees the calls, too, that other middleware refuses, and how they ended. Calls whose
// arguments the tool refuses reach no middleware.
//
// What cannot be recorded is not done: an error of record at StageBegin fails the call before anything happened, with an error
// that matches mcptools.ErrNothingDone. At StageEnd it
// is too late: the result stands, since what happened happened, and a failed call's error has that of record joined to it. A
// record that fails at StageEnd has to make itself heard, in the program's log say. At StageEnd its context does not end with
// the call's, which may have been cancelled; it should bound its own time.
func Audit(record func(context.Context, Record) error) mcptools.Middleware {
	if record == nil {
		panic("middleware: Audit needs a function that records")
	}
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) (result mcptools.Result) {
			a := audited{record: record, start: time.Now(), entry: Record{
				ID: rand.Text(), Tool: call.Tool.Name, Effect: call.Tool.Effect, Arguments: call.Arguments,
			}}
			if Writes(call.Tool) {
				if err := a.begin(ctx); err != nil {
					return unrecorded(call, err)
				}
			}
			defer func() {
				if value := recover(); value != nil {
					result = panicked(call, value)
				}
				result = a.end(ctx, result)
			}()
			return next(ctx, call)
		}
	}
}

// audited is a call under audit.
type audited struct {
	record func(context.Context, Record) error
	start  time.Time
	entry  Record
}

func (a *audited) begin(ctx context.Context) error {
	a.entry.Stage, a.entry.Time = StageBegin, a.start
	return a.write(ctx)
}

// end records how the call ended, and returns its result.
func (a *audited) end(ctx context.Context, result mcptools.Result) mcptools.Result {
	a.entry.Stage, a.entry.Time = StageEnd, time.Now()
	a.entry.Duration = a.entry.Time.Sub(a.start)
	a.entry.ResultBytes, a.entry.Err = len(result.Text), result.Err
	if err := a.write(context.WithoutCancel(ctx)); err != nil && result.Err != nil {
		result.Err = errors.Join(result.Err, err)
	}
	return result
}

// write hands over the record. A record function that panics has failed, and must not take the result of a change with it.
func (a *audited) write(ctx context.Context) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("record panicked: %v\n%s", value, debug.Stack())
		}
		if err != nil {
			err = fmt.Errorf("the audit record of %s could not be written: %w", a.entry.Tool, err)
		}
	}()
	return a.record(ctx, a.entry)
}

// unrecorded is the result of a call that was not made for want of a record.
func unrecorded(call mcptools.Call, err error) mcptools.Result {
	return mcptools.Result{
		Text: call.Tool.Name + " was not run and nothing was done: the operator's audit record of it could not be written. " +
			"Nothing can be changed until the operator has mended that; what only reads still works.",
		Err: fmt.Errorf("%w: %w", mcptools.ErrNothingDone, err),
	}
}

// panicked is the result of a call in which something panicked, as Tool.Call would make it.
func panicked(call mcptools.Call, value any) mcptools.Result {
	err := &mcptools.PanicError{Tool: call.Tool.Name, Value: value, Stack: debug.Stack()}
	return mcptools.Result{Text: err.Error(), Err: err}
}
