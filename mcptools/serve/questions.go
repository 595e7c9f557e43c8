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

// maxWaitingForUser is how many calls of one connection may wait for the user at the same time: one for the answer, the
// others for their turn to ask.
const maxWaitingForUser = 100

// maxClientError is how many characters of a client's error message a model gets to read.
const maxClientError = 500

var (
	errTooManyQuestions = errors.New("too many questions wait for the user already, so this one was not put: call again when they are answered")
	errAskedTooLate     = errors.New("the question was not put to the user: the call that asks has been answered already")
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

// asking is what the handshake said about putting questions to a client.
type asking struct {
	possible bool
	mode     string // as it has to be named in a question
}

// readAsking reads the params of an initialize. Revisions before 2025-11-25 know no modes.
func readAsking(p params) asking {
	if !takesForms(readElicitation(p.Capabilities)) {
		return asking{}
	}
	var version string
	_ = json.Unmarshal(p.ProtocolVersion, &version) // a version of another type is none
	if mcp.NegotiateLegacyVersion(version) < mcp.ProtocolVersion20251125 {
		return asking{possible: true}
	}
	return asking{possible: true, mode: mcp.ElicitationModeForm}
}

// asker is how the call behind req asks, or nil if the client cannot put questions.
func (c *connection) asker(req *request) askFunc {
	mode := c.asking.mode
	if !c.asking.possible {
		return nil
	}
	return func(ctx context.Context, question string) (bool, error) {
		return c.ask(ctx, req, mode, question)
	}
}

// ask puts a question to the client when those before it are answered: a user is asked one thing at a time. Meanwhile req needs
// no room, so that the answer is read however much is in flight.
func (c *connection) ask(ctx context.Context, req *request, mode, question string) (bool, error) {
	if err := c.requests.setAside(req); err != nil {
		return false, err
	}
	defer c.requests.resume(req)
	select {
	case c.askTurn <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	defer func() { <-c.askTurn }()
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	return c.putQuestion(ctx, mode, question)
}

// putQuestion sends a question and waits for the answer.
func (c *connection) putQuestion(ctx context.Context, mode, question string) (bool, error) {
	id, answered := c.questions.open()
	c.write(nil, serverRequest{mcp.JSONRPC_VERSION, id, string(mcp.MethodElicitationCreate), elicitation(mode, question)})
	select {
	case answer := <-answered:
		if answer.err != errClientLeft || ctx.Err() == nil {
			return answer.yes, answer.err
		}
		return false, ctx.Err() // the server is stopping, and closes the questions for that
	case <-ctx.Done():
	}
	c.questions.drop(id)
	c.write(nil, serverRequest{mcp.JSONRPC_VERSION, "", string(mcp.MethodNotificationCancelled), cancelledParams{id, "the call that asked has ended"}})
	return false, ctx.Err()
}

// questions are those that a client of the handshake era was asked and has not answered yet.
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

// open begins a question. Its answer comes through the channel.
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

// drop forgets a question that nobody waits for any more.
func (q *questions) drop(id string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.waiting, stringKey(id))
}

// answer hands a response of the client to whom it concerns. One that concerns nobody, or not any more, is ignored.
func (q *questions) answer(response message) {
	q.end(response.id, func() answer { return readResponse(response) })
}

// refuseAnswer ends the question with the id of a message that cannot be understood, if it is that of a question: it must be its
// answer.
func (q *questions) refuseAnswer(id json.RawMessage, problem *protocolError) bool {
	return q.end(id, func() answer { return answer{err: fmt.Errorf("%w: %s", errAnswer, problem.Message)} })
}

// end hands an answer to whom waits for it and reports whether there was anybody.
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

// close ends every question: nobody is left to answer.
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
		failure.Message = "it gives no reason"
	}
	return answer{err: fmt.Errorf("the client did not put the question to the user (error %d): %s", failure.Code, mcptools.Clean(failure.Message, maxClientError))}
}
