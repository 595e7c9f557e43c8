// Package documents keeps the tables of tools and settings in README.md as the code has them. It
// holds nothing but tests; go test ./servers/internal/documents -update writes the tables anew.
package documents

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

//go:generate go test . -update

const readme = "../../../README.md"

var update = flag.Bool("update", false, "write the tables anew")

func TestReadmeTablesAreCurrent(t *testing.T) {
	t.Parallel()
	before, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	after, err := fill(string(before))
	if err != nil {
		t.Fatalf("%s: %v", readme, err)
	}
	if *update {
		if err := os.WriteFile(readme, []byte(after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(before) != after {
		t.Error("the tables in README.md are out of date: run make generate")
	}
}

func TestFillNeedsItsMarks(t *testing.T) {
	t.Parallel()
	if _, err := fill("no marks here"); err == nil {
		t.Error("a text without marks was accepted")
	}
}

// fill replaces what stands between <!-- NAME --> and <!-- /NAME --> for each table.
func fill(text string) (string, error) {
	for name, table := range map[string]string{"areas": areaTable(), "tools": toolTables(), "settings": settingsTable()} {
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

// areaTable says which server has what.
func areaTable() string {
	var text strings.Builder
	text.WriteString("| server | what is in it | tools that read | that write |\n|---|---|---|---|\n")
	allRead, allWrite := 0, 0
	for _, toolset := range tools.All(nil) {
		purpose, _, _ := strings.Cut(toolset.Instructions, "\n")
		read := 0
		for _, tool := range toolset.Tools {
			if tool.Effect == mcptools.EffectRead {
				read++
			}
		}
		write := len(toolset.Tools) - read
		fmt.Fprintf(&text, "| `pagerduty-%s` | %s | %d | %d |\n", toolset.Name, purpose, read, write)
		allRead, allWrite = allRead+read, allWrite+write
	}
	fmt.Fprintf(&text, "| `pagerduty-mcp` | All of it; `--toolsets incidents,people` narrows it. | %d | %d |\n", allRead, allWrite)
	return text.String()
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
	for _, row := range command.Settings(command.Server{ChooseToolsets: true}) {
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

// The tool that CONTRIBUTING adds as an example is added here, by an overlay, and compiled.
func TestContributingExampleCompiles(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	var snippets []string
	for i, part := range strings.Split(string(guide), "   ```") {
		if code, isGo := strings.CutPrefix(part, "go\n"); isGo && i%2 == 1 {
			snippets = append(snippets, code)
		}
	}
	if len(snippets) != 3 {
		t.Fatalf("CONTRIBUTING.md has %d indented pieces of Go, want arguments, handler and declaration", len(snippets))
	}
	const file = "../../../pagerduty/tools/incidents/notes.go"
	notes, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const list = "return []mcptools.Tool{\n"
	code := strings.Replace(string(notes), list, list+snippets[2], 1) + snippets[0] + snippets[1]
	build(t, file, code)
}

// build compiles the package of a file as if the file had this content.
func build(t *testing.T, file, content string) {
	t.Helper()
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	replacement, overlay := filepath.Join(t.TempDir(), "file.go"), filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(replacement, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(map[string]map[string]string{"Replace": {path: replacement}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(overlay, encoded, 0o644); err != nil {
		t.Fatal(err)
	}
	output, err := exec.CommandContext(t.Context(), "go", "build", "-overlay", overlay, filepath.Dir(path)).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
