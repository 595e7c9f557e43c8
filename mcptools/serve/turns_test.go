package serve_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

func TestQuestionsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	together := mcptools.Read("together", "Asks twice at once.", func(ctx context.Context, _ struct{}) (askOutput, error) {
		out := askOutput{make([]bool, 2)}
		other := make(chan error)
		go func() {
			yes, err := mcptools.Ask(ctx, "Sure?")
			out.Answers[0] = yes
			other <- err
		}()
		yes, err := mcptools.Ask(ctx, "Sure?")
		out.Answers[1] = yes
		return out, errors.Join(err, <-other)
	})
	p := connectToAsk(t, []mcptools.Tool{askTool(), together})
	p.callToAsk("1", "Sure?", "Really?", "Sure?")
	for _, question := range []string{"Sure?", "Really?"} {
		p.answer(p.asked(question), `{"action":"accept"}`)
	}
	p.answer(p.asked("Sure?"), `{"action":"decline"}`)
	checkText(t, p.Expect("1"), `[true,true,false]`, false)

	p.Call("2", "together", `{}`)
	first := p.asked("Sure?")
	p.Ping() // and no second question
	p.answer(first, `{"action":"accept"}`)
	p.answer(p.asked("Sure?"), `{"action":"accept"}`)
	checkText(t, p.Expect("2"), `[true,true]`, false)
}

// A call that waits for its user releases its permit for other calls, and acquires one again before it continues.
func TestOthersRunWhileAsking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := connectToAsk(t, []mcptools.Tool{askTool()}, serve.WithMaxConcurrent(1))
		p.callToAsk("1", "First?")
		first := p.asked("First?")
		p.callToAsk("2", "Second?")
		synctest.Wait() // it has left its slot, too
		p.Ping()
		p.Send(`{"jsonrpc":"2.0","id":3,"method":"tools/list"}`)
		p.Expect("3")

		p.Call("4", "sleep", `{}`)
		synctest.Wait()
		p.answer(first, `{"action":"accept"}`)
		p.answer(p.asked("Second?"), `{"action":"accept"}`)
		p.Ping() // no call continues while another runs
		replies := map[string]wire.Message{}
		for range 3 {
			reply := p.Next()
			replies[string(reply.ID)] = reply
		}
		checkText(t, replies["4"], "slept", false)
		checkText(t, replies["1"], `[true]`, false)
		checkText(t, replies["2"], `[true]`, false)
		p.Call("5", "sleep", `{}`)
		checkText(t, p.Expect("5"), "slept", false)
	})
}

// A user is asked one question at a time. Calls that wait for their turn can be cancelled.
func TestQuestionsTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := connectToAsk(t, []mcptools.Tool{askTool()})
		for _, id := range []string{"1", "2", "3", "4"} {
			p.callToAsk(id, "Question "+id+"?")
			synctest.Wait()
		}
		first := p.asked("Question 1?")
		p.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}`)
		p.Ping() // and no further question
		p.answer(first, `{"action":"accept"}`)
		p.expectBoth("1", `[true]`, "Question 2?")
		p.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}`)
		p.withdrawn(`"ask-2"`)
		last := p.asked("Question 4?")
		p.answer(last, `{"action":"decline"}`)
		checkText(t, p.Expect("4"), `[false]`, false)
		if rest := p.end(); len(rest) != 0 {
			t.Errorf("also got %v", rest)
		}
	})
}

// expectBoth expects the reply to a call and the next question, in any order. It returns the question's id.
func (p *peer) expectBoth(id, want, question string) (next string) {
	p.t.Helper()
	for range 2 {
		message := p.Next()
		if message.Method == "" {
			checkText(p.t, message, want, false)
			if string(message.ID) != id {
				p.t.Errorf("got the reply to %s, want that to %s", message.ID, id)
			}
			continue
		}
		next = questionID(p.t, message, question)
	}
	return next
}

// The number of waiting questions is limited. One more is an error, until one of them is answered.
func TestTooManyQuestions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := connectToAsk(t, []mcptools.Tool{askTool()})
		for id := range 100 {
			p.callToAsk(fmt.Sprint(id), "Sure?")
			synctest.Wait()
		}
		first := p.asked("Sure?")
		p.callToAsk(`"more"`, "Sure?")
		checkText(t, p.Expect(`"more"`), "too many questions are already waiting for the user", true)
		p.answer(first, `{"action":"accept"}`)
		next := p.expectBoth("0", `[true]`, "Sure?")
		p.callToAsk(`"more"`, "Sure?")
		synctest.Wait()
		p.Ping()
		p.answer(next, `{"action":"accept"}`)
		p.expectBoth("1", `[true]`, "Sure?")
	})
}
