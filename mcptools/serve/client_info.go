package serve

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// maxClientText bounds, in characters, what a client says of itself.
const maxClientText = 100

// readClientInfo reads how a client names itself. What has another type counts as left out.
func readClientInfo(raw json.RawMessage) mcptools.ClientInfo {
	var said struct {
		Name    json.RawMessage `json:"name"`
		Version json.RawMessage `json:"version"`
	}
	if len(raw) > 0 {
		_ = json.Unmarshal(raw, &said)
	}
	read := func(raw json.RawMessage) (text string) {
		if isText(raw) {
			_ = json.Unmarshal(raw, &text)
		}
		return strings.Join(strings.Fields(mcptools.Clean(text, maxClientText)), " ")
	}
	return mcptools.ClientInfo{Name: read(said.Name), Version: read(said.Version)}
}

// withClient returns the context of a request from a client that named itself in the handshake.
func withClient(ctx context.Context, client mcptools.ClientInfo) context.Context {
	if client == (mcptools.ClientInfo{}) {
		return ctx
	}
	return mcptools.ContextWithClient(ctx, client)
}

// clientContext returns the context of a request whose _meta names the client, as stateless clients do.
func (p params) clientContext(ctx context.Context) context.Context {
	return withClient(ctx, readClientInfo(p.meta()[mcp.MetaKeyClientInfo]))
}
