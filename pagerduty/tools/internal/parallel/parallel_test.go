package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

func TestEach(t *testing.T) {
	t.Parallel()
	var sum atomic.Int64
	if err := parallel.Each(t.Context(), 100, func(_ context.Context, i int) error { sum.Add(int64(i)); return nil }); err != nil || sum.Load() != 4950 {
		t.Errorf("sum %d, %v", sum.Load(), err)
	}
	broken := errors.New("broken")
	if err := parallel.Each(t.Context(), 100, func(_ context.Context, i int) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

// The error of the call that the context interrupted is more specific than the context's.
func TestTheEndOfTheContextIsExplained(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	err := parallel.Each(ctx, 1, func(ctx context.Context, _ int) error {
		cancel()
		return fmt.Errorf("asking for it: %w", ctx.Err())
	})
	if err == nil || !strings.Contains(err.Error(), "asking for it") || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if err := parallel.Each(ctx, 3, func(context.Context, int) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("after the context has ended: error %v", err)
	}
}

func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	err := parallel.Each(t.Context(), 3, func(_ context.Context, i int) error { panic("a secret") })
	if err == nil || !strings.Contains(err.Error(), "internal error") || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
}

func TestDo(t *testing.T) {
	t.Parallel()
	broken, meet := errors.New("broken"), make(chan struct{})
	err := parallel.Do(t.Context(),
		func(context.Context) error { meet <- struct{}{}; return nil },
		func(context.Context) error { <-meet; return broken },
	)
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}
