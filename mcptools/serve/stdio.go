package serve

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// stopWithin is how long a connection waits for cancelled calls before it ends. It is long enough to answer abandoned calls.
const stopWithin = abandonAfter + 500*time.Millisecond

// Stdio serves one client until in or ctx ends. It reads the client's messages from in and writes the server's to out, one message a line.
// It writes nothing else to out.
//
// When in ends, running calls may finish within the time of [WithDrain]. Then they are cancelled and answered with an error. A call that
// waits for its user's answer fails at once. When ctx ends, all calls are cancelled at once. In both cases Stdio returns nil, at
// most about a second after it cancelled the calls.
//
// Stdio returns an error if a read from in or a write to out fails. A failed write also cancels all calls. A Go program whose standard
// output is closed is killed by SIGPIPE, unless it calls signal.Ignore(syscall.SIGPIPE).
//
// If ctx ends first, a goroutine remains blocked in the Read method of in. A program that continues after Stdio must close in.
func (s *Server) Stdio(ctx context.Context, in io.Reader, out io.Writer) error {
	requestsCtx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	outFailed := make(chan error, 1)
	c := &connection{
		Server:   s,
		id:       rand.Text(),
		requests: newRequests(maxInFlight, maxInFlightBytes),
		backlogs: backlogs{newBacklog(maxBacklog, firstReply), newBacklog(maxListBacklog, leastReply)},
		dialog:   newDialog(),
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
	id       string
	requests *requests
	backlogs
	dialog
	out *messageWriter
}

// read handles every line of in. It returns nil at the end of in.
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

// finish waits for running requests, then cancels them, and then ends the connection.
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
			c.requests.cancel(id)
		}
	case m.method == string(mcp.MethodInitialize):
		// Not in the background: later messages may depend on it, and it cannot be cancelled.
		c.support, c.client = readAskSupport(m.params), readClientInfo(m.params.ClientInfo)
		c.write(m.id, c.reply(ctx, m, c.session(nil, nil))...)
	default:
		c.start(ctx, m)
	}
}

// start answers a request in the background, so that no request waits for another.
func (c *connection) start(ctx context.Context, m message) {
	req := &request{key: requestKey(m.id), size: m.size}
	if !c.requests.admit(ctx, req) {
		return
	}
	ctx, cancel := context.WithCancelCause(withClient(ctx, c.client))
	req.cancel = cancel
	if token := m.params.progressToken(); token != nil {
		req.progress = &progressReporter{token: token, send: c.sendProgress}
		ctx = mcptools.ContextWithProgress(ctx, req.progress.report)
	}
	ask := c.askFuncFor(req)
	started := c.requests.start(req, func() {
		defer cancel(nil)
		c.answer(ctx, m, req, ask)
	})
	if !started {
		cancel(nil)
		c.refuse(m.id, idInUse(m.id))
	}
}

// answer replies to a request as soon as the backlog has room for the reply.
func (c *connection) answer(ctx context.Context, m message, req *request, ask askFunc) {
	share := c.backlogs.share(ctx, m, turns{})
	defer share.end()
	reply := c.encode(m.id, c.reply(ctx, m, c.session(share, ask))...)
	share.settle(len(reply))
	req.progress.finish()
	if c.requests.claim(req) {
		c.out.write(reply)
	}
}

func (c *connection) session(share *share, ask askFunc) *requestSession {
	return &requestSession{tools: c.tools, owner: c.id, share: share, ask: ask, cannotAsk: errNoElicitation}
}

func (c *connection) refuse(id json.RawMessage, problem *protocolError) {
	c.write(id, errorResponse(id, problem))
}

func (c *connection) sendProgress(notification progressNotification) {
	c.write(nil, notification)
}

// write sends messages. id is the id of the request that they answer, or nil.
func (c *connection) write(id json.RawMessage, messages ...any) {
	c.out.write(c.encode(id, messages...))
}
