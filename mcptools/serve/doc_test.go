package serve_test

import (
	"context"
	"os"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// The code in the package's documentation.
func _(ctx context.Context, tools []mcptools.Tool) error {
	server, err := serve.New(serve.Info{Name: "pager", Version: "1.2.0"}, tools)
	if err != nil {
		return err
	}
	err = server.Stdio(ctx, os.Stdin, os.Stdout)
	return err
}
