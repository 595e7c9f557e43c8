package serve_test

import (
	"context"
	"log"
	"os"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

type greetInput struct {
	Name string `json:"name" jsonschema_description:"Whom to greet."`
}

// A server with one tool. A real program would read from os.Stdin.
func Example() {
	greet := func(_ context.Context, in greetInput) (string, error) { return "Hello " + in.Name, nil }
	tools := []mcptools.Tool{mcptools.Read("greet", "Greets somebody.", greet)}

	server, err := serve.New(serve.Info{Name: "greeter", Version: "1.2.0"}, tools)
	if err != nil {
		log.Fatal(err)
	}
	stdin := strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greet","arguments":{"name":"Ada"}}}` + "\n")
	if err := server.Stdio(context.Background(), stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output: {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"\"Hello Ada\""}]}}
}
