package mcptools_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/invopop/jsonschema"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type window struct {
	Since string `json:"since,omitzero" jsonschema_description:"Start: RFC 3339, or -24h."`
	Until string `json:"until,omitzero"`
}

type override struct {
	Start  string `json:"start" jsonschema:"minLength=1"`
	End    string `json:"end"`
	UserID string `json:"user_id"`
}

type richInput struct {
	ServiceID string   `json:"service_id" jsonschema_description:"Service id, or its \"name\", or <a URL>."`
	Statuses  []string `json:"statuses,omitzero" jsonschema:"enum=triggered,enum=acknowledged,enum=resolved,minItems=1,maxItems=3" alias:"status"`
	TeamIDs   []string `json:"team_ids,omitzero" alias:"teams_ids"`
	Urgency   *string  `json:"urgency,omitempty" jsonschema:"enum=high,enum=low"`
	window
	Limit     int        `json:"limit,omitzero" jsonschema:"minimum=1,maximum=1000,default=25"`
	Share     *float64   `json:"share,omitzero" jsonschema:"minimum=0,maximum=1"`
	Level     int        `json:"level,omitzero" jsonschema:"minimum=1,maximum=3"`
	Total     bool       `json:"total,omitzero" jsonschema:"default=false"`
	Note      *string    `json:"note,omitzero" jsonschema:"maxLength=20"`
	Overrides []override `json:"overrides,omitzero"`
	Matrix    [][]int    `json:"matrix,omitzero"`
	Details   *override  `json:"details,omitzero"`
	Hidden    string     `json:"-"`
	private   string
}

const richSchema = `{"type":"object","properties":{` +
	`"service_id":{"type":"string","description":"Service id, or its \"name\", or <a URL>."},` +
	`"statuses":{"type":"array","minItems":1,"maxItems":3,"items":{"type":"string","enum":["triggered","acknowledged","resolved"]}},` +
	`"team_ids":{"type":"array","items":{"type":"string"}},` +
	`"urgency":{"type":"string","enum":["high","low"]},` +
	`"since":{"type":"string","description":"Start: RFC 3339, or -24h."},` +
	`"until":{"type":"string"},` +
	`"limit":{"type":"integer","minimum":1,"maximum":1000,"default":25},` +
	`"share":{"type":"number","minimum":0,"maximum":1},` +
	`"level":{"type":"integer","minimum":1,"maximum":3},` +
	`"total":{"type":"boolean","default":false},` +
	`"note":{"type":"string","maxLength":20},` +
	`"overrides":{"type":"array","items":` + overrideSchema + `},` +
	`"matrix":{"type":"array","items":{"type":"array","items":{"type":"integer"}}},` +
	`"details":` + overrideSchema +
	`},"required":["service_id"]}`

const overrideSchema = `{"type":"object","properties":{"start":{"type":"string","minLength":1},"end":{"type":"string"},"user_id":{"type":"string"}},"required":["start","end","user_id"]}`

// inputTool is a tool that shows the arguments which its function receives.
func inputTool[In any]() mcptools.Tool {
	return mcptools.Read("show", "Shows its arguments.", func(_ context.Context, in In) (In, error) { return in, nil })
}

func TestSchema(t *testing.T) {
	t.Parallel()
	_ = richInput{}.private
	got := string(inputTool[richInput]().InputSchema)
	if got != richSchema {
		t.Errorf("schema:\n%s\nwant:\n%s", got, richSchema)
	}
	if !json.Valid([]byte(got)) {
		t.Error("the schema is no valid JSON")
	}
	if got := string(inputTool[struct{}]().InputSchema); got != `{"type":"object","properties":{}}` {
		t.Errorf("schema of no arguments: %s", got)
	}
}

type ownSchemaType struct{ Level int }

func (ownSchemaType) JSONSchema() *jsonschema.Schema {
	properties := jsonschema.NewProperties()
	properties.Set("level", &jsonschema.Schema{Type: "integer", Minimum: "1"})
	return &jsonschema.Schema{Type: "object", Properties: properties, Required: []string{"level"}}
}

func (o *ownSchemaType) UnmarshalJSON(data []byte) error {
	var content struct {
		Level int `json:"level"`
	}
	err := json.Unmarshal(data, &content)
	o.Level = content.Level
	return err
}

func (o ownSchemaType) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `{"level":%d}`, o.Level), nil
}

func TestTypeWithItsOwnSchema(t *testing.T) {
	t.Parallel()
	tool := inputTool[struct {
		Rule ownSchemaType `json:"rule"`
	}]()
	const want = `{"type":"object","properties":{"rule":{"type":"object","properties":{"level":{"type":"integer","minimum":1}},"required":["level"]}},"required":["rule"]}`
	if got := string(tool.InputSchema); got != want {
		t.Errorf("schema %s", got)
	}
	if got := tool.Call(t.Context(), json.RawMessage(`{"rule":"{\"level\":\"2\"}"}`)).Text; got != `{"rule":{"level":2}}` {
		t.Errorf("result %s", got)
	}
	if got := tool.Call(t.Context(), json.RawMessage(`{"rule":{"level":0}}`)); got.Err == nil {
		t.Errorf("0 is under the minimum, yet accepted: %s", got.Text)
	}
}

type (
	recursive struct {
		Name     string      `json:"name"`
		Children []recursive `json:"children,omitzero"`
	}
	mutual struct {
		Other *mutualBack `json:"other,omitzero"`
	}
	mutualBack struct {
		Back []mutual `json:"back,omitzero"`
	}
	decoding   struct{ A string }
	anyOfType  struct{}
	refType    struct{}
	emptyType  struct{}
	nullType   struct{}
	formatType struct{}
	aliasType  struct{}
	mapType    struct{}
	levelType  struct{}
	oddEnum    struct{}
	extended   struct{ A string }
)

func (*decoding) UnmarshalJSON([]byte) error { return nil }
func (anyOfType) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string"}}}
}
func (refType) JSONSchema() *jsonschema.Schema   { return &jsonschema.Schema{Ref: "#/$defs/x"} }
func (emptyType) JSONSchema() *jsonschema.Schema { return jsonschema.TrueSchema }
func (nullType) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Default: json.RawMessage("null")}
}
func (formatType) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Format: "date-time"}
}
func (mapType) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", AdditionalProperties: &jsonschema.Schema{Type: "string"}}
}
func (levelType) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "integer", Enum: []any{1, 2}}
}
func (oddEnum) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Enum: []any{"1", 2}}
}
func (extended) JSONSchemaExtend(s *jsonschema.Schema) { s.Title = "Extended" }
func (aliasType) JSONSchemaAlias() any                 { return recursive{} }

func TestConstructorPanics(t *testing.T) {
	t.Parallel()
	read := func(name, description string) func() {
		return func() {
			mcptools.Read(name, description, func(context.Context, struct{}) (string, error) { return "", nil })
		}
	}
	for name, c := range map[string]struct {
		build func()
		want  []string
	}{
		"name empty":     {read("", "d"), []string{`tool ""`, "name"}},
		"name with dot":  {read("a.b", "d"), []string{`tool "a.b"`, "name"}},
		"name too long":  {read(strings.Repeat("a", 65), "d"), []string{"64"}},
		"no description": {read("a", " "), []string{`tool "a"`, "description"}},
		"no effect": {func() {
			tool, err := mcptools.NewTool(mcptools.EffectDestructive+1, "a", "d", func(context.Context, struct{}) (string, error) { return "", nil })
			panic(fmt.Sprint(err, tool.Name))
		}, []string{"3 is not an effect"}},
		"no function":        {func() { mcptools.Read[struct{}, string]("a", "d", nil) }, []string{"function"}},
		"not a struct":       {func() { inputTool[string]() }, []string{"struct"}},
		"pointer":            {func() { inputTool[*override]() }, []string{"struct"}},
		"map of arguments":   {func() { inputTool[map[string]string]() }, []string{"struct"}},
		"recursive":          {func() { inputTool[recursive]() }, []string{`"show"`, `"children[]"`, "recursive"}},
		"mutually recursive": {func() { inputTool[mutual]() }, []string{`"other.back[]"`, "recursive"}},
		"func": {func() {
			inputTool[struct {
				F func() `json:"f"`
			}]()
		}, []string{`"f"`, "func()"}},
		"chan": {func() {
			inputTool[struct {
				F chan int `json:"f"`
			}]()
		}, []string{`"f"`, "chan int"}},
		"any": {func() {
			inputTool[struct {
				F any `json:"f"`
			}]()
		}, []string{`"f"`, "interface"}},
		"list of any": {func() {
			inputTool[struct {
				F []any `json:"f"`
			}]()
		}, []string{`"f[]"`, "interface"}},
		"complex": {func() {
			inputTool[struct {
				F complex128 `json:"f"`
			}]()
		}, []string{`"f"`, "complex"}},
		"raw message": {func() {
			inputTool[struct {
				F json.RawMessage `json:"f"`
			}]()
		}, []string{`"f"`, "RawMessage"}},
		"map": {func() {
			inputTool[struct {
				F map[string]int `json:"f"`
			}]()
		}, []string{`"f"`, "map[string]int"}},
		"bytes": {func() {
			inputTool[struct {
				F []byte `json:"f"`
			}]()
		}, []string{`"f"`, "string"}},
		"time": {func() {
			inputTool[struct {
				F time.Time `json:"f"`
			}]()
		}, []string{`"f"`, "string"}},
		"web address": {func() {
			inputTool[struct {
				F url.URL `json:"f"`
			}]()
		}, []string{`"f"`, "format"}},
		"list of web addresses": {func() {
			inputTool[struct {
				F []*url.URL `json:"f"`
			}]()
		}, []string{`"f[]"`, "format"}},
		"network address": {func() {
			inputTool[struct {
				F net.IP `json:"f"`
			}]()
		}, []string{`"f"`, "string"}},
		"decodes itself": {func() {
			inputTool[struct {
				F decoding `json:"f"`
			}]()
		}, []string{`"f"`, "decodes itself"}},
		"nested": {func() {
			inputTool[struct {
				A []struct {
					B any `json:"b"`
				} `json:"a"`
			}]()
		}, []string{`"a[].b"`}},
		"illegal name": {func() {
			inputTool[struct {
				F string `json:"a.b"`
			}]()
		}, []string{`"a.b"`}},
		"name twice": {func() {
			inputTool[struct {
				window
				S string `json:"since"`
			}]()
		}, []string{`"since"`, "taken"}},
		"alias taken": {func() {
			inputTool[struct {
				A string `json:"a"`
				B string `json:"b" alias:"a"`
			}]()
		}, []string{`"b"`, `"a"`, "taken"}},
		"alias illegal": {func() {
			inputTool[struct {
				F string `json:"f" alias:"x, y"`
			}]()
		}, []string{`" y"`}},
		"embedded pointer": {func() { inputTool[struct{ *window }]() }, []string{"embed"}},
		"json option": {func() {
			inputTool[struct {
				F int `json:"f,string"`
			}]()
		}, []string{`"F"`, "string"}},
		"json dash name": {func() {
			inputTool[struct {
				//lint:ignore SA5008 this is what is to be refused
				F int `json:"-,"`
			}]()
		}, []string{"schema"}},
		"schema dash": {func() {
			inputTool[struct {
				F int `json:"f" jsonschema:"-"`
			}]()
		}, []string{`"f"`}},
		"misspelt key": {func() {
			inputTool[struct {
				F int `json:"f" jsonschema:"minimun=1"`
			}]()
		}, []string{`"f"`, "minimun=1", "minimum"}},
		"key of another type": {func() {
			inputTool[struct {
				F string `json:"f" jsonschema:"minimum=1"`
			}]()
		}, []string{`"f"`, "minimum"}},
		"bad number": {func() {
			inputTool[struct {
				F int `json:"f" jsonschema:"minimum=one"`
			}]()
		}, []string{`"f"`, "minimum=one"}},
		"hex number": {func() {
			inputTool[struct {
				F int `json:"f" jsonschema:"minimum=0x10"`
			}]()
		}, []string{`"f"`, "0x10"}},
		"bad count": {func() {
			inputTool[struct {
				F []int `json:"f" jsonschema:"maxItems=-1"`
			}]()
		}, []string{`"f"`, "maxItems=-1"}},
		"no value": {func() {
			inputTool[struct {
				F string `json:"f" jsonschema:"enum=a,b"`
			}]()
		}, []string{`"f"`, `"b"`}},
		"flag": {func() {
			inputTool[struct {
				F string `json:"f" jsonschema:"nullable"`
			}]()
		}, []string{`"f"`, "nullable"}},
		"description in tag": {func() {
			inputTool[struct {
				F string `json:"f" jsonschema:"description=a, b"`
			}]()
		}, []string{`"f"`, "jsonschema_description"}},
		"value with equals": {func() {
			inputTool[struct {
				F []string `json:"f" jsonschema:"enum=a=b"`
			}]()
		}, []string{`"f"`, "a=b"}},
		"tag on struct": {func() {
			inputTool[struct {
				F window `json:"f" jsonschema:"default=1"`
			}]()
		}, []string{`"f"`, "default=1"}},
		"extras": {func() {
			inputTool[struct {
				F string `json:"f" jsonschema_extras:"a=b"`
			}]()
		}, []string{`"f"`, "jsonschema_extras"}},
		"enum twice": {func() {
			inputTool[struct {
				F string `json:"f" jsonschema:"enum=a,enum=a"`
			}]()
		}, []string{`"f"`, "twice"}},
		"enum of an integer": {func() {
			inputTool[struct {
				F *int `json:"f,omitzero" jsonschema:"enum=1,enum=2"`
			}]()
		}, []string{`"f"`, "an enum is a string's", "minimum"}},
		"enum of a list of numbers": {func() {
			inputTool[struct {
				F []float64 `json:"f" jsonschema:"enum=1.5"`
			}]()
		}, []string{`"f"`, "an enum is a string's"}},
		"enum of an integer in a schema of its own": {func() {
			inputTool[struct {
				F levelType `json:"f"`
			}]()
		}, []string{`"f"`, "an enum is a string's"}},
		"enum with a number": {func() {
			inputTool[struct {
				F oddEnum `json:"f"`
			}]()
		}, []string{`"f"`, "enum: 2 is no string"}},
		"enum of a boolean": {func() {
			inputTool[struct {
				F bool `json:"f" jsonschema:"enum=true"`
			}]()
		}, []string{`"f"`, "an enum is a string's"}},
		"default not in enum": {func() {
			inputTool[struct {
				F string `json:"f,omitzero" jsonschema:"enum=a,default=b"`
			}]()
		}, []string{`"f"`, "default"}},
		"default too high": {func() {
			inputTool[struct {
				F int `json:"f,omitzero" jsonschema:"maximum=5,default=6"`
			}]()
		}, []string{`"f"`, "default"}},
		"default of wrong type": {func() {
			inputTool[struct {
				F bool `json:"f,omitzero" jsonschema:"default=yes"`
			}]()
		}, []string{`"f"`, "default=yes"}},
		"default of required": {func() {
			inputTool[struct {
				F int `json:"f" jsonschema:"default=6"`
			}]()
		}, []string{`"f"`, "default"}},
		"minimum over maximum": {func() {
			inputTool[struct {
				F int `json:"f" jsonschema:"minimum=2,maximum=1"`
			}]()
		}, []string{`"f"`, "minimum"}},
		"least over most": {func() {
			inputTool[struct {
				F string `json:"f" jsonschema:"minLength=2,maxLength=1"`
			}]()
		}, []string{`"f"`}},
		"anyOf": {func() {
			inputTool[struct {
				F anyOfType `json:"f"`
			}]()
		}, []string{`"f"`, "anyOf"}},
		"anyOf in a list": {func() {
			inputTool[struct {
				F []anyOfType `json:"f"`
			}]()
		}, []string{`"f[]"`, "anyOf"}},
		"$ref": {func() {
			inputTool[struct {
				F refType `json:"f"`
			}]()
		}, []string{`"f"`, "$ref"}},
		"boolean schema": {func() {
			inputTool[struct {
				F emptyType `json:"f"`
			}]()
		}, []string{`"f"`, "one type"}},
		"default null": {func() {
			inputTool[struct {
				F nullType `json:"f,omitzero"`
			}]()
		}, []string{`"f"`, "default"}},
		"format": {func() {
			inputTool[struct {
				F formatType `json:"f"`
			}]()
		}, []string{`"f"`, "format"}},
		"additionalProperties": {func() {
			inputTool[struct {
				F mapType `json:"f"`
			}]()
		}, []string{`"f"`, "additionalProperties"}},
		"schema alias": {func() {
			inputTool[struct {
				F aliasType `json:"f"`
			}]()
		}, []string{`"f"`, "aliasType"}},
		"an extended schema": {func() {
			inputTool[struct {
				F []extended `json:"f"`
			}]()
		}, []string{"title", `"f[]"`}},
		"arguments of another shape": {func() { inputTool[formatType]() }, []string{"format"}},
		"embedded list": {func() {
			type found struct {
				mcptools.List[string]
				Extra string
			}
			mcptools.Read("a", "d", func(context.Context, struct{}) (found, error) { return found{}, nil })
		}, []string{"embeds a List"}},
		"structured list": {func() {
			mcptools.Read("a", "d", func(context.Context, struct{}) ([]string, error) { return nil, nil }, mcptools.WithStructuredOutput())
		}, []string{"structured"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				text := fmt.Sprint(recover())
				for _, want := range c.want {
					if !strings.Contains(text, want) {
						t.Errorf("panic %q does not name %q", text, want)
					}
				}
				if !strings.HasPrefix(text, "mcptools: tool ") {
					t.Errorf("panic %q does not name the tool", text)
				}
			}()
			c.build()
		})
	}
}

// A result that encoding/json cannot encode is a mistake of the program, which shows when it makes the tool.
func TestResultsWithoutJSON(t *testing.T) {
	t.Parallel()
	_, channel := mcptools.NewTool(mcptools.EffectRead, "a", "d", func(context.Context, struct{}) (chan int, error) { return nil, nil })
	_, function := mcptools.NewTool(mcptools.EffectRead, "a", "d", func(context.Context, struct{}) (func(), error) { return nil, nil })
	_, number := mcptools.NewTool(mcptools.EffectRead, "a", "d", func(context.Context, struct{}) (complex128, error) { return 0, nil })
	for _, err := range []error{channel, function, number} {
		if err == nil || !strings.Contains(err.Error(), "has no JSON") {
			t.Errorf("the error is %v", err)
		}
	}
}
