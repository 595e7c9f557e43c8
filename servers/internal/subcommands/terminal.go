package subcommands

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// terminal is where a person answers questions.
type terminal struct {
	file *os.File
	out  io.Writer // for the questions
}

var (
	errNoAnswer    = errors.New("there was no answer")
	errInterrupted = errors.New("interrupted")
)

// ask returns the answer to a question, without the white space around it.
func (t terminal) ask(ctx context.Context, question string) (string, error) {
	fmt.Fprintf(t.out, "%s ", question)
	answer, err := t.wait(ctx, func() (string, error) { return readLine(t.file) })
	if err != nil {
		fmt.Fprintln(t.out) // nobody ended the line
	}
	return answer, err
}

// askUntil asks a question until check accepts the answer.
func (t terminal) askUntil(ctx context.Context, question string, check func(answer string) error) error {
	for {
		answer, err := t.ask(ctx, question)
		if err != nil {
			return err
		}
		wrong := check(answer)
		if wrong == nil {
			return nil
		}
		fmt.Fprintf(t.out, "%v.\n", wrong)
	}
}

// askSecret returns the answer to a question. The terminal does not show it.
func (t terminal) askSecret(ctx context.Context, question string) (string, error) {
	descriptor := int(t.file.Fd())
	state, err := term.GetState(descriptor)
	if err != nil {
		return "", fmt.Errorf("the terminal cannot hide what is typed: %w", err)
	}
	fmt.Fprintf(t.out, "%s ", question)
	answer, err := t.wait(ctx, func() (string, error) {
		text, err := term.ReadPassword(descriptor)
		return string(text), err
	})
	if ctx.Err() != nil {
		err = errors.Join(err, term.Restore(descriptor, state)) // the terminal would go on to hide what is typed
	}
	fmt.Fprintln(t.out)
	return answer, err
}

// agree asks a question whose answer is yes or no. Only y and yes are a yes. An empty answer is normal.
func (t terminal) agree(ctx context.Context, question string, normal bool) (bool, error) {
	choices := "[y/N]"
	if normal {
		choices = "[Y/n]"
	}
	answer, err := t.ask(ctx, question+" "+choices)
	if err != nil || answer == "" {
		return normal && err == nil, err
	}
	answer = strings.ToLower(answer)
	return answer == "y" || answer == "yes", nil
}

// wait returns the answer that read reads, or the end of ctx: reading cannot be interrupted.
func (t terminal) wait(ctx context.Context, read func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		text, err := read()
		answers <- answer{strings.TrimSpace(text), err}
	}()
	select {
	case got := <-answers:
		if errors.Is(got.err, io.EOF) && got.text == "" {
			return "", errNoAnswer
		}
		if errors.Is(got.err, io.EOF) {
			got.err = nil
		}
		return got.text, got.err
	case <-ctx.Done():
		return "", errInterrupted
	}
}

// readLine reads one line, and nothing behind it.
func readLine(file *os.File) (string, error) { return bufio.NewReader(oneByte{file}).ReadString('\n') }

// oneByte reads one byte at a time, so that what follows a line is left to the next question.
type oneByte struct{ io.Reader }

func (r oneByte) Read(into []byte) (int, error) { return r.Reader.Read(into[:min(1, len(into))]) }
