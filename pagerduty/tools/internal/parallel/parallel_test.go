package parallel_test

import (
	"context"
	"errors"
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

func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	err := parallel.Each(t.Context(), 3, func(_ context.Context, i int) error { panic("a secret") })
	if err == nil || !strings.Contains(err.Error(), "defect") || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
}
