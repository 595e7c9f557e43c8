//go:build !windows

package keys_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

func TestCommands(t *testing.T) {
	t.Parallel()
	const secret = "y_NVeryPrivateKey1_w"
	for name, test := range map[string]struct{ line, key, says string }{
		"plain":                   {line: "echo " + "key-1", key: "key-1\n"},
		"quotes":                  {line: `printf '%s' "a b"`, key: "a b"},
		"pipe":                    {line: "printf 'key-1\\nnote\\n' | head -n 1", key: "key-1\n"},
		"note on standard error":  {line: "echo unlocked >&2; echo key-1", key: "key-1\n"},
		"leaves something behind": {line: "sleep 30 & echo key-1", key: "key-1\n"},
		"no standard input":       {line: "read line; echo \"key-1$line\"", key: "key-1\n"},
		"fails":                   {line: "echo 'you are not signed in' >&2; exit 3", says: "the command failed: exit status 3. It says: you are not signed in"},
		"is not there":            {line: "no-such-command-here --key", says: "not found"},
		"prints nothing":          {line: "echo oops >&2", says: "prints no key to standard output. It says: oops"},
		"prints too much":         {line: "yes", says: "too much to be a key"},
		"never ends":              {line: "sleep 60 & sleep 60", says: "did not end within 300ms"},
		"tells the key":           {line: "echo 'bad key " + secret + "' >&2; exit 1", says: "bad key [redacted]"},
		"tells a plain key":       {line: "echo plainsecret; echo 'bad plainsecret' >&2; exit 1", says: "bad [redacted]"},
		"wants a terminal":        {line: "read line </dev/tty; echo \"$line\"", says: "/dev/tty"},
		"complains at length":     {line: "head -c 200000 /dev/zero | tr '\\0' x >&2; exit 1", says: "It says: xxx"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := 20 * time.Second
			if name == "never ends" {
				timeout = 300 * time.Millisecond
			}
			began := time.Now()
			key, err := keys.RunCommand(t.Context(), test.line, os.Environ(), timeout)
			if key != test.key || (err == nil) != (test.says == "") || time.Since(began) > 15*time.Second {
				t.Fatalf("%q, %v after %s", key, err, time.Since(began))
			}
			if err != nil && (!strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "plainsecret") || len(err.Error()) > 1000) {
				t.Errorf("%v does not say %q", err, test.says)
			}
		})
	}
}

// A command has the variables of the environment in which it is named, and files are in its home directory.
func TestFindInAnEnvironment(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "key"), []byte("key-of-file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for variable, test := range map[string]struct{ value, want string }{
		keys.CommandVariable: {`echo "$LAB_KEY"`, "key-of-lab\n"}, keys.FileVariable: {"~/key", "key-of-file"},
	} {
		source, err := keys.Find(t.Context(), "", env.Variables{"HOME=" + home, "LAB_KEY=key-of-lab", variable + "=" + test.value}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := source.Read(t.Context()); got != test.want || err != nil {
			t.Errorf("%s is %q (%v), want %q", variable, got, err, test.want)
		}
	}
	profiles, err := keys.Open(env.Variables{"HOME=" + home}, nil)
	if err != nil || !strings.HasPrefix(profiles.File(), home) {
		t.Errorf("the profiles are in %+v (%v)", profiles, err)
	}
	if _, err := keys.Find(t.Context(), "", env.Variables{}, nil); !errors.Is(err, keys.ErrNoKey) {
		t.Errorf("without a home directory: %v", err)
	}
}

// What a command started ends with it.
func TestCommandEndsWithItsProcesses(t *testing.T) {
	t.Parallel()
	sign := filepath.Join(t.TempDir(), "sign")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, cancel)
	if _, err := keys.RunCommand(ctx, "(sleep 2; touch "+sign+") & wait", os.Environ(), time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	time.Sleep(2500 * time.Millisecond)
	if _, err := os.Stat(sign); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a process of the command goes on: %v", err)
	}
}
