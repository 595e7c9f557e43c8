// Command custom-server serves PagerDuty's incidents over MCP, and the runbooks in the folder that RUNBOOKS names.
package main

import (
	"context"
	"io/fs"
	"log"
	"os"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

type runbookInput struct {
	Service string `json:"service" jsonschema_description:"The service's name in PagerDuty."`
}

func main() {
	key, host := os.Getenv("PAGERDUTY_USER_API_KEY"), os.Getenv("PAGERDUTY_API_HOST") // without a host: PagerDuty in the US
	toolset := incidents.Toolset(must(pagerduty.New(must(pagerduty.ParseToken(key)), pagerduty.WithBaseURL(host), pagerduty.WithReadOnly())))
	tools := must(mcptools.Select(toolset.Tools, mcptools.Selection{})) // the read-only tools
	tools = append(tools, mcptools.Read("get_runbook", "Returns the steps to take when a service fails.",
		func(_ context.Context, in runbookInput) (lines []string, err error) {
			text, err := fs.ReadFile(os.DirFS(os.Getenv("RUNBOOKS")), in.Service+".md")
			return strings.Split(string(text), "\n"), err
		}))
	tools = middleware.Around(tools, nil, middleware.TimeLimit(45*time.Second))
	server := must(serve.New(serve.Info{Name: "custom-server", Version: "1.0.0", Instructions: toolset.Instructions}, tools))
	must(server, server.Stdio(context.Background(), os.Stdin, os.Stdout))
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
