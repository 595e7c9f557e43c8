package subcommands_test

import (
	"bufio"
	"cmp"
	"context"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// With --confirm the person at the terminal is asked, and only yes is a yes.
func TestConfirmOnTheTerminal(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]struct {
		code   int
		stderr string
	}{
		"y\n": {0, ""}, "YES\n": {0, ""}, "n\n": {1, "the answer was no"}, "\n": {1, "the answer was no"}, "yep\n": {1, "the answer was no"},
		"\x04": {1, "the answer was no"},               // Ctrl-D
		"\x03": {1, "nothing was done: interrupted\n"}, // Ctrl-C
	} {
		t.Run(strings.Trim(typed, "\n"), func(t *testing.T) {
			t.Parallel()
			terminal := commandtest.OpenTerminal(t, 80)
			command := program.Exec(t.Context(), demo, "call", "create_incident", "title=Checkout is slow", "service_id=Checkout API", "-o", "json", "--enable-write-tools", "--confirm=pages")
			var stdout commandtest.Buffer
			command.Stdin, command.Stdout, command.Stderr = terminal.Program, &stdout, terminal.Program
			command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			shown := readUntil(t, terminal, "[y/N] ")
			if !strings.Contains(shown, "Open an incident on `Checkout API`: `Checkout is slow`? May page whoever is on call.") {
				t.Errorf("it asks %q", shown)
			}
			if _, err := terminal.Person.WriteString(typed); err != nil {
				t.Fatal(err)
			}
			if want.stderr != "" {
				rest := readUntil(t, terminal, want.stderr)
				if ended := strings.HasPrefix(rest, "\n"); ended != (len(typed) == 1 && typed != "\n") {
					t.Errorf("the line of the question is followed by %q", rest)
				}
			}
			_ = command.Wait()
			if created := strings.Contains(stdout.String(), `"created":true`); command.ProcessState.ExitCode() != want.code || created != (want.code == 0) {
				t.Errorf("it ends with %d: %s", command.ProcessState.ExitCode(), stdout.String())
			}
		})
	}
}

// /dev/null is no terminal, although it is a device like one: nobody answers there.
func TestNobodyConfirms(t *testing.T) {
	t.Parallel()
	for name, streams := range map[string]func(terminal *os.File) (stdin, stderr *os.File){
		"no input":    func(terminal *os.File) (stdin, stderr *os.File) { return nil, terminal },
		"no question": func(terminal *os.File) (stdin, stderr *os.File) { return terminal, nil },
	} {
		null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer null.Close()
		terminal := commandtest.OpenTerminal(t, 80)
		stdin, stderr := streams(terminal.Program)
		ctx, cancel := context.WithTimeout(t.Context(), wire.Patience)
		defer cancel()
		command := program.Exec(ctx, demo, "call", "create_team", "name=Night", "--enable-write-tools", "--confirm=all")
		command.Stdin, command.Stderr = cmp.Or(stdin, null), cmp.Or(stderr, null)
		if output, _ := command.Output(); command.ProcessState.ExitCode() != 3 || len(output) > 0 {
			t.Errorf("%s: it ends with %d: %s", name, command.ProcessState.ExitCode(), output)
		}
	}
}

// What waits for a PagerDuty that hangs ends with Ctrl-C, in one sentence.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for says, words := range map[string][]string{
		"pagerduty-mcp call: The call was cancelled":             {"call", "list_incidents"},
		"pagerduty-mcp: interrupted\n":                           {"--check"},
		"pagerduty-mcp login: interrupted; nothing was stored\n": {"login", "--stdin", "--store=file"},
	} {
		asked := make(chan struct{}, 100)
		api := commandtest.NewAPI(t, func(_ http.ResponseWriter, r *http.Request) {
			asked <- struct{}{}
			<-r.Context().Done()
		})
		command := program.Exec(t.Context(), append(api.Variables("u+aVeryPrivateKey123"), "PAGERDUTY_CONFIG_DIR="+t.TempDir()), words...)
		var stdout, stderr commandtest.Buffer
		command.Stdin, command.Stdout, command.Stderr = strings.NewReader("u+aVeryPrivateKey123"), &stdout, &stderr
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		<-asked
		_ = command.Process.Signal(os.Interrupt)
		_ = command.Wait()
		if command.ProcessState.ExitCode() != 1 || !strings.HasPrefix(stderr.String(), says) || strings.Count(stderr.String(), "\n") != 1 || stdout.String() != "" {
			t.Errorf("%q ends with %v: %s%s", words, command.ProcessState, stdout.String(), stderr.String())
		}
	}
}

// readUntil reads what the terminal shows until it shows text.
func readUntil(t *testing.T, terminal *commandtest.Terminal, text string) string {
	t.Helper()
	var shown strings.Builder
	reader := bufio.NewReader(terminal.Person)
	for !strings.HasSuffix(shown.String(), text) {
		b, err := reader.ReadByte()
		if err != nil {
			t.Fatalf("%q is not shown: %v: %q", text, err, shown.String())
		}
		shown.WriteByte(b)
	}
	return shown.String()
}

// On a terminal a table is as wide as the terminal, and says what is missing.
func TestTableFitsTheTerminal(t *testing.T) {
	t.Parallel()
	for _, columns := range []int{60, 80, 120, 400} {
		terminal := commandtest.OpenTerminal(t, uint16(columns))
		if code, stderr := runTo(t, terminal.Program, "call", "list_incidents", "statuses=triggered,acknowledged"); code != 0 {
			t.Fatalf("it ends with %d: %s", code, stderr)
		}
		shown := readUntil(t, terminal, "all_time: true\n")
		for line := range strings.Lines(shown) {
			if width := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); width > columns && !strings.HasPrefix(line, "Too narrow for ") {
				t.Errorf("at %d columns a line takes %d: %s", columns, width, line)
			}
		}
		if narrow := strings.Contains(shown, "Too narrow for "); narrow != (columns < 400) || narrow != strings.Contains(shown, "html_url: use a wider terminal, or -o json.") {
			t.Errorf("at %d columns:\n%s", columns, shown)
		}
		if !strings.Contains(shown, "Q5PGREPLICALAG") {
			t.Errorf("at %d columns the ids are cut:\n%s", columns, shown)
		}
	}
}

// A narrow terminal shows first which record it is, how it is, and what a change did to it; other columns have to give way.
func TestNarrowTableShowsWhatMatters(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		columns uint16
		words   []string
		end     string
		header  string // without spaces that only align
		within  string
	}{
		"list":    {60, []string{"list_incidents", "statuses=triggered,acknowledged"}, "all_time: true\n", "id number title status", "  4200    "},
		"changes": {100, []string{"manage_incidents", "incident_ids=4197,4198,4200", "status=resolved", "--enable-write-tools"}, "notified  none\n", "id number title before after", "status: resolved\n"},
		"narrow changes": {75, []string{"manage_incidents", "incident_ids=4197,4198,4200", "status=resolved", "--enable-write-tools"}, "notified  none\n",
			"number title before after", "status: resolved\n"},
		"services": {40, []string{"list_services"}, "html_url: use a wider terminal, or -o json.\n", "name status", "  warning\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terminal := commandtest.OpenTerminal(t, test.columns)
			if code, stderr := runTo(t, terminal.Program, append([]string{"call"}, test.words...)...); code != 0 {
				t.Fatalf("it ends with %d: %s", code, stderr)
			}
			shown := readUntil(t, terminal, test.end)
			header, _, _ := strings.Cut(shown, "\n")
			if strings.Join(strings.Fields(header), " ") != test.header || !strings.Contains(shown, test.within) {
				t.Errorf("it shows\n%s", shown)
			}
		})
	}
}

// A record alone is shown in lines if a table would leave out columns, such as what a change did.
func TestRecordThatDoesNotFitTheTerminal(t *testing.T) {
	t.Parallel()
	terminal := commandtest.OpenTerminal(t, 80)
	if code, stderr := runTo(t, terminal.Program, "call", "manage_incidents", "incident_ids=4197", "status=resolved", "--enable-write-tools"); code != 0 {
		t.Fatalf("it ends with %d: %s", code, stderr)
	}
	if shown := readUntil(t, terminal, "notified  none\n"); !strings.Contains(shown, "\nafter     status: resolved\n") || strings.Contains(shown, "Too narrow") {
		t.Errorf("it shows\n%s", shown)
	}
}
