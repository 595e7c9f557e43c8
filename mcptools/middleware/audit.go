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

// Stage is the time in a call at which a Record is made.
type Stage string

// The stages of a call.
const (
	StageBegin Stage = "begin" // before a call that may change something
	StageEnd   Stage = "end"   // after any call
)

// Record describes a call at one of its stages.
type Record struct {
	ID          string // unique for the call, the same at both stages
	Time        time.Time
	Stage       Stage
	Tool        string
	Caller      string              // mcptools.Caller of the call; "" if the program has only one
	Client      mcptools.ClientInfo // mcptools.Client of the call
	Members     map[string]string   // further members of the line in AuditLog, such as the name of the process; Audit sets none
	Effect      mcptools.Effect
	Arguments   json.RawMessage // canonical
	Duration    time.Duration   // of the whole call; only at StageEnd
	ResultBytes int             // the length of Result.Text; only at StageEnd
	Err         error           // Result.Err; only at StageEnd
}

// Audit passes records of each call to write. A call that may change something is recorded before it runs, at StageBegin, and after
// it, at StageEnd. A call that only reads is recorded at StageEnd. As the outermost middleware, Audit also records the calls that
// other middleware refuses. Calls whose arguments the tool refuses reach no middleware and are not recorded.
//
// If write fails at StageBegin, the call does not run, and its error matches mcptools.ErrNothingDone. If write fails at StageEnd, the
// call has already run: its result is returned. If that is a failure, the error of write is joined to it; otherwise the error is
// lost, so write should log its own failures. At StageEnd the context that write receives is not cancelled with the call, so write
// should set its own timeout.
func Audit(write func(context.Context, Record) error) mcptools.Middleware {
	if write == nil {
		panic("middleware: Audit needs a function that writes records")
	}
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) (result mcptools.Result) {
			a := audited{write: write, start: time.Now(), record: Record{
				ID: rand.Text(), Tool: call.Tool.Name, Caller: mcptools.Caller(ctx), Client: mcptools.Client(ctx), Effect: call.Tool.Effect, Arguments: call.Arguments,
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

// audited is a call under audit, and its latest record.
type audited struct {
	write  func(context.Context, Record) error
	start  time.Time
	record Record
}

func (a *audited) begin(ctx context.Context) error {
	a.record.Stage, a.record.Time = StageBegin, a.start
	return a.save(ctx)
}

// end records how the call ended, and returns its result.
func (a *audited) end(ctx context.Context, result mcptools.Result) mcptools.Result {
	a.record.Stage, a.record.Time = StageEnd, time.Now()
	a.record.Duration = a.record.Time.Sub(a.start)
	a.record.ResultBytes, a.record.Err = len(result.Text), result.Err
	if err := a.save(context.WithoutCancel(ctx)); err != nil && result.Err != nil {
		result.Err = errors.Join(result.Err, err)
	}
	return result
}

// save writes the record. It turns a panic of the write function into an error, so that the result of a change is not lost.
func (a *audited) save(ctx context.Context) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("the function panicked: %v\n%s", value, debug.Stack())
		}
		if err != nil {
			err = fmt.Errorf("the audit record of %s could not be written: %w", a.record.Tool, err)
		}
	}()
	return a.write(ctx, a.record)
}

// unrecorded returns the result of a call that did not run because its record could not be written.
func unrecorded(call mcptools.Call, err error) mcptools.Result {
	return mcptools.Result{
		Text: call.Tool.Name + " was not run and nothing was done: the operator's audit record of it could not be written. " +
			"Tools that change something do not run until the operator has fixed that. Tools that only read still work.",
		Err: &refusal{fmt.Errorf("%w: %w", mcptools.ErrNothingDone, err), mcptools.OutcomeRefused},
	}
}

// panicked returns the result of a call that panicked, as Tool.Call would.
func panicked(call mcptools.Call, value any) mcptools.Result {
	err := &mcptools.PanicError{Tool: call.Tool.Name, Value: value, Stack: debug.Stack()}
	return mcptools.Result{Text: err.Error(), Err: err}
}
