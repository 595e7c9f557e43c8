// Package scriptedmodel stands in for the model vendors: it answers their HTTP APIs in their own wire formats, with a Go function as
// the model. The examples' tests talk to it through the vendors' real SDKs, offline and without a key that is worth anything.
//
//	vendor := httptest.NewServer(scriptedmodel.OpenAI(scriptedmodel.Script(
//		scriptedmodel.Reply{Calls: []scriptedmodel.Call{{Name: "list_incidents"}}},
//		scriptedmodel.Reply{Text: "Nothing is on fire."},
//	)))
//
// It refuses what the vendors refuse, with their status and their form of an error: a request without a key, a tool result that
// answers no call, a call that nobody answered, a name or a schema that they do not accept.
package scriptedmodel

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Conversation is what a request holds, in a form that is no vendor's.
type Conversation struct {
	System   string // what all system and developer messages say
	Messages []Message
	Tools    []Tool
}

// Message is one turn, or the result of one call: several results that a vendor packs into one message are a Message each.
type Message struct {
	Role    string // user, assistant or tool
	Text    string
	Calls   []Call // of the assistant
	CallID  string // of a tool: which call this answers
	IsError bool   // of a tool, where the vendor's format can say so (Anthropic's can)
}

// Tool is a tool that the model is offered.
type Tool struct {
	Name, Description string
	Schema            json.RawMessage // as it came over the wire
	Strict            bool
}

// Call is a tool call that the model wants to have made.
type Call struct {
	ID        string // one is made where it is empty
	Name      string
	Arguments json.RawMessage // a JSON object; empty means {}
}

// Reply is the model's next turn.
type Reply struct {
	Text  string
	Calls []Call

	// Status refuses the request with this HTTP status and Text as the message, as a vendor does that is overloaded.
	Status int
	// Pause is how long a stream waits before each chunk of text, or until the client goes away.
	Pause time.Duration
}

// Model says what comes next in a conversation. It is called by several goroutines at once where requests are made at once.
type Model func(Conversation) Reply

// Script is a model that gives these replies in turn: to a conversation with n turns of the assistant in it the one with index n.
// A request beyond the last is refused.
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

// ask gets the model's reply, with what it left out filled in.
func (m Model) ask(conversation Conversation, idPrefix string) Reply {
	reply := m(conversation)
	calls := 0
	for _, message := range conversation.Messages {
		calls += len(message.Calls)
	}
	made := make([]Call, len(reply.Calls))
	for i, call := range reply.Calls {
		if call.ID == "" {
			call.ID = fmt.Sprintf("%s%d", idPrefix, calls+i+1)
		}
		if len(call.Arguments) == 0 {
			call.Arguments = json.RawMessage("{}")
		}
		made[i] = call
	}
	reply.Calls = made
	return reply
}

// checkCalls tells whether every call is answered right behind the turn that made it, and nothing else is.
func checkCalls(messages []Message) error {
	var open []string
	for i, message := range messages {
		if message.Role != "tool" && len(open) > 0 {
			return fmt.Errorf("message %d comes before the results of the calls %q: each call has to be answered right behind it", i, open)
		}
		switch message.Role {
		case "tool":
			at := slices.Index(open, message.CallID)
			if at < 0 {
				return fmt.Errorf("message %d is the result of call %q, and no call before it that is unanswered has this id", i, message.CallID)
			}
			open = slices.Delete(open, at, at+1)
		case "assistant":
			for _, call := range message.Calls {
				open = append(open, call.ID)
			}
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("the calls %q have no result", open)
	}
	return nil
}
