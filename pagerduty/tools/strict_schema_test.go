package tools_test

import (
	"encoding/json"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// node is the part of a schema that these tests read.
type node struct {
	Type       any
	Properties map[string]node
	Required   []string
	Items      *node
	Enum       []any
	AnyOf      []node
	Closed     any `json:"additionalProperties"`
}

// Every tool has a strict schema, in which a model sends null for optional arguments. That means the same as omitting them.
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
				t.Errorf("%s: got %s with nulls, and %s without", tool.Name, got, want)
			}
		}
	}
	if count < 42 {
		t.Errorf("there are %d tools", count)
	}
}

// received returns arguments as a tool gets them.
func received(t *testing.T, tool mcptools.Tool, arguments any) string {
	t.Helper()
	raw, err := json.Marshal(arguments)
	if err != nil {
		t.Fatal(err)
	}
	return canonical(t, tool, string(raw))
}

// example returns the smallest valid value: only what is required, and null where it is allowed.
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

// check checks a schema against the most important strict rules.
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
		t.Errorf("%s: the type allows null, but the enum does not", at)
	}
}
