package middleware_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// One caller's pages take nothing from another's limit.
func TestCapPerCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tool := newPager(middleware.CapPerCaller(3, time.Hour, pages))
		for _, step := range []struct {
			wait    time.Duration
			caller  string
			count   int
			refused bool
		}{
			{0, "ada", 3, false},
			{0, "ada", 1, true},
			{0, "bob", 4, true},
			{0, "bob", 2, false},
			{0, "", 3, false},
			{0, "", 1, true},
			{time.Hour - 1, "ada", 1, true},
			{0, "eve", 3, false},
			{1, "ada", 3, false},
			{0, "bob", 3, false},
			{0, "eve", 1, true},
			{2 * time.Hour, "eve", 3, false},
			{0, "eve", 1, true},
		} {
			time.Sleep(step.wait)
			result := tool.call(mcptools.ContextWithCaller(t.Context(), step.caller), people(step.count))
			if (result.Err != nil) != step.refused {
				t.Errorf("%+v: %+v", step, result)
			}
		}
	})
}

// A stranger with many names cannot fill the memory: who did nothing, or has not come back, is forgotten. The test runs alone, since it
// counts the bytes of the process.
func TestCapPerCallerForgets(t *testing.T) {
	const callers = 50_000
	synctest.Test(t, func(t *testing.T) {
		done := mcptools.Additive("page", "Pages.", func(_ context.Context, in struct {
			Nothing bool `json:"nothing,omitempty"`
		}) (string, error) {
			if in.Nothing {
				return "", mcptools.ErrNothingDone
			}
			return "done", nil
		}).With(middleware.CapPerCaller(1, time.Hour, nil))
		call := func(arguments string, i int) {
			name := fmt.Sprintf("%s %d", strings.Repeat("x", 500), i)
			done.Call(mcptools.ContextWithCaller(t.Context(), name), []byte(arguments))
		}
		before := heap()
		for i := range callers {
			call(`{"nothing":true}`, i)
		}
		if grown := heap() - before; grown > 8<<20 {
			t.Errorf("callers who did nothing take %d bytes", grown)
		}
		for i := range callers {
			call(`{}`, i)
		}
		if grown := heap() - before; grown < 8<<20 {
			t.Errorf("callers who count take only %d bytes: this test tests nothing", grown)
		}
		time.Sleep(time.Hour)
		call(`{}`, 0)
		if grown := heap() - before; grown > 8<<20 {
			t.Errorf("callers who no longer count take %d bytes", grown)
		}
		runtime.KeepAlive(done)
	})
}

// heap returns the bytes in use.
func heap() int {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}
