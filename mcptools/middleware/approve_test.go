package middleware_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// waiting postpones and keeps each call, as a chatbot with buttons does.
func waiting(kept *[]mcptools.Call) mcptools.Middleware {
	return middleware.Confirm(func(_ context.Context, call mcptools.Call) (middleware.Decision, error) {
		*kept = append(*kept, call)
		return middleware.Pending("Asked in the channel."), nil
	})
}

func TestApproveLetsTheCallThatWaitedPass(t *testing.T) {
	t.Parallel()
	var kept []mcptools.Call
	tool := newPager(waiting(&kept))
	if result := tool.call(t.Context(), `{"request":{"person":"ada","reason":"db <&> down"}}`); !errors.Is(result.Err, middleware.ErrPending) {
		t.Fatalf("result %+v", result)
	}
	call := kept[0]
	result := call.Tool.Call(middleware.Approve(t.Context(), call), call.Arguments)
	if result.Err != nil || result.Text != `"paged"` || len(kept) != 1 {
		t.Errorf("after the yes: %+v, asked %d times", result, len(kept))
	}
	tool.expectRuns(t, 1)
}

func TestApproveAfterARestart(t *testing.T) {
	t.Parallel()
	var kept []mcptools.Call
	for _, saved := range []string{`{"people":["ada"],"times":1}`, `{"request":{"person":"ada"}}`, ` { "times" : "1", "people":"[\"ada\"]" } `} {
		tool := newPager(waiting(&kept))
		ctx := middleware.Approve(t.Context(), mcptools.Call{Tool: tool.Tool, Arguments: json.RawMessage(saved)})
		if result := tool.call(ctx, saved); result.Err != nil {
			t.Errorf("%s: %v", saved, result.Err)
		}
		tool.expectRuns(t, 1)
	}
	if len(kept) != 0 {
		t.Errorf("asked about %v", kept)
	}
}

func TestApproveLetsNothingElsePass(t *testing.T) {
	t.Parallel()
	var kept []mcptools.Call
	wait := waiting(&kept)
	tool, other := newPager(wait), newReader(wait)
	same := mcptools.Additive("page-again", "Pages people.", func(context.Context, pageInput) (string, error) { return "paged", nil }).With(wait)
	approved := mcptools.Call{Tool: tool.Tool, Arguments: json.RawMessage(ada)}
	ctx := middleware.Approve(t.Context(), approved)
	for name, result := range map[string]mcptools.Result{
		"other person":                  tool.call(ctx, `{"people":["bob"]}`),
		"more people":                   tool.call(ctx, `{"people":["ada","bob"]}`),
		"other reason":                  tool.call(ctx, `{"people":["ada"],"reason":"x"}`),
		"other tool with the arguments": same.Call(ctx, approved.Arguments),
		"other tool":                    other.call(ctx, `{}`),
		"in the context before":         tool.call(t.Context(), ada),
		"approved with wrong arguments": tool.call(middleware.Approve(t.Context(), mcptools.Call{Tool: tool.Tool, Arguments: json.RawMessage(`{"people":7,"x":1}`)}), ada),
		"approved for an empty tool":    tool.call(middleware.Approve(t.Context(), mcptools.Call{Tool: mcptools.Tool{Name: "page"}}), ada),
	} {
		if !errors.Is(result.Err, middleware.ErrPending) {
			t.Errorf("%s: %+v", name, result)
		}
	}
	tool.expectRuns(t, 0)
	other.expectRuns(t, 0)
}

// One approval is for one call, even if the model goes on in the same context.
func TestApproveHoldsOnce(t *testing.T) {
	t.Parallel()
	var kept []mcptools.Call
	tool := newPager(waiting(&kept))
	call := mcptools.Call{Tool: tool.Tool, Arguments: json.RawMessage(ada)}
	ctx := middleware.Approve(t.Context(), call)
	if first, second := tool.call(ctx, ada), tool.call(ctx, ada); first.Err != nil || !errors.Is(second.Err, middleware.ErrPending) {
		t.Errorf("first %+v, second %+v", first, second)
	}
	tool.expectRuns(t, 1)
}

// Making the tools again for each turn of a conversation does not renew an approval, with the same middleware or with new.
func TestApproveHoldsOnceForToolsBuiltAgain(t *testing.T) {
	t.Parallel()
	var kept []mcptools.Call
	one := waiting(&kept)
	for name, again := range map[string]mcptools.Middleware{"the same middleware": one, "another": waiting(&kept)} {
		first, second := newPager(one), newPager(again)
		ctx := middleware.Approve(t.Context(), mcptools.Call{Tool: first.Tool, Arguments: json.RawMessage(ada)})
		if result := first.call(ctx, ada); result.Err != nil {
			t.Errorf("%s: first %+v", name, result)
		}
		if result := second.call(ctx, ada); !errors.Is(result.Err, middleware.ErrPending) {
			t.Errorf("%s: second %+v", name, result)
		}
		second.expectRuns(t, 0)
	}
}

// Other calls within an approved call are not approved.
func TestApproveLetsNothingElsePassWithin(t *testing.T) {
	t.Parallel()
	var kept []mcptools.Call
	inner, outer := newPager(waiting(&kept)), newPager(waiting(&kept))
	var within mcptools.Result
	outer.outcome = func(ctx context.Context) (any, error) {
		within = inner.call(ctx, `{"people":["bob"]}`)
		return "paged", nil
	}
	ctx := middleware.Approve(t.Context(), mcptools.Call{Tool: outer.Tool, Arguments: json.RawMessage(ada)})
	if result := outer.call(ctx, ada); result.Err != nil || !errors.Is(within.Err, middleware.ErrPending) {
		t.Errorf("%+v, within %+v", result, within)
	}
	inner.expectRuns(t, 0)
}

func TestApproveSeveralCalls(t *testing.T) {
	t.Parallel()
	var kept []mcptools.Call
	tool := newPager(waiting(&kept))
	ctx := t.Context()
	for _, arguments := range []string{ada, `{"people":["bob"]}`, ada} {
		ctx = middleware.Approve(ctx, mcptools.Call{Tool: tool.Tool, Arguments: json.RawMessage(arguments)})
	}
	for i, arguments := range []string{ada, `{"people":["bob"]}`, ada, ada} {
		if result := tool.call(ctx, arguments); (result.Err == nil) != (i < 3) {
			t.Errorf("call %d: %+v", i, result)
		}
	}
	tool.expectRuns(t, 3)
}

// One approval passes all of several Confirms around a tool.
func TestApproveHoldsForEveryConfirmAround(t *testing.T) {
	t.Parallel()
	var inner, outer []mcptools.Call
	tool := newPager(waiting(&outer), waiting(&inner))
	ctx := middleware.Approve(t.Context(), mcptools.Call{Tool: tool.Tool, Arguments: json.RawMessage(ada)})
	if result := tool.call(ctx, ada); result.Err != nil || len(inner)+len(outer) != 0 {
		t.Errorf("%+v, asked %d and %d", result, len(outer), len(inner))
	}
	tool.expectRuns(t, 1)
}

// A tool that repeats its own call, with the context that it got, needs another approval.
func TestApproveHoldsOnceWithin(t *testing.T) {
	t.Parallel()
	deny := middleware.Confirm(func(context.Context, mcptools.Call) (middleware.Decision, error) { return middleware.Deny("No."), nil })
	var tool mcptools.Tool
	runs, again := 0, mcptools.Result{}
	page := func(ctx context.Context, in pageInput) (string, error) {
		if runs++; runs < 3 {
			again = tool.Call(ctx, json.RawMessage(ada))
		}
		return "paged", nil
	}
	tool = mcptools.Additive("page", "Pages people.", page).With(deny, deny)
	result := tool.Call(middleware.Approve(t.Context(), mcptools.Call{Tool: tool, Arguments: json.RawMessage(ada)}), json.RawMessage(ada))
	if result.Err != nil || runs != 1 || !errors.Is(again.Err, middleware.ErrDenied) {
		t.Errorf("%d runs by one yes: %+v, then %+v", runs, result, again)
	}
}
