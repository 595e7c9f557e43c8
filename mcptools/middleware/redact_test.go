package middleware_test

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

var phone = regexp.MustCompile(`\+?\d[\d ()-]{7,}\d`)

func withoutPhones(s string) string { return phone.ReplaceAllString(s, "[phone <&>]") }

// answering returns a tool whose innermost middleware returns the result.
func answering(result mcptools.Result, middleware ...mcptools.Middleware) *pager {
	return newPager(append(middleware, func(mcptools.Handler) mcptools.Handler {
		return func(context.Context, mcptools.Call) mcptools.Result { return result }
	})...)
}

func TestRedactResults(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ in, want string }{
		"values":          {`{"a":"call +1 (415) 555-0100 now","b":["4155550100","no"]}`, `{"a":"call [phone <&>] now","b":["[phone <&>]","no"]}`},
		"not names":       {`{"4155550100":"x","4155550101" : "4155550102"}`, `{"4155550100":"x","4155550101" : "[phone <&>]"}`},
		"not numbers":     {`{"n":4155550100,"m":1.0e5,"z":-0,"big":12345678901234567890}`, `{"n":4155550100,"m":1.0e5,"z":-0,"big":12345678901234567890}`},
		"all else stays":  {"{ \"b\" : 1 ,\n\t\"a\":\"\\u003cx\\/y\\ud83d\\ude00\\ud800\",\"b\":null}", "{ \"b\" : 1 ,\n\t\"a\":\"\\u003cx\\/y\\ud83d\\ude00\\ud800\",\"b\":null}"},
		"escapes":         {`["\u0034155550100","a\"4155550100\"\\",":",{"\"":"\\"}]`, `["[phone <&>]","a\"[phone <&>]\"\\",":",{"\"":"\\"}]`},
		"escaped name":    {`{"4155550100\"":"4155550100"}`, `{"4155550100\"":"[phone <&>]"}`},
		"a string":        {`"4155550100"`, `"[phone <&>]"`},
		"a number":        {`4155550100`, `4155550100`},
		"nothing":         {`null`, `null`},
		"no JSON":         {`{"a":"4155550100"`, `{"a":"[phone <&>]"`},
		"several objects": {`{"a":1} 4155550100`, `{"a":1} [phone <&>]`},
		"empty":           {``, ``},
	} {
		in := mcptools.Result{Text: test.in, Structured: json.RawMessage(test.in)}
		result := answering(in, middleware.Redact(withoutPhones)).call(t.Context(), ada)
		if result.Err != nil || result.Text != test.want || string(result.Structured) != test.want {
			t.Errorf("%s: text %s\nstructured %s\nwant %s", name, result.Text, result.Structured, test.want)
		}
		if json.Valid([]byte(test.in)) != json.Valid([]byte(result.Text)) {
			t.Errorf("%s: %s is not JSON", name, result.Text)
		}
		if string(in.Structured) != test.in {
			t.Errorf("%s: the result of the tool was overwritten: %s", name, in.Structured)
		}
	}
	result := newPager(middleware.Redact(withoutPhones)).call(t.Context(), ada)
	if result.Text != `"paged"` || result.Structured != nil {
		t.Errorf("result %+v", result)
	}
}

// Whatever filter returns, the result is one JSON value that contains it.
func TestRedactEncodesWhatItPutsIn(t *testing.T) {
	t.Parallel()
	for _, replacement := range []string{"", `"`, `\`, "\n\x00", "<&>", "é😀", "\u2028"} {
		result := answering(mcptools.Result{Text: `{"a":["x"],"b":"x"}`}, middleware.Redact(func(string) string { return replacement })).call(t.Context(), ada)
		var got struct {
			A []string
			B string
		}
		if err := json.Unmarshal([]byte(result.Text), &got); err != nil || got.B != replacement || len(got.A) != 1 || got.A[0] != replacement {
			t.Errorf("%q: %s (%v)", replacement, result.Text, err)
		}
	}
}

func TestRedactFailures(t *testing.T) {
	t.Parallel()
	cause := errors.New("4155550100 does not answer")
	for name, test := range map[string]struct {
		result mcptools.Result
		filter func(string) string
		want   string
	}{
		"sentence":                 {mcptools.Result{Text: `Call "4155550100".`, Err: cause}, withoutPhones, `Call "[phone <&>]".`},
		"a sentence that is JSON":  {mcptools.Result{Text: `"4155550100"`, Err: cause}, withoutPhones, `"[phone <&>]"`},
		"hidden characters":        {mcptools.Result{Text: "Call 41555\u200b50100.", Err: cause}, withoutPhones, "Call [phone <&>]."},
		"no text":                  {mcptools.Result{Err: cause}, withoutPhones, "[phone <&>] does not answer"},
		"invisible text":           {mcptools.Result{Text: "\u200b", Err: cause}, withoutPhones, "[phone <&>] does not answer"},
		"nothing left":             {mcptools.Result{Text: "4155550100", Err: cause}, func(string) string { return "" }, "The call failed. The reason is not shown here."},
		"nothing visible is left":  {mcptools.Result{Text: "4155550100", Err: cause}, func(string) string { return "\u200b" }, "The call failed. The reason is not shown here."},
		"structured all the same":  {mcptools.Result{Text: "No.", Structured: json.RawMessage(`["4155550100"]`), Err: cause}, withoutPhones, "No."},
		"nothing to be taken out":  {mcptools.Result{Text: "No.", Err: cause}, withoutPhones, "No."},
		"of Go alone, as returned": {mcptools.Result{Text: cause.Error(), Err: cause}, withoutPhones, "[phone <&>] does not answer"},
	} {
		result := answering(test.result, middleware.Redact(test.filter)).call(t.Context(), ada)
		if result.Text != test.want || !errors.Is(result.Err, cause) || strings.Contains(string(result.Structured), "415") {
			t.Errorf("%s: %+v, want %q", name, result, test.want)
		}
	}
	expectPanic(t, "Redact(nil)", func() { middleware.Redact(nil) })
}

// Tool.Call writes a new text for a cancelled call. That must not show what was redacted.
func TestRedactHoldsForACancelledCall(t *testing.T) {
	t.Parallel()
	for _, filter := range []func(string) string{withoutPhones, func(string) string { return "" }} {
		ctx, cancel := context.WithCancel(t.Context())
		tool := newPager(middleware.Redact(filter))
		tool.outcome = func(context.Context) (any, error) {
			cancel()
			return nil, errors.New("4155550100 rang")
		}
		if result := tool.call(ctx, ada); !errors.Is(result.Err, context.Canceled) || strings.Contains(result.Text, "415") || result.Text == "" {
			t.Errorf("result %+v", result)
		}
	}
}

func FuzzRedact(f *testing.F) {
	for _, seed := range []string{`{"a":"b"}`, `["\"",{"\\":"\u0022"}]`, `"x`, `{"a": "b" , "c":"\ud800"}`, "\"\xff\""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tool := answering(mcptools.Result{Text: string(data)}, middleware.Redact(func(s string) string { return s + `"x` }))
		var before, after any
		got := tool.call(t.Context(), ada).Text
		if json.Unmarshal(data, &before) != nil {
			return
		}
		if err := json.Unmarshal([]byte(got), &after); err != nil {
			t.Fatalf("%s became %s: %v", data, got, err)
		}
		want, _ := json.Marshal(marked(before))
		if is, _ := json.Marshal(after); string(is) != string(want) {
			t.Fatalf("%s became %s, want %s", data, got, want)
		}
	})
}

// marked returns the value with a mark at the end of every string except names.
func marked(value any) any {
	switch v := value.(type) {
	case string:
		return v + `"x`
	case []any:
		for i := range v {
			v[i] = marked(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = marked(v[name])
		}
	}
	return value
}
