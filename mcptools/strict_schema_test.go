package mcptools_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

func TestStrictSchema(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ schema, want string }{
		"no arguments": {
			`{"type":"object","properties":{}}`,
			`{"type":"object","properties":{},"required":[],"additionalProperties":false}`,
		},
		"no properties at the top": {
			`{"type":"object"}`,
			`{"type":"object","properties":{},"required":[],"additionalProperties":false}`,
		},
		"required stays as it is, optional may be null, in order": {
			`{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"integer"},"m":{"type":"boolean"}},"required":["a"]}`,
			`{"type":"object","properties":{"z":{"type":["string","null"]},"a":{"type":"integer"},"m":{"type":["boolean","null"]}},` +
				`"required":["z","a","m"],"additionalProperties":false}`,
		},
		"enum": {
			`{"type":"object","properties":{"a":{"type":"string","enum":["x","y"]},"b":{"type":"string","enum":["x"]},"c":{"type":"integer","const":1}},"required":["a","c"]}`,
			`{"type":"object","properties":{"a":{"type":"string","enum":["x","y"]},"b":{"type":["string","null"],"enum":["x",null]},` +
				`"c":{"type":"integer","enum":[1]}},"required":["a","b","c"],"additionalProperties":false}`,
		},
		"lists and objects": {
			`{"type":"object","properties":{"l":{"type":"array","description":"Ids.","items":{"type":"string","minLength":1}},
			  "o":{"type":"object","description":"Who.","properties":{"id":{"type":"string"},"n":{"type":"number"}},"required":["id"]}}}`,
			`{"type":"object","properties":{"l":{"description":"Ids.","anyOf":[{"type":"array","items":{"type":"string","description":"At least 1 character."}},{"type":"null"}]},` +
				`"o":{"description":"Who.","anyOf":[{"type":"object","properties":{"id":{"type":"string"},"n":{"type":["number","null"]}},"required":["id","n"],"additionalProperties":false},{"type":"null"}]}},` +
				`"required":["l","o"],"additionalProperties":false}`,
		},
		"bounds are told": {
			`{"type":"object","properties":{
			  "a":{"type":"integer","description":"Most items.","minimum":1,"maximum":1000,"default":25},
			  "b":{"type":"string","maxLength":2000,"pattern":"^P","format":"date-time"},
			  "c":{"type":"array","minItems":1,"maxItems":250,"items":{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":9,"multipleOf":0.5}},
			  "d":{"type":"string","default":"UTC","examples":["x"],"title":"D","x-mine":{}},
			  "e":{"type":"string","default":""}},"required":["a","b","c","d","e"],"$schema":"s"}`,
			`{"type":"object","properties":{` +
				`"a":{"type":"integer","description":"Most items. 1 to 1000, default 25."},` +
				`"b":{"type":"string","description":"At most 2000 characters, in the form date-time, matching ^P."},` +
				`"c":{"type":"array","description":"1 to 250 items.","items":{"type":"number","description":"More than 0, less than 9, a multiple of 0.5."}},` +
				`"d":{"type":"string","description":"Default UTC."},"e":{"type":"string","description":"Default \"\"."}},` +
				`"required":["a","b","c","d","e"],"additionalProperties":false}`,
		},
		"choices": {
			`{"type":"object","properties":{"a":{"description":"A or B.","anyOf":[{"type":"string"},{"type":"integer","minimum":0}]},
			  "b":{"anyOf":[{"type":"string"},{"type":"null"}]},"c":{"type":["string","integer"],"enum":["x",1]}}}`,
			`{"type":"object","properties":{"a":{"description":"A or B.","anyOf":[{"type":"string"},{"type":"integer","description":"At least 0."},{"type":"null"}]},` +
				`"b":{"anyOf":[{"type":"string"},{"type":"null"}]},"c":{"type":["string","integer","null"],"enum":["x",1,null]}},"required":["a","b","c"],"additionalProperties":false}`,
		},
		"an object that is closed": {
			`{"type":"object","properties":{"a":{"type":"object","properties":{},"additionalProperties":false}},"required":["a"],"additionalProperties":false}`,
			`{"type":"object","properties":{"a":{"type":"object","properties":{},"required":[],"additionalProperties":false}},"required":["a"],"additionalProperties":false}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			strict, err := mcptools.StrictSchema(json.RawMessage(test.schema))
			if err != nil {
				t.Fatal(err)
			}
			if string(strict) != test.want {
				t.Errorf("got\n%s, want\n%s", strict, test.want)
			}
			again, err := mcptools.StrictSchema(strict)
			if err != nil || string(again) != string(strict) {
				t.Errorf("once more it is\n%s, %v", again, err)
			}
		})
	}
}

func TestStrictSchemaRefuses(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"type":"object","properties":{"a":`, 10) + `{"type":"string"}` + strings.Repeat(`}}`, 10)
	for schema, want := range map[string]string{
		`{`:                 "not valid JSON",
		`[]`:                `"type":"object"`,
		`{"type":"string"}`: `"type":"object"`,
		`{"type":"object","anyOf":[{"type":"object"}]}`:                                                                                        `"type":"object"`,
		`{"type":"object","additionalProperties":true}`:                                                                                        "arguments: an object whose properties",
		`{"type":"object","properties":{"a":{"type":"object"}}}`:                                                                               `field "a": an object whose properties`,
		`{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{}}}}}`:                                      `field "a[]": an object whose properties`,
		`{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"object","additionalProperties":{"type":"string"}}}}}}`: `field "a.b": an object whose properties`,
		`{"type":"object","properties":{"a":{"type":"array"}}}`:                                                                                `field "a[]": there is no schema`,
		`{"type":"object","properties":{"a":true}}`:                                                                                            `field "a": there is no schema`,
		`{"type":"object","properties":{"a":{}}}`:                                                                                              `field "a": there is no type`,
		`{"type":"object","properties":{"a":{"$ref":"#/$defs/x","type":"string"}}}`:                                                            `field "a": $ref`,
		`{"type":"object","properties":{"a":{"type":"string","allOf":[]}}}`:                                                                    `field "a": allOf`,
		`{"type":"object","properties":{"a":{"anyOf":[{"type":"object"},{"type":"string"}]}}}`:                                                 `field "a": an object whose properties`,
		`{"type":"object","properties":{"a":{"type":"string","anyOf":[{"type":"string"}]}}}`:                                                   `field "a": a type and a choice`,
		`{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"uniqueItems":true}}}`:                                   `field "a": uniqueItems cannot be strict`,
		`{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"contains":{"type":"string"}}}}`:                         `field "a": contains`,
		`{"type":"object","properties":{"a":{"type":"string"}},"minProperties":1}`:                                                             `minProperties`,
		`{"type":"object","properties":{"a":{"type":"string"}},"propertyNames":{"type":"string"}}`:                                             `propertyNames`,
		`{"type":"object","properties":{"a":{"type":"string"}},"dependencies":{"a":["b"]}}`:                                                    `dependencies`,
		`{"type":"object","properties":{"a":{"$dynamicRef":"#x","type":"string"}}}`:                                                            `field "a": $dynamicRef`,
		`{"type":"object","properties":{"a":{"type":"string"}},"required":["b"]}`:                                                              `b is required and no property`,
		`{"type":"object","properties":{"a":{"type":"widget"}}}`:                                                                               `field "a": there is no type widget`,
		`{"type":"object","properties":{"a":{"type":["string","widget"]}}}`:                                                                    `field "a": there is no type widget`,
		`{"type":"object","properties":{"a":{"type":"string","enum":"x"}}}`:                                                                    `field "a": enum lists nothing`,
		`{"type":"object","properties":{"a":{"type":"string","anyOf":[]}}}`:                                                                    `field "a": anyOf lists nothing`,
		`{"type":"object","properties":{"a":{"type":"string","enum":["x","y"],"const":"x"}}}`:                                                  `field "a": const and enum`,
		`{"type":"object","properties":{"a":{"anyOf":[{"type":"string"}],"properties":{"b":{"type":"string"}}}}}`:                              `field "a": properties without the type object`,
		deep: "at most 10 levels",
	} {
		if strict, err := mcptools.StrictSchema(json.RawMessage(schema)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %s, %v, want an error with %s", schema, strict, err, want)
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
	if _, err := mcptools.StrictSchema(tool.InputSchema); err != nil {
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
