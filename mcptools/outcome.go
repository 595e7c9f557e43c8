package mcptools

import (
	"context"
	"errors"
)

// Outcome is how a call ended, as one of a few words.
type Outcome string

// The outcomes of calls.
const (
	OutcomeOK        Outcome = "ok"
	OutcomeArguments Outcome = "invalid_arguments" // an *ArgumentError
	OutcomePending   Outcome = "pending"           // waits for a person's answer; with ErrInputRequired the call runs again
	OutcomeDenied    Outcome = "denied"            // by a person or a policy
	OutcomeCannotAsk Outcome = "cannot_ask"        // needed an answer, and nobody could be asked
	OutcomeLimited   Outcome = "limited"           // exceeded a limit, such as that of middleware.Cap
	OutcomeRefused   Outcome = "refused"           // by other middleware
	OutcomeTimeout   Outcome = "timeout"
	OutcomeCanceled  Outcome = "canceled"
	OutcomePanicked  Outcome = "panicked"
	OutcomeFailed    Outcome = "failed" // any other error
)

// OutcomeOf returns the outcome of a call with the error err, which may be nil. An error, or one that it wraps, chooses the outcome by a
// method Outcome() Outcome.
func OutcomeOf(err error) Outcome {
	type chooser interface {
		error
		Outcome() Outcome
	}
	_, isDefect := errors.AsType[*PanicError](err)
	chosen, isChosen := errors.AsType[chooser](err)
	_, isArgument := errors.AsType[*ArgumentError](err)
	switch {
	case err == nil:
		return OutcomeOK
	case isDefect:
		return OutcomePanicked
	case isChosen:
		return chosen.Outcome()
	case errors.Is(err, ErrInputRequired):
		return OutcomePending
	case errors.Is(err, ErrCannotAsk):
		return OutcomeCannotAsk
	case errors.Is(err, context.DeadlineExceeded):
		return OutcomeTimeout
	case errors.Is(err, context.Canceled):
		return OutcomeCanceled
	case isArgument:
		return OutcomeArguments
	}
	return OutcomeFailed
}
