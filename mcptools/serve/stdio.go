package serve

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// stopWithin is how long calls that were told to stop may keep a connection from ending. It leaves time to answer the
// ones that were abandoned.
const stopWithin = abandonAfter + 500*time.Millisecond

// Stdio serves one client that writes a message a line to in and reads a message a line from out, until in ends or ctx
// does. Nothing but protocol messages is written to out.
//
// At the end of in, calls in flight go on and are answered, for at most the time set by [WithDrain]; then they are
// cancelled and answered with an error. A call that waits for its user learns at once that there will be no answer. When
// ctx ends, all are cancelled at once. Both are a clean end: Stdio returns nil, at most about a second after the calls were
// told to stop. It returns an error when in or out fails; an out that is closed ends everything, since nobody is left to
// answer. (A Go program dies of SIGPIPE when its standard output is closed, unless it calls signal.Ignore(syscall.SIGPIPE).)
//
// A goroutine stays blocked in in.Read when ctx ends first: a program that goes on has to close in itself.
func (s *Server) Stdio(ctx context.Context, in io.Reader, out io.Writer) error {
	requestsCtx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	outFailed := make(chan error, 1)
	c := &connection{
		Server:   s,
		id:       rand.Text(),
		requests: newRequests(maxInFlight, maxInFlightBytes),
		backlog:  newBacklog(maxBacklog, firstReply),
		lists:    newBacklog(maxListBacklog, leastReply),
		askTurn:  make(chan struct{}, 1),
		out: &messageWriter{out: out, failed: func(err error) {
			outFailed <- err
			cancel(errors.New("the client is gone"))
		}},
	}
	inEnded := make(chan error, 1)
	go func() { inEnded <- c.read(requestsCtx, in) }()

	var inFailed error
	select {
	case inFailed = <-inEnded:
	case <-requestsCtx.Done():
	}
	c.finish(requestsCtx, cancel)
	select {
	case err := <-outFailed:
		if ctx.Err() == nil {
			return fmt.Errorf("serve: writing to the client: %w", err)
		}
	default:
	}
	return inFailed
}

// connection is one client on stdio.
type connection struct {
	*Server
	id        string
	requests  *requests
	backlog   *backlog // of the results of calls
	lists     *backlog // of replies to other requests
	questions questions
	askTurn   chan struct{} // has one in it while a question is open
	asking    asking        // belongs to the reading goroutine
	out       *messageWriter
}

// read handles every line of in. Its error is nil at the end of in.
func (c *connection) read(ctx context.Context, in io.Reader) error {
	lines := newLineReader(in, c.maxMessageBytes)
	for {
		l, err := lines.next()
		if err == io.EOF || ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("serve: reading from the client: %w", err)
		}
		m, problem := parseMessage(l, c.maxMessageBytes)
		if problem != nil {
			c.logger.WarnContext(ctx, "message refused", "reason", problem.Message)
			if !c.questions.refuseAnswer(m.id, problem) {
				c.refuse(m.id, problem)
			}
			continue
		}
		c.handle(ctx, m)
	}
}

// finish gives what is in flight its time, ends it, and then the connection.
func (c *connection) finish(ctx context.Context, cancel context.CancelCauseFunc) {
	c.questions.close()
	idle := c.requests.close()
	select {
	case <-idle:
	case <-time.After(c.drain):
	case <-ctx.Done():
	}
	cancel(errStopping)
	select {
	case <-idle:
	case <-time.After(stopWithin):
	}
	c.out.stop()
}

func (c *connection) handle(ctx context.Context, m message) {
	switch {
	case m.method == "":
		c.questions.answer(m)
	case m.id == nil:
		if id := m.params.cancelledID(); m.method == string(mcp.MethodNotificationCancelled) && id != nil {
			c.requests.cancelled(id)
		}
	case m.method == string(mcp.MethodInitialize):
		// Here and now: what comes behind it may depend on it, and it cannot be cancelled.
		c.asking = readAsking(m.params)
		c.write(m.id, c.reply(ctx, m, nil, nil)...)
	default:
		c.start(ctx, m)
	}
}

// start answers a request in the background, so that none waits for another.
func (c *connection) start(ctx context.Context, m message) {
	req := &request{key: requestKey(m.id), size: m.size}
	if !c.requests.waitForRoom(ctx, req) {
		return
	}
	ctx, cancel := context.WithCancelCause(ctx)
	req.cancel = cancel
	if token := m.params.progressToken(); token != nil {
		req.progress = &progressReporter{token: token, send: c.sendProgress}
		ctx = mcptools.ContextWithProgress(ctx, req.progress.report)
	}
	ask := c.asker(req)
	started := c.requests.start(req, func() {
		defer cancel(nil)
		c.answer(ctx, m, req, ask)
	})
	if !started {
		cancel(nil)
		c.refuse(m.id, invalidRequest("a request with the id %s is still being answered. Give every request an id of its own.", m.id))
	}
}

// answer replies to a request, when what was answered before leaves room for another reply.
func (c *connection) answer(ctx context.Context, m message, req *request, ask askFunc) {
	share := c.share(ctx, m)
	defer share.end()
	reply := c.encode(m.id, c.reply(ctx, m, share, ask)...)
	share.settle(len(reply))
	req.progress.finish()
	if c.requests.take(req) {
		c.out.write(reply)
	}
}

// share is what the reply to m takes of the backlog. That of a call is taken when the call runs. Where ctx ends before there is room,
// the reply is written all the same: it says so.
func (c *connection) share(ctx context.Context, m message) *share {
	switch m.method {
	case string(mcp.MethodPing):
		return nil
	case string(mcp.MethodToolsCall):
		name, _ := m.params.toolName()
		return &share{backlog: c.backlog, kind: name}
	}
	share := &share{backlog: c.lists}
	share.take(ctx, func() bool { return true })
	return share
}

// reply is what to write for a request, usually one message.
func (c *connection) reply(ctx context.Context, m message, share *share, ask askFunc) (messages []any) {
	defer func() {
		if value := recover(); value != nil {
			c.logPanic(ctx, m.method, value, debug.Stack())
			messages = []any{internalError(m.id)}
		}
	}()
	if problem := c.refused(); problem != nil {
		return []any{errorResponse(m.id, problem)}
	}
	if problem := c.checkCall(m); problem != nil {
		return []any{errorResponse(m.id, problem)}
	}
	session := newRequestSession(c.id, m.params.Arguments, share, ask)
	response := c.mcp.HandleMessage(c.mcp.WithContext(ctx, session), m.forSDK())
	return append(session.collected(), withID(m.id, response))
}

// checkCall refuses a tools/call that names no tool of this server, with a better sentence than mcp-go has.
func (c *connection) checkCall(m message) *protocolError {
	if m.method != string(mcp.MethodToolsCall) {
		return nil
	}
	name, ok := m.params.toolName()
	if !ok {
		return invalidParams("Invalid params: params.name must be the name of a tool.")
	}
	if !c.hasTool(name) {
		return invalidParams(c.unknownTool(name))
	}
	return nil
}

func (c *connection) refuse(id json.RawMessage, problem *protocolError) {
	c.write(id, errorResponse(id, problem))
}

func (c *connection) sendProgress(notification progressNotification) {
	c.write(nil, notification)
}

// write sends messages; id is that of the request which they answer, if any.
func (c *connection) write(id json.RawMessage, messages ...any) {
	c.out.write(c.encode(id, messages...))
}

// encode makes lines of messages. What cannot be encoded becomes an error with the id, so that nobody waits in vain.
func (c *connection) encode(id json.RawMessage, messages ...any) []byte {
	lines, err := encode(messages...)
	if err != nil {
		c.logger.Error("a reply could not be encoded", "error", err)
		lines, _ = encode(internalError(id)) // never fails
	}
	return lines
}
