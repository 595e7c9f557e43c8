package mcptools

import (
	"context"
	"encoding/json"
	"sync"
	"time"
)

// Observer is told of each call of a tool, for logs, metrics and traces; see Tool.WithObserver. It is called before the call. It returns
// the context in which the call runs, derived from ctx, and a function that is called when the call has ended, or nil. Both are called by
// many goroutines at once, must be quick, and must not panic.
type Observer func(ctx context.Context, tool Tool) (context.Context, func(Observation))

// Observation is how a call ended.
type Observation struct {
	Outcome  Outcome
	Err      error         // Result.Err; its text may quote arguments and what the tool read, so keep it out of labels
	Duration time.Duration // of the call
	Asking   time.Duration // the part of Duration in which it waited for answers to Ask
	Approved int           // questions of Ask that the user answered with yes
	Declined int           // questions of Ask that the user answered with no

	count func(mark string) int
}

// Count returns an upper bound for how often what a mark stands for happened: Call.Count, or 0 if the call certainly did nothing. Of an
// Observation that is not of a call, such as one in a test, it is 0.
func (o Observation) Count(mark string) int {
	if o.count == nil {
		return 0
	}
	return o.count(mark)
}

// WithObserver returns a copy of the tool whose calls are observed, in place of any observer that it had. The observer is outside of all
// middleware, and also sees calls whose arguments are wrong. A nil observer costs nothing.
func (t Tool) WithObserver(observer Observer) Tool {
	t.observer = observer
	return t
}

// observed is call, with the observer.
func (t Tool) observed(ctx context.Context, arguments json.RawMessage) Result {
	within, ended := t.observer(ctx, t)
	if ended == nil {
		return t.call(within, arguments)
	}
	answers := new(answers)
	start := time.Now()
	result := t.call(context.WithValue(within, answersKey{}, answers), arguments)
	duration := time.Since(start)
	answers.mutex.Lock()
	defer answers.mutex.Unlock()
	ended(Observation{
		Outcome: OutcomeOf(result.Err), Err: result.Err, Duration: duration,
		Asking: answers.took, Approved: answers.yes, Declined: answers.no,
		count: func(mark string) int {
			if ctx.Err() == nil && result.DidNothing() {
				return 0
			}
			return Call{Tool: t, Arguments: arguments}.Count(mark)
		},
	})
	return result
}

type answersKey struct{}

// answers are the user's answers to the questions of an observed call.
type answers struct {
	mutex   sync.Mutex
	took    time.Duration
	yes, no int
}

// add adds the outcome of a question. A nil receiver belongs to a call that nobody observes.
func (a *answers) add(yes bool, err error, took time.Duration) {
	if a == nil {
		return
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.took += took
	switch {
	case err != nil:
	case yes:
		a.yes++
	default:
		a.no++
	}
}
