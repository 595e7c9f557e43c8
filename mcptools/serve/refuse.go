package serve

import (
	"context"
	"io"

	"github.com/mark3labs/mcp-go/mcp"
)

// Refuse serves in place of a server that cannot start. It answers every request, including initialize and server/discover, with an error
// whose message is reason, until in or ctx ends. Hosts show that error to their user. If the process exited instead, most hosts would show
// only that the connection was closed.
//
// Refuse reads, writes and returns like [Server.Stdio]. Also write the reason to standard error, and exit with a code other than 0 after
// Refuse returns. If reason is empty, Refuse sends a general message.
func Refuse(ctx context.Context, in io.Reader, out io.Writer, reason string) error {
	if reason == "" {
		reason = "The server cannot start, and gave no reason."
	}
	s := &Server{options: defaultOptions(), refusal: reason}
	return s.Stdio(ctx, in, out)
}

// refused returns the error for every request to a server that cannot start, or nil if it can. Its code is that of an internal
// error: clients treat -32000 as a closed connection, and retry with an older protocol after -32601.
func (s *Server) refused() *protocolError {
	if s.refusal == "" {
		return nil
	}
	return &protocolError{mcp.INTERNAL_ERROR, s.refusal}
}
