package serve

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// httpHandler serves MCP's streamable HTTP. http_guard.go refuses requests from where none should come, http_load.go limits what callers use
// at the same time, http_post.go reads a message, http_version.go checks it against its headers, http_answer.go answers it with http_reply.go,
// and http_session.go keeps the sessions of a stateful handler. http_serve.go listens.
type httpHandler struct {
	*Server
	httpOptions
	guard    guard
	load     *httpLoad
	backlogs backlogs
	sessions *httpSessions // nil in a stateless handler
}

// Handler returns a handler of MCP's streamable HTTP for clients of all revisions since 2025-03-26. It serves every path on which it is
// mounted. All options and limits of the server apply; [WithDrain] is for stdio.
//
// The handler is stateless: it keeps nothing between two requests, so any number of processes can share the work, and a client never has to
// initialize again. A call that comes with its user's answer must reach the process that asked, or one with the same [WithStore]. Clients of
// revisions before 2026-07-28 cannot be asked questions; see [WithSessions].
//
// The handler checks the headers Host and Origin, limits the size and the time of what it reads, and ends calls whose client is gone. It
// authenticates nobody by itself: see [WithRequestContext]. Serve it with [HTTP], or with an http.Server that has a ReadHeaderTimeout, an
// IdleTimeout and a WriteTimeout; the handler extends the last for its calls.
func (s *Server) Handler(opts ...HTTPOption) http.Handler {
	o := defaultHTTPOptions()
	for _, option := range opts {
		option(&o)
	}
	h := &httpHandler{
		Server:      s,
		httpOptions: o,
		guard:       guard{hosts: o.hosts, origins: o.origins, proxies: o.proxies},
		load:        newHTTPLoad(min(o.maxPerCaller, s.maxConcurrent)),
		backlogs:    backlogs{newBacklog(maxHTTPBacklog, leastReply), newBacklog(maxHTTPListBacklog, leastReply)},
	}
	if o.sessionIdle > 0 {
		h.sessions = newHTTPSessions(o.sessionIdle)
		context.AfterFunc(o.stopping, h.sessions.close)
	}
	return h
}

// ServeHTTP answers one HTTP request.
func (h *httpHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	panicked := func(value any) { h.logPanic(r.Context(), "http", value, debug.Stack()) }
	out := newHTTPReply(w, r, panicked)
	out.challenge = func() string { return h.challenge(r) }
	defer out.close()
	defer func() {
		if value := recover(); value != nil {
			panicked(value)
			out.refuse(http.StatusInternalServerError, nil, &protocolError{mcp.INTERNAL_ERROR, "The server hit an internal error."})
		}
	}()
	if reason := h.guard.refusal(r); reason != "" {
		h.logger.WarnContext(r.Context(), "request refused", "reason", reason)
		h.refused(r.Context(), Refusal{Reason: RefusalOrigin})
		out.refuse(http.StatusForbidden, nil, invalidRequest("%s", reason))
		return
	}
	h.guard.allowBrowser(w, r)
	switch {
	case r.Method == http.MethodOptions:
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodPost || r.Method == http.MethodDelete && h.sessions != nil:
		h.serveCaller(out, r)
	default:
		w.Header().Set("Allow", h.methods())
		out.refuse(http.StatusMethodNotAllowed, nil, invalidRequest("%s is not supported here. Send every message with POST.", r.Method))
	}
}

func (h *httpHandler) methods() string {
	if h.sessions != nil {
		return "POST, DELETE, OPTIONS"
	}
	return "POST, OPTIONS"
}

// serveCaller serves a request of a caller who may make it.
func (h *httpHandler) serveCaller(out *httpReply, r *http.Request) {
	ctx, err := h.requestContext(r.Context(), r)
	if err != nil {
		h.refused(r.Context(), Refusal{Reason: RefusalCaller})
		h.refuseCaller(out, err)
		return
	}
	if r.Method == http.MethodDelete {
		h.endSession(ctx, out, r)
		return
	}
	h.post(ctx, out, r)
}

// refuseCaller answers a request whose context could not be made.
func (h *httpHandler) refuseCaller(out *httpReply, err error) {
	status, message := http.StatusUnauthorized, err.Error()
	if refused, ok := errors.AsType[*HTTPError](err); ok {
		status, message = refused.Status, refused.Message
	}
	if status == http.StatusUnauthorized {
		out.setHeader("WWW-Authenticate", out.challenge())
	}
	out.refuse(status, nil, &protocolError{mcp.INVALID_REQUEST, mcptools.Clean(message, maxClientError)})
}

// HTTPError is an error of the function of [WithRequestContext] for which the request is answered with another status than 401.
type HTTPError struct {
	Status  int    // such as http.StatusBadRequest
	Message string // for the client
}

func (e *HTTPError) Error() string { return e.Message }

// offered returns the tools for a request.
func (h *httpHandler) offered(ctx context.Context) map[string]server.ServerTool {
	offers := h.offers(ctx)
	if offers == nil {
		return h.tools
	}
	tools := map[string]server.ServerTool{}
	for _, tool := range h.originals {
		if offers(tool) {
			tools[tool.Name] = h.tools[tool.Name]
		}
	}
	return tools
}
