package commandtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// definitions is the directory of the golden definitions, a file for each tool, from where a server's test runs.
const definitions = "../pagerduty-mcp/testdata/tools"

// CheckTools compares what a server offers with golden files: the definition of each tool with its own file, and the names and
// sizes of all with testdata/tools.txt. The instructions of a single toolset are in testdata/instructions.txt. It fails when tools/list takes more than most bytes.
func CheckTools(t *testing.T, command Command, toolsets []mcptools.Toolset, most int) {
	t.Helper()
	var all []mcptools.Tool
	for _, toolset := range toolsets {
		all = append(all, toolset.Tools...)
	}
	tools := offeredTools(t, command, all, true)
	readOnly := offeredTools(t, command, all, false)
	if size := sizeOf(tools); size > most {
		t.Errorf("tools/list takes %d bytes, more than %d. Every conversation pays for them: shorten descriptions, or raise the limit in main_test.go and say why", size, most)
	}
	var summary strings.Builder
	fmt.Fprintf(&summary, "with writes: %d tools, %d bytes in tools/list\nread-only: %d tools, %d bytes\n\n", len(tools), sizeOf(tools), len(readOnly), sizeOf(readOnly))
	for _, tool := range tools {
		mark := "read-only"
		if !slices.ContainsFunc(readOnly, func(other offeredTool) bool { return string(other.definition) == string(tool.definition) }) {
			mark = "writes"
		}
		fmt.Fprintf(&summary, "%-45s %5d bytes, %s\n", tool.name, len(tool.definition), mark)
		Golden(t, definitions+"/"+tool.name+".json", tool.definition)
	}
	GoldenText(t, "testdata/tools.txt", summary.String())
	if len(toolsets) == 1 { // a server with several joins theirs
		GoldenText(t, "testdata/instructions.txt", toolsets[0].Instructions+"\n")
	}
}

// CheckAll compares what a server with --toolsets all offers with the tools of toolsets, and fails when tools/list takes more than
// most bytes.
func CheckAll(t *testing.T, command Command, toolsets []mcptools.Toolset, most int) {
	t.Helper()
	var all []mcptools.Tool
	for _, toolset := range toolsets {
		all = append(all, toolset.Tools...)
	}
	tools := offeredTools(t, command, all, true, "--toolsets", "all")
	if size := sizeOf(tools); size > most {
		t.Errorf("tools/list takes %d bytes for %d tools, more than %d: shorten descriptions", size, len(tools), most)
	}
}

// offeredTool is a tool as tools/list offers it.
type offeredTool struct {
	name       string
	definition json.RawMessage
}

// offeredTools lists the tools that a server offers. They must be those of all that the selection allows.
func offeredTools(t *testing.T, command Command, all []mcptools.Tool, writes bool, arguments ...string) (offered []offeredTool) {
	t.Helper()
	arguments = append(arguments, "--demo")
	if writes {
		arguments = append(arguments, "--enable-write-tools")
	}
	server := command.Start(t, nil, arguments...)
	server.Initialize()
	server.Request("1", "tools/list", "{}")
	var list struct{ Tools []json.RawMessage }
	if err := json.Unmarshal(server.Expect("1").Result, &list); err != nil {
		t.Fatal(err)
	}
	wanted, err := mcptools.Select(all, mcptools.Selection{Writes: writes})
	if err != nil || len(list.Tools) != len(wanted) {
		t.Fatalf("%q offers %d tools, want %d (%v)", arguments, len(list.Tools), len(wanted), err)
	}
	for _, definition := range list.Tools {
		var tool mcp.Tool
		if err := json.Unmarshal(definition, &tool); err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(wanted, func(other mcptools.Tool) bool { return other.Name == tool.Name })
		if i < 0 {
			t.Fatalf("%q offers %s, which it must not", arguments, tool.Name)
		}
		checkHints(t, tool, wanted[i])
		offered = append(offered, offeredTool{tool.Name, definition})
	}
	return offered
}

// sizeOf counts the bytes of the tools as a JSON list.
func sizeOf(tools []offeredTool) int {
	size := len("[]") + max(0, len(tools)-1)
	for _, tool := range tools {
		size += len(tool.definition)
	}
	return size
}

// checkHints checks that all four hints are present: hosts hide tools or ask because of them, and assume the worst of a missing one.
func checkHints(t *testing.T, offered mcp.Tool, wanted mcptools.Tool) {
	t.Helper()
	hints := offered.Annotations
	if hints.ReadOnlyHint == nil || hints.DestructiveHint == nil || hints.IdempotentHint == nil || hints.OpenWorldHint == nil {
		t.Errorf("%s lacks a hint: %+v", offered.Name, hints)
		return
	}
	if *hints.ReadOnlyHint != (wanted.Effect == mcptools.EffectRead) || *hints.DestructiveHint != (wanted.Effect == mcptools.EffectDestructive) {
		t.Errorf("%s is announced as read-only: %t, destructive: %t", offered.Name, *hints.ReadOnlyHint, *hints.DestructiveHint)
	}
}
