package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Whatever comes in: no panic, and either an error that a model can read or canonical arguments that stay as they are.
func FuzzArguments(f *testing.F) {
	for _, seed := range []string{
		``, `null`, `{}`, `[]`, `"{}"`, `{"limit":"5.0","share":-1e3,"total":"TRUE"}`,
		`{"query_model":"{\"service\":{\"id\":7,\"type\":\"x\"}}","incidents":[{"id":"P1"}]}`,
		`{"overrides":"[{\"start\":\"s\",\"end\":\"e\",\"user\":{\"id\":\"U\"}}]","target":{"name":"x"}}`,
		`{"limit":1,"limit":2,"status":" Resolved","statuses":"","title":"\ud800"}`,
		`{"servce_id":null,"a":{"b":{"c":[]}},"levels":[[1]]}`, "{\"title\":\"\xff\xfe\"}",
	} {
		f.Add([]byte(seed))
	}
	tool := inputTool[argumentsInput]().WithMaxResultBytes(0)
	var seen []byte
	watched := tool.With(func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			seen = call.Arguments
			return next(ctx, call)
		}
	})
	f.Fuzz(func(t *testing.T, raw []byte) {
		seen = nil
		result := watched.Call(t.Context(), raw)
		if _, panicked := errors.AsType[*mcptools.PanicError](result.Err); panicked || !utf8.ValidString(result.Text) {
			t.Fatalf("%q: %+v", raw, result)
		}
		if result.Err != nil {
			if problem, ok := errors.AsType[*mcptools.ArgumentError](result.Err); !ok || len(problem.Message) > 10_000 || result.Text == "" {
				t.Fatalf("%q: %+v", raw, result)
			}
			return
		}
		var decoded argumentsInput
		if err := json.Unmarshal(seen, &decoded); err != nil {
			t.Fatalf("%q: canonical arguments %s: %v", raw, seen, err)
		}
		first := string(seen)
		if again := watched.Call(t.Context(), seen); again.Err != nil || string(seen) != first {
			t.Fatalf("%q: canonical arguments %s become %s, %v", raw, first, seen, again.Err)
		}
	})
}
