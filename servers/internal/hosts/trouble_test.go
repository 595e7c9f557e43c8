package hosts_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

var update = flag.Bool("update", false, "write the golden file anew")

// place is a host's file on a machine, with a server to install.
type place struct {
	machine hosts.Machine
	host    hosts.Host
	file    string
	server  hosts.Server
}

func newPlace(t *testing.T, name string) place {
	t.Helper()
	machine := newMachine(t)
	host, err := hosts.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := machine.UserFile(host)
	if err != nil {
		t.Fatal(err)
	}
	return place{machine, host, file, newServer(t, machine, hosts.Choices{Demo: true})}
}

func (p place) install(t *testing.T, options hosts.Options) hosts.Change {
	t.Helper()
	change, err := p.machine.Install(p.host, p.server, options)
	if err != nil {
		t.Fatal(err)
	}
	return change
}

func (p place) uninstall(t *testing.T) hosts.Change {
	t.Helper()
	change, err := p.machine.Uninstall(p.host, p.server.Name, hosts.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return change
}

// refuse wants an error with these words, and everything as it was.
func (p place) refuse(t *testing.T, options hosts.Options, words ...string) {
	t.Helper()
	before := snapshot(t, p.machine.Home)
	_, err := p.machine.Install(p.host, p.server, options)
	if err == nil {
		t.Fatalf("it was installed: %s", read(t, p.file))
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error lacks %q: %v", word, err)
		}
	}
	if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("the error is no sentence: %v", err)
	}
	after := snapshot(t, p.machine.Home)
	for path, content := range before {
		if after[path] != content {
			t.Errorf("%s has changed", path)
		}
	}
	if len(after) != len(before) {
		t.Errorf("there were %d files, and are %d", len(before), len(after))
	}
}

func TestFilesThatTheHostCannotRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		host, text string
		words      []string
	}{
		{"claude-code", "{\n  // a comment\n  \"a\": 1\n}\n", []string{"a comment in line 2", "Claude Code", "no command", "unchanged"}},
		{"claude-code", "{\n  \"a\": 1,\n}\n", []string{"comma after the last member", "line 2"}},
		{"gemini-cli", "{\n  \"a\": 1, // fine\n  \"b\": 2,\n}\n", []string{"comma after the last member", "line 3", "does not start"}},
		{"cursor", "{\n  \"a\": \"s3cr3t\"\n  \"b\": 2\n}\n", []string{"line 3", "unchanged"}},
		{"cursor", "{\"mcpServers\": []}", []string{"mcpServers", "unchanged"}},
		{"codex", "a = 1\nb = s3cr3t\n", []string{"line 2"}},
		{"codex", "mcp_servers = { x = { command = \"s3cr3t\" } }\n", []string{"inline table", "[mcp_servers]", "print codex"}},
		{"goose", "a: 1\n b: s3cr3t\n", []string{"line"}},
		{"goose", "- s3cr3t\n", []string{"mapping"}},
	} {
		p := newPlace(t, test.host)
		write(t, p.file, test.text)
		p.refuse(t, hosts.Options{}, append(test.words, p.file)...)
	}
}

func TestEntriesOfOthersStay(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "cursor")
	const text = "{\"mcpServers\": {\"pagerduty\": {\"command\": \"uvx\", \"args\": [\"pagerduty-mcp\", \"s3cr3t\"]}}}\n"
	write(t, p.file, text)
	p.refuse(t, hosts.Options{}, "--name", "--force")
	preview := p.install(t, hosts.Options{Force: true, DryRun: true})
	checkSecrets(t, preview.Diff)
	if change := p.install(t, hosts.Options{Force: true}); change.Kind != hosts.Replaced || read(t, change.Backup) != text {
		t.Errorf("%s, %s", change.Kind, change.Backup)
	}
	p.uninstall(t)
	if got := read(t, p.file); got != text {
		t.Errorf("after the uninstall the file is %q", got)
	}
	if _, err := p.machine.Uninstall(p.host, p.server.Name, hosts.Options{}); err == nil || !strings.Contains(err.Error(), "--force") {
		t.Errorf("the entry of somebody else is removed: %v", err)
	}
}

// An update keeps what the user has added to the entry, and the way back.
func TestUpdate(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "claude-code")
	const text = "{\n  \"mcpServers\": {\n    \"x\": {}\n  }\n}\n"
	write(t, p.file, text)
	p.install(t, hosts.Options{})
	p.server.Args = append(p.server.Args, "--enable-write-tools")
	if change := p.install(t, hosts.Options{}); change.Kind != hosts.Updated || change.Backup != "" {
		t.Errorf("%s, backup %q", change.Kind, change.Backup)
	}
	p.uninstall(t)
	if got := read(t, p.file); got != text {
		t.Errorf("after an update and the uninstall the file is %q", got)
	}
	p.install(t, hosts.Options{})
	changed := strings.Replace(read(t, p.file), `"type": "stdio",`, `"type": "stdio", "timeout": 1234, "env": {"PAGERDUTY_FROM_EMAIL": "x", "HTTPS_PROXY": "http://s3cr3t"},`, 1)
	write(t, p.file, changed)
	p.server.Args = p.server.Args[:2]
	preview := p.install(t, hosts.Options{DryRun: true})
	checkSecrets(t, preview.Diff)
	p.install(t, hosts.Options{})
	updated := read(t, p.file)
	for _, kept := range []string{`"timeout": 1234`, `"HTTPS_PROXY": "http://s3cr3t"`, `"x": {}`} {
		if !strings.Contains(updated, kept) {
			t.Errorf("%s is lost in\n%s", kept, updated)
		}
	}
	if strings.Contains(updated, "--demo") || strings.Contains(updated, "FROM_EMAIL") {
		t.Errorf("the entry is not updated:\n%s", updated)
	}
	if change := p.uninstall(t); change.Backup == "" || read(t, p.file) != text {
		t.Errorf("backup %q, and the file is\n%s", change.Backup, read(t, p.file))
	}
}

// A host that rewrites its file after the install loses nothing by the uninstall.
func TestUninstallAfterOtherChanges(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "claude-code")
	write(t, p.file, "{\n  \"numStartups\": 1\n}")
	p.install(t, hosts.Options{})
	write(t, p.file, strings.Replace(read(t, p.file), `"numStartups": 1`, `"numStartups": 2`, 1))
	p.uninstall(t)
	if got := read(t, p.file); got != "{\n  \"numStartups\": 2\n}" {
		t.Errorf("the file is %q", got)
	}

	p = newPlace(t, "codex")
	p.install(t, hosts.Options{})
	write(t, p.file, read(t, p.file)+"\n[mcp_servers.pagerduty.tools.list_incidents]\napproval_mode = \"approve\"\n")
	p.uninstall(t)
	if _, err := os.Stat(p.file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that install made, and that is empty again, is still there: %v", err)
	}

	p = newPlace(t, "zed")
	p.install(t, hosts.Options{})
	write(t, p.file, strings.Replace(read(t, p.file), "{", "{\n  // mine", 1))
	p.uninstall(t)
	if got := read(t, p.file); !strings.Contains(got, "// mine") || strings.Contains(got, "context_servers") {
		t.Errorf("the file is %q", got)
	}
}

// VS Code's input goes with the last entry that uses it.
func TestInputs(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "vscode")
	p.server = newServer(t, p.machine, hosts.Choices{Key: hosts.KeyEnvironment})
	p.install(t, hosts.Options{})
	second := p
	second.server = newServer(t, p.machine, hosts.Choices{Key: hosts.KeyEnvironment, Name: "pagerduty-eu", APIHost: "https://api.eu.pagerduty.com"})
	second.install(t, hosts.Options{})
	p.uninstall(t)
	if got := read(t, p.file); !strings.Contains(got, "promptString") || !strings.Contains(got, "pagerduty-eu") {
		t.Errorf("the file is\n%s", got)
	}
	write(t, p.file, read(t, p.file)+" ")
	second.uninstall(t)
	if text, err := os.ReadFile(p.file); err == nil && strings.Contains(string(text), "promptString") {
		t.Errorf("the file is\n%s", text)
	}
}

// A folder that install has made goes with the last file in it.
func TestFoldersOfSeveralFiles(t *testing.T) {
	t.Parallel()
	first := newPlace(t, "vscode")
	second := first
	second.host, _ = hosts.Find("opencode")
	before := snapshot(t, first.machine.Home)
	first.install(t, hosts.Options{})
	second.install(t, hosts.Options{})
	first.uninstall(t)
	second.uninstall(t)
	if after := snapshot(t, first.machine.Home); len(after) != len(before) {
		t.Errorf("there is still %v", after)
	}
}

func TestSymbolicLinks(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "gemini-cli")
	target := filepath.Join(p.machine.Folder, "dotfiles", "gemini.json")
	if err := os.MkdirAll(filepath.Dir(p.file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../project/dotfiles/gemini.json", p.file); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	for _, text := range []string{"", "{\"a\": 1}"} {
		if text != "" {
			write(t, target, text)
		}
		p.install(t, hosts.Options{})
		if info, err := os.Lstat(p.file); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("the link is gone (%v)", err)
		}
		if !strings.Contains(read(t, target), "pagerduty-mcp") {
			t.Errorf("the target is %q", read(t, target))
		}
		p.uninstall(t)
		if got, err := os.ReadFile(target); string(got) != text {
			t.Errorf("the target is %q (%v)", got, err)
		}
	}
	if err := errors.Join(os.Remove(p.file), os.Symlink(p.file, p.file)); err != nil {
		t.Fatal(err)
	}
	p.refuse(t, hosts.Options{}, "leads nowhere")
}

// A link leads on from where its folder really is, not from the link to that folder.
func TestSymbolicLinkInLinkedFolder(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "gemini-cli")
	const text = "{\"a\": 1}"
	dotfiles := filepath.Join(p.machine.Folder, "dotfiles")
	target, folder := filepath.Join(dotfiles, "store", "settings.json"), filepath.Join(dotfiles, "home", "gemini")
	write(t, target, text)
	write(t, filepath.Join(folder, "other"), "")
	if err := errors.Join(os.Symlink(folder, filepath.Dir(p.file)), os.Symlink("../../store/settings.json", p.file)); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	p.install(t, hosts.Options{})
	if got := read(t, target); !strings.Contains(got, "pagerduty-mcp") || !strings.Contains(got, "\"a\": 1") {
		t.Errorf("the target is %q", got)
	}
	p.uninstall(t)
	if got := read(t, target); got != text {
		t.Errorf("the target is %q", got)
	}
}

func TestFilesThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "cursor")
	write(t, p.file, "{}")
	if err := os.Chmod(p.file, 0o444); err != nil {
		t.Fatal(err)
	}
	p.refuse(t, hosts.Options{}, p.file, "cannot be written", "permission denied")

	p = newPlace(t, "cursor")
	write(t, filepath.Dir(p.file), "a file where a folder should be")
	p.refuse(t, hosts.Options{}, "not a directory")

	p = newPlace(t, "cursor")
	if err := os.MkdirAll(p.file, 0o755); err != nil {
		t.Fatal(err)
	}
	p.refuse(t, hosts.Options{}, "is not a file")
}

// While the change is prepared, the host writes its file: both changes are in it afterwards.
func TestConcurrentChanges(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "claude-code")
	write(t, p.file, "{\n  \"numStartups\": 0\n}\n")
	now, writes := p.machine.Now, 0
	p.machine.Now = func() time.Time { // the time of the backup is taken between reading and writing
		if writes++; writes < 3 {
			write(t, p.file, strings.Repeat("\n", writes)+"{\"numStartups\": 7}\n")
		}
		return now()
	}
	p.install(t, hosts.Options{})
	if got := read(t, p.file); !strings.Contains(got, "pagerduty-mcp") || !strings.Contains(got, "7") {
		t.Errorf("the file is %q", got)
	}
	p.machine.Now = func() time.Time {
		writes++
		write(t, p.file, strings.Repeat("\n", writes)+"{}\n")
		return now()
	}
	p.server.Name = "second"
	if _, err := p.machine.Install(p.host, p.server, hosts.Options{}); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("a file that never rests: %v", err)
	}
}

func TestPermissionsStay(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "claude-code")
	write(t, p.file, "{}")
	for _, mode := range []os.FileMode{0o600, 0o644, 0o660} {
		if err := os.Chmod(p.file, mode); err != nil {
			t.Fatal(err)
		}
		change := p.install(t, hosts.Options{})
		for _, file := range []string{p.file, change.Backup} {
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != mode {
				t.Errorf("%s has %s, want %s (%v)", file, info.Mode().Perm(), mode, err)
			}
		}
		p.uninstall(t)
	}
}

// Backups do not pile up.
func TestBackupsAreFew(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "cursor")
	for i := range 12 {
		write(t, p.file, strings.Repeat(" ", i)+"{}\n")
		p.install(t, hosts.Options{})
	}
	found, err := filepath.Glob(p.file + ".backup-*")
	if err != nil || len(found) < 2 || len(found) > 5 {
		t.Errorf("%d backups (%v)", len(found), err)
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "opencode")
	if state := p.machine.Inspect(p.host, hosts.User); state.HasFile || len(state.Entries) > 0 || state.Problem != nil {
		t.Errorf("%+v", state)
	}
	p.install(t, hosts.Options{})
	state := p.machine.Inspect(p.host, hosts.User)
	if !state.Found || !state.HasFile || len(state.Entries) != 1 || state.Entries[0].Command != p.server.Command || len(state.Entries[0].Args) != 3 || !state.Entries[0].IsOurs() {
		t.Errorf("%+v", state)
	}
	write(t, p.file, "{")
	if state := p.machine.Inspect(p.host, hosts.User); state.Problem == nil || !strings.Contains(state.Problem.Error(), "does not start") {
		t.Errorf("%v", state.Problem)
	}
}
