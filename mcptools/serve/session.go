package serve

import (
	"encoding/json"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// requestSession stands for a client while one request of it is answered. It brings the arguments of a call to its tool as they
// came, past mcp-go, which would read them several times. It collects the notifications that mcp-go has for the client, so that
// they can be written before the answer, and takes questions to it. It is never registered with mcp-go:
// nothing is sent outside of a request.
type requestSession struct {
	connectionID  string          // outlives the request; "" on a transport that has no connections
	arguments     json.RawMessage // of a tools/call
	share         *share          // of the backlog that the reply will take; nil if the transport keeps none
	ask           askFunc         // nil if the client cannot be asked while it waits
	notifications chan mcp.JSONRPCNotification
}

var _ server.ClientSession = (*requestSession)(nil)

func newRequestSession(connectionID string, arguments json.RawMessage, share *share, ask askFunc) *requestSession {
	return &requestSession{connectionID: connectionID, arguments: arguments, share: share, ask: ask, notifications: make(chan mcp.JSONRPCNotification, 8)}
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
