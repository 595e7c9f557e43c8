package scriptedmodel_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
)

var gemini = api{scriptedmodel.Gemini, "/v1beta/models/gemini-test:generateContent", http.Header{"X-Goog-Api-Key": {"test"}}}

const (
	geminiUser  = `{"role":"user","parts":[{"text":"Hi"}]}`
	geminiCalls = `{"role":"model","parts":[{"functionCall":{"id":"c1","name":"get","args":{"id":1}},"thoughtSignature":"c2NyaXB0ZWQ="},
		{"functionCall":{"id":"c2","name":"get"}}]}`
)

func TestGeminiConversation(t *testing.T) {
	t.Parallel()
	for _, parameters := range []string{"parameters", "parametersJsonSchema"} {
		response, text, heard := gemini.ask(t, hello, `{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[`+geminiUser+","+geminiCalls+`,
			{"role":"user","parts":[{"functionResponse":{"id":"c2","name":"get","response":{"error":"gone"}}},
				{"functionResponse":{"id":"c1","name":"get","response":{"output":{"a":1}}}}, {"text":"And?"}]}],
			"tools":[{"functionDeclarations":[{"name":"get","description":"Gets.","`+parameters+`":`+object+`}]}]}`)
		want := &scriptedmodel.Conversation{
			System: "Be brief.",
			Messages: []scriptedmodel.Message{
				{Role: "user", Text: "Hi"},
				{Role: "assistant", Calls: []scriptedmodel.Call{
					{ID: "c1", Name: "get", Arguments: json.RawMessage(`{"id":1}`)}, {ID: "c2", Name: "get", Arguments: json.RawMessage(`{}`)}}},
				{Role: "tool", CallID: "c2", Text: "gone", IsError: true},
				{Role: "tool", CallID: "c1", Text: `{"a":1}`},
				{Role: "user", Text: "And?"},
			},
			Tools: []scriptedmodel.Tool{{Name: "get", Description: "Gets.", Schema: json.RawMessage(object)}},
		}
		if response.StatusCode != http.StatusOK || !reflect.DeepEqual(heard, want) {
			t.Errorf("%s: %s\nheard %+v\nwant  %+v", response.Status, text, heard, want)
		}
	}
}

func TestGeminiReply(t *testing.T) {
	t.Parallel()
	_, text, _ := gemini.ask(t, twoCalls, `{"contents":[`+geminiUser+`]}`)
	for _, want := range []string{`"finishReason":"STOP"`, `"role":"model"`, `"text":"Überall`,
		`{"functionCall":{"args":{},"id":"gemini_1","name":"list"},"thoughtSignature":"c2NyaXB0ZWQ="}`, `"id":"mine","name":"get"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\nwant %s", text, want)
		}
	}
	response, text, _ := gemini.ask(t, func(scriptedmodel.Conversation) scriptedmodel.Reply {
		return scriptedmodel.Reply{Status: http.StatusTooManyRequests, Text: "Come back later."}
	}, `{"contents":[`+geminiUser+`]}`)
	if response.StatusCode != http.StatusTooManyRequests || !strings.Contains(text, `"status":"RESOURCE_EXHAUSTED"`) {
		t.Errorf("%s: %s", response.Status, text)
	}
}

func TestGeminiRefuses(t *testing.T) {
	t.Parallel()
	contents := func(list ...string) string { return `{"contents":[` + strings.Join(list, ",") + `]}` }
	function := func(declaration string) string {
		return `{"contents":[` + geminiUser + `],"tools":[{"functionDeclarations":[` + declaration + `]}]}`
	}
	schema := func(member string) string {
		return function(`{"name":"get","parametersJsonSchema":{"type":"object","properties":{"a":` + member + `}}}`)
	}
	result := func(members string) string { return `{"role":"user","parts":[{"functionResponse":{` + members + `}}]}` }
	for _, test := range []struct{ body, want string }{
		{contents(), "contents is not specified"},
		{contents(`{"role":"assistant","parts":[{"text":"Hi"}]}`), "a valid role"},
		{contents(`{"role":"user"}`), "parts must not be empty"},
		{contents(`{"role":"user","parts":[{}]}`), "a part has one of"},
		{contents(`{"role":"user","parts":[{"functionCall":{"name":"get"}}]}`), "is the model's"},
		{contents(geminiUser, strings.Replace(geminiCalls, "c2NyaXB0ZWQ=", "", 1)), "thoughtSignature"},
		{contents(geminiUser, geminiCalls, geminiUser), "precedes the results"},
		{contents(geminiUser, geminiCalls, result(`"id":"c3","name":"get","response":{}`)), `result of call \"c3\"`},
		{contents(geminiUser, geminiCalls, result(`"id":"c1","response":{}`)), "the name of its function"},
		{contents(geminiUser, geminiCalls, result(`"id":"c1","name":"get","response":"x"`)), "the body"},
		{`{"systemInstruction":{"parts":[{}]},"contents":[` + geminiUser + `]}`, "only texts"},
		{`{"toolConfig":{},"contents":[` + geminiUser + `]}`, "needs tools"},
		{function(`{"name":"2get"}`), "begins with a letter"},
		{function(`{"name":"get"},{"name":"get"}`), "duplicate"},
		{function(`{"name":"get","parameters":` + object + `,"parametersJsonSchema":` + object + `}`), "only one of"},
		{schema(`{"type":"integer","enum":[1,2]}`), "STRING"},
		{schema(`{"type":"array","items":{"enum":["a"]}}`), "STRING"},
		{schema(`{"type":"array"}`), "needs items"},
	} {
		response, text, heard := gemini.ask(t, hello, test.body)
		if response.StatusCode != http.StatusBadRequest || !strings.Contains(text, test.want) || !strings.Contains(text, `"INVALID_ARGUMENT"`) || heard != nil {
			t.Errorf("%s\n%s: %s, want %s", test.body, response.Status, text, test.want)
		}
	}
	withoutKey := gemini
	withoutKey.header = nil
	if response, text, _ := withoutKey.ask(t, hello, contents(geminiUser)); response.StatusCode != http.StatusForbidden {
		t.Errorf("without a key: %s: %s", response.Status, text)
	}
}
