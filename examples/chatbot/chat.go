package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// What a conversation may cost. Bytes are those of words and tool results.
const (
	maxRounds       = 12      // of tool calls, for one question
	maxTurnBytes    = 150_000 // that tools may give for one question
	maxHistoryBytes = 250_000 // that are sent along with a question; older questions are forgotten
)

// model is a vendor's language model, as the chat needs it.
type model interface {
	// reply streams the model's next message; say hears its words as they come. Of a message that comes with an error, only
	// the words count.
	reply(ctx context.Context, conversation []message, say func(words string)) (message, error)
}

type role int

const (
	user role = iota
	assistant
	toolbox // the results of the calls in the message before
)

// message is one message of the conversation, in no vendor's form.
type message struct {
	role    role
	text    string
	calls   []call
	results []result
	native  any // the assistant's message in its vendor's form, where that holds more than words and calls
}

type call struct {
	id, name  string
	arguments json.RawMessage // as the model wrote them
}

type result struct {
	id, text string
	failed   bool
}

// brokenOff tells the model later why its words end there.
const brokenOff = "\n[The answer broke off here.]"

var errRounds = fmt.Errorf("the model has called tools in %d rounds without an answer and was stopped: ask it to go on, or ask for less", maxRounds)

// chat is a conversation whose history a vendor accepts at any time: whatever goes wrong, every call in it has its result.
type chat struct {
	model   model
	tools   []mcptools.Tool
	screen  *terminal
	history []message
}

// turn answers one question. What came of it is remembered even if it fails, so that the next question can build on it.
func (c *chat) turn(ctx context.Context, question string) error {
	c.forget(maxHistoryBytes)
	before := len(c.history)
	c.history = append(c.history, message{role: user, text: question})
	budget := maxTurnBytes
	for range maxRounds {
		reply, err := c.model.reply(ctx, c.history, c.screen.say)
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

// answer runs calls one after the other, since the user may be asked about each. Those after a cancellation are answered too,
// with an error that says so.
func (c *chat) answer(ctx context.Context, calls []call, budget *int) message {
	answered := message{role: toolbox}
	for _, call := range calls {
		c.screen.tell("→ %s %s", call.name, oneLine(call.arguments))
		text, err := c.run(ctx, call, *budget)
		if err != nil {
			c.screen.tell("  %s", shortly(err, text))
		}
		*budget -= len(text)
		answered.results = append(answered.results, result{id: call.id, text: text, failed: err != nil})
	}
	return answered
}

func (c *chat) run(ctx context.Context, call call, budget int) (string, error) {
	if budget <= 0 {
		err := errors.New("the tools have given all that fits into one answer: nothing was done, answer from what is known")
		return err.Error(), err
	}
	outcome := mcptools.CallNamed(ctx, c.tools, call.name, call.arguments)
	return outcome.Text, outcome.Err
}

// forget drops the oldest questions, each with all that came of it, until the rest is no larger than limit.
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
		c.screen.tell("(The conversation has become too long: the assistant has forgotten the oldest %d of your questions.)", forgotten)
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
