package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

func TestAsk(t *testing.T) {
	t.Parallel()
	noAnswer := errors.New("no answer")
	for name, c := range map[string]struct {
		ask  func(context.Context, string) (bool, error)
		want bool
		err  error
	}{
		"yes":                {func(context.Context, string) (bool, error) { return true, nil }, true, nil},
		"no":                 {func(context.Context, string) (bool, error) { return false, nil }, false, nil},
		"an error is no yes": {func(context.Context, string) (bool, error) { return true, noAnswer }, false, noAnswer},
		"nobody":             {nil, false, mcptools.ErrCannotAsk},
	} {
		yes, err := mcptools.Ask(mcptools.ContextWithAsk(t.Context(), c.ask), "Sure?")
		if yes != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: got %v, %v, want %v, %v", name, yes, err, c.want, c.err)
		}
	}
	if yes, err := mcptools.Ask(t.Context(), "Sure?"); yes || err != mcptools.ErrCannotAsk {
		t.Errorf("without ContextWithAsk: got %v, %v", yes, err)
	}
	ended, cancel := context.WithCancel(mcptools.ContextWithAsk(t.Context(), func(context.Context, string) (bool, error) {
		t.Error("asked after the end of the context")
		return true, nil
	}))
	cancel()
	if yes, err := mcptools.Ask(ended, "Sure?"); yes || err != context.Canceled {
		t.Errorf("after the end of the context: got %v, %v", yes, err)
	}
}

// Whatever the reason why nobody can be asked, the error matches it and ErrCannotAsk.
func TestContextWithoutAsk(t *testing.T) {
	t.Parallel()
	away := errors.New("she is on holiday")
	for _, c := range []struct {
		reason error
		says   string
	}{
		{away, "the user cannot be asked: she is on holiday"},
		{fmt.Errorf("%w: %w", mcptools.ErrCannotAsk, away), mcptools.ErrCannotAsk.Error() + ": she is on holiday"},
		{nil, mcptools.ErrCannotAsk.Error()},
	} {
		ctx := mcptools.ContextWithoutAsk(mcptools.ContextWithAsk(t.Context(), func(context.Context, string) (bool, error) { return true, nil }), c.reason)
		yes, err := mcptools.Ask(ctx, "Sure?")
		for _, err := range []error{err, mcptools.CanAsk(ctx)} {
			if yes || err == nil || err.Error() != c.says || !errors.Is(err, mcptools.ErrCannotAsk) || c.reason != nil && !errors.Is(err, away) {
				t.Errorf("%v: got %v, %v, want %q", c.reason, yes, err, c.says)
			}
		}
	}
}

// A question may quote what outsiders wrote.
func TestQuestionsAreClean(t *testing.T) {
	t.Parallel()
	var asked string
	ctx := mcptools.ContextWithAsk(t.Context(), func(_ context.Context, question string) (bool, error) {
		asked = question
		return true, nil
	})
	_, _ = mcptools.Ask(ctx, "Page \u202e\x1b[2J\u200bAda?\nReally?"+strings.Repeat("x", 3000))
	if !strings.HasPrefix(asked, "Page [2JAda?\nReally?x") || len([]rune(asked)) > 2000 {
		t.Errorf("asked %q", asked)
	}
}

// The error of a question comes out of a call as it is, however the tool wraps it.
func TestAskInACall(t *testing.T) {
	t.Parallel()
	tool := mcptools.Destructive("page", "Pages somebody.", func(ctx context.Context, _ struct{}) (string, error) {
		yes, err := mcptools.Ask(ctx, "Page Ada?")
		if err != nil || !yes {
			return "", err
		}
		return "paged", nil
	})
	ctx := mcptools.ContextWithAsk(t.Context(), func(context.Context, string) (bool, error) { return false, mcptools.ErrInputRequired })
	if result := tool.Call(ctx, json.RawMessage(`{}`)); !errors.Is(result.Err, mcptools.ErrInputRequired) {
		t.Errorf("got %v", result.Err)
	}
	if result := tool.Call(t.Context(), nil); !errors.Is(result.Err, mcptools.ErrCannotAsk) || !strings.Contains(result.Text, "the user cannot be asked") {
		t.Errorf("got %q, %v", result.Text, result.Err)
	}
}
