package tools_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	pagerdutytools "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
)

// All tools that only read: the zero Selection leaves out tools that write. The model gets the Name, Description and InputSchema of each
// tool, and its calls go to the tool with that name.
func Example() {
	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithReadOnly(), pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	toolset := mcptools.Join(pagerdutytools.All(client)...) // toolset.Instructions belong in the system prompt
	readers, err := mcptools.Select(toolset.Tools, mcptools.Selection{})
	if err != nil {
		log.Fatal(err)
	}
	result := mcptools.CallNamed(context.Background(), readers, "list_teams", json.RawMessage(`{"query":"Checkout"}`))
	fmt.Println(result.Text)
	// Output: {"items":[{"id":"PTCHECK","name":"Checkout","description":"Everything between the basket and the receipt.","default_role":"manager","html_url":"https://lanternfield-demo.pagerduty.com/teams/PTCHECK"}],"more":false}
}

// The tools of two areas, including those that write, except those that may page somebody.
func Example_writes() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	toolset := mcptools.Join(incidents.Toolset(client), people.Toolset(client))
	quiet := slices.DeleteFunc(toolset.Tools, func(tool mcptools.Tool) bool {
		return slices.Contains(tool.Marks, marks.Pages)
	})
	for _, tool := range quiet {
		if tool.Name == "create_incident" || tool.Name == "add_note_to_incident" {
			fmt.Println(tool.Name)
		}
	}
	// Output: add_note_to_incident
}

// A prefix for an agent with the tools of several systems. Errors have the new name, and a name without the prefix gets a suggestion.
func Example_prefix() {
	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithReadOnly(), pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	toolset := mcptools.Join(incidents.Toolset(client), people.Toolset(client))
	for i := range toolset.Tools {
		toolset.Tools[i].Name = "pagerduty_" + toolset.Tools[i].Name
	}
	fmt.Println(mcptools.CallNamed(context.Background(), toolset.Tools, "pagerduty_get_incident", nil).Text)
	fmt.Println(mcptools.CallNamed(context.Background(), toolset.Tools, "get_incident", nil).Text)
	// Output:
	// pagerduty_get_incident was not run. Argument "incident_id" is required: a string. Id, number or web address.
	// There is no tool "get_incident": did you mean "pagerduty_get_incident"?
}

// A bot with many users: each call uses the key of its user.
func Example_perRequest() {
	type userKey struct{}
	pool := pagerduty.NewPool(func(ctx context.Context) (pagerduty.Token, error) {
		key, ok := ctx.Value(userKey{}).(string)
		if !ok {
			return pagerduty.Token{}, errors.New("connect your PagerDuty account first")
		}
		return pagerduty.ParseToken(key)
	}, pagerduty.WithBaseURL(demoAccount()))

	tools, err := mcptools.Select(people.Toolset(pool).Tools, mcptools.Selection{Only: []string{"get_user_data"}})
	if err != nil {
		log.Fatal(err)
	}
	for _, ctx := range []context.Context{
		context.WithValue(context.Background(), userKey{}, key),
		context.Background(),
	} {
		result := tools[0].Call(ctx, nil)
		if result.Err != nil {
			fmt.Println(result.Text)
			continue
		}
		var user struct{ Name string }
		if err := json.Unmarshal([]byte(result.Text), &user); err != nil {
			log.Fatal(err)
		}
		fmt.Println("This is", user.Name)
	}
	// Output:
	// This is Amara Okafor
	// connect your PagerDuty account first
}

// A program's own tool beside PagerDuty's: a function and the struct of its arguments.
func Example_ownTool() {
	type runbookInput struct {
		Service string `json:"service" jsonschema_description:"Name of the service."`
	}
	type runbook struct {
		Steps []string `json:"steps"`
	}
	getRunbook := func(_ context.Context, in runbookInput) (*runbook, error) {
		if in.Service != "Checkout API" {
			return nil, fmt.Errorf("there is no runbook for %q; there is one for Checkout API", in.Service)
		}
		return &runbook{Steps: []string{"Look at the latest deployment.", "Roll back."}}, nil
	}

	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	tools := append(incidents.Toolset(client).Tools, mcptools.Read("get_runbook", "Returns what to do when a service fails.", getRunbook))
	own := tools[len(tools)-1]
	fmt.Println(own.Call(context.Background(), json.RawMessage(`{"service":"Checkout API"}`)).Text)
	fmt.Println(own.Call(context.Background(), json.RawMessage(`{"service":"Checkout"}`)).Text)
	// Output:
	// {"steps":["Look at the latest deployment.","Roll back."]}
	// there is no runbook for "Checkout"; there is one for Checkout API
}

// A program's own check around a tool. It sees the arguments as the tool gets them, with the names and types of the schema, however the
// model wrote them.
func Example_ownCheck() {
	errTooMany := errors.New("too many incidents at a time")
	oneAtATime := func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			var arguments struct {
				IncidentIDs []string `json:"incident_ids"`
			}
			if err := json.Unmarshal(call.Arguments, &arguments); err != nil {
				return mcptools.Result{Text: err.Error(), Err: err}
			}
			if len(arguments.IncidentIDs) > 1 {
				return mcptools.Result{Text: "Nothing was changed: change one incident at a time.", Err: errTooMany}
			}
			return next(ctx, call)
		}
	}

	token, err := pagerduty.ParseToken(key)
	if err != nil {
		log.Fatal(err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(demoAccount()))
	if err != nil {
		log.Fatal(err)
	}
	tools, err := mcptools.Select(incidents.Toolset(client).Tools, mcptools.Selection{Writes: true, Only: []string{"manage_incidents"}})
	if err != nil {
		log.Fatal(err)
	}
	manage := tools[0].With(oneAtATime)
	result := manage.Call(context.Background(), json.RawMessage(`{"incident_ids":["Q2CHECKOUTLATE","Q4CARTERRORS00"],"status":"resolved"}`))
	fmt.Println(result.Text)
	// Output: Nothing was changed: change one incident at a time.
}
