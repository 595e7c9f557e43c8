package command_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// The limit is over all tools together, and what pages nobody has none.
func TestMaxPagesPerHour(t *testing.T) {
	t.Parallel()
	for name, variables := range map[string][]string{"variable": {"PAGERDUTY_MAX_PAGES_PER_HOUR=2"}, "flag": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arguments := []string{"--demo", "--enable-write-tools"}
			if variables == nil {
				arguments = append(arguments, "--max-pages-per-hour=2")
			}
			connection := incidents.Connect(t, variables, arguments...)
			for i, call := range []struct{ tool, arguments, refusal string }{
				{"add_responders", `{"incident_id":"Q2CHECKOUTLATE","user_ids":["PUBRUNO","PUHENRY","PUAMARA"]}`, "limit for such calls is 2 within 1 hour"},
				{"create_incident", create, ""},
				{"manage_incidents", reassign, "limit for such calls is 2 within 1 hour"},
				{"add_responders", `{"incident_id":"Q2CHECKOUTLATE","user_ids":["PUBRUNO"]}`, ""},
				{"create_incident", create, "On this server: --max-pages-per-hour."},
				{"add_note_to_incident", note, ""},
				{"manage_incidents", resolve, ""},
			} {
				if text, isError := callTool(t, connection, call.tool, call.arguments); isError != (call.refusal != "") || !strings.Contains(text, call.refusal) {
					t.Errorf("%d: %s says %s", i, call.tool, text)
				}
			}
		})
	}
}

// Repeating a call that has paged somebody already pages nobody, and leaves room for a call that does.
func TestRepeatsTakeNoPages(t *testing.T) {
	t.Parallel()
	connection := incidents.Connect(t, nil, "--demo", "--enable-write-tools", "--max-pages-per-hour=2")
	for i, call := range []struct{ arguments, want string }{
		{create, `"created":true`}, {create, `"created":false`}, {`{"title":"Another","service_id":"Checkout API"}`, `"created":true`},
		{`{"title":"A third","service_id":"Checkout API"}`, "--max-pages-per-hour"},
	} {
		if text, _ := callTool(t, connection, "create_incident", call.arguments); !strings.Contains(text, call.want) {
			t.Errorf("%d: %s, want %s", i, text, call.want)
		}
	}
}

// A call that the user declines does not count as a page.
func TestDeniedCallsTakeNoPages(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		user := newUser(mcp.ElicitationResponseActionDecline)
		connection := incidents.ConnectHost(t, user.host(protocol), nil, "--demo", "--enable-write-tools", "--confirm=pages", "--max-pages-per-hour=1")
		for range 3 {
			callTool(t, connection, "create_incident", create)
		}
		user.answer = mcp.ElicitationResponseActionAccept
		if text, isError := callTool(t, connection, "create_incident", create); isError {
			t.Errorf("%s: after three times no, yes gives %s", protocol, text)
		}
		if text, isError := callTool(t, connection, "create_incident", `{"title":"Another","service_id":"Checkout API"}`); !isError || !strings.Contains(text, "--max-pages-per-hour") {
			t.Errorf("%s: beyond the limit: %s", protocol, text)
		}
	}
}

// A call about which nobody could be asked uses up none either.
func TestUnconfirmedCallsTakeNoPages(t *testing.T) {
	t.Parallel()
	connection := incidents.Connect(t, nil, "--demo", "--enable-write-tools", "--confirm=pages", "--max-pages-per-hour=1")
	for range 3 {
		if text, _ := callTool(t, connection, "create_incident", create); !strings.Contains(text, "cannot be asked") {
			t.Errorf("it says %s", text)
		}
	}
}

// audited is a line of the audit log.
type audited struct {
	ID, Stage, Tool, Effect, Error string
	Arguments                      json.RawMessage
}

// readAudit reads an audit log, each line of which must be a record.
func readAudit(t *testing.T, file string) []audited {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []audited
	for line := range bytes.Lines(text) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			t.Errorf("the line %q does not end", line)
		}
		lines = append(lines, decode[audited](t, line))
	}
	return lines
}

// The log has every call, what was refused as well, and what another process wrote before stays.
func TestAuditLog(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "audit.jsonl")
	user := newUser(mcp.ElicitationResponseActionDecline)
	connection := incidents.ConnectHost(t, user.host(""), []string{"PAGERDUTY_AUDIT_LOG=" + file}, "--demo", "--enable-write-tools", "--confirm=pages")
	callTool(t, connection, "get_incident", `{"incident_id":"Q2CHECKOUTLATE"}`)
	callTool(t, connection, "add_note_to_incident", note)
	callTool(t, connection, "create_incident", create)
	another := incidents.Connect(t, nil, "--demo", "--audit-log", file)
	callTool(t, another, "list_incidents", `{"limit":1}`)
	var got []string
	for _, line := range readAudit(t, file) {
		got = append(got, strings.TrimSpace(strings.Join([]string{line.Tool, line.Effect, line.Stage, strings.Split(line.Error+":", ":")[0]}, " ")))
		if line.ID == "" || !json.Valid(line.Arguments) {
			t.Errorf("the record %+v lacks something", line)
		}
	}
	const asked, denied = "nothing was done yet", "the call was denied and nothing was done"
	want := []string{
		"get_incident read end",
		"add_note_to_incident additive begin", "add_note_to_incident additive end",
		"create_incident additive begin", "create_incident additive end " + asked, // the era of this client runs a call again with the answer
		"create_incident additive begin", "create_incident additive end " + denied,
		"list_incidents read end",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the log's mode is %v (%v)", info.Mode(), err)
	}
}

// A line that was torn swallows no record, and what is whole stays as it is.
func TestAuditLogBeginsALine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, between string }{
		"empty": {"", ""},
		"whole": {"{\"id\":\"A\"}\n", ""},
		"torn":  {"{\"id\":\"A\"}\n{\"id\":\"B", "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "audit.jsonl")
			writeFile(t, file, test.before)
			commandRun(t, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_incidents","arguments":{"limit":1}}}`+"\n", nil, "--demo", "--audit-log", file)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			records, found := strings.CutPrefix(string(text), test.before+test.between)
			if !found || strings.Count(records, "\n") != 1 || !json.Valid([]byte(records)) {
				t.Errorf("the log is %q", text)
			}
		})
	}
}

// What would end up in the protocol is refused even where it is a file.
func TestAuditLogIsNotStandardOutput(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "out")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	process := incidents.Exec(t.Context(), nil, "--demo", "--audit-log", file)
	var stderr bytes.Buffer
	process.Stdout, process.Stderr = out, &stderr
	_ = process.Run()
	if code := process.ProcessState.ExitCode(); code != 2 || !strings.Contains(stderr.String(), "standard output, which belongs to the protocol") {
		t.Errorf("it ends with %d: %s", code, &stderr)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// After a change nobody but the operator hears that its record is missing.
func TestMissingRecordsAreLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	record := command.Record(full{}, slog.New(slog.NewTextHandler(&log, nil)))
	err := record(t.Context(), middleware.Record{ID: "A1", Stage: middleware.StageEnd, Tool: "create_incident"})
	if err == nil || !strings.Contains(err.Error(), "--audit-log") || !strings.Contains(log.String(), "--audit-log") || !strings.Contains(log.String(), "no space left") || !strings.Contains(log.String(), "id=A1 stage=end tool=create_incident") {
		t.Errorf("%v, and the log says %s", err, &log)
	}
}
