package hosts_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// newMachine returns a machine with an empty home directory.
func newMachine(t *testing.T, variables ...string) hosts.Machine {
	t.Helper()
	folder := t.TempDir()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	machine := hosts.Machine{
		OS: "linux", Home: filepath.Join(folder, "home"), Folder: filepath.Join(folder, "project"),
		Environment: variables,
		Program:     func() (string, error) { return filepath.Join(folder, "go-build1", "pagerduty-mcp"), nil },
		Now:         func() time.Time { now = now.Add(time.Second); return now },
	}
	for _, folder := range []string{machine.Home, machine.Folder} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return machine
}

func newServer(t *testing.T, machine hosts.Machine, choices hosts.Choices) hosts.Server {
	t.Helper()
	if choices.Command == "" {
		choices.Command = "/opt/pagerduty/bin/pagerduty-mcp"
	}
	if choices.Toolsets == nil {
		choices.Toolsets = []string{"oncall"}
	}
	server, err := machine.Server(choices)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// snapshot returns every file, link and folder below a folder, with contents and permissions.
func snapshot(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content := ""
		switch {
		case info.Mode().IsRegular():
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			content = string(text)
		case info.Mode()&fs.ModeSymlink != 0:
			if content, err = os.Readlink(path); err != nil {
				return err
			}
		}
		if !strings.HasSuffix(path, "/.local") && !strings.HasSuffix(path, "/.local/state") {
			all[path] = info.Mode().String() + "\n" + content
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestUserFiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ host, system, variable, want string }{
		{"claude-code", "linux", "", "HOME/.claude.json"},
		{"claude-code", "linux", "CLAUDE_CONFIG_DIR=/c", "/c/.claude.json"},
		{"claude-desktop", "darwin", "", "HOME/Library/Application Support/Claude/claude_desktop_config.json"},
		{"claude-desktop", "windows", "APPDATA=/a", "/a/Claude/claude_desktop_config.json"},
		{"claude-desktop", "linux", "", "HOME/.config/Claude/claude_desktop_config.json"},
		{"vscode", "linux", "XDG_CONFIG_HOME=/x", "/x/Code/User/mcp.json"},
		{"vscode", "windows", "", "HOME/AppData/Roaming/Code/User/mcp.json"},
		{"codex", "linux", "CODEX_HOME=/x", "/x/config.toml"},
		{"gemini-cli", "linux", "GEMINI_CLI_HOME=/g", "/g/.gemini/settings.json"},
		{"qwen-code", "linux", "QWEN_HOME=/q", "/q/settings.json"},
		{"copilot-cli", "linux", "XDG_CONFIG_HOME=/x", "HOME/.copilot/mcp-config.json"},
		{"opencode", "darwin", "", "HOME/.config/opencode/opencode.json"},
		{"zed", "darwin", "XDG_CONFIG_HOME=/x", "HOME/.config/zed/settings.json"},
		{"goose", "windows", "", "HOME/AppData/Roaming/Block/goose/config/config.yaml"},
		{"cline", "linux", "CLINE_MCP_SETTINGS_PATH=/m.json", "/m.json"},
		{"amp", "linux", "AMP_SETTINGS_FILE=/s.json", "/s.json"},
	} {
		machine := newMachine(t, test.variable)
		machine.OS = test.system
		host, err := hosts.Find(test.host)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := machine.UserFile(host); err != nil || got != strings.Replace(test.want, "HOME", machine.Home, 1) {
			t.Errorf("%s on %s with %s: %s (%v), want %s", test.host, test.system, test.variable, got, err, test.want)
		}
	}
}

// A file under its other name is used, and Claude Desktop's of the store.
func TestOtherUserFiles(t *testing.T) {
	t.Parallel()
	machine := newMachine(t)
	opencode, _ := hosts.Find("opencode")
	write(t, filepath.Join(machine.Home, ".config/opencode/opencode.jsonc"), "{}")
	if got, _ := machine.UserFile(opencode); filepath.Base(got) != "opencode.jsonc" {
		t.Error(got)
	}
	machine.OS = "windows"
	desktop, _ := hosts.Find("Claude Desktop")
	store := filepath.Join(machine.Home, "AppData/Local/Packages/Claude_pzs8sxrjxfjjc")
	if err := os.MkdirAll(store, 0o755); err != nil {
		t.Fatal(err)
	}
	if got, _ := machine.UserFile(desktop); !strings.HasPrefix(got, store) {
		t.Error(got)
	}
}
