package main

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// quickstart runs the example as a newcomer does, with variables added to an environment without
// PagerDuty's.
func quickstart(t *testing.T, variables ...string) (stdout, stderr string, err error) {
	t.Helper()
	lookAtSources(t)
	command := exec.CommandContext(t.Context(), "go", "run", ".")
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "PAGERDUTY_") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, variables...)
	var out, errors bytes.Buffer
	command.Stdout, command.Stderr = &out, &errors
	err = command.Run()
	return out.String(), errors.String(), err
}

// lookAtSources opens every directory of the module, for "go test" to see that the outcome depends on
// them: else it would answer from its cache although the server has changed.
func lookAtSources(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("../..", func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// inOrder makes sure that text matches the expressions, one behind the other.
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
		t.Fatalf("it ends with %v: %s", err, stderr)
	}
	inOrder(t, stdout,
		`^\$ pagerduty-incidents --demo --enable-write-tools$`,
		`^Connected to pagerduty-incidents .+, which offers \d+ tools:$`,
		`^  create_incident +\w`, `^  get_incident +\w`, `^  list_incidents +\w`, `^  manage_incidents +\w`,
		`^What is on fire\?$`, `^> list_incidents \{`, `^#\d+ +triggered +high `,
		`^One that nobody works on yet: what is known about it\?$`, `^> get_incident \{`, `^#\d+ +triggered +high `, `^  alert +\w`,
		`^Acknowledge it\.$`, `^> manage_incidents \{`, `^triggered -> acknowledged$`,
		`^Leave a note\.$`, `^> add_note_to_incident \{`, `^\d{4}-\d\d-\d\dT\S+, .+: Looking into it`,
		`^And now\?$`, `^> list_incidents \{`, `^#\d+ +acknowledged +high `,
	)
	worst := regexp.MustCompile(`> get_incident .*\n(#\d+) `).FindStringSubmatch(stdout)
	_, after, _ := strings.Cut(stdout, "And now?")
	if worst == nil || !regexp.MustCompile(`(?m)^`+worst[1]+` +acknowledged`).MatchString(after) {
		t.Errorf("the list afterwards does not show %q as acknowledged:\n%s", worst, after)
	}
	for line := range strings.Lines(stdout) {
		if len(line) > 200 {
			t.Errorf("a line of %d bytes is not readable: %s", len(line), line)
		}
	}
}

// With a key it works on the real account: it reads, and writes nothing, whatever the environment allows.
func TestOnAnAccountOfOnesOwn(t *testing.T) {
	t.Parallel()
	account := simulator.New()
	api := httptest.NewServer(account)
	t.Cleanup(api.Close)
	stdout, stderr, err := quickstart(t, "PAGERDUTY_USER_API_KEY="+simulator.UserKey, "PAGERDUTY_API_HOST="+api.URL, "PAGERDUTY_ENABLE_WRITE_TOOLS=true")
	if err != nil || stderr != "" {
		t.Fatalf("it ends with %v: %s", err, stderr)
	}
	inOrder(t, stdout,
		`^\$ pagerduty-incidents --enable-write-tools=false$`,
		`which offers \d+ tools:$`,
		`^> list_incidents \{`, `^#\d+ +triggered +high `,
		`^> get_incident \{`, `^#\d+ +triggered +high `, `^  alert +\w`,
	)
	requests := account.Requests()
	if len(requests) < 2 {
		t.Errorf("the account was asked %+v", requests)
	}
	for _, request := range requests {
		if request.Method != http.MethodGet {
			t.Errorf("%s %s was sent: it must write nothing", request.Method, request.Path)
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
		t.Errorf("it ends with %v: %s", err, stderr)
	}
	if strings.Contains(stdout+stderr, "VeryPrivate") {
		t.Errorf("the key is told: %s%s", stdout, stderr)
	}
}
