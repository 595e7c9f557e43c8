package serve

import (
	"context"
	"io"

	"github.com/mark3labs/mcp-go/mcp"
)

// Refuse tells the client of a server that cannot start why. It answers every request, initialize and server/discover among
// them, with an error that holds reason, until in ends or ctx does. Hosts show that error to their user; of a process that
// exits they report no more than a closed connection.
//
// It reads, answers and returns as [Server.Stdio] does. Write the reason to standard error as well, and exit with a code of
// your own when Refuse has returned.
func Refuse(ctx context.Context, in io.Reader, out io.Writer, reason string) error {
	if reason == "" {
		reason = "The server cannot start, and gave no reason."
	}
	s := &Server{options: defaultOptions(), refusal: reason}
	return s.Stdio(ctx, in, out)
}

// refused is the answer to every request of a server that cannot start, nil for one that can. The code is that of an internal
// error: clients take -32000 for a closed connection, and -32601 for an older server that is worth another try.
func (s *Server) refused() *protocolError {
	if s.refusal == "" {
		return nil
	}
	return &protocolError{mcp.INTERNAL_ERROR, s.refusal}
}
