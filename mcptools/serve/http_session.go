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
	closed bool           // nobody can be asked any longer
}

func newHTTPSessions(idle time.Duration) *httpSessions {
	return &httpSessions{idle: idle, all: map[string]*list.Element{}, recent: list.New(), counts: map[string]int{}}
}

// begin begins a session with the client that sent an initialize.
func (s *httpSessions) begin(caller string, handshake params) *httpSession {
	session := &httpSession{id: rand.Text(), caller: caller, dialog: newDialog(), requests: newRequests(maxHTTPCallerInFlight, maxInFlightBytes)}
	session.support, session.client = readAskSupport(handshake), readClientInfo(handshake.ClientInfo)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts[caller]++; s.counts[caller] > maxHTTPCallerSessions {
		s.dropIdle(func(session *httpSession) bool { return session.caller == caller })
	}
	if s.recent.Len() >= maxHTTPSessions {
		s.dropIdle(func(*httpSession) bool { return true })
	}
	s.dropExpired()
	session.used = time.Now()
	s.all[session.id] = s.recent.PushFront(session)
	if s.closed {
		session.questions.close()
	}
	return session
}

// close ends all questions, and those of later sessions.
func (s *httpSessions) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for element := s.recent.Front(); element != nil; element = element.Next() {
		element.Value.(*httpSession).questions.close()
	}
}

// dropIdle drops one of those sessions: that which was idle for the longest time. Never all of them have a call, since there may be as many
// sessions as requests, and the request that begins another session is none of theirs. s.mu is held.
func (s *httpSessions) dropIdle(of func(session *httpSession) bool) {
	for element := s.recent.Back(); element != nil; element = element.Prev() {
		if session := element.Value.(*httpSession); of(session) && session.requests.idle() {
			s.drop(element)
			return
		}
	}
}

// dropExpired drops the sessions that were idle for too long. s.mu is held.
func (s *httpSessions) dropExpired() {
	for element := s.recent.Back(); element != nil && s.overdue(element); {
		before := element.Prev()
		if s.expired(element) {
			s.drop(element)
		}
		element = before
	}
}

// touch makes a session the last used.
func (s *httpSessions) touch(session *httpSession) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if element := s.all[session.id]; element != nil {
		s.touchLocked(element)
	}
}

// touchLocked is touch. s.mu is held.
func (s *httpSessions) touchLocked(element *list.Element) {
	element.Value.(*httpSession).used = time.Now()
	s.recent.MoveToFront(element)
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
	s.touchLocked(element)
	return element.Value.(*httpSession)
}

// end ends a session.
func (s *httpSessions) end(session *httpSession) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if element := s.all[session.id]; element != nil {
		s.drop(element)
	}
}

func (s *httpSessions) overdue(element *list.Element) bool {
	return time.Since(element.Value.(*httpSession).used) > s.idle
}

func (s *httpSessions) expired(element *list.Element) bool {
	return s.overdue(element) && element.Value.(*httpSession).requests.idle()
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
		session := h.sessions.begin(mcptools.Caller(ctx), m.params)
		out.setHeader(mcp.HeaderSessionID, session.id)
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
	ctx, cancel := context.WithCancelCause(withClient(ctx, in.client))
	defer cancel(nil)
	req := &request{key: requestKey(m.id), size: m.size, cancel: cancel, progress: progressFor(m.message, out)}
	if !in.requests.tryAdmit(req) {
		out.refuseBusy(http.StatusTooManyRequests)
		return
	}
	session := h.newSession(ctx, m)
	session.owner = in.id
	switch ask := in.askFuncFor(in.requests, req, out.send); {
	case ask == nil:
	case !out.stream:
		session.cannotAsk = errNoStream
	case !out.flushes:
		session.cannotAsk = errNoFlush
	default:
		session.ask = ask
	}
	if !in.requests.begin(req) {
		out.refuse(http.StatusBadRequest, m.id, idInUse(m.id))
		return
	}
	defer h.sessions.touch(in)
	defer in.requests.end(req)
	h.answer(ctx, out, m, session, req.progress)
}
