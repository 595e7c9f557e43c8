package subcommands_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// home is an empty home directory, in which the program runs.
type home struct{ folder string }

func newHome(t *testing.T) home {
	t.Helper()
	return home{t.TempDir()}
}

// run runs the program and wants an exit code.
func (h home) run(t *testing.T, code int, arguments ...string) (stdout, stderr string) {
	t.Helper()
	outcome := runHere(t, "", []string{"HOME=" + h.folder, "USERPROFILE=" + h.folder, "XDG_CONFIG_HOME=", "XDG_STATE_HOME=", "APPDATA=", "LOCALAPPDATA=",
		"CLAUDE_CONFIG_DIR=", "CODEX_HOME=", "PAGERDUTY_USER_API_KEY=" + map[bool]string{true: "u+abcdefghijklmnop"}[slices.Contains(arguments, "plain")]}, arguments...)
	if outcome.Code != code {
		t.Fatalf("%v ended with %d, want %d:\n%s%s", arguments, outcome.Code, code, outcome.Stdout, outcome.Stderr)
	}
	return outcome.Stdout, outcome.Stderr
}

func TestInstallWritesThisProgram(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	file := filepath.Join(h.folder, ".cursor", "mcp.json")
	const before = "{\n  \"mcpServers\": {} // none\n}\n"
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr := h.run(t, 0, "install", "cursor", "codex", "--demo")
	for _, wanted := range []string{"Cursor: ", "Codex: ", ".backup-", "Settings"} {
		if !strings.Contains(stdout, wanted) {
			t.Errorf("it says nothing of %q:\n%s%s", wanted, stdout, stderr)
		}
	}
	stdout, _ = h.run(t, 0, "list", "--output", "json")
	var listed []struct {
		Host    string
		Found   bool
		Entries []struct{ Command string }
	}
	if err := json.Unmarshal([]byte(stdout), &listed); err != nil || len(listed) < 17 {
		t.Fatalf("%d hosts (%v)", len(listed), err)
	}
	for _, host := range listed {
		installed := host.Host == "cursor" || host.Host == "codex"
		if (len(host.Entries) == 1) != installed || installed && (!host.Found || !filepath.IsAbs(host.Entries[0].Command)) {
			t.Errorf("%+v", host)
		}
	}
	h.run(t, 0, "uninstall", "cursor", "codex")
	if after, err := os.ReadFile(file); err != nil || string(after) != before {
		t.Errorf("the file is %q (%v)", after, err)
	}
	if _, err := os.Stat(filepath.Join(h.folder, ".codex")); err == nil {
		t.Error("the folder that install made is still there")
	}
}

// What an entry holds is printed as plain text, without the key of another server.
func TestListPrintsPlainText(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	file := filepath.Join(h.folder, ".cursor", "mcp.json")
	entry, err := json.Marshal(map[string]any{"mcpServers": map[string]any{hostile: map[string]any{
		"command": "npx", "args": []string{"their-pagerduty-mcp", hostile, "--api-key", "y_NbAkKc66ryYTWUXYEu"},
	}}})
	if err := errors.Join(err, os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, entry, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"table", "json"} {
		stdout, _ := h.run(t, 0, "list", "-o", form)
		if i := strings.IndexFunc(stdout, func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) }); i >= 0 {
			t.Errorf("%s has a control character: %q", form, stdout[i:])
		}
		if strings.Contains(stdout, "y_NbAkKc") || !strings.Contains(stdout, "their-pagerduty-mcp") {
			t.Errorf("%s shows the key, or not the entry:\n%s", form, stdout)
		}
	}
}

// The diff is plain text: an entry that seems to be ours may be an outsider's, in the file of a project.
func TestDiffIsPlainText(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	file := filepath.Join(h.folder, ".cursor", "mcp.json")
	entry := "{\n  \"mcpServers\": {\n    \"pagerduty\": {\n      \"command\": \"pagerduty-\u009b31m\u202e\"\n    }\n  }\n}\n"
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(entry), 0o600)); err != nil {
		t.Fatal(err)
	}
	stdout, _ := h.run(t, 0, "uninstall", "cursor", "--dry-run")
	if strings.ContainsAny(stdout, "\u009b\u202e") || !strings.Contains(stdout, "pagerduty-31m") {
		t.Errorf("the diff is %q", stdout)
	}
}

func TestInstallRefuses(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for _, test := range []struct {
		code   int
		words  string
		wanted string
	}{
		{2, "install", "list"},
		{2, "install nothing", "claude-code"},
		{2, "install cursor --toolsets nothing", "incidents"},
		{2, "install cursor --scope nowhere", "project"},
		{2, "install cursor --key env --region mars", "eu"},
		{2, "install cursor --region eu", "login"},
		{2, "install cursor --key abcdef", "never an argument"},
		{2, "install cursor --demo --key env", "--demo"},
		{2, "install cursor --key plain --profile work", "--profile"},
		{2, "uninstall", "name a host, such as claude-code"},
		{2, "print", "name a host, such as claude-code"},
		{2, "print cursor --output table", "json"},
		{1, "install windsurf --scope project", "--scope"},
		{1, "install claude-desktop --key env", "login"},
		{1, "install gemini-cli --name a_b", "--name"},
	} {
		_, stderr := h.run(t, test.code, strings.Fields(test.words)...)
		if !strings.Contains(stderr, test.wanted) {
			t.Errorf("%s: %s", test.words, stderr)
		}
	}
	if entries, err := os.ReadDir(h.folder); err != nil || len(entries) > 0 {
		t.Errorf("there is %v (%v)", entries, err)
	}
}

// One host that fails does not keep the others from their entry.
func TestInstallGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	if err := os.WriteFile(filepath.Join(h.folder, ".claude.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr := h.run(t, 1, "install", "claude-code", "kiro", "--demo")
	if _, err := os.Stat(filepath.Join(h.folder, ".kiro/settings/mcp.json")); err != nil || !strings.Contains(stderr, "line") {
		t.Errorf("%v\n%s", err, stderr)
	}
}

func TestKeysAreWrittenOnRequestOnly(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	file := filepath.Join(h.folder, ".kiro/settings/mcp.json")
	for kind, wanted := range map[string]string{
		"env": "${PAGERDUTY_USER_API_KEY}", "file=~/key": "~/key", "command=pass show x": "pass show x", "plain": "u+abcdefghijklmnop",
	} {
		stdout, stderr := h.run(t, 0, "install", "kiro", "--key", kind)
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(text), wanted) || strings.Contains(string(text), "u+abc") != (kind == "plain") {
			t.Errorf("%s: %s (%v)", kind, text, err)
		}
		dry, _ := h.run(t, 0, "install", "kiro", "--demo", "--dry-run")
		if strings.Contains(stdout+stderr+dry, "u+abc") {
			t.Errorf("the key is printed: %s%s%s", stdout, stderr, dry)
		}
	}
}

// A document is made from this output.
func TestPrintIsClean(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	stdout, stderr := h.run(t, 0, "print", "vscode", "--key", "env", "--command", "/path/to/pagerduty-mcp", "--output", "json")
	var snippet struct{ File, Format, Text string }
	if err := json.Unmarshal([]byte(stdout), &snippet); err != nil || stderr != "" || !strings.Contains(snippet.Text, "${input:pagerduty-api-key}") {
		t.Errorf("%+v, %s (%v)", snippet, stderr, err)
	}
	if err := json.Unmarshal([]byte(snippet.Text), &struct{}{}); err != nil {
		t.Error(err)
	}
}

// A binary with a name of its own knows its entry again.
func TestInstallUnderAnotherName(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	renamed := filepath.Join(folder, "pd")
	// A copy may be busy: a process that another test starts meanwhile inherits the file that is being written.
	if err := os.Link(program.Exec(t.Context(), nil).Path, renamed); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ command, says string }{{"install", "is now in"}, {"install", "needs no change"}, {"uninstall", "is gone"}} {
		command := program.Exec(t.Context(), []string{"HOME=" + folder, "USERPROFILE=" + folder, "XDG_STATE_HOME="}, step.command, "cursor")
		command.Path = renamed
		if output, err := command.CombinedOutput(); err != nil || !strings.Contains(string(output), step.says) {
			t.Errorf("%s: %v, %s", step.command, err, output)
		}
	}
}
