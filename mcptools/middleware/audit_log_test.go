package middleware_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

func TestLineOfTheAuditLog(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 9, 30, 0, 250_000_000, time.FixedZone("", 3600))
	record := middleware.Record{
		ID: "A1", Time: at, Stage: middleware.StageBegin, Tool: "page", Effect: mcptools.EffectDestructive, Arguments: json.RawMessage(`{"reason":"a <b> & \n"}`),
	}
	ended := record
	ended.Stage, ended.Duration, ended.Err = middleware.StageEnd, 1234567*time.Microsecond, errors.New("it \u202efailed\n<again>")
	const head = `{"time":"2026-11-22T08:30:00.25Z","id":"A1",`
	const middle = `"tool":"page","effect":"destructive","arguments":{"reason":"a <b> & \n"}`
	want := head + `"stage":"begin",` + middle + "}\n" +
		head + `"stage":"end",` + middle + `,"duration_ms":1234.567,"result_bytes":0,"error":"it failed\n<again>"}` + "\n"
	var log bytes.Buffer
	write := middleware.AuditLog(&log)
	if err := errors.Join(write(t.Context(), record), write(t.Context(), ended)); err != nil || log.String() != want {
		t.Errorf("error %v, wrote\n%s, want\n%s", err, log.String(), want)
	}
	record.Arguments = nil
	if err := write(t.Context(), record); err != nil || !strings.Contains(log.String(), `"arguments":null`) {
		t.Errorf("without arguments: error %v, wrote %s", err, log.String())
	}
}

// Further members come last, and replace none. The client is there if it is known.
func TestMembersOfTheAuditLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	write := middleware.AuditLog(&log)
	record := middleware.Record{
		Tool: "page", Caller: "ada", Client: mcptools.ClientInfo{Name: "editor\u202e", Version: "7"},
		Members: map[string]string{"instance": "web-1", "account": "api.example.com", "tool": "x", "caller": "x", "arguments": "x", "a\u202e": "<b>"},
	}
	if err := write(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	const want = `"caller":"ada","client":{"name":"editor\u202e","version":"7"},"effect":"read","arguments":null,"account":"api.example.com","a\u202e":"<b>","instance":"web-1"}` + "\n"
	if !strings.HasSuffix(log.String(), want) || !json.Valid(log.Bytes()) {
		t.Errorf("wrote %s, want %s", log.String(), want)
	}
	log.Reset()
	if err := write(t.Context(), middleware.Record{Tool: "page", Members: map[string]string{"tool": "x"}}); err != nil || !strings.HasSuffix(log.String(), `"arguments":null}`+"\n") {
		t.Errorf("wrote %s, %v", log.String(), err)
	}
}

// Characters that a terminal would obey or hide are escaped in the log. None is lost.
func TestAuditLogShowsWhatDoesNotPrint(t *testing.T) {
	t.Parallel()
	const raw = "é 日本 👍🏽 <&> \\ \u009b2J\u009d\x7f\u202e\u200b\u00a0\ufeff\U000e0041"
	arguments, err := json.Marshal(map[string]string{"reason\u202e": raw})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if err := middleware.AuditLog(&log)(t.Context(), middleware.Record{Tool: "page", Arguments: arguments}); err != nil {
		t.Fatal(err)
	}
	for _, r := range strings.TrimSuffix(log.String(), "\n") {
		if !unicode.IsPrint(r) {
			t.Errorf("wrote %U", r)
		}
	}
	for _, want := range []string{`é 日本 👍🏽 `, `\u009b2J\u009d\u007f\u202e\u200b\u00a0\ufeff\udb40\udc41`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("wrote %s, and not %s", log.String(), want)
		}
	}
	var line struct{ Arguments map[string]string }
	if err := json.Unmarshal(log.Bytes(), &line); err != nil || line.Arguments["reason\u202e"] != raw {
		t.Errorf("read back %q, %v", line.Arguments, err)
	}
}

// separateWrites records each Write, and whether two ran at once.
type separateWrites struct {
	busy   sync.Mutex
	writes []string
	clash  bool
}

func (w *separateWrites) Write(p []byte) (int, error) {
	if !w.busy.TryLock() {
		w.clash = true
		return len(p), nil
	}
	defer w.busy.Unlock()
	w.writes = append(w.writes, string(p))
	return len(p), nil
}

func TestAuditLogWritesLineAfterLine(t *testing.T) {
	t.Parallel()
	var log separateWrites
	tool := newPager(middleware.Audit(middleware.AuditLog(&log)))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { tool.call(t.Context(), ada) })
	}
	wg.Wait()
	if log.clash || len(log.writes) != 40 {
		t.Fatalf("%d writes, at once: %v", len(log.writes), log.clash)
	}
	for _, line := range log.writes {
		if !json.Valid([]byte(line)) || strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
			t.Errorf("wrote %q", line)
		}
	}
}

// writerFunc is a function as an io.Writer.
type writerFunc func([]byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

func TestAuditLogThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left")
	for name, test := range map[string]struct {
		writer io.Writer
		want   error
	}{
		"error":       {writerFunc(func([]byte) (int, error) { return 0, full }), full},
		"short write": {writerFunc(func(p []byte) (int, error) { return len(p) - 1, nil }), io.ErrShortWrite},
	} {
		tool := newPager(middleware.Audit(middleware.AuditLog(test.writer)))
		if result := tool.call(t.Context(), ada); !errors.Is(result.Err, test.want) {
			t.Errorf("%s: result %+v", name, result)
		}
		tool.expectRuns(t, 0)
	}
	var log bytes.Buffer
	room := 0
	write := middleware.AuditLog(writerFunc(func(p []byte) (int, error) {
		n, _ := log.Write(p[:min(room, len(p))])
		return n, nil
	}))
	if err := write(t.Context(), middleware.Record{ID: "lost, too"}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error %v", err)
	}
	room = 7
	first := write(t.Context(), middleware.Record{ID: "torn"})
	room = 0
	second := write(t.Context(), middleware.Record{ID: "lost"})
	room = 1000
	third, fourth := write(t.Context(), middleware.Record{ID: "kept"}), write(t.Context(), middleware.Record{ID: "last"})
	lines := strings.Split(log.String(), "\n")
	if first == nil || second == nil || third != nil || fourth != nil || len(lines) != 4 || len(lines[0]) != 7 || !strings.Contains(lines[1], "kept") || !json.Valid([]byte(lines[1])) || !json.Valid([]byte(lines[2])) {
		t.Errorf("%v, %v, %v, %v: wrote %q", first, second, third, fourth, lines)
	}
	if err := write(t.Context(), middleware.Record{Arguments: json.RawMessage("{")}); err == nil {
		t.Error("arguments that are not JSON were written")
	}
	expectPanic(t, "Audit(nil)", func() { middleware.Audit(nil) })
	expectPanic(t, "AuditLog(nil)", func() { middleware.AuditLog(nil) })
}
