package serve

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// questionKey is the name of the only question that a call puts at a time.
const questionKey = "question"

// answerWithin is how long a user may take to answer. After that the question is put anew.
const answerWithin = 10 * time.Minute

// errForeignState is the error of a state that was forged or belongs to another call.

var errForeignState = errors.New("the requestState is not one that this server gave for the same tool with the same arguments, so the answer with it " +
	"does not count and nothing was done; call without requestState and inputResponses to have the question put again")

// round is one run of a call of the stateless era. There a question ends the call: its answer is that input is required. The
// client makes the call again with the user's answer and with the state that it was given, and the tool finds the answers to
// all it has asked so far. The tool may ask in any order, and the same question twice. A nil round is that of a call of the
// handshake era.
type round struct {
	key       *stateKey
	tool      string
	arguments json.RawMessage
	canAsk    bool

	mu      sync.Mutex
	given   []givenAnswer // all answers so far
	unused  []givenAnswer // those that the tool has not asked for in this run
	pending *string       // the question that this run ends with
}

// roundState is what a client keeps for the next round, sealed.
type roundState struct {
	Expires int64         `json:"expires"` // Unix time
	Asked   []byte        `json:"asked"`   // the question that waits for an answer; see digest
	Given   []givenAnswer `json:"given,omitempty"`
}

type givenAnswer struct {
	Asked []byte `json:"asked"` // see digest
	Yes   bool   `json:"yes"`
}

func digest(question string) []byte {
	sum := sha256.Sum256([]byte(question))
	return sum[:]
}

// newRound is the round that a call begins, nil in the handshake era. Its error is for the model.
func (s *Server) newRound(ctx context.Context, params mcp.CallToolParams) (*round, error) {
	protocol := server.RequestProtocolInfoFromContext(ctx)
	if protocol == nil || !protocol.Modern {
		return nil, nil
	}
	r := &round{key: s.stateKey, tool: params.Name, arguments: params.RawArguments, canAsk: takesForms(protocol.ClientCapabilities.Elicitation)}
	if params.RequestState == "" {
		return r, nil
	}
	if err := r.resume(params); err != nil {
		return nil, err
	}
	return r, nil
}

// resume takes up what the client brings along: the answers of earlier rounds and the new one. After too long a time they count
// no more, and the tool asks anew. A client may have left out the new one; then it is asked for again.
func (r *round) resume(params mcp.CallToolParams) error {
	plain, err := r.key.open(params.RequestState, r.binding())
	var state roundState
	if err != nil || json.Unmarshal(plain, &state) != nil {
		return errForeignState
	}
	if time.Now().Unix() >= state.Expires {
		return nil
	}
	r.given = state.Given
	if response, answered := params.InputResponses[questionKey]; answered {
		result, err := json.Marshal(response)
		if err != nil {
			return errAnswer
		}
		yes, err := readAnswer(result)
		if err != nil {
			return err
		}
		r.given = append(r.given, givenAnswer{state.Asked, yes})
	}
	r.unused = slices.Clone(r.given)
	return nil
}

// ask answers from what the client brought along. Without an answer the call has to end.
func (r *round) ask(_ context.Context, question string) (bool, error) {
	asked := digest(question)
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
		r.pending = &question
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
	state, err := json.Marshal(roundState{Expires: time.Now().Add(answerWithin).Unix(), Asked: digest(*r.pending), Given: r.given})
	if err != nil {
		return errorResult(err.Error())
	}
	return server.NewInputRequestBuilder(r.key.seal(state, r.binding())).
		Elicit(questionKey, elicitation(mcp.ElicitationModeForm, *r.pending)).
		ToolResult()
}

// binding is what a state is good for: one tool with the same arguments, however they are written down.
func (r *round) binding() []byte {
	return slices.Concat([]byte(r.tool), []byte{0}, sortedJSON(r.arguments))
}
