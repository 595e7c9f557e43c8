package middleware_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// The order that the package's documentation recommends.
func TestPiecesTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		pager, reader := newPager(), newReader()
		tools := []mcptools.Tool{pager.Tool, reader.Tool}

		ask := middleware.AskUser(func(ctx context.Context, call mcptools.Call) string {
			return call.Question(ctx).Text(500) + " This may page somebody."
		})
		confirm := func(ctx context.Context, call mcptools.Call) (middleware.Decision, error) {
			if pages(call) == 0 {
				return middleware.Allow(), nil
			}
			return ask(ctx, call)
		}
		tools = middleware.Around(tools, nil, middleware.TimeLimit(time.Minute))
		tools = middleware.Around(tools, middleware.Marked("pages"), middleware.Confirm(confirm), middleware.Cap(2, time.Hour, pages))
		tools = middleware.Around(tools, nil, middleware.Audit(middleware.AuditLog(&log)), middleware.Redact(withoutPhones))

		var asked []string
		yes := true
		ctx := mcptools.ContextWithAsk(t.Context(), func(_ context.Context, question string) (bool, error) {
			asked = append(asked, question)
			time.Sleep(10 * time.Minute) // does not count for TimeLimit
			return yes, nil
		})
		pager.outcome = func(ctx context.Context) (any, error) { return "rang 4155550100", ctx.Err() }

		page := func(arguments string) mcptools.Result { return tools[0].Call(ctx, []byte(arguments)) }
		if result := page(`{"people":[]}`); result.Err != nil || len(asked) != 0 {
			t.Errorf("a call that pages nobody: %+v, asked %q", result, asked)
		}
		yes = false
		for range 3 { // a denied call uses nothing of the cap
			if result := page(people(2)); !errors.Is(result.Err, middleware.ErrDenied) {
				t.Errorf("after no: %+v", result)
			}
		}
		yes = true
		if result := page(people(2)); result.Err != nil || result.Text != `"rang [phone <&>]"` {
			t.Errorf("after yes: %+v", result)
		}
		if result := page(ada); result.Err == nil || !strings.Contains(result.Text, "the limit for such calls is 2") {
			t.Errorf("beyond the cap: %+v", result)
		}
		if want := "Page? This may page somebody."; len(asked) != 5 || asked[0] != want {
			t.Errorf("asked %q, want 5 questions and first %q", asked, want)
		}
		pager.expectRuns(t, 2)
		tools[1].Call(ctx, nil)
		reader.expectRuns(t, 1)
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		if len(lines) != 6*2+1 || strings.Count(log.String(), "the user said no") != 3 {
			t.Errorf("%d lines: %s", len(lines), log.String())
		}
	})
}
