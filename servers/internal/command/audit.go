package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// auditStdout is the value of --audit-log for standard output.
const auditStdout = "-"

// openAudit opens the audit log. Over HTTP, standard output is free for it.
func (s *settings) openAudit(stdout io.Writer, logger *slog.Logger) (io.WriteCloser, error) {
	if s.auditLog == auditStdout && s.http.isHTTP() {
		return unclosed{stdout}, nil
	}
	file, err := openAuditLog(s.auditLog, stdout)
	if err != nil {
		return nil, err
	}
	return &auditFile{path: s.auditLog, stdout: stdout, logger: logger, file: file}, nil
}

// unclosed is a stream of the process, which stays open.
type unclosed struct{ io.Writer }

// Close does nothing.
func (unclosed) Close() error { return nil }

// openAuditLog opens the file that --audit-log names for appending. It must be a regular file: standard output is for the protocol,
// and a pipe that nobody reads would block every call.
func openAuditLog(path string, stdout io.Writer) (*os.File, error) {
	info, err := os.Stat(path)
	switch {
	case path == auditStdout || err == nil && !info.Mode().IsRegular():
		return nil, fmt.Errorf("--audit-log %s: it must be a file, or - for standard output with --transport %s", path, transportHTTP)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("--audit-log: %w", err)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--audit-log: %w", err)
	}
	if isSame(file, stdout) {
		_ = file.Close()
		return nil, fmt.Errorf("--audit-log %s: this is standard output, which belongs to the protocol", path)
	}
	if err := endLine(file); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("--audit-log: %w", err)
	}
	return file, nil
}

// auditFile is the open audit log. When the file is removed or moved while the server runs, it creates a new one at the same path:
// records in a file without a name would be lost.
type auditFile struct {
	path   string
	stdout io.Writer
	logger *slog.Logger

	mu   sync.Mutex // an abandoned call may write while the server closes the file
	file *os.File
}

// Write appends a record.
func (f *auditFile) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.follow(); err != nil {
		return 0, err
	}
	return f.file.Write(line)
}

// follow reopens the path if another file is there now. The caller holds f.mu.
func (f *auditFile) follow() error {
	opened, err := f.file.Stat()
	if err != nil {
		return err
	}
	if named, err := os.Stat(f.path); err == nil && os.SameFile(opened, named) {
		return nil
	}
	file, err := openAuditLog(f.path, f.stdout)
	if err != nil {
		return fmt.Errorf("the file was removed or moved, and cannot be made again: %w", err)
	}
	_ = f.file.Close() // every record was written, or its failure reported
	f.file = file
	f.logger.Warn("the audit log was removed or moved; a new one was begun", "file", f.path)
	return nil
}

// Close closes the file. Later writes fail.
func (f *auditFile) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Close()
}

// endLine completes a last line that was cut off, for example by a crash. Without it the first new record would be joined to it.
func endLine(file *os.File) error {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	last := make([]byte, 1)
	if _, err = file.ReadAt(last, info.Size()-1); errors.Is(err, io.EOF) { // the file was truncated meanwhile: that is how it is rotated
		return nil
	}
	if err != nil || last[0] == '\n' {
		return err
	}
	_, err = file.WriteString("\n")
	return err
}

// isSame reports whether stream is the file.
func isSame(file *os.File, stream io.Writer) bool {
	other := fileOf(stream)
	if other == nil {
		return false
	}
	a, errA := file.Stat()
	b, errB := other.Stat()
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// record returns a function that appends to the audit log. It also logs a failure for the operator, since after a change nobody else
// learns of it.
func record(file io.Writer, logger *slog.Logger) func(context.Context, middleware.Record) error {
	write := middleware.AuditLog(file)
	return func(ctx context.Context, record middleware.Record) error {
		err := write(ctx, record)
		if err != nil {
			err = fmt.Errorf("--audit-log: %w", err) // advise does not see this error, as it runs inside the audit
			logger.Error("writing to the audit log", "id", record.ID, "stage", record.Stage, "tool", record.Tool, "error", err)
		}
		return err
	}
}
