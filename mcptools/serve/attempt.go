package serve

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// questionKey is the name of a question in inputRequests. A call asks one at a time.
const questionKey = "question"

// answerWithin is how long a user may take to answer, and how long an answer counts. Afterwards the question is asked again.
const answerWithin = 10 * time.Minute

// errForeignState is the error of a state that was forged or belongs to another call. The reply is a protocol error instead of a
// result: MCP asks for it, and no model can mend what its client did.
var errForeignState = errors.New("this server did not issue the requestState to this client for the same tool with the same arguments, so " +
	"the answer with it does not count and nothing was done; call without requestState and inputResponses to have the question asked again")

// attempt is one run of a call from a stateless client. A question ends the run with the result that input is required. The client makes
// the call again, with the user's answer and the state from that result, and the tool runs again and gets all answers so far. The tool
// may ask in any order, and ask the same question twice. A nil attempt belongs to a client of the handshake era.
type attempt struct {
	states    states
	owner     string // see requestSession
	params    mcp.CallToolParams
	canAsk    bool
	arguments json.RawMessage // canonical; nil until begin

	mu      sync.Mutex
	given   []givenAnswer // all answers so far
	unused  []givenAnswer // the answers that the tool has not asked for in this run
	pending *pendingQuestion
}

// pendingQuestion is the question that ends a run.
type pendingQuestion struct {
	text string
	id   []byte // see questionID
	key  *stateKey
}

// attemptState is the sealed state that a client keeps for the next attempt.
type attemptState struct {
	ID      string        `json:"id"`
	Expires int64         `json:"expires"` // Unix time
	Asked   []byte        `json:"asked"`   // the question that waits for an answer; see questionID
	Given   []givenAnswer `json:"given,omitempty"`
}

type givenAnswer struct {
	Asked   []byte `json:"asked"` // see questionID
	Yes     bool   `json:"yes"`
	Expires int64  `json:"expires"` // Unix time
}

// questionID returns what an answer belongs to: a hash of the question's key, or of its text if it has no key.
func questionID(ctx context.Context, question string) []byte {
	text := "words\x00" + question
	if key := mcptools.QuestionKey(ctx); key != "" {
		text = "key\x00" + key
	}
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// newAttempt returns the attempt of a call, or nil for a client of the handshake era.
func (s *Server) newAttempt(ctx context.Context, params mcp.CallToolParams) *attempt {
	protocol := server.RequestProtocolInfoFromContext(ctx)
	if protocol == nil || !protocol.Modern {
		return nil
	}
	a := &attempt{states: s.states, params: params, canAsk: takesForms(protocol.ClientCapabilities.Elicitation)}
	if session, ok := server.ClientSessionFromContext(ctx).(*requestSession); ok {
		a.owner = session.owner
	}
	return a
}

type attemptKey struct{}

func contextWithAttempt(ctx context.Context, a *attempt) context.Context {
	return context.WithValue(ctx, attemptKey{}, a)
}

// beginAttempt is middleware around every tool. It begins the attempt with the canonical arguments, because a client may write the same
// arguments differently in the next attempt.
func (s *Server) beginAttempt(next mcptools.Handler) mcptools.Handler {
	return func(ctx context.Context, call mcptools.Call) mcptools.Result {
		if a, _ := ctx.Value(attemptKey{}).(*attempt); a != nil {
			if err := a.begin(ctx, call.Arguments); err != nil {
				s.logRefusal(ctx, call.Tool.Name, err)
				return mcptools.Result{Text: err.Error(), Err: err}
			}
		}
		return next(ctx, call)
	}
}

// begin reads the answers of earlier attempts and the new answer. It drops answers that no longer count, and the tool asks again. It also
// asks again if the client omits the new answer. An error does not use up the state.
func (a *attempt) begin(ctx context.Context, arguments json.RawMessage) error {
	a.arguments = arguments
	if a.params.RequestState == "" {
		return nil
	}
	state, err := a.openState(ctx)
	if err != nil {
		return err
	}
	now := time.Now()
	given := state.Given
	if response, answered := a.params.InputResponses[questionKey]; answered {
		result, err := json.Marshal(response)
		if err != nil {
			return fmt.Errorf("%w: %w", errAnswer, err)
		}
		yes, err := readAnswer(result)
		if err != nil {
			return err
		}
		given = append(given, givenAnswer{state.Asked, yes, now.Add(answerWithin).Unix()})
	}
	current, err := a.states.use(ctx, a.owner, state.ID, state.Expires)
	if err != nil || !current {
		return err
	}
	given = withoutExpired(given, now.Unix())
	a.given, a.unused = given, slices.Clone(given)
	return nil
}

// withoutExpired returns the answers without those that have expired. Questions with the same id get their answers in order, so it also
// drops all later answers with the id of an expired one: they would answer earlier questions than the user was asked.
func withoutExpired(given []givenAnswer, now int64) []givenAnswer {
	var kept []givenAnswer
	expired := map[string]bool{} // by question id
	for _, answer := range given {
		if id := string(answer.Asked); expired[id] || now >= answer.Expires {
			expired[id] = true
		} else {
			kept = append(kept, answer)
		}
	}
	return kept
}

func (a *attempt) openState(ctx context.Context) (state attemptState, err error) {
	key, err := a.states.key(ctx)
	if err != nil {
		return state, notChecked(err)
	}
	plain, err := key.open(a.params.RequestState, a.binding())
	if err == nil {
		err = json.Unmarshal(plain, &state)
	}
	if err != nil {
		return state, fmt.Errorf("%w (%w)", errForeignState, err)
	}
	return state, nil
}

// ask returns the answer that the client sent with the call. Without one it returns an error that ends the call.
func (a *attempt) ask(ctx context.Context, question string) (bool, error) {
	asked := questionID(ctx, question)
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, answer := range a.unused {
		if slices.Equal(answer.Asked, asked) {
			a.unused = slices.Delete(a.unused, i, i+1)
			return answer.Yes, nil
		}
	}
	if !a.canAsk {
		return false, errNoElicitation
	}
	if a.pending == nil {
		key, err := a.states.key(ctx) // before the call ends: a failure must be its error
		if err != nil {
			return false, fmt.Errorf("the user cannot be asked now: %w", err)
		}
		a.pending = &pendingQuestion{question, asked, key}
	}
	return false, mcptools.ErrInputRequired
}

// answer returns the result for the client: that of the tool, or the question that ended it.
func (a *attempt) answer(result mcptools.Result) *mcp.CallToolResult {
	if a == nil || !errors.Is(result.Err, mcptools.ErrInputRequired) {
		return callToolResult(result)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.pending == nil {
		return callToolResult(result)
	}
	state, err := json.Marshal(attemptState{
		ID:      rand.Text(),
		Expires: time.Now().Add(answerWithin).Unix(),
		Asked:   a.pending.id,
		Given:   a.given,
	})
	if err != nil {
		return errorResult(err.Error())
	}
	return server.NewInputRequestBuilder(a.pending.key.seal(state, a.binding())).
		Elicit(questionKey, elicitation(mcp.ElicitationModeForm, a.pending.text)).
		ToolResult()
}

// binding returns what a state is valid for: one owner, one tool, and one set of canonical arguments, so
// that the user's answer is about the call that runs.
func (a *attempt) binding() []byte {
	return []byte(strings.Join([]string{a.owner, a.params.Name, string(a.arguments)}, "\x00"))
}
