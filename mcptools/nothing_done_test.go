package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// What fails before a tool's function runs did nothing. What the function says counts only if it says so itself.
func TestErrNothingDone(t *testing.T) {
	t.Parallel()
	type input struct {
		N int8 `json:"n"`
	}
	of := func(err error) mcptools.Tool {
		return mcptools.Destructive("change", "Changes.", func(context.Context, input) (string, error) { return "", err })
	}
	plain := errors.New("500")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	call := func(ctx context.Context, tool mcptools.Tool, arguments string) error {
		return tool.Call(ctx, json.RawMessage(arguments)).Err
	}
	endsAfter := func() error {
		ctx, cancel := context.WithCancel(t.Context())
		tool := mcptools.Destructive("change", "Changes.", func(context.Context, input) (string, error) {
			cancel()
			return "", plain
		})
		return call(ctx, tool, `{"n":1}`)
	}
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"not JSON":               {call(t.Context(), of(plain), `{`), true},
		"unknown argument":       {call(t.Context(), of(plain), `{"n":1,"m":2}`), true},
		"does not fit":           {call(t.Context(), of(plain), `{"n":300}`), true},
		"unknown tool":           {mcptools.CallNamed(t.Context(), []mcptools.Tool{of(plain)}, "chance", nil).Err, true},
		"ended before":           {call(ended, of(plain), `{"n":1}`), true},
		"made by hand":           {call(t.Context(), mcptools.Tool{Name: "hand"}, `{}`), true},
		"says so":                {call(t.Context(), of(fmt.Errorf("%w: no such service", mcptools.ErrNothingDone)), `{"n":1}`), true},
		"fails":                  {call(t.Context(), of(plain), `{"n":1}`), false},
		"ended meanwhile":        {endsAfter(), false},
		"an argument of its own": {call(t.Context(), of(&mcptools.ArgumentError{Message: "unknown"}), `{"n":1}`), false},
		"panics": {call(t.Context(), of(nil).With(func(mcptools.Handler) mcptools.Handler {
			return func(context.Context, mcptools.Call) mcptools.Result { panic("x") }
		}), `{"n":1}`), false},
	} {
		if test.err == nil || errors.Is(test.err, mcptools.ErrNothingDone) != test.want {
			t.Errorf("%s: %v matches: %v, want %v", name, test.err, !test.want, test.want)
		}
	}
}
