package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// maxWaitingForUser is how many calls of one connection may wait for the user at the same time: one for an answer, the others for their
// turn to ask.
const maxWaitingForUser = 100

// maxClientError is the most characters of a client's error message that a model reads.
const maxClientError = 500

var (
	errTooManyQuestions = errors.New("too many questions are already waiting for the user, so this one was not asked: call again when they are answered")
	errAskedTooLate     = errors.New("the question was not asked: its call has been answered already")
)

// serverRequest is a request or a notification from the server to a client.
type serverRequest struct {
	JSONRPC string `json:"jsonrpc"`
	ID      string `json:"id,omitempty"`
	Method  string `json:"method"`
	Params  any    `json:"params"`
}

type cancelledParams struct {
	RequestID string `json:"requestId"`
	Reason    string `json:"reason"`
}

// askSupport is what a client declared in its handshake about questions.
type askSupport struct {
	possible bool
	mode     string // the mode of a question; "" before 2025-11-25
}

// readAskSupport reads the params of an initialize. Revisions before 2025-11-25 have no modes.
func readAskSupport(p params) askSupport {
	if !takesForms(readElicitation(p.Capabilities)) {
		return askSupport{}
	}
	var version string
	_ = json.Unmarshal(p.ProtocolVersion, &version) // not a string: no version
	if mcp.NegotiateLegacyVersion(version) < mcp.ProtocolVersion20251125 {
		return askSupport{possible: true}
	}
	return askSupport{possible: true, mode: mcp.ElicitationModeForm}
}

// dialog asks one client of the handshake era, one question at a time.
type dialog struct {
	questions questions
	turn      chan struct{}       // holds one element while a question is open
	support   askSupport          // set by the handshake
	client    mcptools.ClientInfo // the same
}

func newDialog() dialog { return dialog{turn: make(chan struct{}, 1)} }

// askFuncFor returns the function with which the call of req asks, or nil if the client cannot ask its user.
func (c *connection) askFuncFor(req *request) askFunc {
	return c.dialog.askFuncFor(c.requests, req, func(message any) { c.write(nil, message) })
}

// askFuncFor returns the function with which the call of req asks, or nil if the client cannot ask its user. It suspends req while it
// waits, so that the answer is read no matter how many requests are unanswered. send sends a message to the client.
func (d *dialog) askFuncFor(requests *requests, req *request, send func(message any)) askFunc {
	mode := d.support.mode
	if !d.support.possible {
		return nil
	}
	return func(ctx context.Context, question string) (bool, error) {
		if err := requests.suspend(req); err != nil {
			return false, err
		}
		defer requests.resume(req)
		return d.ask(ctx, mode, question, send)
	}
}

// ask asks the client when the questions before it are answered, since a user is asked one thing at a time.
func (d *dialog) ask(ctx context.Context, mode, question string, send func(message any)) (bool, error) {
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	defer func() { <-d.turn }()
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	return d.putQuestion(ctx, mode, question, send)
}

// putQuestion sends a question and waits for the answer.
func (d *dialog) putQuestion(ctx context.Context, mode, question string, send func(message any)) (bool, error) {
	id, answered := d.questions.open()
	send(serverRequest{mcp.JSONRPC_VERSION, id, string(mcp.MethodElicitationCreate), elicitation(mode, question)})
	select {
	case answer := <-answered:
		if answer.err != errClientLeft || ctx.Err() == nil {
			return answer.yes, answer.err
		}
		return false, ctx.Err() // the server is stopping, which closes the questions
	case <-ctx.Done():
	}
	d.questions.drop(id)
	send(serverRequest{mcp.JSONRPC_VERSION, "", string(mcp.MethodNotificationCancelled), cancelledParams{id, "the call that asked has ended"}})
	return false, ctx.Err()
}

// questions are the open questions to a client of the handshake era.
type questions struct {
	mu      sync.Mutex
	last    int
	waiting map[string]chan<- answer // by requestKey
	closed  bool
}

type answer struct {
	yes bool
	err error
}

// open opens a question. The channel receives the answer.
func (q *questions) open() (id string, answered <-chan answer) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.last++
	id = "ask-" + strconv.Itoa(q.last)
	waiting := make(chan answer, 1)
	if q.closed {
		waiting <- answer{err: errClientLeft}
		return id, waiting
	}
	if q.waiting == nil {
		q.waiting = map[string]chan<- answer{}
	}
	q.waiting[stringKey(id)] = waiting
	return id, waiting
}

// drop removes a question for whose answer nobody waits any longer.
func (q *questions) drop(id string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.waiting, stringKey(id))
}

// answer answers the question that response is for. It ignores a response to no open question.
func (q *questions) answer(response message) {
	q.end(response.id, func() answer { return readResponse(response) })
}

// refuseAnswer ends a question whose answer cannot be understood. It reports whether there was a question with the id.
func (q *questions) refuseAnswer(id json.RawMessage, problem *protocolError) bool {
	return q.end(id, func() answer { return answer{err: fmt.Errorf("%w: %s", errAnswer, problem.Message)} })
}

// end answers and removes the question with the id. It reports whether there was one.
func (q *questions) end(id json.RawMessage, read func() answer) bool {
	if id == nil {
		return false
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	key := requestKey(id)
	waiting, found := q.waiting[key]
	if found {
		delete(q.waiting, key)
		waiting <- read()
	}
	return found
}

// close ends every question, because the client is gone.
func (q *questions) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, waiting := range q.waiting {
		waiting <- answer{err: errClientLeft}
	}
	clear(q.waiting)
}

func readResponse(response message) answer {
	if response.failure == nil {
		yes, err := readAnswer(response.result)
		return answer{yes, err}
	}
	var failure protocolError
	if json.Unmarshal(response.failure, &failure) != nil || failure.Message == "" {
		failure.Message = "it gave no reason"
	}
	return answer{err: fmt.Errorf("the client did not ask the user (error %d): %s", failure.Code, mcptools.Clean(failure.Message, maxClientError))}
}
