package serve

import (
	"cmp"
	"context"
	"errors"
	"io"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// unavailableTool is the only tool of a server that cannot start.
const unavailableTool = "why_unavailable"

// maxReason is how many characters of a reason a model gets to read.
const maxReason = 1500

// Unavailable serves in place of a server that cannot start, until in or ctx ends. It offers one tool, why_unavailable, whose description
// and result are reason, so that a model that was asked for something else can tell its user. If the process exited or answered initialize
// with an error instead, the user of most hosts would see nothing, and the model would know nothing of the server.
//
// Info.Instructions are ignored. Unavailable reads, writes and returns like [Server.Stdio]. Also write the reason to standard error, and
// exit with a code other than 0 after it returns. If reason is empty, Unavailable sends a general one.
func Unavailable(ctx context.Context, info Info, in io.Reader, out io.Writer, reason string) error {
	if reason = mcptools.Clean(reason, maxReason); reason == "" {
		reason = "it gave no reason"
	}
	text := cmp.Or(info.Title, info.Name) + " could not start, so its tools are missing: " + reason
	info.Instructions = text + "\nTell the user so when they ask for something that it does."
	tool := mcptools.Read(unavailableTool, text+"\nTell the user. After the remedy, the server has to be restarted.",
		func(context.Context, struct{}) (struct{}, error) { return struct{}{}, errors.New(text) })
	notCached := func(o *options) { o.listTTL = 0 } // the next start should be seen at once
	s, err := New(info, []mcptools.Tool{tool}, WithLeftOut(func(string) string { return text }), notCached)
	if err != nil {
		return err
	}
	return s.Stdio(ctx, in, out)
}
