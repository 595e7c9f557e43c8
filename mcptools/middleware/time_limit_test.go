package middleware_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// untilTheEnd waits until the context ends, and returns its error.
func untilTheEnd(ctx context.Context) (any, error) {
	<-ctx.Done()
	return nil, fmt.Errorf("page ada: %w", ctx.Err())
}

func TestTimeLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, tool := range []*pager{newPager(middleware.TimeLimit(90 * time.Second)), newReader(middleware.TimeLimit(90 * time.Second))} {
			for name, outcome := range map[string]func(context.Context) (any, error){
				"error of the context": untilTheEnd,
				"cause of the context": func(ctx context.Context) (any, error) { <-ctx.Done(); return nil, context.Cause(ctx) },
			} {
				start := time.Now()
				tool.outcome = outcome
				arguments := map[string]string{"page": ada, "look": "{}"}[tool.Name]
				result := tool.call(t.Context(), arguments)
				if took := time.Since(start); took != 90*time.Second {
					t.Errorf("%s, %s: took %v", tool.Name, name, took)
				}
				if !errors.Is(result.Err, context.DeadlineExceeded) || strings.Count(result.Err.Error(), "time limit") != 1 {
					t.Errorf("%s, %s: error %v", tool.Name, name, result.Err)
				}
				if name == "error of the context" && !strings.Contains(result.Err.Error(), "page ada") {
					t.Errorf("the tool's own error is lost: %v", result.Err)
				}
				words := []string{tool.Name + " was stopped after its time limit of 1 minute 30 seconds"}
				if tool.Name == "page" {
					words = append(words, "look before you repeat it")
				} else {
					words = append(words, "try again")
				}
				expectWords(t, result.Text, words...)
			}
		}
	})
}

// A write that certainly changed nothing may be tried again. The program can match the limit by its type.
func TestTimeLimitKnowsThatNothingWasDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tool := newPager(middleware.TimeLimit(45 * time.Second))
		tool.outcome = func(ctx context.Context) (any, error) {
			if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) != 45*time.Second {
				t.Errorf("the context ends at %v", deadline)
			}
			<-ctx.Done()
			return nil, fmt.Errorf("%w: %w", mcptools.ErrNothingDone, ctx.Err())
		}
		result := tool.call(t.Context(), ada)
		limit, ok := errors.AsType[*middleware.TimeLimitError](result.Err)
		if !ok || *limit != (middleware.TimeLimitError{Tool: "page", Limit: 45 * time.Second}) || !errors.Is(result.Err, mcptools.ErrNothingDone) {
			t.Errorf("error %v", result.Err)
		}
		if want := "page was stopped after its time limit of 45 seconds. Nothing was changed: it can be tried again."; result.Text != want {
			t.Errorf("got %q, want %q", result.Text, want)
		}
	})
}

// The tool's own text about an uncertain change is kept.
func TestTimeLimitKeepsWhatTheToolSays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		explain := func(next mcptools.Handler) mcptools.Handler {
			return func(ctx context.Context, call mcptools.Call) mcptools.Result {
				result := next(ctx, call)
				result.Text = "The change may have been made. See who was paged."
				return result
			}
		}
		tool := newPager(explain)
		tool.Tool = tool.With(middleware.TimeLimit(45 * time.Second))
		tool.outcome = untilTheEnd
		want := "page was stopped after its time limit of 45 seconds. It may still have made its change: look before you repeat it. " +
			"The change may have been made. See who was paged."
		if result := tool.call(t.Context(), ada); result.Text != want {
			t.Errorf("got %q, want %q", result.Text, want)
		}
	})
}

// Only failures because of the limit are blamed on it.
func TestTimeLimitLeavesOtherOutcomes(t *testing.T) {
	t.Parallel()
	notFound := errors.New("nobody is called ada")
	late := func(value any, err error) func(context.Context) (any, error) {
		return func(ctx context.Context) (any, error) { <-ctx.Done(); return value, err }
	}
	for name, test := range map[string]struct {
		outcome func(context.Context) (any, error)
		parent  time.Duration // the caller's own limit
		want    error
		text    string
	}{
		"in time":                  {func(context.Context) (any, error) { return "paged", nil }, 0, nil, `"paged"`},
		"late, but done":           {late("paged", nil), 0, nil, `"paged"`},
		"late, for another reason": {late(nil, notFound), 0, notFound, notFound.Error()},
		"a time limit of its own":  {func(context.Context) (any, error) { return nil, context.DeadlineExceeded }, 0, context.DeadlineExceeded, "context deadline exceeded"},
		"the caller's deadline":    {untilTheEnd, time.Second, context.DeadlineExceeded, "page ada: context deadline exceeded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if test.parent > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.parent)
					defer cancel()
				}
				tool := newPager(middleware.TimeLimit(time.Minute))
				tool.outcome = test.outcome
				if result := tool.call(ctx, ada); !errors.Is(result.Err, test.want) || result.Text != test.text {
					t.Errorf("result %+v", result)
				}
			})
		})
	}
}

func TestTimeLimitsWithinEachOther(t *testing.T) {
	t.Parallel()
	for _, limits := range [][]time.Duration{{time.Minute, 2 * time.Second}, {2 * time.Second, time.Minute}} {
		synctest.Test(t, func(t *testing.T) {
			tool := newPager(middleware.TimeLimit(limits[0]), middleware.TimeLimit(limits[1]))
			tool.outcome = untilTheEnd
			start := time.Now()
			result := tool.call(t.Context(), ada)
			if took := time.Since(start); took != 2*time.Second || strings.Count(result.Text, "limit") != 1 {
				t.Errorf("after %v: %+v", took, result)
			}
			expectWords(t, result.Text, "2 seconds")
		})
	}
}

// A tool that still runs finds the limit as the cause of its context.
func TestTimeLimitIsTheCauseOfTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var cause error
		tool := newPager(middleware.TimeLimit(1500 * time.Millisecond))
		tool.outcome = func(ctx context.Context) (any, error) {
			<-ctx.Done()
			cause = context.Cause(ctx)
			return nil, ctx.Err()
		}
		result := tool.call(t.Context(), ada)
		if !errors.Is(result.Err, cause) || !errors.Is(cause, context.DeadlineExceeded) || cause.Error() != "page was stopped after its time limit of 1.5s" {
			t.Errorf("cause %v, error %v", cause, result.Err)
		}
	})
	expectPanic(t, "TimeLimit(0)", func() { middleware.TimeLimit(0) })
}
