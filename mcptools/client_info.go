package mcptools

import "context"

// ClientInfo is the program that makes calls, such as an MCP host, as it names itself. Nobody checks it.
type ClientInfo struct {
	Name    string // such as "claude-code"; "" if the program does not say
	Version string
}

type clientInfoKey struct{}

// ContextWithClient returns a context for a call that this program makes.
func ContextWithClient(ctx context.Context, client ClientInfo) context.Context {
	return context.WithValue(ctx, clientInfoKey{}, client)
}

// Client returns the program that makes the call; the zero value if it is not known.
func Client(ctx context.Context) ClientInfo {
	client, _ := ctx.Value(clientInfoKey{}).(ClientInfo)
	return client
}
