package scriptedmodel

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// OpenAI answers POST …/chat/completions, plain and streamed, as OpenAI's API does:
// https://developers.openai.com/api/reference/resources/chat.
func OpenAI(model Model) http.Handler {
	return vendor{path: "/chat/completions", key: bearerKey, fail: failOpenAI,
		answer: func(w http.ResponseWriter, r *http.Request, body []byte) error {
			var request openAIRequest
			if err := decode(body, &request); err != nil {
				return err
			}
			conversation, err := request.conversation()
			if err != nil {
				return err
			}
			reply := model.ask(conversation, "call_")
			if reply.Status != 0 {
				return &refusal{status: reply.Status, message: reply.Text}
			}
			turn := openAITurn{reply: reply, model: request.Model, created: time.Now().Unix(), spent: tokens(string(body))}
			w.Header().Set("X-Request-Id", "req_scripted")
			if !request.Stream {
				return writeJSON(w, http.StatusOK, turn.whole())
			}
			turn.stream(newStream(w, r), request.StreamOptions != nil && request.StreamOptions.IncludeUsage)
			return nil
		}}
}

func bearerKey(header http.Header) error {
	if key, ok := strings.CutPrefix(header.Get("Authorization"), "Bearer "); !ok || key == "" {
		return errors.New("there is no API key: send it as Authorization: Bearer KEY")
	}
	return nil
}

func failOpenAI(w http.ResponseWriter, r *refusal) {
	kind := "invalid_request_error"
	switch {
	case r.status == http.StatusTooManyRequests:
		kind, r.code = "requests", "rate_limit_exceeded"
	case r.status >= 500:
		kind = "server_error"
	}
	_ = writeJSON(w, r.status, map[string]any{"error": map[string]any{
		"message": r.message, "type": kind, "param": orNull(r.param), "code": orNull(r.code)}})
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
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
		return invalid("model", "you have to name a model")
	case len(r.Messages) == 0:
		return invalid("messages", "there has to be a message")
	case r.StreamOptions != nil && !r.Stream:
		return invalid("stream_options", "stream_options are for a stream")
	case r.Tools == nil && r.ToolChoice != nil:
		return invalid("tool_choice", "there is no tool to choose from")
	case r.Tools == nil && r.Parallel != nil:
		return invalid("parallel_tool_calls", "there is no tool to call")
	case r.Tools != nil && len(*r.Tools) == 0:
		return invalid("tools", "an empty list of tools: leave it out")
	case r.Tools != nil && r.reasons():
		return invalid("reasoning_effort", "with tools this model does not reason here: set reasoning_effort to none")
	}
	return nil
}

func (r *openAIRequest) conversation() (c Conversation, err error) {
	if err := r.check(); err != nil {
		return c, err
	}
	var system []string
	for i, message := range r.Messages {
		neutral, err := message.neutral()
		if err != nil {
			return c, invalid("messages", "messages[%d]: %v", i, err)
		}
		if neutral.Role == "system" {
			system = append(system, neutral.Text)
			continue
		}
		c.Messages = append(c.Messages, neutral)
	}
	c.System = strings.Join(system, "\n\n")
	if err := checkCalls(c.Messages); err != nil {
		return c, invalid("messages", "%v", err)
	}
	if r.Tools != nil {
		c.Tools, err = openAITools(*r.Tools)
	}
	return c, err
}

// reasons tells whether the request asks for reasoning that Chat Completions does not do with tools: from GPT-5.4 on if it says so,
// from GPT-5.6 on unless it says no (https://github.com/BerriAI/litellm/pull/34569).
func (r *openAIRequest) reasons() bool {
	is := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(r.Model, name) })
	}
	return r.Effort != "none" && (is("gpt-5.6", "gpt-6") || r.Effort != "" && is("gpt-5.4", "gpt-5.5"))
}

func (m openAIMessage) neutral() (Message, error) {
	text, given, err := textOf(m.Content)
	neutral := Message{Role: m.Role, Text: text, CallID: m.ToolCallID}
	switch {
	case err != nil:
		return neutral, err
	case m.ToolCalls != nil && (m.Role != "assistant" || len(*m.ToolCalls) == 0):
		return neutral, errors.New("tool_calls are the assistant's, and not empty where they are given")
	case !given && m.ToolCalls == nil:
		return neutral, errors.New("there is no content")
	}
	switch m.Role {
	case "developer", "system":
		neutral.Role = "system"
	case "user":
	case "tool":
		if m.ToolCallID == "" {
			return neutral, errors.New("a tool's message needs the tool_call_id that it answers")
		}
	case "assistant":
		if m.ToolCalls != nil {
			neutral.Calls, err = neutralCalls(*m.ToolCalls)
		}
	default:
		err = errors.New("the role is one of developer, system, user, assistant and tool, not " + m.Role)
	}
	return neutral, err
}

func neutralCalls(calls []openAICall) ([]Call, error) {
	neutral := make([]Call, len(calls))
	for i, call := range calls {
		if call.ID == "" || call.Type != "function" || !legalName(call.Function.Name, 64) {
			return nil, errors.New("a tool call has an id, the type function and the name of a function")
		}
		neutral[i] = Call{ID: call.ID, Name: call.Function.Name, Arguments: json.RawMessage(call.Function.Arguments)}
		if !json.Valid(neutral[i].Arguments) { // models write that, and OpenAI takes it back
			neutral[i].Arguments, _ = json.Marshal(call.Function.Arguments)
		}
	}
	return neutral, nil
}

// textOf reads what is a text or a list of parts, of which only the texts are of interest here.
func textOf(content json.RawMessage) (text string, given bool, err error) {
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

func openAITools(tools []openAITool) ([]Tool, error) {
	if len(tools) > 128 {
		return nil, invalid("tools", "there are %d tools: 128 are the most", len(tools))
	}
	neutral := make([]Tool, len(tools))
	for i, tool := range tools {
		function := tool.Function
		refuse := func(format string, arguments ...any) error {
			refused := invalid("tools", "tools[%d] %q: "+format, append([]any{i, function.Name}, arguments...)...)
			refused.code = "invalid_function_parameters"
			return refused
		}
		switch {
		case tool.Type != "function":
			return nil, refuse("the type is %q, not function", tool.Type)
		case !legalName(function.Name, 64):
			return nil, refuse("a name is 1 to 64 of the characters a-z A-Z 0-9 _ -")
		case len(function.Description) > 1024:
			return nil, refuse("the description is longer than 1024 characters")
		}
		if function.Parameters == nil {
			function.Parameters = json.RawMessage(`{"type":"object","properties":{},"required":[],"additionalProperties":false}`)
		}
		if err := checkSchema(function.Parameters, function.Strict); err != nil {
			return nil, refuse("%v", err)
		}
		neutral[i] = Tool{Name: function.Name, Description: function.Description, Schema: function.Parameters, Strict: function.Strict}
	}
	return neutral, nil
}
