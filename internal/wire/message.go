package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
)

// Message is a JSON-RPC message from a server.
type Message struct {
	raw    string
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// ParseMessage parses a line of a server's output. The line must be one JSON-RPC 2.0 message.
func ParseMessage(line []byte) (Message, error) {
	var message struct {
		Message
		JSONRPC string `json:"jsonrpc"`
	}
	err := json.Unmarshal(line, &message)
	if err == nil && (message.JSONRPC != "2.0" || (message.Method == "") == (message.Result == nil && message.Error == nil)) {
		err = errors.New("it is neither a request nor a response of JSON-RPC 2.0")
	}
	if bytes.ContainsRune(line, '\r') {
		err = errors.New("it contains a carriage return")
	}
	if err != nil {
		return Message{}, fmt.Errorf("the server wrote %.200q: %w", line, err)
	}
	message.raw = string(line)
	return message.Message, nil
}

// String returns the line as the server wrote it.
func (m Message) String() string { return m.raw }

// ToolText returns the text of a tool's result. The result must be exactly one text.
func (m Message) ToolText(t testing.TB) (text string, isError bool) {
	t.Helper()
	var result struct {
		Content []struct{ Type, Text string }
		IsError bool
	}
	if err := json.Unmarshal(m.Result, &result); err != nil || len(result.Content) != 1 || result.Content[0].Type != "text" {
		t.Fatalf("%s is not a tool's result with one text", m)
	}
	return result.Content[0].Text, result.IsError
}
