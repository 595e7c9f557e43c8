package subcommands_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// Every command line of the skill and of the page about the command line runs on the demo account.
func TestLinesOfDocumentsRun(t *testing.T) {
	t.Parallel()
	for file, least := range map[string]int{"skills/pagerduty/SKILL.md": 16, "docs/command-line.md": 12} {
		lines := shellLines(t, file)
		if len(lines) < least {
			t.Errorf("%s has %d command lines, fewer than %d: are they marked as sh?", file, len(lines), least)
		}
		for _, line := range lines {
			t.Run(line, func(t *testing.T) {
				t.Parallel()
				if strings.HasPrefix(line, "pagerduty-mcp ") && !strings.ContainsAny(line, "|<>;&$`") {
					if got := runHere(t, "", demo, shellWords(t, line)...); got.Code != 0 || got.Stdout == "" {
						t.Errorf("%+v", got)
					}
					return
				}
				if output, err := shell(t, line).CombinedOutput(); err != nil || len(output) == 0 && !strings.HasPrefix(line, "export ") {
					t.Errorf("%v\n%s", err, output)
				}
			})
		}
	}
}

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// shellLines returns the lines of a document's blocks that are marked as sh.
func shellLines(t *testing.T, file string) (lines []string) {
	t.Helper()
	text, err := os.ReadFile("../../../" + file)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range shellBlock.FindAllStringSubmatch(string(text), -1) {
		lines = append(lines, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	return lines
}

// shell returns a shell that runs a line with pagerduty-mcp on its path, on the demo account.
func shell(t *testing.T, line string) *exec.Cmd {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell:", err)
	}
	command := program.Exec(t.Context(), demo)
	command.Env = append(command.Env, "PATH="+filepath.Dir(command.Path)+string(os.PathListSeparator)+os.Getenv("PATH"))
	command.Path, command.Args = sh, []string{"sh", "-c", line}
	return command
}

// The head of a skill is what agents read to choose it: https://agentskills.io/specification has its rules.
func TestSkillHasItsHead(t *testing.T) {
	t.Parallel()
	const file = "../../../skills/pagerduty/SKILL.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.SplitN(string(text), "---\n", 3)
	if len(parts) != 3 || parts[0] != "" {
		t.Fatal("the file does not begin with a head between lines of ---")
	}
	var head map[string]string
	if err := yaml.Unmarshal([]byte(parts[1]), &head); err != nil {
		t.Fatal(err)
	}
	if name := head["name"]; name != filepath.Base(filepath.Dir(file)) || len(name) > 64 || !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(name) {
		t.Errorf("the name is %q", name)
	}
	if n := len(head["description"]); n == 0 || n > 1024 || len(head["compatibility"]) > 500 {
		t.Errorf("the description has %d characters, the compatibility %d", n, len(head["compatibility"]))
	}
	for field := range head {
		if field != "name" && field != "description" && field != "compatibility" {
			t.Errorf("the head has the field %q, which the format lacks", field)
		}
	}
	if lines := strings.Count(string(text), "\n"); lines > 80 {
		t.Errorf("the skill has %d lines: each costs the agent's context", lines)
	}
}
