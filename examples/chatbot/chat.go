package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Limits of a conversation. Bytes count texts, calls and tool results.
const (
	maxRounds       = 12      // of tool calls for one question
	maxTurnBytes    = 150_000 // of tool results for one question
	maxHistoryBytes = 250_000 // of history sent with a question; older questions are forgotten
)

// model is a vendor's language model.
type model interface {
	// reply returns the model's next message, and calls write with its text as it arrives. With an error, it returns the text until
	// then; do not make the calls of that message.
	reply(ctx context.Context, conversation []message, write func(text string)) (message, error)
}

type role int

const (
	user role = iota
	assistant
	toolbox // with the results of the calls in the previous message
)

// message is one message of the conversation, in the same form for all vendors.
type message struct {
	role    role
	text    string
	calls   []call
	results []result
	native  any // the assistant's message in its vendor's form, if that has more than text and calls
}

type call struct {
	id, name  string
	arguments json.RawMessage // as the model wrote them
}

type result struct {
	id, text string
	failed   bool
}

// brokenOff marks incomplete text of the model in later requests.
const brokenOff = "\n[The answer broke off here.]"

var errRounds = fmt.Errorf("the model called tools in %d rounds without an answer and was stopped: ask it to continue, or ask for less", maxRounds)

// chat is a conversation. After any failure its history stays valid for the vendors: every call has its result.
type chat struct {
	model   model
	tools   []mcptools.Tool
	screen  *terminal
	history []message
}

// turn answers one question. After a failure it keeps what was said and done, so that the next question can refer to it.
func (c *chat) turn(ctx context.Context, question string) error {
	c.forget(maxHistoryBytes)
	before := len(c.history)
	c.history = append(c.history, message{role: user, text: question})
	budget := maxTurnBytes
	for range maxRounds {
		reply, err := c.model.reply(ctx, c.history, c.screen.print)
		if err != nil {
			if failed, ok := errors.AsType[*vendorError](err); ok && failed.refused {
				c.history = c.history[:before]
			} else if reply.text != "" {
				c.history = append(c.history, message{role: assistant, text: reply.text + brokenOff})
			}
			return err
		}
		c.history = append(c.history, reply)
		if len(reply.calls) == 0 {
			return nil
		}
		c.history = append(c.history, c.answer(ctx, reply.calls, &budget))
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return errRounds
}

// answer makes the calls one by one, because the user may be asked about each. After a cancellation it answers the remaining calls
// with an error.
func (c *chat) answer(ctx context.Context, calls []call, budget *int) message {
	answered := message{role: toolbox}
	for _, call := range calls {
		c.screen.printLine("→ %s %s", call.name, argumentLine(call.arguments))
		text, err := c.run(ctx, call, *budget)
		if err != nil {
			c.screen.printLine("  %s", failureLine(err, text))
		}
		*budget -= len(text)
		answered.results = append(answered.results, result{id: call.id, text: text, failed: err != nil})
	}
	return answered
}

func (c *chat) run(ctx context.Context, call call, budget int) (string, error) {
	if budget <= 0 {
		err := errors.New("the tool results for this question have reached their limit: nothing was done, answer from the results so far")
		return err.Error(), err
	}
	outcome := mcptools.CallNamed(ctx, c.tools, call.name, call.arguments)
	return outcome.Text, outcome.Err
}

// forget removes the oldest questions, with their answers, until the history is within limit.
func (c *chat) forget(limit int) {
	sum, forgotten := 0, 0
	for _, m := range c.history {
		sum += m.size()
	}
	for sum > limit && len(c.history) > 0 {
		next := 1
		for next < len(c.history) && c.history[next].role != user {
			next++
		}
		for _, m := range c.history[:next] {
			sum -= m.size()
		}
		c.history = c.history[next:]
		forgotten++
	}
	if forgotten > 0 {
		c.screen.printLine("(The conversation is too long: the assistant has forgotten the oldest %d of your questions.)", forgotten)
	}
}

func (m message) size() int {
	sum := len(m.text)
	for _, c := range m.calls {
		sum += len(c.name) + len(c.arguments)
	}
	for _, r := range m.results {
		sum += len(r.text)
	}
	return sum
}
