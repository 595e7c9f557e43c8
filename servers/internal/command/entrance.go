package command

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// entrance is the handler of the whole server: it knows the paths, and counts the requests that are in flight.
type entrance struct {
	mcp       http.Handler
	endpoints []string          // paths of the protocol
	documents map[string][]byte // JSON by path
	metrics   http.Handler      // nil without metrics
	problem   func() string     // why no caller can be served; "" if they can
	lacks     func() string     // why some calls are refused; "" if none are

	mu       sync.Mutex
	inFlight int
	draining bool
	empty    chan struct{} // closed when the last request in flight has been answered while draining
}

func newEntrance(mcp http.Handler, endpoints []string, documents map[string][]byte) *entrance {
	return &entrance{mcp: mcp, endpoints: endpoints, documents: documents, problem: noProblem, lacks: noProblem, empty: make(chan struct{})}
}

func noProblem() string { return "" }

// ServeHTTP answers a request.
func (e *entrance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case path == "/healthz":
		answer(w, http.StatusOK, "ok")
	case path == "/readyz":
		e.answerReady(w)
	case path == metricsPath && e.metrics != nil:
		e.metrics.ServeHTTP(w, r)
	case e.documents[path] != nil:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(e.documents[path]) // fails if the client is gone
	case !slices.Contains(e.endpoints, strings.TrimSuffix(path, "/")):
		answer(w, http.StatusNotFound, "Nothing is here. MCP is served at "+strings.Join(e.endpoints, ", ")+".")
	case r.URL.RawQuery != "" || r.URL.ForceQuery:
		answer(w, http.StatusBadRequest, "This server takes nothing after a question mark in its URL. If that was a key, it may be in logs on its way: revoke it, and send a new one in the header Authorization.")
	default:
		e.serve(w, r)
	}
}

func (e *entrance) answerReady(w http.ResponseWriter) {
	problem := e.problem()
	switch {
	case e.isDraining():
		answer(w, http.StatusServiceUnavailable, "the server is stopping")
	case problem != "":
		answer(w, http.StatusServiceUnavailable, problem)
	default:
		ready := "ready"
		if lacks := e.lacks(); lacks != "" {
			ready += ", but " + lacks // reads can go on, so that requests should still be sent here
		}
		answer(w, http.StatusOK, ready)
	}
}

func (e *entrance) serve(w http.ResponseWriter, r *http.Request) {
	if !e.enter() {
		w.Header().Set("Retry-After", "1")
		w.Header().Set("Connection", "close")
		answer(w, http.StatusServiceUnavailable, "The server is stopping. Try again in a moment.")
		return
	}
	defer e.leave()
	e.mcp.ServeHTTP(w, r)
}

func (e *entrance) enter() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.draining {
		return false
	}
	e.inFlight++
	return true
}

func (e *entrance) leave() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.inFlight--; e.draining && e.inFlight == 0 {
		close(e.empty)
	}
}

func (e *entrance) isDraining() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.draining
}

// drain refuses new requests, and waits until those in flight have been answered, for at most this time. Call it once.
func (e *entrance) drain(most time.Duration) {
	e.mu.Lock()
	e.draining = true
	if e.inFlight == 0 {
		close(e.empty)
	}
	e.mu.Unlock()
	select {
	case <-e.empty:
	case <-time.After(most):
	}
}
