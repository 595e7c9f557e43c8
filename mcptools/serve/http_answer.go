package serve

import (
	"context"
	"net/http"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// ErrStateless is the error of [mcptools.Ask] when a client could be asked if [Server.Handler] kept sessions: see [WithSessions]. Match it
// with errors.Is. It also matches [mcptools.ErrCannotAsk].
var ErrStateless error = errStateless

const (
	errStateless cannotAskError = "over HTTP, this server can ask only clients of revision 2026-07-28 or later, because it keeps no sessions. " +
		"Its operator may let it keep them"
	errNoStream cannotAskError = "its client takes no questions while it waits (its request does not accept text/event-stream)"
	errNoFlush  cannotAskError = "the program that serves HTTP collects the whole answer before it sends any of it"
)

// httpMessage is a message with what came around it.
type httpMessage struct {
	message
	modern bool // of a stateless revision
	header http.Header
	turns  turns
}

// handle answers a message.
func (h *httpHandler) handle(ctx context.Context, out *httpReply, m httpMessage) {
	if h.sessions != nil && !m.modern {
		h.handleInSession(ctx, out, m)
		return
	}
	if m.id == nil || m.method == "" {
		// A cancellation too: without sessions its request id may be that of another client's request. To cancel, a client closes the connection.
		out.accept()
		return
	}
	session := h.newSession(ctx, m)
	session.cannotAsk = errStateless
	h.answer(ctx, out, m, session, progressFor(m.message, out))
}

func (h *httpHandler) newSession(ctx context.Context, m httpMessage) *requestSession {
	return &requestSession{tools: h.offered(ctx), instructions: h.instructions, owner: mcptools.Caller(ctx), cannotAsk: errNoElicitation}
}

// progressFor returns the reporter of a request that wants to hear of its progress; nil for any other.
func progressFor(m message, out *httpReply) *progressReporter {
	token := m.params.progressToken()
	if token == nil || !out.stream {
		return nil
	}
	return &progressReporter{token: token, send: func(n progressNotification) { out.send(n) }}
}

// answer replies to a request.
func (h *httpHandler) answer(ctx context.Context, out *httpReply, m httpMessage, session *requestSession, progress *progressReporter) {
	if progress != nil {
		ctx = mcptools.ContextWithProgress(ctx, progress.report)
	}
	share := h.backlogs.share(ctx, m.message, m.turns)
	defer share.end()
	session.share = share
	messages := h.reply(ctx, m.message, session)
	progress.finish()
	for _, notification := range messages[:len(messages)-1] {
		out.send(notification)
	}
	reply := messages[len(messages)-1].(response)
	status := httpStatus(m.modern, errorCode(reply))
	if session.unauthorized.Load() {
		out.setHeader("WWW-Authenticate", out.challenge())
		status = http.StatusUnauthorized
	}
	encoded := h.encode(m.id, reply)
	share.settle(len(encoded))
	out.end(status, encoded)
}

// errorCode returns the code of the error in a response; 0 without one.
func errorCode(r response) int {
	switch failure := r.Error.(type) {
	case *protocolError:
		return failure.Code
	case mcp.JSONRPCErrorDetails:
		return failure.Code
	}
	return 0
}
