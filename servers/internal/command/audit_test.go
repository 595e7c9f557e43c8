package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// A log that is removed or moved while the server runs is begun anew: no record goes into a file that has no name.
func TestAuditLogIsRemoved(t *testing.T) {
	t.Parallel()
	if os.PathSeparator == '\\' {
		t.Skip("Windows keeps a file that is open")
	}
	for name, away := range map[string]func(file string) error{
		"removed":  os.Remove,
		"moved":    func(file string) error { return os.Rename(file, file+".1") },
		"replaced": func(file string) error { _ = os.Remove(file); return os.WriteFile(file, []byte("{\"torn"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "audit.jsonl")
			server := incidents.Start(t, nil, "--demo", "--enable-write-tools", "--audit-log", file)
			server.Initialize()
			server.Call("1", "add_note_to_incident", note)
			server.Expect("1")
			if err := away(file); err != nil {
				t.Fatal(err)
			}
			server.Call("2", "add_note_to_incident", note)
			if text, isError := server.Expect("2").ToolText(t); isError {
				t.Error(text)
			}
			text, err := os.ReadFile(file)
			if err != nil || strings.Count(string(text), `"tool":"add_note_to_incident"`) != 2 || strings.Contains(string(text), "torn{") {
				t.Errorf("the log is %s (%v)", text, err)
			}
			server.End()
			if !strings.Contains(server.Stderr(), "removed or moved; a new one was begun") || !strings.Contains(server.Stderr(), file) {
				t.Errorf("standard error: %s", server.Stderr())
			}
		})
	}
}

// Where the log cannot be made again nothing is changed.
func TestAuditLogCannotBeMadeAgain(t *testing.T) {
	t.Parallel()
	if os.PathSeparator == '\\' {
		t.Skip("Windows keeps a file that is open")
	}
	directory := filepath.Join(t.TempDir(), "logs")
	if err := os.Mkdir(directory, 0o700); err != nil {
		t.Fatal(err)
	}
	server := incidents.Start(t, nil, "--demo", "--enable-write-tools", "--audit-log", filepath.Join(directory, "audit.jsonl"))
	server.Initialize()
	if err := os.RemoveAll(directory); err != nil {
		t.Fatal(err)
	}
	server.Call("1", "add_note_to_incident", note)
	if text, isError := server.Expect("1").ToolText(t); !isError || !strings.Contains(text, "was not run and nothing was done: the operator's audit record") {
		t.Errorf("it says %s", text)
	}
	server.Call("2", "get_incident", `{"incident_id":"Q2CHECKOUTLATE"}`)
	if text, isError := server.Expect("2").ToolText(t); isError {
		t.Errorf("a read says %s", text)
	}
	if err := os.Mkdir(directory, 0o700); err != nil {
		t.Fatal(err)
	}
	server.Call("3", "add_note_to_incident", note)
	if text, isError := server.Expect("3").ToolText(t); isError {
		t.Errorf("after the directory is back: %s", text)
	}
	server.End()
	if !strings.Contains(server.Stderr(), "was removed or moved, and cannot be made again") {
		t.Errorf("standard error: %s", server.Stderr())
	}
}

// Records may still come while the log is closed: they are written whole or refused, wherever the log is by then. The race detector
// sees more.
func TestAuditLogIsClosed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	log, err := command.OpenAuditLog(path)
	if err != nil {
		t.Fatal(err)
	}
	_ = os.Rename(path, path+".1") // so that a record has the log opened anew; Windows keeps a file that is open
	written := make(chan error, 8)
	for range cap(written) {
		go func() {
			_, err := log.Write([]byte("{}\n"))
			written <- err
		}()
	}
	_ = log.Close()
	refused := 0
	for range cap(written) {
		if <-written != nil {
			refused++
		}
	}
	if _, err := log.Write([]byte("{}\n")); err == nil {
		t.Error("a record was taken after the end")
	}
	text, _ := os.ReadFile(path)
	if want := strings.Repeat("{}\n", cap(written)-refused); string(text) != want {
		t.Errorf("the log is %q, with %d refused", text, refused)
	}
}
