package scriptedmodel

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Anthropic answers POST …/messages, plain and streamed, as Anthropic's API does: https://docs.anthropic.com/en/api/messages.
func Anthropic(model Model) http.Handler {
	return vendor{path: "/messages", key: anthropicKey, fail: failAnthropic,
		answer: func(w http.ResponseWriter, r *http.Request, body []byte) error {
			if r.Header.Get("Anthropic-Version") == "" {
				return invalid("", "the header anthropic-version is missing")
			}
			var request anthropicRequest
			if err := decode(body, &request); err != nil {
				return err
			}
			conversation, err := request.conversation()
			if err != nil {
				return err
			}
			reply := model.ask(conversation, "toolu_")
			if reply.Status != 0 {
				return &refusal{status: reply.Status, message: reply.Text}
			}
			turn := anthropicTurn{reply: reply, model: request.Model, spent: tokens(string(body))}
			w.Header().Set("Request-Id", "req_scripted")
			if !request.Stream {
				return writeJSON(w, http.StatusOK, turn.whole())
			}
			turn.stream(newStream(w, r))
			return nil
		}}
}

func anthropicKey(header http.Header) error {
	if header.Get("X-Api-Key") == "" && bearerKey(header) != nil {
		return errors.New("there is no API key: send it as x-api-key")
	}
	return nil
}

func failAnthropic(w http.ResponseWriter, r *refusal) {
	kind, known := map[int]string{
		400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error",
		413: "request_too_large", 429: "rate_limit_error", 500: "api_error", 529: "overloaded_error",
	}[r.status]
	switch {
	case !known && r.status < 500:
		kind = "invalid_request_error"
	case !known:
		kind = "api_error"
	}
	_ = writeJSON(w, r.status, map[string]any{"type": "error", "request_id": "req_scripted",
		"error": map[string]any{"type": kind, "message": r.message}})
}

type anthropicRequest struct {
	Model      string
	MaxTokens  int `json:"max_tokens"`
	System     json.RawMessage
	Messages   []anthropicMessage
	Tools      []anthropicTool
	ToolChoice any `json:"tool_choice"`
	Stream     bool
}

type anthropicMessage struct {
	Role    string
	Content json.RawMessage
}

type anthropicBlock struct {
	Type      string
	Text      string
	ID, Name  string
	Input     json.RawMessage
	ToolUseID string `json:"tool_use_id"`
	Content   json.RawMessage
	IsError   bool `json:"is_error"`
}

type anthropicTool struct {
	Type, Name, Description string
	InputSchema             json.RawMessage `json:"input_schema"`
	Strict                  bool
}

func (r *anthropicRequest) conversation() (Conversation, error) {
	var c Conversation
	var err error
	switch c.System, _, err = textOf(r.System); {
	case err != nil:
		return c, invalid("", "system: %v", err)
	case r.Model == "":
		return c, invalid("", "model: it is required")
	case r.MaxTokens < 1:
		return c, invalid("", "max_tokens: it is required and at least 1")
	case len(r.Messages) == 0:
		return c, invalid("", "messages: there has to be one")
	case r.ToolChoice != nil && len(r.Tools) == 0:
		return c, invalid("", "tool_choice: there is no tool to choose from")
	}
	for i, message := range r.Messages {
		turns, err := message.neutral()
		if err != nil {
			return c, invalid("", "messages.%d: %v", i, err)
		}
		c.Messages = append(c.Messages, turns...)
	}
	if err := checkCalls(c.Messages); err != nil {
		return c, invalid("", "messages: %v", err)
	}
	if r.Messages[len(r.Messages)-1].Role != "user" {
		return c, invalid("", "messages: the last is to be the user's")
	}
	c.Tools, err = anthropicTools(r.Tools)
	return c, err
}

// neutral takes a message apart: the results in it are messages of their own, before what else the user says.
func (m anthropicMessage) neutral() ([]Message, error) {
	blocks, err := m.blocks()
	if err != nil {
		return nil, err
	}
	var results []Message
	rest, others := Message{Role: m.Role}, 0
	for i, block := range blocks {
		if block.Type != "tool_result" {
			others++
		}
		if err := block.check(m.Role, others); err != nil {
			return nil, fmt.Errorf("content.%d: %w", i, err)
		}
		switch block.Type {
		case "text":
			rest.Text += block.Text
		case "tool_use":
			rest.Calls = append(rest.Calls, Call{ID: block.ID, Name: block.Name, Arguments: block.Input})
		case "tool_result":
			text, _, err := textOf(block.Content)
			if err != nil {
				return nil, fmt.Errorf("content.%d: %w", i, err)
			}
			results = append(results, Message{Role: "tool", Text: text, CallID: block.ToolUseID, IsError: block.IsError})
		}
	}
	if others > 0 {
		results = append(results, rest)
	}
	return results, nil
}

func (m anthropicMessage) blocks() ([]anthropicBlock, error) {
	if m.Role != "user" && m.Role != "assistant" {
		return nil, fmt.Errorf("role: it is user or assistant, not %q", m.Role)
	}
	var plain string
	if json.Unmarshal(m.Content, &plain) == nil {
		return []anthropicBlock{{Type: "text", Text: plain}}, nil
	}
	var blocks []anthropicBlock
	if err := json.Unmarshal(m.Content, &blocks); err != nil {
		return nil, errors.New("content: it is a text or a list of blocks")
	}
	if len(blocks) == 0 {
		return nil, errors.New("content: it is empty")
	}
	return blocks, nil
}

// check refuses a block that is not well formed, of another's role, or a result behind other blocks.
func (b anthropicBlock) check(role string, others int) error {
	var input map[string]json.RawMessage
	switch b.Type {
	case "text":
		if b.Text == "" {
			return errors.New("a text is not empty")
		}
	case "tool_use":
		if role != "assistant" || b.ID == "" || !legalName(b.Name, 128) || json.Unmarshal(b.Input, &input) != nil || input == nil {
			return errors.New("a tool_use is the assistant's and has an id, the name of a tool and an object as input")
		}
	case "tool_result":
		if role != "user" || b.ToolUseID == "" || others > 0 {
			return errors.New("a tool_result is the user's, has a tool_use_id and comes before all other content")
		}
	case "image", "document", "thinking", "redacted_thinking":
	default:
		return fmt.Errorf("unknown type %q", b.Type)
	}
	return nil
}

func anthropicTools(tools []anthropicTool) ([]Tool, error) {
	var neutral []Tool
	known := map[string]bool{}
	for i, tool := range tools {
		switch {
		case tool.Type != "" && tool.Type != "custom":
			return nil, invalid("", "tools.%d: the type %q is not known here", i, tool.Type)
		case !legalName(tool.Name, 128):
			return nil, invalid("", "tools.%d: a name is 1 to 128 of the characters a-z A-Z 0-9 _ -, not %q", i, tool.Name)
		case known[tool.Name]:
			return nil, invalid("", "tools: there are two with the name %q", tool.Name)
		}
		if err := checkSchema(tool.InputSchema, false); err != nil {
			return nil, invalid("", "tools.%d.input_schema: %v", i, err)
		}
		known[tool.Name] = true
		neutral = append(neutral, Tool{Name: tool.Name, Description: tool.Description, Schema: tool.InputSchema, Strict: tool.Strict})
	}
	return neutral, nil
}

// legalName tells whether a tool may have this name.
func legalName(name string, longest int) bool {
	const legal = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
	return name != "" && len(name) <= longest && strings.Trim(name, legal) == ""
}
