package scriptedmodel

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Bedrock serves POST /model/MODEL/converse like Amazon Bedrock: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.
// It does not stream.
func Bedrock(model Model) http.Handler {
	return vendor{
		model: model, path: "/converse", idPrefix: "tooluse_", requestID: "X-Amzn-Requestid",
		check: checkBedrock, decoder: func() request { return new(bedrockRequest) }, errorBody: bedrockError,
	}
}

func checkBedrock(header http.Header) error {
	if checkBearer(header) != nil && !strings.HasPrefix(header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=") {
		return refuse(http.StatusForbidden, "Missing Authentication Token")
	}
	return nil
}

// bedrockError returns the body of an error. Bedrock also names its kind, in a header or as the body's __type.
func bedrockError(status int, message string) any {
	kind, known := map[int]string{
		403: "AccessDeniedException", 404: "ResourceNotFoundException", 408: "ModelTimeoutException", 424: "ModelErrorException",
		429: "ThrottlingException", 503: "ServiceUnavailableException",
	}[status]
	switch {
	case !known && status < 500:
		kind = "ValidationException"
	case !known:
		kind = "InternalServerException"
	}
	return map[string]any{"__type": kind, "message": message}
}

type bedrockRequest struct {
	System     []bedrockBlock
	Messages   []bedrockMessage
	ToolConfig *struct {
		Tools []struct{ ToolSpec *bedrockTool }
	}
}

type bedrockMessage struct {
	Role    string
	Content []bedrockBlock
}

type bedrockBlock struct {
	Text    *string
	ToolUse *struct {
		ToolUseID, Name string
		Input           json.RawMessage
	}
	ToolResult *bedrockResult
}

type bedrockResult struct {
	ToolUseID, Status string
	Content           []struct {
		Text *string
		JSON json.RawMessage
	}
}

type bedrockTool struct {
	Name        string
	Description *string
	Strict      bool
	InputSchema struct{ JSON json.RawMessage }
}

func (r *bedrockRequest) conversation() (c Conversation, err error) {
	if len(r.Messages) == 0 || r.Messages[0].Role != "user" {
		return c, errors.New("a conversation must start with a user message")
	}
	for i, block := range r.System {
		if block.Text == nil || *block.Text == "" {
			return c, fmt.Errorf("system.%d: a text must not be empty", i)
		}
		c.System += *block.Text
	}
	for i, message := range r.Messages {
		messages, err := message.decode()
		if err != nil {
			return c, fmt.Errorf("messages.%d: %w", i, err)
		}
		if r.ToolConfig == nil && slices.ContainsFunc(messages, func(m Message) bool { return m.Role == "tool" || m.Calls != nil }) {
			return c, errors.New("the toolConfig field must be defined when using toolUse and toolResult content blocks")
		}
		c.Messages = append(c.Messages, messages...)
	}
	if err := checkCalls(c.Messages); err != nil {
		return c, err
	}
	c.Tools, err = r.tools()
	return c, err
}

// decode returns each result in the message as a message, and then one of everything else.
func (m bedrockMessage) decode() ([]Message, error) {
	if m.Role != "user" && m.Role != "assistant" || len(m.Content) == 0 {
		return nil, errors.New("a message has the role user or assistant, and content")
	}
	var messages []Message
	rest, others := Message{Role: m.Role}, false
	for i, block := range m.Content {
		others = others || block.ToolResult == nil
		switch {
		case block.ToolResult != nil:
			result, err := block.ToolResult.decode(m.Role)
			if err != nil {
				return nil, fmt.Errorf("content.%d: %w", i, err)
			}
			messages = append(messages, result)
		case block.ToolUse != nil:
			var input map[string]json.RawMessage
			use := block.ToolUse
			if m.Role != "assistant" || use.ToolUseID == "" || !legalName(use.Name, 64) || json.Unmarshal(use.Input, &input) != nil || input == nil {
				return nil, fmt.Errorf("content.%d: a toolUse is the assistant's and has an id, the name of a tool and an object as input", i)
			}
			rest.Calls = append(rest.Calls, Call{ID: use.ToolUseID, Name: use.Name, Arguments: use.Input})
		case block.Text != nil && strings.TrimSpace(*block.Text) != "":
			rest.Text += *block.Text
		default:
			return nil, fmt.Errorf("content.%d: a block is a text that is not blank, a toolUse or a toolResult", i)
		}
	}
	if others {
		messages = append(messages, rest)
	}
	return messages, nil
}

func (r bedrockResult) decode(role string) (Message, error) {
	message := Message{Role: "tool", CallID: r.ToolUseID, IsError: r.Status == "error"}
	if role != "user" || r.ToolUseID == "" || !slices.Contains([]string{"", "success", "error"}, r.Status) {
		return message, errors.New("a toolResult is the user's, has a toolUseId, and the status success or error")
	}
	for _, part := range r.Content {
		var object map[string]json.RawMessage
		switch {
		case part.Text != nil:
			message.Text += *part.Text
		case json.Unmarshal(part.JSON, &object) == nil && object != nil:
			message.Text += string(part.JSON)
		default:
			return message, errors.New("the content of a toolResult is texts, or JSON objects")
		}
	}
	return message, nil
}

func (r *bedrockRequest) tools() ([]Tool, error) {
	if r.ToolConfig == nil {
		return nil, nil
	}
	var tools []Tool
	for i, tool := range r.ToolConfig.Tools {
		if tool.ToolSpec == nil {
			return nil, fmt.Errorf("toolConfig.tools.%d: there is no toolSpec", i)
		}
		spec, description := *tool.ToolSpec, ""
		err := checkSchema(spec.InputSchema.JSON, false)
		if spec.Description != nil {
			description = *spec.Description
		}
		switch {
		case spec.Description != nil && description == "":
			err = errors.New("the description must not be empty")
		case !legalName(spec.Name, 64):
			err = errors.New("a name is 1 to 64 of the characters a-z A-Z 0-9 _ -")
		case slices.ContainsFunc(tools, func(tool Tool) bool { return tool.Name == spec.Name }):
			err = errors.New("there are two tools with this name")
		}
		if err != nil {
			return nil, fmt.Errorf("toolConfig.tools.%d %q: %w", i, spec.Name, err)
		}
		tools = append(tools, Tool{Name: spec.Name, Description: description, Schema: spec.InputSchema.JSON, Strict: spec.Strict})
	}
	if len(tools) == 0 {
		return nil, errors.New("toolConfig.tools must not be empty")
	}
	return tools, nil
}
