package subcommands_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// In a terminal, install asks for what the flags leave out, and shows the change before it writes.
func TestInstallAsks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answers [4]string
		wanted  []string // in the file; nil if none is written
	}{
		"defaults": {[4]string{"", "", "", ""}, []string{`"--toolsets", "oncall"`}},
		"choices":  {[4]string{"kiro", "oncall, staffing", "y", "y"}, []string{`"oncall,staffing"`, `"--enable-write-tools", "--confirm", "pages"`}},
		"no":       {[4]string{"kiro", "", "", "n"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			if err := os.MkdirAll(filepath.Join(h.folder, ".kiro/settings"), 0o755); err != nil {
				t.Fatal(err)
			}
			terminal := commandtest.OpenTerminal(t, 80)
			command := program.Exec(t.Context(), []string{"HOME=" + h.folder, "PATH=", "XDG_CONFIG_HOME="}, "install")
			var stdout commandtest.Buffer
			command.Stdin, command.Stdout, command.Stderr = terminal.Program, &stdout, terminal.Program
			command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			for i, question := range []string{"[kiro] ", "[oncall] ", "[y/N] ", "[Y/n] "} {
				readUntil(t, terminal, question)
				if _, err := terminal.Person.WriteString(test.answers[i] + "\n"); err != nil {
					t.Fatal(err)
				}
			}
			if err := command.Wait(); err != nil {
				t.Error(err)
			}
			text, err := os.ReadFile(filepath.Join(h.folder, ".kiro/settings/mcp.json"))
			if (err == nil) != (test.wanted != nil) {
				t.Errorf("the file: %v", err)
			}
			for _, wanted := range test.wanted {
				if !strings.Contains(string(text), wanted) {
					t.Errorf("%s is not in\n%s", wanted, text)
				}
			}
			if test.wanted != nil && !strings.Contains(stdout.String(), "pagerduty-mcp login") {
				t.Errorf("it says nothing of the key that is missing: %s", stdout.String())
			}
		})
	}
}

// A wrong answer is refused at once, and asked again; the answers before stay. Ctrl-C writes nothing.
func TestInstallAsksAgain(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	terminal := commandtest.OpenTerminal(t, 80)
	command := program.Exec(t.Context(), []string{"HOME=" + h.folder, "PATH=", "XDG_CONFIG_HOME="}, "install", "cursor")
	command.Stdin, command.Stdout, command.Stderr = terminal.Program, terminal.Program, terminal.Program
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	shown := ""
	for _, step := range [][2]string{{"[oncall] ", "onkall\n"}, {"[oncall] ", "people\n"}, {"[y/N] ", "\x03"}, {"interrupted; nothing was written\n", ""}} {
		shown += readUntil(t, terminal, step[0])
		if _, err := terminal.Person.WriteString(step[1]); err != nil {
			t.Fatal(err)
		}
	}
	_ = command.Wait()
	if !strings.Contains(shown, "there is no toolset \"onkall\"") {
		t.Errorf("it shows %q", shown)
	}
	if _, err := os.Stat(filepath.Join(h.folder, ".cursor")); command.ProcessState.ExitCode() != 1 || !os.IsNotExist(err) {
		t.Errorf("it ends with %v, and the folder: %v", command.ProcessState, err)
	}
}

// A folder in which the user may not write leaves everything as it was.
func TestInstallIntoReadOnlyFolder(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	folder := filepath.Join(h.folder, ".cursor")
	file := filepath.Join(folder, "mcp.json")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("{}"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o755) })
	command := program.Exec(t.Context(), []string{"HOME=" + h.folder}, "install", "cursor", "--demo", "--command", "/opt/pagerduty-mcp")
	if os.Geteuid() == 0 { // who may write everywhere
		for at := h.folder; at != os.TempDir() && at != "/"; at = filepath.Dir(at) {
			if err := os.Chmod(at, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		// That of the tests is in a folder that is closed to others. A copy may be busy: see hosts_test.go.
		link := filepath.Join(h.folder, "pagerduty-mcp")
		if err := os.Link(command.Path, link); err != nil {
			t.Fatal(err)
		}
		command.Path = link
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	output, err := command.CombinedOutput()
	if command.ProcessState.ExitCode() != 1 || !strings.Contains(string(output), "permission denied") || !strings.Contains(string(output), "unchanged") {
		t.Errorf("%v: %s", err, output)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("there is %v (%v)", entries, err)
	}
}
