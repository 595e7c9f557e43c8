package serve

import (
	"context"
	"encoding/json"
	"sync/atomic"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// requestSession is mcp-go's session for a single request. It has the tools, and carries the params, whose arguments mcp-go does not get,
// because it would parse them several times. It collects mcp-go's notifications, so that they can be written before the reply, and asks the client
// questions. It is never registered with mcp-go, which therefore sends nothing outside of a request.
type requestSession struct {
	server        *Server
	tools         map[string]server.ServerTool // that the client may call
	instructions  func(context.Context) string // for the caller; nil for those of the server
	method        string                       // of the request
	uri           string                       // in a resources/read
	owner         string                       // to whom the answers of the user belong; "" if there is only one client
	params        params                       // of the request
	share         *share                       // of the backlog, for the reply; nil if the transport has no backlog
	ask           askFunc                      // nil if the client cannot be asked while it waits
	cannotAsk     error                        // why it cannot be asked
	unauthorized  atomic.Bool                  // the call failed because the caller's credentials were refused
	failure       *mcp.JSONRPCErrorDetails     // the error of the reply, in place of mcp-go's; see answerFor
	notifications chan mcp.JSONRPCNotification
}

var (
	_ server.SessionWithTools             = (*requestSession)(nil)
	_ server.SessionWithResources         = (*requestSession)(nil)
	_ server.SessionWithResourceTemplates = (*requestSession)(nil)
)

// GetSessionTools returns the tools that the client may call.
func (s *requestSession) GetSessionTools() map[string]server.ServerTool { return s.tools }

// SetSessionTools does nothing: the tools of a server never change.
func (s *requestSession) SetSessionTools(map[string]server.ServerTool) {}

// Initialize does nothing: a session belongs to one request, and needs no handshake.
func (s *requestSession) Initialize() {}

// Initialized is always true.
func (s *requestSession) Initialized() bool { return true }

// NotificationChannel returns the channel for mcp-go's notifications.
func (s *requestSession) NotificationChannel() chan<- mcp.JSONRPCNotification { return s.notifications }

// SessionID returns the owner. mcp-go keys requests in flight by it, but never cancels one, because it gets no notifications.
func (s *requestSession) SessionID() string { return s.owner }

// answered returns the response to the request.
func (s *requestSession) answered(id json.RawMessage, sdk mcp.JSONRPCMessage) response {
	if s.failure != nil {
		return response{JSONRPC: mcp.JSONRPC_VERSION, ID: id, Error: *s.failure}
	}
	return withID(id, sdk)
}

// collected returns the notifications that mcp-go has sent since the last call.
func (s *requestSession) collected() []any {
	var all []any
	for {
		select {
		case notification := <-s.notifications:
			all = append(all, notification)
		default:
			return all
		}
	}
}
