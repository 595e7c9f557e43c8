package subcommands_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/subcommands"
)

func everyTool() (all []mcptools.Tool) {
	for _, area := range tools.All(nil) {
		all = append(all, area.Tools...)
	}
	return all
}

func TestToolsListsEveryTool(t *testing.T) {
	t.Parallel()
	got := runHere(t, "", nil, "tools", "--output", "json")
	var listed []struct{ Name, Effect, Area, Summary string }
	if err := json.Unmarshal([]byte(got.Stdout), &listed); err != nil || got.Stderr != "" {
		t.Fatalf("%v: %s", err, got.Stderr)
	}
	all := everyTool()
	if len(listed) != len(all) {
		t.Errorf("%d of %d tools are listed", len(listed), len(all))
	}
	effects := map[mcptools.Effect]string{mcptools.EffectRead: "reads", mcptools.EffectAdditive: "adds", mcptools.EffectDestructive: "changes"}
	for _, tool := range all {
		i := slices.IndexFunc(listed, func(l struct{ Name, Effect, Area, Summary string }) bool { return l.Name == tool.Name })
		if i < 0 || listed[i].Effect != effects[tool.Effect] || listed[i].Area == "" || !strings.HasPrefix(tool.Description, listed[i].Summary) {
			t.Errorf("%s is not listed as it is", tool.Name)
		}
	}
	if table := runHere(t, "", nil, "tools"); strings.Count(table.Stdout, "\n") != len(all)+1 {
		t.Errorf("the table has other lines:\n%s", table.Stdout)
	}
	people := runHere(t, "", nil, "tools", "--toolsets", "people")
	if !strings.Contains(people.Stdout, "list_users ") || strings.Contains(people.Stdout, "list_incidents ") {
		t.Errorf("--toolsets people lists\n%s", people.Stdout)
	}
}

// Words choose among the tools: by name, area, effect and summary.
func TestToolsWithWords(t *testing.T) {
	t.Parallel()
	for words, want := range map[string][]string{
		"Maintenance creat": {"create_maintenance_window"}, "likely causes": {"get_incident"}, "people READS window": {"list_schedule_users"},
	} {
		got := runHere(t, "", nil, append([]string{"tools"}, strings.Fields(words)...)...)
		lines := strings.Count(got.Stdout, "\n")
		for _, name := range want {
			if got.Code != 0 || !strings.Contains(got.Stdout, "\n"+name+" ") || lines > 10 {
				t.Errorf("%s lists %+v", words, got)
			}
		}
	}
}

// All ways to ask for the description of a tool give the same.
func TestHelpOfATool(t *testing.T) {
	t.Parallel()
	want := runHere(t, "", nil, "describe", "list_teams").Stdout
	for _, words := range [][]string{{"call", "list_teams", "--help"}, {"call", "list_teams", "query=data", "-h"}, {"help", "list_teams"}, {"help", "call", "list_teams"}, {"describe", "list_teams", "--help"}} {
		if got := runHere(t, "", nil, words...); got.Code != 0 || got.Stdout != want || got.Stderr != "" {
			t.Errorf("%q prints %+v", words, got)
		}
	}
	var described struct {
		Name, Effect string
		Pages        bool
		InputSchema  json.RawMessage `json:"input_schema"`
	}
	got := runHere(t, "", nil, "describe", "manage_incidents", "-o", "json")
	if err := json.Unmarshal([]byte(got.Stdout), &described); err != nil || described.Name != "manage_incidents" || described.Effect != "changes" || !described.Pages || !strings.Contains(string(described.InputSchema), "incident_ids") {
		t.Errorf("%v: %+v", err, got)
	}
}

// The description of each tool has every argument, and an example that works as it stands.
func TestDescribe(t *testing.T) {
	t.Parallel()
	for _, tool := range everyTool() {
		t.Run(tool.Name, func(t *testing.T) {
			t.Parallel()
			got := runHere(t, "", nil, "describe", tool.Name)
			var schema struct {
				Properties map[string]json.RawMessage
				Required   []string
			}
			if err := json.Unmarshal(tool.InputSchema, &schema); err != nil {
				t.Fatal(err)
			}
			for name := range schema.Properties {
				_, after, found := strings.Cut(got.Stdout, "\n  "+name+" (")
				line, _, _ := strings.Cut(after, "\n")
				if !found || strings.HasSuffix(line, ", required)") != slices.Contains(schema.Required, name) {
					t.Errorf("%s is described as %q", name, line)
				}
			}
			if pages := slices.Contains(tool.Marks, "pages"); strings.Contains(got.Stdout, "Can page people.") != pages {
				t.Errorf("it does not say whether it pages:\n%s", got.Stdout)
			}
			if strings.Contains(got.Stdout, "Changes nothing.") != (tool.Effect == mcptools.EffectRead) {
				t.Errorf("it does not say what it changes:\n%s", got.Stdout)
			}
			_, example, found := strings.Cut(got.Stdout, "\nExample:\n")
			if !found {
				t.Fatalf("it has no example:\n%s", got.Stdout)
			}
			if got := runHere(t, "", demo, shellWords(t, example)...); got.Code != 0 {
				t.Errorf("the example fails: %s\n%s%s", example, got.Stdout, got.Stderr)
			}
		})
	}
}

// shellWords returns the arguments that a shell gives pagerduty-mcp for a line.
func shellWords(t *testing.T, line string) []string {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell:", err)
	}
	words, ours := strings.CutPrefix(strings.TrimSpace(line), "pagerduty-mcp ")
	output, err := exec.CommandContext(t.Context(), sh, "-c", `printf '%s\0' `+words).Output()
	if err != nil || !ours {
		t.Fatalf("%s: %v", line, err)
	}
	return strings.Split(strings.TrimSuffix(string(output), "\x00"), "\x00")
}

func TestHelp(t *testing.T) {
	t.Parallel()
	help := runHere(t, "", nil, "--help")
	for _, name := range []string{"call", "tools", "describe", "completion", "help"} {
		if !strings.Contains(help.Stdout, "\n  "+name+" ") || strings.Contains(help.Stdout, "__complete") {
			t.Errorf("--help does not list %s", name)
		}
		words := []string{"help", name}
		if name == "help" {
			words = []string{"help"}
		}
		got, flag := runHere(t, "", nil, words...), runHere(t, "", nil, name, "--help")
		if got.Code != 0 || got.Stderr != "" || len(got.Stdout) < 100 || got.Stdout != flag.Stdout && name != "help" {
			t.Errorf("help of %s is %+v, and %+v", name, got, flag)
		}
	}
}

// No refusal is in the words of the library.
func TestSubcommandsRefuseInTheirOwnWords(t *testing.T) {
	t.Parallel()
	for _, subcommand := range (subcommands.All{}).List(described) {
		if subcommand.Hidden {
			continue
		}
		got := runHere(t, "", nil, subcommand.Name, "x", "x", "x", "x", "x")
		if strings.Contains(got.Stderr, "arg(s)") {
			t.Errorf("%s: %s", subcommand.Name, got.Stderr)
		}
	}
}
