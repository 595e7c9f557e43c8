// Command http serves PagerDuty's incidents over HTTP to many users, each with a PagerDuty key of their own.
package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

type tokenKey struct{} // of the context
func authenticate(ctx context.Context, r *http.Request) (context.Context, error) {
	key, found := strings.CutPrefix(r.Header.Get("Authorization"), "Token token=")
	token, err := pagerduty.ParseToken(key)
	if !found || err != nil {
		return nil, errors.New("send the header Authorization: Token token=YOUR-KEY")
	}
	return mcptools.ContextWithCaller(context.WithValue(ctx, tokenKey{}, token), fmt.Sprintf("%x", sha256.Sum256([]byte(key)))), nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	toolset := incidents.Toolset(pagerduty.NewPool(func(ctx context.Context) (pagerduty.Token, error) {
		return ctx.Value(tokenKey{}).(pagerduty.Token), nil
	}, pagerduty.WithBaseURL(os.Getenv("PAGERDUTY_API_HOST")), pagerduty.WithReadOnly()))
	tools, err := mcptools.Select(toolset.Tools, mcptools.Selection{}) // the read-only tools
	server, err2 := serve.New(serve.Info{Name: "http", Version: "1.0.0", Instructions: toolset.Instructions}, tools)
	listener, err3 := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT")) // without a port: any free one
	if err := errors.Join(err, err2, err3); err != nil {
		log.Fatal(err)
	}
	log.Printf("MCP at http://%s/mcp", listener.Addr())
	log.Println("The server ended:", serve.HTTP(ctx, listener, server.Handler(serve.WithRequestContext(authenticate)), 45*time.Second, slog.Default()))
}
