package middleware_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// observe calls a tool and returns what its observer was told.
func observe(t *testing.T, ctx context.Context, tool mcptools.Tool, arguments string) (seen mcptools.Observation) {
	t.Helper()
	ended := 0
	observed := tool.WithObserver(func(ctx context.Context, observed mcptools.Tool) (context.Context, func(mcptools.Observation)) {
		if observed.Name != tool.Name {
			t.Errorf("observed %s", observed.Name)
		}
		return ctx, func(end mcptools.Observation) {
			seen = end
			ended++
		}
	})
	result := observed.Call(ctx, []byte(arguments))
	if ended != 1 || seen.Err != result.Err {
		t.Errorf("the end was observed %d times with %v, want once with %v", ended, seen.Err, result.Err)
	}
	return seen
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	answering := func(yes bool, err error) context.Context {
		return mcptools.ContextWithAsk(t.Context(), func(context.Context, string) (bool, error) { return yes, err })
	}
	confirmed := middleware.Confirm(middleware.AskUser(func(context.Context, mcptools.Call) string { return "Really?" }))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx                context.Context // nil for that of the test
		tool               *pager
		arguments          string // "" for two people
		want               mcptools.Outcome
		pages              int
		approved, declined int
	}{
		"success":         {nil, newPager(), "", mcptools.OutcomeOK, 2, 0, 0},
		"failure":         {nil, newPager().failing(io.EOF), "", mcptools.OutcomeFailed, 2, 0, 0},
		"nothing done":    {nil, newPager().failing(mcptools.ErrNothingDone), "", mcptools.OutcomeFailed, 0, 0, 0},
		"wrong arguments": {nil, newPager(), `{"people":[1,{}]}`, mcptools.OutcomeArguments, 0, 0, 0},
		"argument error":  {nil, newPager().failing(&mcptools.ArgumentError{Message: "no"}), "", mcptools.OutcomeArguments, 2, 0, 0},
		"denied":          {nil, newPager(middleware.Confirm(always(middleware.Deny("no"), nil))), "", mcptools.OutcomeDenied, 0, 0, 0},
		"pending":         {nil, newPager(middleware.Confirm(always(middleware.Pending(""), nil))), "", mcptools.OutcomePending, 0, 0, 0},
		"no decision":     {nil, newPager(middleware.Confirm(always(middleware.Decision{}, io.EOF))), "", mcptools.OutcomeRefused, 0, 0, 0},
		"yes":             {answering(true, nil), newPager(confirmed), "", mcptools.OutcomeOK, 2, 1, 0},
		"no":              {answering(false, nil), newPager(confirmed), "", mcptools.OutcomeDenied, 0, 0, 1},
		"asked":           {answering(false, mcptools.ErrInputRequired), newPager(confirmed), "", mcptools.OutcomePending, 0, 0, 0},
		"nobody to ask":   {nil, newPager(confirmed), "", mcptools.OutcomeCannotAsk, 0, 0, 0},
		"limit":           {nil, newPager(middleware.Cap(1, time.Hour, weight)), "", mcptools.OutcomeLimited, 0, 0, 0},
		"no audit": {nil, newPager(middleware.Audit(func(context.Context, middleware.Record) error { return io.ErrShortWrite })), "",
			mcptools.OutcomeRefused, 0, 0, 0},
		"canceled": {ended, newPager(), "", mcptools.OutcomeCanceled, 2, 0, 0},
		"timeout":  {nil, newPager().failing(fmt.Errorf("%w: slow", context.DeadlineExceeded)), "", mcptools.OutcomeTimeout, 2, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, arguments := test.ctx, test.arguments
			if ctx == nil {
				ctx = t.Context()
			}
			if arguments == "" {
				arguments = `{"people":["ada","bob"]}`
			}
			got := observe(t, ctx, test.tool.Tool, arguments)
			if got.Outcome != test.want || got.Count("pages") != test.pages || got.Approved != test.approved || got.Declined != test.declined {
				t.Errorf("got %s, %d pages, %d yes, %d no, want %s, %d, %d, %d (%v)", got.Outcome, got.Count("pages"), got.Approved, got.Declined,
					test.want, test.pages, test.approved, test.declined, got.Err)
			}
		})
	}
}

func weight(call mcptools.Call) int { return call.Count("pages") }

// A panic ends the observation as well.
func TestObserverOfAPanic(t *testing.T) {
	t.Parallel()
	p := newPager()
	p.outcome = func(context.Context) (any, error) { panic("oh") }
	if got := observe(t, t.Context(), p.Tool, `{"people":["ada"]}`); got.Outcome != mcptools.OutcomePanicked || got.Count("pages") != 1 {
		t.Errorf("got %+v", got)
	}
}

// The context of the observer reaches the tool, and the time that its user thinks is known.
func TestObserverContextAndTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		p := newPager()
		p.outcome = func(ctx context.Context) (any, error) {
			if ctx.Value(key{}) != "span" {
				return nil, errors.New("the context is not that of the observer")
			}
			time.Sleep(time.Second)
			_, err := mcptools.Ask(ctx, "Really?")
			return "paged", err
		}
		ctx := mcptools.ContextWithAsk(t.Context(), func(context.Context, string) (bool, error) {
			time.Sleep(time.Minute)
			return true, nil
		})
		tool := p.WithObserver(func(ctx context.Context, _ mcptools.Tool) (context.Context, func(mcptools.Observation)) {
			return context.WithValue(ctx, key{}, "span"), func(got mcptools.Observation) {
				if got.Err != nil || got.Duration != time.Minute+time.Second || got.Asking != time.Minute {
					t.Errorf("got %+v", got)
				}
			}
		})
		tool.Call(ctx, []byte(`{"people":["ada"]}`))
	})
}
