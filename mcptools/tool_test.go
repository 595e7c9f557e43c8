package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type greetInput struct {
	Name string `json:"name"`
}

func greet(_ context.Context, in greetInput) (map[string]string, error) {
	return map[string]string{"greeting": "Hello <" + in.Name + ">"}, nil
}

func TestToolCarriesItsDeclaration(t *testing.T) {
	t.Parallel()
	read := mcptools.Read("get_incident", "Shows one.", greet)
	if read.Effect != mcptools.EffectRead || read.Title != "Get incident" || read.Description != "Shows one." || read.Marks != nil {
		t.Errorf("read %+v", read)
	}
	additive := mcptools.Additive("create-incident", "Creates one.", greet, mcptools.WithTitle("New incident"), mcptools.WithMarks("pages", "slow"))
	if additive.Effect != mcptools.EffectAdditive || additive.Title != "New incident" || !slices.Equal(additive.Marks, []string{"pages", "slow"}) {
		t.Errorf("additive %+v", additive)
	}
	if destructive := mcptools.Destructive("x", "Deletes.", greet); destructive.Effect != mcptools.EffectDestructive || destructive.Title != "X" {
		t.Errorf("destructive %+v", destructive)
	}
}

func TestCall(t *testing.T) {
	t.Parallel()
	result := mcptools.Read("greet", "Greets.", greet).Call(t.Context(), json.RawMessage(`{"name":"Ada & \u200bBob"}`))
	if result.Err != nil || result.Text != `{"greeting":"Hello <Ada & Bob>"}` || result.Structured != nil {
		t.Errorf("result %+v", result)
	}
	result = mcptools.Read("greet", "Greets.", greet, mcptools.WithStructuredOutput()).Call(t.Context(), json.RawMessage(`{"name":"Ada"}`))
	if result.Err != nil || string(result.Structured) != result.Text || result.Text == "" {
		t.Errorf("structured result %+v", result)
	}
	none := mcptools.Read("find", "d", func(context.Context, struct{}) (*listed, error) { return nil, nil }, mcptools.WithStructuredOutput())
	if result := none.Call(t.Context(), nil); result.Text != "null" || result.Structured != nil {
		t.Errorf("nothing gives %+v", result)
	}
	byHand := mcptools.Tool{Name: "x"}
	for _, tool := range []mcptools.Tool{byHand, byHand.With(func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result { return next(ctx, call) }
	})} {
		if result := tool.Call(t.Context(), nil); !errors.Is(result.Err, mcptools.ErrNothingDone) || !strings.Contains(result.Text, "was not made by Read") {
			t.Errorf("a tool made by hand gives %+v", result)
		}
	}
}

func TestErrorsOfTheFunction(t *testing.T) {
	t.Parallel()
	cause := errors.New("no \x00such\u202e thing" + strings.Repeat("!", 3000))
	tool := mcptools.Read("fail", "Fails.", func(context.Context, struct{}) (*struct{}, error) { return nil, fmt.Errorf("fail: %w", cause) })
	result := tool.Call(t.Context(), nil)
	if !errors.Is(result.Err, cause) {
		t.Errorf("error %v", result.Err)
	}
	if !strings.HasPrefix(result.Text, "fail: no such thing!!") || len([]rune(result.Text)) != 2000 || !strings.HasSuffix(result.Text, "]") {
		t.Errorf("text %q", result.Text)
	}
	silent := mcptools.Read("fail", "Fails.", func(context.Context, struct{}) (string, error) { return "", errors.New("") })
	if result := silent.Call(t.Context(), nil); result.Text == "" {
		t.Error("an error without a text gives no text")
	}
}

func TestResultThatCannotBeEncoded(t *testing.T) {
	t.Parallel()
	tool := mcptools.Additive("count", "Counts.", func(context.Context, struct{}) (float64, error) { return math.NaN(), nil })
	result := tool.Call(t.Context(), nil)
	if _, ok := errors.AsType[*json.UnsupportedValueError](result.Err); !ok || !strings.HasPrefix(result.Text, "count did its work, but") {
		t.Errorf("result %+v", result)
	}
}

type panicking struct{}

func (panicking) MarshalJSON() ([]byte, error) { panic("secret value") }

func TestPanicsAreResults(t *testing.T) {
	t.Parallel()
	cause := errors.New("secret value")
	for name, tool := range map[string]mcptools.Tool{
		"function": mcptools.Read("boom", "d", func(context.Context, struct{}) (string, error) { panic(cause) }),
		"encoding": mcptools.Read("boom", "d", func(context.Context, struct{}) (panicking, error) { return panicking{}, nil }),
		"item": mcptools.Read("boom", "d", func(context.Context, struct{}) (mcptools.List[panicking], error) {
			return mcptools.List[panicking]{Items: make([]panicking, 1)}, nil
		}),
		"middleware": mcptools.Read("boom", "d", greet).With(func(mcptools.Handler) mcptools.Handler {
			return func(context.Context, mcptools.Call) mcptools.Result { panic("secret value") }
		}),
		"progress": mcptools.Read("boom", "d", func(ctx context.Context, _ struct{}) (string, error) {
			mcptools.Progress(mcptools.ContextWithProgress(ctx, func(int, int) { panic("secret value") }), 1, 2)
			return "", nil
		}),
	} {
		result := tool.Call(t.Context(), json.RawMessage(`{}`))
		if name == "middleware" {
			result = tool.Call(t.Context(), json.RawMessage(`{"name":"x"}`))
		}
		defect, ok := errors.AsType[*mcptools.PanicError](result.Err)
		if !ok || defect.Tool != "boom" || fmt.Sprint(defect.Value) != "secret value" || !strings.Contains(string(defect.Stack), "tool_test.go") {
			t.Errorf("%s: error %#v", name, result.Err)
		}
		if strings.Contains(result.Text, "secret") || strings.Contains(result.Err.Error(), "secret") || !strings.Contains(result.Text, "hit an internal error") {
			t.Errorf("%s: text %q, error %v", name, result.Text, result.Err)
		}
		if name == "function" && !errors.Is(result.Err, cause) {
			t.Error("the error that was the panic's value is lost")
		}
	}
}

func TestMiddlewareSeesThePanicOfTheFunction(t *testing.T) {
	t.Parallel()
	var seen error
	tool := mcptools.Read("boom", "d", func(context.Context, struct{}) (string, error) { panic("x") }).
		With(func(next mcptools.Handler) mcptools.Handler {
			return func(ctx context.Context, call mcptools.Call) mcptools.Result {
				result := next(ctx, call)
				seen = result.Err
				return result
			}
		})
	tool.Call(t.Context(), nil)
	if _, ok := errors.AsType[*mcptools.PanicError](seen); !ok {
		t.Errorf("middleware saw %v", seen)
	}
}

func TestCancelledCalls(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	ran := false
	tool := mcptools.Read("wait", "d", func(ctx context.Context, _ struct{}) (string, error) {
		ran = true
		return "", nil
	})
	if result := tool.Call(cancelled, nil); !errors.Is(result.Err, context.Canceled) || result.Text != "The call of wait was cancelled before it began." || ran {
		t.Errorf("result %+v, ran %v", result, ran)
	}

	ctx, cancel := context.WithCancel(t.Context())
	own := errors.New("connection lost")
	failing := mcptools.Read("wait", "d", func(context.Context, struct{}) (string, error) {
		cancel()
		return "", own
	})
	result := failing.Call(ctx, nil)
	if !errors.Is(result.Err, context.Canceled) || !errors.Is(result.Err, own) || result.Text != "The call of wait was cancelled: connection lost" {
		t.Errorf("result %+v", result)
	}

	ctx, cancel = context.WithDeadline(t.Context(), noTime)
	defer cancel()
	if result := tool.Call(ctx, nil); !errors.Is(result.Err, context.DeadlineExceeded) || !strings.Contains(result.Text, "ran out of time") {
		t.Errorf("result %+v", result)
	}

	ctx, cancel = context.WithCancel(t.Context())
	done := mcptools.Additive("write", "d", func(context.Context, struct{}) (string, error) {
		cancel()
		return "done", nil
	})
	if result := done.Call(ctx, nil); result.Err != nil || result.Text != `"done"` {
		t.Errorf("what was done is not reported as done: %+v", result)
	}
}

// What a middleware says to the model stays, and the error tells all that happened.
func TestTextOfMiddlewareForACancelledCall(t *testing.T) {
	t.Parallel()
	const words = "The call was cancelled. The change may or may not have been made: look before you repeat it."
	own, reason := errors.New("connection lost"), errors.New("the client changed its mind")
	for name, c := range map[string]struct {
		err        error
		text, want string
	}{
		"own words":               {own, words, words},
		"own words, cleaned":      {own, words + "\x1b", words},
		"own words for a cause":   {context.Canceled, words, words},
		"the text of the error":   {own, "connection lost", "The call of write was cancelled: connection lost"},
		"no text":                 {own, "", "The call of write was cancelled: connection lost"},
		"the text of the context": {context.Canceled, "", "The call of write was cancelled: context canceled"},
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		tool := mcptools.Additive("write", "d", greet).With(func(mcptools.Handler) mcptools.Handler {
			return func(context.Context, mcptools.Call) mcptools.Result {
				cancel(reason)
				return mcptools.Result{Text: c.text, Err: c.err}
			}
		})
		result := tool.Call(ctx, json.RawMessage(`{"name":"x"}`))
		if result.Text != c.want {
			t.Errorf("%s: text %q, want %q", name, result.Text, c.want)
		}
		for _, cause := range []error{c.err, context.Canceled, reason} {
			if !errors.Is(result.Err, cause) {
				t.Errorf("%s: error %v does not match %v", name, result.Err, cause)
			}
		}
		if again := tool.Call(ctx, json.RawMessage(`{"name":"x"}`)); !errors.Is(again.Err, reason) || !errors.Is(again.Err, context.Canceled) {
			t.Errorf("%s: a call that did not begin ends in %v", name, again.Err)
		}
	}
}

func TestMiddleware(t *testing.T) {
	t.Parallel()
	var order []string
	named := func(name string) mcptools.Middleware {
		return func(next mcptools.Handler) mcptools.Handler {
			return func(ctx context.Context, call mcptools.Call) mcptools.Result {
				order = append(order, name+" "+call.Tool.Name+" "+string(call.Arguments))
				call.Arguments = json.RawMessage(`{"name":"` + name + `"}`)
				return next(ctx, call)
			}
		}
	}
	plain := mcptools.Read("greet", "d", greet)
	tool := plain.With(named("b"), named("c")).With(named("a"))
	result := tool.Call(t.Context(), json.RawMessage(`{"w":{"name":7}}`))
	if result.Text != `{"greeting":"Hello <c>"}` {
		t.Errorf("the function did not receive what the last middleware passed on: %+v", result)
	}
	want := []string{`a greet {"name":"7"}`, `b greet {"name":"a"}`, `c greet {"name":"b"}`}
	if !slices.Equal(order, want) {
		t.Errorf("order %q, want %q", order, want)
	}
	if plain.Call(t.Context(), json.RawMessage(`{"name":"x"}`)); len(order) != len(want) {
		t.Error("With changed the tool that it copied")
	}
}

func TestMiddlewareMayFailInItsOwnWay(t *testing.T) {
	t.Parallel()
	returning := func(result mcptools.Result) mcptools.Tool {
		return mcptools.Read("greet", "d", greet).With(func(mcptools.Handler) mcptools.Handler {
			return func(context.Context, mcptools.Call) mcptools.Result { return result }
		})
	}
	refused := errors.New("refused")
	if got := returning(mcptools.Result{Err: refused}).Call(t.Context(), json.RawMessage(`{"name":""}`)); got.Text != "" && got.Err == refused {
		t.Errorf("arguments were not checked first: %+v", got)
	}
	for _, c := range []struct{ text, want string }{{"", "refused"}, {"Ask\x1b first.", "Ask first."}} {
		got := returning(mcptools.Result{Err: refused, Text: c.text}).Call(t.Context(), json.RawMessage(`{"name":"x"}`))
		if got.Err != refused || got.Text != c.want {
			t.Errorf("result %+v", got)
		}
	}
	passing := func(arguments string) mcptools.Tool {
		return mcptools.Read("greet", "d", greet).With(func(next mcptools.Handler) mcptools.Handler {
			return func(ctx context.Context, call mcptools.Call) mcptools.Result {
				call.Arguments = json.RawMessage(arguments)
				return next(ctx, call)
			}
		})
	}
	for _, arguments := range []string{``, `{`, `[]`, `{"nme":"x"}`, `{"name":1}`, `{"name":"x"} {}`} {
		got := passing(arguments).Call(t.Context(), json.RawMessage(`{"name":"x"}`))
		if _, ok := errors.AsType[*mcptools.ArgumentError](got.Err); !ok {
			t.Errorf("middleware that passes %q on: %+v", arguments, got)
		}
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	var heard []string
	tool := mcptools.Read("work", "d", func(ctx context.Context, _ struct{}) (string, error) {
		mcptools.Progress(ctx, 1, 2)
		mcptools.Progress(ctx, 2, 2)
		return "", nil
	})
	if result := tool.Call(t.Context(), nil); result.Err != nil {
		t.Errorf("nobody listens: %v", result.Err)
	}
	if result := tool.Call(mcptools.ContextWithProgress(t.Context(), nil), nil); result.Err != nil {
		t.Errorf("nothing listens: %v", result.Err)
	}
	ctx := mcptools.ContextWithProgress(t.Context(), func(done, total int) { heard = append(heard, fmt.Sprint(done, "/", total)) })
	tool.Call(ctx, nil)
	if !slices.Equal(heard, []string{"1/2", "2/2"}) {
		t.Errorf("heard %q", heard)
	}
}

func TestToolsAreSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	tool := inputTool[richInput]()
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			want := fmt.Sprintf(`"service_id":"%d"`, i)
			if result := tool.Call(t.Context(), fmt.Appendf(nil, `{"service":{"id":%d},"status":"Resolved"}`, i)); !strings.Contains(result.Text, want) {
				t.Errorf("result %+v", result)
			}
		})
	}
	wg.Wait()
}

// The example is canonical, whatever its shape, and belongs to the tool's own arguments.
func TestWithExample(t *testing.T) {
	t.Parallel()
	type input struct {
		Name  string `json:"name"`
		Times int    `json:"times,omitzero" jsonschema:"minimum=1,default=1"`
	}
	make := func(options ...mcptools.Option) mcptools.Tool {
		return mcptools.Read("greet", "Greets.", func(context.Context, input) (string, error) { return "", nil }, options...)
	}
	if got := make().Example; got != nil {
		t.Errorf("without an example it is %s", got)
	}
	if got := string(make(mcptools.WithExample(`{"request":{"times":"2","name":"Ada"}}`)).Example); got != `{"name":"Ada","times":2}` {
		t.Errorf("the example is %s", got)
	}
	for _, wrong := range []string{`{}`, `{"name":"Ada","x":1}`, `{"name":"Ada","times":0}`, `name`} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.Contains(text, "the example "+wrong) {
					t.Errorf("%s: panic %q", wrong, text)
				}
			}()
			make(mcptools.WithExample(wrong))
		}()
	}
}
