package keys

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/files"
)

const (
	// Timeout is how long the reading of a key may take: a command or a keychain may ask its user for a fingerprint.
	Timeout = time.Minute
	// commandDelay is how long a command's output stays open after its end, because a process that it started has it.
	commandDelay = time.Second
	// maxComplaint is how much of a command's standard error is shown, in characters.
	maxComplaint = 400
)

// runCommand runs a line in the system's shell and returns what it prints. The shell splits the line, so that quoting is what the
// operator knows from it, paths of Windows included, and pipes work. It adds no risk: who can set the line can set the command of the server.
func runCommand(ctx context.Context, line string, environment env.Variables, timeout time.Duration) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	command := shell(ctx, line)
	command.Env, command.WaitDelay = environment, commandDelay
	key, complaint := &bounded{most: files.MaxSize}, &bounded{most: files.MaxSize, drops: true}
	command.Stdout, command.Stderr = key, complaint
	err := command.Run()
	if errors.Is(err, exec.ErrWaitDelay) { // the command succeeded, and left something running
		err = nil
	}
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("the command did not end within %s, and was ended", timeout)
	case ctx.Err() != nil:
		err = ctx.Err()
	case key.full:
		err = errors.New("the command prints too much to be a key")
	case err != nil:
		err = fmt.Errorf("the command failed: %w", err)
	case strings.TrimSpace(key.String()) == "":
		err = errors.New("the command prints no key to standard output")
	default:
		return key.String(), nil
	}
	if said := mcptools.Clean(RedactAll(withoutKey(complaint.String(), key.String())), maxComplaint); said != "" {
		err = fmt.Errorf("%w. It says: %s", err, said)
	}
	return "", err
}

// withoutKey returns text without what a command that failed printed as its key.
func withoutKey(text, key string) string {
	if key = strings.TrimSpace(key); len(key) >= 8 {
		return strings.ReplaceAll(text, key, Redacted)
	}
	return text
}

var errTooMuch = errors.New("too much output")

// bounded is a buffer that takes so many bytes at most.
type bounded struct {
	buffer bytes.Buffer
	most   int
	drops  bool // instead of failing
	full   bool
}

// Write appends what there is room for.
func (b *bounded) Write(text []byte) (int, error) {
	room := min(len(text), b.most-b.buffer.Len())
	b.buffer.Write(text[:room])
	if b.full = b.full || room < len(text); b.full && !b.drops {
		return room, errTooMuch
	}
	return len(text), nil
}

// String returns what was written.
func (b *bounded) String() string { return b.buffer.String() }
