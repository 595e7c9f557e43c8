package middleware

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// maxAuditedError is how many characters of an error a line of the audit log holds.
const maxAuditedError = 4000

// AuditLog records, for Audit, a line of JSON for each record, in one Write each and one after the other: see Record.MarshalJSON. A
// file belongs here that was opened with os.O_APPEND. A Write that fails or is short is an error; what it left of a line stands
// on a line of its own. What an earlier process left of one is the program's to end: a writer cannot be read, so to a file whose
// last byte is no "\n" write one first, or the first record is glued to that line.
func AuditLog(w io.Writer) func(context.Context, Record) error {
	if w == nil {
		panic("middleware: AuditLog needs a writer")
	}
	log := &auditLog{writer: w}
	return func(_ context.Context, record Record) error {
		line, err := marshal(record)
		if err != nil {
			return err
		}
		return log.write(line)
	}
}

type auditLog struct {
	mutex  sync.Mutex
	writer io.Writer
	torn   bool // the last line has no end
}

func (l *auditLog) write(line []byte) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.torn {
		line = append([]byte("\n"), line...)
	}
	n, err := l.writer.Write(line)
	if err == nil && n < len(line) {
		err = io.ErrShortWrite
	}
	if err != nil {
		l.torn = l.torn || n > 0
		return fmt.Errorf("write to the audit log: %w", err)
	}
	l.torn = false
	return nil
}

// MarshalJSON gives the record as AuditLog writes it: times as RFC 3339 in UTC, the duration in milliseconds, the effect as a
// word, the error as its text. What belongs to StageEnd is absent at StageBegin. Characters that do not print, such as those that
// turn the direction of writing, stand as \uXXXX.
func (r Record) MarshalJSON() ([]byte, error) {
	line := struct {
		Time        time.Time       `json:"time"`
		ID          string          `json:"id"`
		Stage       Stage           `json:"stage"`
		Tool        string          `json:"tool"`
		Effect      string          `json:"effect"`
		Arguments   json.RawMessage `json:"arguments"`
		Duration    *float64        `json:"duration_ms,omitempty"`
		ResultBytes *int            `json:"result_bytes,omitempty"`
		Error       string          `json:"error,omitempty"`
	}{Time: r.Time.UTC(), ID: r.ID, Stage: r.Stage, Tool: r.Tool, Effect: r.Effect.String(), Arguments: r.Arguments}
	if r.Stage == StageEnd {
		line.Duration, line.ResultBytes = new(float64(r.Duration.Microseconds())/1000), new(r.ResultBytes)
	}
	if r.Err != nil {
		line.Error = mcptools.Clean(r.Err.Error(), maxAuditedError)
	}
	data, err := marshal(line)
	return visible(data), err
}

// visible is JSON with the characters escaped that a terminal would obey or hide. They stand in strings only.
func visible(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for r, size := rune(0), 0; len(data) > 0; data = data[size:] {
		r, size = utf8.DecodeRune(data)
		switch {
		case r < ' ', unicode.IsPrint(r) && (r != utf8.RuneError || size > 1): // the encoder has escaped what is before the space
			out = append(out, data[:size]...)
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
		}
	}
	return out
}

// marshal is a line of JSON without the escapes that only HTML needs.
func marshal(content any) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(content)
	return line.Bytes(), err
}
