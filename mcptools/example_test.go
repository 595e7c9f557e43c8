package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// A function and the struct of its arguments become a tool.
func Example() {
	type greetInput struct {
		Name  string `json:"name" jsonschema_description:"Whom to greet."`
		Times int    `json:"times,omitzero" jsonschema:"minimum=1,maximum=5,default=1"`
	}
	greet := func(_ context.Context, in greetInput) (string, error) {
		return strings.Repeat("Hello "+in.Name+"! ", in.Times), nil
	}
	tool := mcptools.Read("greet", "Greets somebody.", greet)
	result := tool.Call(context.Background(), json.RawMessage(`{"name":"Ada","times":"2"}`))

	fmt.Println(string(tool.InputSchema))
	fmt.Println(result.Text)
	// Output:
	// {"type":"object","properties":{"name":{"type":"string","description":"Whom to greet."},"times":{"type":"integer","minimum":1,"maximum":5,"default":1}},"required":["name"]}
	// "Hello Ada! Hello Ada! "
}

// NewTool returns an error for data that makes no tool, where Read would panic.
func ExampleNewTool() {
	type noInput struct{}
	for name, runbook := range map[string]string{"restart_checkout": "Drain, then restart.", "restart shop": "Ask Amara."} {
		read := func(context.Context, noInput) (string, error) { return runbook, nil }
		tool, err := mcptools.NewTool(mcptools.EffectRead, name, "Returns the runbook "+name+".", read)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(tool.Name, tool.Call(context.Background(), nil).Text)
	}
	// Unordered output:
	// restart_checkout "Drain, then restart."
	// mcptools: tool "restart shop": not every host accepts the tool name "restart shop": use 1 to 64 of the characters a-z A-Z 0-9 _ -
}

// A line that several toolsets have in common appears once.
func ExampleJoin() {
	nothing := func(context.Context, struct{}) (string, error) { return "done", nil }
	orders := mcptools.Toolset{Instructions: "Orders have ids.\nTimes are in UTC.", Tools: []mcptools.Tool{mcptools.Read("list_orders", "Lists orders.", nothing)}}
	stock := mcptools.Toolset{Instructions: "Stock is counted daily.\nTimes are in UTC.", Tools: []mcptools.Tool{mcptools.Read("list_stock", "Lists the stock.", nothing)}}

	shop := mcptools.Join(orders, stock)
	fmt.Println(shop.Instructions)
	fmt.Println(len(shop.Tools), "tools")
	// Output:
	// Orders have ids.
	// Times are in UTC.
	// Stock is counted daily.
	// 2 tools
}

// What a model got wrong is an error that says what is wanted; the Go error is there for the program.
func ExampleTool_Call() {
	type waitInput struct {
		Minutes int `json:"minutes" jsonschema:"minimum=1,maximum=60"`
	}
	wait := func(context.Context, waitInput) (string, error) { return "done", nil }

	result := mcptools.Read("wait", "Waits.", wait).Call(context.Background(), json.RawMessage(`{"minutes":90}`))
	fmt.Println(result.Text)
	if wrong, ok := errors.AsType[*mcptools.ArgumentError](result.Err); ok {
		fmt.Println(wrong.Argument)
	}
	// Output:
	// wait was not run. Argument "minutes" is 90: it must be an integer from 1 to 60.
	// minutes
}

func ExampleSelect() {
	nothing := func(context.Context, struct{}) (string, error) { return "done", nil }
	tools := []mcptools.Tool{
		mcptools.Read("list_orders", "Lists orders.", nothing),
		mcptools.Additive("create_order", "Creates an order.", nothing),
		mcptools.Destructive("delete_order", "Deletes an order.", nothing),
	}
	for _, selection := range []mcptools.Selection{
		{},
		{Writes: true, Except: []string{"delete_order"}},
		{Only: []string{"list_order"}},
	} {
		chosen, err := mcptools.Select(tools, selection)
		if err != nil {
			fmt.Println(err)
			continue
		}
		var names []string
		for _, tool := range chosen {
			names = append(names, tool.Name)
		}
		fmt.Println(names)
	}
	// Output:
	// [list_orders]
	// [list_orders create_order]
	// There is no tool "list_order": did you mean "list_orders"?
}

// A middleware runs around each call of the tools that it is put around.
func ExampleTool_With() {
	logged := func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			result := next(ctx, call)
			fmt.Println(call.Tool.Name, string(call.Arguments), result.Err)
			return result
		}
	}

	now := func(context.Context, struct{}) (string, error) { return "a quarter past nine", nil }
	tool := mcptools.Read("tell_time", "Tells the time.", now).With(logged)
	tool.Call(context.Background(), nil)
	// Output: tell_time {} <nil>
}

// A tool that lists fetches page after page until the limit or the size of a result is reached, and says where to go on.
func ExampleCollect() {
	type listInput struct {
		Offset int `json:"offset,omitzero" jsonschema:"minimum=0"`
		Limit  int `json:"limit,omitzero" jsonschema:"minimum=1,maximum=100,default=25"`
	}
	all := strings.Fields("ant bee cat dog eel fox gnu")
	list := func(ctx context.Context, in listInput) (mcptools.List[string], error) {
		return mcptools.Collect(ctx, in.Offset, in.Limit, 2, func(_ context.Context, offset, size int) ([]string, bool, error) {
			end := min(offset+size, len(all))
			return all[offset:end], end < len(all), nil
		})
	}
	tool := mcptools.Read("list_animals", "Lists animals.", list)
	fmt.Println(tool.Call(context.Background(), json.RawMessage(`{"limit":3}`)).Text)
	fmt.Println(tool.Call(context.Background(), json.RawMessage(`{"offset":3}`)).Text)
	// Output:
	// {"items":["ant","bee","cat"],"more":true,"next_offset":3}
	// {"items":["dog","eel","fox","gnu"],"more":false}
}

// A program lets its tools ask its user, and here the user says no.
func ExampleAsk() {
	type deleteInput struct {
		Name string `json:"name"`
	}
	remove := func(ctx context.Context, in deleteInput) (string, error) {
		yes, err := mcptools.Ask(ctx, "Delete "+in.Name+"?")
		if err != nil {
			return "", err
		}
		if !yes {
			return "", fmt.Errorf("the user does not want %s to be deleted", in.Name)
		}
		return "deleted", nil
	}
	tool := mcptools.Destructive("delete_file", "Deletes a file.", remove)

	ctx := mcptools.ContextWithAsk(context.Background(), func(_ context.Context, question string) (bool, error) {
		fmt.Println(question)
		return false, nil
	})
	fmt.Println(tool.Call(ctx, json.RawMessage(`{"name":"notes.txt"}`)).Text)
	// Output:
	// Delete notes.txt?
	// the user does not want notes.txt to be deleted
}

// Whoever runs a tool can listen to how far it is.
func ExampleContextWithProgress() {
	count := func(ctx context.Context, _ struct{}) (int, error) {
		for done := range 3 {
			mcptools.Progress(ctx, done+1, 3)
		}
		return 3, nil
	}
	tool := mcptools.Read("count", "Counts to three.", count)
	ctx := mcptools.ContextWithProgress(context.Background(), func(done, total int) { fmt.Println(done, "of", total) })
	tool.Call(ctx, nil)
	// Output:
	// 1 of 3
	// 2 of 3
	// 3 of 3
}

// OpenAI's strict mode wants every argument to be required, and takes null for one that is not given.
func ExampleTool_StrictSchema() {
	type listInput struct {
		Query string `json:"query"`
		Limit int    `json:"limit,omitzero"`
	}
	list := func(_ context.Context, in listInput) (string, error) { return fmt.Sprint(in.Query, in.Limit), nil }
	tool := mcptools.Read("list_orders", "Lists orders.", list)

	strict, err := tool.StrictSchema()
	fmt.Println(string(strict), err)
	fmt.Println(tool.Call(context.Background(), json.RawMessage(`{"query":"late","limit":null}`)).Text)
	// Output:
	// {"type":"object","properties":{"query":{"type":"string"},"limit":{"type":["integer","null"]}},"required":["query","limit"],"additionalProperties":false} <nil>
	// "late0"
}
