// Package integrations holds the tools for what is connected to PagerDuty: webhook subscriptions, which send events out, and integrations of
// services, which receive them. The model gets the Name, Description and InputSchema of each tool. This is a call that lists the
// integrations of one service:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	if err != nil {
//		return err
//	}
//	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
//	if err != nil {
//		return err
//	}
//	result := mcptools.CallNamed(ctx, integrations.Toolset(client).Tools, "list_service_integrations", json.RawMessage(`{"service_id":"Checkout API"}`))
//	fmt.Println(result.Text)
package integrations

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
)

// Toolset returns all tools of the area. Each call uses the client that source returns for its context.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source}
	all := explain.WithMiddleware(
		t.webhooks(),
		t.webhookCreation(),
		t.webhookChanges(),
		t.webhookTest(),
		t.serviceIntegrations(),
		t.serviceIntegrationCreation(),
		t.vendors(),
	)
	return mcptools.Toolset{
		Name:  "integrations",
		Title: "PagerDuty integrations",
		Instructions: instruct.Lines(
			"PagerDuty integrations: webhook subscriptions, which send events out, and integrations of services, which receive them.",
			instruct.Names,
			"Secrets and keys are shown only once, when they are created, and only if the user asks for them.",
		),
		Tools: all,
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}
