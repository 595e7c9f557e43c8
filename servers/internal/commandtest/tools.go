package commandtest

import (
	"encoding/json"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// CheckTools holds what a server offers, word for word, to the files testdata/tools.json and
// testdata/tools_read_only.json, and its size to most bytes of compact JSON.
func CheckTools(t *testing.T, command Command, toolsets []mcptools.Toolset, most int) {
	t.Helper()
	var all []mcptools.Tool
	for _, toolset := range toolsets {
		all = append(all, toolset.Tools...)
	}
	for file, writes := range map[string]bool{"testdata/tools.json": true, "testdata/tools_read_only.json": false} {
		arguments := []string{"--demo"}
		if writes {
			arguments = append(arguments, "--enable-write-tools")
		}
		offered := offeredTools(t, command, arguments)
		wanted, err := mcptools.Select(all, mcptools.Selection{Writes: writes})
		if err != nil || len(offered) != len(wanted) {
			t.Errorf("%q offers %d tools, want %d (%v)", arguments, len(offered), len(wanted), err)
		}
		compact, err := json.Marshal(offered)
		if err != nil {
			t.Fatal(err)
		}
		if len(compact) > most {
			t.Errorf("the tools of %q take %d bytes, at most %d are wanted", arguments, len(compact), most)
		}
		Golden(t, file, compact)
		checkHints(t, offered, wanted)
	}
}

func offeredTools(t *testing.T, command Command, arguments []string) []json.RawMessage {
	t.Helper()
	server := command.Start(t, nil, arguments...)
	server.Initialize()
	server.Request(1, "tools/list", "{}")
	var list struct{ Tools []json.RawMessage }
	if err := json.Unmarshal(server.Expect("1").Result, &list); err != nil {
		t.Fatal(err)
	}
	return list.Tools
}

// checkHints wants all four hints: a host hides or asks by them, and takes a missing one for the worst.
func checkHints(t *testing.T, offered []json.RawMessage, wanted []mcptools.Tool) {
	t.Helper()
	effects := map[string]mcptools.Effect{}
	for _, tool := range wanted {
		effects[tool.Name] = tool.Effect
	}
	for _, raw := range offered {
		var tool mcp.Tool
		if err := json.Unmarshal(raw, &tool); err != nil {
			t.Fatal(err)
		}
		hints := tool.Annotations
		if hints.ReadOnlyHint == nil || hints.DestructiveHint == nil || hints.IdempotentHint == nil || hints.OpenWorldHint == nil {
			t.Errorf("%s lacks a hint: %+v", tool.Name, hints)
			continue
		}
		effect := effects[tool.Name]
		if *hints.ReadOnlyHint != (effect == mcptools.EffectRead) || *hints.DestructiveHint != (effect == mcptools.EffectDestructive) {
			t.Errorf("%s says that it is read-only: %t, destructive: %t", tool.Name, *hints.ReadOnlyHint, *hints.DestructiveHint)
		}
	}
}
