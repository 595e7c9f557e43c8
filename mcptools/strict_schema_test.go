package mcptools_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type person struct {
	ID string   `json:"id"`
	N  *float64 `json:"n,omitzero"`
}

func TestStrictSchema(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		tool mcptools.Tool
		want string
	}{
		"no arguments": {
			inputTool[struct{}](),
			`{"type":"object","properties":{},"required":[],"additionalProperties":false}`,
		},
		"required stays as it is, optional may be null, in order": {
			inputTool[struct {
				Z string `json:"z,omitzero"`
				A int    `json:"a"`
				M bool   `json:"m,omitempty"`
			}](),
			`{"type":"object","properties":{"z":{"type":["string","null"]},"a":{"type":"integer"},"m":{"type":["boolean","null"]}},` +
				`"required":["z","a","m"],"additionalProperties":false}`,
		},
		"enum, and what is accepted and not shown": {
			inputTool[struct {
				A string `json:"a" jsonschema:"enum=x,enum=y" also:"z"`
				B string `json:"b,omitzero" jsonschema:"enum=x"`
				C string `json:"c,omitzero" hidden:"true"`
			}](),
			`{"type":"object","properties":{"a":{"type":"string","enum":["x","y"]},"b":{"type":["string","null"],"enum":["x",null]}},` +
				`"required":["a","b"],"additionalProperties":false}`,
		},
		"lists and objects": {
			inputTool[struct {
				L []string `json:"l,omitzero" jsonschema_description:"Ids." jsonschema:"minLength=1"`
				O *person  `json:"o,omitzero" jsonschema_description:"Who."`
			}](),
			`{"type":"object","properties":{"l":{"description":"Ids.","anyOf":[{"type":"array","items":{"type":"string","description":"At least 1 character."}},{"type":"null"}]},` +
				`"o":{"description":"Who.","anyOf":[{"type":"object","properties":{"id":{"type":"string"},"n":{"type":["number","null"]}},"required":["id","n"],"additionalProperties":false},{"type":"null"}]}},` +
				`"required":["l","o"],"additionalProperties":false}`,
		},
		"required lists and objects": {
			inputTool[struct {
				L []person `json:"l"`
				O struct{} `json:"o"`
			}](),
			`{"type":"object","properties":{"l":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},"n":{"type":["number","null"]}},"required":["id","n"],"additionalProperties":false}},` +
				`"o":{"type":"object","properties":{},"required":[],"additionalProperties":false}},"required":["l","o"],"additionalProperties":false}`,
		},
		"the description tells limits and defaults": {
			inputTool[struct {
				A int      `json:"a,omitzero" jsonschema_description:"Most items." jsonschema:"minimum=1,maximum=1000,default=25"`
				B string   `json:"b" jsonschema:"maxLength=2000"`
				C []string `json:"c" jsonschema:"minItems=1,maxItems=250"`
				D string   `json:"d,omitzero" jsonschema:"default=UTC"`
				E *float64 `json:"e,omitzero" jsonschema:"minimum=0"`
			}](),
			`{"type":"object","properties":{` +
				`"a":{"type":["integer","null"],"description":"Most items. 1 to 1000, default 25."},` +
				`"b":{"type":"string","description":"At most 2000 characters."},` +
				`"c":{"type":"array","description":"1 to 250 items.","items":{"type":"string"}},` +
				`"d":{"type":["string","null"],"description":"Default UTC."},"e":{"type":["number","null"],"description":"At least 0."}},` +
				`"required":["a","b","c","d","e"],"additionalProperties":false}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			strict, err := test.tool.StrictSchema()
			if err != nil || string(strict) != test.want {
				t.Errorf("got\n%s, %v, want\n%s", strict, err, test.want)
			}
		})
	}
}

type (
	deep1[T any] struct {
		In T `json:"in"`
	}
	deep4[T any] struct {
		In deep1[deep1[deep1[deep1[T]]]] `json:"in"`
	}
)

func TestStrictSchemaRefuses(t *testing.T) {
	t.Parallel()
	for want, tool := range map[string]mcptools.Tool{
		"at most 10 levels": inputTool[deep4[deep4[deep1[struct{}]]]](),
		"not made by Read":  {Name: "by_hand", InputSchema: json.RawMessage(`{"type":"object","properties":{}}`)},
	} {
		if strict, err := tool.StrictSchema(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %s, %v, want an error with %s", strict, err, want)
		}
	}
}

// Null says in a strict schema what leaving an argument out says in another.
func TestNullIsLeftOut(t *testing.T) {
	t.Parallel()
	type input struct {
		ID    string   `json:"id"`
		Limit int      `json:"limit,omitzero" jsonschema:"default=25"`
		Sort  *string  `json:"sort,omitzero" jsonschema:"enum=up,enum=down"`
		Teams []string `json:"teams,omitzero"`
		At    *struct {
			Zone string `json:"zone,omitzero"`
		} `json:"at,omitzero"`
	}
	tool := mcptools.Read("echo", "Gives back its arguments.", func(_ context.Context, in input) (input, error) { return in, nil })
	if _, err := tool.StrictSchema(); err != nil {
		t.Fatal(err)
	}
	bare := tool.Call(t.Context(), json.RawMessage(`{"id":"P1"}`))
	nulls := tool.Call(t.Context(), json.RawMessage(`{"id":"P1","limit":null,"sort":null,"teams":null,"at":null}`))
	if bare.Err != nil || nulls.Err != nil || bare.Text != nulls.Text || bare.Text != `{"id":"P1","limit":25}` {
		t.Errorf("without them %q (%v), as null %q (%v)", bare.Text, bare.Err, nulls.Text, nulls.Err)
	}
	if refused := tool.Call(t.Context(), json.RawMessage(`{"id":null}`)); refused.Err == nil {
		t.Error("null for what is required passes")
	}
}
