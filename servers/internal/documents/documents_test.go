// Package documents tests the documents. Their tables are generated from the code by make generate. Go in documents and in the
// comments of packages is a part of compiled files. Commands, flags, variables and paths exist. The examples in the simulator's
// guide run. Adapters are as small as the documents promise. The package contains tests only.
package documents

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/allareas"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

//go:generate go test . -run TestTablesAreCurrent -update

var update = flag.Bool("update", false, "write the tables anew")

// tables returns the generated tables, by file and name.
func tables(t *testing.T) map[string]map[string]string {
	t.Helper()
	return map[string]map[string]string{
		"README.md":             {"areas": areaTable(findServers(t)), "clients": clientTable(t)},
		"docs/tools.md":         {"tools": toolTables(), "prompts": promptTable(), "resources": resourceTable()},
		"docs/configuration.md": {"settings": settingsTable(command.GroupFlags, command.GroupVariables)},
		"docs/http.md":          {"settings": settingsTable(command.GroupHTTP)},
		"docs/cost.md":          {"requests": requestTable(t)},
		"docs/install.md":       {"hosts": hostTable()},
	}
}

func TestTablesAreCurrent(t *testing.T) {
	t.Parallel()
	for file, tables := range tables(t) {
		before := readFile(t, file)
		after, err := fill(before, tables)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if *update {
			if err := os.WriteFile(filepath.Join(root, file), []byte(after), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if before != after {
			t.Errorf("the tables in %s are out of date: run make generate", file)
		}
	}
}

func TestFillNeedsItsMarks(t *testing.T) {
	t.Parallel()
	if _, err := fill("no marks here", map[string]string{"areas": ""}); err == nil {
		t.Error("a text without marks was accepted")
	}
}

// fill replaces the text between <!-- NAME --> and <!-- /NAME --> for each table.
func fill(text string, tables map[string]string) (string, error) {
	for name, table := range tables {
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

// areaTable lists the areas that --toolsets takes, with their contents.
func areaTable(servers []mcpServer) string {
	var text strings.Builder
	text.WriteString("| area | contents | read tools | write tools |\n|---|---|---|---|\n")
	for _, s := range servers {
		if s.all {
			continue
		}
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
		fmt.Fprintf(&text, "| `%s` | %s | %d | %d |\n", s.area(), s.purpose(), read, write)
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
		fmt.Fprintf(&text, "**%s**: `%s`\n\n| tool | what it does | arguments |\n|---|---|---|\n", toolset.Title, serverOf(toolset))
		for _, tool := range toolset.Tools {
			fmt.Fprintf(&text, "| `%s`%s | %s | %s |\n", tool.Name, sign(tool), tool.Description, arguments(tool))
		}
	}
	return text.String()
}

// promptTable lists each prompt once.
func promptTable() string {
	var text strings.Builder
	text.WriteString("| prompt | what it asks for | arguments |\n|---|---|---|\n")
	seen := map[string]bool{}
	for _, toolset := range append([]mcptools.Toolset{tools.OnCall(nil)}, tools.All(nil)...) {
		for _, prompt := range toolset.Prompts {
			if seen[prompt.Name] {
				continue
			}
			seen[prompt.Name] = true
			var names []string
			for _, argument := range prompt.Arguments {
				name := argument.Name
				if argument.Required {
					name = "**" + name + "**"
				}
				names = append(names, name)
			}
			fmt.Fprintf(&text, "| `%s` | %s | %s |\n", prompt.Name, prompt.Description, strings.Join(names, ", "))
		}
	}
	return text.String()
}

// resourceTable lists the resources in Markdown, with the tools that they need.
func resourceTable() string {
	var text strings.Builder
	text.WriteString("| address | content | needs |\n|---|---|---|\n")
	for _, toolset := range tools.All(nil) {
		for _, resource := range toolset.Resources {
			if resource.MIMEType == "text/markdown" {
				fmt.Fprintf(&text, "| `%s` | %s | `%s` |\n", resource.URI, resource.Description, strings.Join(resource.Needs, "`, `"))
			}
		}
	}
	return text.String()
}

// serverOf returns the name of the server of an area.
func serverOf(area mcptools.Toolset) string {
	if area.Name == "answers" {
		return "pagerduty-oncall"
	}
	return "pagerduty-" + area.Name
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
	if slices.Contains(tool.Marks, "duty") {
		signs += " 🗓"
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

// keys returns the names of an object's members in their order, which a map would lose.
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

func settingsTable(groups ...string) string {
	var text strings.Builder
	text.WriteString("| flag | variable | what it does |\n|---|---|---|\n")
	for _, row := range command.Settings(allareas.Server()) {
		if !slices.Contains(groups, row.Group) {
			continue
		}
		flag := ""
		if row.Flag != "" {
			flag = "`" + strings.TrimSpace("--"+row.Flag+" "+row.Value) + "`"
		}
		variable := ""
		if row.Variable != "" {
			variable = "`" + row.Variable + "`"
		}
		if row.Second != "" {
			variable += ", `" + row.Second + "`"
		}
		fmt.Fprintf(&text, "| %s | %s | %s |\n", flag, variable, row.Usage)
	}
	return text.String()
}
