package opentelemetry_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/opentelemetry"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/exampleaccount"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

// A call of a tool, and the request to PagerDuty in it, are spans of one trace. Your program has an exporter in place of the recorder.
func Example() {
	recorder := tracetest.NewSpanRecorder()
	tracer := sdk.NewTracerProvider(sdk.WithSpanProcessor(recorder)).Tracer("oncall-bot")

	client, err := pagerduty.New(pagerduty.APIKey(exampleaccount.Key), pagerduty.WithBaseURL(exampleaccount.New()),
		pagerduty.WithObserver(opentelemetry.Requests(tracer)))
	if err != nil {
		log.Fatal(err)
	}
	tools := incidents.Toolset(client).Tools
	for i := range tools {
		tools[i] = tools[i].WithObserver(opentelemetry.Calls(tracer))
	}
	mcptools.CallNamed(context.Background(), tools, "list_incidents", json.RawMessage(`{"limit":1}`))

	for _, span := range recorder.Ended() {
		fmt.Println(span.Name(), span.Attributes()[0].Value.String(), "below", span.Parent().SpanID() == recorder.Ended()[1].SpanContext().SpanID())
	}
	// Output:
	// listIncidents 200 below true
	// execute_tool list_incidents ok below false
}
