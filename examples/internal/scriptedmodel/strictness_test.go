package scriptedmodel_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestOpenAIRefuses(t *testing.T) {
	t.Parallel()
	const user = `{"role":"user","content":"Hi"}`
	const call = `{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"get","arguments":"{}"}}]}`
	messages := func(list ...string) string { return `{"model":"m","messages":[` + strings.Join(list, ",") + `]}` }
	tool := func(function string) string {
		return `{"model":"m","messages":[` + user + `],"tools":[{"type":"function","function":` + function + `}]}`
	}
	strict := func(schema string) string { return tool(`{"name":"get","strict":true,"parameters":` + schema + `}`) }
	for _, test := range []struct{ body, want string }{
		{`{`, "the body"},
		{`{"model":1}`, "the body"},
		{`{"messages":[` + user + `]}`, "model is missing"},
		{messages(), "messages is empty"},
		{messages(`{"role":"robot","content":"Hi"}`), "robot"},
		{messages(`{"role":"user"}`), "no content"},
		{messages(`{"role":"user","content":[]}`), "content is"},
		{messages(`{"role":"user","content":[{"text":"Hi"}]}`), "no type"},
		{messages(user, `{"role":"assistant"}`), "no content"},
		{messages(user, `{"role":"assistant","content":"x","tool_calls":[]}`), "tool_calls"},
		{messages(`{"role":"user","content":"x","tool_calls":[{"id":"c1"}]}`), "tool_calls"},
		{messages(user, `{"role":"assistant","tool_calls":[{"id":"","type":"function","function":{"name":"get","arguments":"{}"}}]}`), "has an id"},
		{messages(user, `{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"get it","arguments":"{}"}}]}`), "name of a function"},
		{messages(user, `{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"get","arguments":{}}}]}`), "the body"},
		{messages(user, call), `calls [\"c1\"] have no result`},
		{messages(user, call, user), "precedes the results"},
		{messages(user, call, `{"role":"tool","tool_call_id":"c2","content":"x"}`), `result of call \"c2\"`},
		{messages(user, call, `{"role":"tool","content":"x"}`), "needs the tool_call_id"},
		{messages(user, call, `{"role":"tool","tool_call_id":"c1","content":"x"}`, `{"role":"tool","tool_call_id":"c1","content":"x"}`), `result of call \"c1\"`},
		{messages(user, `{"role":"tool","tool_call_id":"c1","content":"x"}`), `result of call \"c1\"`},
		{`{"model":"m","messages":[` + user + `],"tools":[]}`, "leave it out"},
		{`{"model":"m","messages":[` + user + `],"tool_choice":"auto"}`, "no tool"},
		{`{"model":"m","messages":[` + user + `],"parallel_tool_calls":false}`, "no tool"},
		{`{"model":"m","messages":[` + user + `],"stream_options":{}}`, "for a stream"},
		{tool(`{"name":"get it"}`), "a name is"},
		{tool(`{"name":"` + strings.Repeat("x", 65) + `"}`), "a name is"},
		{tool(`{"name":"get","description":"` + strings.Repeat("x", 1025) + `"}`), "1024"},
		{tool(`{"name":"get","parameters":[]}`), "not a JSON object"},
		{tool(`{"name":"get","parameters":{"type":"array","items":{"type":"string"}}}`), `must have \"type\":\"object\"`},
		{tool(`{"name":"get","parameters":{"type":"object","oneOf":[]}}`), "no oneOf"},
		{tool(`{"name":"get","parameters":{"type":"object","properties":{"a":{"type":"array"}}}}`), "an array needs items"},
		{tool(`{"name":"get","parameters":{"type":"object","properties":{"a":{"type":"text"}}}}`), `\"text\" is not a type`},
		{tool(`{"name":"get","parameters":{"type":"object","properties":[]}}`), "cannot unmarshal array"},
		{strings.Replace(tool(`{"name":"get"}`), `"type":"function"`, `"type":"web"`, 1), "not function"},
		{strict(`{"type":"object","properties":{}}`), "additionalProperties"},
		{strict(`{"type":"object","additionalProperties":false}`), "needs properties"},
		{strict(`{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}`), "every property"},
		{strict(`{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}`), `must have \"a\"`},
		{strict(`{"type":"object","properties":{},"required":["a"],"additionalProperties":false}`), "no property"},
		{strict(`{"type":"object","properties":{"a":{"type":"string","minLength":1}},"required":["a"],"additionalProperties":false}`), `unknown field \"minLength\"`},
		{strict(`{"type":"object","properties":{"a":{"type":"string","default":"x"}},"required":["a"],"additionalProperties":false}`), `unknown field \"default\"`},
		{strict(`{"type":"object","properties":{"a":{}},"required":["a"],"additionalProperties":false}`), "needs a type"},
		{strict(`{"type":"object","properties":{"a":{"anyOf":[{"type":"object"},{"type":"null"}]}},"required":["a"],"additionalProperties":false}`), "additionalProperties"},
		{strict(`{"type":"object","properties":{"a":{"type":"array","items":{"type":["object","null"]}}},"required":["a"],"additionalProperties":false}`), "additionalProperties"},
		{strict(`{"type":"object","properties":{"a":` + strings.Repeat(`{"type":"array","items":`, 10) + `{"type":"string"}` + strings.Repeat("}", 10) +
			`},"required":["a"],"additionalProperties":false}`), "at most 10 levels"},
		{strings.Replace(tool(`{"name":"get"}`), `"m"`, `"gpt-5.6-terra"`, 1), "reasoning_effort"},
		{strings.Replace(tool(`{"name":"get"}`), `"m"`, `"gpt-5.5","reasoning_effort":"low"`, 1), "reasoning_effort"},
	} {
		response, text, heard := openAI.ask(t, hello, test.body)
		if response.StatusCode != http.StatusBadRequest || !strings.Contains(text, test.want) || !strings.Contains(text, `"invalid_request_error"`) || heard != nil {
			t.Errorf("%s\n%s: %s, want %s", test.body, response.Status, text, test.want)
		}
	}
	for _, body := range []string{
		tool(`{"name":"get"}`),
		strings.Replace(tool(`{"name":"get"}`), `"m"`, `"gpt-5.6-terra","reasoning_effort":"none"`, 1),
		strings.Replace(tool(`{"name":"get"}`), `"m"`, `"gpt-5.5"`, 1),
		strict(`{"type":"object","properties":{"a":{"type":["string","null"],"enum":["x",null]},"b":{"anyOf":[{"type":"null"}]}},"required":["a","b"],"additionalProperties":false}`),
		messages(user, `{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"get","arguments":"{no"}}]}`, `{"role":"tool","tool_call_id":"c1","content":""}`),
	} {
		if response, text, _ := openAI.ask(t, hello, body); response.StatusCode != http.StatusOK {
			t.Errorf("%s\n%s: %s", body, response.Status, text)
		}
	}
}

func TestAnthropicRefuses(t *testing.T) {
	t.Parallel()
	const user = `{"role":"user","content":"Hi"}`
	const use = `{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"get","input":{}}]}`
	messages := func(list ...string) string {
		return `{"model":"m","max_tokens":9,"messages":[` + strings.Join(list, ",") + `]}`
	}
	content := func(role, block string) string { return `{"role":"` + role + `","content":[` + block + `]}` }
	tools := func(list string) string {
		return `{"model":"m","max_tokens":9,"messages":[` + user + `],"tools":[` + list + `]}`
	}
	for _, test := range []struct{ body, want string }{
		{`{`, "the body"},
		{`{"max_tokens":9,"messages":[` + user + `]}`, "model"},
		{`{"model":"m","messages":[` + user + `]}`, "max_tokens"},
		{messages(), "messages is empty"},
		{messages(`{"role":"system","content":"Hi"}`), "system"},
		{messages(`{"role":"user"}`), "content"},
		{messages(`{"role":"user","content":""}`), "must not be empty"},
		{messages(`{"role":"user","content":[]}`), "empty"},
		{messages(content("user", `{"type":"video"}`)), "video"},
		{messages(content("user", `{"type":"tool_use","id":"c1","name":"get","input":{}}`)), "assistant's"},
		{messages(user, content("assistant", `{"type":"tool_use","id":"c1","name":"get"}`), user), "object as input"},
		{messages(user, content("assistant", `{"type":"tool_use","id":"c1","name":"get","input":"{}"}`), user), "object as input"},
		{messages(user, use, content("assistant", `{"type":"tool_result","tool_use_id":"c1"}`)), "user's"},
		{messages(user, use, content("user", `{"type":"tool_result"}`)), "tool_use_id"},
		{messages(user, use, content("user", `{"type":"text","text":"x"},{"type":"tool_result","tool_use_id":"c1"}`)), "before all other"},
		{messages(user, use, content("user", `{"type":"tool_result","tool_use_id":"c2"}`)), `result of call \"c2\"`},
		{messages(user, use, user), "precedes the results"},
		{messages(user, use), "have no result"},
		{messages(user, `{"role":"assistant","content":"Well,"}`), "last message must be the user's"},
		{`{"model":"m","max_tokens":9,"messages":[` + user + `],"tool_choice":{"type":"auto"}}`, "no tool"},
		{tools(`{"name":"get it","input_schema":` + object + `}`), "a name is"},
		{tools(`{"type":"web_search_x","name":"get","input_schema":` + object + `}`), "web_search_x"},
		{tools(`{"name":"get"}`), "not a JSON object"},
		{tools(`{"name":"get","input_schema":{"properties":{}}}`), `must have \"type\":\"object\"`},
		{tools(`{"name":"get","input_schema":` + object + `},{"name":"get","input_schema":` + object + `}`), "two tools with the name"},
	} {
		response, text, heard := claude.ask(t, hello, test.body)
		if response.StatusCode != http.StatusBadRequest || !strings.Contains(text, test.want) || !strings.HasPrefix(text, `{"error":{`) ||
			!strings.Contains(text, `"invalid_request_error"`) || !strings.Contains(text, `"type":"error"`) || heard != nil {
			t.Errorf("%s\n%s: %s, want %s", test.body, response.Status, text, test.want)
		}
	}
}

func TestRefusesAtTheDoor(t *testing.T) {
	t.Parallel()
	for body, vendor := range map[string]api{openAIConversation: openAI, claudeConversation: claude} {
		body = fmt.Sprintf(body, "")
		without, elsewhere, short := vendor, vendor, vendor
		without.header = http.Header{"Anthropic-Version": {"2023-06-01"}}
		elsewhere.path = "/v1/embeddings"
		short.path = strings.TrimPrefix(vendor.path, "/v1")
		for _, test := range []struct {
			ask  api
			want int
		}{{without, http.StatusUnauthorized}, {elsewhere, http.StatusNotFound}, {short, http.StatusOK}} {
			if response, text, _ := test.ask.ask(t, hello, body); response.StatusCode != test.want {
				t.Errorf("%+v: %s: %s, want %d", test.ask, response.Status, text, test.want)
			}
		}
	}
	noVersion := claude
	noVersion.header = http.Header{"X-Api-Key": {"sk-ant-test"}}
	if response, text, _ := noVersion.ask(t, hello, fmt.Sprintf(claudeConversation, "")); response.StatusCode != http.StatusBadRequest {
		t.Errorf("without a version: %s: %s", response.Status, text)
	}
}
