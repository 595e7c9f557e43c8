package subcommands_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// noKeychain reports whether tests run the program without a keychain.
const noKeychain = true

// session is the program at a terminal, and what the person there sees.
type session struct {
	t        *testing.T
	terminal *commandtest.Terminal
	command  *exec.Cmd
	seen     commandtest.Buffer
}

// start runs the program at a terminal that shows what is typed.
func (k keyring) start(t *testing.T, arguments ...string) *session {
	t.Helper()
	s := &session{t: t, terminal: commandtest.OpenTerminal(t, 200), command: program.Exec(t.Context(), k.variables(), arguments...)}
	if said, err := exec.Command("stty", "-F", s.terminal.Program.Name(), "echo").CombinedOutput(); err != nil {
		t.Skipf("the terminal cannot be set: %v %s", err, said)
	}
	s.command.Stdin, s.command.Stdout, s.command.Stderr = s.terminal.Program, s.terminal.Program, s.terminal.Program
	s.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		part := make([]byte, 4096)
		for {
			n, err := s.terminal.Person.Read(part)
			if err != nil {
				return
			}
			_, _ = s.seen.Write(part[:n])
		}
	}()
	return s
}

// answer waits for a question, and types.
func (s *session) answer(question, typed string) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(s.seen.String(), question); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("it does not ask %q:\n%s", question, s.seen.String())
		}
	}
	time.Sleep(50 * time.Millisecond) // the question stands before the terminal hides the answer
	if _, err := s.terminal.Person.WriteString(typed); err != nil {
		s.t.Fatal(err)
	}
}

// end waits for the end of the program, and returns all that the person saw.
func (s *session) end(code int) string {
	s.t.Helper()
	_ = s.command.Wait() // the exit code says it
	time.Sleep(50 * time.Millisecond)
	if got := s.command.ProcessState.ExitCode(); got != code {
		s.t.Errorf("it ended with %d, want %d:\n%s", got, code, s.seen.String())
	}
	return s.seen.String()
}

// A person types the key, which the terminal does not show, and agrees to a file where there is no keychain.
func TestLoginAtATerminal(t *testing.T) {
	t.Parallel()
	k := newKeyring(t)
	s := k.start(t, "login")
	s.answer("PagerDuty API key (not shown):", simulator.UserKey+"\n")
	s.answer("which only you can read? [Y/n]", "\n")
	seen := s.end(0)
	wantText(t, seen, "This is the key of Amara Okafor", "The keychain cannot be used: there is no keychain here", "Stored the key in the file")
	if strings.Contains(seen, "SIMULATOR") {
		t.Errorf("the terminal shows the key: %s", seen)
	}

	s = k.start(t, "login")
	s.answer("PagerDuty API key (not shown):", simulator.AccountKey+"\n")
	s.answer("(empty to read only):", "amara.okafor@lanternfield.example\n")
	s.answer("Replace the key of Amara Okafor", "n\n")
	wantText(t, s.end(1), "Profile default has the key of Amara Okafor", "was not replaced")

	s = k.start(t, "login")
	s.answer("PagerDuty API key (not shown):", simulator.AccountKey+"\n")
	s.answer("(empty to read only):", "\n")
	s.answer("Replace the key of Amara Okafor", "y\n")
	s.answer("which only you can read? [Y/n]", "y\n")
	s.end(0)
	if strings.Contains(k.profiles(t), "Amara") {
		t.Errorf("the profile before stays: %s", k.profiles(t))
	}
}

// Ctrl-C at the question for the key leaves a terminal that shows what is typed.
func TestLoginInterrupted(t *testing.T) {
	t.Parallel()
	k := newKeyring(t)
	s := k.start(t, "login")
	s.answer("PagerDuty API key (not shown):", "u+half\x03")
	wantText(t, s.end(1), "interrupted; nothing was stored")
	settings, err := exec.Command("stty", "-F", s.terminal.Program.Name(), "-a").Output()
	if err != nil || !strings.Contains(string(settings), " echo ") {
		t.Errorf("the terminal is left as %s (%v)", settings, err)
	}
	if _, err := os.Stat(k.directory); !os.IsNotExist(err) {
		t.Errorf("something was stored (%v)", err)
	}
}

// The keychain of a Linux desktop keeps the key: the real Secret Service of GNOME, in a session of its own.
func TestSecretService(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"dbus-run-session", "gnome-keyring-daemon", "dbus-send"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("this machine has no %s", name)
		}
	}
	k := newKeyring(t)
	home := t.TempDir()
	script := filepath.Join(home, "session.sh")
	own := program.Exec(t.Context(), nil)
	text := fmt.Sprintf(`printf 'password\n' | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &
daemon=$!
trap 'kill $daemon' EXIT
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	dbus-send --session --dest=org.freedesktop.DBus --print-reply / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true && break
	sleep 0.25
done
program=%q
echo %s | $program login --stdin --profile work || exit 1
$program --check --profile work || exit 1
$program doctor --profile work || exit 1
echo %s | $program login --stdin --profile work --store file || exit 1
echo "in the file now"; $program --check --profile work | grep 'key from'
echo %s | $program login --stdin --profile work --store keychain || exit 1
$program profiles
$program logout --profile work
echo "and after that:"; $program --check --profile work
`, own.Path, simulator.UserKey, simulator.UserKey, simulator.UserKey)
	if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	session := exec.CommandContext(t.Context(), "dbus-run-session", "--", "sh", script)
	session.Env = append(own.Env, "PAGERDUTY_CONFIG_DIR="+k.directory, "PAGERDUTY_API_HOST="+k.api.URL, "HOME="+home, "XDG_DATA_HOME=", "XDG_CACHE_HOME=")
	output, _ := session.CombinedOutput() // the last command fails
	got := string(output)
	wantText(t, got, "Stored the key in the keychain", "key from profile work, in the keychain", "open, with the key of profile work", "in the file now\nkey from profile work, in the file", "work     Amara Okafor",
		"Removed profile work", "there is no such profile: \"work\"")
	if strings.Contains(got, "SIMULATOR") || strings.Contains(k.profiles(t), "SIMULATOR") {
		t.Errorf("a key is told: %s", got)
	}
	if files, _ := os.ReadDir(filepath.Join(k.directory, "keys")); len(files) > 0 {
		t.Errorf("files of keys stay: %v", files)
	}
}
