package scriptedmodel

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Gemini serves POST …/models/MODEL:generateContent like Google's Gemini 3: https://ai.google.dev/api/generate-content. It does not stream.
func Gemini(model Model) http.Handler {
	return vendor{
		model: model, path: ":generateContent", idPrefix: "gemini_", requestID: "X-Request-Id",
		check: checkGemini, decoder: func() request { return new(geminiRequest) }, errorBody: geminiError,
	}
}

func checkGemini(header http.Header) error {
	if header.Get("X-Goog-Api-Key") == "" {
		return refuse(http.StatusForbidden, "there is no API key: send it as x-goog-api-key")
	}
	return nil
}

func geminiError(status int, message string) any {
	kind, known := map[int]string{
		401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE",
	}[status]
	switch {
	case !known && status < 500:
		kind = "INVALID_ARGUMENT"
	case !known:
		kind = "INTERNAL"
	}
	return map[string]any{"error": map[string]any{"code": status, "message": message, "status": kind}}
}

// signature comes with the first call of a turn. Gemini 3 wants it back with the call.
const signature = "c2NyaXB0ZWQ="

type geminiRequest struct {
	SystemInstruction geminiContent
	Contents          []geminiContent
	Tools             []struct{ FunctionDeclarations []geminiFunction }
	ToolConfig        any
}

type geminiContent struct {
	Role  string
	Parts []geminiPart
}

type geminiPart struct {
	Text             *string
	FunctionCall     *geminiCall
	FunctionResponse *geminiResponse
	ThoughtSignature string
}

type geminiCall struct {
	ID, Name string
	Args     json.RawMessage
}

type geminiResponse struct {
	ID, Name string
	Response map[string]json.RawMessage
}

type geminiFunction struct {
	Name, Description    string
	Parameters           json.RawMessage
	ParametersJSONSchema json.RawMessage `json:"parametersJsonSchema"`
}

func (r *geminiRequest) conversation() (c Conversation, err error) {
	var functions []geminiFunction
	for _, tool := range r.Tools {
		functions = append(functions, tool.FunctionDeclarations...)
	}
	switch {
	case len(r.Contents) == 0:
		return c, errors.New("contents is not specified")
	case r.ToolConfig != nil && len(functions) == 0:
		return c, errors.New("toolConfig needs tools, and there is no tool")
	}
	for _, part := range r.SystemInstruction.Parts {
		if part.Text == nil {
			return c, errors.New("systemInstruction: only texts are allowed")
		}
		c.System += *part.Text
	}
	for i, content := range r.Contents {
		messages, err := content.decode()
		if err != nil {
			return c, fmt.Errorf("contents[%d]: %w", i, err)
		}
		c.Messages = append(c.Messages, messages...)
	}
	if err := checkCalls(c.Messages); err != nil {
		return c, err
	}
	c.Tools, err = decodeGeminiFunctions(functions)
	return c, err
}

// decode returns each function response in the content as a message, and then one of everything else.
func (c geminiContent) decode() ([]Message, error) {
	message := Message{Role: c.Role}
	switch {
	case len(c.Parts) == 0:
		return nil, errors.New("parts must not be empty")
	case c.Role == "model":
		message.Role = "assistant"
	case c.Role == "":
		message.Role = "user"
	case c.Role != "user":
		return nil, fmt.Errorf("use a valid role: user, model; not %q", c.Role)
	}
	var results []Message
	for i, part := range c.Parts {
		kinds := 0
		if part.Text != nil {
			kinds++
			message.Text += *part.Text
		}
		if part.FunctionCall != nil {
			kinds++
			if err := part.checkCall(message); err != nil {
				return nil, fmt.Errorf("parts[%d]: %w", i, err)
			}
			message.Calls = append(message.Calls, Call{ID: part.FunctionCall.ID, Name: part.FunctionCall.Name, Arguments: part.FunctionCall.arguments()})
		}
		if part.FunctionResponse != nil {
			kinds++
			result, err := part.FunctionResponse.decode(message.Role)
			if err != nil {
				return nil, fmt.Errorf("parts[%d]: %w", i, err)
			}
			results = append(results, result)
		}
		if kinds != 1 {
			return nil, fmt.Errorf("parts[%d]: a part has one of text, functionCall and functionResponse", i)
		}
	}
	if len(results) < len(c.Parts) {
		results = append(results, message)
	}
	return results, nil
}

func (p geminiPart) checkCall(message Message) error {
	switch {
	case message.Role != "assistant" || p.FunctionCall.Name == "":
		return errors.New("a functionCall is the model's and has a name")
	case len(message.Calls) == 0 && p.ThoughtSignature != signature:
		return errors.New("the functionCall is missing its thoughtSignature")
	}
	return nil
}

func (c geminiCall) arguments() json.RawMessage {
	if c.Args == nil {
		return json.RawMessage("{}")
	}
	return c.Args
}

// decode returns the output or the error in the response, or else the whole.
func (r geminiResponse) decode(role string) (Message, error) {
	if role != "user" || r.Name == "" || r.Response == nil {
		return Message{}, errors.New("a functionResponse is the user's, has the name of its function and an object as response")
	}
	message := Message{Role: "tool", CallID: r.ID}
	content, ok := r.Response["output"]
	if failed, isError := r.Response["error"]; isError {
		content, ok, message.IsError = failed, true, true
	}
	if !ok {
		content = encode(r.Response)
	}
	if json.Unmarshal(content, &message.Text) != nil { // not a text
		message.Text = string(content)
	}
	return message, nil
}

func decodeGeminiFunctions(list []geminiFunction) ([]Tool, error) {
	var tools []Tool
	for i, function := range list {
		raw := function.ParametersJSONSchema
		if raw == nil {
			raw = function.Parameters
		}
		err := checkGeminiSchema(raw)
		switch {
		case function.Parameters != nil && function.ParametersJSONSchema != nil:
			err = errors.New("only one of parameters and parameters_json_schema may be set")
		case !legalName(function.Name, 128) || strings.Trim(function.Name[:1], "-0123456789") == "":
			err = errors.New("a name begins with a letter or _ and has up to 128 letters, digits, _ and -")
		case slices.ContainsFunc(tools, func(tool Tool) bool { return tool.Name == function.Name }):
			err = errors.New("duplicate function declaration")
		}
		if err != nil {
			return nil, fmt.Errorf("tools[0].function_declarations[%d] %q: %w", i, function.Name, err)
		}
		tools = append(tools, Tool{Name: function.Name, Description: function.Description, Schema: raw})
	}
	return tools, nil
}

// checkGeminiSchema checks a schema that may be absent. Gemini takes an enum only of strings.
func checkGeminiSchema(raw json.RawMessage) error {
	if raw == nil {
		return nil
	}
	top, err := decodeSchema(raw, false)
	if err != nil {
		return err
	}
	return top.walk("the arguments", 1, func(part schema, _ int) error {
		if part.Enum != nil && !slices.Equal(part.Type, types{"string"}) {
			return errors.New("enum: only allowed for STRING type")
		}
		return nil
	})
}
