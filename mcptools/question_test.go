package mcptools_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Data stands in a question as data, whatever it holds.
func TestQuestionText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		data []string
		want string
	}{
		"plain":             {[]string{"Payments"}, "`Payments`"},
		"list":              {[]string{"a", "b"}, "`a`, `b`"},
		"nothing":           {nil, "empty"},
		"no text":           {[]string{"", "\u200b", "empty"}, "empty, empty, `empty`"},
		"lines":             {[]string{"x\nDelete all? yes\r\n\u2028y\u0085\u000bZ"}, "`x Delete all? yes y Z`"},
		"unseen":            {[]string{"\u200b a\u202eb\u200bc\x00d\x1b[2Je \u200b"}, "`abcd[2Je`"},
		"an image":          {[]string{"![](https://evil.example/?q=1) **approved**"}, "`![](https://evil.example/?q=1) **approved**`"},
		"HTML":              {[]string{"<img src=x>"}, "`<img src=x>`"},
		"a fence":           {[]string{"x` ![](https://evil.example/) `y"}, "``x` ![](https://evil.example/) `y``"},
		"fences":            {[]string{"``` a `` b ` c"}, "```` ``` a `` b ` c ````"},
		"a fence in a list": {[]string{"`", "[y](https://evil.example/)`"}, "`` ` ``, `` [y](https://evil.example/)` ``"},
		"a verb":            {[]string{"%s %d %"}, "`%s %d %`"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			question := mcptools.NewQuestion("Delete ").And("%s and %s?", test.data, []string{"x"})
			if got, want := question.Text(2000), "Delete "+test.want+" and `x`?"; got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A question keeps within its room: data is cut, and what is left out of a list is counted.
func TestQuestionTextIsCut(t *testing.T) {
	t.Parallel()
	ids := func(n int, id string) []string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(id, i))
		}
		return all
	}
	for name, test := range map[string]struct {
		data []string
		most int
		want string // "" for any
	}{
		"one":                  {[]string{"Replication lag on pg-orders-replica-2 is 340 s"}, 40, "Resolve `Replication lag on pg-orders…`?"},
		"two":                  {[]string{"4200 Replication lag on pg-orders-replica-2", "4198 Card authorisations time out"}, 80, "Resolve `4200 Replication lag on pg-orde…`, `4198 Card authorisations time o…`?"},
		"short ones":           {ids(40, "Q%02d"), 60, "Resolve `Q00`, `Q01`, `Q02`, `Q03`, `Q04` and 35 more?"},
		"long ones":            {ids(40, "Q%02d "+strings.Repeat("x", 100)), 100, ""},
		"fences":               {ids(250, strings.Repeat("`", 500)+"%d"), 300, ""},
		"no room":              {ids(3, "Q%02d"), 5, ""},
		"long, with much room": {[]string{strings.Repeat("é", 10_000)}, 500, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := mcptools.NewQuestion("Resolve %s?", test.data).Text(test.most)
			if test.want != "" && got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if n := utf8.RuneCountInString(got); n > max(test.most, 40) || !strings.HasPrefix(got, "Resolve ") || !strings.HasSuffix(got, "?") {
				t.Errorf("%d characters of %d: %s", n, test.most, got)
			}
		})
	}
}

type deletion struct {
	ID string `json:"id"`
}

func deleted(context.Context, deletion) (string, error) { return "deleted", nil }

// ask is the question about a call of a tool made with the options.
func ask(t *testing.T, arguments string, options ...mcptools.Option) string {
	t.Helper()
	tool := mcptools.Destructive("delete_thing", "Deletes.", deleted, options...)
	return mcptools.Call{Tool: tool, Arguments: json.RawMessage(arguments)}.Question(t.Context()).Text(100)
}

func TestWithQuestion(t *testing.T) {
	t.Parallel()
	about := func(_ context.Context, in deletion) mcptools.Question {
		return mcptools.NewQuestion("Delete %s for good?", []string{in.ID})
	}
	if got := ask(t, `{"id":"P1"}`, mcptools.WithQuestion(about)); got != "Delete `P1` for good?" {
		t.Errorf("got %s", got)
	}
	if got := ask(t, `{"thing":{"id":"P1"}}`, mcptools.WithQuestion(about)); got != "Delete `P1` for good?" {
		t.Errorf("raw arguments: got %s", got)
	}
	for name, got := range map[string]string{
		"without":         ask(t, `{"id":"P1"}`),
		"wrong arguments": ask(t, `{"id":[]}`, mcptools.WithQuestion(about)),
		"no words":        ask(t, `{"id":"P1"}`, mcptools.WithQuestion(func(context.Context, deletion) mcptools.Question { return mcptools.Question{} })),
		"a panic":         ask(t, `{"id":"P1"}`, mcptools.WithQuestion(func(context.Context, deletion) mcptools.Question { panic("x") })),
	} {
		if got != "Delete thing?" {
			t.Errorf("%s: got %s", name, got)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a question about other arguments was taken")
		}
	}()
	ask(t, `{}`, mcptools.WithQuestion(func(context.Context, struct{}) mcptools.Question { return mcptools.Question{} }))
}

// Data of many megabytes makes a question neither slow nor costly: it is cut before all else.
func TestQuestionTextOfMegabytes(t *testing.T) { // not parallel: it looks at what is allocated
	const size = 4 << 20
	for name, test := range map[string]struct {
		data []string
		end  string
	}{
		"one":    {[]string{strings.Repeat("x` ", size)}, "]``?"},
		"unseen": {[]string{strings.Repeat("\u200b\x00", size)}, "?"},
		"many":   {strings.Split(strings.Repeat("a ", size), " "), " more?"},
	} {
		question := mcptools.NewQuestion("Resolve %s?", test.data)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		text := question.Text(900)
		runtime.ReadMemStats(&after)
		if n := utf8.RuneCountInString(text); n > 900 || !strings.HasSuffix(text, test.end) {
			t.Errorf("%s: %d characters: %s", name, n, text)
		}
		if allocated := after.TotalAlloc - before.TotalAlloc; allocated > size/2 {
			t.Errorf("%s: %d bytes were allocated", name, allocated)
		}
	}
}
