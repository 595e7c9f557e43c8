package middleware_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

type decider = func(context.Context, mcptools.Call) (middleware.Decision, error)

// always returns the same decision for every call.
func always(decision middleware.Decision, err error) decider {
	return func(context.Context, mcptools.Call) (middleware.Decision, error) { return decision, err }
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	cause := errors.New("the policy is not there")
	for name, test := range map[string]struct {
		decide decider
		err    error // nil: the call runs
		words  []string
		not    string
	}{
		"allow":               {always(middleware.Allow(), nil), nil, []string{`"paged"`}, ""},
		"deny":                {always(middleware.Deny("Not at\u202e night\x1b[31m."), nil), middleware.ErrDenied, []string{"Not at night[31m."}, ""},
		"deny without words":  {always(middleware.Deny(" \n"), nil), middleware.ErrDenied, []string{"denied", "nothing was done"}, ""},
		"nothing decided":     {always(middleware.Decision{}, nil), middleware.ErrDenied, []string{"denied", "nothing was done"}, ""},
		"pending":             {always(middleware.Pending("Grace was\u200b asked."), nil), middleware.ErrPending, []string{"Nothing was done yet", "Do not repeat it", "Grace was asked."}, ""},
		"pending, wordless":   {always(middleware.Pending(" "), nil), middleware.ErrPending, []string{"Nothing was done yet", "Do not repeat it"}, ""},
		"pending, long":       {always(middleware.Pending(strings.Repeat("word ", 9000)), nil), middleware.ErrPending, []string{"Nothing was done yet", "Do not repeat it", "…[+"}, ""},
		"error":               {always(middleware.Allow(), cause), cause, []string{"page was not run", "nothing was done", "the policy is not there"}, ""},
		"cannot ask":          {always(middleware.Decision{}, mcptools.ErrCannotAsk), mcptools.ErrCannotAsk, []string{"page was not run", "nothing was done"}, ""},
		"input required":      {always(middleware.Decision{}, mcptools.ErrInputRequired), mcptools.ErrInputRequired, nil, "was not run"},
		"cancelled meanwhile": {always(middleware.Decision{}, context.Canceled), context.Canceled, []string{"nothing was done"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tool := newPager(middleware.Confirm(test.decide))
			result := tool.call(t.Context(), ada)
			if !errors.Is(result.Err, test.err) {
				t.Errorf("error %v, want %v", result.Err, test.err)
			}
			expectWords(t, result.Text, test.words...)
			if test.not != "" && strings.Contains(result.Text, test.not) {
				t.Errorf("%q contains %q", result.Text, test.not)
			}
			if test.err == nil {
				tool.expectRuns(t, 1)
			} else {
				tool.expectRuns(t, 0)
				if errors.Is(result.Err, mcptools.ErrNothingDone) == errors.Is(result.Err, mcptools.ErrInputRequired) {
					t.Errorf("error %v: it must match either ErrNothingDone or ErrInputRequired", result.Err)
				}
			}
			if len([]rune(result.Text)) > 2000 {
				t.Errorf("the text is %d characters long", len([]rune(result.Text)))
			}
		})
	}
}

// Middleware around Confirm must read clean texts, too.
func TestConfirmCleansItsTextsItself(t *testing.T) {
	t.Parallel()
	for _, decision := range []middleware.Decision{middleware.Deny("a\u202eb"), middleware.Pending("a\u202eb")} {
		var seen string
		outside := func(next mcptools.Handler) mcptools.Handler {
			return func(ctx context.Context, call mcptools.Call) mcptools.Result {
				result := next(ctx, call)
				seen = result.Text + result.Err.Error()
				return result
			}
		}
		newPager(outside, middleware.Confirm(always(decision, nil))).call(t.Context(), ada)
		if strings.ContainsRune(seen, '\u202e') || strings.Count(seen, "ab") != 2 {
			t.Errorf("seen outside: %q", seen)
		}
	}
}

func TestConfirmDecidesAboutCanonicalArguments(t *testing.T) {
	t.Parallel()
	var seen mcptools.Call
	tool := newPager(middleware.Confirm(func(_ context.Context, call mcptools.Call) (middleware.Decision, error) {
		seen = call
		return middleware.Allow(), nil
	}))
	tool.call(t.Context(), `{"request":{"person":"ada"}}`)
	if seen.Tool.Name != "page" || string(seen.Arguments) != `{"people":["ada"],"times":1}` || seen.Count("pages") != 1 {
		t.Errorf("decided about %s %s", seen.Tool.Name, seen.Arguments)
	}
	tool.expectRuns(t, 1)
}

func TestConfirmThatPanicsDoesNothing(t *testing.T) {
	t.Parallel()
	tool := newPager(middleware.Confirm(func(context.Context, mcptools.Call) (middleware.Decision, error) { panic("x") }))
	if result := tool.call(t.Context(), ada); result.Err == nil {
		t.Errorf("result %+v", result)
	}
	tool.expectRuns(t, 0)
	expectPanic(t, "Confirm(nil)", func() { middleware.Confirm(nil) })
	expectPanic(t, "AskUser(nil)", func() { middleware.AskUser(nil) })
}

func TestAskUser(t *testing.T) {
	t.Parallel()
	question := func(_ context.Context, call mcptools.Call) string { return call.Tool.Title + "?" }
	broken := errors.New("the client went away")
	for name, test := range map[string]struct {
		yes, ask bool
		err      error
		want     error
		words    []string
	}{
		"yes":              {yes: true, ask: true, words: []string{`"paged"`}},
		"no":               {ask: true, want: middleware.ErrDenied, words: []string{"was declined", "nothing was done", "said no", "perhaps was never asked", "Do not try this again", "unless the user asks"}},
		"yes and an error": {yes: true, ask: true, err: broken, want: broken, words: []string{"nothing was done", "went away"}},
		"answer to come":   {ask: true, err: mcptools.ErrInputRequired, want: mcptools.ErrInputRequired},
		"nobody to ask":    {want: mcptools.ErrCannotAsk, words: []string{"page was not run", "nothing was done"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, asked := t.Context(), ""
			if test.ask {
				ctx = mcptools.ContextWithAsk(ctx, func(_ context.Context, question string) (bool, error) {
					asked = question
					return test.yes, test.err
				})
			}
			tool := newPager(middleware.Confirm(middleware.AskUser(question)))
			result := tool.call(ctx, ada)
			if !errors.Is(result.Err, test.want) || test.ask && asked != "Page?" {
				t.Errorf("asked %q, error %v, want %v", asked, result.Err, test.want)
			}
			expectWords(t, result.Text, test.words...)
			if test.want == nil {
				tool.expectRuns(t, 1)
			} else {
				tool.expectRuns(t, 0)
			}
		})
	}
}
