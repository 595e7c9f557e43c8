package incidents_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

// All tools of the area. The model gets the Name, Description and InputSchema of each, and the Text of the result of Tool.Call for each of its
// calls.
func Example() {
	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, tool := range incidents.Toolset(client).Tools {
		if tool.Name == "get_past_incidents" { // suppose the model calls this one
			result := tool.Call(context.Background(), json.RawMessage(`{"incident_id":"Q2CHECKOUTLATE","limit":1}`))
			fmt.Println(result.Text)
		}
	}
	// Output: {"items":[{"id":"Q3IARK0W2NUPPJ","number":4190,"title":"Checkout latency p99 above 2 s in eu-west-1","score":98.5,"created_at":"2026-03-03T14:00:00Z","took":"47m","resolved_by":"Amara Okafor","resolution":"Rolled back.","last_note":{"at":"2026-03-03T14:35:15Z","by":"Amara Okafor","text":"Rolled back."}}],"more":true}
}

// Three tools by their names. One of them writes, which the selection has to allow.
func ExampleToolset_threeTools() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		fmt.Println(err)
		return
	}
	tools, err := mcptools.Select(incidents.Toolset(client).Tools, mcptools.Selection{
		Writes: true,
		Only:   []string{"list_incidents", "get_incident", "add_note_to_incident"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, tool := range tools {
		fmt.Println(tool.Name)
	}
	// Output:
	// list_incidents
	// get_incident
	// add_note_to_incident
}
