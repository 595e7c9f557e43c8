// Command embed prints what a model learns about three tools, and the result of one call:
//
//	go run ./examples/embed
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

func main() {
	key, host := os.Getenv("PAGERDUTY_USER_API_KEY"), os.Getenv("PAGERDUTY_API_HOST") // without a host: PagerDuty in the US
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal("PAGERDUTY_USER_API_KEY: ", err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(host), pagerduty.WithReadOnly())
	if err != nil {
		log.Fatal("PAGERDUTY_API_HOST: ", err)
	}
	toolset := incidents.Toolset(client) // toolset.Instructions belong in the system prompt
	tools, err := mcptools.Select(toolset.Tools, mcptools.Selection{
		Only: []string{"list_incidents", "get_incident", "get_past_incidents"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, tool := range tools {
		fmt.Println(tool.Name, tool.Description, string(tool.InputSchema))
	}
	result := mcptools.CallNamed(context.Background(), tools, "list_incidents", json.RawMessage(`{"statuses":["triggered"]}`))
	fmt.Println(result.Text) // for the model; result.Err is the Go error behind a failed call
}
