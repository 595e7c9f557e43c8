package command_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	area "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

type questioned struct {
	Title string   `json:"title"`
	IDs   []string `json:"ids,omitempty"`
	Level int      `json:"level,omitzero" jsonschema:"default=1"`
	Force bool     `json:"force,omitempty"`
	Rules []struct {
		To string `json:"to"`
	} `json:"rules,omitempty"`
}

func done(context.Context, questioned) (string, error) { return "done", nil }

func TestQuestion(t *testing.T) {
	t.Parallel()
	pages := mcptools.WithMarkCount(area.MarkPages, func(in questioned) int { return len(in.IDs) })
	additive := mcptools.Additive("add_thing", "Adds.", done)
	destructive := mcptools.Destructive("change_thing", "Changes.", done)
	paging := mcptools.Destructive("wake_up", "Wakes.", done, pages)
	long := strings.Repeat("é", 10_000)
	for name, test := range map[string]struct {
		tool      mcptools.Tool
		arguments string
		want      string
	}{
		"adds":                   {additive, `{"title":"x"}`, "Add thing? This adds something. It should page nobody.\ntitle: x"},
		"changes":                {destructive, `{"title":"x"}`, "Change thing? This changes or removes what is there. It should page nobody.\ntitle: x"},
		"could page, does not":   {paging, `{"title":"x"}`, "Wake up? This changes or removes what is there. It should page nobody.\ntitle: x"},
		"pages one":              {paging, `{"title":"x","ids":["P1"]}`, "Wake up? This may page 1 person.\ntitle: x\nids: P1"},
		"pages several":          {paging, `{"title":"x","ids":["P1","P2"]}`, "Wake up? This may page people 2 times.\ntitle: x\nids (2): P1, P2"},
		"what differs":           {additive, `{"rules":[{"to":"a b"}],"force":true,"level":3,"title":"x"}`, "Add thing? This adds something. It should page nobody.\ntitle: x\nlevel: 3\nforce: true\n" + `rules: [{"to":"a b"}]`},
		"the default":            {additive, `{"title":"x","level":1}`, "Add thing? This adds something. It should page nobody.\ntitle: x"},
		"a forged line":          {paging, `{"title":"x\nids: P9\r\n\u2028ids: P8\u0085\u000bY","ids":["P1\nids: P2"]}`, "Wake up? This may page 1 person.\ntitle: x ids: P9 ids: P8 Y\nids: P1 ids: P2"},
		"what nobody sees":       {additive, `{"title":"a\u202eb\u200bc\u0000d\u001b[2Je"}`, "Add thing? This adds something. It should page nobody.\ntitle: abcd[2Je"},
		"a list that looks like": {paging, `{"title":"x","ids":["P1, P2, P3"]}`, "Wake up? This may page 1 person.\ntitle: x\nids: P1, P2, P3"},
		"a long title":           {additive, `{"title":"` + long + `"}`, "Add thing? This adds something. It should page nobody.\ntitle: " + mcptools.Clean(long, 1500)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got string
			test.tool.With(func(next mcptools.Handler) mcptools.Handler {
				return func(ctx context.Context, call mcptools.Call) mcptools.Result {
					got = command.Question(call)
					return next(ctx, call)
				}
			}).Call(t.Context(), json.RawMessage(test.arguments))
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if utf8.RuneCountInString(got) > 2000 {
				t.Error("it would be cut")
			}
		})
	}
}

// However much a call says, the name and the beginning of each argument are in the question.
func TestQuestionShowsEveryArgument(t *testing.T) {
	t.Parallel()
	for _, tool := range area.Toolset(nil).Tools {
		var schema struct {
			Properties map[string]struct{ Type string }
		}
		if err := json.Unmarshal(tool.InputSchema, &schema); err != nil {
			t.Fatal(err)
		}
		arguments := map[string]any{}
		for name, property := range schema.Properties {
			arguments[name] = map[string]any{"string": strings.Repeat(name, 100), "integer": 7, "boolean": true, "array": []string{strings.Repeat(name, 100), "last"}}[property.Type]
		}
		encoded, err := json.Marshal(arguments)
		if err != nil {
			t.Fatal(err)
		}
		question := command.Question(mcptools.Call{Tool: tool, Arguments: encoded})
		if utf8.RuneCountInString(question) > 2000 {
			t.Errorf("%s: %d characters would be cut", tool.Name, utf8.RuneCountInString(question))
		}
		for name := range schema.Properties {
			if !strings.Contains(question, "\n"+name+":") && !strings.Contains(question, "\n"+name+" (2):") {
				t.Errorf("%s: %s is not in %s", tool.Name, name, question)
			}
		}
	}
}
