package serve_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// many suggests 150 values, fails for "fail", and panics for "panic".
func many(_ context.Context, typed string) ([]string, error) {
	switch typed {
	case "fail":
		return nil, errors.New("there is no list")
	case "panic":
		panic("secret")
	}
	values := make([]string, 150)
	for i := range values {
		values[i] = fmt.Sprint(typed, i)
	}
	return values, nil
}

func testPrompts() []mcptools.Prompt {
	render := func(text string) func(context.Context, map[string]string) (string, error) {
		return func(_ context.Context, arguments map[string]string) (string, error) {
			return fmt.Sprint(text, arguments), nil
		}
	}
	return []mcptools.Prompt{
		{Name: "greet", Title: "Greet somebody", Description: "Greets.", Needs: []string{"missing"}, Render: render("not offered")},
		{Name: "greet", Title: "Greet somebody", Description: "Greets.", Needs: []string{"echo"}, Render: render("Greet "), Arguments: []mcptools.PromptArgument{
			{Name: "whom", Required: true, Complete: many}, {Name: "how", Title: "How", Description: "In which words."},
		}},
		{Name: "greet", Needs: []string{"echo"}, Render: render("second")},
		{Name: "absent", Needs: []string{"echo", "missing"}, Render: render("not offered")},
		{Name: "fail", Render: func(context.Context, map[string]string) (string, error) { return "", errors.New("the shop is closed") }},
		{Name: "panic", Render: func(context.Context, map[string]string) (string, error) { panic("secret") }},
	}
}

func getPrompt(c *client.Client, t *testing.T, name string, arguments map[string]string) (string, error) {
	t.Helper()
	var request mcp.GetPromptRequest
	request.Params.Name, request.Params.Arguments = name, arguments
	result, err := c.GetPrompt(t.Context(), request)
	if err != nil {
		return "", err
	}
	if len(result.Messages) != 1 || result.Messages[0].Role != mcp.RoleUser {
		t.Fatalf("%s: got %+v", name, result)
	}
	return result.Messages[0].Content.(mcp.TextContent).Text, nil
}

func TestPrompts(t *testing.T) {
	t.Parallel()
	inBothEras(t, func(t *testing.T, open func(transport.Interface) *client.Client) {
		c := open(serveOverPipes(t, newServer(t, testTools(), serve.WithPrompts(testPrompts()...))))
		if capabilities := c.GetServerCapabilities(); capabilities.Prompts == nil || capabilities.Completions == nil || capabilities.Resources != nil {
			t.Errorf("announced %+v", capabilities)
		}
		list, err := c.ListPrompts(t.Context(), mcp.ListPromptsRequest{})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, prompt := range list.Prompts {
			names = append(names, prompt.Name)
		}
		if !slices.Equal(names, []string{"fail", "greet", "panic"}) {
			t.Fatalf("got the prompts %v", names)
		}
		if got := list.Prompts[1]; got.Title != "Greet somebody" || len(got.Arguments) != 2 || !got.Arguments[0].Required || got.Arguments[1].Title != "How" {
			t.Errorf("got %+v", got)
		}
		if text, err := getPrompt(c, t, "greet", map[string]string{"whom": "Ada"}); err != nil || text != "Greet map[whom:Ada]" {
			t.Errorf("got %q, %v", text, err)
		}
		for _, test := range []struct {
			name      string
			arguments map[string]string
			says      string
		}{
			{"greet", nil, "needs the argument whom"},
			{"greet", map[string]string{"whom": "Ada", "when": "now"}, `no argument "when"`},
			{"absent", nil, "The prompts of this server are: greet, fail, panic."},
			{"fail", nil, "the shop is closed"},
			{"panic", nil, "internal error"},
		} {
			if text, err := getPrompt(c, t, test.name, test.arguments); err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: got %q, %v, want %q", test.name, text, err, test.says)
			}
		}
	})
}

// Some clients send more than the protocol allows as arguments.
func TestPromptArgumentsOfAnyType(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools(), serve.WithPrompts(testPrompts()...)))
	for arguments, want := range map[string]string{
		`{"whom":4197}`:               "Greet map[whom:4197]",
		`{"whom":true,"how":null}`:    "Greet map[whom:true]",
		`{"whom":"A\u202e","how":""}`: "Greet map[whom:A]",
		`[]`:                          "needs the argument whom",
		`null`:                        "needs the argument whom",
		`{"whom":""}`:                 "needs the argument whom",
	} {
		p.Request("1", "prompts/get", `{"name":"greet","arguments":`+arguments+`}`)
		got := p.Expect("1")
		if !strings.Contains(got.String(), want) || got.Error != nil && got.Error.Code != mcp.INVALID_PARAMS {
			t.Errorf("%s: got %s, want %q", arguments, got, want)
		}
	}
	p.Request("2", "prompts/get", `{}`)
	if got := p.Expect("2").Error; got == nil || got.Code != mcp.INVALID_PARAMS || !strings.Contains(got.Message, "the name of a prompt") {
		t.Errorf("without a name: %+v", got)
	}
}

func TestNoPrompts(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools()))
	p.Request("1", "prompts/get", `{"name":"greet"}`)
	if got := p.Expect("1").Error; got == nil || got.Code != mcp.INVALID_PARAMS || !strings.Contains(got.Message, "has no prompts") {
		t.Errorf("got %+v", got)
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	inBothEras(t, func(t *testing.T, open func(transport.Interface) *client.Client) {
		c := open(serveOverPipes(t, newServer(t, testTools(), serve.WithPrompts(testPrompts()...), serve.WithResources(testResources()...))))
		prompt := func(name string) any { return mcp.PromptReference{Type: "ref/prompt", Name: name} }
		resource := func(uri string) any { return mcp.ResourceReference{Type: "ref/resource", URI: uri} }
		for _, test := range []struct {
			ref             any
			argument, value string
			first           string // "" for none
		}{
			{prompt("greet"), "whom", "a", "a0"},
			{prompt("greet"), "whom", "fail", ""},
			{prompt("greet"), "whom", "panic", ""},
			{prompt("greet"), "how", "a", ""},
			{prompt("greet"), "when", "a", ""},
			{prompt("absent"), "whom", "a", ""},
			{prompt("unknown"), "whom", "a", ""},
			{resource("test://echo/{text}"), "text", "b", "b0"},
			{resource("test://echo/{text}"), "other", "b", ""},
			{resource("test://unknown/{text}"), "text", "b", ""},
		} {
			var request mcp.CompleteRequest
			request.Params.Ref, request.Params.Argument = test.ref, mcp.CompleteArgument{Name: test.argument, Value: test.value}
			result, err := c.Complete(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			got := result.Completion
			switch {
			case test.first == "" && (len(got.Values) != 0 || got.HasMore):
				t.Errorf("%+v: got %+v, want nothing", test, got)
			case test.first != "" && (len(got.Values) != 100 || got.Values[0] != test.first || !got.HasMore):
				t.Errorf("%+v: got %+v", test, got)
			}
		}
	})
}

func TestCompletionOfNothing(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools()))
	for params, want := range map[string]string{
		`{"ref":{"type":"ref/prompt","name":"x"},"argument":{"name":"a","value":"b"}}`:                       `{"completion":{"values":[]}}`,
		`{"ref":{"type":"ref/resource","uri":"x://y"},"argument":{"name":"a","value":""}}`:                   `{"completion":{"values":[]}}`,
		`{"ref":{"type":"ref/prompt","name":"x","extra":1},"argument":[],"context":{"arguments":{"a":[1]}}}`: `{"completion":{"values":[]}}`,
		`{"ref":{"type":"ref/prompt"}}`: `{"completion":{"values":[]}}`,
	} {
		p.Request("1", "completion/complete", params)
		if got := p.Expect("1"); string(got.Result) != want {
			t.Errorf("%s: got %s, want %s", params, got, want)
		}
	}
	for _, params := range []string{`{}`, `{"ref":"x"}`, `{"ref":{"type":"ref/tool"}}`, `{"ref":{"type":7}}`} {
		p.Request("1", "completion/complete", params)
		if got := p.Expect("1").Error; got == nil || got.Code != mcp.INVALID_PARAMS || !strings.Contains(got.Message, "params.ref.type") {
			t.Errorf("%s: got %+v", params, got)
		}
	}
}

// A prompt that never ends is cancelled, and does not keep others from being answered.
func TestPromptIsCancelled(t *testing.T) {
	t.Parallel()
	slow := mcptools.Prompt{Name: "slow", Render: func(ctx context.Context, _ map[string]string) (string, error) {
		<-ctx.Done()
		return "", ctx.Err()
	}}
	p := connect(t, newServer(t, testTools(), serve.WithPrompts(slow)))
	p.Request("1", "prompts/get", `{"name":"slow"}`)
	p.Ping()
	p.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
	time.Sleep(20 * time.Millisecond)
	if rest := p.end(); len(rest) > 0 {
		t.Errorf("a cancelled prompt was answered: %v", rest)
	}
}

func TestNewRefusesPrompts(t *testing.T) {
	t.Parallel()
	render := func(context.Context, map[string]string) (string, error) { return "", nil }
	for says, option := range map[string]serve.Option{
		`the prompt name "a b"`:        serve.WithPrompts(mcptools.Prompt{Name: "a b", Render: render}),
		"needs a function to render":   serve.WithPrompts(mcptools.Prompt{Name: "a"}),
		"needs a function to read":     serve.WithResources(mcptools.Resource{URI: "x://y", Name: "y"}),
		"is not understood":            serve.WithResources(mcptools.Resource{URI: "x://y/{a-b}", Name: "y", Read: readNothing}),
		"the tool wait, which changes": serve.WithResources(mcptools.Resource{URI: "x://y", Name: "y", Read: readNothing, Needs: []string{"wait"}}),
	} {
		if server, err := serve.New(serve.Info{Name: "x"}, testTools(), option); err == nil || server != nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q", err, says)
		}
	}
}
