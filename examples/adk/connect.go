package main

import (
	"cmp"
	"context"
	"io"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"google.golang.org/adk/tool"
	"google.golang.org/adk/tool/mcptoolset"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// connect serves a server's tools to ADK within this process, until ctx ends.
func connect(ctx context.Context, server *serve.Server) (tool.Toolset, error) {
	fromADK, toServer := io.Pipe()
	fromServer, toADK := io.Pipe()
	go func() {
		err := server.Stdio(ctx, fromADK, toADK)
		toADK.CloseWithError(cmp.Or(err, io.EOF))
		fromADK.CloseWithError(cmp.Or(err, io.ErrClosedPipe))
	}()
	return mcptoolset.New(mcptoolset.Config{Transport: &mcp.IOTransport{Reader: fromServer, Writer: toServer}})
}
