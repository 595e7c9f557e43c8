package serve

import (
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// requestSession collects the notifications that mcp-go has for a client while it answers one request, so that they
// can be written before the answer. It is never registered with mcp-go: nothing is sent outside of a request.
type requestSession struct {
	connectionID  string
	notifications chan mcp.JSONRPCNotification
}

var _ server.ClientSession = (*requestSession)(nil)

func newRequestSession(connectionID string) *requestSession {
	return &requestSession{connectionID: connectionID, notifications: make(chan mcp.JSONRPCNotification, 8)}
}

// Initialize does nothing: a session belongs to one request, and needs no handshake.
func (s *requestSession) Initialize() {}

// Initialized is always true.
func (s *requestSession) Initialized() bool { return true }

// NotificationChannel is where mcp-go puts notifications.
func (s *requestSession) NotificationChannel() chan<- mcp.JSONRPCNotification { return s.notifications }

// SessionID is that of the connection.
func (s *requestSession) SessionID() string { return s.connectionID }

// collected returns the notifications so far.
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
