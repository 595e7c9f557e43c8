package middleware_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// people returns the arguments of a call that pages n people.
func people(n int) string {
	arguments, _ := json.Marshal(map[string]any{"people": make([]string, 1), "times": n})
	return string(arguments)
}

// capped calls the tool and returns the refusal; nil if the call ran.
func capped(t *testing.T, tool *pager, arguments string) *middleware.CapError {
	t.Helper()
	before := tool.runs.Load()
	result := tool.call(t.Context(), arguments)
	refusal, refused := errors.AsType[*middleware.CapError](result.Err)
	if refused != (tool.runs.Load() == before) || refused && !strings.Contains(result.Text, "nothing was done") {
		t.Errorf("%s: result %+v, ran %d times", arguments, result, tool.runs.Load()-before)
	}
	return refusal
}

func TestCapIsASlidingWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tool := newPager(middleware.Cap(5, time.Hour, pages))
		for _, step := range []struct {
			wait    time.Duration
			count   int
			refused bool
			retry   time.Duration
		}{
			{0, 2, false, 0},
			{20 * time.Minute, 2, false, 0},
			{20 * time.Minute, 2, true, 20 * time.Minute},
			{0, 4, true, 40 * time.Minute},
			{0, 5, true, 40 * time.Minute},
			{0, 1, false, 0},
			{0, 1, true, 20 * time.Minute},
			{20*time.Minute - 1, 1, true, 1},
			{1, 3, true, 20 * time.Minute},
			{0, 2, false, 0},
			{0, 1, true, 20 * time.Minute},
			{time.Hour, 5, false, 0},
			{30 * time.Minute, 6, true, 0},
			{0, 0, false, 0},
		} {
			time.Sleep(step.wait)
			refusal := capped(t, tool, people(step.count))
			if (refusal != nil) != step.refused {
				t.Fatalf("%+v: refusal %v", step, refusal)
			}
			if refusal != nil && (refusal.RetryAfter != step.retry || refusal.Limit != 5 || refusal.Period != time.Hour) {
				t.Errorf("%+v: refusal %+v", step, refusal)
			}
		}
	})
}

// Compared with a simple count of random calls: no period contains more than the limit, and no call is refused that would fit.
func TestCapIsExact(t *testing.T) {
	t.Parallel()
	const limit, period = 7, time.Minute
	synctest.Test(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(1, 2))
		tool := newPager(middleware.Cap(limit, period, pages))
		type passed struct {
			at time.Time
			n  int
		}
		var all []passed
		for range 3000 {
			time.Sleep(time.Duration(random.IntN(20)) * time.Second)
			n, used := 1+random.IntN(4), 0
			for _, p := range slices.Backward(all) {
				if time.Since(p.at) >= period {
					break
				}
				used += p.n
			}
			refusal := capped(t, tool, people(n))
			if (refusal != nil) != (used+n > limit) {
				t.Fatalf("%d with %d used: refusal %v", n, used, refusal)
			}
			if refusal == nil {
				all = append(all, passed{time.Now(), n})
			}
		}
	})
}

func TestCapCountsCallsByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		two := middleware.Cap(2, time.Minute, nil)
		tool, other, apart := newPager(two), newPager(two), newPager(middleware.Cap(2, time.Minute, nil))
		if first, second, third := capped(t, tool, people(9)), capped(t, other, people(0)), capped(t, tool, ada); first != nil || second != nil || third == nil {
			t.Errorf("%v, %v, %v: two calls are allowed over both tools", first, second, third)
		}
		if refusal := capped(t, apart, ada); refusal != nil {
			t.Errorf("another cap: %v", refusal)
		}
	})
}

// A call with weight 0 runs even if the limit is used up.
func TestCapOfNothing(t *testing.T) {
	t.Parallel()
	none := newPager(middleware.Cap(0, time.Hour, pages))
	if refusal := capped(t, none, people(0)); refusal != nil {
		t.Error(refusal)
	}
	if refusal := capped(t, none, people(1)); refusal == nil || refusal.RetryAfter != 0 {
		t.Errorf("refusal %+v", refusal)
	}
	negative := newPager(middleware.Cap(1, time.Hour, func(call mcptools.Call) int { return call.Count("pages") - 2 }))
	for i, count := range []int{1, 1, 3, 1, 3} {
		if refusal := capped(t, negative, people(count)); (refusal != nil) != (i == 4) {
			t.Errorf("call %d, which counts %d: %v", i, count-2, refusal)
		}
	}
	expectPanic(t, "a negative limit", func() { middleware.Cap(-1, time.Hour, nil) })
	expectPanic(t, "no period", func() { middleware.Cap(1, 0, nil) })
}

func TestCapSaysWhatIsPossible(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		limit, used, count int
		period, wait       time.Duration
		want               string
	}{
		{1, 1, 1, time.Hour, 48 * time.Minute, "the limit for such calls is 1 within 1 hour. It will be possible again in 12 minutes"},
		{10, 8, 4, 24 * time.Hour, 30 * time.Minute, "this call counts as 4, and the limit for such calls is 10 within 24 hours. It will be possible again in 23 hours 30 minutes"},
		{1, 1, 1, time.Hour, time.Hour - 90*time.Second - time.Millisecond, "possible again in 1 minute 31 seconds"},
		{1, 1, 1, time.Hour, time.Hour - 121*time.Second, "possible again in 3 minutes"},
		{1, 1, 1, time.Hour, time.Hour - 1, "possible again in 1 second:"},
		{3, 0, 4, 90 * time.Minute, 0, "this call counts as 4, and the limit for such calls is 3 within 1 hour 30 minutes. Waiting does not help: do less in one call."},
		{0, 0, 1, 1500 * time.Millisecond, 0, "the limit for such calls is 0 within 1.5s. Waiting does not help"},
		{3, 1, math.MaxInt, time.Hour, 0, "Waiting does not help"},
	} {
		synctest.Test(t, func(t *testing.T) {
			tool := newPager(middleware.Cap(test.limit, test.period, pages))
			capped(t, tool, people(test.used))
			time.Sleep(test.wait)
			result := tool.call(t.Context(), people(test.count))
			expectWords(t, result.Text, "page was not run and nothing was done: ", test.want)
			if refusal, ok := errors.AsType[*middleware.CapError](result.Err); !ok || refusal.Error() != result.Text {
				t.Errorf("error %v, text %q", result.Err, result.Text)
			}
		})
	}
	expectWords(t, (&middleware.CapError{Limit: 3, Period: time.Hour}).Error(), "nothing was done", "3 within 1 hour")
}

// A call stops counting if it certainly did nothing, and only then.
func TestCapGivesBackWhatWasNotUsed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		inner    mcptools.Middleware
		outcome  error
		released bool
	}{
		"nothing done": {nil, fmt.Errorf("%w: ada is unknown", mcptools.ErrNothingDone), true},
		"an argument":  {nil, &mcptools.ArgumentError{Message: "ada is unknown"}, false},
		"undecided":    {middleware.Confirm(always(middleware.Allow(), mcptools.ErrCannotAsk)), nil, true},
		"unrecorded":   {middleware.Audit(func(context.Context, middleware.Record) error { return errors.New("no space") }), nil, true},
		"ended before": {func(next mcptools.Handler) mcptools.Handler {
			return func(ctx context.Context, call mcptools.Call) mcptools.Result {
				ended, cancel := context.WithCancel(ctx)
				cancel()
				return call.Tool.Call(ended, call.Arguments)
			}
		}, nil, true},
		"denied":         {middleware.Confirm(always(middleware.Deny(""), nil)), nil, true},
		"pending":        {middleware.Confirm(always(middleware.Pending(""), nil)), nil, true},
		"input required": {middleware.Confirm(always(middleware.Decision{}, mcptools.ErrInputRequired)), nil, true},
		"another cap":    {middleware.Cap(0, time.Hour, nil), nil, true},
		"failure":        {nil, errors.New("500"), false},
		"cancelled":      {nil, context.Canceled, false},
		"panic": {func(mcptools.Handler) mcptools.Handler {
			return func(context.Context, mcptools.Call) mcptools.Result { panic("x") }
		}, nil, false},
		"success": {nil, nil, false},
		"success that changed nothing": {func(mcptools.Handler) mcptools.Handler {
			return func(context.Context, mcptools.Call) mcptools.Result {
				return mcptools.Result{Text: "{}", NothingDone: true}
			}
		}, nil, true},
		"failure in spite of NothingDone": {func(mcptools.Handler) mcptools.Handler {
			return func(context.Context, mcptools.Call) mcptools.Result {
				return mcptools.Result{Err: errors.New("500"), NothingDone: true}
			}
		}, nil, false},
	} {
		list := []mcptools.Middleware{middleware.Cap(2, time.Hour, pages)}
		if test.inner != nil {
			list = append(list, test.inner)
		}
		tool := newPager(list...).failing(test.outcome)
		tool.call(t.Context(), people(2))
		_, refused := errors.AsType[*middleware.CapError](tool.call(t.Context(), people(2)).Err)
		if name == "another cap" {
			refused = tool.call(t.Context(), people(2)).Err.(*middleware.CapError).Limit != 0
		}
		if refused == test.released {
			t.Errorf("%s: the next call is refused: %v", name, refused)
		}
	}
}

// Concurrent calls never exceed the limit together, however they end.
func TestCapHoldsForCallsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tool := newPager(middleware.Cap(3, time.Hour, nil))
		open := make(chan struct{})
		tool.outcome = func(context.Context) (any, error) { <-open; return "paged", nil }
		var wg sync.WaitGroup
		var mutex sync.Mutex
		var refusals []*middleware.CapError
		for range 50 {
			wg.Go(func() {
				result := tool.call(t.Context(), ada)
				if refusal, ok := errors.AsType[*middleware.CapError](result.Err); ok {
					mutex.Lock()
					defer mutex.Unlock()
					refusals = append(refusals, refusal)
				}
			})
		}
		synctest.Wait()
		if got := tool.runs.Load(); got != 3 {
			t.Errorf("%d ran at once", got)
		}
		time.Sleep(2 * time.Hour) // running calls still count: each may change something at any time
		if refusal := capped(t, tool, ada); refusal == nil || refusal.RetryAfter != time.Hour {
			t.Errorf("while all calls run: %+v", refusal)
		}
		close(open)
		wg.Wait()
		if len(refusals) != 47 {
			t.Errorf("%d were refused", len(refusals))
		}
		time.Sleep(time.Hour - time.Nanosecond)
		if refusal := capped(t, tool, ada); refusal == nil || refusal.RetryAfter != 1 {
			t.Errorf("within the hour after: %+v", refusal)
		}
		time.Sleep(time.Nanosecond)
		if refusal := capped(t, tool, ada); refusal != nil {
			t.Errorf("after it: %+v", refusal)
		}
	})
}

func TestCapUnderLoad(t *testing.T) {
	t.Parallel()
	tool := newPager(middleware.Cap(100, time.Hour, nil), middleware.Confirm(func() decider {
		var mutex sync.Mutex
		var n int
		return func(context.Context, mcptools.Call) (middleware.Decision, error) {
			mutex.Lock()
			defer mutex.Unlock()
			if n++; n%2 == 0 {
				return middleware.Deny(""), nil
			}
			return middleware.Allow(), nil
		}
	}()))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				tool.call(t.Context(), ada)
			}
		})
	}
	wg.Wait()
	tool.expectRuns(t, 100)
}

// The cause of a context may match ErrNothingDone because of another call.
func TestCapKeepsTheRoomOfACancelledCall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	act := func(ctx context.Context, _ struct{}) (string, error) {
		cancel(fmt.Errorf("another call: %w", mcptools.ErrNothingDone)) // after something was changed
		return "", context.Cause(ctx)
	}
	tool := mcptools.Additive("act", "Acts.", act).With(middleware.Cap(1, time.Hour, nil))
	tool.Call(ctx, nil)
	if _, ok := errors.AsType[*middleware.CapError](tool.Call(t.Context(), nil).Err); !ok {
		t.Error("a call that may have done something no longer counts")
	}
}
