package subcommands

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// format is the form of a subcommand's output. It is the same on a terminal and in a pipe, so that a script sees what its author saw.
type format string

const (
	formatTable format = "table"
	formatJSON  format = "json"
	formatLines format = "jsonl"
)

// outputFlag is the flag --output of a subcommand.
type outputFlag struct {
	format  format
	allowed []format
}

// addOutput adds the flag --output to cmd.
func addOutput(cmd *cobra.Command, usage string, allowed ...format) *outputFlag {
	o := &outputFlag{format: allowed[0], allowed: allowed}
	cmd.Flags().VarP(o, "output", "o", usage)
	complete(cmd, "output", o.names())
	return o
}

func (o *outputFlag) names() (names []string) {
	for _, f := range o.allowed {
		names = append(names, string(f))
	}
	return names
}

func (o *outputFlag) String() string { return string(o.format) }

func (o *outputFlag) Type() string { return "form" }

// Set sets the format.
func (o *outputFlag) Set(text string) error {
	for _, f := range o.allowed {
		if string(f) == text {
			o.format = f
			return nil
		}
	}
	return errors.New("must be " + strings.Join(o.names(), ", "))
}

// write writes text to standard output at once. Nobody reads on after "head -1": that is no failure.
func (p program) write(text []byte) error {
	if _, err := p.process.Stdout.Write(text); err != nil && !errors.Is(err, syscall.EPIPE) && !errors.Is(err, io.ErrClosedPipe) && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("writing the result: %w", err)
	}
	return nil
}

// width returns the width of the terminal that standard output is; 0 if it is none, where nothing needs to be cut.
func (p program) width() int {
	terminal := command.Terminal(p.process.Stdout)
	if terminal == nil {
		return 0
	}
	columns, _, err := term.GetSize(int(terminal.Fd()))
	if err != nil {
		return 0
	}
	return columns
}

// writeResult writes a tool's result, which is JSON.
func (p program) writeResult(result []byte, form format) error {
	switch form {
	case formatLines:
		return p.writeLines(result)
	case formatJSON:
		return p.write(append(result, '\n'))
	}
	text, err := textOf(result, p.width())
	if err != nil {
		return err
	}
	return p.write([]byte(text))
}

// writeLines writes each record of a list as a line of JSON, and anything else as one line. What a result has beside its records goes to
// standard error.
func (p program) writeLines(result []byte) error {
	var records []json.RawMessage
	beside := map[string]json.RawMessage{}
	if json.Unmarshal(result, &records) != nil {
		if json.Unmarshal(result, &beside) != nil || beside["items"] == nil || json.Unmarshal(beside["items"], &records) != nil {
			return p.write(append(result, '\n'))
		}
	}
	var lines bytes.Buffer
	for _, record := range records {
		lines.Write(append(record, '\n'))
	}
	if err := p.write(lines.Bytes()); err != nil {
		return err
	}
	delete(beside, "items")
	if string(beside["more"]) == "false" {
		delete(beside, "more")
	}
	if len(beside) > 0 {
		text, err := json.Marshal(beside)
		if err != nil {
			return err
		}
		what := "beside these records"
		if beside["more"] != nil {
			what = "there are more records"
		}
		fmt.Fprintf(p.process.Stderr, "%s: %s: %s\n", p.server.Name, what, text)
	}
	return nil
}
