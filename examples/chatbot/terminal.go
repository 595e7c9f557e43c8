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

// maxLine is how long a line of input may be.
const maxLine = 64 << 10

// timeToRead is how soon after a question a line cannot be its answer yet: nobody reads so fast. What was typed before the question
// may arrive only now, as it waited in a buffer.
const timeToRead = 300 * time.Millisecond

// terminal is where the user is: lines come in, text goes out. All that goes out is cleaned, since a model's words and
// PagerDuty's texts could hold escape sequences.
type terminal struct {
	out     io.Writer
	typed   bool // somebody types the lines; otherwise they come from a file or a pipe, and are shown
	colour  bool
	lines   chan inputLine // closed at the end of the input
	failure error          // why the input ended, if not by its end; to be read after lines is closed
	midLine bool
}

type inputLine struct {
	text string
	read time.Time // when it came in
}

func newTerminal(in io.Reader, out io.Writer, typed, colour bool) *terminal {
	t := &terminal{out: out, typed: typed, colour: colour, lines: make(chan inputLine, 16)}
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

// prompt waits for the user's next words. The error is io.EOF at the end of the input, or the context's.
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

// ask puts a question about a change. Only yes is yes. Lines that were typed before the question are no answer to it.
func (t *terminal) ask(ctx context.Context, question string) (bool, error) {
	const unused = "(Not used, since you typed it before you could read this question: %s)"
	for {
		for t.typed && len(t.lines) > 0 {
			t.tell(unused, (<-t.lines).text)
		}
		t.newLine()
		fmt.Fprint(t.out, clean(question), " [y/N] ")
		asked := time.Now()
		line, err := t.line(ctx)
		if err == nil && t.typed && line.read.Before(asked.Add(timeToRead)) {
			fmt.Fprintln(t.out)
			t.tell(unused, line.text)
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
		case ok && !t.typed:
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

// say shows words of the model as they come.
func (t *terminal) say(words string) {
	if words = clean(words); words != "" {
		fmt.Fprint(t.out, words)
		t.midLine = !strings.HasSuffix(words, "\n")
	}
}

// tell shows a line of the program's own, whatever is in the values.
func (t *terminal) tell(format string, values ...any) {
	t.newLine()
	line := strings.TrimRight(flat(fmt.Sprintf(format, values...)), " ")
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

// flat is text on one line.
func flat(text string) string { return strings.ReplaceAll(clean(text), "\n", " ") }
