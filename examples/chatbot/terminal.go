package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// maxLine is the limit for a line of input, in bytes.
const maxLine = 64 << 10

// timeToRead is the time after a question in which no line counts as its answer. Nobody reads so fast, and a line typed before the
// question may arrive late from a buffer.
const timeToRead = 300 * time.Millisecond

// terminal reads the user's lines and prints text. It cleans everything that it prints: the texts of models and of PagerDuty may have
// escape sequences.
type terminal struct {
	out         io.Writer
	interactive bool // somebody types the lines; otherwise they come from a file or a pipe, and are printed
	colour      bool
	lines       chan inputLine // closed at the end of the input
	failure     error          // the error that ended the input; read it after lines is closed
	midLine     bool
}

type inputLine struct {
	text string
	read time.Time
}

func newTerminal(in io.Reader, out io.Writer, interactive, colour bool) *terminal {
	t := &terminal{out: out, interactive: interactive, colour: colour, lines: make(chan inputLine, 16)}
	go t.read(in)
	return t
}

func (t *terminal) read(in io.Reader) {
	defer close(t.lines)
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, maxLine)
	for scanner.Scan() {
		t.lines <- inputLine{scanner.Text(), time.Now()}
	}
	if t.failure = scanner.Err(); t.failure == bufio.ErrTooLong {
		t.failure = fmt.Errorf("a line of the input is longer than %d bytes", maxLine)
	}
}

// prompt returns the user's next line that is not empty. It returns io.EOF at the end of the input.
func (t *terminal) prompt(ctx context.Context) (string, error) {
	t.newLine()
	for {
		fmt.Fprint(t.out, "\n> ")
		line, err := t.line(ctx)
		if text := strings.TrimSpace(line.text); text != "" || err != nil {
			return text, err
		}
	}
}

// ask asks whether to make a change. Only y and yes mean yes. Lines typed before the question are not used.
func (t *terminal) ask(ctx context.Context, question string) (bool, error) {
	const unused = "(Not used, since you typed it before you could read this question: %s)"
	for {
		for t.interactive && len(t.lines) > 0 {
			t.printLine(unused, (<-t.lines).text)
		}
		t.newLine()
		fmt.Fprint(t.out, clean(question), " [y/N] ")
		asked := time.Now()
		line, err := t.line(ctx)
		if err == nil && t.interactive && line.read.Before(asked.Add(timeToRead)) {
			fmt.Fprintln(t.out)
			t.printLine(unused, line.text)
			continue
		}
		if err == io.EOF {
			err = fmt.Errorf("%w: the input has ended", mcptools.ErrCannotAsk)
		}
		answer := strings.ToLower(strings.TrimSpace(line.text))
		return err == nil && (answer == "y" || answer == "yes"), err
	}
}

func (t *terminal) line(ctx context.Context) (inputLine, error) {
	select {
	case line, ok := <-t.lines:
		switch {
		case ok && !t.interactive:
			fmt.Fprintln(t.out, clean(line.text))
		case !ok:
			fmt.Fprintln(t.out)
			if t.failure != nil {
				return inputLine{}, t.failure
			}
			return inputLine{}, io.EOF
		}
		return line, nil
	case <-ctx.Done():
		fmt.Fprintln(t.out)
		return inputLine{}, context.Cause(ctx)
	}
}

// print prints a part of the model's answer.
func (t *terminal) print(text string) {
	if text = clean(text); text != "" {
		fmt.Fprint(t.out, text)
		t.midLine = !strings.HasSuffix(text, "\n")
	}
}

// printLine prints one line of the program, also if values have several.
func (t *terminal) printLine(format string, values ...any) {
	t.newLine()
	line := strings.TrimRight(singleLine(fmt.Sprintf(format, values...)), " ")
	if t.colour {
		line = "\x1b[2m" + line + "\x1b[0m"
	}
	fmt.Fprintln(t.out, line)
}

func (t *terminal) newLine() {
	if t.midLine {
		fmt.Fprintln(t.out)
		t.midLine = false
	}
}

func clean(text string) string { return mcptools.Clean(text, len(text)) }

// singleLine returns text on one line.
func singleLine(text string) string { return strings.ReplaceAll(clean(text), "\n", " ") }
