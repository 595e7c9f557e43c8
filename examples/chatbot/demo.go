package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/anthropics/anthropic-sdk-go/option"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// setUpDemo starts PagerDuty's simulator, and a server with Anthropic's API that answers from a script. Everything else is the same as
// with a real account and a real model.
func setUpDemo(ctx context.Context, now func() time.Time, interactive bool) (setup, error) {
	address, err := simulator.New(simulator.WithClock(now), simulator.WithLiveTime()).Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return setup{}, fmt.Errorf("starting the demo account: %w", err)
	}
	account, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(address))
	if err != nil {
		return setup{}, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return setup{}, fmt.Errorf("starting the scripted model: %w", err)
	}
	server := &http.Server{Handler: scriptedmodel.Anthropic(script(now, interactive)), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // the error is that it was closed
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return setup{
		account: account,
		connect: func(system string, tools []mcptools.Tool) (model, error) {
			return newAnthropic("scripted", system, tools, option.WithoutEnvironmentDefaults(),
				option.WithAPIKey("demo"), option.WithBaseURL("http://"+listener.Addr().String()))
		},
		notes: []string{"Demo: the PagerDuty account is simulated, nobody is paged, and the model is a script that knows a few questions. " +
			"The tools and their results are real."},
	}, nil
}
