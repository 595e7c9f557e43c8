package serve

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
)

// mcp-go can parse every request from forSDK. If it can parse the original, both mean the same to it.
func FuzzParams(f *testing.F) {
	for _, params := range []string{
		`{"name":"a","arguments":{"b":[1.0]},"_meta":{"progressToken":1}}`, `[]`, `null`, `"x"`, `{"_meta":[],"arguments":[]}`,
		`{"name":"a","requestState":"s","inputResponses":{"question":{"action":"accept"},"other":1}}`,
		`{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{"url":{}}}}}`,
		`{"protocolVersion":"2025-11-25","capabilities":{"elicitation":[],"sampling":true},"clientInfo":{"icons":[{"sizes":"48x48"}]}}`,
	} {
		f.Add([]byte(params))
	}
	f.Fuzz(func(t *testing.T, params []byte) {
		var any any
		decoder := json.NewDecoder(bytes.NewReader(params))
		decoder.UseNumber()
		if decoder.Decode(&any) != nil {
			return
		}
		params, _ = json.Marshal(any) // without members given twice
		came := append(append([]byte(`{"jsonrpc":"2.0","id":1,"method":"a","params":`), params...), '}')
		m, problem := parseMessage(line{text: came}, 0)
		if problem != nil {
			t.Fatalf("%s: %s", came, problem.Message)
		}
		sent := m.forSDK()
		var call, clean mcp.CallToolRequest
		var initialize, cleanInitialize mcp.InitializeRequest
		if json.Unmarshal(sent, &clean) != nil || json.Unmarshal(sent, &cleanInitialize) != nil {
			t.Fatalf("%s becomes %s", came, sent)
		}
		if hasNearlyTwice(any) {
			return // which one counts is anybody's guess
		}
		if json.Unmarshal(came, &call) == nil {
			compareCalls(t, call.Params, clean.Params)
			if !bytes.Equal(call.Params.RawArguments, m.params.Arguments) && string(m.params.Arguments) != "null" {
				t.Errorf("the arguments %s become %s", call.Params.RawArguments, m.params.Arguments)
			}
		}
		if json.Unmarshal(came, &initialize) == nil {
			want := askSupport{possible: takesForms(initialize.Params.Capabilities.Elicitation)}
			if want.possible && mcp.NegotiateLegacyVersion(initialize.Params.ProtocolVersion) >= mcp.ProtocolVersion20251125 {
				want.mode = mcp.ElicitationModeForm
			}
			if got := readAskSupport(m.params); got != want || cleanInitialize.Params.ProtocolVersion != initialize.Params.ProtocolVersion {
				t.Errorf("%s asks %+v, want %+v", came, got, want)
			}
		}
	})
}

func compareCalls(t *testing.T, came, sent mcp.CallToolParams) {
	t.Helper()
	answer := func(p mcp.CallToolParams) string {
		text, _ := json.Marshal(p.InputResponses[questionKey])
		return string(text)
	}
	if came.Name != sent.Name || came.RequestState != sent.RequestState || answer(came) != answer(sent) {
		t.Errorf("%+v becomes %+v", came, sent)
	}
	if came.Meta.ProtocolVersion() != sent.Meta.ProtocolVersion() {
		t.Errorf("the version %q becomes %q", came.Meta.ProtocolVersion(), sent.Meta.ProtocolVersion())
	}
	declared := came.Meta.ClientCapabilities()
	if declared == nil {
		return
	}
	kept := sent.Meta.ClientCapabilities()
	want, _ := json.Marshal(declared.Elicitation)
	if got, _ := json.Marshal(kept.Elicitation); !bytes.Equal(got, want) {
		t.Errorf("elicitation %s becomes %s", want, got)
	}
}

// hasNearlyTwice reports whether two names of an object differ only in case: encoding/json confuses them.
func hasNearlyTwice(v any) bool {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if hasNearlyTwice(item) {
				return true
			}
		}
	case map[string]any:
		var seen []string
		for name, item := range v {
			for _, other := range seen {
				if strings.EqualFold(name, other) {
					return true
				}
			}
			seen = append(seen, name)
			if hasNearlyTwice(item) {
				return true
			}
		}
	}
	return false
}
