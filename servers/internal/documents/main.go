// Command documents writes the tables of tools and settings into README.md, from the code:
//
//	go run ./servers/internal/documents
//
// The tests fail when the tables are out of date.
package main

//go:generate go run . ../../../README.md

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	path := "README.md"
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	if err := rewrite(path); err != nil {
		fmt.Fprintln(os.Stderr, "documents:", err)
		os.Exit(1)
	}
}

func rewrite(path string) error {
	before, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	after, err := fill(string(before))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(after), 0o644)
}

// fill replaces what stands between <!-- NAME --> and <!-- /NAME --> for each table.
func fill(text string) (string, error) {
	for name, table := range map[string]string{"tools": toolTables(), "settings": settingsTable()} {
		begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
		before, rest, found := strings.Cut(text, begin)
		_, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			return "", fmt.Errorf("it has no %s…%s", strings.TrimSpace(begin), end)
		}
		text = before + begin + "\n" + table + "\n" + end + after
	}
	return text, nil
}

// toolTables has a table for each toolset.
func toolTables() string {
	var text strings.Builder
	for i, toolset := range tools.All(nil) {
		if i > 0 {
			text.WriteString("\n")
		}
		fmt.Fprintf(&text, "**%s**: `pagerduty-%s`\n\n| tool | what it does | arguments |\n|---|---|---|\n", toolset.Title, toolset.Name)
		for _, tool := range toolset.Tools {
			fmt.Fprintf(&text, "| `%s`%s | %s | %s |\n", tool.Name, sign(tool), tool.Description, arguments(tool))
		}
	}
	return text.String()
}

// sign shows what a tool may do.
func sign(tool mcptools.Tool) string {
	signs := ""
	if tool.Effect != mcptools.EffectRead {
		signs += " ✏️"
	}
	if slices.Contains(tool.Marks, "pages") {
		signs += " 📟"
	}
	return signs
}

// arguments lists the names of a tool's arguments, the required ones in bold.
func arguments(tool mcptools.Tool) string {
	var schema struct {
		Properties json.RawMessage
		Required   []string
	}
	if err := json.Unmarshal(tool.InputSchema, &schema); err != nil {
		panic(err) // mcptools made it
	}
	var names []string
	for _, name := range keys(schema.Properties) {
		if slices.Contains(schema.Required, name) {
			name = "**" + name + "**"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// keys gives the names of an object's members in their order, which a map would lose.
func keys(object json.RawMessage) []string {
	decoder := json.NewDecoder(strings.NewReader(string(object)))
	_, _ = decoder.Token() // {
	var names []string
	for decoder.More() {
		name, _ := decoder.Token()
		var skipped json.RawMessage
		_ = decoder.Decode(&skipped)
		names = append(names, name.(string))
	}
	return names
}

func settingsTable() string {
	var text strings.Builder
	text.WriteString("| flag | variable | what it does |\n|---|---|---|\n")
	for _, row := range command.Settings() {
		flag := ""
		if row.Flag != "" {
			flag = "`" + strings.TrimSpace("--"+row.Flag+" "+row.Value) + "`"
		}
		variable := ""
		if row.Variable != "" {
			variable = "`" + row.Variable + "`"
		}
		fmt.Fprintf(&text, "| %s | %s | %s |\n", flag, variable, row.Usage)
	}
	return text.String()
}
