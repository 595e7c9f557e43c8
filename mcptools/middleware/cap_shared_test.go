package middleware_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
)

// Caps with one store and one name have one total, for each caller if they are made so.
func TestSharedCap(t *testing.T) {
	t.Parallel()
	store := shared.NewMemory()
	one := newPager(middleware.Cap(2, time.Hour, nil, middleware.WithStore(store, "pages")))
	other := newPager(middleware.Cap(2, time.Hour, nil, middleware.WithStore(store, "pages")))
	named := newPager(middleware.Cap(1, time.Hour, nil, middleware.WithStore(store, "others")))
	first, second := newPager(middleware.CapPerCaller(1, time.Hour, nil, middleware.WithStore(store, "pages"))), newPager(middleware.CapPerCaller(1, time.Hour, nil, middleware.WithStore(store, "pages")))
	for i, step := range []struct {
		tool    *pager
		caller  string
		refused bool
	}{
		{one, "", false}, {other, "", false}, {one, "", true}, {other, "ada", true}, {named, "", false},
		{first, "ada", false}, {second, "ada", true}, {second, "bob", false}, {first, "bob", true}, {first, "", false},
	} {
		result := step.tool.call(mcptools.ContextWithCaller(t.Context(), step.caller), ada)
		if _, refused := errors.AsType[*middleware.CapError](result.Err); refused != step.refused {
			t.Errorf("%d: %+v", i, result)
		}
	}
	expectPanic(t, "no store", func() { middleware.WithStore(nil, "pages") })
}

// A nil option is none, so that a program can leave out the store.
func TestCapWithANilOption(t *testing.T) {
	t.Parallel()
	var store middleware.CapOption
	for _, limit := range []mcptools.Middleware{middleware.Cap(1, time.Hour, nil, store), middleware.CapPerCaller(1, time.Hour, nil, store)} {
		tool := newPager(limit)
		if result := tool.call(t.Context(), ada); result.Err != nil {
			t.Error(result.Err)
		}
		if _, refused := errors.AsType[*middleware.CapError](tool.call(t.Context(), ada).Err); !refused {
			t.Error("does not count")
		}
	}
}

// brokenStore is never available.
type brokenStore struct{ shared.Store }

func (brokenStore) Take(context.Context, string, int, shared.Limit) (shared.Use, error) {
	return nil, shared.ErrUnavailable
}

// Without its store, a call that counts does not run, and others do.
func TestCapWithoutItsStore(t *testing.T) {
	t.Parallel()
	tool := newPager(middleware.Cap(5, time.Hour, pages, middleware.WithStore(brokenStore{}, "pages")))
	result := tool.call(t.Context(), people(1))
	if !errors.Is(result.Err, mcptools.ErrNothingDone) || !errors.Is(result.Err, shared.ErrUnavailable) {
		t.Error(result.Err)
	}
	expectWords(t, result.Text, "page was not run and nothing was done, because it must be counted first: the state that this server shares")
	tool.expectRuns(t, 0)
	if result := tool.call(t.Context(), people(0)); result.Err != nil {
		t.Error(result.Err)
	}
	tool.expectRuns(t, 1)
}
