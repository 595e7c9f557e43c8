package command_test

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// Keys of each kind. Every piece of 8 characters would be too much.
var mistakenKeys = []string{"u+aVeryPrivateKey123", "y_NVeryPrivateKey1_w", "pdus+_0XBP_VeryPrivateToken", "Bearer 0f1VeryPrivateTokenE"}

const hello = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}` + "\n"

// A key in the wrong place is refused, and repeated nowhere.
func TestKeysInTheWrongPlace(t *testing.T) {
	t.Parallel()
	server := command.Server{Name: "all-flags", Areas: []command.Area{{Name: "one"}, {Name: "two"}}}
	for _, secret := range mistakenKeys {
		bare := strings.TrimPrefix(secret, "Bearer ")
		mistakes := map[string]struct{ variables, arguments []string }{
			"argument":            {nil, []string{secret}},
			"as a flag":           {nil, []string{"--" + bare}},
			"behind a short flag": {nil, []string{"-k" + bare}},
			"after a short flag":  {nil, []string{"-k", bare}},
			"value of no flag":    {nil, []string{"--key=" + bare}},
			"header":              {nil, []string{"--header", "Authorization: Token token=" + bare}},
			"in a list":           {nil, []string{"--tools", "get_incident," + bare}},
			"with a full stop":    {nil, []string{"--confirm", bare + "."}},
			"in brackets":         {nil, []string{"--confirm", "[Token(" + bare + ")]"}},
			"in a variable":       {[]string{"PAGERDUTY_CONFIRM=" + bare + "."}, nil},
			"with --check":        {nil, []string{"--check", "--log-level=debug", "--confirm", bare}},
		}
		for _, setting := range command.Settings(server) {
			if setting.Flag != "" {
				mistakes["--"+setting.Flag] = struct{ variables, arguments []string }{nil, []string{"--" + setting.Flag, secret}}
				mistakes["--"+setting.Flag+"="] = struct{ variables, arguments []string }{nil, []string{"--" + setting.Flag + "=" + secret}}
			}
			// A client id or a client secret may look like a key, and goes to PagerDuty only.
			takesKeys := slices.Contains([]string{"PAGERDUTY_USER_API_KEY", "PAGERDUTY_CLIENT_ID", "PAGERDUTY_CLIENT_SECRET"}, setting.Variable)
			if setting.Variable != "" && !takesKeys {
				mistakes[setting.Variable] = struct{ variables, arguments []string }{[]string{setting.Variable + "=" + secret}, nil}
			}
		}
		for name, mistake := range mistakes {
			got := runServer(t, server, hello, mistake.variables, mistake.arguments...)
			if all := got.Stdout + got.Stderr; got.Code != 2 || strings.Contains(all, "VeryPrivate") || !strings.Contains(all, "looks like an API key") {
				t.Errorf("%s %s: %+v", secret[:4], name, got)
			}
		}
	}
	if files, _ := filepath.Glob("*VeryPrivate*"); len(files) > 0 {
		t.Errorf("files were made: %q", files)
	}
}

// What only looks a little like a key is taken as it is.
func TestWhatIsNoKey(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"--enable-write-tools", "get_event_orchestration_router,update_event_orchestration_router", "PAGERDUTY_ENABLE_WRITE_TOOLS", "99999999999999999999",
		"/var/lib/pods/8f14e45f-ceea-4672-9f2d-a86c7a1c8a3e/audit.jsonl", `C:\Users\Ada\AppData\Local\PagerDutyKey2026`, "./pagerdutyAuditLog20261129",
		"pagerduty-audit-2026-11-29.jsonl", "https://pagerduty-proxy-7c9d8b6f4e2a.example.com", "a.very.long.name.2026@lanternfield.example", "menu+something",
	} {
		if command.HoldsKey(text) {
			t.Errorf("%q is taken for a key", text)
		}
	}
}

// Whatever the command prints or logs goes without keys, even where an error quotes one.
func TestOutputIsRedacted(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "ring-y_NVeryPrivateKey1_w")
	if err := os.Mkdir(directory, 0o700); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(directory, "audit.jsonl")
	got := commandRun(t, "", []string{"PAGERDUTY_USER_API_KEY=y_NVeryPrivateKey1_w"}, "--audit-log", log, "--log-level=debug")
	if got.Code != 0 || strings.Contains(got.Stderr, "VeryPrivate") {
		t.Errorf("serving: %+v", got)
	}
	got = commandRun(t, "", []string{"PAGERDUTY_USER_API_KEY=y_NVeryPrivateKey1_w", "PAGERDUTY_API_HOST=http://127.0.0.1:1"}, "--audit-log", log, "--check")
	if !strings.Contains(got.Stdout, "audit    "+filepath.Dir(directory)+string(filepath.Separator)+"ring-[redacted]") {
		t.Errorf("--check: %+v", got)
	}
	if err := os.Chmod(log, 0o666); err != nil {
		t.Fatal(err)
	}
	got = commandRun(t, hello, []string{"PAGERDUTY_USER_API_KEY=y_NVeryPrivateKey1_w"}, "--audit-log", directory)
	if got.Code != 2 || !strings.Contains(got.Stdout, "ring-[redacted]") || !strings.Contains(got.Stderr, "ring-[redacted]") {
		t.Errorf("refusing: %+v", got)
	}
}

// A host shows nothing of a process that ends: the server starts and passes the reason on, in a form that no client keeps.
func TestFailedStartIsAnswered(t *testing.T) {
	t.Parallel()
	messages := map[string]string{
		"initialize":      hello,
		"server/discover": `{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}` + "\n",
	}
	for name, test := range map[string]struct {
		variables, arguments []string
		says                 string
	}{
		"bad flag":     {nil, []string{"--enable-writes"}, "did you mean --enable-write-tools?"},
		"bad variable": {[]string{"PAGERDUTY_DEMO=maybe"}, nil, "must be true or false"},
		"unknown tool": {nil, []string{"--demo", "--tools=get_incidents"}, "get_incident"},
	} {
		for method, message := range messages {
			got := incidents.Run(t, message, test.variables, test.arguments...)
			answer := decode[struct {
				ID     int
				Result struct {
					Instructions string
					TTL          int `json:"ttlMs"`
				}
			}](t, []byte(got.Stdout))
			shown := answer.Result.Instructions
			if got.Code != 2 || answer.ID != 1 || answer.Result.TTL != 0 || !strings.Contains(shown, test.says) || !strings.Contains(shown, strings.TrimSpace(strings.TrimPrefix(got.Stderr, "pagerduty-incidents: "))) {
				t.Errorf("%s, %s: %+v", name, method, got)
			}
		}
	}
	if got := incidents.Run(t, hello, nil, "--check"); got.Code != 2 || got.Stdout != "" {
		t.Errorf("--check: %+v", got)
	}
}

// Key files as people write them.
func TestKeyFiles(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	const key = "u+aVeryPrivateKey123"
	for name, content := range map[string]string{
		"plain": key + "\n", "mark": "\ufeff" + key + "\r\n", "utf16": "\xff\xfe" + strings.Join(strings.Split(key, ""), "\x00") + "\x00",
	} {
		writeFile(t, filepath.Join(home, name), content)
		for _, path := range []string{filepath.Join(home, name), "~/" + name} {
			got := incidents.Run(t, "", []string{"HOME=" + home, "USERPROFILE=" + home, "PAGERDUTY_USER_API_KEY_FILE=" + path})
			if got.Code != 0 || got.Stderr != "" {
				t.Errorf("%s: %+v", path, got)
			}
		}
	}
	got := incidents.Run(t, "", []string{"HOME=" + home, "USERPROFILE=" + home}, "--demo", "--audit-log=~/audit.jsonl")
	if _, err := os.Stat(filepath.Join(home, "audit.jsonl")); got.Code != 0 || err != nil {
		t.Errorf("an audit log in ~ gives %+v, %v", got, err)
	}
}

// Files that others can read or change are taken, and the operator is told.
func TestFilesOpenToAll(t *testing.T) {
	t.Parallel()
	if os.PathSeparator == '\\' {
		t.Skip("Windows keeps rights elsewhere")
	}
	directory := t.TempDir()
	keyFile, log := filepath.Join(directory, "key"), filepath.Join(directory, "audit.jsonl")
	writeFile(t, keyFile, "u+aVeryPrivateKey123")
	writeFile(t, log, "")
	for _, test := range []struct {
		key, log os.FileMode
		says     []string
	}{
		{0o600, 0o600, nil},
		{0o640, 0o644, nil},
		{0o644, 0o600, []string{"the key file " + keyFile + " can be read by every user of this machine: chmod 600 " + keyFile}},
		{0o666, 0o666, []string{"the key file " + keyFile + " can be changed by every user", "the audit log " + log + " can be changed by every user"}},
	} {
		for file, mode := range map[string]os.FileMode{keyFile: test.key, log: test.log} {
			if err := os.Chmod(file, mode); err != nil {
				t.Fatal(err)
			}
		}
		variables := []string{"PAGERDUTY_USER_API_KEY_FILE=" + keyFile, "PAGERDUTY_API_HOST=http://127.0.0.1:1"}
		serving := incidents.Run(t, "", variables, "--audit-log", log).Stderr
		checking := incidents.Run(t, "", variables, "--audit-log", log, "--check").Stdout
		for _, words := range test.says {
			if !strings.Contains(serving, words) || !strings.Contains(checking, "\nwarning  "+words) {
				t.Errorf("%v, %v: no word of %q in %q nor\n%s", test.key, test.log, words, serving, checking)
			}
		}
		if n := strings.Count(serving, "level=WARN"); n != len(test.says) || strings.Count(checking, "\nwarning ") != n {
			t.Errorf("%v, %v: %q and\n%s", test.key, test.log, serving, checking)
		}
	}
}

// A mistake in another setting does not show the key in use, whatever text surrounds it.
func TestKeyInUseInAnotherSetting(t *testing.T) {
	t.Parallel()
	const plain = "averyprivatekeythatlookslikeaname"
	for _, setting := range []string{"--confirm=%s", "--confirm=x/%s/y", "--log-level=%s!", "--max-result-bytes=%s", "--no-flag-%s"} {
		got := commandRun(t, hello, []string{"PAGERDUTY_USER_API_KEY=" + plain}, strings.ReplaceAll(setting, "%s", plain))
		if got.Code != 2 || strings.Contains(got.Stdout+got.Stderr, plain) {
			t.Errorf("%s: %+v", setting, got)
		}
	}
}

// Who asks for a check does not have to end the input to get an answer.
func TestCheckWithAMistakeEnds(t *testing.T) {
	t.Parallel()
	for _, check := range []string{"--check", "--check=true"} {
		stdin, writer := io.Pipe()
		defer writer.Close()
		done := make(chan int, 1)
		go func() {
			done <- command.Run(t.Context(), command.Server{Name: "checked"}, command.Process{
				Arguments: []string{check, "--bogus"},
				Stdin:     stdin, Stdout: io.Discard, Stderr: io.Discard,
			})
		}()
		select {
		case code := <-done:
			if code != 2 {
				t.Errorf("%s: code %d", check, code)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("%s waits for the end of the input", check)
		}
	}
}
