// Package scriptedmodel stands in for the APIs of model vendors: it speaks their wire formats over HTTP, with a Go function as the
// model. Tests and demos use it through the vendors' own SDKs, offline and without a real key.
//
//	vendor := httptest.NewServer(scriptedmodel.OpenAI(scriptedmodel.Script(
//		scriptedmodel.Reply{Calls: []scriptedmodel.Call{{Name: "list_incidents"}}},
//		scriptedmodel.Reply{Text: "Nothing is on fire."},
//	)))
//
// It refuses what the vendors refuse, with their status and error format: a request without a key, a tool result without a call, a
// call without a result, an invalid tool name or schema. OpenAI and Anthropic also stream.
package scriptedmodel

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Conversation is the content of a request, in the same form for all vendors.
type Conversation struct {
	System   string // all system and developer messages, joined by empty lines
	Messages []Message
	Tools    []Tool
}

// Message is one turn, or the result of one call. A vendor's message with several results becomes several Messages.
type Message struct {
	Role    string // user, assistant or tool
	Text    string
	Calls   []Call // in a message of the assistant
	CallID  string // in a message of a tool: the call that it answers
	IsError bool   // in a message of a tool; always false for OpenAI, whose format has no such flag
}

// Tool is a tool offered to the model.
type Tool struct {
	Name, Description string
	Schema            json.RawMessage // as received
	Strict            bool
}

// Call is a tool call that the model asks for.
type Call struct {
	ID        string // in a Reply, empty for a generated one
	Name      string
	Arguments json.RawMessage // a JSON object; in a Reply, empty for {}
}

// Reply is the model's next turn.
type Reply struct {
	Text  string
	Calls []Call

	// Status, if not 0, refuses the request with this HTTP status and Text as the message.
	Status int
	// Pause is the wait before each chunk of text in a stream. It ends early if the client disconnects.
	Pause time.Duration
}

// Model returns the next turn of a conversation. Concurrent requests call it concurrently.
type Model func(Conversation) Reply

// Script returns a model that gives these replies in turn: the number of assistant messages in a conversation selects the reply. It
// refuses a request after the last one.
func Script(replies ...Reply) Model {
	return func(conversation Conversation) Reply {
		turn := 0
		for _, message := range conversation.Messages {
			if message.Role == "assistant" {
				turn++
			}
		}
		if turn >= len(replies) {
			return Reply{Status: http.StatusBadRequest, Text: fmt.Sprintf("the script has %d replies, and this is request %d", len(replies), turn+1)}
		}
		return replies[turn]
	}
}

// ask returns the model's reply with ids and arguments filled in.
func (m Model) ask(conversation Conversation, idPrefix string) Reply {
	reply := m(conversation)
	made := 0
	for _, message := range conversation.Messages {
		made += len(message.Calls)
	}
	reply.Calls = slices.Clone(reply.Calls)
	for i := range reply.Calls {
		call := &reply.Calls[i]
		call.ID = cmp.Or(call.ID, fmt.Sprint(idPrefix, made+i+1))
		if len(call.Arguments) == 0 {
			call.Arguments = json.RawMessage("{}")
		}
	}
	return reply
}

// checkCalls requires that the results of all calls, and no others, follow the message with the calls.
func checkCalls(messages []Message) error {
	var open []string
	for i, message := range messages {
		if message.Role != "tool" && len(open) > 0 {
			return fmt.Errorf("message %d precedes the results of the calls %q, which must follow the calls", i, open)
		}
		if message.Role == "tool" {
			at := slices.Index(open, message.CallID)
			if at < 0 {
				return fmt.Errorf("message %d is the result of call %q, and no unanswered call before it has this id", i, message.CallID)
			}
			open = slices.Delete(open, at, at+1)
		}
		for _, call := range message.Calls {
			open = append(open, call.ID)
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("the calls %q have no result", open)
	}
	return nil
}
