package mcptools_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type ringInput struct {
	People []string `json:"people" alias:"person"`
	Times  int      `json:"times,omitzero" jsonschema:"default=2"`
}

func (in ringInput) bells() int { return len(in.People) * in.Times }

func ring(context.Context, ringInput) (string, error) { return "rung", nil }

func ringTool(options ...mcptools.Option) mcptools.Tool {
	return mcptools.Additive("ring", "Rings.", ring, options...)
}

// seenBy is what count counts in the call as a middleware sees it.
func seenBy(t *testing.T, tool mcptools.Tool, raw, mark string) int {
	t.Helper()
	n := -1
	tool.With(func(mcptools.Handler) mcptools.Handler {
		return func(_ context.Context, call mcptools.Call) mcptools.Result {
			n = call.Count(mark)
			return mcptools.Result{Text: "null"}
		}
	}).Call(t.Context(), json.RawMessage(raw))
	return n
}

func TestCountOfAMark(t *testing.T) {
	t.Parallel()
	tool := ringTool(mcptools.WithMarks("loud", "bells"), mcptools.WithMarkCount("bells", ringInput.bells),
		mcptools.WithMarkCount("people", func(in ringInput) int { return len(in.People) }), mcptools.WithMarkCount("few", func(ringInput) int { return -3 }))
	if want := []string{"loud", "bells", "people", "few"}; !slices.Equal(tool.Marks, want) {
		t.Errorf("marks %v, want %v", tool.Marks, want)
	}
	for _, raw := range []string{`{"people":["a","b","c"],"times":2}`, `{"people":["a","b","c"]}`, `{"request":{"person":["a","b","c"]},"times":"2"}`} {
		for mark, want := range map[string]int{"loud": 1, "bells": 6, "people": 3, "few": 1, "quiet": 0} {
			if got := seenBy(t, tool, raw, mark); got != want {
				t.Errorf("%s: middleware counts %d %s, want %d", raw, got, mark, want)
			}
			if got := (mcptools.Call{Tool: tool, Arguments: json.RawMessage(raw)}).Count(mark); got != want {
				t.Errorf("%s: a call with raw arguments counts %d %s, want %d", raw, got, mark, want)
			}
		}
	}
	if got := seenBy(t, tool.WithMaxResultBytes(10), `{"people":[]}`, "bells"); got != 0 {
		t.Errorf("nobody counts %d", got)
	}
}

// What cannot be counted is no way around a policy.
func TestCountThatFailsCounts(t *testing.T) {
	t.Parallel()
	tool := ringTool(mcptools.WithMarkCount("bells", ringInput.bells), mcptools.WithMarkCount("defect", func(ringInput) int { panic("x") }))
	for name, call := range map[string]mcptools.Call{
		"defect": {Tool: tool, Arguments: json.RawMessage(`{"people":["a","b"]}`)},
		"bells":  {Tool: tool, Arguments: json.RawMessage(`{"people":7.5,"x":1}`)},
	} {
		if got := call.Count(name); got != 1 {
			t.Errorf("%s counts %d, want 1", name, got)
		}
	}
	type small struct {
		N int8 `json:"n"`
	}
	narrow := mcptools.Read("narrow", "d", func(context.Context, small) (string, error) { return "", nil },
		mcptools.WithMarkCount("n", func(in small) int { return int(in.N) - 1 }))
	for raw, want := range map[string]int{`{"n":1}`: 0, `{"n":3}`: 2, `{"n":300}`: 1} {
		if got := seenBy(t, narrow, raw, "n"); got != want {
			t.Errorf("%s counts %d, want %d", raw, got, want)
		}
	}
	if got := (mcptools.Call{Tool: mcptools.Tool{Name: "by hand", Marks: []string{"bells"}}}).Count("bells"); got != 1 {
		t.Errorf("a tool made by hand counts %d", got)
	}
}

func TestMarkCountsThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]func() mcptools.Option{
		"other arguments": func() mcptools.Option {
			return mcptools.WithMarkCount("bells", func(struct{}) int { return 1 })
		},
		"twice": func() mcptools.Option {
			return mcptools.WithMarkCount("people", ringInput.bells)
		},
		"no function": func() mcptools.Option { return mcptools.WithMarkCount[ringInput]("bells", nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			ringTool(mcptools.WithMarkCount("people", ringInput.bells), option())
		}()
	}
}

func TestEffectsAsWords(t *testing.T) {
	t.Parallel()
	for effect, want := range map[mcptools.Effect]string{
		mcptools.EffectRead: "read", mcptools.EffectAdditive: "additive", mcptools.EffectDestructive: "destructive", 9: "unknown",
	} {
		if got := effect.String(); got != want {
			t.Errorf("%d is %q, want %q", int(effect), got, want)
		}
	}
}

func TestObservationOfNoCallCountsNothing(t *testing.T) {
	t.Parallel()
	if got := (mcptools.Observation{}).Count("bells"); got != 0 {
		t.Errorf("counts %d", got)
	}
}
