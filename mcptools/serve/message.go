package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mark3labs/mcp-go/mcp"
)

// message is a request, a notification or a response from a client.
type message struct {
	size      int             // in bytes, before parsing
	id        json.RawMessage // a string or a number; nil in a notification
	method    string          // "" in a response
	rawMethod json.RawMessage // before parsing
	params    params

	result, failure json.RawMessage // of a response
}

// protocolError is the error member of a JSON-RPC response.
type protocolError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func parseError(format string, args ...any) *protocolError {
	return &protocolError{mcp.PARSE_ERROR, "Parse error: " + fmt.Sprintf(format, args...)}
}

func invalidRequest(format string, args ...any) *protocolError {
	return &protocolError{mcp.INVALID_REQUEST, "Invalid request: " + fmt.Sprintf(format, args...)}
}

func invalidParams(text string) *protocolError {
	return &protocolError{mcp.INVALID_PARAMS, text}
}

// parseMessage parses a line of stdio or the body of an HTTP request. Even with an error it returns a message with the id for the reply, if it finds one.
func parseMessage(l line, limit int) (message, *protocolError) {
	text := bytes.TrimSpace(l.text)
	switch {
	case l.tooLong:
		return message{id: l.requestID()}, tooLarge(limit)
	case len(text) == 0:
		return message{}, parseError("the message is blank: it must be one JSON-RPC message.")
	case !utf8.Valid(text):
		return message{id: l.requestID()}, parseError("byte %d of the message is not valid UTF-8.", invalidByte(l.text))
	}
	var parts envelope
	if err := json.Unmarshal(text, &parts); err != nil {
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			return message{id: l.requestID()}, parseError("the message is not JSON: %v at byte %d.", err, syntax.Offset)
		}
		if text[0] == '[' {
			return message{}, invalidRequest("batches are not supported. Send each message by itself.")
		}
		return message{}, invalidRequest("a message is a JSON object.")
	}
	return parts.message(len(text))
}

func tooLarge(limit int) *protocolError {
	return invalidRequest("the message is longer than the limit of %d bytes and was discarded. Send less at once.", limit)
}

// invalidByte returns the position of the first byte that is not UTF-8, from 1 as in errors of encoding/json.
func invalidByte(text []byte) int {
	for offset := 0; ; {
		r, size := utf8.DecodeRune(text[offset:])
		if r == utf8.RuneError && size <= 1 {
			return offset + 1
		}
		offset += size
	}
}

// envelope is a JSON-RPC message whose members may be of any type.
type envelope struct {
	JSONRPC json.RawMessage `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Method  json.RawMessage `json:"method"`
	Params  json.RawMessage `json:"params"`
	Result  json.RawMessage `json:"result"`
	Error   json.RawMessage `json:"error"`
}

func (e envelope) message(size int) (message, *protocolError) {
	m := message{size: size}
	isAnswer := e.Result != nil || e.Error != nil
	e.dropNulls()
	if e.Method == nil && isAnswer {
		return e.response(m), nil
	}
	_ = json.Unmarshal(e.Method, &m.method)
	m.rawMethod = e.Method
	switch {
	case e.ID == nil:
	case isRequestID(e.ID):
		m.id = e.ID
	case string(e.ID) != "null" || !strings.HasPrefix(m.method, "notifications/"):
		return m, invalidRequest("id must be a string or a number.")
	}
	switch {
	case string(e.JSONRPC) != `"2.0"`:
		return m, invalidRequest(`jsonrpc must be "2.0".`)
	case m.method == "":
		return m, invalidRequest("method must be a string that is not empty.")
	case e.Result != nil || e.Error != nil:
		return m, invalidRequest("a message has either a method or a result, not both.")
	}
	m.params = readParams(e.Params)
	return m, nil
}

// dropNulls removes members that are null, since some clients write every member of a message. It keeps a null id, which is an error in a
// request.
func (e *envelope) dropNulls() {
	for _, member := range []*json.RawMessage{&e.Method, &e.Params, &e.Result, &e.Error} {
		if string(*member) == "null" {
			*member = nil
		}
	}
}

// response returns a response from the client. Its id is nil if the server cannot have sent such an id.
func (e envelope) response(m message) message {
	if e.ID != nil && isRequestID(e.ID) {
		m.id = e.ID
	}
	m.result, m.failure = e.Result, e.Error
	return m
}

// isRequestID reports whether raw is a string or a number. Some clients write every number as a float, so any notation is accepted.
func isRequestID(raw json.RawMessage) bool { return strings.IndexByte(`"-0123456789`, raw[0]) >= 0 }

// requestKey returns a string for comparing ids: 1 and "1" are different ids, "a" and "\u0061" are the same.
func requestKey(id json.RawMessage) string {
	var text string
	if json.Unmarshal(id, &text) == nil {
		return stringKey(text)
	}
	return "number " + string(id)
}

func stringKey(id string) string { return "string " + id }

// response is the response to a client's request. Its id is byte for byte that of the request.
type response struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  any             `json:"result,omitempty"`
	Error   any             `json:"error,omitempty"`
}

func errorResponse(id json.RawMessage, problem *protocolError) response {
	return response{JSONRPC: mcp.JSONRPC_VERSION, ID: id, Error: problem}
}

const internalErrorText = "The server hit an internal error and could not answer this request."

func internalError(id json.RawMessage) response {
	return errorResponse(id, &protocolError{mcp.INTERNAL_ERROR, internalErrorText})
}

// withID returns mcp-go's response with the client's id, since mcp-go parses numbers as float64.
func withID(id json.RawMessage, answer mcp.JSONRPCMessage) response {
	switch answer := answer.(type) {
	case mcp.JSONRPCResponse:
		return response{JSONRPC: mcp.JSONRPC_VERSION, ID: id, Result: encodable(answer.Result)}
	case mcp.JSONRPCError:
		return response{JSONRPC: mcp.JSONRPC_VERSION, ID: id, Error: answer.Error}
	}
	return internalError(id)
}

// toolResult has the members of an [mcp.CallToolResult], but not its MarshalJSON method, which encodes the text of a result several times
// and escapes <, > and &.
type toolResult struct {
	Meta              *mcp.Meta         `json:"_meta,omitempty"`
	ResultType        mcp.ResultType    `json:"resultType,omitempty"`
	Content           []mcp.Content     `json:"content,omitzero"` // absent if input is required
	StructuredContent any               `json:"structuredContent,omitempty"`
	IsError           bool              `json:"isError,omitempty"`
	InputRequests     mcp.InputRequests `json:"inputRequests,omitempty"`
	RequestState      string            `json:"requestState,omitempty"`
}

func encodable(result any) any {
	r, ok := result.(*mcp.CallToolResult)
	if !ok {
		return result
	}
	return toolResult{r.Meta, r.ResultType, r.Content, r.StructuredContent, r.IsError, r.InputRequests, r.RequestState}
}
