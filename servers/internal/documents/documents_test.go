// Package documents keeps the documents true. The tables in README.md are as the code has them: make
// generate writes them anew. The Go in documents and in the comments of packages stands in files that are compiled; commands,
// flags, variables and paths that a document names exist; what the simulator's guide says in other languages runs; the adapters
// among the examples are as small as they are said to be. The package holds nothing but tests.
package documents

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

//go:generate go test . -run TestReadmeTablesAreCurrent -update

const readme = "../../../README.md"

var update = flag.Bool("update", false, "write the tables anew")

func TestReadmeTablesAreCurrent(t *testing.T) {
	t.Parallel()
	before, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	after, err := fill(string(before), findServers(t))
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
	if _, err := fill("no marks here", nil); err == nil {
		t.Error("a text without marks was accepted")
	}
}

// fill replaces what stands between <!-- NAME --> and <!-- /NAME --> for each table.
func fill(text string, servers []mcpServer) (string, error) {
	for name, table := range map[string]string{"areas": areaTable(servers), "tools": toolTables(), "settings": settingsTable()} {
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
func areaTable(servers []mcpServer) string {
	var text strings.Builder
	text.WriteString("| server | what is in it | tools that read | that write |\n|---|---|---|---|\n")
	for _, s := range servers {
		read, write := 0, 0
		for _, toolset := range s.toolsets() {
			for _, tool := range toolset.Tools {
				if tool.Effect == mcptools.EffectRead {
					read++
				} else {
					write++
				}
			}
		}
		fmt.Fprintf(&text, "| `%s` | %s | %d | %d |\n", s.name, s.purpose(), read, write)
	}
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
