package middleware

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"sync"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// maxAuditedError is the most characters of an error in a line of the audit log.
const maxAuditedError = 4000

// AuditLog returns a function for Audit that writes each record to w as a line of JSON: see Record.MarshalJSON. Each line is one Write,
// and Writes do not overlap. Open a file with os.O_APPEND. If the file does not end with "\n", because an earlier process wrote only
// part of a line, write "\n" to it first: otherwise the first record continues that line.
//
// A Write that fails or is short is an error. If it has written a part of a line, the next record begins a new line.
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
	torn   bool // the last line is incomplete
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

// MarshalJSON returns the record as AuditLog writes it: times as RFC 3339 in UTC, the duration in milliseconds, the effect as a word,
// and the text of the error, up to 4,000 characters. Fields that are set only at StageEnd are absent at StageBegin. An empty Caller and
// a Client that is not known are absent. Members come last, sorted; they cannot replace the others. Characters that do not print, such as
// those that change the direction of text, are escaped as \uXXXX.
func (r Record) MarshalJSON() ([]byte, error) {
	line := struct {
		Time        time.Time       `json:"time"`
		ID          string          `json:"id"`
		Stage       Stage           `json:"stage"`
		Tool        string          `json:"tool"`
		Caller      string          `json:"caller,omitempty"`
		Client      *auditedClient  `json:"client,omitempty"`
		Effect      string          `json:"effect"`
		Arguments   json.RawMessage `json:"arguments"`
		Duration    *float64        `json:"duration_ms,omitempty"`
		ResultBytes *int            `json:"result_bytes,omitempty"`
		Error       string          `json:"error,omitempty"`
	}{Time: r.Time.UTC(), ID: r.ID, Stage: r.Stage, Tool: r.Tool, Caller: r.Caller, Effect: r.Effect.String(), Arguments: r.Arguments}
	if r.Stage == StageEnd {
		line.Duration, line.ResultBytes = new(float64(r.Duration.Microseconds())/1000), new(r.ResultBytes)
	}
	if r.Client != (mcptools.ClientInfo{}) {
		line.Client = &auditedClient{r.Client.Name, r.Client.Version}
	}
	if r.Err != nil {
		line.Error = mcptools.Clean(r.Err.Error(), maxAuditedError)
	}
	data, err := marshal(line)
	if err == nil && len(r.Members) > 0 {
		data, err = r.addMembers(data)
	}
	return visible(data), err
}

// addMembers adds the further members to a line.
func (r Record) addMembers(line []byte) ([]byte, error) {
	var there map[string]json.RawMessage
	if err := json.Unmarshal(line, &there); err != nil {
		return nil, err
	}
	more := maps.Clone(r.Members)
	maps.DeleteFunc(more, func(name, _ string) bool { return there[name] != nil })
	if len(more) == 0 {
		return line, nil
	}
	data, err := marshal(more) // sorts the names
	if err != nil {
		return nil, err
	}
	line = append(bytes.TrimSuffix(bytes.TrimSpace(line), []byte("}")), ',')
	return append(line, data[1:]...), nil
}

type auditedClient struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

// visible escapes the characters of JSON that a terminal would obey or hide. They occur in strings only.
func visible(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for r, size := rune(0), 0; len(data) > 0; data = data[size:] {
		r, size = utf8.DecodeRune(data)
		switch {
		case r < ' ', unicode.IsPrint(r) && (r != utf8.RuneError || size > 1): // the encoder has escaped those below the space
			out = append(out, data[:size]...)
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
		}
	}
	return out
}

// marshal returns content as a line of JSON, without escapes that only HTML needs.
func marshal(content any) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(content)
	return line.Bytes(), err
}
