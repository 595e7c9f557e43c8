package serve

import (
	"context"
	"encoding/json"
	"runtime/debug"

	"github.com/mark3labs/mcp-go/mcp"
)

// reply returns the messages that answer a request: notifications, then the response. Every transport calls it.
func (s *Server) reply(ctx context.Context, m message, session *requestSession) (messages []any) {
	defer func() {
		if value := recover(); value != nil {
			s.logPanic(ctx, m.method, value, debug.Stack())
			messages = []any{internalError(m.id)}
		}
	}()
	session.server, session.method, session.params = s, m.method, m.params
	if m.method == string(mcp.MethodResourcesRead) {
		_ = json.Unmarshal(m.params.URI, &session.uri)
	}
	ctx = s.metaContext(m.params.clientContext(ctx), m.params.metaText)
	if problem := s.check(ctx, m, session); problem != nil {
		return []any{errorResponse(m.id, problem)}
	}
	session.notifications = make(chan mcp.JSONRPCNotification, 8)
	response := s.mcp.HandleMessage(s.mcp.WithContext(ctx, session), m.forSDK())
	return append(session.collected(), session.answered(m.id, response))
}

// check returns an error for a request about something that the server does not have. Its text is more helpful than mcp-go's.
func (s *Server) check(ctx context.Context, m message, session *requestSession) *protocolError {
	switch m.method {
	case string(mcp.MethodToolsCall):
		return s.checkCall(ctx, m, session)
	case string(mcp.MethodPromptsGet):
		return session.checkPrompt(m.params)
	case string(mcp.MethodCompletionComplete):
		return m.params.checkReference()
	}
	return nil
}

// checkCall returns an error for a tools/call without a known tool.
func (s *Server) checkCall(ctx context.Context, m message, session *requestSession) *protocolError {
	name, ok := m.params.name()
	if !ok {
		return invalidParams("Invalid params: params.name must be the name of a tool.")
	}
	if _, offered := session.tools[name]; offered {
		return nil
	}
	s.refused(ctx, Refusal{Reason: RefusalTool, Tool: name})
	if s.hasTool(name) {
		return invalidParams(notOffered(name))
	}
	return invalidParams(s.unknownTool(name))
}

// encode returns messages as lines. If one cannot be encoded, it returns an error response with the id, so that the client does not wait.
func (s *Server) encode(id json.RawMessage, messages ...any) []byte {
	lines, err := encode(messages...)
	if err != nil {
		s.logger.Error("a reply could not be encoded", "error", err)
		lines, _ = encode(internalError(id)) // never fails
	}
	return lines
}
