package scriptedmodel_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
)

var bedrock = api{scriptedmodel.Bedrock, "/model/anthropic.test/converse", http.Header{"Authorization": {"Bearer test"}}}

const (
	bedrockUser  = `{"role":"user","content":[{"text":"Hi"}]}`
	bedrockCalls = `{"role":"assistant","content":[{"text":"I look."},{"toolUse":{"toolUseId":"c1","name":"get","input":{"id":1}}},
		{"toolUse":{"toolUseId":"c2","name":"get","input":{}}}]}`
	bedrockTools = `"toolConfig":{"tools":[{"toolSpec":{"name":"get","description":"Gets.","inputSchema":{"json":` + object + `}}}]}`
)

func bedrockConversation(list ...string) string {
	return `{"messages":[` + strings.Join(list, ",") + `],` + bedrockTools + `}`
}

func TestBedrockConversation(t *testing.T) {
	t.Parallel()
	response, text, heard := bedrock.ask(t, hello, `{"system":[{"text":"Be brief."}],"messages":[`+bedrockUser+","+bedrockCalls+`,
		{"role":"user","content":[{"toolResult":{"toolUseId":"c2","status":"error","content":[{"text":"gone"}]}},
			{"toolResult":{"toolUseId":"c1","content":[{"json":{"a":1}}]}},{"text":"And?"}]}],`+bedrockTools+`}`)
	want := &scriptedmodel.Conversation{
		System: "Be brief.",
		Messages: []scriptedmodel.Message{
			{Role: "user", Text: "Hi"},
			{Role: "assistant", Text: "I look.", Calls: []scriptedmodel.Call{
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

func TestBedrockReply(t *testing.T) {
	t.Parallel()
	_, text, _ := bedrock.ask(t, twoCalls, bedrockConversation(bedrockUser))
	for _, want := range []string{`"stopReason":"tool_use"`, `"role":"assistant"`, `"text":"Überall`,
		`{"toolUse":{"input":{},"name":"list","toolUseId":"tooluse_1"}}`, `"name":"get","toolUseId":"mine"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\nwant %s", text, want)
		}
	}
	if _, text, _ := bedrock.ask(t, hello, bedrockConversation(bedrockUser)); !strings.Contains(text, `"stopReason":"end_turn"`) {
		t.Errorf("the text alone: %s", text)
	}
	response, text, _ := bedrock.ask(t, func(scriptedmodel.Conversation) scriptedmodel.Reply {
		return scriptedmodel.Reply{Status: http.StatusTooManyRequests, Text: "Come back later."}
	}, bedrockConversation(bedrockUser))
	if response.StatusCode != http.StatusTooManyRequests || !strings.Contains(text, `"__type":"ThrottlingException"`) {
		t.Errorf("%s: %s", response.Status, text)
	}
}

func TestBedrockRefuses(t *testing.T) {
	t.Parallel()
	spec := func(member string) string {
		return `{"messages":[` + bedrockUser + `],"toolConfig":{"tools":[` + member + `]}}`
	}
	tool := `{"toolSpec":{"name":"get","description":"Gets.","inputSchema":{"json":` + object + `}}}`
	result := func(members string) string { return `{"role":"user","content":[{"toolResult":{` + members + `}}]}` }
	for _, test := range []struct{ body, want string }{
		{bedrockConversation(), "start with a user message"},
		{bedrockConversation(bedrockCalls), "start with a user message"},
		{bedrockConversation(bedrockUser, `{"role":"model","content":[{"text":"Hi"}]}`), "the role user or assistant"},
		{bedrockConversation(`{"role":"user","content":[]}`), "and content"},
		{bedrockConversation(`{"role":"user","content":[{"text":" "}]}`), "not blank"},
		{bedrockConversation(`{"role":"user","content":[{"toolUse":{"toolUseId":"c1","name":"get","input":{}}}]}`), "the assistant's"},
		{bedrockConversation(bedrockUser, strings.Replace(bedrockCalls, `{"id":1}`, `"{}"`, 1), bedrockUser), "an object as input"},
		{bedrockConversation(bedrockUser, bedrockCalls, bedrockUser), "precedes the results"},
		{bedrockConversation(bedrockUser, bedrockCalls), "have no result"},
		{bedrockConversation(bedrockUser, bedrockCalls, result(`"toolUseId":"c3","content":[{"text":"x"}]`)), `result of call \"c3\"`},
		{bedrockConversation(bedrockUser, bedrockCalls, result(`"toolUseId":"c1","status":"failed","content":[{"text":"x"}]`)), "success or error"},
		{bedrockConversation(bedrockUser, bedrockCalls, result(`"toolUseId":"c1","content":[{"json":[1]}]`)), "JSON objects"},
		{`{"messages":[` + bedrockUser + "," + bedrockCalls + `]}`, "toolConfig field must be defined"},
		{`{"system":[{"text":""}],"messages":[` + bedrockUser + `]}`, "must not be empty"},
		{spec(""), "must not be empty"},
		{spec("{}"), "no toolSpec"},
		{spec(tool + "," + tool), "two tools"},
		{spec(strings.Replace(tool, `"get"`, `"get it"`, 1)), "a name is"},
		{spec(strings.Replace(tool, "Gets.", "", 1)), "description"},
		{spec(strings.Replace(tool, `"object"`, `"array"`, 1)), "must have"},
	} {
		response, text, heard := bedrock.ask(t, hello, test.body)
		if response.StatusCode != http.StatusBadRequest || !strings.Contains(text, test.want) || !strings.Contains(text, `"ValidationException"`) || heard != nil {
			t.Errorf("%s\n%s: %s, want %s", test.body, response.Status, text, test.want)
		}
	}
	signed, without := bedrock, bedrock
	signed.header = http.Header{"Authorization": {"AWS4-HMAC-SHA256 Credential=test/20270101/us-east-1/bedrock/aws4_request"}}
	without.header = nil
	if response, text, _ := signed.ask(t, hello, bedrockConversation(bedrockUser)); response.StatusCode != http.StatusOK {
		t.Errorf("signed: %s: %s", response.Status, text)
	}
	if response, text, _ := without.ask(t, hello, bedrockConversation(bedrockUser)); response.StatusCode != http.StatusForbidden {
		t.Errorf("without a key: %s: %s", response.Status, text)
	}
}
