package subcommands_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// keyring is a person's directory of profiles, and the PagerDuty account of their keys. It has no keychain.
type keyring struct {
	directory string
	api       *httptest.Server
	apart     bool // runs the program in a process of its own, whose keychain can be left out
}

func newKeyring(t *testing.T) keyring {
	t.Helper()
	api := httptest.NewServer(simulator.New())
	t.Cleanup(api.Close)
	return keyring{directory: filepath.Join(t.TempDir(), "config"), api: api}
}

// variables is the environment of the person, with more variables.
func (k keyring) variables(more ...string) []string {
	return append([]string{"PAGERDUTY_CONFIG_DIR=" + k.directory, "PAGERDUTY_API_HOST=" + k.api.URL, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + k.directory}, more...)
}

// run runs the program with text on standard input. No output may have a key.
func (k keyring) run(t *testing.T, code int, text string, arguments ...string) commandtest.Outcome {
	t.Helper()
	run := runHere
	if k.apart {
		run = program.Run
	}
	got := run(t, text, k.variables(), arguments...)
	if got.Code != code {
		t.Errorf("%v ended with %d, want %d:\n%s%s", arguments, got.Code, code, got.Stdout, got.Stderr)
	}
	if all := got.Stdout + got.Stderr; strings.Contains(all, "SIMULATOR") || strings.Contains(all, "VeryPrivate") {
		t.Errorf("%v tells a key: %s", arguments, all)
	}
	return got
}

func (k keyring) profiles(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(k.directory, "profiles.json"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

func wantText(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in:\n%s", part, text)
		}
	}
}

// A key is stored, used by a server, listed, and removed.
func TestLogin(t *testing.T) {
	t.Parallel()
	k := newKeyring(t)
	got := k.run(t, 0, "\ufeff"+simulator.UserKey+"\r\n", "login", "--stdin", "--store", "file")
	wantText(t, got.Stderr, "This is the key of Amara Okafor <amara.okafor@lanternfield.example>, lanternfield-demo.pagerduty.com ("+k.api.URL+")")
	wantText(t, got.Stdout, "Stored the key in the file "+filepath.Join(k.directory, "keys", "default"), "Servers use it when nothing else names a key")
	got = k.run(t, 0, simulator.AccountKey, "login", "--stdin", "--store=file", "--profile=account", "--from=amara.okafor@lanternfield.example")
	wantText(t, got.Stderr, "This is an account key, lanternfield-demo.pagerduty.com")
	if text := k.profiles(t); strings.Contains(text, "SIMULATOR") || !strings.Contains(text, `"from": "amara.okafor@lanternfield.example"`) {
		t.Errorf("profiles.json: %s", text)
	}

	check := []string{"--check", "--enable-write-tools", "--tools=list_incidents,manage_incidents"}
	wantText(t, k.run(t, 0, "", check...).Stdout, "key      user key of Amara Okafor", "key from profile default, in the file", "All is well")
	wantText(t, k.run(t, 0, "", append(check, "--profile", "account")...).Stdout, "changes are recorded for Amara Okafor", "key from profile account")
	wantText(t, k.run(t, 0, "", "call", "list_incidents", "statuses=triggered", "limit=1").Stdout, "triggered")

	var list []map[string]any
	if err := json.Unmarshal([]byte(k.run(t, 0, "", "profiles", "--output=json").Stdout), &list); err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	if list[0]["name"] != "account" || list[0]["used"] != false || list[1]["name"] != "default" || list[1]["used"] != true || list[1]["store"] != "file" || list[1]["host"] != k.api.URL {
		t.Errorf("%v", list)
	}
	wantText(t, k.run(t, 0, "", "profiles").Stdout, "account key", "Amara Okafor", "without --profile")

	wantText(t, k.run(t, 0, "", "logout").Stdout, "The key stays valid in PagerDuty", "https://lanternfield-demo.pagerduty.com")
	wantText(t, k.run(t, 0, "", "logout").Stdout, "nothing to remove")
	wantText(t, k.run(t, 2, "", "--check").Stderr, "Run pagerduty-mcp login")
	if files, _ := os.ReadDir(filepath.Join(k.directory, "keys")); len(files) != 1 {
		t.Errorf("files of keys: %v", files)
	}
}

// What cannot be stored leaves nothing behind.
func TestLoginRefusals(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	const wrong = "u+aVeryPrivateKey123"
	for name, test := range map[string]struct {
		key       string
		arguments []string
		code      int
		says      string
	}{
		"a wrong key":                   {wrong, nil, 1, "PagerDuty refused the key (401)"},
		"no key":                        {"", nil, 1, "the PagerDuty key is empty"},
		"a placeholder":                 {"your-key", nil, 1, "is a placeholder"},
		"a host that is not there":      {wrong, []string{"--region", closed.URL}, 1, "not checked, and not stored. PagerDuty could not be asked"},
		"a host without TLS":            {wrong, []string{"--region", "http://api.pagerduty.com"}, 2, "--region (PAGERDUTY_API_HOST) must be https"},
		"a region that is not one":      {wrong, []string{"--region", "mars"}, 2, "--region (PAGERDUTY_API_HOST) must"},
		"a key of the other region":     {"pdeu+_0XBP_VeryPrivateToken", []string{"--region", "us"}, 2, "was not sent to https://api.pagerduty.com"},
		"a From that is no address":     {simulator.AccountKey, []string{"--from", "nobody"}, 2, "--from must be an e-mail address"},
		"a From of a stranger":          {simulator.AccountKey, []string{"--from", "eve@example.com"}, 1, "not stored. --from is eve@example.com"},
		"no keychain":                   {simulator.UserKey, []string{"--store="}, 1, "there is no keychain here"},
		"no keychain, which was wanted": {simulator.UserKey, []string{"--store=keychain"}, 1, "there is no keychain here"},
		"a store that is not one":       {wrong, []string{"--store=vault"}, 2, "--store is \"vault\": must be keychain or file"},
		"a name that is not one":        {wrong, []string{"--profile=../x"}, 2, "cannot be the name of a profile"},
		"an empty name":                 {wrong, []string{"--profile="}, 2, "cannot be the name of a profile"},
		"a key as an argument":          {wrong, []string{wrong}, 2, "looks like an API key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.HasPrefix(name, "no keychain") && !noKeychain {
				t.Skip("the keychain of this system cannot be left out")
			}
			k := newKeyring(t)
			k.apart = strings.HasPrefix(name, "no keychain")
			arguments := append([]string{"login", "--stdin"}, test.arguments...)
			if !slices.ContainsFunc(arguments, func(argument string) bool { return strings.HasPrefix(argument, "--store") }) {
				arguments = append(arguments, "--store=file")
			}
			wantText(t, k.run(t, test.code, test.key, arguments...).Stderr, test.says)
			if files, err := os.ReadDir(k.directory); !os.IsNotExist(err) {
				t.Errorf("it leaves %v (%v)", files, err)
			}
		})
	}
	k := newKeyring(t)
	wantText(t, k.run(t, 2, wrong, "login").Stderr, "pipe it to --stdin")
}

// A file of profiles that is broken is explained without types of Go, and install warns of it.
func TestBrokenProfiles(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		`[]`: "it is of the type array, and must be an object", `{"profiles":[]}`: "it is of the type array, and must be an object", `{"profiles":{"default":1}}`: "must be an object",
		`{"profiles":{"default":{"host":1}}}`: "profile \"default\": host is of the type number, and must be a text", `{`: "it is not valid JSON at byte 1",
	} {
		k := newKeyring(t)
		if err := os.MkdirAll(k.directory, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(k.directory, "profiles.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got := k.run(t, 1, "", "profiles")
		if wantText(t, got.Stderr, says, "Correct it, or remove it and log in again"); strings.Contains(got.Stderr, "Go ") {
			t.Errorf("%s: %s", text, got.Stderr)
		}
		home := t.TempDir()
		installed := runHere(t, "", append(k.variables(), "HOME="+home, "USERPROFILE="+home, "CODEX_HOME="), "install", "codex", "--yes", "--command=/opt/pagerduty-mcp")
		wantText(t, installed.Stderr, "Warning: the server will not find its key: ", says)
	}
}

// The key of somebody else is not replaced without a question; a new key of the same user is.
func TestLoginReplaces(t *testing.T) {
	t.Parallel()
	k := newKeyring(t)
	k.run(t, 0, simulator.UserKey, "login", "--stdin", "--store=file")
	before := k.profiles(t)
	got := k.run(t, 1, simulator.AccountKey, "login", "--stdin", "--store=file")
	wantText(t, got.Stderr, "Profile default has the key of Amara Okafor", "was not replaced", "logout --profile default")
	if k.profiles(t) != before {
		t.Errorf("profiles.json was changed: %s", k.profiles(t))
	}
	wantText(t, k.run(t, 0, simulator.UserKey, "login", "--stdin", "--store=file").Stderr, "Profile default has the key of Amara Okafor")
}

// A stored key goes only where it was checked, whatever the environment says.
func TestProfileKeepsItsHost(t *testing.T) {
	t.Parallel()
	k := newKeyring(t)
	k.run(t, 0, simulator.UserKey, "login", "--stdin", "--store=file", "--profile=work")
	elsewhere := commandtest.NewAPI(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
	got := runHere(t, "", []string{"PAGERDUTY_CONFIG_DIR=" + k.directory, "PAGERDUTY_API_HOST=" + elsewhere.URL, "PAGERDUTY_USER_API_KEY=u+aVeryPrivateKey123"}, "--check", "--profile=work")
	wantText(t, got.Stdout, "user key of Amara Okafor", "warning  PAGERDUTY_USER_API_KEY is set, and has no effect: profile work", "warning  PAGERDUTY_API_HOST is set, and has no effect")
	if asked := elsewhere.Requests(); len(asked) > 0 {
		t.Errorf("another host was asked: %+v", asked)
	}
}
