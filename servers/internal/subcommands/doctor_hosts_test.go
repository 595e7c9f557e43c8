package subcommands_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// write writes a file of the machine.
func (p patient) write(t *testing.T, path, text string) string {
	t.Helper()
	path = filepath.Join(p.home, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// entry returns a file with one entry.
func entryOf(t *testing.T, command string, arguments []string, variables map[string]string) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"mcpServers": map[string]any{"pagerduty": map[string]any{"command": command, "args": arguments, "env": variables}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The entry of each client is started as the client does, and what is wrong with it is explained.
func TestDoctorHosts(t *testing.T) {
	t.Parallel()
	binary := program.Exec(t.Context(), nil).Path
	gone := filepath.Join(filepath.Dir(binary), "pagerduty-gone")
	started := filepath.Join(t.TempDir(), "started")
	for name, test := range map[string]struct {
		text  string
		code  int
		state string
		parts []string
	}{
		"works":          {entryOf(t, binary, []string{"--demo", "--toolsets", "incidents"}, nil), 0, "ok", []string{`"pagerduty" in ~`, "starts, with 5 tools"}},
		"wrong flag":     {entryOf(t, binary, []string{"--demmo"}, nil), 1, "problem", []string{"starts without its tools: there is no flag --demmo", "install kiro"}},
		"no key":         {entryOf(t, binary, nil, nil), 1, "problem", []string{"cannot work: there is no PagerDuty API key -> Run pagerduty-mcp login."}},
		"reference":      {entryOf(t, binary, nil, map[string]string{"PAGERDUTY_USER_API_KEY": "${LAB_KEY}"}), 0, "ok", []string{"starts, with"}},
		"unset":          {entryOf(t, binary, nil, map[string]string{"PAGERDUTY_USER_API_KEY": "${NO_KEY}"}), 1, "problem", []string{"cannot work", "NO_KEY is not set here"}},
		"ends at once":   {entryOf(t, binary, []string{"--version"}, nil), 1, "problem", []string{"does not start"}},
		"a command":      {entryOf(t, binary, []string{"call", "list_incidents", "--demo", "--audit-log", started}, nil), 1, "problem", []string{`runs the command "call"`, "install kiro"}},
		"program gone":   {entryOf(t, gone, nil, nil), 1, "problem", []string{"pagerduty-gone is not there", "install kiro --name pagerduty"}},
		"relative":       {entryOf(t, "./pagerduty-mcp", nil, nil), 0, "not checked", []string{"depends on the folder"}},
		"PagerDuty's":    {entryOf(t, "uvx", []string{"pagerduty-mcp"}, nil), 0, "not checked", []string{"another program"}},
		"not ours":       {entryOf(t, "SCRIPT", nil, nil), 0, "not checked", []string{"not a program of this project"}},
		"broken":         {"{", 1, "problem", []string{"cannot be read", "line", "Correct the file"}},
		"without an own": {`{"mcpServers":{}}`, 0, "ok", []string{"has no PagerDuty server", "install kiro"}},
		"a plain key":    {entryOf(t, binary, nil, map[string]string{"PAGERDUTY_USER_API_KEY": "u+aVeryPrivateKey123"}), 0, "warning", []string{"plain text", "pagerduty-mcp login"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPatient(t)
			script := p.write(t, "bin/pagerduty-script", "#!/bin/sh\ntouch "+started+"\n")
			if err := os.Chmod(script, 0o700); err != nil {
				t.Fatal(err)
			}
			if name == "not ours" && runtime.GOOS == "windows" {
				t.Skip("the script does not run there")
			}
			p.write(t, ".kiro/settings/mcp.json", strings.ReplaceAll(test.text, `"SCRIPT"`, `"`+filepath.ToSlash(script)+`"`))
			p.examine(t, test.code, []string{"LAB_KEY=" + simulator.UserKey, "PAGERDUTY_DEMO="}, "--demo").want(t, "hosts.kiro", test.state, test.parts...)
		})
	}
	t.Cleanup(func() {
		if _, err := os.Stat(started); err == nil {
			t.Error("a program that is not ours was started")
		}
	})
}

// Codex hands its servers few variables, so the key of the shell is not theirs.
func TestDoctorKnowsShortEnvironments(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	p.run(t, 0, nil, "install", "codex", "cursor", "--toolsets=incidents")
	_, variables := serveAPI(t)
	all := p.examine(t, 1, append(variables, "PAGERDUTY_CONFIG_DIR="+p.home))
	all.want(t, "hosts.cursor", "ok", "starts, with 5 tools")
	all.want(t, "hosts.codex", "problem", "cannot work: there is no PagerDuty API key")
	all.want(t, "hosts.absent", "ok", "Claude Code")
}

// A file in the working directory may be a stranger's: nothing in it is started without being asked to.
func TestDoctorStartsNoProjectUnasked(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	binary := program.Exec(t.Context(), nil).Path
	log := filepath.Join(p.home, "log")
	p.write(t, "project/.mcp.json", entryOf(t, binary, []string{"--demo", "--audit-log", log}, nil))
	for _, flag := range []string{"--demo", "--start-project"} {
		command := program.Exec(t.Context(), p.variables("PAGERDUTY_DEMO=true"), "doctor", "-o", "json", flag)
		command.Dir = filepath.Join(p.home, "project")
		output, err := command.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, output)
		}
		var report struct{ Findings findings }
		if err := json.Unmarshal(output, &report); err != nil {
			t.Fatal(err)
		}
		_, err = os.Stat(log)
		if flag == "--demo" {
			report.Findings.want(t, "hosts.claude-code", "not checked", "was not started", "--start-project", "Claude Code asks once")
		} else {
			report.Findings.want(t, "hosts.claude-code", "ok", "starts, with", "Claude Code asks once")
		}
		if (err == nil) != (flag == "--start-project") {
			t.Errorf("with %s, it was started or not: %v", flag, err)
		}
	}
}

// An entry that starts another version than this one gets a warning.
func TestDoctorComparesVersions(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(program.Exec(t.Context(), nil).Path)
	if err != nil {
		t.Fatal(err)
	}
	other := bytes.ReplaceAll(text, []byte("\t(devel)\t"), []byte("\tv9.9.99\t")) // Go keeps the version so
	if bytes.Equal(text, other) || runtime.GOOS == "darwin" {
		t.Skip("the version cannot be replaced in this binary")
	}
	p := patient{t.TempDir(), true}
	path := p.write(t, "bin/pagerduty-mcp.exe", string(other))
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
	p.write(t, ".kiro/settings/mcp.json", entryOf(t, path, []string{"--demo"}, nil))
	p.examine(t, 0, nil, "--demo").want(t, "hosts.kiro", "warning", "starts, with", "it is version v9.9.99, and this is (devel)", "install kiro")
}

// A profile whose key is in a keychain that is gone is a problem; the absence of a keychain alone is none.
func TestDoctorKeychain(t *testing.T) {
	t.Parallel()
	if !noKeychain {
		t.Skip("the keychain of this system cannot be left out")
	}
	p := patient{t.TempDir(), true} // the keychain is that of the process
	without := []string{"PAGERDUTY_CONFIG_DIR=" + p.home, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + p.home}
	p.examine(t, 0, without, "--demo").want(t, "keychain.system", "ok")
	p.write(t, "profiles.json", `{"profiles":{"work":{"store":"keychain","host":"https://api.pagerduty.com"}}}`)
	p.examine(t, 1, without, "--demo").want(t, "keychain.system", "problem", "profile work is not readable: there is no keychain here", "login")
	p.write(t, "profiles.json", `{"profiles":7}`)
	p.examine(t, 1, without, "--demo").want(t, "keychain.profiles", "problem", "is not a file of profiles")
}
