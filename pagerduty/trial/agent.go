package trial

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
)

// Agent solves tasks with tools.
type Agent interface {
	// Solve does what the prompt asks, and returns the answer for the engineer. It ends when ctx ends.
	Solve(ctx context.Context, prompt string, tools []Tool) (answer string, err error)
}

// AgentFunc is a function as an [Agent].
type AgentFunc func(ctx context.Context, prompt string, tools []Tool) (answer string, err error)

// Solve calls the function.
func (f AgentFunc) Solve(ctx context.Context, prompt string, tools []Tool) (string, error) {
	return f(ctx, prompt, tools)
}

// Tool is a tool that an agent may call.
type Tool struct {
	Name, Description string
	InputSchema       json.RawMessage
	Call              func(ctx context.Context, arguments json.RawMessage) Result
}

// Result is what a call returns to the agent.
type Result struct {
	Text   string
	Failed bool // the text is an error
}

// Offer is what an agent may use in a run.
type Offer struct {
	Tools        []Tool
	Instructions string // how to use them; part of the prompt
	Stop         func() // ends the tools; nil if there is nothing to end
}

// Tools starts the tools of a run on an account.
type Tools func(ctx context.Context, account Account) (Offer, error)

// meter counts the calls of a run and refuses those beyond the budget.
type meter struct {
	budget int

	mutex        sync.Mutex
	calls, bytes int
}

// around returns the tools with their calls counted.
func (m *meter) around(tools []Tool) []Tool {
	counted := make([]Tool, len(tools))
	for i, tool := range tools {
		call := tool.Call
		tool.Call = func(ctx context.Context, arguments json.RawMessage) Result {
			if !m.spend() {
				return Result{Text: fmt.Sprintf("The budget of %d calls is spent. Answer with what you know.", m.budget), Failed: true}
			}
			result := call(ctx, arguments)
			m.mutex.Lock()
			defer m.mutex.Unlock()
			m.bytes += len(result.Text)
			return result
		}
		counted[i] = tool
	}
	return counted
}

// spend counts a call, and reports whether the budget allows it.
func (m *meter) spend() bool {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.calls++
	return m.calls <= m.budget
}

func (m *meter) read() (calls, bytes int) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.calls, m.bytes
}
