package serve

import (
	"container/list"
	"context"
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// These limits bound the memory of sessions. Beyond them, the one that was idle for the longest time ends; its client starts another.
const (
	maxHTTPSessions       = 10_000
	maxHTTPCallerSessions = 1_000
)

// httpSession is a client of the handshake era. It belongs to the caller who began it.
type httpSession struct {
	id, caller string
	dialog
	requests *requests
	used     time.Time // guarded by httpSessions.mu
}

// httpSessions are the sessions of a handler.
type httpSessions struct {
	idle time.Duration

	mu     sync.Mutex
	all    map[string]*list.Element
	recent *list.List     // of *httpSession, the last used at the front
	counts map[string]int // by caller
}

func newHTTPSessions(idle time.Duration) *httpSessions {
	return &httpSessions{idle: idle, all: map[string]*list.Element{}, recent: list.New(), counts: map[string]int{}}
}

// begin begins a session with the client that sent an initialize.
func (s *httpSessions) begin(caller string, support askSupport) *httpSession {
	session := &httpSession{id: rand.Text(), caller: caller, dialog: newDialog(), requests: newRequests(maxHTTPCallerInFlight, maxInFlightBytes)}
	session.support = support
	s.mu.Lock()
	defer s.mu.Unlock()
	session.used = time.Now()
	s.all[session.id] = s.recent.PushFront(session)
	if s.counts[caller]++; s.counts[caller] > maxHTTPCallerSessions {
		s.drop(s.oldestOf(caller))
	}
	for s.recent.Len() > maxHTTPSessions || s.expired(s.recent.Back()) {
		s.drop(s.recent.Back())
	}
	return session
}

func (s *httpSessions) oldestOf(caller string) *list.Element {
	element := s.recent.Back()
	for element.Value.(*httpSession).caller != caller {
		element = element.Prev()
	}
	return element
}

// find returns the session with an id, if it has not ended and belongs to the caller.
func (s *httpSessions) find(id, caller string) *httpSession {
	s.mu.Lock()
	defer s.mu.Unlock()
	element := s.all[id]
	if element == nil || element.Value.(*httpSession).caller != caller {
		return nil
	}
	if s.expired(element) {
		s.drop(element)
		return nil
	}
	session := element.Value.(*httpSession)
	session.used = time.Now()
	s.recent.MoveToFront(element)
	return session
}

// end ends a session.
func (s *httpSessions) end(session *httpSession) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if element := s.all[session.id]; element != nil {
		s.drop(element)
	}
}

func (s *httpSessions) expired(element *list.Element) bool {
	session := element.Value.(*httpSession)
	return time.Since(session.used) > s.idle && session.requests.idle()
}

// drop removes a session. Its calls go on, but nobody can be asked any longer. s.mu is held.
func (s *httpSessions) drop(element *list.Element) {
	session := element.Value.(*httpSession)
	s.recent.Remove(element)
	delete(s.all, session.id)
	if s.counts[session.caller]--; s.counts[session.caller] == 0 {
		delete(s.counts, session.caller)
	}
	session.questions.close()
}

// endSession answers a DELETE.
func (h *httpHandler) endSession(ctx context.Context, out *httpReply, r *http.Request) {
	session, status, problem := h.findSession(ctx, r.Header)
	if problem != nil {
		out.refuse(status, nil, problem)
		return
	}
	h.sessions.end(session)
	out.w.WriteHeader(http.StatusNoContent)
}

func (h *httpHandler) findSession(ctx context.Context, header http.Header) (*httpSession, int, *protocolError) {
	id := header.Get(mcp.HeaderSessionID)
	if id == "" {
		return nil, http.StatusBadRequest, invalidRequest("the header %s is missing: initialize returns it.", mcp.HeaderSessionID)
	}
	session := h.sessions.find(id, mcptools.Caller(ctx))
	if session == nil {
		return nil, http.StatusNotFound, invalidRequest("there is no such session, or it has ended: initialize again.")
	}
	return session, 0, nil
}

// handleInSession answers a message of a client of the handshake era.
func (h *httpHandler) handleInSession(ctx context.Context, out *httpReply, m httpMessage) {
	if m.method == string(mcp.MethodInitialize) && m.id != nil {
		session := h.sessions.begin(mcptools.Caller(ctx), readAskSupport(m.params))
		out.header().Set(mcp.HeaderSessionID, session.id)
		h.answer(ctx, out, m, h.newSession(ctx, m), nil)
		return
	}
	session, status, problem := h.findSession(ctx, m.header)
	switch {
	case problem != nil:
		out.refuse(status, m.id, problem)
	case m.method == "":
		session.questions.answer(m.message)
		out.accept()
	case m.id == nil:
		if id := m.params.cancelledID(); m.method == string(mcp.MethodNotificationCancelled) && id != nil {
			session.requests.cancel(id)
		}
		out.accept()
	default:
		h.answerInSession(ctx, out, m, session)
	}
}

// answerInSession answers a request. Its client can be asked meanwhile, and can cancel it.
func (h *httpHandler) answerInSession(ctx context.Context, out *httpReply, m httpMessage, in *httpSession) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	req := &request{key: requestKey(m.id), size: m.size, cancel: cancel, progress: progressFor(m.message, out)}
	if !in.requests.tryAdmit(req) {
		out.refuseBusy(http.StatusTooManyRequests)
		return
	}
	session := h.newSession(ctx, m)
	session.owner = in.id
	if session.ask = in.askFuncFor(in.requests, req, out.send); session.ask != nil && !out.stream {
		session.ask, session.cannotAsk = nil, errNoStream
	}
	answered := make(chan struct{})
	started := in.requests.start(req, func() {
		defer close(answered)
		h.answer(ctx, out, m, session, req.progress)
		in.requests.claim(req)
	})
	if !started {
		out.refuse(http.StatusBadRequest, m.id, invalidRequest("a request with the id %s is still being answered. Use a new id for every request.", m.id))
		return
	}
	<-answered
}
