package command_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

const commandIs = "PAGERDUTY_USER_API_KEY_COMMAND="

func needShell(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the commands of this test are those of a Unix shell")
	}
}

// A command is not run before the first request, which waits for it, and once for many requests. It is run again after PagerDuty refused the key.
func TestKeyCommand(t *testing.T) {
	t.Parallel()
	needShell(t)
	directory := t.TempDir()
	runs, keyFile := filepath.Join(directory, "runs"), filepath.Join(directory, "key")
	writeFile(t, keyFile, "u+first")
	accepted := make(chan string, 1)
	accepted <- "Token token=u+first"
	api := commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
		key := <-accepted
		accepted <- key
		if r.Header.Get("Authorization") != key {
			refuseKey(w)
			return
		}
		answerEmptyList(w, r)
	})
	command := fmt.Sprintf("echo run >> '%s'; sleep 0.5; cat '%s'", runs, keyFile)
	server := incidents.Start(t, []string{commandIs + command, "PAGERDUTY_API_HOST=" + api.URL})
	began := time.Now()
	server.Initialize()
	server.Request("0", "tools/list", "{}")
	server.Expect("0")
	if _, err := os.Stat(runs); err == nil {
		t.Errorf("the command ran before a request, after %s", time.Since(began))
	}
	for id := range 10 {
		server.Call(fmt.Sprint(id+1), "list_incidents", listOpen)
	}
	for range 10 { // in whatever order
		if text, isError := server.Next().ToolText(t); isError {
			t.Error(text)
		}
	}
	count := func() int {
		text, err := os.ReadFile(runs)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(text), "run\n")
	}
	if n := count(); n != 1 {
		t.Errorf("ten requests at once ran the command %d times", n)
	}

	<-accepted
	accepted <- "Token token=u+second"
	writeFile(t, keyFile, "u+second")
	time.Sleep(5500 * time.Millisecond) // its outcome stands for five seconds
	server.Call("20", "list_incidents", listOpen)
	if text, isError := server.Expect("20").ToolText(t); isError {
		t.Errorf("the new key is not used: %s", text)
	}
	if n := count(); n != 2 {
		t.Errorf("a refused key ran the command %d times in all", n)
	}
}

// A command that prints no usable key is an error of the call, with the reason and without a key. The server goes on.
func TestKeyCommandFails(t *testing.T) {
	t.Parallel()
	needShell(t)
	api := commandtest.NewAPI(t, answerEmptyList)
	for name, test := range map[string]struct{ line, says string }{
		"it fails":            {"echo 'you are not signed in' >&2; exit 1", "PAGERDUTY_USER_API_KEY_COMMAND: the command failed: exit status 1. It says: you are not signed in"},
		"it tells the key":    {"echo y_NVeryPrivateKey1_w >&2; exit 1", "It says: [redacted]"},
		"it prints two lines": {"echo first; echo second", "PAGERDUTY_USER_API_KEY_COMMAND: the PagerDuty key has characters in it that no key has"},
		"it prints nothing":   {"true", "prints no key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			variables := []string{commandIs + test.line, "PAGERDUTY_API_HOST=" + api.URL}
			server := incidents.Start(t, variables)
			server.Call("1", "list_incidents", listOpen)
			text, isError := server.Expect("1").ToolText(t)
			if !isError || !strings.Contains(text, test.says) || strings.Contains(text, "VeryPrivate") || strings.Contains(text, "On this server") {
				t.Errorf("%q does not say %q", text, test.says)
			}
			server.Ping()
			check := incidents.Run(t, "", variables, "--check")
			if check.Code != 1 || !strings.Contains(check.Stdout, "key      not readable") || !strings.Contains(check.Stdout, test.says) || strings.Contains(check.Stdout, "VeryPrivate") {
				t.Errorf("--check: %+v", check)
			}
		})
	}
	if requests := api.Requests(); len(requests) > 0 {
		t.Errorf("PagerDuty was asked %+v", requests)
	}
}

// A key is never sent to another region than its own.
func TestKeyOfAnotherRegion(t *testing.T) {
	t.Parallel()
	const eu = "pdeu+_0XBP_VeryPrivateToken"
	file := secretFile(t, "key", eu)
	for _, test := range []struct {
		variables []string
		says      []string
	}{
		{[]string{"PAGERDUTY_USER_API_KEY=" + eu, "PAGERDUTY_API_HOST=https://api.pagerduty.com"}, []string{"PAGERDUTY_USER_API_KEY: ", "Set PAGERDUTY_API_HOST to https://api.eu.pagerduty.com"}},
		{[]string{"PAGERDUTY_USER_API_KEY_FILE=" + file, "PAGERDUTY_API_HOST=https://api.pagerduty.com"}, []string{file, "service region EU"}},
	} {
		got := incidents.Run(t, "", test.variables)
		if got.Code != 2 {
			t.Errorf("%v: %+v", test.variables, got)
		}
		for _, words := range test.says {
			if !strings.Contains(got.Stderr, words) {
				t.Errorf("%q is missing in %s", words, got.Stderr)
			}
		}
	}
	needShell(t)
	server := incidents.Start(t, []string{commandIs + "printf '%s' pdeu+; echo _0XBP_VeryPrivateToken"})
	server.Call("1", "list_incidents", listOpen)
	text, isError := server.Expect("1").ToolText(t)
	if !isError || !strings.Contains(text, "was not sent to https://api.pagerduty.com. Set PAGERDUTY_API_HOST to https://api.eu.pagerduty.com") {
		t.Errorf("a command: %s", text)
	}
}

// What belongs to a key is refused where keys are the callers', and where it is ambiguous.
func TestKeySettingsThatDoNotFit(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		variables, arguments []string
		says                 string
	}{
		"profile of callers":          {nil, []string{"--transport=http", "--auth=caller", "--profile=work"}, "--profile is set, and --auth caller never uses it"},
		"command of callers":          {[]string{commandIs + "true"}, []string{"--transport=http", "--auth=caller"}, "PAGERDUTY_USER_API_KEY_COMMAND is set, and --auth caller never uses it"},
		"key and command":             {[]string{commandIs + "true", "PAGERDUTY_USER_API_KEY=" + key}, nil, "PAGERDUTY_USER_API_KEY and PAGERDUTY_USER_API_KEY_COMMAND are both set"},
		"profile without a name":      {[]string{"PAGERDUTY_USER_API_KEY=" + key}, []string{"--profile="}, "--profile is empty"},
		"profile that there is not":   {[]string{"PAGERDUTY_USER_API_KEY=" + key}, []string{"--profile=work"}, `there is no such profile: "work". There is none yet`},
		"profile by variable":         {[]string{"PAGERDUTY_PROFILE=work"}, nil, `there is no such profile: "work"`},
		"key instead of a command":    {[]string{commandIs + "y_NVeryPrivateKey1_w"}, nil, "PAGERDUTY_USER_API_KEY_COMMAND looks like an API key"},
		"key in a command":            {[]string{commandIs + "echo u+aVeryPrivateKey123"}, nil, "PAGERDUTY_USER_API_KEY_COMMAND looks like an API key"},
		"directory that is no folder": {[]string{"PAGERDUTY_CONFIG_DIR=" + secretFile(t, "file", "")}, nil, "the profiles cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := runHere(t, test.variables, test.arguments...)
			if got.Code != 2 || !strings.Contains(got.Stderr, test.says) || strings.Contains(got.Stderr, "VeryPrivate") {
				t.Errorf("%+v does not say %q", got, test.says)
			}
		})
	}
	// The id of an item looks like a key, and is none.
	if got := incidents.Run(t, "", []string{commandIs + "bw get password 99ee88d2-6046-4ea7-92c2-acac464b1412"}); got.Code != 0 {
		t.Errorf("a command with an id: %+v", got)
	}
}

// The description of a profile says where its key goes: nobody else should change it.
func TestProfilesOpenToAll(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps rights elsewhere")
	}
	directory := t.TempDir()
	profiles, keyFile := filepath.Join(directory, "profiles.json"), filepath.Join(directory, "keys", "default")
	if err := os.Mkdir(filepath.Dir(keyFile), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, profiles, `{"profiles":{"default":{"store":"file","host":"http://127.0.0.1:1"}}}`)
	writeFile(t, keyFile, key)
	for file, mode := range map[string]os.FileMode{profiles: 0o666, keyFile: 0o644} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	got := incidents.Run(t, "", []string{"PAGERDUTY_CONFIG_DIR=" + directory})
	for _, words := range []string{"the file of profiles " + profiles + " can be changed by every user", "the key file " + keyFile + " can be read by every user"} {
		if got.Code != 0 || !strings.Contains(got.Stderr, words) {
			t.Errorf("%q is missing in %+v", words, got)
		}
	}
	// A failure names the login, not a variable that does not count.
	server := incidents.Start(t, []string{"PAGERDUTY_CONFIG_DIR=" + directory})
	server.Call("1", "list_incidents", listOpen)
	if text, isError := server.Expect("1").ToolText(t); !isError || !strings.Contains(text, "On this server: pagerduty-mcp login --profile default.") {
		t.Errorf("a host that is not there: %s", text)
	}
}

// After a login while the server runs, too, a failure names the profile.
func TestAdviceAfterALateLogin(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	server := incidents.Start(t, []string{"PAGERDUTY_CONFIG_DIR=" + directory})
	server.Initialize()
	logIn(t, directory, "default", "http://127.0.0.1:1")
	server.Call("1", "list_incidents", listOpen)
	if text, isError := server.Expect("1").ToolText(t); !isError || !strings.Contains(text, "On this server: pagerduty-mcp login --profile default.") {
		t.Errorf("a host that is not there: %s", text)
	}
}
