package tools_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// node is what these tests read of a schema.
type node struct {
	Type       any
	Properties map[string]node
	Required   []string
	Items      *node
	Enum       []any
	AnyOf      []node
	Closed     any `json:"additionalProperties"`
}

// Every tool can be offered with a strict schema, and what a model sends that answers null for all that is optional, as it has to
// then, is the call of one that leaves it out.
func TestEveryToolHasAStrictSchema(t *testing.T) {
	t.Parallel()
	client, err := pagerduty.New(pagerduty.APIKey("u+STRICT-SCHEMA-TEST"))
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, toolset := range tools.All(client) {
		for _, tool := range toolset.Tools {
			count++
			strict, err := tool.StrictSchema()
			if err != nil {
				t.Errorf("%s: %v", tool.Name, err)
				continue
			}
			var plain, closed node
			if json.Unmarshal(tool.InputSchema, &plain) != nil || json.Unmarshal(strict, &closed) != nil {
				t.Errorf("%s: %s or %s is no schema", tool.Name, tool.InputSchema, strict)
				continue
			}
			closed.check(t, tool.Name)
			if got, want := received(t, tool, closed.example()), received(t, tool, plain.example()); got != want {
				t.Errorf("%s: with nulls %s arrives, without %s", tool.Name, got, want)
			}
		}
	}
	if count < 42 {
		t.Errorf("there are %d tools", count)
	}
}

// received is what a tool makes of arguments.
func received(t *testing.T, tool mcptools.Tool, arguments any) (canonical string) {
	t.Helper()
	raw, err := json.Marshal(arguments)
	if err != nil {
		t.Fatal(err)
	}
	look := func(mcptools.Handler) mcptools.Handler {
		return func(_ context.Context, call mcptools.Call) mcptools.Result {
			canonical = string(call.Arguments)
			return mcptools.Result{Text: "{}"}
		}
	}
	if result := tool.With(look).Call(t.Context(), raw); result.Err != nil {
		t.Errorf("%s %s: %v", tool.Name, raw, result.Err)
	}
	return canonical
}

// example is the least that a schema allows: null where it may be, and only what is required.
func (n node) example() any {
	if len(n.AnyOf) > 0 || n.nullable() {
		return nil
	}
	switch {
	case len(n.Enum) > 0:
		return n.Enum[0]
	case n.Type == "object":
		example := map[string]any{}
		for _, name := range n.Required {
			example[name] = n.Properties[name].example()
		}
		return example
	case n.Type == "array":
		return []any{n.Items.example()}
	case n.Type == "string":
		return "PABC123"
	case n.Type == "boolean":
		return true
	}
	return 1
}

func (n node) nullable() bool {
	types, several := n.Type.([]any)
	return several && types[len(types)-1] == "null"
}

// check holds a schema to the strict rules that matter most.
func (n node) check(t *testing.T, at string) {
	t.Helper()
	if n.Type == "object" && (n.Closed != false || len(n.Required) != len(n.Properties)) {
		t.Errorf("%s: not everything is required, or more is allowed", at)
	}
	for name, property := range n.Properties {
		property.check(t, at+"."+name)
	}
	for _, option := range n.AnyOf {
		option.check(t, at)
	}
	if n.Items != nil {
		n.Items.check(t, at+"[]")
	}
	if n.nullable() && len(n.Enum) > 0 && n.Enum[len(n.Enum)-1] != nil {
		t.Errorf("%s: null is a type and no choice", at)
	}
}
