package serve

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

const (
	bodyTime   = 30 * time.Second // within which a client must send its message
	writeTime  = 30 * time.Second // within which a client must take each message, and the end of the reply
	aliveEvery = 15 * time.Second // proxies close connections on which nothing is sent for a minute
	busyText   = "The server is busy. Try again in a moment."
)

// httpReply is the answer to one HTTP request: a JSON message, or a stream of events if anything is sent before the response. After close
// nothing more is sent, so a call that was left behind can do no harm.
type httpReply struct {
	w            http.ResponseWriter
	control      *http.ResponseController
	panicked     func(value any)
	challenge    func() string // the header WWW-Authenticate
	json, stream bool          // what the client accepts
	flushes      bool          // what is written can be sent at once
	limited      bool          // net/http limits how long the next request on the connection may take

	mu     sync.Mutex
	begun  bool // the stream has begun
	closed bool
	alive  *time.Timer
}

func newHTTPReply(w http.ResponseWriter, r *http.Request, panicked func(value any)) *httpReply {
	out := &httpReply{w: w, control: http.NewResponseController(w), panicked: panicked, flushes: canFlush(w)}
	out.json, out.stream = accepts(r.Header, "application/json"), accepts(r.Header, "text/event-stream")
	server, _ := r.Context().Value(http.ServerContextKey).(*http.Server)
	out.limited = server != nil && server.WriteTimeout > 0
	_ = out.control.SetReadDeadline(time.Now().Add(bodyTime)) // also if the body is not read: net/http reads it before it answers
	out.limitWrite()
	return out
}

// unlimited ends the limits of time, because the message has arrived and the call may take as long as it needs.
func (o *httpReply) unlimited() {
	_ = o.control.SetReadDeadline(time.Time{})
	_ = o.control.SetWriteDeadline(time.Time{})
}

// accepts reports whether a client accepts a form of reply. A client that does not say accepts JSON.
func accepts(header http.Header, form string) bool {
	accept := header.Values("Accept")
	if len(accept) == 0 {
		return form == "application/json"
	}
	kind, _, _ := strings.Cut(form, "/")
	for part := range strings.SplitSeq(strings.ToLower(strings.Join(accept, ",")), ",") {
		accepted, parameters, _ := strings.Cut(part, ";")
		if slices.Contains([]string{form, kind + "/*", "*/*"}, strings.TrimSpace(accepted)) && !notAccepted(parameters) {
			return true
		}
	}
	return false
}

// notAccepted reports whether the parameters of a form have the quality 0.
func notAccepted(parameters string) bool {
	for parameter := range strings.SplitSeq(parameters, ";") {
		if quality, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
			value, err := strconv.ParseFloat(quality, 64)
			return err == nil && value == 0
		}
	}
	return false
}

// canFlush reports whether what is written to w can be sent at once, as an http.ResponseController decides. Middleware may keep it back.
func canFlush(w http.ResponseWriter) bool {
	for {
		switch inner := w.(type) {
		case http.Flusher, interface{ FlushError() error }:
			return true
		case interface{ Unwrap() http.ResponseWriter }:
			w = inner.Unwrap()
		default:
			return false
		}
	}
}

// setHeader sets a header. It has no effect once the stream has begun.
func (o *httpReply) setHeader(name, value string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.w.Header().Set(name, value)
}

// refuse answers a request with an error. problem is a *protocolError or mcp-go's details of an error.
func (o *httpReply) refuse(status int, id json.RawMessage, problem any) {
	reply, err := encode(response{JSONRPC: mcp.JSONRPC_VERSION, ID: id, Error: problem})
	if err != nil {
		reply, _ = encode(internalError(id)) // never fails
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.writeJSON(status, reply)
}

// refuseBusy refuses a request that would exceed a limit.
func (o *httpReply) refuseBusy(status int) {
	o.setHeader("Retry-After", "1")
	o.refuse(status, nil, &protocolError{mcp.INTERNAL_ERROR, busyText})
}

// accept answers a message that needs no response.
func (o *httpReply) accept() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.closed {
		o.limitWrite()
		o.w.WriteHeader(http.StatusAccepted)
		o.closeLocked()
	}
}

// send sends a message before the response. It does nothing if the client takes no stream.
func (o *httpReply) send(message any) {
	encoded, err := encode(message)
	if err != nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	defer o.closeAfterPanic()
	if !o.closed && o.stream {
		o.writeEvent(encoded)
	}
}

// end sends the response, which is the last message.
func (o *httpReply) end(status int, reply []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	if o.begun || !o.json && status == http.StatusOK {
		o.writeEvent(reply)
		o.closeLocked()
		return
	}
	o.writeJSON(status, reply)
}

// writeJSON writes the response as JSON, with a status. o.mu is held.
func (o *httpReply) writeJSON(status int, reply []byte) {
	if o.closed || o.begun {
		return
	}
	o.limitWrite()
	o.w.Header().Set("Content-Type", "application/json")
	o.w.Header().Set("X-Content-Type-Options", "nosniff")
	o.w.Header().Set("Content-Length", strconv.Itoa(len(reply)))
	o.w.WriteHeader(status)
	_, _ = o.w.Write(reply) // fails if the client is gone
	_ = o.control.Flush()
	o.closeLocked()
}

// writeEvent writes a message as an event. o.mu is held.
func (o *httpReply) writeEvent(encoded []byte) {
	if !o.begun {
		o.begun = true
		header := o.w.Header()
		header.Set("Content-Type", "text/event-stream")
		header.Set("Cache-Control", "no-store")
		header.Set("X-Accel-Buffering", "no")
		o.w.WriteHeader(http.StatusOK)
		o.alive = time.AfterFunc(aliveEvery, o.keepAlive)
	}
	o.write("event: message\ndata: ", bytes.TrimSuffix(encoded, []byte("\n")), "\n\n")
}

// keepAlive sends a comment, which clients ignore.
func (o *httpReply) keepAlive() {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer o.closeAfterPanic()
	if o.closed {
		return
	}
	o.write(": the call is running\n\n", nil, "")
	o.alive.Reset(aliveEvery)
}

func (o *httpReply) write(before string, data []byte, after string) {
	o.limitWrite()
	text := append(append([]byte(before), data...), after...)
	if _, err := o.w.Write(text); err == nil {
		_ = o.control.Flush()
	}
}

func (o *httpReply) limitWrite() { _ = o.control.SetWriteDeadline(time.Now().Add(writeTime)) }

// closeAfterPanic ends the reply if middleware panics where it would end the process: messages before the response are sent by goroutines of
// their own. o.mu is held.
func (o *httpReply) closeAfterPanic() {
	if value := recover(); value != nil {
		o.panicked(value)
		o.closeLocked()
	}
}

// close ends the reply before its handler returns.
func (o *httpReply) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closeLocked()
}

func (o *httpReply) closeLocked() {
	if o.closed {
		return
	}
	o.closed = true
	if o.alive != nil {
		o.alive.Stop()
	}
	if o.limited {
		o.limitWrite() // net/http has yet to write the end of the reply
	} else {
		_ = o.control.SetWriteDeadline(time.Time{}) // it would be that of the next request on the connection, too
	}
}
