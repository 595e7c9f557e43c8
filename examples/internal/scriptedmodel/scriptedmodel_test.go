package scriptedmodel_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
)

// api is a vendor's API and what a request to it needs.
type api struct {
	handler func(scriptedmodel.Model) http.Handler
	path    string
	header  http.Header
}

var (
	openAI = api{scriptedmodel.OpenAI, "/v1/chat/completions", http.Header{"Authorization": {"Bearer sk-test"}}}
	claude = api{scriptedmodel.Anthropic, "/v1/messages", http.Header{"X-Api-Key": {"sk-ant-test"}, "Anthropic-Version": {"2023-06-01"}}}
)

// ask sends a body. It returns the answer, and the conversation that the model got: nil if the request was refused.
func (a api) ask(t *testing.T, model scriptedmodel.Model, body string) (response *http.Response, text string, heard *scriptedmodel.Conversation) {
	t.Helper()
	server := httptest.NewServer(a.handler(func(c scriptedmodel.Conversation) scriptedmodel.Reply {
		heard = &c
		return model(c)
	}))
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+a.path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = a.header
	response, err = server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(content), heard
}

func hello(scriptedmodel.Conversation) scriptedmodel.Reply {
	return scriptedmodel.Reply{Text: "Hello."}
}

const object = `{"type":"object","properties":{"id":{"type":"string"}},"required":["id"],"additionalProperties":false}`

// The same conversation in both formats.
const (
	openAIConversation = `{"model":"m","messages":[
		{"role":"system","content":"Be brief."},{"role":"developer","content":[{"type":"text","text":"Be kind."}]},
		{"role":"user","content":"Hi"},
		{"role":"assistant","content":null,"tool_calls":[
			{"id":"c1","type":"function","function":{"name":"get","arguments":"{\"id\":1}"}},
			{"id":"c2","type":"function","function":{"name":"get","arguments":"{}"}}]},
		{"role":"tool","tool_call_id":"c2","content":"two"},{"role":"tool","tool_call_id":"c1","content":"one"},
		{"role":"user","content":"And?"}],
		"tools":[{"type":"function","function":{"name":"get","description":"Gets.","strict":true,"parameters":` + object + `}}]%s}`
	claudeConversation = `{"model":"m","max_tokens":9,"system":[{"type":"text","text":"Be brief.\n\nBe kind."}],"messages":[
		{"role":"user","content":"Hi"},
		{"role":"assistant","content":[
			{"type":"tool_use","id":"c1","name":"get","input":{"id":1}},{"type":"tool_use","id":"c2","name":"get","input":{}}]},
		{"role":"user","content":[
			{"type":"tool_result","tool_use_id":"c2","content":"two"},
			{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"one"}]},{"type":"text","text":"And?"}]}],
		"tools":[{"name":"get","description":"Gets.","strict":true,"input_schema":` + object + `}]%s}`
)

func TestConversationsArriveAlike(t *testing.T) {
	t.Parallel()
	want := &scriptedmodel.Conversation{
		System: "Be brief.\n\nBe kind.",
		Messages: []scriptedmodel.Message{
			{Role: "user", Text: "Hi"},
			{Role: "assistant", Calls: []scriptedmodel.Call{
				{ID: "c1", Name: "get", Arguments: json.RawMessage(`{"id":1}`)}, {ID: "c2", Name: "get", Arguments: json.RawMessage(`{}`)}}},
			{Role: "tool", CallID: "c2", Text: "two"},
			{Role: "tool", CallID: "c1", Text: "one"},
			{Role: "user", Text: "And?"},
		},
		Tools: []scriptedmodel.Tool{{Name: "get", Description: "Gets.", Strict: true, Schema: json.RawMessage(object)}},
	}
	for body, vendor := range map[string]api{openAIConversation: openAI, claudeConversation: claude} {
		response, text, heard := vendor.ask(t, hello, fmt.Sprintf(body, ""))
		if response.StatusCode != http.StatusOK || !reflect.DeepEqual(heard, want) {
			t.Errorf("%s: %s: %s\nheard %+v\nwant  %+v", vendor.path, response.Status, text, heard, want)
		}
	}
}

// twoCalls replies with text, a call without an id and arguments, and one with both.
func twoCalls(scriptedmodel.Conversation) scriptedmodel.Reply {
	return scriptedmodel.Reply{Text: "Überall 🔥🔥 und Rauch, sonst ist nichts bekannt.", Calls: []scriptedmodel.Call{
		{Name: "list"}, {ID: "mine", Name: "get", Arguments: json.RawMessage(`{"id":"Pälzer<1>"}`)}}}
}

func TestOpenAIReply(t *testing.T) {
	t.Parallel()
	response, text, _ := openAI.ask(t, twoCalls, fmt.Sprintf(openAIConversation, ""))
	var answer struct {
		Object  string
		Choices []struct {
			FinishReason string `json:"finish_reason"`
			Message      struct {
				Role, Content string
				ToolCalls     []openAICall `json:"tool_calls"`
			}
		}
		Usage struct {
			Total int `json:"total_tokens"`
		}
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil || response.Header.Get("Content-Type") != "application/json" {
		t.Fatalf("%s (%v)", text, err)
	}
	choice := answer.Choices[0]
	if answer.Object != "chat.completion" || answer.Usage.Total == 0 || choice.FinishReason != "tool_calls" || choice.Message.Role != "assistant" {
		t.Errorf("got %s", text)
	}
	checkOpenAICalls(t, choice.Message.Content, choice.Message.ToolCalls)
}

type openAICall struct {
	Index    int
	ID, Type string
	Function struct{ Name, Arguments string }
}

func checkOpenAICalls(t *testing.T, text string, calls []openAICall) {
	t.Helper()
	want := twoCalls(scriptedmodel.Conversation{})
	if text != want.Text || len(calls) != 2 || calls[0].ID != "call_3" || calls[0].Function.Arguments != "{}" || calls[1].ID != "mine" ||
		calls[1].Type != "function" || calls[1].Function.Name != "get" || calls[1].Function.Arguments != string(want.Calls[1].Arguments) {
		t.Errorf("got %q and %+v", text, calls)
	}
}

func TestOpenAIStream(t *testing.T) {
	t.Parallel()
	response, text, _ := openAI.ask(t, twoCalls, fmt.Sprintf(openAIConversation, `,"stream":true,"stream_options":{"include_usage":true}`))
	if !strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") || !strings.HasSuffix(text, "\n\ndata: [DONE]\n\n") {
		t.Fatalf("%s %q", response.Header, text)
	}
	var content, reasons strings.Builder
	var calls []openAICall
	chunks, texts, used := 0, 0, 0
	for _, event := range strings.Split(strings.TrimSuffix(text, "\n\ndata: [DONE]\n\n"), "\n\n") {
		var chunk struct {
			Object  string
			Choices []struct {
				FinishReason string `json:"finish_reason"`
				Delta        struct {
					Content   string
					ToolCalls []openAICall `json:"tool_calls"`
				}
			}
			Usage *struct {
				Total int `json:"total_tokens"`
			}
		}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(event, "data: ")), &chunk); err != nil || chunk.Object != "chat.completion.chunk" {
			t.Fatalf("%q: %v", event, err)
		}
		chunks++
		if chunk.Usage != nil {
			used = chunk.Usage.Total
			continue
		}
		choice := chunk.Choices[0]
		content.WriteString(choice.Delta.Content)
		reasons.WriteString(choice.FinishReason)
		if choice.Delta.Content != "" {
			texts++
		}
		for _, call := range choice.Delta.ToolCalls {
			if call.ID != "" {
				calls = append(calls, call)
			}
			calls[call.Index].Function.Arguments += call.Function.Arguments
		}
	}
	checkOpenAICalls(t, content.String(), calls)
	if texts < 3 || chunks < 10 || reasons.String() != "tool_calls" || used == 0 {
		t.Errorf("%d chunks, %d of them text, finished by %q, %d tokens", chunks, texts, reasons.String(), used)
	}
}

type claudeBlock struct {
	Type, Text, ID, Name string
	Input                json.RawMessage
}

func checkClaude(t *testing.T, stopReason string, blocks []claudeBlock) {
	t.Helper()
	want := twoCalls(scriptedmodel.Conversation{})
	if stopReason != "tool_use" || len(blocks) != 3 || blocks[0].Text != want.Text || blocks[1].ID != "toolu_3" || string(blocks[1].Input) != "{}" ||
		blocks[2].Type != "tool_use" || blocks[2].ID != "mine" || blocks[2].Name != "get" {
		t.Fatalf("got %q and %+v", stopReason, blocks)
	}
	var got, sent any
	if json.Unmarshal(blocks[2].Input, &got) != nil || json.Unmarshal(want.Calls[1].Arguments, &sent) != nil || !reflect.DeepEqual(got, sent) {
		t.Errorf("got %s, want %s", blocks[2].Input, want.Calls[1].Arguments)
	}
}

func TestAnthropicReply(t *testing.T) {
	t.Parallel()
	_, text, _ := claude.ask(t, twoCalls, fmt.Sprintf(claudeConversation, ""))
	var answer struct {
		Type, Role string
		StopReason string `json:"stop_reason"`
		Content    []claudeBlock
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil || answer.Type != "message" || answer.Role != "assistant" {
		t.Fatalf("%s (%v)", text, err)
	}
	checkClaude(t, answer.StopReason, answer.Content)
}

func TestAnthropicStream(t *testing.T) {
	t.Parallel()
	_, text, _ := claude.ask(t, twoCalls, fmt.Sprintf(claudeConversation, `,"stream":true`))
	var order []string
	var blocks []claudeBlock
	stopReason := ""
	for _, event := range strings.Split(strings.TrimSuffix(text, "\n\n"), "\n\n") {
		name, data, _ := strings.Cut(event, "\ndata: ")
		var content struct {
			Type         string
			Index        int
			ContentBlock claudeBlock `json:"content_block"`
			Delta        struct {
				Text       string
				JSON       string `json:"partial_json"`
				StopReason string `json:"stop_reason"`
			}
		}
		if err := json.Unmarshal([]byte(data), &content); err != nil || "event: "+content.Type != name {
			t.Fatalf("%q: %v", event, err)
		}
		if len(order) == 0 || order[len(order)-1] != content.Type {
			order = append(order, content.Type)
		}
		switch content.Type {
		case "content_block_start":
			content.ContentBlock.Input = nil
			blocks = append(blocks, content.ContentBlock)
		case "content_block_delta":
			blocks[content.Index].Text += content.Delta.Text
			blocks[content.Index].Input = append(blocks[content.Index].Input, content.Delta.JSON...)
		case "message_delta":
			stopReason = content.Delta.StopReason
		}
	}
	checkClaude(t, stopReason, blocks)
	block := []string{"content_block_start", "content_block_delta", "content_block_stop"}
	want := append(append(append(append([]string{"message_start", "ping"}, block...), block...), block...), "message_delta", "message_stop")
	if !reflect.DeepEqual(order, want) {
		t.Errorf("got %q, want %q", order, want)
	}
}

func TestScript(t *testing.T) {
	t.Parallel()
	script := scriptedmodel.Script(scriptedmodel.Reply{Text: "first"}, scriptedmodel.Reply{Text: "second"})
	for turns, want := range []string{"first", "second", "the script has 2 replies, and this is request 3"} {
		var c scriptedmodel.Conversation
		for range turns {
			c.Messages = append(c.Messages, scriptedmodel.Message{Role: "user"}, scriptedmodel.Message{Role: "assistant"}, scriptedmodel.Message{Role: "tool"})
		}
		if got := script(c); got.Text != want {
			t.Errorf("after %d turns: got %q, want %q", turns, got.Text, want)
		}
	}
}

func TestRefusalsOfTheModel(t *testing.T) {
	t.Parallel()
	overloaded := func(status int) scriptedmodel.Model {
		return func(scriptedmodel.Conversation) scriptedmodel.Reply {
			return scriptedmodel.Reply{Status: status, Text: "Come back later."}
		}
	}
	for body, want := range map[string]map[int]string{
		openAIConversation: {429: `"requests"`, 500: `"server_error"`},
		claudeConversation: {429: `"rate_limit_error"`, 500: `"api_error"`, 529: `"overloaded_error"`},
	} {
		vendor := claude
		if body == openAIConversation {
			vendor = openAI
		}
		for status, kind := range want {
			for _, stream := range []string{"", `,"stream":true`} {
				response, text, _ := vendor.ask(t, overloaded(status), fmt.Sprintf(body, stream))
				if response.StatusCode != status || !strings.Contains(text, kind) || !strings.Contains(text, "Come back later.") {
					t.Errorf("%s %s: %s: %s", vendor.path, stream, response.Status, text)
				}
			}
		}
	}
}

func TestAPauseEndsWithTheClient(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	handler := scriptedmodel.OpenAI(func(scriptedmodel.Conversation) scriptedmodel.Reply {
		return scriptedmodel.Reply{Text: "Hello.", Pause: time.Hour}
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r)
		close(ended)
	}))
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/chat/completions",
		strings.NewReader(`{"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = openAI.header
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 10)
	if _, err := io.ReadFull(response.Body, first); err != nil || !bytes.HasPrefix(first, []byte("data: {")) {
		t.Errorf("the stream starts with %q (%v)", first, err)
	}
	response.Body.Close()
	<-ended
}
