package serve

import (
	"encoding/json"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// requestSession is mcp-go's session for a single request. It has the tools, and carries the arguments of a call to its tool unparsed, because
// mcp-go would parse them several times. It collects mcp-go's notifications, so that they can be written before the reply, and asks the client
// questions. It is never registered with mcp-go, which therefore sends nothing outside of a request.
type requestSession struct {
	tools         map[string]server.ServerTool // of the server
	connectionID  string                       // outlives the request; "" on a transport without connections
	arguments     json.RawMessage              // of a tools/call
	share         *share                       // of the backlog, for the reply; nil if the transport has no backlog
	ask           askFunc                      // nil if the client cannot be asked while it waits
	notifications chan mcp.JSONRPCNotification
}

var _ server.SessionWithTools = (*requestSession)(nil)

func (s *Server) newRequestSession(connectionID string, arguments json.RawMessage, share *share, ask askFunc) *requestSession {
	return &requestSession{
		tools: s.tools, connectionID: connectionID, arguments: arguments, share: share, ask: ask, notifications: make(chan mcp.JSONRPCNotification, 8),
	}
}

// GetSessionTools returns the tools of the server.
func (s *requestSession) GetSessionTools() map[string]server.ServerTool { return s.tools }

// SetSessionTools does nothing: the tools of a server never change.
func (s *requestSession) SetSessionTools(map[string]server.ServerTool) {}

// Initialize does nothing: a session belongs to one request, and needs no handshake.
func (s *requestSession) Initialize() {}

// Initialized is always true.
func (s *requestSession) Initialized() bool { return true }

// NotificationChannel returns the channel for mcp-go's notifications.
func (s *requestSession) NotificationChannel() chan<- mcp.JSONRPCNotification { return s.notifications }

// SessionID returns the id of the connection.
func (s *requestSession) SessionID() string { return s.connectionID }

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
