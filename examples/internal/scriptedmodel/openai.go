package scriptedmodel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// OpenAI serves POST …/chat/completions, with and without streaming, like OpenAI's API:
// https://developers.openai.com/api/reference/resources/chat.
func OpenAI(model Model) http.Handler {
	return vendor{
		model: model, path: "/chat/completions", idPrefix: "call_", requestID: "X-Request-Id",
		check: checkBearer, decoder: func() request { return new(openAIRequest) }, errorBody: openAIError,
	}
}

func checkBearer(header http.Header) error {
	if key, ok := strings.CutPrefix(header.Get("Authorization"), "Bearer "); !ok || key == "" {
		return refuse(http.StatusUnauthorized, "there is no API key: send it as Authorization: Bearer KEY")
	}
	return nil
}

func openAIError(status int, message string) any {
	kind := "invalid_request_error"
	switch {
	case status == http.StatusTooManyRequests:
		kind = "requests"
	case status >= 500:
		kind = "server_error"
	}
	return map[string]any{"error": map[string]any{"message": message, "type": kind, "param": nil, "code": nil}}
}

type openAIRequest struct {
	Model         string
	Messages      []openAIMessage
	Tools         *[]openAITool
	ToolChoice    any    `json:"tool_choice"`
	Parallel      *bool  `json:"parallel_tool_calls"`
	Effort        string `json:"reasoning_effort"`
	Stream        bool
	StreamOptions *struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

type openAIMessage struct {
	Role       string
	Content    json.RawMessage
	ToolCalls  *[]openAICall `json:"tool_calls"`
	ToolCallID string        `json:"tool_call_id"`
}

type openAICall struct {
	ID, Type string
	Function struct{ Name, Arguments string }
}

type openAITool struct {
	Type     string
	Function struct {
		Name, Description string
		Parameters        json.RawMessage
		Strict            bool
	}
}

func (r *openAIRequest) check() error {
	switch {
	case r.Model == "":
		return errors.New("model is missing")
	case len(r.Messages) == 0:
		return errors.New("messages is empty")
	case r.StreamOptions != nil && !r.Stream:
		return errors.New("stream_options are for a stream")
	case r.Tools == nil && (r.ToolChoice != nil || r.Parallel != nil):
		return errors.New("tool_choice and parallel_tool_calls need tools, and there is no tool")
	case r.Tools != nil && len(*r.Tools) == 0:
		return errors.New("tools is empty: leave it out")
	case r.Tools != nil && r.reasons():
		return errors.New("this model takes tools only with reasoning_effort none")
	}
	return nil
}

func (r *openAIRequest) conversation() (c Conversation, err error) {
	if err := r.check(); err != nil {
		return c, err
	}
	var system []string
	for i, m := range r.Messages {
		message, err := m.decode()
		if err != nil {
			return c, fmt.Errorf("messages[%d]: %w", i, err)
		}
		if message.Role == "system" {
			system = append(system, message.Text)
		} else {
			c.Messages = append(c.Messages, message)
		}
	}
	c.System = strings.Join(system, "\n\n")
	if err := checkCalls(c.Messages); err != nil {
		return c, err
	}
	if r.Tools != nil {
		c.Tools, err = decodeOpenAITools(*r.Tools)
	}
	return c, err
}

// reasons reports whether the request asks for reasoning, which Chat Completions refuses with tools: GPT-5.4 and 5.5 reason if the
// request sets an effort, GPT-5.6 and later unless it is none (https://github.com/BerriAI/litellm/pull/34569).
func (r *openAIRequest) reasons() bool {
	is := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(r.Model, name) })
	}
	return r.Effort != "none" && (is("gpt-5.6", "gpt-6") || r.Effort != "" && is("gpt-5.4", "gpt-5.5"))
}

func (m openAIMessage) decode() (Message, error) {
	text, given, err := decodeText(m.Content)
	message := Message{Role: m.Role, Text: text, CallID: m.ToolCallID}
	switch {
	case err != nil:
		return message, err
	case m.ToolCalls != nil && (m.Role != "assistant" || len(*m.ToolCalls) == 0):
		return message, errors.New("only the assistant has tool_calls, which must not be empty")
	case !given && m.ToolCalls == nil:
		return message, errors.New("there is no content")
	}
	switch m.Role {
	case "developer", "system":
		message.Role = "system"
	case "user":
	case "tool":
		if m.ToolCallID == "" {
			return message, errors.New("a message of a tool needs the tool_call_id")
		}
	case "assistant":
		if m.ToolCalls != nil {
			message.Calls, err = decodeOpenAICalls(*m.ToolCalls)
		}
	default:
		err = errors.New("the role must be developer, system, user, assistant or tool, not " + m.Role)
	}
	return message, err
}

func decodeOpenAICalls(list []openAICall) ([]Call, error) {
	calls := make([]Call, len(list))
	for i, call := range list {
		if call.ID == "" || call.Type != "function" || !legalName(call.Function.Name, 64) {
			return nil, errors.New("a tool call has an id, the type function and the name of a function")
		}
		calls[i] = Call{ID: call.ID, Name: call.Function.Name, Arguments: json.RawMessage(call.Function.Arguments)}
		if !json.Valid(calls[i].Arguments) { // models write such arguments, and OpenAI accepts them
			calls[i].Arguments, _ = json.Marshal(call.Function.Arguments)
		}
	}
	return calls, nil
}

// decodeText returns the text of a string or of a list of parts, of which it takes the texts. given is false for null or nothing.
func decodeText(content json.RawMessage) (text string, given bool, err error) {
	if len(content) == 0 || bytes.Equal(content, []byte("null")) {
		return "", false, nil
	}
	if content[0] == '"' {
		return text, true, json.Unmarshal(content, &text)
	}
	var parts []struct{ Type, Text string }
	if err := json.Unmarshal(content, &parts); err != nil || len(parts) == 0 {
		return "", false, errors.New("content is a text or a list of parts that is not empty")
	}
	for _, part := range parts {
		if part.Type == "" {
			return "", false, errors.New("a part of the content has no type")
		}
		text += part.Text
	}
	return text, true, nil
}

func decodeOpenAITools(list []openAITool) ([]Tool, error) {
	if len(list) > 128 {
		return nil, fmt.Errorf("there are %d tools, more than 128", len(list))
	}
	tools := make([]Tool, len(list))
	for i, tool := range list {
		function := tool.Function
		if function.Parameters == nil {
			function.Parameters = json.RawMessage(`{"type":"object","properties":{},"required":[],"additionalProperties":false}`)
		}
		err := checkSchema(function.Parameters, function.Strict)
		switch {
		case tool.Type != "function":
			err = fmt.Errorf("the type is %q, not function", tool.Type)
		case !legalName(function.Name, 64):
			err = errors.New("a name is 1 to 64 of the characters a-z A-Z 0-9 _ -")
		case len(function.Description) > 1024:
			err = errors.New("the description is longer than 1024 characters")
		}
		if err != nil {
			return nil, fmt.Errorf("tools[%d] %q: %w", i, function.Name, err)
		}
		tools[i] = Tool{Name: function.Name, Description: function.Description, Schema: function.Parameters, Strict: function.Strict}
	}
	return tools, nil
}
