package scriptedmodel

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// Anthropic serves POST …/messages, with and without streaming, like Anthropic's API: https://docs.anthropic.com/en/api/messages.
func Anthropic(model Model) http.Handler {
	return vendor{
		model: model, path: "/messages", idPrefix: "toolu_", requestID: "Request-Id",
		check: checkAnthropic, decoder: func() request { return new(anthropicRequest) }, errorBody: anthropicError,
	}
}

func checkAnthropic(header http.Header) error {
	if header.Get("X-Api-Key") == "" && checkBearer(header) != nil {
		return refuse(http.StatusUnauthorized, "there is no API key: send it as x-api-key")
	}
	if header.Get("Anthropic-Version") == "" {
		return errors.New("the header anthropic-version is missing")
	}
	return nil
}

func anthropicError(status int, message string) any {
	kind, known := map[int]string{
		401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error", 529: "overloaded_error",
	}[status]
	switch {
	case !known && status < 500:
		kind = "invalid_request_error"
	case !known:
		kind = "api_error"
	}
	return map[string]any{"type": "error", "request_id": "req_scripted", "error": map[string]any{"type": kind, "message": message}}
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

func (r *anthropicRequest) conversation() (c Conversation, err error) {
	switch c.System, _, err = decodeText(r.System); {
	case err != nil:
		return c, fmt.Errorf("system: %w", err)
	case r.Model == "":
		return c, errors.New("model is missing")
	case r.MaxTokens < 1:
		return c, errors.New("max_tokens must be at least 1")
	case len(r.Messages) == 0:
		return c, errors.New("messages is empty")
	case r.ToolChoice != nil && len(r.Tools) == 0:
		return c, errors.New("tool_choice needs tools, and there is no tool")
	}
	for i, m := range r.Messages {
		messages, err := m.decode()
		if err != nil {
			return c, fmt.Errorf("messages.%d: %w", i, err)
		}
		c.Messages = append(c.Messages, messages...)
	}
	if err := checkCalls(c.Messages); err != nil {
		return c, err
	}
	if r.Messages[len(r.Messages)-1].Role != "user" {
		return c, errors.New("the last message must be the user's")
	}
	c.Tools, err = decodeAnthropicTools(r.Tools)
	return c, err
}

// decode returns each result in the message as a message, and then one of everything else.
func (m anthropicMessage) decode() ([]Message, error) {
	blocks, err := m.blocks()
	if err != nil {
		return nil, err
	}
	var messages []Message
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
			text, _, err := decodeText(block.Content)
			if err != nil {
				return nil, fmt.Errorf("content.%d: %w", i, err)
			}
			messages = append(messages, Message{Role: "tool", Text: text, CallID: block.ToolUseID, IsError: block.IsError})
		}
	}
	if others > 0 {
		messages = append(messages, rest)
	}
	return messages, nil
}

func (m anthropicMessage) blocks() ([]anthropicBlock, error) {
	if m.Role != "user" && m.Role != "assistant" {
		return nil, fmt.Errorf("the role must be user or assistant, not %q", m.Role)
	}
	var plain string
	if json.Unmarshal(m.Content, &plain) == nil {
		return []anthropicBlock{{Type: "text", Text: plain}}, nil
	}
	var blocks []anthropicBlock
	if err := json.Unmarshal(m.Content, &blocks); err != nil || len(blocks) == 0 {
		return nil, errors.New("content must be a text or a list of blocks that is not empty")
	}
	return blocks, nil
}

// check refuses an invalid block, a block of the other role, and a result after other blocks.
func (b anthropicBlock) check(role string, others int) error {
	var input map[string]json.RawMessage
	switch b.Type {
	case "text":
		if b.Text == "" {
			return errors.New("a text must not be empty")
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

func decodeAnthropicTools(list []anthropicTool) ([]Tool, error) {
	var tools []Tool
	known := map[string]bool{}
	for i, tool := range list {
		err := checkSchema(tool.InputSchema, false)
		switch {
		case tool.Type != "" && tool.Type != "custom":
			err = fmt.Errorf("unknown type %q", tool.Type)
		case !legalName(tool.Name, 128):
			err = fmt.Errorf("a name is 1 to 128 of the characters a-z A-Z 0-9 _ -, not %q", tool.Name)
		case known[tool.Name]:
			err = fmt.Errorf("there are two tools with the name %q", tool.Name)
		}
		if err != nil {
			return nil, fmt.Errorf("tools.%d: %w", i, err)
		}
		known[tool.Name] = true
		tools = append(tools, Tool{Name: tool.Name, Description: tool.Description, Schema: tool.InputSchema, Strict: tool.Strict})
	}
	return tools, nil
}
