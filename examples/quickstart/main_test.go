package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// The paths of the example and of the server that it builds.
var example, server string

func TestMain(m *testing.M) {
	os.Exit(subprocess.RunAs(&example, "quickstart", main, func() int {
		subprocess.LookAtSources()
		for _, variable := range subprocess.BuildEnvironment() { // for buildServer
			name, value, _ := strings.Cut(variable, "=")
			_ = os.Setenv(name, value)
		}
		built, remove, err := buildServer(context.Background())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer remove()
		server = built
		return m.Run()
	}))
}

// quickstart runs the example with these variables, and without others that start with PAGERDUTY_.
func quickstart(t *testing.T, variables ...string) (stdout, stderr string, err error) {
	t.Helper()
	return runExample(t, variables, server)
}

func runExample(t *testing.T, variables []string, arguments ...string) (stdout, stderr string, err error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), example, arguments...)
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "PAGERDUTY_") })
	command.Env = append(command.Env, variables...)
	var out, errors bytes.Buffer
	command.Stdout, command.Stderr = &out, &errors
	err = command.Run()
	return out.String(), errors.String(), err
}

// inOrder fails the test unless text matches the expressions in this order.
func inOrder(t *testing.T, text string, expressions ...string) {
	t.Helper()
	rest := text
	for _, expression := range expressions {
		at := regexp.MustCompile("(?m)" + expression).FindStringIndex(rest)
		if at == nil {
			t.Fatalf("nothing matches %q in this order:\n%s", expression, text)
		}
		rest = rest[at[1]:]
	}
}

func TestOnTheDemoAccount(t *testing.T) {
	t.Parallel()
	stdout, stderr, err := quickstart(t)
	if err != nil || stderr != "" {
		t.Fatalf("got %v: %s", err, stderr)
	}
	inOrder(t, stdout,
		`^\$ pagerduty-oncall --demo --enable-write-tools$`,
		`^Connected to pagerduty-oncall .+, which offers \d+ tools:$`,
		`^  add_note_to_incident +\w`, `^  brief_incident +\w`, `^  list_incidents +\w`, `^  manage_incidents +\w`,
		`^Which incidents are open\?$`, `^> list_incidents \{`, `^#\d+ +triggered +high `,
		`^What is known of one that is not acknowledged\?$`, `^> brief_incident \{`, `^#\d+ +triggered +high `, `^  alert +\w`, `^  level 1 +\w`,
		`^Acknowledge it\.$`, `^> manage_incidents \{`, `^triggered -> acknowledged$`,
		`^Add a note\.$`, `^> add_note_to_incident \{`, `^\d{4}-\d\d-\d\dT\S+, .+: Looking into it`,
		`^And now\?$`, `^> list_incidents \{`, `^#\d+ +acknowledged +high `,
	)
	worst := regexp.MustCompile(`> brief_incident .*\n(#\d+) `).FindStringSubmatch(stdout)
	_, after, _ := strings.Cut(stdout, "And now?")
	if worst == nil || !regexp.MustCompile(`(?m)^`+worst[1]+` +acknowledged`).MatchString(after) {
		t.Errorf("the last list does not have %q as acknowledged:\n%s", worst, after)
	}
	for line := range strings.Lines(stdout) {
		if len(line) > 200 {
			t.Errorf("a line has %d bytes: %s", len(line), line)
		}
	}
}

// Without an argument, as people run it, the example builds the server.
func TestBuildsTheServer(t *testing.T) {
	t.Parallel()
	stdout, stderr, err := runExample(t, nil)
	if err != nil || stderr != "" {
		t.Fatalf("got %v: %s", err, stderr)
	}
	inOrder(t, stdout, `^\$ pagerduty-oncall --demo --enable-write-tools$`, `^#\d+ +acknowledged +high `)
}

// With a key the example reads that account and changes nothing, whatever the environment allows.
func TestOnAnAccountOfOnesOwn(t *testing.T) {
	t.Parallel()
	account := simulator.New()
	api := httptest.NewServer(account)
	t.Cleanup(api.Close)
	stdout, stderr, err := quickstart(t, "PAGERDUTY_USER_API_KEY="+simulator.UserKey, "PAGERDUTY_API_HOST="+api.URL, "PAGERDUTY_ENABLE_WRITE_TOOLS=true")
	if err != nil || stderr != "" {
		t.Fatalf("got %v: %s", err, stderr)
	}
	inOrder(t, stdout,
		`^\$ pagerduty-oncall --enable-write-tools=false$`,
		`which offers \d+ tools:$`,
		`^> list_incidents \{`, `^#\d+ +triggered +high `,
		`^> brief_incident \{`, `^#\d+ +triggered +high `, `^  alert +\w`,
	)
	requests := account.Requests()
	if len(requests) < 2 {
		t.Errorf("the account got %+v", requests)
	}
	for _, request := range requests {
		if request.Method != http.MethodGet {
			t.Errorf("the example sent %s %s, want only reads", request.Method, request.Path)
		}
	}
	if strings.Contains(stdout, simulator.UserKey) {
		t.Error("the key is printed")
	}
}

func TestOnAnAccountThatRefusesTheKey(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(simulator.New())
	t.Cleanup(api.Close)
	stdout, stderr, err := quickstart(t, "PAGERDUTY_USER_API_KEY=u+aVeryPrivateKey", "PAGERDUTY_API_HOST="+api.URL)
	if err == nil || !strings.Contains(stderr, "quickstart: PagerDuty refused the API key (401)") {
		t.Errorf("got %v: %s", err, stderr)
	}
	if strings.Contains(stdout+stderr, "VeryPrivate") {
		t.Errorf("the key is printed: %s%s", stdout, stderr)
	}
}
