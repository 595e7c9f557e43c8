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

// questionKey is the name of the only question that a call puts at a time.
const questionKey = "question"

// answerWithin is how long a user may take to answer, and how long an answer counts. After that the question is put anew.
const answerWithin = 10 * time.Minute

// errForeignState is the error of a state that was forged or belongs to another call.
var errForeignState = errors.New("the requestState is not one that this server gave, on this connection, for the same tool with the same arguments, so " +
	"the answer with it does not count and nothing was done; call without requestState and inputResponses to have the question put again")

// round is one run of a call of the stateless era. There a question ends the call: its answer is that input is required. The
// client makes the call again with the user's answer and with the state that it was given, and the tool finds the answers to
// all it has asked so far. The tool may ask in any order, and the same question twice. A nil round is that of a call of the
// handshake era.
type round struct {
	states     *states
	connection string // "" where the transport has none
	params     mcp.CallToolParams
	canAsk     bool
	arguments  json.RawMessage // canonical; nil until begin

	mu      sync.Mutex
	given   []givenAnswer // all answers so far
	unused  []givenAnswer // those that the tool has not asked for in this run
	pending *pendingQuestion
}

// pendingQuestion is the one that a run ends with.
type pendingQuestion struct {
	text string
	mark []byte // see questionMark
}

// roundState is what a client keeps for the next round, sealed.
type roundState struct {
	ID      string        `json:"id"`
	Expires int64         `json:"expires"` // Unix time
	Asked   []byte        `json:"asked"`   // the question that waits for an answer; see questionMark
	Given   []givenAnswer `json:"given,omitempty"`
}

type givenAnswer struct {
	Asked   []byte `json:"asked"` // see questionMark
	Yes     bool   `json:"yes"`
	Expires int64  `json:"expires"` // Unix time
}

// questionMark is what an answer belongs to: the question's key, or its words if it has none.
func questionMark(ctx context.Context, question string) []byte {
	text := "words\x00" + question
	if key := mcptools.QuestionKey(ctx); key != "" {
		text = "key\x00" + key
	}
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// newRound is the round that a call begins, nil in the handshake era.
func (s *Server) newRound(ctx context.Context, params mcp.CallToolParams) *round {
	protocol := server.RequestProtocolInfoFromContext(ctx)
	if protocol == nil || !protocol.Modern {
		return nil
	}
	r := &round{states: s.states, params: params, canAsk: takesForms(protocol.ClientCapabilities.Elicitation)}
	if session, ok := server.ClientSessionFromContext(ctx).(*requestSession); ok {
		r.connection = session.connectionID
	}
	return r
}

type roundKey struct{}

func contextWithRound(ctx context.Context, r *round) context.Context {
	return context.WithValue(ctx, roundKey{}, r)
}

// inRounds is middleware around every tool, outside of all that it has: there a call's arguments are in the form in which the
// tool gets them, and a client may write the same ones in many.
func (s *Server) inRounds(next mcptools.Handler) mcptools.Handler {
	if next == nil {
		return nil // such a tool says by itself what it lacks
	}
	return func(ctx context.Context, call mcptools.Call) mcptools.Result {
		if r, _ := ctx.Value(roundKey{}).(*round); r != nil {
			if err := r.begin(call.Arguments); err != nil {
				s.logRefusal(ctx, call.Tool.Name, err)
				return mcptools.Result{Text: err.Error(), Err: err}
			}
		}
		return next(ctx, call)
	}
}

// begin takes up what the client brings along: the answers of earlier rounds and the new one. After too long a time they count
// no more, and the tool asks anew. A client may have left out the new one; then it is asked for again. Nothing is used up by an
// error.
func (r *round) begin(arguments json.RawMessage) error {
	r.arguments = arguments
	if r.params.RequestState == "" {
		return nil
	}
	state, err := r.openState()
	if err != nil {
		return err
	}
	now := time.Now()
	given := slices.DeleteFunc(state.Given, func(answer givenAnswer) bool { return now.Unix() >= answer.Expires })
	if response, answered := r.params.InputResponses[questionKey]; answered {
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
	current, err := r.states.use(state.ID, state.Expires)
	if err != nil || !current {
		return err
	}
	r.given, r.unused = given, slices.Clone(given)
	return nil
}

func (r *round) openState() (state roundState, err error) {
	plain, err := r.states.key.open(r.params.RequestState, r.binding())
	if err == nil {
		err = json.Unmarshal(plain, &state)
	}
	if err != nil {
		return state, fmt.Errorf("%w (%w)", errForeignState, err)
	}
	return state, nil
}

// ask answers from what the client brought along. Without an answer the call has to end.
func (r *round) ask(ctx context.Context, question string) (bool, error) {
	asked := questionMark(ctx, question)
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, answer := range r.unused {
		if slices.Equal(answer.Asked, asked) {
			r.unused = slices.Delete(r.unused, i, i+1)
			return answer.Yes, nil
		}
	}
	if !r.canAsk {
		return false, errNoElicitation
	}
	if r.pending == nil {
		r.pending = &pendingQuestion{question, asked}
	}
	return false, mcptools.ErrInputRequired
}

// answer is what the client gets: the result of the tool, or the question that it ended with.
func (r *round) answer(result mcptools.Result) *mcp.CallToolResult {
	if r == nil || !errors.Is(result.Err, mcptools.ErrInputRequired) {
		return callToolResult(result)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pending == nil {
		return callToolResult(result)
	}
	state, err := json.Marshal(roundState{
		ID:      rand.Text(),
		Expires: time.Now().Add(answerWithin).Unix(),
		Asked:   r.pending.mark,
		Given:   r.given,
	})
	if err != nil {
		return errorResult(err.Error())
	}
	return server.NewInputRequestBuilder(r.states.key.seal(state, r.binding())).
		Elicit(questionKey, elicitation(mcp.ElicitationModeForm, r.pending.text)).
		ToolResult()
}

// binding is what a state is good for: one tool with the same canonical arguments, so that what runs is what the user was asked
// about, and on a transport that has connections the same one.
func (r *round) binding() []byte {
	return []byte(strings.Join([]string{r.connection, r.params.Name, string(r.arguments)}, "\x00"))
}
