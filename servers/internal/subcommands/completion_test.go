package subcommands_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// completions asks the program as the scripts do, without a key, and keeps what begins like the last word.
func completions(t *testing.T, words ...string) []string {
	t.Helper()
	got := runHere(t, "", nil, append([]string{"__complete"}, words...)...)
	if got.Code != 0 {
		t.Errorf("%q: %+v", words, got)
	}
	var all []string
	for line := range strings.Lines(got.Stdout) {
		if completion, _, _ := strings.Cut(strings.TrimSpace(line), "\t"); !strings.HasPrefix(completion, ":") && strings.HasPrefix(completion, words[len(words)-1]) {
			all = append(all, completion)
		}
	}
	return all
}

func TestCompletions(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"desc":                                       "describe",
		"--enable":                                   "--enable-write-tools",
		"--confirm pag":                              "pages",
		"call list_incident_a":                       "list_incident_analytics list_incident_alerts",
		"call --demo list_incident_a":                "list_incident_analytics list_incident_alerts",
		"describe find_n":                            "find_neglected",
		"describe find_neglected ":                   "",
		"call get_incident ":                         "incident_id= include=",
		"call get_incident incident_id=":             "",
		"call get_incident incident_id=1 include=a ": "include=", // a list takes several
		"call list_incidents statuses=t":             "statuses=triggered",
		"call list_incidents total=":                 "total=true total=false",
		"call no_such_tool ":                         "",
		"call list_incidents -o ":                    "table json jsonl",
		"call --toolsets peo":                        "people",
		"call --log-level ":                          "debug info warn error",
		"completion f":                               "fish",
	} {
		if got := completions(t, strings.Split(line, " ")...); strings.Join(got, " ") != want {
			t.Errorf("%q is completed with %q, want %q", line, got, want)
		}
	}
}

// Nothing is asked of PagerDuty for a completion.
func TestCompletionsNeedNoNetwork(t *testing.T) {
	t.Parallel()
	api := commandtest.NewAPI(t, nil)
	got := runHere(t, "", api.Variables("u+aVeryPrivateKey123"), "__complete", "call", "list_incidents", "service_ids=")
	if got.Code != 0 || len(api.Requests()) > 0 {
		t.Errorf("%d requests: %+v", len(api.Requests()), got)
	}
}

// The scripts are what the shells can read, and complete in bash as in a terminal.
func TestCompletionScripts(t *testing.T) {
	t.Parallel()
	for shell, check := range map[string][]string{"bash": {"bash", "-n"}, "zsh": {"zsh", "-n"}, "fish": {"fish", "--no-execute"}, "powershell": nil} {
		script := runHere(t, "", nil, "completion", shell)
		if script.Code != 0 || len(script.Stdout) < 1000 || script.Stderr != "" {
			t.Errorf("%s: %+v", shell, script)
		}
		if check == nil {
			continue
		}
		if _, err := exec.LookPath(check[0]); err != nil {
			t.Logf("not checked, as there is no %s", check[0])
			continue
		}
		file := filepath.Join(t.TempDir(), shell)
		if err := os.WriteFile(file, []byte(script.Stdout), 0o600); err != nil {
			t.Fatal(err)
		}
		if output, err := exec.CommandContext(t.Context(), check[0], append(check[1:], file)...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", shell, err, output)
		}
	}
}

func TestCompletionInBash(t *testing.T) {
	t.Parallel()
	const library = "/usr/share/bash-completion/bash_completion"
	if _, err := os.Stat(library); err != nil {
		t.Skip("there is no bash-completion:", err)
	}
	for line, want := range map[string]string{
		"pagerduty-mcp descr":                             "describe",
		"pagerduty-mcp call find_neg":                     "find_neglected",
		"pagerduty-mcp call list_incidents statuses = tr": "triggered", // bash takes = for a word of its own, and has completed what follows it
		"pagerduty-mcp call list_incidents -o jsonl":      "jsonl",
	} {
		words := strings.Fields(line)
		typed := strings.ReplaceAll(line, " = ", "=")
		command := shell(t, "")
		bash, err := exec.LookPath("bash")
		if err != nil {
			t.Skip("there is no bash:", err)
		}
		command.Path, command.Args = bash, []string{"bash", "-c", `source ` + library + `; source <(pagerduty-mcp completion bash)
			COMP_LINE=$1; COMP_POINT=${#1}; COMP_TYPE=9; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
			__start_pagerduty-mcp 2>/dev/null; printf '%s\n' "${COMPREPLY[@]}"`, "bash", typed}
		command.Args = append(command.Args, words...)
		output, err := command.Output()
		if got := strings.Fields(string(output)); err != nil || !slices.Equal(got, []string{want}) {
			t.Errorf("%q is completed with %q (%v), want %q", line, got, err, want)
		}
	}
}
