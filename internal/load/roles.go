package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/services"
)

// The program starts itself in these roles, for the parts that need a process of their own.
const (
	roleSimulator = "role-simulator"
	roleOurs      = "role-ours"
	roleBare      = "role-bare"
)

// runRole runs the role in the arguments. It reports whether there is one. A role prints its address, and ends with its standard input.
func runRole(ctx context.Context, arguments []string) (played bool, err error) {
	if len(arguments) == 0 {
		return false, nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	var handler http.Handler
	switch arguments[0] {
	case roleSimulator:
		address, err := simulator.Listen(ctx, "127.0.0.1:0")
		if err != nil {
			return true, err
		}
		fmt.Println(address)
		<-ctx.Done()
		return true, nil
	case roleOurs:
		handler, err = ours(arguments[1])
	case roleBare:
		handler, err = bare(arguments[1])
	default:
		return false, nil
	}
	if err != nil {
		return true, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return true, err
	}
	fmt.Println("http://" + listener.Addr().String())
	return true, serve.HTTP(ctx, listener, handler, time.Second, slog.New(slog.DiscardHandler))
}

func newClient(api string) (*pagerduty.Client, error) {
	return pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(api))
}

const toolName = "list_services"

// ours serves the tool of the library.
func ours(api string) (http.Handler, error) {
	client, err := newClient(api)
	if err != nil {
		return nil, err
	}
	s, err := serve.New(serve.Info{Name: "ours", Version: "1"}, services.Toolset(client).Tools)
	if err != nil {
		return nil, err
	}
	return s.Handler(), nil
}

// bare serves a tool that makes the same request, decodes the same structs and returns their names, by mcp-go alone.
func bare(api string) (http.Handler, error) {
	client, err := newClient(api)
	if err != nil {
		return nil, err
	}
	s := server.NewMCPServer("bare", "1")
	tool := mcp.Tool{Name: toolName, RawInputSchema: json.RawMessage(`{"type":"object","properties":{"limit":{"type":"integer"}}}`)}
	s.AddTool(tool, func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		page, err := client.Services.List(ctx, pagerduty.ListServicesOptions{PageOptions: pagerduty.PageOptions{PageSize: request.GetInt("limit", 0)}})
		if err != nil {
			return nil, err
		}
		var found []map[string]string
		for _, service := range page.Items {
			found = append(found, map[string]string{"id": service.ID, "name": service.Name})
		}
		text, err := json.Marshal(found)
		if err != nil {
			return nil, err
		}
		return mcp.NewToolResultText(string(text)), nil
	})
	return server.NewStreamableHTTPServer(s, server.WithStateLess(true), server.WithDisableStreaming(true)), nil
}
